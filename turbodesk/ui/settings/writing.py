"""The page for reading and writing: what the view does while a reply arrives, what Enter does, which model begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from turbodesk.chat.model import Model
from turbodesk.settings import MODEL, Section
from turbodesk.ui.quantities import listed
from turbodesk.ui.settings.controls import SettingControl
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.settings.spelling_languages import SpellingLanguagesControl
from turbodesk.ui.widgets.choice_button import ChoiceButton


class WritingPage(SettingsPage):
    """The settings declared for it, the model of new chats as a choice of the models there are."""

    def __init__(self) -> None:
        super().__init__(Section.WRITING)
        self._model = _ModelControl()
        self.spelling_languages = SpellingLanguagesControl()
        self.add_declared(self._model, self.spelling_languages)

    def set_models(self, models: Sequence[Model], today: dt.date) -> None:
        """Offer `models`, each with the end of its life where it has one."""
        self._model.set_models(models, today)


class _ModelControl(SettingControl):
    def __init__(self) -> None:
        button = ChoiceButton(MODEL.label)
        super().__init__(MODEL, button)
        self._button = button
        self._offered: list[tuple[str, str]] = []
        button.chosen.connect(self.changed)

    def set_models(self, models: Sequence[Model], today: dt.date) -> None:
        shown = self._button.value
        self._offered = []
        for model in models:
            end = model.lifecycle(today)
            self._offered.append((model.id, listed((model.name, end))))
        self.show_value(shown or MODEL.default)

    def show_value(self, value: Any) -> None:
        """Show the model with this id, which may be one that was typed by hand."""
        typed = [] if value in dict(self._offered) else [(value, value)]
        self._button.set_choices([*self._offered, *typed])
        self._button.choose(value)
