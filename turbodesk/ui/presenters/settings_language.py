"""Offers a restart beside the choice of a language: what is on the screen changes with the next start alone."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject

from turbodesk import translation
from turbodesk.app.preferences import Preferences
from turbodesk.app.services import Services
from turbodesk.app.workspace import Workspace
from turbodesk.settings import LANGUAGE
from turbodesk.translation import _
from turbodesk.ui.presenters.restart import KEPT
from turbodesk.ui.quantities import sentences
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.settings.language_row import RestartRow
from turbodesk.ui.widgets.lifetime import subscribe


def new_language_setting(
    sheet: SettingsSheet, services: Services, restart: Callable[[], object]
) -> LanguageSettingPresenter:
    """Make what serves the row of the settings; `restart` starts the program anew."""
    row, preferences = sheet.appearance.restart, services.preferences
    return LanguageSettingPresenter(row, preferences=preferences, workspace=services.workspace, restart=restart)


class LanguageSettingPresenter(QObject):
    """Serves one row, to which it belongs."""

    def __init__(
        self, row: RestartRow, *, preferences: Preferences, workspace: Workspace, restart: Callable[[], object]
    ) -> None:
        super().__init__(row)
        self._row, self._preferences, self._workspace = row, preferences, workspace
        row.button.clicked.connect(lambda: restart())
        subscribe(row, preferences.changed, lambda setting: self.refresh() if setting is LANGUAGE else None)
        subscribe(row, workspace.replying_changed, lambda _id: self.refresh())

    def refresh(self) -> None:
        """Offer a restart where the window would speak another language after it."""
        is_other = _next_language(self._preferences.get(LANGUAGE)) != translation.language()
        stops = _("A reply that is being written stops there.") if self._workspace.replying() else ""
        self._row.offer(sentences(KEPT, stops), is_offered=is_other)


def _next_language(chosen: str) -> str:
    """Return what the next start would speak."""
    before = (os.environ.get(translation.VARIABLE, ""), chosen)
    return translation.chosen([*filter(None, before), *QLocale.system().uiLanguages()])
