"""Sets how freely a model chooses its words: its own way, by temperature, or by top p; never both (protocol, 1.4)."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSizePolicy, QSlider, QWidget

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import MOST_TEMPERATURE, USUAL_TEMPERATURE, Parameters
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.form_row import FormRow, HintLabel
from turbodesk.ui.widgets.forms import Segments, WheelGuard, inset, rekind

_OWN, _TEMPERATURE, _TOP_P = "own", "temperature", "top-p"


@dataclass(frozen=True, slots=True)
class _Dial:
    """What the slider and the number set."""

    name: str
    top: float
    first: float
    """The value a first choice starts from."""
    words: str


_DIALS = {
    _TEMPERATURE: _Dial(
        _("Temperature"), MOST_TEMPERATURE, USUAL_TEMPERATURE, _("Lower is more exact, higher more inventive.")
    ),
    _TOP_P: _Dial(_("Top p"), 1.0, 0.95, _("Only the likeliest words that together reach this share are considered.")),
}
_OWN_WORDS = _("How freely it chooses its words. The model decides.")
_ABOVE_USUAL = _(
    "Above 1 is more than Claude models document. If the model refuses it, 1 is sent and the reply says so."
)
_UNKNOWN = _("Whether {name} takes this is not known. If it refuses, it is left out and the reply says so.")
_STEPS = 100  # slider steps for 1.0: one per hundredth, as the number shows


class SamplingSection(ParameterSection):
    """A choice of three, with a slider and a number for the two that have one."""

    def __init__(self) -> None:
        super().__init__()
        self._least_top_p = 0.0
        self._unknown = ""
        """The name of a model nobody knows; "" for one that is known."""
        self._last = {mode: dial.first for mode, dial in _DIALS.items()}
        self._modes = Segments(
            [(_OWN, _("Automatic")), (_TEMPERATURE, _("Temperature")), (_TOP_P, _("Top p"))], name=_("Creativity")
        )
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._number = QDoubleSpinBox()
        self._number.setDecimals(2)
        self._number.setSingleStep(0.05)
        inset(self._number)
        self._doubt = HintLabel()
        self._row = FormRow(_("Creativity"), _OWN_WORDS, self._modes)
        WheelGuard(self).watch(self._slider, self._number)
        self._dial = QWidget()
        self._dial.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self._dial)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._slider, 1)
        row.addWidget(self._number)
        self._row.add_beneath(self._dial)
        self._row.add_beneath(self._doubt)
        self.add(self._row)
        self._modes.chosen.connect(self._choose)
        self._slider.valueChanged.connect(lambda step: self._number.setValue(step / _STEPS))
        self._number.valueChanged.connect(self._set)
        self.set_values(temperature=None, top_p=None)

    @property
    def temperature(self) -> float | None:
        """The temperature, 0 to 2; None: not set."""
        return self._value(_TEMPERATURE)

    @property
    def top_p(self) -> float | None:
        """Top p, 0 to 1; None: not set."""
        return self._value(_TOP_P)

    def set_values(self, *, temperature: float | None, top_p: float | None) -> None:
        """Show these; temperature counts when both are given."""
        if temperature is not None:
            self._show(_TEMPERATURE, temperature)
        elif top_p is not None:
            self._show(_TOP_P, top_p)
        else:
            self._show(_OWN, None)

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        """Show temperature and top p, greyed with the reason where they are not sent."""
        self._least_top_p = gates.LEAST_TOP_P_THINKING if gates.mode(model, parameters) is not None else 0.0
        self._unknown = "" if model.known else model.name
        self.set_values(temperature=parameters.temperature, top_p=parameters.top_p)
        whole, reason = model.temperature_reason(), gates.temperature_reason(model, parameters)
        mode = self._modes.value()
        is_sent = not (reason if mode == _TEMPERATURE else gates.top_p_reason(model, parameters))
        self._modes.setEnabled(not whole)
        self._modes.button(_TEMPERATURE).setEnabled(not reason)
        self._dial.setEnabled(not whole and (mode == _TOP_P or is_sent))
        if reason:
            kept = "" if is_sent or mode == _OWN else _("Yours is kept, not sent.")
            self._row.set_why(sentences(reason, kept))
            self._doubt.hide()
        self._modes.setAccessibleDescription(reason)

    def _value(self, mode: str) -> float | None:
        return round(self._number.value(), 2) if self._modes.value() == mode else None

    def _choose(self, mode: str) -> None:
        self._show(mode, self._last.get(mode))
        self.tell(temperature=self.temperature, top_p=self.top_p)

    def _show(self, mode: str, value: float | None) -> None:
        self._modes.choose(mode)
        dial = _DIALS.get(mode)
        self._dial.setVisible(dial is not None)
        if dial is not None and value is not None:
            with QSignalBlocker(self._slider), QSignalBlocker(self._number):
                self._slider.setRange(0, round(dial.top * _STEPS))
                self._slider.setSingleStep(5)
                self._slider.setPageStep(10)
                least = self._least_top_p if mode == _TOP_P and value >= self._least_top_p else 0
                self._slider.setMinimum(round(least * _STEPS))
                self._number.setRange(least, dial.top)
                self._slider.setValue(round(value * _STEPS))
                self._number.setValue(value)
            self._last[mode] = value
            self._slider.setAccessibleName(dial.name)
            # Translators: the field for a number beside a slider; {name} is what it sets.
            self._number.setAccessibleName(_("{name}, number").format(name=dial.name))
        self._explain(mode)

    def _set(self, value: float) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(value * _STEPS))
        self._last[self._modes.value()] = value
        self._explain(self._modes.value())
        self.tell(temperature=self.temperature, top_p=self.top_p)

    def _explain(self, mode: str) -> None:
        dial = _DIALS.get(mode)
        is_above = mode == _TEMPERATURE and self._number.value() > USUAL_TEMPERATURE
        doubt = _ABOVE_USUAL if is_above else _UNKNOWN.format(name=self._unknown) if dial and self._unknown else ""
        self._row.set_why(dial.words if dial else _OWN_WORDS)
        self._doubt.setText(doubt)
        self._doubt.setVisible(bool(doubt))
        rekind(self._doubt, "warning" if is_above else "muted")
