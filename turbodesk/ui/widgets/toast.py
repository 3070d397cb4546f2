"""A short notice over the foot of a part of the window, with one thing to do about it, that goes away by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from turbodesk.ui.theme import RADIUS_PANEL, Space, Theme
from turbodesk.ui.widgets.elided_label import ElidedLabel

SHOWN_MS = 8_000
"""Long enough to read a line, understand and act (WCAG 2.2.1 asks for more only where the chance is lost for good)."""


WIDEST = 380
"""Pixels: about as long as a line is read in one glance."""


class Toast(QFrame):
    """Floats over `area`, at its foot. It stays while the pointer or the focus is on it.

    It is a child of what `area` stands in, or of `parent` around that: screen readers hear of a stack or a scroll area
    only what it is made for.
    """

    acted = Signal()
    """The person pressed its button."""
    gone = Signal()
    """It went away without that."""

    def __init__(self, area: QWidget, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent or area.parentWidget() or area)
        self.setAccessibleName("Notice")
        self._area = area
        self._theme = theme
        self._words = ElidedLabel()
        self._button = QPushButton()
        self._button.setProperty("kind", "link")
        self._button.clicked.connect(self._act)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self._leave)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.M, Space.XS, Space.XS, Space.XS)
        layout.setSpacing(Space.S)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._button)
        area.installEventFilter(self)
        self._button.installEventFilter(self)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def tell(self, words: str, action: str = "") -> None:
        """Show `words` and a button `action`, if there is something to do.

        A notice still there makes room, as if its time were over.
        """
        if self.isVisible():
            self._leave()
        self._words.setText(words)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._button.setAccessibleName(f"{action}: {words}")
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(
            QAccessibleAnnouncementEvent(self, f"{words}. {action}." if action else f"{words}.")
        )

    def dismiss(self) -> None:
        """Make it go away now, as if its time were over."""
        if self.isVisible():
            self._leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Resize | QEvent.Type.Move if watched is self._area:
                self._place()
            case QEvent.Type.FocusIn if watched is self._button:
                self._timer.stop()
            case QEvent.Type.FocusOut if watched is self._button and self.isVisible():
                self._timer.start()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.isVisible() and not self._button.hasFocus():
            self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("control-border"), 1))
        painter.setBrush(self._theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PANEL, RADIUS_PANEL)

    def _place(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        area = QRect(self._area.mapTo(parent, QPoint()), self._area.size())
        height = self.sizeHint().height()
        width = min(area.width() - 2 * Space.S, WIDEST)
        left = area.left() + (area.width() - width) // 2
        self.setGeometry(left, area.top() + area.height() - height - Space.S, width, height)

    def _act(self) -> None:
        self._timer.stop()
        self.hide()
        self.acted.emit()

    def _leave(self) -> None:
        self._timer.stop()
        self.hide()
        self.gone.emit()
