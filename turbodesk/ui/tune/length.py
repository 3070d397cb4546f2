"""Sets how long a reply may become, within what the model gives and what an unstreamed reply can carry."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSpinBox

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.theme import Space
from turbodesk.ui.tune.section import TuneSection
from turbodesk.ui.widgets.forms import WheelGuard, caption, check_one, inset, note


class LengthSection(TuneSection):
    """The model's usual length, or a number of tokens."""

    def __init__(self) -> None:
        super().__init__("Longest reply")
        self._wanted: int | None = None
        self._usual = QRadioButton()
        self._own = QRadioButton("At most")
        self._own.setAccessibleName("At most a number of tokens")
        self._number = QSpinBox()
        self._number.setAccessibleName("Longest reply in tokens")
        self._number.setGroupSeparatorShown(True)
        self._number.setSingleStep(1000)
        inset(self._number)
        self._number.setKeyboardTracking(False)  # "4" on the way to "4000" is not a wish
        self._words = note()
        WheelGuard(self).watch(self._number)
        group = QButtonGroup(self)
        group.addButton(self._usual)
        group.addButton(self._own)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._own)
        row.addWidget(self._number)
        row.addWidget(caption("tokens"))
        row.addStretch(1)
        self.add(self._usual, row, self._words)
        self._usual.clicked.connect(self._choose_usual)
        self._own.clicked.connect(self._choose_own)
        self._number.valueChanged.connect(self._want)

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._wanted = wanted = parameters.max_tokens
        cap = gates.ceiling(model, parameters)
        usual = gates.longest_reply(model, replace(parameters, max_tokens=None))
        self._usual.setText(f"Model’s usual ({usual:,} tokens)")
        with QSignalBlocker(self._number):
            self._number.setRange(1, cap)
            self._number.setValue(usual if wanted is None else min(wanted, cap))
        self._number.setEnabled(wanted is not None)
        check_one(self._usual if wanted is None else self._own)
        self._words.setText(_limit_words(parameters, model))

    def _choose_usual(self) -> None:
        self._number.setEnabled(False)
        self._want(None)

    def _choose_own(self) -> None:
        self._number.setEnabled(True)
        self._want(self._number.value())

    def _want(self, wanted: int | None) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.tell(max_tokens=wanted)


def _limit_words(parameters: Parameters, model: Model) -> str:
    cap, sent = gates.ceiling(model, parameters), gates.longest_reply(model, parameters)
    if parameters.max_tokens is not None and sent > parameters.max_tokens:
        return f"Sent as {sent:,}: thinking counts as well, so your {parameters.max_tokens:,} are raised by its share."
    if parameters.max_tokens is not None and parameters.max_tokens > cap == model.max_output:
        return f"{model.name} writes at most {cap:,} tokens in one reply; your {parameters.max_tokens:,} are kept."
    if cap < model.max_output:
        return f"At most {cap:,} while streaming is off: a longer reply could take more than ten minutes."
    if gates.mode(model, parameters) is not None:
        return f"Thinking counts as well. {model.name} writes at most {cap:,} tokens in one reply."
    return f"{model.name} writes at most {cap:,} tokens in one reply; 1,000 tokens are about 750 English words."
