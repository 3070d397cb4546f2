"""A drawing out of a reply in a sheet over the window, on white: Esc or Enter close it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Corner, Space
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.return_key import pressed_button
from turbodesk.ui.widgets.sheet import Sheet

_LEAST = QSize(360, 240)
_AIR = Space.L
"""Around the drawing, on its white ground."""


class DrawingSheet(Sheet):
    """Shows one drawing; it ends itself when it is closed."""

    def __init__(self, window: QWidget, image: QImage) -> None:
        theme = current_theme()
        super().__init__(window, theme=theme, name=_("Drawing"))
        self._image = image
        self.copy_button = IconButton("copy", _("Copy picture"), theme=theme)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setImage(image))
        self._column = QVBoxLayout(self.panel)
        self._column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        self._column.setSpacing(Space.S)
        self._top = self.top_line()
        self._top.insertWidget(1, self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(self._top)
        self._column.addWidget(_DrawingSurface(image), 1)
        self.closed.connect(self.deleteLater)
        self.apply_theme(theme)

    def panel_rect(self, area: QRect) -> QRect:
        """Return the largest place that keeps the drawing's shape, never larger than its pixels."""
        room = area.adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)
        margins = self._column.contentsMargins()
        around = QSize(
            margins.left() + margins.right() + 2 * _AIR,
            margins.top() + margins.bottom() + self._top.sizeHint().height() + self._column.spacing() + 2 * _AIR,
        )
        inside = (room.size() - around).expandedTo(QSize(1, 1))
        size = self._image.size() / self.devicePixelRatioF()
        if size.width() > inside.width() or size.height() > inside.height():
            size = size.scaled(inside, Qt.AspectRatioMode.KeepAspectRatio)
        rect = QRect(room.topLeft(), (size.expandedTo(_LEAST) + around).boundedTo(room.size()))
        rect.moveCenter(area.center())
        return rect

    def focus_first(self) -> None:
        self.close_button.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not pressed_button(self.window(), event):
            self.dismiss()


class _DrawingSurface(QWidget):
    """The drawing on white, as the program that shows it next would have it."""

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self._image = image
        self.setAccessibleName(_("Drawing"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Qt.GlobalColor.white))
        painter.drawRoundedRect(QRectF(self.rect()), Corner.PANEL, Corner.PANEL)
        inside = QRectF(self.rect()).adjusted(_AIR, _AIR, -_AIR, -_AIR)
        natural = self._image.size() / self.devicePixelRatioF()
        size = natural.scaled(inside.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        if natural.width() <= inside.width() and natural.height() <= inside.height():
            size = natural
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(inside.center())
        painter.drawImage(target, self._image)
