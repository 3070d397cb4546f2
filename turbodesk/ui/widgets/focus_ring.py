"""The ring around what the keyboard is at: one for a window, over everything, and only while keys are used.

It stands two pixels off, so that it looks the same around every control and no control has to change its size for it.
What shows a caret has none, and neither has what says so itself: a row that the keys walk is told by the row.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QWidget,
)

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.widgets.focus import are_keys_used
from turbodesk.ui.widgets.lifetime import is_alive

CORNER, RING, TOKEN = "corner", "ring", "ringToken"
"""Properties of a widget: the radius of its corners, 8 where it says nothing; False: it wants no ring; the token of its
ring's colour, where the accent would not be seen."""
_OFF, _WIDTH, _WIDTH_IN_CONTRAST = 2, 2, 3
"""Pixels."""
_ROOM = _OFF + _WIDTH_IN_CONTRAST + 1
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange)


@runtime_checkable
class RingHolder(Protocol):
    """A widget whose ring is around a part of it."""

    def ring_rect(self) -> QRect:
        """Return that part, in its own pixels."""


class FocusRing(QWidget):
    """Lies over a window and follows the focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self._target: QWidget | None = None
        self._chain: list[QWidget] = []
        self._box = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        self._focus_changed(None, app.focusWidget())

    def place(self) -> None:
        """Show it where the focus is, if keys are used, and else hide it."""
        target = self._target
        if target is None or not is_alive(target) or not are_keys_used() or not target.isVisible():
            self.hide()
            return
        if not all(map(is_alive, self._chain)):
            self._follow(target)  # what Qt has made, such as a viewport, may have got another object in Python
        self._box = _outline(target).translated(target.mapTo(self._over, QPoint()))
        area = self._box.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM) & self._clip()
        if area.isEmpty():
            self.hide()
            return
        self.setGeometry(area)
        self.show()
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        width = _WIDTH_IN_CONTRAST if theme.is_contrast else _WIDTH
        away = _OFF + width / 2
        radius = _corner(self._target) + away
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(_property(self._target, TOKEN) or "accent"), width))
        box = QRectF(self._box.translated(-self.pos())).adjusted(-away, -away, away, away)
        painter.drawRoundedRect(box, radius, radius)

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        self._follow(now if now is not None and self._over.isAncestorOf(now) and wants_ring(now) else None)
        self.place()

    def _follow(self, target: QWidget | None) -> None:
        """Watch where a widget and all it lies in go, and which of its rows the keys are at."""
        for one in self._chain:
            if is_alive(one):
                one.removeEventFilter(self)
        self._target = target
        self._chain = []
        at = target
        while at is not None and at is not self._over:
            self._chain.append(at)
            at.installEventFilter(self)
            at = at.parentWidget()
        if isinstance(target, QAbstractItemView) and (rows := target.selectionModel()) is not None:
            unique = Qt.ConnectionType.UniqueConnection
            rows.currentChanged.connect(self.place, unique)
            target.verticalScrollBar().valueChanged.connect(self.place, unique)

    def _clip(self) -> QRect:
        """Return what can be seen of it: a control scrolled half away has half a ring."""
        clip = self._over.rect()
        for one in self._chain[1:]:
            holder = one.parentWidget()
            if isinstance(holder, QAbstractScrollArea) and one is holder.viewport():
                clip &= QRect(one.mapTo(self._over, QPoint()), one.size()).adjusted(-4, -4, 4, 4)
        return clip


def wants_ring(widget: QWidget) -> bool:
    """Whether a widget with the focus has a ring: what shows a caret has none."""
    is_written_in = widget.property("readOnly") is False  # Qt's own property of all fields and text
    return not is_written_in and widget.property(RING) is not False


def _outline(target: QWidget) -> QRect:
    if isinstance(target, RingHolder):
        return target.ring_rect()
    if isinstance(target, QAbstractItemView) and (index := target.currentIndex()).isValid():
        return target.visualRect(index).translated(target.viewport().pos())
    return target.rect()


def _corner(target: QWidget | None) -> int:
    corner = _property(target, CORNER)
    return int(corner) if corner is not None else Corner.BUTTON


def _property(target: QWidget | None, name: str) -> Any:
    return target.property(name) if target is not None and is_alive(target) else None
