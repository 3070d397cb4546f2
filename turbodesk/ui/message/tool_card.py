"""Shows one call of a tool of this computer: what the model wants, the question to the person, and what came of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.app.tool_loop import Call, CallState, ToolDecision
from turbodesk.app.tools import find
from turbodesk.chat.codec import tool_input
from turbodesk.chat.parts import ToolUse
from turbodesk.chat.reply_status import PartLabel
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.fold import Fold
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel

_ICONS = {"calculator": "calculator", "current_time": "clock"}
_WISHES = {"calculator": "wants to work out", "current_time": "wants to know the time"}
"""What each tool is asked for, behind its name."""
_SHORT = 100
"""Characters of a result that stands on the card as it is; a longer one is folded."""
_WORDS = {
    CallState.WRITING: "Preparing…",
    CallState.ASKING: "May it run?",
    CallState.READY: "Waiting for your other answers",
    CallState.DONE: "Done",
    CallState.FAILED: "Did not work",
    CallState.DENIED: "You did not allow it",
    CallState.INCOMPLETE: "Incomplete",
    CallState.NOT_RUN: "Not run",
}
_KINDS = {CallState.FAILED: "danger", CallState.ASKING: ""}
_PADDING = 14
_INSET = 8
"""Pixels above and below what it is given, on its own ground."""


class ToolCard(QFrame):
    """One call. Its words stand at the edge, its frame `outset` outside."""

    outset = 16

    height_changed = Signal()

    def __init__(
        self, part: ToolUse, *, actions: MessageActions, theme: Theme, percent: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._theme, self._percent = theme, percent
        self._tool = find(part.name)
        self._call: Call | None = None
        self._icon = PlainLabel(parent=self)
        self._title = _plain(self)
        self._title.setWordWrap(False)
        self._wish = PlainLabel(_WISHES.get(part.name, "wants to run"), self)
        self._wish.setProperty("kind", "muted")
        self.state = _plain(self)
        """Says how far it has come."""
        self.state.setWordWrap(False)
        self._given = _plain(self)
        self._given.setProperty("kind", "inset")
        self._given.setContentsMargins(12, _INSET, 12, _INSET)
        self.result = _plain(self)
        """What came of it, where that is short."""
        self._where = PlainLabel("It runs on this computer.", self)
        self._where.setProperty("kind", "muted")
        self._fold: Fold | None = None
        self.buttons = {answer: QPushButton(words, self) for answer, words in _ANSWERS.items()}
        self.buttons[ToolDecision.ONCE].setProperty("kind", "primary")
        self.buttons[ToolDecision.DENY].setProperty("kind", "quiet")
        for answer, button in self.buttons.items():
            button.clicked.connect(partial(actions.tool_answered.emit, part.id, answer))
        self._lay_out()
        self.restyle(theme, percent)
        self.set_call(Call(part, CallState.WRITING))

    def _lay_out(self) -> None:
        head, ask = self._rows = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(Space.S)
        for widget in (self._icon, self._title, self._wish):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.state)
        ask.setSpacing(Space.S)
        for button in self.buttons.values():
            ask.addWidget(button)
        ask.addStretch(1)
        ask.addWidget(self._where)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(self.outset, _PADDING, self.outset, _PADDING)
        self._column.setSpacing(Space.M)
        self._column.addLayout(head)
        self._column.addWidget(self._given)
        self._column.addWidget(self.result)
        self._column.addLayout(ask)

    def set_call(self, call: Call) -> None:
        """Show how the call stands now."""
        if call == self._call:
            return
        before, self._call = self._call, call
        unknown = call.part.name if call.ran_elsewhere else f"Unknown tool “{call.part.name}”"
        title = self._tool.title if self._tool is not None else unknown
        self._show_icon()
        self._title.setText(title)
        self.state.setText(_WORDS[call.state])
        self._show_given(call.part)
        self._show_result(call)
        asks = call.state is CallState.ASKING
        had_focus = any(button.hasFocus() for button in self.buttons.values())
        self._wish.setVisible(asks)
        self._where.setVisible(asks)
        self.state.setVisible(not asks)
        for button in self.buttons.values():
            button.setVisible(asks)
            button.setAccessibleName(f"{button.text()}: {title}")
        if had_focus and not asks:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setAccessibleName(f"{title}. {_WORDS[call.state]}")
        self.setAccessibleDescription(f"{self._given.text()} {call.result}".strip())
        self._dress_state(call.state)
        for layout in (*self._rows, self._column):
            layout.invalidate()  # a row asks for its height at once, not when the event of it has come round
        if before is not None:
            self.height_changed.emit()

    @property
    def asks(self) -> bool:
        """Whether the person is asked."""
        return self._call is not None and self._call.state is CallState.ASKING

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self._show_icon()
        self._title.setFont(theme.font(TextRole.UI_STRONG, percent))
        self._wish.setFont(theme.font(TextRole.UI, percent))
        for label in (self.state, self._where):
            label.setFont(theme.font(TextRole.LABEL, percent))
        self._given.setFont(theme.font(TextRole.CODE, percent))
        self.result.setFont(theme.font(TextRole.UI, percent))
        for button in self.buttons.values():
            button.setFont(theme.font(TextRole.UI_STRONG, percent))
        if self._fold is not None:
            self._fold.restyle(theme, percent)
        self.height_changed.emit()

    def _show_icon(self) -> None:
        unknown = "tool" if self._call is not None and self._call.ran_elsewhere else "warning"
        name = _ICONS.get(self._tool.name, "settings") if self._tool is not None else unknown
        self._icon.setPixmap(self._theme.icon(name).pixmap(16, 16))

    def _show_given(self, part: ToolUse) -> None:
        try:
            given = tool_input(part)
        except ValueError:
            words = part.input_json
        else:
            words = self._tool.describe(given) if self._tool is not None else part.input_json
        self._given.setText(words[:2_000])
        self._given.setVisible(bool(words))

    def _show_result(self, call: Call) -> None:
        is_cut_off = call.state is CallState.INCOMPLETE
        result = "The reply ended before it had said what to work on." if is_cut_off else call.result
        shows = (is_cut_off or call.state in (CallState.DONE, CallState.FAILED)) and bool(result)
        is_short = len(result) <= _SHORT and "\n" not in result
        self.result.setText(f"= {result}" if self._is_sum and call.state is CallState.DONE else result)
        self.result.setVisible(shows and is_short)
        if shows and not is_short and self._fold is None:
            label = PartLabel("Result", call.result[:20_000])
            self._fold = Fold(label, theme=self._theme, percent=self._percent, parent=self)
            self._fold.height_changed.connect(self.height_changed)
            self._column.addWidget(self._fold)
            self._fold.show()

    @property
    def _is_sum(self) -> bool:
        return self._tool is not None and self._tool.name == "calculator"

    def _dress_state(self, state: CallState) -> None:
        kind = _KINDS.get(state, "muted")
        if self.state.property("kind") != kind:
            self.state.setProperty("kind", kind)
            self.state.style().unpolish(self.state)
            self.state.style().polish(self.state)


_ANSWERS = {
    ToolDecision.ONCE: "Allow",
    ToolDecision.ALWAYS: "Always in this chat",
    ToolDecision.DENY: "Do not",
}


def _plain(parent: QWidget) -> PlainLabel:
    label = PlainLabel(parent=parent)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
