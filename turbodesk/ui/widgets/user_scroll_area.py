"""A scroll area that a hand moves: wheel, touchpad, finger, keys and scroll bar, all told as pixels or steps.

It holds no position. The bar's value is only a picture of one; while it is dragged it keeps its range, so that its
handle stays under the pointer whatever becomes known about the content meanwhile.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QInputDevice,
    QKeyEvent,
    QScrollEvent,
    QScrollPrepareEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScroller, QWidget

from turbodesk.ui.widgets.scroll_keys import Step, Wheel, step_of

_RING = 6
"""Pixels from its edge to what its focus ring goes around: the ring stands outside of that, and within the area."""


class UserScrollArea(QAbstractScrollArea):
    """A subclass says where it is and what `scroll_by` and `take` do, and calls `sync_bar` when it moved."""

    def __init__(self, viewport: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setViewport(viewport)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._wheel = Wheel()
        self._is_syncing = False
        self._shown = 0
        self._finger_at = 0.0
        bar = self.verticalScrollBar()
        bar.setSingleStep(self.line_height())
        bar.sliderReleased.connect(self.sync_bar)
        # Only where there is a touch screen: on macOS a grab would make the touchpad send touches as well.
        if any(device.type() is QInputDevice.DeviceType.TouchScreen for device in QInputDevice.devices()):
            QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def scroll_by(self, pixels: int, *, in_flight: bool = False) -> None:
        """Go down by so many pixels. `in_flight`: more follows at once, so that what is passed need not be shown."""
        raise NotImplementedError

    def take(self, step: Step) -> None:
        """Make one step by key."""
        raise NotImplementedError

    def scrolled(self) -> int:
        """Return the position, in pixels of the content."""
        raise NotImplementedError

    def end_scroll(self) -> int:
        """Return the position at which the end of the content is in view."""
        raise NotImplementedError

    def set_foot(self, pixels: int) -> None:
        """Keep so many pixels clear at the lower edge, for what floats there; the bar goes on beside it."""
        if pixels != self.viewportMargins().bottom():
            self.setViewportMargins(0, 0, 0, pixels)

    @property
    def is_dragged(self) -> bool:
        """Whether the bar's handle is held."""
        return self.verticalScrollBar().isSliderDown()

    def line_height(self) -> int:
        """Return the height of a line of body text in pixels: what an arrow key scrolls."""
        return round(self.fontMetrics().height() * 1.5)

    def bring_into_view(self, rect: QRect) -> None:
        """Scroll no farther than it takes to have `rect`, in the viewport's coordinates, in view with a line around it.

        One that is taller than the view and already reaches into it stays where it is.
        """
        height, margin = self.viewport().height(), self.line_height()
        if rect.bottom() >= height and rect.height() < height:
            self.scroll_by(min(rect.bottom() + margin - height, rect.top()))
        elif rect.bottom() < 0 or (rect.top() < 0 and rect.height() < height) or rect.top() >= height:
            self.scroll_by(rect.top() - margin)

    def sync_bar(self) -> None:
        """Have the bar show the position; not while it is dragged."""
        bar = self.verticalScrollBar()
        if bar.isSliderDown():
            return
        self._is_syncing = True
        bar.setRange(0, max(self.end_scroll(), self.scrolled()))
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setValue(self.scrolled())
        self._shown = bar.value()
        self._is_syncing = False

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The bar moved: by the mouse or by assistive technology."""
        if self._is_syncing:
            return
        bar, scroll = self.verticalScrollBar(), self.scrolled()
        if not bar.isSliderDown():
            self.scroll_by(bar.value() - scroll)
            return
        # What became known since the drag began stretches the way that is left to either end, so that a small movement
        # of the handle is a small one of the text, and the handle's ends are the content's.
        old, new = self._shown, bar.value()
        self._shown = new
        if new <= old:
            target = scroll * new // max(1, old)
        else:
            target = scroll + (self.end_scroll() - scroll) * (new - old) // max(1, bar.maximum() - old)
        self.scroll_by(target - scroll, in_flight=True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or not event.angleDelta().y():
            event.ignore()  # the window's zoom, or a sideways stroke
            return
        event.accept()
        pixels = self._wheel.pixels(event, line=self.line_height())
        if pixels:
            self.scroll_by(pixels)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = step_of(event)
        if step is None:
            event.ignore()
            return
        event.accept()
        self.take(step)

    def viewportEvent(self, event: QEvent) -> bool:
        match event:
            case QScrollPrepareEvent():
                self._finger_at = float(self.scrolled())
                event.setViewportSize(QSizeF(self.viewport().size()))
                event.setContentPosRange(QRectF(0, 0, 0, max(self.end_scroll(), self.scrolled())))
                event.setContentPos(QPointF(0, self._finger_at))
                event.accept()
                return True
            case QScrollEvent():
                way = round(event.contentPos().y() - self._finger_at)
                self._finger_at += way
                if way:
                    self.scroll_by(way)
                return True
        return super().viewportEvent(event)

    def ring_rect(self) -> QRect:
        """Return what the ring goes around: it would be cut off at the window's edges, where the area ends too."""
        return self.rect().adjusted(_RING, _RING, -_RING, -_RING)
