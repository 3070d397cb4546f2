"""The page for reading and writing: what the view does while a reply arrives, what Enter does, which model begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from turbodesk.chat.model import Model
from turbodesk.settings import MODEL, Section
from turbodesk.ui.settings.controls import SettingControl
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.widgets.forms import WheelGuard


class WritingPage(SettingsPage):
    """The settings declared for it, the model of new chats as a choice of the models there are."""

    def __init__(self) -> None:
        super().__init__(Section.WRITING)
        self._model = _ModelControl()
        self.add_declared(self._model)

    def set_models(self, models: Sequence[Model], today: dt.date) -> None:
        """Offer `models`, each with the end of its life where it has one."""
        self._model.set_models(models, today)


class _ModelControl(SettingControl):
    def __init__(self) -> None:
        super().__init__(MODEL)
        self._models = QComboBox()
        WheelGuard(self).watch(self._models)
        self._lay_out(self._models)
        self._models.activated.connect(lambda index: self.changed.emit(self._models.itemData(index)))

    def set_models(self, models: Sequence[Model], today: dt.date) -> None:
        shown = self._models.currentData()
        with QSignalBlocker(self._models):
            self._models.clear()
            for model in models:
                end = model.lifecycle(today)
                self._models.addItem(f"{model.name}, {end}" if end else model.name, model.id)
        if shown:
            self.show_value(shown)

    def show_value(self, value: Any) -> None:
        """Show the model with this id, which may be one that was typed by hand."""
        with QSignalBlocker(self._models):
            if self._models.findData(value) < 0:
                self._models.addItem(value, value)
            self._models.setCurrentIndex(self._models.findData(value))
