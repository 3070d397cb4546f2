"""Sets whether a model thinks before it replies, with how many tokens where it wants a number, and its effort."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QWidget

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Effort, Model, ThinkingMode
from turbodesk.chat.parameters import MIN_THINKING_BUDGET, Parameters
from turbodesk.ui.models.wording import EFFORTS
from turbodesk.ui.theme import Space
from turbodesk.ui.tune.section import TuneSection
from turbodesk.ui.widgets.forms import Segments, WheelGuard, caption, inset, note, under

_EFFORT_WORDS = {
    Effort.LOW: "Quick and cheap: for simple questions.",
    Effort.MEDIUM: "Good answers with fewer tokens.",
    Effort.HIGH: "The model’s usual.",
    Effort.XHIGH: "More than usual: for long, hard work. Costs more and takes longer.",
    Effort.MAX: "All it has, at any price and length.",
}


class ThinkingSection(TuneSection):
    """A switch, a number of tokens, and the levels of effort the model knows."""

    def __init__(self) -> None:
        super().__init__("Thinking")
        self._switch = QCheckBox("Think before replying")
        self._words = note()
        self._budget = QSpinBox()
        self._budget.setAccessibleName("Tokens to think with")
        self._budget.setGroupSeparatorShown(True)
        self._budget.setSingleStep(1024)
        self._budget.setKeyboardTracking(False)  # "4" on the way to "4096" is not a wish
        inset(self._budget)
        self._budget_row = QWidget()
        row = QHBoxLayout(self._budget_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(caption("With up to"))
        row.addWidget(self._budget)
        row.addWidget(caption("tokens"))
        row.addStretch(1)
        self._efforts = Segments([(level.value, label) for level, label in EFFORTS.items()], name="Effort")
        self._effort_words = note()
        WheelGuard(self).watch(self._budget)
        self.add(self._switch, under(self._words), under(self._budget_row), Space.S)
        self.add(caption("Effort", kind="label"), self._efforts, self._effort_words)
        self._switch.clicked.connect(lambda on: self.tell(thinking=on))
        self._budget.valueChanged.connect(lambda tokens: self.tell(budget_tokens=tokens))
        self._efforts.chosen.connect(self._choose)

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._show_thinking(parameters, model)
        self._show_effort(parameters, model)

    def _show_thinking(self, parameters: Parameters, model: Model) -> None:
        reason = model.thinking_reason()
        self._switch.setEnabled(not reason)
        self._switch.setChecked(parameters.thinking and not reason)
        words = reason or _thinking_words(model)
        if reason and parameters.thinking:
            words = f"{reason} Your choice is kept, not sent."
        self._words.setText(words)
        self._switch.setAccessibleDescription(words)
        is_number_wanted = ThinkingMode.BUDGET in model.thinking[:1]
        self._budget_row.setVisible(is_number_wanted)
        self._budget_row.setEnabled(not gates.budget_reason(model, parameters))
        with QSignalBlocker(self._budget):
            self._budget.setRange(MIN_THINKING_BUDGET, gates.most_budget(model, parameters))
            self._budget.setValue(parameters.budget_tokens or gates.USUAL_BUDGET)

    def _show_effort(self, parameters: Parameters, model: Model) -> None:
        reason = model.effort_reason()
        for level in Effort:
            self._efforts.button(level.value).setVisible(level in model.efforts or not model.efforts)
        in_force = parameters.effort if parameters.effort in model.efforts else Effort.HIGH
        self._efforts.choose((in_force or Effort.HIGH).value)
        self._efforts.setEnabled(not reason)
        words = reason or _EFFORT_WORDS[in_force or Effort.HIGH]
        if not reason and parameters.effort is not None and parameters.effort not in model.efforts:
            kept = EFFORTS[parameters.effort]
            words = f"{model.name} does not know the effort “{kept}”, so its usual is used; your choice is kept."
        self._effort_words.setText(words)
        self._efforts.setAccessibleDescription(words)

    def _choose(self, level: str) -> None:
        # The usual is not sent: that is the same and keeps a cached beginning valid (protocol, 1.6).
        self.tell(effort=None if level == Effort.HIGH else Effort(level))


def _thinking_words(model: Model) -> str:
    if model.thinking[0] is ThinkingMode.BUDGET:
        return "Better answers to hard questions; takes longer, and thinking is paid for like text."
    return f"{model.name} thinks as much as it finds right, and not at all where a question is easy."
