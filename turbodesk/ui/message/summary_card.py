"""Shows a summary above the first message that is still sent whole: it can be read, changed and undone.

While it is being written it says so, with a way to stop; where that failed it says why.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.app.summaries import SummaryState
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.theme.apply import current_motion_ms
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.breathing_dot import BreathingDot
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.edit_field import EditField
from turbodesk.ui.widgets.focus import give_focus_back
from turbodesk.ui.widgets.plain import PlainLabel, key_text, set_tip
from turbodesk.ui.widgets.word_button import PADDING, WordButton
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

_LINES = 14
"""Of the field in which it is changed; a longer summary is scrolled there."""
_HEAD = 28
"""Pixels of its first line, as high as the words beside it, at 100 %."""
_EDGE = 1
"""Pixels that the sheet draws around it."""
_ABOUT = _("Sent to the model instead of them. They stay here, and search finds them.")


class SummaryCard(QFrame):
    """One summary. Its words stand at the edge, its ground `outset` outside."""

    outset = 16

    height_changed = Signal()

    def __init__(
        self, state: SummaryState, *, actions: MessageActions, theme: Theme, percent: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "calm")
        self._actions, self._theme, self._percent = actions, theme, percent
        self._state = state
        self.title = PlainLabel(parent=self)
        self.about, self.text = WrappingLabel(parent=self), WrappingLabel(parent=self)
        self.about.setProperty("kind", "muted")
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._dot = BreathingDot(theme=theme, percent=percent, parent=self, moves=current_motion_ms() > 0)
        self.read_button = self._word(pgettext("verb", "Read"), _("Read the summary"))
        self.edit_button = self._word(_("Edit"), _("Edit the summary"))
        self.undo_button = self._word(_("Undo"), _("Undo the summary"))
        self.stop_button = self._word(_("Stop"), _("Stop summarising"))
        self.again_button = self._word(_("Try again"), _("Try again to summarise"))
        self.close_button = self._word(_("Close"), _("Close"))
        set_tip(self.undo_button, _("Send the messages themselves again"))
        self.field: _SummaryField | None = None
        self._foot: QWidget | None = None
        self._is_open = False
        self._connect()
        self._lay_out()
        self.restyle(theme, percent)

    def _connect(self) -> None:
        self.read_button.clicked.connect(lambda: self._open(is_open=not self._is_open))
        self.edit_button.clicked.connect(self.edit)
        self.undo_button.clicked.connect(self._undo)
        self.stop_button.clicked.connect(lambda: self._ask_last(self._actions.summary_stopped.emit))
        self.again_button.clicked.connect(self._actions.summary_retried)
        self.close_button.clicked.connect(lambda: self._ask_last(self._actions.summary_dismissed.emit))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.XS)
        head.addWidget(self._dot)
        head.addWidget(self.title)
        head.addStretch(1)
        for button in self._buttons:
            head.addWidget(button)
        self._column = QVBoxLayout(self)
        across = self.outset - _EDGE
        self._column.setContentsMargins(margins(across, Space.S, across - PADDING, Space.M))
        self._column.setSpacing(2)
        self._column.addLayout(head)
        self._column.addWidget(self.about)
        self._column.addWidget(self.text)
        self.text.setContentsMargins(margins(0, Space.S, PADDING, 0))

    @property
    def _buttons(self) -> tuple[WordButton, ...]:
        return (
            self.read_button,
            self.edit_button,
            self.undo_button,
            self.again_button,
            self.close_button,
            self.stop_button,
        )

    def set_state(self, state: SummaryState) -> None:
        """Show how it stands now."""
        if state != self._state:
            self._state = state
            self._show()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.title.setFont(theme.font(TextRole.UI_STRONG, percent))
        self.title.setMinimumHeight(round(_HEAD * percent / 100))
        self.about.setFont(theme.font(TextRole.LABEL, percent))
        self.about.set_line_height(theme.line_height(TextRole.LABEL, percent))
        self.text.setFont(theme.font(TextRole.UI, percent))
        self.text.set_line_height(theme.line_height(TextRole.UI, percent))
        self._dot.restyle(theme, percent)
        for button in self._buttons:
            button.restyle(theme, percent)
        self._dress_field()
        self._show()

    def edit(self) -> None:
        """Turn the words into a field."""
        if self.field is not None or self._state.summary is None:
            return
        self.field = _SummaryField(self._state.summary.text, self)
        self.field.done.connect(self._save)
        self.field.cancelled.connect(self._end_edit)
        save, cancel = QPushButton(_("Save"), self), QPushButton(_("Cancel"), self)
        save.setProperty("kind", "primary")
        cancel.setProperty("kind", "quiet")
        set_tip(save, _("Save"), key_text("Ctrl+Return"))
        set_tip(cancel, _("Cancel"), key_text("Esc"))
        save.clicked.connect(self._save)
        cancel.clicked.connect(self._end_edit)
        self._foot = QWidget(self)
        column, row = QVBoxLayout(self._foot), QHBoxLayout()
        column.setContentsMargins(margins(0, Space.S, PADDING, 0))
        column.setSpacing(Space.S)
        column.addWidget(self.field)
        column.addLayout(row)
        row.setSpacing(Space.S)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(save)
        self._column.addWidget(self._foot)
        self._foot.setVisible(True)
        self._dress_field()
        self._show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        summary, field = self._state.summary, self.field
        if summary is None or field is None:
            return
        field.commit()
        text = field.toPlainText()
        self._end_edit()
        self._actions.summary_edited.emit(summary.id, text)

    def _end_edit(self) -> None:
        if self._foot is not None:
            self._column.removeWidget(self._foot)
            self._foot.hide()
            self._foot.deleteLater()
        self.field = self._foot = None
        self._show()
        self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _undo(self) -> None:
        if self._state.summary is not None:
            self._ask_last(partial(self._actions.summary_undone.emit, self._state.summary.id))

    def _ask_last(self, ask: Callable[[], object]) -> None:
        """Ask for what makes the card go, and see that the focus does not go with it."""
        had_focus, window = self.isAncestorOf(self.window().focusWidget()), self.window()
        ask()
        if had_focus:
            give_focus_back(None, window)

    def _open(self, *, is_open: bool) -> None:
        self._is_open = is_open
        self._show()

    def _show(self) -> None:
        state, summary = self._state, self._state.summary
        stood_at = next((button for button in self._buttons if button.hasFocus()), None)
        is_edited, is_running = self.field is not None, summary is None and state.failure is None
        self.title.setText(_title(state))
        self.about.setText(_about(state))
        self.text.setText("" if summary is None else summary.text)
        self.text.setVisible(self._is_open and not is_edited and summary is not None)
        self._dot.setVisible(is_running)
        self.read_button.setText(_("Hide") if self._is_open else pgettext("verb", "Read"))
        self.read_button.setAccessibleName(_("Hide the summary") if self._is_open else _("Read the summary"))
        for button in (self.read_button, self.edit_button, self.undo_button):
            button.setVisible(summary is not None and not is_edited)
        for button in (self.again_button, self.close_button):
            button.setVisible(state.failure is not None)
        self.stop_button.setVisible(is_running)
        self.setAccessibleName(_title(state))
        if stood_at is not None and stood_at.isHidden() and not is_edited:
            next(button for button in self._buttons if not button.isHidden()).setFocus(Qt.FocusReason.OtherFocusReason)
        self._column.invalidate()
        self.height_changed.emit()

    def _dress_field(self) -> None:
        if self.field is not None:
            line = self._theme.line_height(TextRole.UI, self._percent)
            self.field.set_type(self._theme.font(TextRole.UI, self._percent), line)
            count = min(max(self.field.toPlainText().count("\n") + 1 + len(self.field.toPlainText()) // 80, 4), _LINES)
            self.field.setFixedHeight(round(count * line) + Space.L)

    def _word(self, text: str, name: str) -> WordButton:
        return WordButton(text, name, theme=self._theme, percent=self._percent, parent=self)


class _SummaryField(EditField):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("The summary"))
        self.setTabChangesFocus(True)
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)


def _title(state: SummaryState) -> str:
    if state.failure is not None:
        return _("The earlier messages could not be summed up")
    if state.summary is None:
        words = ngettext("Summing up {count} earlier message…", "Summing up {count} earlier messages…", state.count)
    elif state.summary.is_edited:
        words = ngettext(
            "Summary of {count} earlier message, changed by you",
            "Summary of {count} earlier messages, changed by you",
            state.count,
        )
    else:
        words = ngettext("Summary of {count} earlier message", "Summary of {count} earlier messages", state.count)
    return words.format(count=number(state.count))


def _about(state: SummaryState) -> str:
    if state.failure is not None:
        return sentences(state.failure.sentence, state.failure.advice)
    if state.summary is None and not state.so_far:
        return _("Waiting for the model.")
    if state.summary is None:
        words = ngettext("{count} character so far.", "{count} characters so far.", state.so_far)
        return words.format(count=number(state.so_far))
    return sentences(_("It reached the longest length and ends early.") if state.summary.is_cut else "", _ABOUT)
