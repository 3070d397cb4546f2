"""The page for reading and writing: what the view does while a reply arrives, what Enter does, which model begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QRadioButton

from turbodesk.chat.model import Model
from turbodesk.settings import ENTER_SENDS, MODEL, SCROLLING, Scrolling
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.forms import WheelGuard, caption, check_one, column, explained, note


class WritingPage(SettingsPage):
    """Scrolling, Enter, and the model of new chats."""

    def __init__(self) -> None:
        super().__init__("Reading and writing")
        self._group = QButtonGroup(self)
        self._ways: dict[Scrolling, QRadioButton] = {}
        for way, label in SCROLLING.choices:
            button = self._ways[way] = QRadioButton(label)
            button.clicked.connect(lambda _checked=False, way=way: self.changed.emit(SCROLLING.key, way))
            self._group.addButton(button)
        self._enter = QCheckBox(ENTER_SENDS.label)
        self._models = QComboBox()
        WheelGuard(self).watch(self._models)
        self.add_block(
            caption(SCROLLING.label, kind="label"),
            note(SCROLLING.help),
            column(*self._ways.values(), spacing=Space.XS),
        )
        self.add_block(explained(self._enter, ENTER_SENDS.help))
        self.add_setting(MODEL, self._models)
        self._enter.clicked.connect(lambda on: self.changed.emit(ENTER_SENDS.key, on))
        self._models.activated.connect(lambda at: self.changed.emit(MODEL.key, self._models.itemData(at)))

    def set_models(self, models: Sequence[Model], today: dt.date) -> None:
        """Offer `models`, each with the end of its life where it has one."""
        shown = self._models.currentData()
        with QSignalBlocker(self._models):
            self._models.clear()
            for model in models:
                end = model.lifecycle(today)
                self._models.addItem(f"{model.name}, {end}" if end else model.name, model.id)
        if shown:
            self._show_model(shown)

    def show_values(self, values: Mapping[str, object]) -> None:
        check_one(self._ways[SCROLLING.read(values)])
        self._enter.setChecked(ENTER_SENDS.read(values))
        self._show_model(MODEL.read(values))

    def _show_model(self, model_id: str) -> None:
        """Show `model_id`, which may be one that was typed by hand."""
        with QSignalBlocker(self._models):
            if self._models.findData(model_id) < 0:
                self._models.addItem(model_id, model_id)
            self._models.setCurrentIndex(self._models.findData(model_id))
