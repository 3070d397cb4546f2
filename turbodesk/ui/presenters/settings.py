"""Ties the settings window to the settings; each page that shows more than settings has a presenter of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject

from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.preferences import Preferences
from turbodesk.settings import ALL, Section, Setting
from turbodesk.ui.settings import SettingsDialog
from turbodesk.ui.widgets.lifetime import subscribe


class PagePresenter(Protocol):
    """Shows on a page what is not a setting."""

    def refresh(self) -> None:
        """Show everything as it is now; the window is about to be shown, or is in front already."""


class SettingsPresenter(QObject):
    """Opens the settings window and puts what is changed in it into force."""

    def __init__(
        self,
        dialog: SettingsDialog,
        pages: Sequence[PagePresenter],
        *,
        preferences: Preferences,
        model_registry: ModelRegistry,
    ) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._pages = pages
        self._preferences = preferences
        self._model_registry = model_registry
        dialog.setting_changed.connect(self._change)
        subscribe(dialog, preferences.changed, lambda setting: dialog.show_value(setting, preferences.get(setting)))

    def open(self, section: Section | None = None) -> None:
        """Show the settings window, at one of its pages if asked, or bring it to the front."""
        dialog = self._dialog
        for page in self._pages:
            page.refresh()
        settings: tuple[Setting[Any], ...] = ALL
        dialog.set_values({setting.key: self._preferences.get(setting) for setting in settings})
        dialog.writing.set_models(self._model_registry.models, dt.date.today())
        if section is not None:
            dialog.show_section(section)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def open_usage(self) -> None:
        """Show what replies cost."""
        self.open(Section.USAGE)

    def open_gateway(self) -> None:
        """Show where the address and the key are set."""
        self.open(Section.GATEWAY)

    def ask_for_key(self) -> None:
        """Show where the key of the gateway for new chats goes."""
        self.open_gateway()
        self._dialog.gateway.ask_for_key()

    def _change(self, setting: Setting[Any], value: Any) -> None:
        self._preferences.set(setting, value)
