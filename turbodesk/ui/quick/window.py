"""The small window over all others: what is offered, the answer once there is one, the composer, and a foot.

It has the look of a sheet and no title bar; it is moved by its free ground. Where it comes up is the desktop's to say
on Wayland, which lets no window place itself, and near the top of the screen with the pointer elsewhere.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QCursor,
    QGuiApplication,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Corner, Space, Theme
from turbodesk.ui.theme.metrics import HANG
from turbodesk.ui.theme.shadow import Elevation, paint_paper
from turbodesk.ui.widgets.compositor import is_composited
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.raising import bring_to_front

WIDTH = 680
"""Pixels of its paper; less where the screen is narrower."""
TALL = 560
"""Pixels of its paper once there is an answer to read; less where the screen is lower."""
_FROM_TOP = 5
"""It begins at this part of the screen's height: a fifth."""
_SHARE = 0.9


class QuickWindow(QWidget):
    """Holds what it is given, which belongs to it from then on."""

    put_away = Signal()
    """Esc was pressed, or the desktop was asked to close it."""
    open_requested = Signal()
    """The chat shall be shown in the main window, or this be set up."""

    def __init__(
        self, *, offers: QWidget, transcript: QWidget, notice: QWidget, composer: QWidget, foot: QWidget, theme: Theme
    ) -> None:
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags)
        self._theme = theme
        self._is_soft = is_composited()
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, self._is_soft)
        self.setWindowTitle(_("Quick question"))
        self.setAccessibleName(_("Quick question"))
        self._transcript, self._composer = transcript, composer
        self.said = PlainLabel()
        """What stands in the place of the composer where nothing can be asked yet."""
        self.said.setWordWrap(True)
        self.said.hide()
        transcript.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(Space.S)
        self._parts = (offers, notice, transcript, self.said, composer, foot)
        for part in self._parts:
            line = QHBoxLayout()
            inset = 0 if part is transcript else HANG  # all words begin at the edge of those that are read
            line.setContentsMargins(inset, 0, inset, 0)
            line.addWidget(part)
            self._column.addLayout(line, 1 if part is transcript else 0)
        air = Elevation.SHEET.air if self._is_soft else 0
        inside = air + Space.M
        self._column.setContentsMargins(inside, inside, inside, inside)
        transcript.hide()
        self.setFocusProxy(composer)
        for keys, signal in (("Esc", self.put_away), ("Ctrl+O", self.open_requested)):  # not for people: keys
            QShortcut(QKeySequence(keys), self).activated.connect(signal)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def show_answer(self, *, is_shown: bool) -> None:
        """Make room for what is said, or be as small as a question alone."""
        if is_shown is self._transcript.isHidden():
            self._transcript.setVisible(is_shown)
            self._fit()

    def say_instead(self, words: str) -> None:
        """Say why nothing can be asked, in the place of the composer; "": it can."""
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self._composer.setVisible(not words)
        self._fit()

    def come_up(self, token: str = "") -> None:
        """Show it over everything, with the focus, where the pointer is; by the `token` of the desktop."""
        if self.isHidden():
            self._fit()
            screen = QGuiApplication.screenAt(QCursor.pos()) or self.screen()
            area = screen.availableGeometry()
            self.move(area.center().x() - self.width() // 2, area.top() + area.height() // _FROM_TOP - self._air)
        bring_to_front(self, token)
        self._composer.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and not self.isHidden():
            self._fit()
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.put_away.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (handle := self.windowHandle()) is not None:
            handle.startSystemMove()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._is_soft:
            paper, ground = self._paper(), "window"  # that of the page: an answer is read here
            paint_paper(painter, paper, Corner.SHEET, Elevation.SHEET, self._theme, ground=ground)
            painter.setPen(self._theme.color("border"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = QRectF(paper).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, Corner.SHEET - 0.5, Corner.SHEET - 0.5)
        else:
            painter.fillRect(self.rect(), self._theme.color("window"))
            painter.setPen(self._theme.color("button-border"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    @property
    def _air(self) -> int:
        return Elevation.SHEET.air if self._is_soft else 0

    def _paper(self) -> QRect:
        return self.rect().adjusted(self._air, self._air, -self._air, -self._air)

    def _fit(self) -> None:
        area = self.screen().availableGeometry()
        scale = self._theme.faces.scale
        width = min(round(WIDTH * scale), round(area.width() * _SHARE))
        inner = width - 2 * Space.M - 2 * HANG
        own = self._column.contentsMargins().top() + self._column.contentsMargins().bottom()
        shown = [one for one in self._parts if not one.isHidden() and one is not self._transcript]
        heights = [one.heightForWidth(inner) if one.hasHeightForWidth() else one.sizeHint().height() for one in shown]
        height = own + sum(heights) + Space.S * max(0, len(shown) - 1)
        if not self._transcript.isHidden():
            height = max(height, min(round(TALL * scale), round(area.height() * _SHARE)) + 2 * self._air)
        if self.size().toTuple() != (width + 2 * self._air, height):
            self.setFixedSize(width + 2 * self._air, height)
