"""The page for what the desktop around the window shows of the program."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton

from turbodesk.settings import LOCK_MINUTES, LOCK_WITH_SCREEN, TRAY, Section
from turbodesk.translation import _
from turbodesk.ui.settings.controls import control_for
from turbodesk.ui.settings.lock import LockRow
from turbodesk.ui.settings.page import SettingsPage


class DesktopPage(SettingsPage):
    """The settings declared for it; the tray's can be set where there is one."""

    def __init__(self) -> None:
        super().__init__(Section.DESKTOP)
        self.lock = LockRow()
        self.add_declared(without=(LOCK_MINUTES, LOCK_WITH_SCREEN))
        self.add_rows(self.lock)
        for setting in (LOCK_MINUTES, LOCK_WITH_SCREEN):
            self.add_control(control_for(setting))

    def show_lock(self, *, is_set: bool, knows_screen: bool) -> None:
        """Offer when to lock, where there is a passphrase; with the screen, where the desktop tells of that."""
        self.lock.show_lock(is_set=is_set)
        self.control(LOCK_MINUTES).setVisible(is_set)
        self.control(LOCK_WITH_SCREEN).setVisible(is_set and knows_screen)

    def show_tray(self, *, is_there: bool) -> None:
        """Offer to use the tray, or say that the desktop has none."""
        row = self.control(TRAY)
        row.set_why(TRAY.help if is_there else _("Your desktop has no tray, so closing the window ends TurboDesk."))
        if isinstance(row.control, QAbstractButton):
            row.control.setEnabled(is_there or row.control.isChecked())  # what is on can be switched off
