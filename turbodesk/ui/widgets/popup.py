"""What opens at a control and lies over the window: the list of models, a card with details, the outline.

Why not a window of its own: on X11 without a compositor it would be square, and on Wayland nobody can say where it
appears. A child of the window has soft edges everywhere, opens at once and ends with it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from turbodesk.ui.theme.metrics import Corner, Space
from turbodesk.ui.theme.shadow import Elevation
from turbodesk.ui.widgets.focus import claims_escape, focus_first, give_focus_back, is_escape, move_focus_inside
from turbodesk.ui.widgets.lifetime import is_alive
from turbodesk.ui.widgets.menu import beside
from turbodesk.ui.widgets.paper import Paper
from turbodesk.ui.widgets.surface import surface_of


class Popup(QFrame):
    """Closes by Esc, by a press beside it, which does there what it does, and by `dismiss`; gives the focus back.

    A subclass lays itself out, and says in `wished_size` how large it gets.
    """

    closed = Signal()

    def __init__(self, window: QWidget, *, name: str) -> None:
        """`name` is for screen readers."""
        window = surface_of(window)
        super().__init__(window)
        self.setProperty("kind", "clear")
        self.setAccessibleName(name)
        self.hide()
        self._over = window
        self._focus_before: QWidget | None = None
        self._anchor: QWidget | None = None
        self._is_right = False
        self._paper = Paper(self, corner=Corner.POPUP, elevation=Elevation.POPUP)

    def open_below(self, anchor: QWidget, *, is_right: bool = False) -> None:
        """Show it beneath `anchor`, their first edges in line, or the others; above it where there is no room."""
        if self.isHidden():
            self._focus_before = self.window().focusWidget()
        self._anchor, self._is_right = anchor, is_right
        self._watch()
        self.place()
        self.show()
        self._paper.raise_()
        self.raise_()
        self.focus_first()

    def dismiss(self) -> None:
        """Close it, and give the focus back to where it was if it is still in here."""
        if self.isHidden():
            return
        has_focus = self.isAncestorOf(self.window().focusWidget()) or self.hasFocus()
        self._unwatch()
        before, self._focus_before = self._focus_before, None
        self.hide()
        if has_focus:
            give_focus_back(before, self.window())
        self.closed.emit()

    def focus_first(self) -> None:
        """Put the focus on its first control; a subclass without any leaves it where it is."""
        focus_first(self)

    def wished_size(self) -> QSize:
        """Return how large it gets where the window has the room."""
        return self.sizeHint()

    def place(self) -> None:
        """Take place and size anew, as after its content has changed."""
        anchor, parent = self._anchor, self._over
        if anchor is None or not is_alive(anchor):
            return
        area = parent.rect().adjusted(Space.S, Space.S, -Space.S, -Space.S)
        size = self.wished_size().boundedTo(area.size())
        corner = parent.mapFromGlobal(anchor.mapToGlobal(QPoint()))
        rect = QRect(corner, anchor.size()).adjusted(0, -Space.XS, 0, Space.XS)
        is_right = self._is_right is not (self.layoutDirection() is Qt.LayoutDirection.RightToLeft)
        self.setGeometry(QRect(beside(rect, size, area, is_right=is_right), size))

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event):
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # on its ground, and not what lies beneath

    def focusNextPrevChild(self, next: bool) -> bool:
        return move_focus_inside(self, is_forward=next)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Resize if watched is self._over:
                self.place()
            case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent) and watched.isWindowType():
                return self._pressed(event.globalPosition().toPoint())
        return super().eventFilter(watched, event)

    def _pressed(self, at: QPoint) -> bool:
        """Close at a press elsewhere in the window; whether that was all it should do, as on what opened it."""
        if self.rect().contains(self.mapFromGlobal(at)):
            return False
        anchor = self._anchor
        is_on_anchor = anchor is not None and is_alive(anchor) and anchor.rect().contains(anchor.mapFromGlobal(at))
        self.dismiss()
        return is_on_anchor

    def _watch(self) -> None:
        self._over.installEventFilter(self)
        # Presses are seen where they enter the window: its own window handle, and not each widget.
        if (handle := self.window().windowHandle()) is not None:
            handle.installEventFilter(self)

    def _unwatch(self) -> None:
        self._over.removeEventFilter(self)
        if (handle := self.window().windowHandle()) is not None:
            handle.removeEventFilter(self)
