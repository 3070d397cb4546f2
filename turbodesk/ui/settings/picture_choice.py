"""Choices that are easier seen than read: each is a small picture of what it does to the window."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QStyle, QWidget

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.direction import mirrored
from turbodesk.ui.widgets.forms import check_one

RING = 4
"""Pixels around the picture that the ring of the chosen one takes: where pictures are in line, rings reach beyond."""
_GAP = 12
"""Pixels between two of them, and their rings."""


class PictureButton(QRadioButton):
    """One choice: a subclass draws its picture, whose size never changes; its name stands beneath or in it."""

    def __init__(self, label: str, picture: QSize) -> None:
        super().__init__(label)
        self._picture = picture
        self.setAccessibleName(label)
        self.setMouseTracking(True)
        self.setProperty("corner", Corner.PANEL + RING)

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the picture into `rect`."""
        raise NotImplementedError

    def label_height(self) -> int:
        """Return the pixels beneath the picture that its name takes."""
        return 0

    def label_width(self) -> int:
        """Return the pixels the name takes beneath the picture, which is never cut."""
        return 0

    def paint_label(self, painter: QPainter, rect: QRect) -> None:
        """Draw the name beneath the picture."""

    def sizeHint(self) -> QSize:
        hint = self._picture + QSize(2 * RING, 2 * RING + self.label_height())
        return hint.expandedTo(QSize(self.label_width(), 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        place = QRectF(RING, RING, self._picture.width(), self._picture.height())
        picture = mirrored(self.layoutDirection(), QRectF(self.rect()), place)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_picture(painter, picture)
        edge = theme.color("control-border" if self.underMouse() else "button-border")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(picture.adjusted(0.5, 0.5, -0.5, -0.5), Corner.PANEL, Corner.PANEL)
        if self.isChecked():
            painter.setPen(QPen(theme.color("accent"), 2))
            corner = Corner.PANEL + RING - 1
            painter.drawRoundedRect(picture.adjusted(1 - RING, 1 - RING, RING - 1, RING - 1), corner, corner)
        self.paint_label(painter, self.rect().adjusted(0, round(picture.bottom()) + RING, 0, 0))


class PictureChoice(QWidget):
    """Pictures side by side, in as many rows as they need; one is chosen. Arrow keys move the choice."""

    chosen = Signal(object)
    """The value the person chose; not emitted by `choose`."""

    def __init__(self, buttons: Iterable[tuple[Hashable, PictureButton]]) -> None:
        super().__init__()
        self._buttons = dict(buttons)
        group = QButtonGroup(self)
        for value, button in self._buttons.items():
            button.setParent(self)
            group.addButton(button)
            button.clicked.connect(lambda _checked=False, value=value: self.chosen.emit(value))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def choose(self, value: Hashable) -> None:
        """Show `value` as chosen."""
        check_one(self._buttons[value])

    def button(self, value: Hashable) -> PictureButton:
        """Return the button of `value`."""
        return self._buttons[value]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((rect.bottom() + 1 for _, rect in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        hints = [one.sizeHint() for one in self._buttons.values()]
        width = sum(hint.width() for hint in hints) + _GAP * (len(hints) - 1)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = max(one.sizeHint().width() for one in self._buttons.values())
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        whole = QRect(QPoint(), event.size())
        for button, rect in self._places(event.size().width()):
            button.setGeometry(QStyle.visualRect(self.layoutDirection(), whole, rect))

    def _places(self, width: int) -> list[tuple[PictureButton, QRect]]:
        """Where each stands."""
        places: list[tuple[PictureButton, QRect]] = []
        left = top = height = 0
        for button in self._buttons.values():
            size = button.sizeHint()
            if left and left + size.width() > width:
                left, top, height = 0, top + height + _GAP, 0
            places.append((button, QRect(QPoint(left, top), size)))
            left, height = left + size.width() + _GAP, max(height, size.height())
        return places


def name_font_height() -> int:
    """Return the pixels of a name beneath its picture, with the air above it."""
    return 8 + QFontMetrics(current_theme().font(TextRole.UI_STRONG)).height()
