"""Sets how long a reply may become, within what the model gives and what an unstreamed reply can carry."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import Segments, WheelGuard, caption, inset

_AUTOMATIC, _LIMIT = "automatic", "limit"


class LengthSection(ParameterSection):
    """As long as the model usually may, or a number of tokens."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: int | None = None
        self._way = Segments([(_AUTOMATIC, "Automatic"), (_LIMIT, "Limit")], name="Length of a reply")
        self._number = QSpinBox()
        self._number.setAccessibleName("Length of a reply in tokens")
        self._number.setGroupSeparatorShown(True)
        self._number.setSingleStep(1000)
        inset(self._number)
        self._number.setKeyboardTracking(False)  # "4" on the way to "4000" is not a wish
        WheelGuard(self).watch(self._number)
        self._amount = QWidget()
        line = QHBoxLayout(self._amount)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        for part in (caption("At most"), self._number, caption("tokens")):
            line.addWidget(part)
        line.addStretch(1)
        self._row = FormRow("Length of a reply", "", self._way)
        self._row.add_beneath(self._amount)
        self.add(self._row)
        self._way.chosen.connect(lambda way: self._want(None if way == _AUTOMATIC else self._number.value()))
        self._number.valueChanged.connect(self._want)

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._wanted = wanted = parameters.max_tokens
        cap = gates.ceiling(model, parameters)
        usual = gates.longest_reply(model, replace(parameters, max_tokens=None))
        with QSignalBlocker(self._number):
            self._number.setRange(1, cap)
            self._number.setValue(usual if wanted is None else min(wanted, cap))
        self._way.choose(_AUTOMATIC if wanted is None else _LIMIT)
        self._amount.setVisible(wanted is not None)
        words = _limit_words(parameters, model)
        words = _limit_words(parameters, model)
        words = _limit_words(parameters, model)
        self._row.set_why(words if wanted is not None else f"Up to {usual:,} tokens. {words}")

    def _want(self, wanted: int | None) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._amount.setVisible(wanted is not None)
            self.tell(max_tokens=wanted)


def _limit_words(parameters: Parameters, model: Model) -> str:
    cap, sent = gates.ceiling(model, parameters), gates.longest_reply(model, parameters)
    if parameters.max_tokens is not None and sent > parameters.max_tokens:
        return f"Sent as {sent:,}: thinking counts as well, so your {parameters.max_tokens:,} are raised by its share."
    if parameters.max_tokens is not None and parameters.max_tokens > cap == model.max_output:
        return f"{model.name} writes at most {cap:,} tokens in one reply; your {parameters.max_tokens:,} are kept."
    if cap < model.max_output:
        return (
            f"At most {cap:,} while words do not appear as they come: a longer reply could take more than ten minutes."
        )
    if gates.mode(model, parameters) is not None:
        return f"Thinking counts as well. {model.name} writes at most {cap:,} tokens in one reply."
    return f"{model.name} writes at most {cap:,} tokens in one reply; 1,000 tokens are about 750 English words."
