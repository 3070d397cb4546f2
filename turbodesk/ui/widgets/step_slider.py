"""Sets a number with few steps: less at its start, the number in the middle, more at its end.

Why not a slider of Qt's: its handle is smaller than a finger, and what it is set to stands in another place.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QStyle, QStyleOption

from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.theme import Space
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.direction import mirrored
from turbodesk.ui.widgets.forms import WheelGuard

_HEIGHT = 32
_CORNER, _CORNER_INSIDE = 9, 7
_EDGE = 2
"""Pixels between the ground's edge and the number's paper."""
_END = 36
"""Pixels of each end."""
_REPEATED_AFTER_MS, _REPEATED_EACH_MS = 500, 120


@dataclass(frozen=True, slots=True)
class StepSign:
    """What stands at an end."""

    text: str
    scale: float = 1.0
    """Of the letters."""


class StepSlider(QAbstractSlider):
    """Pressing an end, the arrow keys and, with the focus, the wheel go by one step."""

    def __init__(self, written: str, *, signs: tuple[StepSign, StepSign], step: int) -> None:
        """`written` is how the number is, such as "{number} %"."""
        super().__init__()
        self._written = written
        self._signs = signs
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setSingleStep(step)
        self.setPageStep(2 * step)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setProperty("corner", _CORNER)
        WheelGuard(self).watch(self)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(self._text(at)) for at in (self.minimum(), self.maximum()))
        return QSize(2 * self._end() + widest + 2 * Space.M, max(_HEIGHT, metrics.height() + Space.M))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        actions = QAbstractSlider.SliderAction
        at = event.position().x()
        if self._is_mirrored():
            at = self.width() - at
        if at < self._end():
            action = actions.SliderSingleStepSub
        elif at >= self.width() - self._end():
            action = actions.SliderSingleStepAdd
        else:
            return
        self.triggerAction(action)
        self.setRepeatAction(action, _REPEATED_AFTER_MS, _REPEATED_EACH_MS)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setRepeatAction(QAbstractSlider.SliderAction.SliderNoAction)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        is_on = bool(option.state & QStyle.StateFlag.State_Enabled)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().color("control-pressed"))
        painter.drawRoundedRect(QRectF(self.rect()), _CORNER, _CORNER)
        middle = QRectF(self.rect()).adjusted(self._end(), _EDGE, -self._end(), -_EDGE)
        if current_theme().is_contrast:
            painter.setPen(current_theme().color("border"))
            middle.adjust(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(current_theme().color("thumb"))
        painter.drawRoundedRect(middle, _CORNER_INSIDE, _CORNER_INSIDE)
        painter.setPen(current_theme().color("text" if is_on else "disabled"))
        painter.setFont(current_theme().font(TextRole.UI_STRONG))
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self._text(self.value()))
        low, high = self._signs
        ends = ((QRectF(0, 0, self._end(), self.height()), low, self.value() > self.minimum()),)
        right = QRectF(self.width() - self._end(), 0, self._end(), self.height())
        for place, sign, may_go in (*ends, (right, high, self.value() < self.maximum())):
            at = mirrored(self.layoutDirection(), QRectF(self.rect()), place)
            self._draw_sign(painter, at, sign, may_go=may_go and is_on)

    def _draw_sign(self, painter: QPainter, place: QRectF, sign: StepSign, *, may_go: bool) -> None:
        is_pointed_at = self.underMouse() and place.contains(self.mapFromGlobal(self.cursor().pos()).toPointF())
        font = QFont(self.font())
        size = font.pointSizeF()
        if size > 0:
            font.setPointSizeF(size * sign.scale)
        else:
            font.setPixelSize(round(font.pixelSize() * sign.scale))
        painter.setFont(font)
        token = "disabled" if not may_go else "text" if is_pointed_at else "text-muted"
        painter.setPen(current_theme().color(token))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, sign.text)

    def _is_mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _end(self) -> int:
        return max(_END, self.fontMetrics().height() + Space.M)

    def _text(self, value: int) -> str:
        return self._written.format(number=value)
