"""Learns whether the system asks for high contrast, at the start and whenever that changes.

Windows and macOS tell Qt. On Linux the desktop's portal knows, and Qt 6.11 does not ask it: the first answer comes with
the font, before there is a window (`ui/application/portal.py`), and this hears of changes.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from turbodesk.ui.theme.apply import DESKTOP_CONTRAST
from turbodesk.ui.theme.portal_settings import PortalSettings

KEY = ("org.freedesktop.appearance", "contrast")
"""Where a desktop says it: 1 asks for more contrast, and anything else for nothing."""


class SystemContrast(QObject):
    """Keeps what `theme_in_force` looks at up to date."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._hints = application.styleHints().accessibility()
        self._hints.contrastPreferenceChanged.connect(self._preference_changed)

    def listen(self) -> None:
        """Ask the desktop now, and whenever it may have changed; returns at once."""
        if sys.platform.startswith("linux"):
            portal = PortalSettings(self)
            portal.told.connect(self.take)
            portal.listen([KEY])

    def take(self, namespace: str, key: str, value: object) -> None:
        """Note a setting of the portal; any other than ours is none of our business."""
        if (namespace, key) != KEY:
            return
        wants = type(value) is int and value == 1
        if wants != bool(self._application.property(DESKTOP_CONTRAST)):
            self._application.setProperty(DESKTOP_CONTRAST, wants)
            self.changed.emit()

    def _preference_changed(self, _: Qt.ContrastPreference) -> None:
        self.changed.emit()
