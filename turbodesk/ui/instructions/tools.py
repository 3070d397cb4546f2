"""Chooses which tools of this computer a model may use while it replies; the web is switched where one writes.

What a model is told of its tools goes with every request, so each row says what it takes, before it is on, and the
first line what those take that are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.cost import about_tokens
from turbodesk.chat.model import Model, unknown_model
from turbodesk.chat.parameters import Parameters
from turbodesk.translation import _, ngettext
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.instructions.tool_rows import ToolChoice, ToolRows
from turbodesk.ui.quantities import joined, number, sentences
from turbodesk.ui.theme import Space
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.form_row import FormRow

__all__ = ["ToolChoice", "ToolsSection"]

_CHOICES = (("auto", _("When they help")), ("any", _("One of them, always")), ("none", _("Not now")))
_ASKED = _("They run on this computer. You are asked before each one runs.")
_ALWAYS = _("{tool}, always")
"""A tool that the model has to use."""
_WHEN = _("What the model does with those that are on.")
SEARCHED_FROM = 12
"""So many tools are looked through with a field for words."""
_NAMED = 4
"""So many that run without asking are called by their names."""


def _sum_words(on: int, count: int, tokens: int) -> str:
    if not on and not tokens:
        words = ngettext("{count} tool", "{count} tools", count)
    elif not on:
        words = ngettext(
            # Translators: {tokens} is such as "about 300 tokens"
            "{count} tool, {tokens} in every request if it is on",
            "{count} tools, {tokens} in every request if all are on",
            count,
        )
    elif not tokens:
        # Translators: so many tools of all there are have been turned on.
        words = _("{on} of {count} on")
    else:
        words = _("{on} of {count} on, {tokens} in every request")
    return words.format(on=number(on), count=number(count), tokens=about_tokens(tokens))


def _asked_words(labels: Sequence[str]) -> str:
    """Return whether the person is asked, but for the tools with these labels, which run without."""
    count = len(labels)
    if not labels:
        return _ASKED
    if count > _NAMED:
        words = ngettext(
            "{count} tool runs without asking in this chat.", "{count} tools run without asking in this chat.", count
        )
        return words.format(count=number(count))
    # Translators: {tools} are the names of as many tools as are counted, one or a few.
    words = ngettext("{tools} runs without asking in this chat.", "{tools} run without asking in this chat.", count)
    return words.format(tools=joined(labels))


class ToolsSection(ParameterSection):
    """A switch for each tool, and when to use them."""

    ask_each_time = Signal()
    """The person takes back every "Always in this chat"."""

    def __init__(self, tools: Sequence[ToolChoice]) -> None:
        super().__init__()
        self._ask_again = QPushButton(_("Ask before each run"))
        self._ask_again.hide()
        self._asked = FormRow(_("Tools"), _ASKED, self._ask_again)
        self._asked.set_line(False)
        self._search = QLineEdit()
        self._search.setPlaceholderText(_("Find a tool"))
        self._search.setAccessibleName(_("Find a tool"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._find)
        self._places = QWidget()
        self._place_column = QVBoxLayout(self._places)
        self._place_column.setContentsMargins(0, 0, 0, 0)
        self._place_column.setSpacing(0)
        self._choice = ChoiceButton(_("When to use tools"))
        self._choice_row = FormRow(_("When to use tools"), _WHEN, self._choice)
        self._on: tuple[str, ...] = ()
        self._allowed: tuple[str, ...] = ()
        self._parameters, self._model = Parameters(), unknown_model("")
        self._rows: list[ToolRows] = []
        self._search_place = QWidget()
        around = QVBoxLayout(self._search_place)
        around.setContentsMargins(0, 0, 0, Space.M)
        around.addWidget(self._search)
        self.add(self._asked, self._search_place, self._places, self._choice_row)
        self._ask_again.clicked.connect(self._take_back)
        self._choice.chosen.connect(lambda choice: self.tell(tool_choice=choice))
        self.set_tools(tools)

    def set_tools(self, tools: Sequence[ToolChoice]) -> None:
        """Offer these tools, in this order."""
        for rows in self._rows:
            rows.hide()
            rows.deleteLater()
        self._labels = {tool.name: tool.label for tool in tools}
        self._rows = []
        for _source, choices in groupby(tools, key=lambda tool: tool.source):
            rows = ToolRows(list(choices), sum_words=_sum_words)
            rows.switched.connect(self._switch)
            rows.apply_theme(current_theme())
            self._place_column.addWidget(rows)
            self._rows.append(rows)
        stops = [self._search, *(stop for rows in self._rows for stop in rows.stops), self._choice]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        for part in (self._asked, self._choice_row):
            part.setVisible(bool(tools))
        self._search_place.setVisible(len(tools) >= SEARCHED_FROM)
        self._find(self._search.text() if len(tools) >= SEARCHED_FROM else "")
        self.show_parameters(self._parameters, self._model)

    def set_allowed(self, names: Sequence[str]) -> None:
        """Say which tools run without asking in this conversation, and offer to be asked again."""
        self._allowed = tuple(name.partition("#")[0] for name in names)
        self._show_asked(sum(rows.show_on(self._on, self._model) for rows in self._rows))

    def _show_asked(self, tokens: int) -> None:
        labels = [label for name, label in self._labels.items() if name in self._allowed]
        cost = ngettext(
            "Those that are on take about {count} token of every request.",
            "Those that are on take about {count} tokens of every request.",
            tokens,
        ).format(count=number(tokens))
        self._asked.set_why(sentences(_asked_words(labels), cost if tokens else ""))
        self._ask_again.setVisible(bool(labels))

    def _take_back(self) -> None:
        self._rows[0].first.setFocus(Qt.FocusReason.OtherFocusReason)  # the button is about to go
        self.ask_each_time.emit()

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._parameters, self._model = parameters, model
        self._on = parameters.tools
        self._show_asked(sum(rows.show_on(self._on, model) for rows in self._rows))
        forced = gates.forced_tool_reason(model, parameters)
        is_forced = parameters.tool_choice not in ("auto", "none")
        some = [name for name in self._labels if len(self._labels) < SEARCHED_FROM or name in self._on]
        always = [] if forced else [(name, _ALWAYS.format(tool=self._labels[name])) for name in some]
        offered = [(key, label) for key, label in _CHOICES if not forced or key != "any"]
        # What is set stays to be seen, whether it may be chosen or not.
        if forced and is_forced:
            label = self._labels.get(parameters.tool_choice)
            words = _("One of them, always") if label is None else _ALWAYS.format(tool=label)
            offered.append((parameters.tool_choice, words))
        self._choice.set_choices([*offered, *always])
        self._choice.choose(parameters.tool_choice)
        has_tools = any(name in parameters.tools for name in self._labels)
        self._choice.setEnabled(has_tools)
        self._choice_row.set_why(forced if forced and is_forced and has_tools else _WHEN)

    def _find(self, wanted: str) -> None:
        for rows in self._rows:
            rows.narrow(wanted)

    def _switch(self, names: Sequence[str], on: bool) -> None:
        # In the order of the list, whatever was pressed first: another order would spoil the provider's cache.
        ours = [name for name in self._labels if (on if name in names else name in self._on)]
        others = [one for one in self._on if one not in self._labels]
        self._on = (*ours, *others)
        self.tell(tools=self._on)
