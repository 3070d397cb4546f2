"""The fields of one model: what it is called, how much it takes, what it accepts and what it costs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from turbodesk.chat.model import Model, Prices, Sampling, ThinkingMode
from turbodesk.chat.one_line import one_line
from turbodesk.ui.models.wording import EFFORTS
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.forms import WheelGuard, caption, explained, inset, note
from turbodesk.ui.widgets.plain import set_tip

_MOST_TOKENS = 100_000_000
_MOST_DOLLARS = 10_000.0
_TOKENS = (
    ("context", "Context", "Input and output together, in tokens"),
    ("max_output", "Longest reply", "Tokens of one reply, thinking included"),
    ("default_max_tokens", "Usual reply", "Tokens asked for when nothing else is set"),
    ("cache_minimum", "Cached from", "No shorter beginning is cached, in tokens"),
)
_SAMPLING = (
    (Sampling.ONE, "Temperature or top p"),
    (Sampling.BOTH, "Temperature and top p"),
    (Sampling.NONE, "Neither temperature nor top p"),
)
_THINKING: tuple[tuple[tuple[ThinkingMode, ...], str], ...] = (
    ((), "Cannot be asked for"),
    ((ThinkingMode.ADAPTIVE,), "As much as it finds right (adaptive)"),
    ((ThinkingMode.BUDGET,), "With a number of tokens (budget)"),
    ((ThinkingMode.ADAPTIVE, ThinkingMode.BUDGET), "Either way, adaptive first"),
)
_PRICES = {
    "input": "Input",
    "output": "Output",
    "cache_write": "Cache, 5 minutes",
    "cache_write_1h": "Cache, 1 hour",
    "cache_read": "Read from cache",
}
_PRICE_WORDS = (
    "US dollars per million tokens. What costs are shown by these is an estimate at list price until you put in the "
    "prices of your gateway."
)


class ModelForm(QWidget):
    """Shows a `Model` and emits it anew with each change."""

    edited = Signal(object)
    """The `Model` as the fields have it."""

    def __init__(self) -> None:
        super().__init__()
        self._model: Model | None = None
        self._name = QLineEdit()
        self._name.setAccessibleName("Name of the model")
        self._tokens = {field: _number(label, why) for field, label, why in _TOKENS}
        self._sampling = _choice("Temperature and top p", [label for _, label in _SAMPLING])
        self._thinking = _choice("Thinking", [label for _, label in _THINKING])
        self._efforts = {level: QCheckBox(label) for level, label in EFFORTS.items()}
        self._prefill = QCheckBox("A reply may be begun for it")
        self._priced = QCheckBox("Prices are known")
        self._prices = {field: _price(label) for field, label in _PRICES.items()}
        guard = WheelGuard(self)
        guard.watch(*self._tokens.values(), *self._prices.values(), self._sampling, self._thinking)
        self._lay_out()
        self._connect()

    def show_model(self, model: Model) -> None:
        """Show this model; emits nothing."""
        self._model = model
        if self._name.text() != model.name:
            self._name.setText(model.name)
        for field, number in self._tokens.items():
            with QSignalBlocker(number):
                number.setValue(getattr(model, field))
        self._sampling.setCurrentIndex([one for one, _ in _SAMPLING].index(model.sampling))
        ways = [one for one, _ in _THINKING]
        self._thinking.setCurrentIndex(ways.index(model.thinking) if model.thinking in ways else len(ways) - 1)
        for level, box in self._efforts.items():
            box.setChecked(level in model.efforts)
        self._prefill.setChecked(model.prefill)
        self._priced.setChecked(model.prices is not None)
        for field, price in self._prices.items():
            price.setEnabled(model.prices is not None)
            with QSignalBlocker(price):
                price.setValue(getattr(model.prices, field) if model.prices is not None else 0.0)

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self._name.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addLayout(_grid([("Name", self._name)]))
        layout.addLayout(_grid([(label, self._tokens[field]) for field, label, _ in _TOKENS]))
        layout.addSpacing(Space.S)
        layout.addLayout(_grid([("Randomness", self._sampling), ("Thinking", self._thinking)]))
        efforts = QHBoxLayout()
        efforts.setSpacing(Space.S)
        for box in self._efforts.values():
            box.setAccessibleName(f"Effort {box.text()}")
            efforts.addWidget(box)
        efforts.addStretch(1)
        layout.addWidget(caption("Levels of effort"))
        layout.addLayout(efforts)
        layout.addLayout(explained(self._prefill, "So a reply that broke off is continued; newer models refuse it."))
        layout.addSpacing(Space.S)
        layout.addWidget(caption("Prices", kind="label"))
        layout.addWidget(note(_PRICE_WORDS))
        layout.addWidget(self._priced)
        layout.addLayout(_grid([(label, self._prices[field]) for field, label in _PRICES.items()]))

    def _connect(self) -> None:
        self._name.editingFinished.connect(self._tell)
        for number in self._tokens.values():
            number.valueChanged.connect(self._tell)
        for price in self._prices.values():
            price.valueChanged.connect(self._tell)
        for box in (*self._efforts.values(), self._prefill, self._priced):
            box.clicked.connect(self._tell)
        for choice in (self._sampling, self._thinking):
            choice.activated.connect(self._tell)

    def _tell(self) -> None:
        if self._model is None:
            return
        prices = {field: round(price.value(), 4) for field, price in self._prices.items()}
        changed = replace(
            self._model,
            name=one_line(self._name.text()),
            sampling=_SAMPLING[self._sampling.currentIndex()][0],
            thinking=_THINKING[self._thinking.currentIndex()][0],
            efforts=tuple(level for level, box in self._efforts.items() if box.isChecked()),
            prefill=self._prefill.isChecked(),
            prices=Prices(**prices) if self._priced.isChecked() else None,
            known=True,
            context=self._tokens["context"].value(),
            max_output=self._tokens["max_output"].value(),
            default_max_tokens=self._tokens["default_max_tokens"].value(),
            cache_minimum=self._tokens["cache_minimum"].value(),
        )
        if changed != replace(self._model, known=True):
            self.edited.emit(changed)


def _grid(rows: list[tuple[str, QWidget]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.M)
    grid.setVerticalSpacing(Space.S)
    grid.setColumnMinimumWidth(0, 120)
    grid.setColumnStretch(1, 1)
    for at, (label, field) in enumerate(rows):
        grid.addWidget(caption(label, buddy=field), at, 0)
        grid.addWidget(field, at, 1)
    return grid


def _set_up(number: QSpinBox | QDoubleSpinBox, name: str) -> None:
    number.setAccessibleName(name)
    number.setGroupSeparatorShown(True)
    number.setKeyboardTracking(False)
    inset(number)


def _number(label: str, why: str) -> QSpinBox:
    number = QSpinBox()
    _set_up(number, label)
    number.setAccessibleDescription(why)
    set_tip(number, why)
    number.setRange(1, _MOST_TOKENS)
    number.setSingleStep(1000)
    return number


def _price(label: str) -> QDoubleSpinBox:
    price = QDoubleSpinBox()
    _set_up(price, f"Price: {label}")
    price.setRange(0, _MOST_DOLLARS)
    price.setDecimals(3)
    price.setSingleStep(0.25)
    price.setPrefix("$ ")
    return price


def _choice(name: str, labels: list[str]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.addItems(labels)
    return box
