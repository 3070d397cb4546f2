"""Shows two replies to one question side by side, as one row of the transcript.

In a page too narrow for two columns one of them is shown, as a version among others; a wider page shows both again, and
the line at the top of the view stays where it is. Each reply is a message like all others, with its own selection,
buttons and ending; the row only puts them in their places and hands on what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from turbodesk.chat.message import Message
from turbodesk.translation import _
from turbodesk.ui.document.copying import Copied
from turbodesk.ui.message.pair_columns import BETWEEN, MARKS, PairColumns, pair_columns
from turbodesk.ui.message.pair_head import PairHead
from turbodesk.ui.message.paired_views import PairedReplyView
from turbodesk.ui.message.selection import TextPlace
from turbodesk.ui.theme.column import GAP
from turbodesk.ui.theme.theme import Theme

_TO_TEXT = 12
"""Pixels between a head and its reply."""
_SIDES = 1 << 40
"""Places of the right reply are numbers from here on; see `position_at`."""


@dataclass(frozen=True, slots=True, order=True)
class PairPlace:
    """A place in one of two replies: which column, from 0, and where in it."""

    column: int
    place: TextPlace

    @property
    def body(self) -> tuple[int, int]:
        """Which text of the row it is in."""
        return self.column, self.place.body


class PairView(QWidget):
    """Two replies, each with its head; `front` is the id of the one the chat goes on with."""

    takes_margins = True
    gap_below = GAP

    height_changed = Signal()
    reveal_requested = Signal(QRect)
    moved = Signal(int)
    selection_started = Signal()
    selecting_began = Signal()
    dragged = Signal(object, QPoint)

    def __init__(
        self,
        views: Sequence[PairedReplyView],
        new_head: Callable[[Message, Message, QWidget], PairHead],
        *,
        front: str,
        theme: Theme,
        percent: int,
    ) -> None:
        """`views` are the left and the right reply; `new_head` makes the head of the first of two, in the row."""
        super().__init__()
        self.setAccessibleName(_("Two replies side by side"))
        self.copies_beyond: Callable[[], bool] = lambda: False
        self._theme, self._percent = theme, percent
        self._outer = (0, 0)
        self._columns: PairColumns | None = None
        self._heights: dict[int, int] = {}
        """The heights last measured of those that are shown."""
        self.views, self.heads = tuple(views), list[PairHead]()
        self._front = next((at for at, view in enumerate(self.views) if view.message.id == front), 0)
        for at, view in enumerate(self.views):
            head = new_head(view.message, self.views[1 - at].message, self)
            head.set_front(is_front=at == self._front)
            self.heads.append(head)
            view.setParent(self)
            # Translators: {name} is such as "Reply by Opus 4.6".
            name = _("{name}, {place} of {count}").format(name=view.accessibleName(), place=at + 1, count=2)
            view.setAccessibleName(name)
            self._listen(at, view)
            view.copies_beyond = self._copy_beyond
        self._shown = self._front
        """Which one stands alone where there is room for one."""

    def _listen(self, at: int, view: PairedReplyView) -> None:
        view.height_changed.connect(self.height_changed)
        view.reveal_requested.connect(lambda rect: self.reveal_requested.emit(rect.translated(view.pos())))
        view.moved.connect(self.moved)
        view.selection_started.connect(self.selection_started)
        view.selecting_began.connect(partial(self._selecting_began, at))
        view.dragged.connect(lambda place, point: self.dragged.emit(PairPlace(at, place), point))

    # What it shows

    def ids(self) -> list[str]:
        """Return the ids of both, the left one first."""
        return [view.message.id for view in self.views]

    @property
    def front(self) -> str:
        """The id of the one the chat goes on with."""
        return self.views[self._front].message.id

    @property
    def is_wide(self) -> bool:
        """Whether both are shown."""
        return self._columns is not None

    @property
    def is_opening(self) -> bool:
        """Whether more of them is shown by itself in the next turns."""
        return any(view.is_opening for view in self._visible())

    def set_message(self, message: Message) -> None:
        """Show a later state of one of them."""
        for view, head in zip(self.views, self.heads, strict=True):
            if view.message.id == message.id:
                view.set_message(message)
                head.set_message(message)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent; the replies are told by themselves."""
        self._theme, self._percent = theme, percent
        for head in self.heads:
            head.restyle(theme, percent)
        self.update()

    def match_rect(self, message_id: str, number: int) -> QRect | None:
        """Return where a match in one of them stands in this row; where only one is shown, it is that one then."""
        at = self.ids().index(message_id)
        if not self.is_wide and at != self._shown:
            self._shown = at
            self.height_changed.emit()  # whoever places the row measures it anew
        rect = self.views[at].match_rect(number)
        return None if rect is None else rect.translated(self.views[at].pos())

    def heading_rect(self, number: int) -> QRect | None:
        """Return where a heading of the one in front stands in this row."""
        view = self.views[self._front]
        rect = view.heading_rect(number)
        return None if rect is None else rect.translated(view.pos())

    # Size

    def hasHeightForWidth(self) -> bool:
        return True

    def set_margins(self, left: int, right: int) -> None:
        """Take the room beside the column, in pixels."""
        self._outer = (left, right)

    def settle(self) -> None:
        """Put everything where it belongs."""
        self._arrange()

    def heightForWidth(self, width: int) -> int:
        """Return the exact height at a width of the column, in pixels."""
        left, right = self._outer
        self._columns = pair_columns(left + width + right, width, self._theme.faces.scale * self._percent / 100)
        for at, view in enumerate(self.views):
            self.heads[at].set_alone(is_alone=not self.is_wide)
            view.set_margins(*self._margins_of(at))
        inside = width if self._columns is None else self._columns.width
        self._heights = {id(view): view.heightForWidth(inside) for view in self._visible()}
        return self._top() + max(self._heights.values())

    def _margins_of(self, at: int) -> tuple[int, int]:
        if self._columns is None:
            return self._outer
        room = min(self._columns.left, BETWEEN - MARKS)
        return MARKS, room if at else BETWEEN - MARKS

    def _top(self) -> int:
        return max(head.sizeHint().height() for head in self.heads) + _TO_TEXT

    def sizeHint(self) -> QSize:
        left, right = self._outer
        return QSize(self.width(), self.heightForWidth(max(1, self.width() - left - right)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _visible(self) -> list[PairedReplyView]:
        return list(self.views) if self.is_wide else [self.views[self._shown]]

    def _arrange(self) -> None:
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return
        columns, (left, right) = self._columns, self._outer
        width = max(1, self.width() - left - right) if columns is None else columns.width
        for at, (view, head) in enumerate(zip(self.views, self.heads, strict=True)):
            is_shown = view in self._visible()
            x = left if columns is None else (columns.left, columns.right)[at]
            before, after = self._margins_of(at)
            head.setGeometry(x, 0, width, self._top() - _TO_TEXT)
            if is_shown:
                height = self._heights.get(id(view), view.height())
                view.setGeometry(x - before, self._top(), before + width + after, height)
                view.settle()
            head.setVisible(is_shown)
            view.setVisible(is_shown)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._columns is not None:
            painter = QPainter(self)
            painter.fillRect(QRect(self._columns.line, 0, 1, self.height()), self._theme.color("border"))

    # The line under the reader's eye

    def position_at(self, y: int) -> int:
        """Return a place in the text: one of the longer reply, which `y_of` knows as long as that is shown."""
        at = max((at for at, view in enumerate(self.views) if view in self._visible()), key=self._bottom)
        at = self._front if self._bottom(self._front) > y or not self.is_wide else at
        at = at if self.is_wide else self._shown
        view = self.views[at]
        return at * _SIDES + view.position_at(max(0, y - view.y()))

    def _bottom(self, at: int) -> int:
        return self.views[at].geometry().bottom()

    def y_of(self, position: int) -> int:
        """Return where a place of `position_at` is now; at the top where its reply is not shown."""
        at, inside = divmod(position, _SIDES)
        view = self.views[at]
        return view.y() + view.y_of(inside) if view in self._visible() else self._top()

    def is_seen(self, position: int) -> bool:
        """Return whether a place of `position_at` is shown."""
        at, inside = divmod(position, _SIDES)
        return self.views[at] in self._visible() and self.views[at].is_seen(inside)

    # Code

    def code_rects(self) -> list[QRect]:
        """Return the head of each code panel, those of the left reply first."""
        return [rect.translated(view.pos()) for view in self._visible() for rect in view.code_rects()]

    def focused_code(self) -> int | None:
        """Return the panel, from 0, one of whose buttons has the focus."""
        before = 0
        for view in self._visible():
            if (number := view.focused_code()) is not None:
                return before + number
            before += len(view.code_rects())
        return None

    def focus_code(self, number: int) -> None:
        """Give the focus to the first button of a panel."""
        for view in self._visible():
            count = len(view.code_rects())
            if number < count:
                view.focus_code(number)
                return
            number -= count

    # Selection

    def has_selection(self) -> bool:
        """Whether any text of either is selected."""
        return any(view.has_selection() for view in self.views)

    def place_at(self, point: QPoint) -> PairPlace:
        """Return the place in the text nearest to a point of this row."""
        columns = self._columns
        at = self._shown if columns is None else int(point.x() >= columns.line)
        return PairPlace(at, self.views[at].place_at(point - self.views[at].pos()))

    def select(self, anchor: PairPlace | None, end: PairPlace | None, *, is_upwards: bool) -> None:
        """Select from `anchor` to `end`, the left reply before the right one."""
        first, last = (end, anchor) if is_upwards else (anchor, end)
        for at, view in enumerate(self.views):
            is_before = first is not None and at < first.column
            is_behind = last is not None and at > last.column
            if is_before or is_behind or view not in self._visible():
                view.clear_selection()
                continue
            begin = first.place if first is not None and first.column == at else None
            stop = last.place if last is not None and last.column == at else None
            view.select(*((stop, begin) if is_upwards else (begin, stop)), is_upwards=is_upwards)

    def clear_selection(self) -> None:
        """Select nothing."""
        for view in self.views:
            view.clear_selection()

    def copied(self) -> list[Copied]:
        """Return what a copy of the selection takes."""
        return [text for view in self.views for text in view.copied()]

    def _selecting_began(self, at: int) -> None:
        self.views[1 - at].clear_selection()
        self.selecting_began.emit()

    def _copy_beyond(self) -> bool:
        return self.copies_beyond()
