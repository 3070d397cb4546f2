"""Chooses which tools of this computer a model may use while it replies; the web is switched where one writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.switch import Switch

_CHOICES = (("auto", "When they help"), ("any", "One of them, always"), ("none", "Not now"))
_ASKED = "They run on this computer. You are asked before each one runs."
_WHEN = "What the model does with those that are on."


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """A tool of this computer as the sheet offers it."""

    name: str
    """Its name in `Parameters.tools`."""
    label: str
    why: str
    """What it does, one sentence."""


class ToolsSection(ParameterSection):
    """A switch for each tool, and when to use them."""

    ask_each_time = Signal()
    """The person takes back every "Always in this chat"."""

    def __init__(self, tools: Sequence[ToolChoice]) -> None:
        super().__init__()
        self._labels = {tool.name: tool.label for tool in tools}
        self._ask_again = QPushButton("Ask before each run")
        self._ask_again.hide()
        self._asked = FormRow("Tools", _ASKED, self._ask_again)
        self._asked.set_line(False)
        self._switches: dict[str, Switch] = {}
        self._choice = ChoiceButton("When to use tools")
        self._choice_row = FormRow("When to use tools", _WHEN, self._choice)
        self._on: tuple[str, ...] = ()
        self.add(self._asked)
        for tool in tools:
            switch = self._switches[tool.name] = Switch(name=tool.label)
            switch.setAccessibleDescription(tool.why)
            switch.clicked.connect(lambda on, name=tool.name: self._switch(name, on))
            self.add(FormRow(tool.label, tool.why, switch))
        self.add(self._choice_row)
        for part in (self._asked, self._choice_row):
            part.setVisible(bool(tools))
        self._ask_again.clicked.connect(self._take_back)
        self._choice.chosen.connect(lambda choice: self.tell(tool_choice=choice))

    def set_allowed(self, names: Sequence[str]) -> None:
        """Say which tools run without asking in this conversation, and offer to be asked again."""
        labels = [label for name, label in self._labels.items() if name in names]
        run = "runs" if len(labels) == 1 else "run"
        self._asked.set_why(f"{' and '.join(labels)} {run} without asking in this chat." if labels else _ASKED)
        self._ask_again.setVisible(bool(labels))

    def _take_back(self) -> None:
        first = next(iter(self._switches.values()))
        first.setFocus(Qt.FocusReason.OtherFocusReason)  # the button is about to go
        self.ask_each_time.emit()

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._on = parameters.tools
        for name, switch in self._switches.items():
            switch.setChecked(name in parameters.tools)
        forced = gates.forced_tool_reason(model, parameters)
        is_forced = parameters.tool_choice not in ("auto", "none")
        always = [] if forced else [(name, f"{label}, always") for name, label in self._labels.items()]
        offered = [(key, label) for key, label in _CHOICES if not forced or key != "any"]
        # What is set stays to be seen, whether it may be chosen or not.
        if forced and is_forced:
            offered.append(
                (parameters.tool_choice, f"{self._labels.get(parameters.tool_choice, 'One of them')}, always")
            )
        self._choice.set_choices([*offered, *always])
        self._choice.choose(parameters.tool_choice)
        has_tools = any(name in parameters.tools for name in self._switches)
        self._choice.setEnabled(has_tools)
        self._choice_row.set_why(forced if forced and is_forced and has_tools else _WHEN)

    def _switch(self, name: str, on: bool) -> None:
        # In the order of the list, whatever was pressed first: another order would spoil the provider's cache.
        ours = [
            switch for switch in self._switches if (switch == name and on) or (switch != name and switch in self._on)
        ]
        others = [one for one in self._on if one not in self._switches]
        self._on = (*ours, *others)
        self.tell(tools=self._on)
