"""The control of the languages that spelling is checked in: those of the system, or some of those there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent

from turbodesk.settings import SPELLING_LANGUAGES
from turbodesk.translation import _, pgettext
from turbodesk.ui.quantities import joined
from turbodesk.ui.settings.controls import SettingControl
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import button_text


class SpellingLanguagesControl(SettingControl):
    """Shows which dictionaries are asked; where there are none, how to get one."""

    def __init__(self) -> None:
        button = _LanguagesButton()
        super().__init__(SPELLING_LANGUAGES, button)
        self._button = button
        button.changed.connect(self.changed)

    def show_value(self, value: Any) -> None:
        """Show what is set."""
        self._button.set_value(str(value))

    def set_dictionaries(self, available: Sequence[str], followed: Sequence[str], how_to_get: str) -> None:
        """Offer the dictionaries there are, and those among them that follow the system; or say how to get one."""
        self._button.set_dictionaries(available, followed)
        why = SPELLING_LANGUAGES.help if available else how_to_get
        self.set_why(why)
        self._button.setAccessibleDescription(why)


class _LanguagesButton(ChoiceButton):
    """A choice of several: its menu stays open while they are ticked."""

    changed = Signal(object)
    """What is set now."""

    def __init__(self) -> None:
        super().__init__(SPELLING_LANGUAGES.label)
        self._chosen = ""
        self._available: tuple[str, ...] = ()
        self._followed: tuple[str, ...] = ()
        self._show()

    def set_value(self, value: str) -> None:
        self._chosen = value
        self._show()

    def set_dictionaries(self, available: Sequence[str], followed: Sequence[str]) -> None:
        self._available, self._followed = tuple(available), tuple(followed)
        self._show()

    def open(self) -> Menu:
        menu = _TickMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(SPELLING_LANGUAGES.label)
        system = menu.addAction(button_text(self._words_for_system()))
        system.setCheckable(True)
        menu.addSeparator()
        ticks = {one: menu.addAction(button_text(self._called(one))) for one in self._sorted()}
        for code, action in ticks.items():
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, code=code: self._toggle(code, system, ticks))
        system.triggered.connect(lambda: self._set("", system, ticks))
        self._tick(system, ticks)
        menu.popup_below(self)
        return menu

    def _toggle(self, code: str, system: QAction, ticks: dict[str, QAction]) -> None:
        chosen = [one for one in self._in_force() if one != code]
        if len(chosen) == len(self._in_force()):
            chosen.append(code)
        self._set(" ".join(chosen), system, ticks)

    def _set(self, value: str, system: QAction, ticks: dict[str, QAction]) -> None:
        self.set_value(value)
        self._tick(system, ticks)
        self.changed.emit(value)

    def _tick(self, system: QAction, ticks: dict[str, QAction]) -> None:
        system.setChecked(not self._chosen)
        for code, action in ticks.items():
            action.setChecked(bool(self._chosen) and code in self._in_force())

    def _in_force(self) -> list[str]:
        return [one for one in self._chosen.split() if one in self._available]

    def _sorted(self) -> list[str]:
        return sorted(self._available, key=lambda one: self._called(one).casefold())

    def _words_for_system(self) -> str:
        names = joined([self._called(one) for one in self._followed])
        return _("As the system: {languages}").format(languages=names) if names else _("As the system: none")

    def _called(self, code: str) -> str:
        """Return what a language is called in itself, with the country where there are several."""
        locale = QLocale(code)
        if locale.language() in (QLocale.Language.C, QLocale.Language.AnyLanguage):
            return code
        name = QLocale.languageToString(locale.language()) if not locale.nativeLanguageName() else ""
        name = name or locale.nativeLanguageName()
        alike = [one for one in self._available if one.partition("_")[0] == code.partition("_")[0]]
        country = locale.nativeTerritoryName()
        return f"{name} ({country})" if len(alike) > 1 and country and "_" in code else name

    def _show(self) -> None:
        if not self._available:
            words = pgettext("no language", "None")
        elif self._chosen:
            words = joined([self._called(one) for one in self._in_force()]) or pgettext("no language", "None")
        else:
            words = self._words_for_system()
        self.set_choices([(self._chosen, words)])
        self.choose(self._chosen)


class _TickMenu(Menu):
    """Stays open while its entries are ticked by the mouse or by Space; Return ticks and closes."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.trigger()
        else:
            super().keyPressEvent(event)
