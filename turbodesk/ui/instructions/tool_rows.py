"""The rows of one source of tools: ours stand open, those of a tool server behind one row that sums them up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.estimate import of_block
from turbodesk.chat.model import Model
from turbodesk.chat.parts import JsonObject
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.switch import Switch


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """A tool of this computer as the sheet offers it."""

    name: str
    """Its name in `Parameters.tools`."""
    label: str
    why: str
    """What it does, one sentence."""
    source: str = ""
    """The id of the tool server; "" for ours."""
    source_title: str = ""
    definition: JsonObject | None = None
    """What a model is told of it, in every request; None: not known."""


def tokens_of(choice: ToolChoice, model: Model) -> int:
    """Return about how many tokens a tool takes of every request in which it is on; 0 where nobody knows."""
    return round(of_block(choice.definition, model)) if choice.definition is not None else 0


class ToolRows(QWidget):
    """One source."""

    switched = Signal(object, bool)
    """Names of tools, and whether they shall be on."""

    def __init__(self, choices: Sequence[ToolChoice], *, sum_words: Callable[[int, int, int], str]) -> None:
        """`sum_words` says how many of how many are on, and the tokens of those."""
        super().__init__()
        self.choices, self._sum_words = tuple(choices), sum_words
        self._title = choices[0].source_title
        self._rows: dict[str, FormRow] = {}
        self._switches: dict[str, Switch] = {}
        self._wanted = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._open_button, self._all_button = QPushButton(_("Choose")), QPushButton(pgettext("all tools", "All"))
        self._open_button.setCheckable(True)
        self._open_button.toggled.connect(lambda _: self._arrange())
        self._all_button.clicked.connect(self._switch_all)
        self._head: FormRow | None = None
        if choices[0].source:
            self._head = FormRow(self._title, " ", ButtonRow(self._all_button, self._open_button))
            column.addWidget(self._head)
        else:
            for button in (self._open_button, self._all_button):
                button.setParent(self)
                button.hide()
        for choice in choices:
            switch = self._switches[choice.name] = Switch(name=choice.label)
            switch.setAccessibleDescription(choice.why)
            switch.clicked.connect(lambda on, name=choice.name: self.switched.emit((name,), on))
            self._rows[choice.name] = FormRow(choice.label, choice.why or " ", switch)
            column.addWidget(self._rows[choice.name])
        self._arrange()

    @property
    def first(self) -> QWidget:
        """What takes the focus where it should be in here."""
        return self._open_button if self._head is not None else next(iter(self._switches.values()))

    @property
    def stops(self) -> list[QWidget]:
        """What Tab comes to, in order."""
        return [self._all_button, self._open_button, *self._switches.values()]

    def apply_theme(self, theme: Theme) -> None:
        """Take the look of `theme`."""
        for row in (self._head, *self._rows.values()):
            if row is not None:
                row.apply_theme(theme)

    def show_on(self, names: Sequence[str], model: Model) -> int:
        """Show which are on, and what each takes with `model`; return the tokens of those that are."""
        total = 0
        for choice in self.choices:
            tokens, is_on = tokens_of(choice, model), choice.name in names
            total += tokens if is_on else 0
            self._switches[choice.name].setChecked(is_on)
            cost = ngettext("About {count} token.", "About {count} tokens.", tokens).format(count=number(tokens))
            self._rows[choice.name].set_why(sentences(choice.why, cost if tokens else ""))
        count = sum(choice.name in names for choice in self.choices)
        words, name = pgettext("all tools", "All"), _("Turn on all tools of {server}")
        if count == len(self.choices):
            words, name = pgettext("no tool", "None"), _("Turn off all tools of {server}")
        self._all_button.setText(words)
        self._all_button.setAccessibleName(name.format(server=self._title))
        if self._head is not None:
            whole = total if count else sum(tokens_of(choice, model) for choice in self.choices)
            self._head.set_why(self._sum_words(count, len(self.choices), whole))
        return total

    def narrow(self, wanted: str) -> int:
        """Show only tools with these words in their names or in what they do; return how many there are."""
        self._wanted = wanted
        return self._arrange()

    def _arrange(self) -> int:
        words = self._wanted.casefold().split()
        is_open = self._head is None or self._open_button.isChecked()
        found = 0
        for choice in self.choices:
            text = f"{choice.label} {choice.why} {choice.name} {choice.source_title}".casefold()
            fits = all(word in text for word in words)
            found += fits
            self._rows[choice.name].setVisible(fits and (is_open or bool(words)))
        if self.parentWidget() is not None:  # else it would be a window of its own for a moment
            self.setVisible(bool(found))
        label, name = _("Choose"), _("Choose among the tools of {server}")
        if self._open_button.isChecked():
            label, name = _("Done"), _("Hide the tools of {server}")
        self._open_button.setText(label)
        self._open_button.setAccessibleName(name.format(server=self._title))
        return found

    def _switch_all(self) -> None:
        is_on = any(not switch.isChecked() for switch in self._switches.values())
        self.switched.emit(tuple(self._switches), is_on)
