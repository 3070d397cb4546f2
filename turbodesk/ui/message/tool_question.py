"""Asks the person whether a tool may run, with all that goes to it; or what to do about a call that did not end.

What would be changed is shown before it is allowed, old and new; and what a tool said of itself when it was allowed,
where it says something else now. A tool that may change things has an edge of warning and no button that is ready.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from turbodesk.app.tool_loop import Call, CallState, ToolDecision
from turbodesk.app.tools.approvals import statement, statement_in_words
from turbodesk.app.tools.tool import WISH
from turbodesk.chat.text_changes import ChangedLine, changed_lines
from turbodesk.translation import _, ngettext
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.plain_page import PlainPage
from turbodesk.ui.message.tool_words import STATES, given_to, title_of, where, written
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.direction import start_corner
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.sentence_row import words_around

_ANSWERS = {
    ToolDecision.ONCE: _("Allow"),
    ToolDecision.ALWAYS: _("Always in this chat"),
    ToolDecision.DENY: _("Do not"),
}
_ABOUT_UNSETTLED = {ToolDecision.ONCE: _("Run again"), ToolDecision.TELL: _("Tell the model")}
_EDGE, _PADDING = 16, 14


class ToolQuestion(QFrame):
    """The question about one call; its words stand `_EDGE` inside its frame."""

    def __init__(
        self, call: Call, *, actions: MessageActions, theme: Theme, percent: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._call = actions, call
        self._theme, self._percent = theme, percent
        self._icon = PlainLabel(parent=self)
        self._title, self.why = PlainLabel(parent=self), PlainLabel(parent=self)
        self._wish = (PlainLabel(parent=self), PlainLabel(parent=self))  # before its title, and after it
        for label in self._wish:
            label.setProperty("kind", "muted")
        self.why.setWordWrap(True)
        self.given = PlainPage(_("Given to it"), theme=theme, percent=percent, parent=self)
        self.changes = PlainPage(_("What it would change"), theme=theme, percent=percent, parent=self)
        self._has_ready_answer = True
        self.buttons = {answer: QPushButton(words, self) for answer, words in _ANSWERS.items()}
        self.buttons[ToolDecision.TELL] = QPushButton(_ABOUT_UNSETTLED[ToolDecision.TELL], self)
        self.buttons[ToolDecision.DENY].setProperty("kind", "quiet")
        for answer, button in self.buttons.items():
            button.clicked.connect(partial(self._answer, answer))
        self.more_button = QPushButton("…", self)
        self.more_button.setAccessibleName(_("More answers"))
        self.more_button.setProperty("kind", "quiet")
        self.more_button.clicked.connect(self._offer)
        self._where = PlainLabel(parent=self)
        self._where.setProperty("kind", "muted")
        self.all_button, self.none_button = QPushButton(self), QPushButton(self)
        self.all_button.clicked.connect(lambda: self._actions.tools_answered.emit(True))
        self.none_button.clicked.connect(lambda: self._actions.tools_answered.emit(False))
        self.none_button.setProperty("kind", "quiet")
        self._count = 0
        self._lay_out()
        self.restyle(theme, percent)
        self.show_call(call)

    def _lay_out(self) -> None:
        self._head = ButtonRow(self._icon, self._wish[0], self._title, self._wish[1])
        self._answers = ButtonRow(*self.buttons.values(), self.more_button, self._where, at_end=1)
        self._together = ButtonRow(self.all_button, self.none_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, _PADDING, _EDGE, _PADDING)
        column.setSpacing(Space.M)
        for widget in (self._head, self.why, self.given, self.changes, self._answers, self._together):
            column.addWidget(widget)

    def show_call(self, call: Call) -> None:
        """Show the question about a call as it stands."""
        self._call = call
        tool, asks = call.tool, call.state is CallState.ASKING
        self._title.setText(title_of(call))
        wish = (WISH if tool is None else tool.wish) if asks else ""
        for label, words in zip(self._wish, words_around(wish, "tool"), strict=True):
            label.setText(words)
            label.setVisible(bool(words))
        why = call.why if asks else STATES[call.state]
        if asks and tool is not None and tool.may_change and not why and call.preview is None:
            why = _("It may change things.")
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.given.show_text(written(given_to(call)))
        self.given.setVisible(bool(self.given.text) and call.preview is None)
        self._show_changes(call)
        self._show_answers(call)
        self._where.setText(where(call) if asks else "")
        self._where.setVisible(asks)
        self._dress()

    def focus_first(self) -> None:
        """Put the focus on the ready answer; where there is none, as for what changes something, on the safe one."""
        answer = ToolDecision.ONCE if self._has_ready_answer else ToolDecision.DENY
        self.buttons[answer].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_changes(self, call: Call) -> None:
        lines: tuple[ChangedLine, ...] = ()
        if call.preview is not None:
            lines = changed_lines(call.preview.before, call.preview.after)
            self.given.show_text(call.preview.name)
            self.given.setVisible(True)
        elif call.before and call.tool is not None:
            lines = changed_lines(statement_in_words(call.before), statement_in_words(statement(call.tool)))
        self.changes.setAccessibleName(_("What it would change") if call.preview is not None else _("What has changed"))
        self.changes.show_changes(lines)
        self.changes.setVisible(bool(lines))

    def _show_answers(self, call: Call) -> None:
        asks, tool = call.state is CallState.ASKING, call.tool
        can_always = asks and not (tool is not None and tool.asks_always)
        shown = {
            ToolDecision.ONCE: True,
            ToolDecision.ALWAYS: can_always,
            ToolDecision.DENY: asks,
            ToolDecision.TELL: not asks,
        }
        words = _("Allow this change") if call.preview is not None else _ANSWERS[ToolDecision.ONCE]
        self.buttons[ToolDecision.ONCE].setText(words if asks else _ABOUT_UNSETTLED[ToolDecision.ONCE])
        for answer, button in self.buttons.items():
            button.setVisible(shown[answer])
            # Translators: {answer} is such as "Allow".
            name = _("{answer}: {tool}").format(answer=button.text(), tool=title_of(call))
            button.setAccessibleName(name)
        self.more_button.setVisible(can_always and tool is not None)

    def set_together(self, count: int) -> None:
        """Offer to answer as many calls at once; less than two: nothing to be offered here."""
        self._count = count
        self._together.setVisible(count > 1)
        words = ngettext("Allow this {count}", "Allow these {count}", count)  # from two on
        self.all_button.setText(words.format(count=number(count)))
        self.none_button.setText(_("None of them"))

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        return sentences(self.why.text(), self.given.text, self.changes.text)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self._title.setFont(theme.font(TextRole.UI_STRONG, percent))
        for label in (*self._wish, self.why):
            label.setFont(theme.font(TextRole.UI, percent))
        self._where.setFont(theme.font(TextRole.LABEL, percent))
        for page in (self.given, self.changes):
            page.restyle(theme, percent)
        for button in (*self.buttons.values(), self.more_button, self.all_button, self.none_button):
            button.setFont(theme.font(TextRole.UI_STRONG, percent))
        self._dress()

    def _dress(self) -> None:
        tool = self._call.tool
        changes = self._call.preview is not None or bool(self._call.before)
        warns = changes or (tool is not None and tool.may_change)
        side = round(16 * self._percent / 100)
        name = tool.icon if tool is not None else "warning"
        self._icon.setPixmap(self._theme.icon(name, "warning" if warns else "text").pixmap(side, side))
        once = self.buttons[ToolDecision.ONCE]
        asks = self._call.state is CallState.ASKING
        self._has_ready_answer = not (warns or self._call.why)
        for widget, kind in (
            (self, "card-warning" if warns else "card"),
            (once, "primary" if asks and self._has_ready_answer else ""),
        ):
            if widget.property("kind") != kind:
                widget.setProperty("kind", kind)
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def _answer(self, answer: ToolDecision) -> None:
        self._actions.tool_answered.emit(self._call.part.id, answer)

    def _offer(self) -> None:
        """Offer the answers that are wanted more rarely."""
        from turbodesk.ui.widgets.menu import Menu

        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Always, in every chat"), partial(self._answer, ToolDecision.EVERYWHERE))
        menu.popup(self.more_button.mapToGlobal(start_corner(self.more_button)))
