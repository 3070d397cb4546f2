"""Ties the sheet of settings to the settings; each page that shows more than settings has a presenter of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject

from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.preferences import Preferences
from turbodesk.settings import ALL, Section, Setting
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.widgets.lifetime import subscribe


class PagePresenter(Protocol):
    """Shows on a page what is not a setting."""

    def refresh(self) -> None:
        """Show everything as it is now; the settings are about to be shown, or are in front already."""


class SettingsPresenter(QObject):
    """Opens the settings and puts what is changed in them into force."""

    def __init__(
        self,
        sheet: SettingsSheet,
        pages: Sequence[PagePresenter],
        *,
        preferences: Preferences,
        model_registry: ModelRegistry,
    ) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._pages = pages
        self._preferences = preferences
        self._model_registry = model_registry
        sheet.setting_changed.connect(self._change)
        subscribe(sheet, preferences.changed, lambda setting: sheet.show_value(setting, preferences.get(setting)))

    @property
    def is_open(self) -> bool:
        """Whether the settings lie over the window."""
        return not self._sheet.isHidden()

    def open_settings(self, section: Section | None = None, title: str = "") -> None:
        """Show the settings, or leave them in front, at one of their pages if asked.

        `title` is what a control there is called (`app.setting_commands`): it gets the focus.
        """
        sheet = self._sheet
        for page in self._pages:
            page.refresh()
        settings: tuple[Setting[Any], ...] = ALL
        sheet.set_values({setting.key: self._preferences.get(setting) for setting in settings})
        sheet.writing.set_models(self._model_registry.models, dt.date.today())
        if section is not None:
            sheet.show_section(section)
        sheet.open()
        if section is not None and title:
            sheet.focus_control(section, title)

    def open_usage(self) -> None:
        """Show what replies cost."""
        self.open_settings(Section.USAGE)

    def open_gateway(self, gateway_id: str = "") -> None:
        """Show where the address and the key are set, of the gateway for new chats where `gateway_id` is ""."""
        self.open_settings(Section.GATEWAY)
        if gateway_id:
            self._sheet.gateway.look_at(gateway_id)

    def ask_for_key(self, gateway_id: str = "") -> None:
        """Show where the key of a gateway goes, as `open_gateway` does."""
        self.open_gateway(gateway_id)
        self._sheet.gateway.ask_for_key()

    def _change(self, setting: Setting[Any], value: Any) -> None:
        self._preferences.set(setting, value)
