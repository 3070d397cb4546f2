"""Ties the settings window to the settings, the key and the files; the window is made when it is first asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from turbodesk.app.gateways import Gateways
from turbodesk.app.house import House
from turbodesk.settings import ALL, GATEWAY_URL, Setting
from turbodesk.ui.entrance import Entrance
from turbodesk.ui.parts import Parts

if TYPE_CHECKING:
    from turbodesk.ui.settings import Section, SettingsDialog


class SettingsDesk(QObject):
    """Opens the settings window and lets it act."""

    def __init__(self, house: House, parts: Parts, entrance: Entrance) -> None:
        super().__init__()
        self._house = house
        self._parts = parts
        self._entrance = entrance
        self._dialog: SettingsDialog | None = None

    def open(self, section: Section | None = None) -> None:
        """Show the settings window, at one of its pages if asked, or bring it to the front."""
        if self._dialog is None:
            self._dialog = self._made()
        dialog = self._dialog
        self._entrance.need_key()
        settings: tuple[Setting[Any], ...] = ALL
        dialog.set_values({one.key: self._house.preferences.get(one) for one in settings})
        dialog.set_folder(str(self._house.folder), _size(self._house.folder))
        if section is not None:
            dialog.show_section(section)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def open_gateway(self) -> None:
        """Show where the address and the key are set."""
        from turbodesk.ui.settings import Section

        self.open(Section.GATEWAY)

    def apply_theme(self) -> None:
        """Dress the window in the theme in force."""
        if self._dialog is not None:
            self._dialog.apply_theme(self._parts.theme)

    def _made(self) -> SettingsDialog:
        from turbodesk.ui.settings import SettingsDialog

        dialog = SettingsDialog(self._parts.theme, self._parts.window)
        dialog.set_resolver(Gateways.resolved)
        dialog.set_models(self._house.workspace.models, dt.date.today())
        dialog.set_key_state(self._house.keys.state)
        self._house.keys.changed.connect(dialog.set_key_state)
        dialog.setting_changed.connect(self._change)
        dialog.key_replaced.connect(self._replace)
        dialog.key_removed.connect(self._entrance.forget)
        dialog.check_requested.connect(self._check)
        dialog.cancel_requested.connect(self._cancel)
        dialog.open_folder_requested.connect(self._open_folder)
        return dialog

    def _change(self, key: str, value: object) -> None:
        setting: Setting[Any] = next(one for one in ALL if one.key == key)
        self._house.preferences.set(setting, setting.parse(value))

    def _replace(self, text: str, this_run_only: bool) -> None:
        if self._dialog is not None:
            self._dialog.show_checking()
            url = self._house.preferences.get(GATEWAY_URL)
            self._entrance.submit(url, text, self._dialog.show_checked, this_run_only=this_run_only)

    def _check(self) -> None:
        if self._dialog is not None:
            self._dialog.show_checking()
            self._entrance.check(self._dialog.show_checked)

    def _cancel(self) -> None:
        self._entrance.cancel()
        if self._dialog is not None:
            self._dialog.show_idle()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._house.folder)))


def _size(folder: Path) -> int:
    """Return how many bytes the files in `folder` take."""
    return sum(file.stat().st_size for file in folder.glob("*") if file.is_file())
