"""Ties the languages of spelling in the settings to the dictionaries of this computer."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject

from turbodesk.app.services import Services
from turbodesk.app.spelling import Spelling
from turbodesk.app.spelling.installing import command
from turbodesk.app.spelling.languages import chosen, written
from turbodesk.app.tasks import Scope
from turbodesk.translation import _
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.settings.spelling_languages import SpellingLanguagesControl
from turbodesk.ui.widgets.lifetime import is_alive


class SpellingSettingsPresenter(QObject):
    """Serves one such control."""

    def __init__(
        self,
        control: SpellingLanguagesControl,
        *,
        spelling: Callable[[], Spelling],
        wanted: Callable[[], tuple[str, ...]],
        scope: Scope,
    ) -> None:
        """`wanted` are the languages that are followed where none are chosen."""
        super().__init__(control)
        self._control, self._spelling, self._wanted, self._scope = control, spelling, wanted, scope

    def refresh(self) -> None:
        """Show which dictionaries there are, or look for them."""
        if (found := self._spelling().dictionaries) is not None:
            self._show(found)
        else:
            self._scope.start("look-at-dictionaries", self._look())

    async def _look(self) -> None:
        available = await self._spelling().available()
        if is_alive(self._control):
            self._show(available)

    def _show(self, available: tuple[str, ...]) -> None:
        wanted = self._wanted()
        self._control.set_dictionaries(available, chosen(wanted, available), _how_to_get(wanted))


def new_spelling_settings(
    sheet: SettingsSheet, services: Services, wanted: Callable[[], tuple[str, ...]]
) -> SpellingSettingsPresenter:
    """Make it for the settings of a window."""
    control = sheet.writing.spelling_languages
    return SpellingSettingsPresenter(control, spelling=services.spelling, wanted=wanted, scope=services.scope)


def _how_to_get(wanted: tuple[str, ...]) -> str:
    if sys.platform == "win32":
        return _("Windows has no dictionary for your languages: add one in its settings, under Language.")
    codes = tuple(dict.fromkeys(written(one) for one in wanted if one != "C")) or ("en_US",)
    words = command(codes)
    if not words:
        return _("There is no dictionary on this computer. Install Hunspell and a dictionary of your language.")
    # Translators: {command} is what to type into a terminal.
    return _("There is no dictionary on this computer. This gets one: {command}").format(command=words)
