"""A larger look at a picture, or at a text, in a sheet over the window: Esc, Enter or a click beside it close it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from turbodesk.app.attachments.pictures import STORED_EDGE
from turbodesk.chat.attachments import Attachment
from turbodesk.ui.attachments.actions import AttachmentActions
from turbodesk.ui.attachments.thumbnails import ThumbnailCache
from turbodesk.ui.attachments.tile import paint_rounded
from turbodesk.ui.attachments.wording import facts
from turbodesk.ui.theme import Corner, Space, TextRole, Theme
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.forms import caption
from turbodesk.ui.widgets.plain import set_tip
from turbodesk.ui.widgets.sheet import Sheet
from turbodesk.ui.widgets.text_field import TextField

_LEAST_WIDTH = 320
_TEXT = QSize(760, 900)
"""Of a text, where the window has the room: some 85 letters of code."""


class Viewer(Sheet):
    """Shows one attachment at a time."""

    def __init__(self, parent: QWidget, *, theme: Theme, actions: AttachmentActions) -> None:
        super().__init__(parent, theme=theme, name="Attachment")
        self._attachment: Attachment | None = None
        self._surface, self._text = _Surface(actions.thumbnails), TextField()
        self._text.setReadOnly(True)
        self._text.document().setDocumentMargin(0)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setProperty("kind", "plain")
        self._text.setAccessibleName("Text")
        self._text.setTabChangesFocus(True)
        self._title = ElidedLabel("")
        self._facts = caption("", kind="muted")
        self._out = IconButton("out", "Open in another program", theme=theme)
        self._save = IconButton("save", "Save as", theme=theme)
        self._copy = IconButton("copy", "Copy", theme=theme)
        self._close = IconButton("close", "Close", theme=theme, key="Esc")
        self._out.clicked.connect(lambda: actions.open_requested.emit(self._attachment))
        self._save.clicked.connect(lambda: actions.save_requested.emit(self._attachment))
        self._copy.clicked.connect(lambda: actions.copy_requested.emit(self._attachment))
        self._close.clicked.connect(self.dismiss)
        self._lay_out()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        super().apply_theme(theme)
        self._title.setFont(theme.font(TextRole.UI_STRONG))
        self._facts.setFont(theme.font(TextRole.LABEL))
        self._text.set_type(theme.font(TextRole.CODE), theme.line_height(TextRole.CODE))
        for button in (self._out, self._save, self._copy, self._close):
            button.apply_theme(theme)

    def look(self, attachment: Attachment) -> None:
        """Show a picture."""
        self._begin(attachment)
        self._surface.show_picture(attachment)
        self._content.setCurrentWidget(self._surface)
        self.open()

    def read(self, attachment: Attachment, text: str) -> None:
        """Show a text."""
        self._begin(attachment)
        self._text.setPlainText(text)
        self._content.setCurrentWidget(self._text)
        self.open()

    def focus_first(self) -> None:
        is_text = self._content.currentWidget() is self._text  # which is scrolled by keys
        (self._text if is_text else self._close).setFocus(Qt.FocusReason.PopupFocusReason)

    def panel_rect(self, area: QRect) -> QRect:
        """Return the largest place that keeps the picture's shape, never larger than its pixels; of a text a page."""
        room = area.adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)
        attachment = self._attachment
        if attachment is None:
            return room
        margins = self._column.contentsMargins()
        sides = margins.left() + margins.right()
        ends = margins.top() + margins.bottom() + self._top.sizeHint().height() + self._column.spacing()
        inside = QSize(room.width() - sides, room.height() - ends)
        size = _TEXT.boundedTo(inside)
        if attachment.is_picture:
            ratio = self.devicePixelRatioF()
            size = QSize(max(1, round(attachment.width / ratio)), max(1, round(attachment.height / ratio)))
            if size.width() > inside.width() or size.height() > inside.height():
                size = size.scaled(inside, Qt.AspectRatioMode.KeepAspectRatio)
        wide = max(size.width(), min(_LEAST_WIDTH, inside.width()))
        rect = QRect(0, 0, wide + sides, size.height() + ends)
        rect.moveCenter(area.center())
        return rect

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _begin(self, attachment: Attachment) -> None:
        self._attachment = attachment
        words = "Copy picture" if attachment.is_picture else "Copy text"
        self._copy.setAccessibleName(words)
        set_tip(self._copy, words)
        self._title.setText(attachment.label)
        self._facts.setText(facts(attachment))

    def _lay_out(self) -> None:
        top = self._top = QHBoxLayout()
        top.setSpacing(Space.XS)
        top.addWidget(self._title, 1)
        top.addWidget(self._facts)
        top.addSpacing(Space.S)
        for button in (self._out, self._save, self._copy, self._close):
            top.addWidget(button)
        self._column = QVBoxLayout(self.panel)
        self._column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        self._column.setSpacing(Space.S)
        self._column.addLayout(top)
        self._content = QStackedLayout()
        self._column.addLayout(self._content, 1)
        self._content.addWidget(self._surface)  # last: without a parent it would show it as a window of its own
        self._content.addWidget(self._text)


class _Surface(QWidget):
    """The picture itself."""

    def __init__(self, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._attachment: Attachment | None = None
        thumbnails.ready.connect(self._ready)

    def show_picture(self, attachment: Attachment) -> None:
        self._attachment = attachment
        self.setAccessibleName(attachment.label)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._attachment is None:
            return
        edge = STORED_EDGE  # one decoding serves every size of the window
        image = self._thumbnails.picture(self._attachment, QSize(edge, edge))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if image is None:
            return
        if image.isNull():
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "This picture can no longer be read.")
            return
        natural = image.size() / self.devicePixelRatioF()
        size = natural.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if natural.width() <= self.width() and natural.height() <= self.height():
            size = natural
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(QRectF(self.rect()).center())
        paint_rounded(painter, image, target, Corner.PANEL)

    def _ready(self, sha256: str) -> None:
        if self._attachment is not None and self._attachment.sha256 == sha256:
            self.update()
