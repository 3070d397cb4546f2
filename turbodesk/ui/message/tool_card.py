"""Shows one call of a tool: a question while the person is asked, else one line that unfolds to all of it.

A call that runs has its progress and a way to stop it below the line. What it gave stands behind the fold, whole.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.app.tool_loop import Call, CallState, ToolDecision
from turbodesk.chat.parts import ToolUse
from turbodesk.translation import _
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.fold_line import FoldLine
from turbodesk.ui.message.tool_question import ToolQuestion
from turbodesk.ui.message.tool_words import STATES, given_to, line_of, title_of, whole_result
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import button_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from turbodesk.ui.attachments.actions import AttachmentActions
    from turbodesk.ui.message.tool_details import ToolDetails
    from turbodesk.ui.message.tool_progress import ToolProgress

_QUESTIONS = (CallState.ASKING, CallState.HELD, CallState.LOST)
"""The states in which a person has something to say."""
_CARD = 16
"""Pixels by which the question's frame is wider than the text, on either side."""


class ToolCard(QWidget):
    """One call. Its words stand at the edge, what is around them `outset` outside."""

    height_changed = Signal()
    link_activated = Signal(str, str)
    """The address of a reference that was pressed, and its title."""

    def __init__(
        self,
        part: ToolUse,
        *,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        attachment_actions: AttachmentActions | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._attachment_actions = actions, attachment_actions
        self._theme, self._percent = theme, percent
        self._call = Call(part, CallState.WRITING, tool=actions.tool_of(part.name))
        self.line = FoldLine(theme=theme, percent=percent, parent=self)
        """What is pressed to see all of a call that is no question."""
        self.line.toggled.connect(self._unfold)
        self.question: ToolQuestion | None = None
        self.details: ToolDetails | None = None
        self.progress: ToolProgress | None = None
        self._together = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)
        self._column.addWidget(self.line, alignment=Qt.AlignmentFlag.AlignLeft)
        self.restyle(theme, percent)
        self._show()

    @property
    def outset(self) -> int:
        """Pixels by which it reaches over the column's edges, so that its words stand at them."""
        return _CARD if self._call.state in _QUESTIONS else self.line.outset

    @property
    def call(self) -> Call:
        """The call as it is shown."""
        return self._call

    @property
    def asks(self) -> bool:
        """Whether the person has something to say."""
        return self._call.state in _QUESTIONS

    @property
    def buttons(self) -> dict[ToolDecision, QPushButton]:
        """The answers, while there is a question."""
        return {} if self.question is None else self.question.buttons

    def set_call(self, call: Call) -> None:
        """Show how the call stands now."""
        if call.tool is None and not call.ran_elsewhere:
            call = replace(call, tool=self._actions.tool_of(call.part.name))
        if call == self._call:
            return
        had_focus = self.question is not None and self.question.isAncestorOf(_focus(self) or self)
        self._call = call
        self._show()
        if had_focus and not self.asks:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.height_changed.emit()

    def set_together(self, count: int) -> None:
        """Offer to answer so many calls at once, at this one; 0: it is offered elsewhere."""
        self._together = count
        if self.question is not None:
            self.question.set_together(count)
            self._column.invalidate()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        for part in (self.line, self.question, self.details, self.progress):
            if part is not None:
                part.restyle(theme, percent)
        self._turn()
        self.height_changed.emit()

    def _show(self) -> None:
        call = self._call
        title, words = title_of(call), STATES[call.state]
        line = line_of(call)
        self.line.setText(button_text(line))
        self.line.setAccessibleName(line)
        can_open = bool(given_to(call) or whole_result(call) or call.files)
        self.line.setEnabled(can_open and not self.asks)
        self.line.setVisible(not self.asks)
        self._show_question()
        self._show_progress()
        self._show_details()
        self._turn()
        self.setAccessibleName(f"{title}. {words}")
        self.setAccessibleDescription(self.question.spoken if self.asks and self.question is not None else line)
        self._column.invalidate()  # a row asks for its height at once, not when the event of it has come round

    def _show_question(self) -> None:
        if self.asks and self.question is None:
            self.question = ToolQuestion(
                self._call, actions=self._actions, theme=self._theme, percent=self._percent, parent=self
            )
            self._column.addWidget(self.question)
        elif self.asks and self.question is not None:
            self.question.show_call(self._call)
        if self.question is not None:
            self.question.set_together(self._together if self._call.state is CallState.ASKING else 0)
            self.question.setVisible(self.asks)

    def _show_progress(self) -> None:
        runs = self._call.state is CallState.RUNNING
        if runs and self.progress is None:
            from turbodesk.ui.message.tool_progress import ToolProgress

            self.progress = ToolProgress(theme=self._theme, percent=self._percent, parent=self)
            self.progress.setContentsMargins(self.line.outset, 0, self.line.outset, 0)
            self.progress.stop_pressed.connect(self._stop)
            self._column.insertWidget(1, self.progress)
        if self.progress is None:
            return
        if runs:
            self.progress.show_call(self._call)
            self.progress.show()
        else:
            self._column.removeWidget(self.progress)
            self.progress.hide()
            self.progress.deleteLater()
            self.progress = None

    def _show_details(self) -> None:
        is_open = self.line.isChecked() and self.line.isEnabled() and not self.asks
        if is_open and self.details is None:
            from turbodesk.ui.message.tool_details import ToolDetails

            self.details = ToolDetails(
                theme=self._theme,
                percent=self._percent,
                outset=self.line.outset,
                attachment_actions=self._attachment_actions,
                parent=self,
            )
            self.details.height_changed.connect(self._details_changed)
            self.details.link_activated.connect(self.link_activated)
            self._column.addWidget(self.details)
        if self.details is not None:
            if is_open:
                self.details.show_call(self._call)
            self.details.setVisible(is_open)

    def _details_changed(self) -> None:
        self._column.invalidate()
        self.height_changed.emit()

    def _unfold(self, _is_open: bool) -> None:
        self._show_details()
        self._turn()
        self._column.invalidate()
        self.height_changed.emit()

    def _turn(self) -> None:
        if self.line.isEnabled():
            self.line.setIcon(self._theme.icon("chevron-down" if self.line.isChecked() else "chevron-right"))
            self.line.setAccessibleDescription(_("Unfolded") if self.line.isChecked() else _("Folded"))
            return
        unknown = "tool" if self._call.ran_elsewhere else "warning"
        self.line.setIcon(self._theme.icon(self._call.tool.icon if self._call.tool is not None else unknown))
        self.line.setAccessibleDescription("")

    def _stop(self) -> None:
        self._actions.tool_answered.emit(self._call.part.id, ToolDecision.STOP)


def _focus(widget: QWidget) -> QWidget | None:
    return widget.window().focusWidget()
