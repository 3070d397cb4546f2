"""Chooses what a model may use while it replies: tools of this computer, and the gateway's web search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QVBoxLayout

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.theme import Space
from turbodesk.ui.tune.section import TuneSection
from turbodesk.ui.widgets.forms import WheelGuard, caption, column, note, under
from turbodesk.ui.widgets.plain import set_tip

_CHOICES = (("auto", "Where the model finds it useful"), ("any", "One of them, always"), ("none", "Not now"))
_ASKED = "You are asked before each one runs."
_SEARCH_WORDS = "The gateway searches the web for the model, and the reply names its sources. Searches cost extra."


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """A tool of this computer as the panel offers it."""

    name: str
    """Its name in `Parameters.tools`."""
    label: str
    why: str
    """What it does, one sentence."""


class ToolsSection(TuneSection):
    """A switch for each tool, when to use them, and web search."""

    ask_each_time = Signal()
    """The person takes back every "Always in this chat"."""

    def __init__(self, tools: Sequence[ToolChoice]) -> None:
        super().__init__("Tools")
        self._asked = note(_ASKED)
        self._ask_again = QPushButton("Ask again before each run")
        self._ask_again.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.XS)
        self._switches: dict[str, QCheckBox] = {}
        self._choice = QComboBox()
        self._choice.setAccessibleName("When to use tools")
        self._choice_label = caption("When to use them", buddy=self._choice)
        self._choice_words = note()
        self._offer_switches(tools)  # before the rest, since Tab leads to controls in the order they are made
        self._search = QCheckBox("Web search")
        self._search_words = note()
        self._search_reason = ""
        WheelGuard(self).watch(self._choice)
        searching = column(spacing=Space.XS)
        searching.addWidget(self._search)
        searching.addLayout(under(self._search_words))
        self.add(
            self._asked, self._ask_again, self._list, self._choice_label, self._choice, self._choice_words, searching
        )
        self._ask_again.clicked.connect(self._take_back)
        self._search.clicked.connect(lambda on: self.tell(web_search=on))
        self._choice.activated.connect(lambda at: self.tell(tool_choice=self._choice.itemData(at)))
        self._on: tuple[str, ...] = ()
        self._offer_choices(tools)

    def _offer_switches(self, tools: Sequence[ToolChoice]) -> None:
        for tool in tools:
            switch = QCheckBox(tool.label)
            set_tip(switch, tool.why)
            switch.setAccessibleDescription(tool.why)
            switch.clicked.connect(lambda on, name=tool.name: self._switch(name, on))
            self._switches[tool.name] = switch
            self._list.addWidget(switch)
        if not tools:
            for part in (self._asked, self._choice_label, self._choice, self._choice_words):
                part.hide()

    def set_allowed(self, names: Sequence[str]) -> None:
        """Say which tools run without asking in this conversation, and offer to be asked again."""
        labels = [switch.text() for name, switch in self._switches.items() if name in names]
        run = "runs" if len(labels) == 1 else "run"
        self._asked.setText(f"{' and '.join(labels)} {run} without asking in this chat." if labels else _ASKED)
        self._ask_again.setVisible(bool(labels))

    def _take_back(self) -> None:
        first = next(iter(self._switches.values()))
        first.setFocus(Qt.FocusReason.OtherFocusReason)  # the button is about to go
        self.ask_each_time.emit()

    def set_web_search(self, reason: str) -> bool:
        """Offer web search, or grey it with this reason; returns whether that is new."""
        is_new, self._search_reason = reason != self._search_reason, reason
        return is_new

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._on = parameters.tools
        for name, switch in self._switches.items():
            switch.setChecked(name in parameters.tools)
        forced = gates.forced_tool_reason(model, parameters)
        items = self._choice.model()
        assert isinstance(items, QStandardItemModel)
        for at in range(self._choice.count()):
            may_be = not forced or self._choice.itemData(at) in ("auto", "none")
            usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            items.item(at).setFlags(usable if may_be else Qt.ItemFlag.NoItemFlags)
        with QSignalBlocker(self._choice):
            self._choice.setCurrentIndex(max(0, self._choice.findData(parameters.tool_choice)))
        has_tools = any(name in parameters.tools for name in self._switches)
        self._choice.setEnabled(has_tools)
        is_forced = parameters.tool_choice not in ("auto", "none")
        words = forced if forced and is_forced and has_tools else ""
        self._choice_words.setText(words)
        self._choice_words.setVisible(bool(words))
        self._show_search(parameters)

    def _show_search(self, parameters: Parameters) -> None:
        self._search.setEnabled(not self._search_reason)
        self._search.setChecked(parameters.web_search and not self._search_reason)
        self._search_words.setText(self._search_reason or _SEARCH_WORDS)
        self._search.setAccessibleDescription(self._search_words.text())

    def _switch(self, name: str, on: bool) -> None:
        # In the order of the list, whatever was pressed first: another order would spoil the provider's cache.
        ours = [
            switch for switch in self._switches if (switch == name and on) or (switch != name and switch in self._on)
        ]
        others = [one for one in self._on if one not in self._switches]
        self._on = (*ours, *others)
        self.tell(tools=self._on)

    def _offer_choices(self, tools: Sequence[ToolChoice]) -> None:
        with QSignalBlocker(self._choice):
            self._choice.clear()
            for key, label in _CHOICES:
                self._choice.addItem(label, key)
            for tool in tools:
                self._choice.addItem(f"{tool.label}, always", tool.name)
