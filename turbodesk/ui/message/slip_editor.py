"""A person's message as a field, where it stands: to say it differently and send it again.

Enter breaks the line, as in any text that is there already; Ctrl+Enter sends, Esc leaves all as it was.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStyle, QWidget

from turbodesk.translation import _
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.theme.metrics import Corner, Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.edit_field import EditField
from turbodesk.ui.widgets.plain import PlainLabel, key_text, set_tip

_SIDE = 16
_TOP = 10
_MOST_LINES = 18
"""A longer message is scrolled in its field: the buttons beneath it have to be in view."""
_BREAKS = "\u2029\u2028\ufdd0\ufdd1"
"""What QTextDocument makes of a line break."""
_EDGE = 2


class SlipEditor(QWidget):
    """One message under the pen; `outset` wider than the column on either side, its words at the edge."""

    outset = _SIDE

    height_changed = Signal()

    def __init__(
        self, message_id: str, text: str, *, actions: MessageActions, theme: Theme, percent: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._message_id, self._actions = message_id, actions
        self._can_send = True
        self.field = _Field(self)
        self.field.setPlainText(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.note = PlainLabel(parent=self)
        self.note.setProperty("kind", "muted")
        self.cancel_button = QPushButton(_("Cancel"), self)
        self.cancel_button.setProperty("kind", "quiet")
        self.cancel_button.setAccessibleName(_("Cancel editing"))
        set_tip(self.cancel_button, _("Cancel"), key_text("Esc"))
        self.send_button = QPushButton(_("Send again"), self)
        self.send_button.setProperty("kind", "primary")
        set_tip(self.send_button, _("Send again"), key_text("Ctrl+Return"))
        self._foot = QHBoxLayout()
        row = QWidget(self)
        self._row = row
        row.setLayout(self._foot)
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._foot.setSpacing(Space.S)
        self._foot.addWidget(self.note, 1)
        self._foot.addWidget(self.cancel_button)
        self._foot.addWidget(self.send_button)
        self.cancel_button.clicked.connect(lambda: actions.edit_cancelled.emit(message_id, False))
        self.send_button.clicked.connect(self.send)
        self.field.done.connect(self.send)
        self.field.cancelled.connect(lambda: actions.edit_cancelled.emit(message_id, True))
        self.field.textChanged.connect(self._changed)
        self.field.composing_changed.connect(self._show_can_send)
        self._height = 0
        self.restyle(theme, percent)
        # Only now: with its type the field has got another layout.
        self.field.document().documentLayout().documentSizeChanged.connect(self._size_changed)
        self._show_can_send()

    @property
    def text(self) -> str:
        """What is written, as it was typed."""
        text = self.field.document().toRawText()
        for line_break in _BREAKS:
            text = text.replace(line_break, "\n")
        return text

    def set_version(self, number: int) -> None:
        """Say that what is there now stays as version `number`, from 1."""
        self.note.setText(_("The answers after it stay, as version {number}.").format(number=number))

    def set_can_send(self, *, can_send: bool) -> None:
        """Whether it can be sent now: not while a reply grows."""
        self._can_send = can_send
        self._show_can_send()

    def commit(self) -> None:
        """Have what is being composed count as written."""
        self.field.commit()

    def send(self) -> None:
        """Ask for it to be sent."""
        self.commit()
        if self.send_button.isEnabled():
            self._actions.edit_sent.emit(self._message_id, self.text)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.field.set_type(theme.font(TextRole.READING, percent), theme.line_height(TextRole.READING, percent))
        self.note.setFont(theme.font(TextRole.LABEL, percent))
        for button in (self.cancel_button, self.send_button):
            button.setFont(theme.font(TextRole.UI_STRONG, percent))
        self._lay_out()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width, in pixels; the field wraps its text at that width from then on."""
        self.field.resize(max(40, width - 2 * (_SIDE - _EDGE)), max(1, self.field.height()))
        self._height = _TOP + self._field_height() + Space.S + self._row.sizeHint().height() + Space.S
        return self._height

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent"), 1.5))
        painter.setBrush(self._theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), Corner.SLIP, Corner.SLIP)

    def _field_height(self) -> int:
        most = _MOST_LINES * self.field.line_height()
        return min(self.field.content_height(most), most + 2 * _EDGE)

    def _lay_out(self) -> None:
        height = self._field_height()
        self.field.setGeometry(_SIDE - _EDGE, _TOP, max(40, self.width() - 2 * (_SIDE - _EDGE)), height)
        foot = self._row.sizeHint().height()
        top = self.height() - Space.S - foot
        at = QRect(_SIDE, top, max(40, self.width() - _SIDE - Space.S), foot)
        self._row.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), at))
        self.note.setVisible(self.width() > 420)

    def _changed(self) -> None:
        self._show_can_send()
        self._actions.edit_changed.emit(self._message_id, self.text)

    def _size_changed(self) -> None:
        before = self._height
        if self.heightForWidth(self.width()) != before:
            self.height_changed.emit()

    def _show_can_send(self) -> None:
        is_blank = not self.text.strip() and not self.field.is_composing
        self.send_button.setEnabled(self._can_send and not is_blank)


class _Field(EditField):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self.setAccessibleName(_("Edit message"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(_EDGE)

    def content_height(self, limit: int) -> int:
        """Return the height of the text in pixels, no more than is needed to know that it exceeds `limit`."""
        height, block = 0.0, self.document().firstBlock()
        while block.isValid() and height <= limit:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return 2 * _EDGE + math.ceil(height) + 1

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.verticalScrollBar().maximum():
            super().wheelEvent(event)
        else:
            event.ignore()  # the transcript scrolls
