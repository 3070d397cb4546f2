"""The foot of the window: a field that grows with its text, and the button that sends it or stops the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent, QTextCursor
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.ui.composer.editor import Editor
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.column import Column
from turbodesk.ui.widgets import Field, IconButton
from turbodesk.ui.widgets.column_layout import ColumnLayout
from turbodesk.ui.widgets.plain import PlainLabel, set_tip

if TYPE_CHECKING:
    from turbodesk.ui.composer.edit_line import EditLine

_SHARE_OF_WINDOW = 3
"""The text takes at most this part of the window's height: a third."""


class Composer(QWidget):
    """Holds one draft. It keeps the text when asked to send: call `clear` once the message is on its way."""

    send_requested = Signal(str)
    """The text, not blank unless something is attached. Not while a reply is on its way."""
    stop_requested = Signal()
    attach_requested = Signal()
    """The person wants to choose files."""
    offered = Signal(object)
    """An `Offer`: files or a picture were pasted."""
    editing_changed = Signal()
    """An earlier message stands here now, or no longer."""
    draft_changed = Signal(str)
    """The text, after each change by the person; not after `set_draft`."""
    edit_changed = Signal(str)
    """The same while an earlier message stands here."""
    composing_changed = Signal()
    """Something is being composed now, or no longer, which counts as written in all but `text`."""
    edit_cancelled = Signal()
    """The person wants the earlier message to stay as it was."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._enter_sends = True
        self._replying = False
        self._quiet = False
        self._has_attachments = False
        self._is_reading = False
        self._percent = 100.0
        self._placeholder = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._editor = Editor()
        self._editor.setAccessibleName("Message")
        self._attach = IconButton("plus", "Attach files", theme=theme, tool_tip="Attach files (Ctrl+U)")
        self._send = IconButton("send", "Send", theme=theme, token="on-accent")
        self._stop = IconButton("stop", "Stop", theme=theme, token="on-accent", tool_tip="Stop the reply")
        self._send.setProperty("kind", "accent")
        self._stop.setProperty("kind", "accent")
        self._field = Field(theme=theme)
        self._field.watch(self._editor)
        self._edit_line: EditLine | None = None
        self._aside = ""
        self._hint = PlainLabel()
        self._hint.setProperty("kind", "muted")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self._editor)
        self.apply_theme(theme)
        self.set_model_name("")
        self.set_enter_sends(True)
        self._show_state()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._field.apply_theme(theme)
        self._attach.apply_theme(theme)
        if self._edit_line is not None:
            self._edit_line.apply_theme(theme)
        self._send.apply_theme(theme)
        self._stop.apply_theme(theme)
        self._editor.setFont(theme.body_font(self._percent))
        self._hint.setFont(theme.small_font())
        # As tall as the meter at its end, which comes and goes: nothing above it may move.
        self._hint.setMinimumHeight(self._hint.fontMetrics().height() + Space.XS)
        self._fit()

    def set_text_percent(self, percent: float) -> None:
        """Write in `percent` of the system font's size."""
        self._percent = percent
        self._editor.setFont(self._theme.body_font(percent))
        self._fit()

    def set_column(self, column: Column) -> None:
        """Stand in the column of the chat."""
        self._layout.set_column(column)

    def set_model_name(self, name: str) -> None:
        """Say whom the message is for."""
        self._placeholder = f"Message {name}..." if name else "Message..."
        self._fit()

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Enter sends and Shift+Enter breaks the line, or the other way round. Ctrl+Enter always sends."""
        self._enter_sends = enter_sends
        self._editor.set_enter_sends(enter_sends)
        sends, breaks = ("Enter", "Shift+Enter") if enter_sends else ("Shift+Enter", "Enter")
        self._hint.setText(f"{sends} to send, {breaks} for a new line")
        set_tip(self._send, f"Send ({sends})")

    def begin_edit(self, text: str) -> None:
        """Write on at an earlier message; what stood here comes back at the end of it."""
        self._editor.commit()
        if not self.is_editing:
            self._aside = self.text()
        self._made_edit_line().show()
        self._escape.setEnabled(True)
        self.set_draft(text)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.moveCursor(QTextCursor.MoveOperation.End)
        self._attach.setEnabled(False)
        self.editing_changed.emit()

    def end_edit(self) -> None:
        """Write on at the message that was being written before `begin_edit`."""
        if self._edit_line is not None and self.is_editing:
            self._edit_line.hide()
            self._escape.setEnabled(False)
            self.set_draft(self._aside)
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._attach.setEnabled(True)
            self.editing_changed.emit()

    @property
    def is_editing(self) -> bool:
        """Whether an earlier message stands here."""
        return self._edit_line is not None and not self._edit_line.isHidden()

    def set_replying(self, replying: bool) -> None:
        """Show Stop instead of Send; writing on stays possible."""
        if replying == self._replying:
            return
        self._replying = replying
        self._show_state()

    def set_draft(self, text: str) -> None:
        """Show another conversation's draft; emits nothing, and undo does not reach back beyond it."""
        self._quiet = True
        self._editor.replace_all(text)
        self._changed()
        self._quiet = False

    def suggest(self, text: str) -> None:
        """Write `text` instead of what stands here; undo brings that back."""
        self._editor.commit()
        self._editor.replace_undoably(text)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """Return what is written, without what is being composed: `commit` makes that a part of it."""
        return self._editor.text()

    def commit(self) -> None:
        """Have what is being composed count as written; whoever takes the text for good calls this first."""
        self._editor.commit()

    @property
    def is_blank(self) -> bool:
        """Whether nobody is writing here: there is no text, and none in the making."""
        return self._editor.is_blank() and not self._editor.is_composing

    def clear(self) -> None:
        """Empty it; undo brings the text back."""
        self._editor.remove_all()

    def write(self, text: str) -> None:
        """Take letters typed elsewhere as if they had been typed here, and the focus with them."""
        self._editor.commit()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.textCursor().insertText(text)
        self._editor.ensureCursorVisible()

    def set_strip(self, strip: QWidget) -> None:
        """Take the tiles of what is attached, hidden as yet, above the text."""
        strip.hide()
        self._inside.insertWidget(0, strip)
        QWidget.setTabOrder(strip, self._attach)

    def set_meter(self, meter: QWidget) -> None:
        """Take what tells how full the model's context is, at the right beneath the field."""
        self._foot.addWidget(meter, 0, 1, Qt.AlignmentFlag.AlignRight)

    def set_attached(self, has_attachments: bool, *, is_reading: bool) -> None:
        """Say whether something is attached, and whether files are still being read, which holds up sending."""
        self._has_attachments, self._is_reading = has_attachments, is_reading
        self._send.setEnabled(self._is_sendable())

    def can_send(self) -> bool:
        """Return whether `send` would do anything."""
        return not self._replying and self._is_sendable()

    def send(self) -> None:
        """Ask for the text to be sent, as Enter and the button do."""
        self._editor.commit()
        if self.can_send():
            self.send_requested.emit(self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.setVisible(self._hint.sizeHint().width() + 2 * Space.XL <= self.width())
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)  # the limit is a share of the window's height
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._inside = QVBoxLayout(self._field)
        self._inside.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self._inside.setSpacing(Space.XS)
        inside = QHBoxLayout()
        inside.setSpacing(Space.S)
        self._inside.addLayout(inside)
        inside.addWidget(self._attach, 0, Qt.AlignmentFlag.AlignBottom)
        inside.addWidget(self._editor, 1, Qt.AlignmentFlag.AlignVCenter)
        inside.addWidget(self._send, 0, Qt.AlignmentFlag.AlignBottom)
        inside.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignBottom)
        self._layout = ColumnLayout(self, above=Space.S, below=Space.M, spacing=Space.XS)
        self._layout.addWidget(self._field)
        self._foot = QGridLayout()
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._foot.addWidget(self._hint, 0, 0, 1, 2)  # in the middle of the whole line, whatever stands at its end
        self._layout.addLayout(self._foot)

    def _connect(self) -> None:
        self._editor.entered.connect(self.send)
        self._editor.textChanged.connect(self._changed)
        self._editor.composing_changed.connect(self._composing_changed)
        self._editor.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._editor.offered.connect(self.offered)
        self._attach.clicked.connect(self.attach_requested)
        self._send.clicked.connect(self.send)
        self._stop.clicked.connect(self.stop_requested)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self._cancel_edit)

    def _made_edit_line(self) -> EditLine:
        if self._edit_line is None:
            from turbodesk.ui.composer.edit_line import EditLine

            self._edit_line = EditLine(self._theme)
            self._edit_line.cancelled.connect(self._cancel_edit)
            self._layout.insertWidget(0, self._edit_line)
        return self._edit_line

    def _cancel_edit(self) -> None:
        self.end_edit()
        self.edit_cancelled.emit()

    def _changed(self) -> None:
        self._send.setEnabled(self._is_sendable())
        self._fit()
        if not self._quiet:
            (self.edit_changed if self.is_editing else self.draft_changed).emit(self.text())

    def _composing_changed(self) -> None:
        self._send.setEnabled(self._is_sendable())
        self._fit()
        if not self._quiet:
            self.composing_changed.emit()

    def _show_state(self) -> None:
        had_focus = self._send.hasFocus() or self._stop.hasFocus()
        self._send.setVisible(not self._replying)
        self._stop.setVisible(self._replying)
        self._send.setEnabled(self._is_sendable())
        if had_focus:
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_sendable(self) -> bool:
        return (self._has_attachments or not self.is_blank) and not self._is_reading

    def _fit(self) -> None:
        limit = max(self.window().height() // _SHARE_OF_WINDOW, self._editor.fontMetrics().lineSpacing())
        wanted = self._editor.content_height(limit)
        self._editor.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn if wanted > limit else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self._editor.setFixedHeight(min(wanted, limit))
        room = self._editor.maximumViewportSize().width() - 2
        shown = self._editor.fontMetrics().elidedText(self._placeholder, Qt.TextElideMode.ElideRight, room)
        self._editor.set_placeholder(shown)
