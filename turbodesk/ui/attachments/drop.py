"""Says what dropping does, over the window, while files are dragged across it, and takes them when they are dropped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from turbodesk.translation import _
from turbodesk.ui.attachments.clipboard_content import ClipboardContent, clipboard_content, offers_something
from turbodesk.ui.theme import Corner, Space, TextRole, Theme
from turbodesk.ui.widgets.lifetime import single_shot
from turbodesk.ui.widgets.surface import surface_of

_WORDS, _TOOLS = _("Drop to attach"), _("Drop to add tools")
_ICON = 24


class DropOverlay(QWidget):
    """Covers `window` while something that can be attached is dragged over it, as long as `is_open` says so."""

    dropped = Signal(object)
    """An `ClipboardContent`."""

    def __init__(self, window: QWidget, *, theme: Theme, is_open: Callable[[], bool]) -> None:
        surface = surface_of(window)
        super().__init__(surface)
        self._theme, self._is_open, self._covered = theme, is_open, surface
        self._is_over = False
        self._say(_WORDS)
        self.setAcceptDrops(True)
        self.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.DragEnter
            and isinstance(event, QDragEnterEvent)
            and self._covered.isVisible()
            and self._is_open()
            and offers_something(event.mimeData())
        ):
            event.acceptProposedAction()
            self._say(_TOOLS if clipboard_content(event.mimeData()).is_bundle_of_tools else _WORDS)
            self.setGeometry(self._covered.rect())
            self.show()
            self.raise_()
            return True
        if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent) and self.isVisible():
            self.dropEvent(event)  # dropped before the drag was seen to be over this widget
            return True
        if event.type() == QEvent.Type.DragLeave and self.isVisible():
            # Most often it goes from the window to this widget, which now lies over it; that is told right after this.
            single_shot(self, 0, self._hide_unless_over)
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._is_over = True
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._is_over = False
        self.hide()

    def _say(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)

    def _hide_unless_over(self) -> None:
        if not self._is_over:
            self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._is_over = False
        self.hide()
        offer: ClipboardContent = clipboard_content(event.mimeData())
        event.setDropAction(Qt.DropAction.CopyAction)  # never a move, which would delete the file where it came from
        event.accept()
        if not offer.is_empty:
            self.dropped.emit(offer)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self._theme.color("window")
        veil.setAlphaF(0.97)
        painter.fillRect(self.rect(), veil)
        area = QRectF(self.rect()).adjusted(Space.L, Space.L, -Space.L, -Space.L)
        painter.setPen(QPen(self._theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, Corner.SHEET, Corner.SHEET)
        font = self._theme.font(TextRole.TITLE)
        line = QFontMetrics(font).height()
        top = self.rect().center().y() - (_ICON + Space.S + line) // 2
        icon = self._theme.icon("file", "accent").pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF())
        painter.drawPixmap(self.rect().center().x() - _ICON // 2, top, icon)
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        words = QRectF(0, top + _ICON + Space.S, self.width(), line)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._words)
