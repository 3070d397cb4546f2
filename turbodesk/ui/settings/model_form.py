"""The fields of one model: what it is called, how much it takes, what it accepts and what it costs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from turbodesk.chat.model import Model, Prices, Sampling, ThinkingMode
from turbodesk.chat.one_line import one_line
from turbodesk.translation import _, pgettext
from turbodesk.ui.models.wording import EFFORTS
from turbodesk.ui.quantities import dollar_sign
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import WheelGuard, inset
from turbodesk.ui.widgets.plain import set_tip
from turbodesk.ui.widgets.switch import Switch

_MOST_TOKENS = 100_000_000
_MOST_DOLLARS = 10_000.0
_NAME_WIDTH = 240
_TOKENS = (
    ("context", _("Reads at most"), _("The whole chat and its reply together (context), in tokens.")),
    ("max_output", _("Writes at most"), _("One reply, thinking included, in tokens.")),
    ("default_max_tokens", _("Limit of a reply"), _("How long a reply gets where its chat sets no limit, in tokens.")),
    ("cache_minimum", _("Shortest text for the cache"), _("In tokens. What is shorter is read anew each time.")),
)
_SAMPLING = (
    (Sampling.ONE, _("One of the two")),
    (Sampling.BOTH, _("Both at once")),
    (Sampling.NONE, _("Neither")),
)
_THINKING: tuple[tuple[tuple[ThinkingMode, ...], str], ...] = (
    ((), _("No thinking")),
    ((ThinkingMode.ADAPTIVE,), _("Decides by itself (adaptive)")),
    ((ThinkingMode.BUDGET,), _("Up to a number of tokens (budget)")),
    ((ThinkingMode.ADAPTIVE, ThinkingMode.BUDGET), _("Both ways; by itself is used")),
)
_PREFILL = _("Goes on with a reply begun for it")
_PRICES = {
    "input": pgettext("price", "Reading"),
    "output": pgettext("price", "Writing"),
    "cache_write": pgettext("price", "Keeping for 5 minutes"),
    "cache_write_1h": pgettext("price", "Keeping for 1 hour"),
    "cache_read": pgettext("price", "Reading what was kept"),
}
_PRICE_WORDS = _("US dollars per million tokens. List prices, until you enter those of your gateway.")


class ModelForm(QWidget):
    """Shows a `Model` and emits it anew with each change."""

    edited = Signal(object)
    """The `Model` as the fields have it."""

    def __init__(self) -> None:
        super().__init__()
        self._model: Model | None = None
        self._name = QLineEdit()
        self._name.setAccessibleName(_("Name of the model"))
        self._name.setMinimumWidth(_NAME_WIDTH)
        self._tokens = {field: _number(label, why) for field, label, why in _TOKENS}
        self._sampling = ChoiceButton(_("Temperature and top p"), _SAMPLING)
        self._thinking = ChoiceButton(_("Thinking"), _THINKING)
        self._efforts = {level: QCheckBox(label) for level, label in EFFORTS.items()}
        for box in self._efforts.values():
            box.setAccessibleName(_("Effort {level}").format(level=box.text()))
        self._prefill = Switch(name=_PREFILL)
        self._priced = Switch(name=_("Prices are known"))
        self._prices = {field: _price(label) for field, label in _PRICES.items()}
        WheelGuard(self).watch(*self._tokens.values(), *self._prices.values())
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
        self._sampling.choose(model.sampling)
        ways = [one for one, _ in _THINKING]
        self._thinking.choose(model.thinking if model.thinking in ways else ways[-1])
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
        layout.setSpacing(0)
        for row in (
            FormRow(_("Name"), "", self._name),
            *(FormRow(label, why, self._tokens[field]) for field, label, why in _TOKENS),
            FormRow(_("Temperature and top p"), _("Which of them a request may set."), self._sampling),
            FormRow(_("Thinking"), _("How it is asked to think before it replies."), self._thinking),
            FormRow(_("Levels of effort"), _("Those it knows."), ButtonRow(*self._efforts.values())),
            FormRow(_PREFILL, _("So a reply that broke off is continued; newer models refuse it."), self._prefill),
            FormRow(_("Prices are known"), _PRICE_WORDS, self._priced),
            *(FormRow(label, "", self._prices[field]) for field, label in _PRICES.items()),
        ):
            layout.addWidget(row)

    def _connect(self) -> None:
        self._name.editingFinished.connect(self._tell)
        for number in self._tokens.values():
            number.valueChanged.connect(self._tell)
        for price in self._prices.values():
            price.valueChanged.connect(self._tell)
        for box in (*self._efforts.values(), self._prefill, self._priced):
            box.clicked.connect(self._tell)
        for choice in (self._sampling, self._thinking):
            choice.chosen.connect(self._tell)

    def _priced_at(self) -> Prices:
        """Return the prices as they are entered; those nobody changed keep that they are assumed."""
        input_, output, write, write_1h, read = (round(self._prices[field].value(), 4) for field in _PRICES)
        before = self._model.prices if self._model is not None else None
        fast, long = (self._model.fast_price, self._model.long_price) if self._model is not None else (0.0, 0.0)
        entered = Prices(input_, output, write, write_1h, read, fast=fast or 1.0, long=long or 1.0)
        return before if before is not None and replace(before, note="") == entered else entered

    def _tell(self) -> None:
        if self._model is None:
            return
        sampling, thinking = self._sampling.value, self._thinking.value
        assert isinstance(sampling, Sampling)
        assert isinstance(thinking, tuple)
        changed = replace(
            self._model,
            name=one_line(self._name.text()),
            sampling=sampling,
            thinking=thinking,
            efforts=tuple(level for level, box in self._efforts.items() if box.isChecked()),
            prefill=self._prefill.isChecked(),
            prices=self._priced_at() if self._priced.isChecked() else None,
            known=True,
            context=self._tokens["context"].value(),
            max_output=self._tokens["max_output"].value(),
            default_max_tokens=self._tokens["default_max_tokens"].value(),
            cache_minimum=self._tokens["cache_minimum"].value(),
        )
        if changed != replace(self._model, known=True):
            self.edited.emit(changed)


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
    _set_up(price, _("Price: {kind}").format(kind=label))
    price.setRange(0, _MOST_DOLLARS)
    price.setDecimals(3)
    price.setSingleStep(0.25)
    price.setPrefix(f"{dollar_sign()} ")
    return price
