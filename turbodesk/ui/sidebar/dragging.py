"""Drags chats of the list into projects and out of them: what is dragged is drawn at the pointer, its target is ringed.

Why not Qt's own dragging: it runs an event loop of its own until the button is let go. Nothing leaves the list here,
so that moves of the pointer are all it takes.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.sidebar.grouping import PINNED, PROJECTS, ChatItem, DayHeading
from turbodesk.ui.sidebar.item_model import ChatItemModel
from turbodesk.ui.sidebar.paint import RowPainter
from turbodesk.ui.theme import Space
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.paper import Paper

_EDGE = 28
"""Pixels from the list's edges in which it scrolls by itself."""
_STEP, _STEP_MS = 10, 30
"""Pixels it scrolls at once, and how often."""
_WIDTH = 200
_BESIDE = 12
"""Pixels from the pointer to what is dragged, aside and down."""


class ChatDrag(QWidget):
    """One drag at a time, of the rows of one list. It is itself what is drawn at the pointer, over the whole window."""

    def __init__(self, view: QAbstractItemView, rows: ChatItemModel, painter: RowPainter) -> None:
        super().__init__(view.window())
        self._view, self._rows, self._painter = view, rows, painter
        self._pressed: QPoint | None = None
        self._ids: tuple[str, ...] = ()
        self._words = ""
        self._homes: set[str | None] = set()
        """The projects that what is dragged is in."""
        self.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = ElidedLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.M, 6, Space.M, 6)
        layout.addWidget(self._label)
        self._paper = Paper(self)
        self._scroll = QTimer(self, interval=_STEP_MS)
        self._scroll.timeout.connect(self._scroll_on)
        self._at = QPoint()

    @property
    def is_active(self) -> bool:
        """Whether something is being dragged."""
        return bool(self._painter.dragged)

    @property
    def ids(self) -> tuple[str, ...]:
        """What is, or would be, dragged."""
        return self._ids

    def press(self, place: QPoint, ids: Sequence[str], words: str) -> None:
        """The button is down on these chats, at a place of the list; `words` name them."""
        self._pressed, self._ids, self._words = place, tuple(ids), words

    def move_to(self, place: QPoint) -> bool:
        """Follow the pointer; returns whether this is a drag by now."""
        if self._pressed is None:
            return False
        if not self.is_active:
            if (place - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return False
            self._begin()
        self._at = place
        self._follow()
        return True

    def drop(self) -> str | bool | None:
        """End the drag: the project that it fell into, None for the days, False for a place that changes nothing."""
        has_target, target = self._target()
        self.end()
        return target if has_target else False

    def end(self) -> None:
        """Put everything back where it was."""
        self._pressed = None
        self._painter.dragged, self._painter.target = frozenset(), None
        self._scroll.stop()
        self.hide()
        self._view.viewport().update()

    def _begin(self) -> None:
        self._painter.dragged = frozenset(self._ids)
        self._homes = self._rows.homes(self._ids)
        self.setParent(self._view.window())
        self._label.setFont(current_theme().font(TextRole.UI))
        self._scroll.start()
        self.show()
        self._paper.raise_()
        self.raise_()

    def _follow(self) -> None:
        has_target, target = self._target()
        self._painter.target = target if has_target else None
        words = _("Take out of the project") if has_target and target is None else self._words
        if words != self._label.text():
            self._label.setText(words)
        at = self._view.viewport().mapTo(self.window(), self._at)
        width = min(_WIDTH, self._label.fontMetrics().horizontalAdvance(words) + 2 * Space.M + 4)
        is_rtl = self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = at.x() - _BESIDE - width if is_rtl else at.x() + _BESIDE
        self.setGeometry(left, at.y() + _BESIDE, width, self.sizeHint().height())
        self._view.viewport().update()

    def _target(self) -> tuple[bool, str | None]:
        """Return whether a drop here would move anything, and into which project; None: out of all."""
        index = self._view.indexAt(self._at)
        row = self._rows.row(index)
        if not self._view.viewport().rect().contains(self._at) or row is None:
            return False, None
        home = self._rows.home(index)
        match row:
            case ChatItem(conversation=conversation) if conversation.pinned:
                return False, None  # it stands there whatever project it is in
            case DayHeading(name=name) if name in (PINNED, PROJECTS):
                return False, None
        return any(self._home_of(one) != home for one in self._homes), home

    def _home_of(self, project_id: str | None) -> str | None:
        return project_id if self._rows.find_project(project_id).isValid() else None

    def _scroll_on(self) -> None:
        height, bar = self._view.viewport().height(), self._view.verticalScrollBar()
        step = -_STEP if self._at.y() < _EDGE else _STEP if self._at.y() > height - _EDGE else 0
        if step:
            before = bar.value()
            bar.setValue(before + step)
            if bar.value() != before:
                self._follow()
