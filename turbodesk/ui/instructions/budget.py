"""Sets how many tokens a model may think with, where it wants a number; whether it thinks is chosen in the composer."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QSpinBox

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model, ThinkingMode
from turbodesk.chat.parameters import MIN_THINKING_BUDGET, Parameters
from turbodesk.translation import _
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import WheelGuard, inset

_WORDS = _("In tokens. More gives better answers to hard questions, takes longer, and is paid for like text.")
_OFF = _("Counts while thinking is on; that is chosen where you write.")


class BudgetSection(ParameterSection):
    """A number; hidden for models that decide by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self._budget = QSpinBox()
        self._budget.setAccessibleName(_("Tokens to think with"))
        self._budget.setGroupSeparatorShown(True)
        self._budget.setSingleStep(1024)
        self._budget.setKeyboardTracking(False)  # "4" on the way to "4096" is not a wish
        inset(self._budget)
        WheelGuard(self).watch(self._budget)
        self._row = FormRow(_("Thinking, at most"), _WORDS, self._budget)
        self.add(self._row)
        self._budget.valueChanged.connect(lambda tokens: self.tell(budget_tokens=tokens))

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self.setVisible(ThinkingMode.BUDGET in model.thinking[:1])
        is_off = bool(gates.budget_reason(model, parameters))
        self._budget.setEnabled(not is_off)
        self._row.set_why(_OFF if is_off else _WORDS)
        with QSignalBlocker(self._budget):
            self._budget.setRange(MIN_THINKING_BUDGET, gates.most_budget(model, parameters))
            self._budget.setValue(parameters.budget_tokens or gates.USUAL_BUDGET)
