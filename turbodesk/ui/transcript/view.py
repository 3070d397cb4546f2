"""The transcript: the messages of one conversation as a column one can read, scroll and walk through by keyboard.

It is a window on the conversation: however long that is, only the rows in view and a few around them exist. Where the
reader stands is one row and one pixel of it (`list_layout.Anchor`); the scroll bar only shows it. See `reading` for
when the view moves by itself.

Why not QScrollArea or a list view: both take the scroll bar for the truth, and it changes whenever a guessed height
becomes a measured one; the text would jump under the reader's eye.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRect, QTimer
from PySide6.QtGui import QHideEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.message import Message
from turbodesk.settings import Scrolling
from turbodesk.translation import _
from turbodesk.ui.theme.column import Column
from turbodesk.ui.transcript.accessible import list_widget, tell_beginning, tell_end
from turbodesk.ui.transcript.clock import FrameClock, written
from turbodesk.ui.transcript.empty_placeholder import EmptyPlaceholder
from turbodesk.ui.transcript.focus_chain import FocusChain
from turbodesk.ui.transcript.message_list import MARGIN, MessageList
from turbodesk.ui.transcript.pill import Pill
from turbodesk.ui.transcript.reading import Growth, Reading
from turbodesk.ui.transcript.selection_drag import SelectionDrag
from turbodesk.ui.transcript.source import MessageSource, RowFactory
from turbodesk.ui.transcript.window_of_rows import WindowOfRows
from turbodesk.ui.widgets.scroll_animation import ScrollAnimation
from turbodesk.ui.widgets.scroll_keys import Step
from turbodesk.ui.widgets.user_scroll_area import UserScrollArea

if TYPE_CHECKING:
    from turbodesk.ui.transcript.keyboard_navigation import KeyboardNavigation

_FIRST_BUDGET_MS = 60
"""Milliseconds for the rows in view at one go; what is left comes with the next turns of the event loop."""
_DRAG_BUDGET_MS = 10
"""The same while the bar is dragged: rows passed in flight are not worth a wait."""


class TranscriptView(UserScrollArea):
    """Shows a `MessageSource`'s messages as rows made by `make_row`, which it owns.

    Tell it what happens: `path_changed`, `message_changed`, `loaded`, `reply_began`. It never looks by itself.
    """

    def __init__(self, make_row: RowFactory, copy_rows: Callable[[Sequence[Any]], object] | None = None) -> None:
        """`copy_rows` copies what is selected in rows, and messages without a row, as one text in the order given."""
        super().__init__(list_widget())
        self.setAccessibleName(_("Transcript"))
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.viewport().setAutoFillBackground(True)
        self._drag = SelectionDrag(self)
        rows = WindowOfRows(
            self.viewport(),
            make_row,
            height_changed=self._row_height_changed,
            selection_changed=self._drag.selection_changed,
            reveal=lambda row, rect: self.bring_into_view(rect.translated(row.pos())),
            follow=self.scroll_by,
        )
        self._messages = MessageList(rows, self.viewport(), copy_rows)
        self._layout = self._messages.layout
        self.share_of = self._layout.share_of
        """Where a share of a message stands in the whole conversation, both from 0 to 1; None: it is not there."""
        self._reading = Reading()
        self._growth = Growth(self._layout, self._reading)
        self._clock = FrameClock(self._frame, self)
        self._clock.pause()
        self._announced = ""
        self._animation = ScrollAnimation(self)
        self.pill = Pill(self.viewport())
        """Says that there is new text below."""
        self._focus_chain = FocusChain(self, self._messages)
        self.put_in_order = self._focus_chain.put_in_order
        """To be called before the program gives the focus to something in a row."""
        self.pill.clicked.connect(self.go_to_end)
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._fill)
        self._placeholder = EmptyPlaceholder(self.viewport())
        self._column = Column()
        self._is_busy = self._is_settled = False
        self._awaited: tuple[ReadingPlace | None] | None = (None,)

    # What it shows.

    def set_source(self, source: MessageSource | None, place: ReadingPlace | None = None) -> None:
        """Show a conversation at `place` (None: at its end); the rows of the last one are deleted."""
        self._animation.stop()
        self._clock.clear()
        self._growth.rows.clear()
        self._focus_chain.forget()
        self._messages.open(source)
        self._arrive(place)
        self._reading.opened(at_end=self._layout.at_end)
        self.pill.show_if(self._reading.has_unseen)

    def set_empty_widget(self, widget: QWidget) -> None:
        """Show `widget`, which the view then owns, while there are no messages."""
        self._placeholder.set_widget(widget)
        self._show_empty()

    def set_scrolling(self, scrolling: Scrolling) -> None:
        """Choose what the view does while a reply grows."""
        self._reading.scrolling, self._is_settled = scrolling, False
        self._reading.scrolled_by_hand(to_end=self._layout.at_end)

    def set_column(self, column: Column) -> None:
        """Stand in this column; the rows' text has its scale already. The line at the top stays there."""
        self._column = column
        self.heights_changed()

    def set_motion_ms(self, duration_ms: int) -> None:
        """Let movements take this long, at most 120 ms; 0: no motion."""
        self._animation.duration_ms = duration_ms

    def heights_changed(self) -> None:
        """Measure every row anew: fonts or text size changed. The line at the top of the view stays there."""
        if self.isVisible():
            self._adopt_size(again=True)
        else:
            self._awaited = (self.place(),)
            self._messages.forget_size()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to do: no change waits, no row is to be made, nothing moves, no timer runs."""
        return self._clock.is_idle and not self._idle.isActive() and not self._animation.is_moving

    @property
    def is_following(self) -> bool:
        """Whether the view may move by itself when text comes; any scroll by hand ends it."""
        return self._reading.is_following

    @property
    def living_rows(self) -> list[QWidget]:
        """The rows that exist now, top to bottom."""
        return self._messages.living_rows()

    @property
    def rows_made(self) -> int:
        """How many rows were made since the view exists; tests and benchmarks count it."""
        return self._messages.rows.made

    def row(self, message_id: str) -> QWidget | None:
        """Return a message's row if it is alive."""
        return self._messages.rows.get(message_id)

    # What happened.

    def path_changed(self, first_changed: int) -> None:
        """The active path differs from index `first_changed` on: messages were added, removed or exchanged."""
        before = len(self._layout)
        self._messages.change_path(first_changed)
        grew = len(self._layout) > before
        self._settle(slack=None if grew else 0)
        if grew:
            self._reading.grew(at_end=self._layout.at_text_end)
        self._finish()
        self._show_empty()

    def make_again(self, message_ids: Sequence[str]) -> None:
        """Make the rows of these messages anew, in their places: other widgets are to show them now."""
        self._messages.make_again(message_ids)
        self._settle(slack=None)
        self._finish()

    def message_changed(self, message: Message, row_id: str = "") -> None:
        """A message has a later state; shown with the next frame.

        `row_id` is the message in whose row it is shown, where that is not its own.
        """
        row_id = row_id or message.id
        self._clock.mark(message.id, (message, row_id), length=written(message), is_last=message.is_final)
        if not message.is_final:
            self._growth.take(message.id, row_id)
        elif message.id in self._growth.rows and message.id != self._announced:
            self._announced = message.id
            tell_end(self, message)

    def loaded(self, message_ids: Sequence[str]) -> None:
        """Messages asked for are read."""
        self._messages.loaded(message_ids)
        self._settle(slack=None)
        self._finish()
        self.focus_message(self._focus_chain.arrived())

    def reply_began(self, question_id: str, reply_id: str) -> None:
        """A reply begins; both messages are on the path already. In mode "read" the question goes to the top."""
        self._growth.rows[reply_id] = reply_id
        tell_beginning(self)
        self._reading.reply_began(question_id)
        index = self._layout.index_of(question_id)
        if self._reading.scrolling is Scrolling.OFF or index is None:
            return
        if self._reading.scrolling is Scrolling.FOLLOW:
            self.go_to_end()
        elif not self.isVisible():
            self._awaited = (ReadingPlace(question_id, -MARGIN),)
        else:
            start, end = self._layout.y(index), self._growth.question_y(index)
            way = 0 if abs(start - end) > 2 * self._layout.view_height else start - end
            self._animation.move(way, 0, lambda left: self._hold_question(question_id, left))

    # Places.

    def place(self) -> ReadingPlace | None:
        """Return where the reader is; None: at the end."""
        if self._awaited is not None:
            return self._awaited[0]
        layout = self._layout
        if not layout.ids or (layout.at_end and not layout.slack):
            return None
        index = layout.first_in_view
        return ReadingPlace(layout.ids[index], -layout.y(index))

    def go_to(self, place: ReadingPlace | None) -> None:
        """Go to a place at once; None, or one whose message is not there: to the end."""
        self._animation.stop()
        self._arrive(place)
        self._moved_by_hand(down=place is None)

    def go_to_end(self) -> None:
        """Go to the end, as End does, and follow again."""
        self._animation.stop()
        if not self.isVisible() or self._layout.scroll < self._layout.end_scroll:
            self._arrive(None)
        self._moved_by_hand(down=True)

    def focus_message(self, message_id: str | None) -> None:
        """Bring a message into view and give its row the keyboard's focus, once it is read."""
        index = self._layout.index_of(message_id or "")
        if message_id is None or index is None:
            return
        self._animation.stop()
        y, height = self._layout.y(index), self._layout.height(index)
        slack = self._layout.slack
        if y < 0 or y + height > self._layout.view_height:
            self._layout.hold(index, MARGIN)
        self._settle(slack=slack)
        self._moved_by_hand(down=False)
        self._focus_chain.focus_row(message_id)

    def show_in_row(self, message_id: str, rect_of: Callable[[QWidget], QRect | None]) -> bool:
        """Bring a stretch of a message's row into view; False where the message is still to be read, or not there."""
        index = self._layout.index_of(message_id)
        if index is None:
            return False
        self._animation.stop()
        slack, line, height = self._layout.slack, self.line_height(), self._layout.view_height
        if index not in self._layout.visible():
            self._layout.hold(index, MARGIN)
        self._settle(slack=None)
        row = self.row(message_id)
        rect = None if row is None else rect_of(row)
        if rect is not None and not line <= self._layout.y(index) + rect.top() <= height - line - rect.height():
            self._layout.hold(index, height // 3 - rect.top())
        self._settle(slack=slack)
        self._moved_by_hand(down=False)
        return rect is not None

    def _arrive(self, place: ReadingPlace | None) -> None:
        self._show_empty()
        if not self.isVisible():
            self._awaited = (place,)
            return
        self._awaited = None
        index = None if place is None else self._layout.index_of(place.message_id)
        if place is None or index is None:
            self._messages.hold_end()
            self._settle(slack=0)
        else:
            self._layout.hold(index, -place.offset)
            self._settle(slack=None)
        self._finish()

    # By hand.

    def scrolled(self) -> int:
        return self._layout.scroll

    def end_scroll(self) -> int:
        return self._layout.end_scroll

    def scroll_by(self, pixels: int, *, in_flight: bool = False) -> None:
        """Scroll as a hand does: go down by so many pixels, as far as there is something."""
        self._animation.stop()
        slack = self._layout.slack
        self._layout.shift(pixels)
        self._settle(slack=slack, budget_ms=_DRAG_BUDGET_MS if in_flight else _FIRST_BUDGET_MS)
        self._moved_by_hand(down=pixels >= 0)

    def take(self, step: Step) -> None:
        page_step = max(self.line_height(), self._layout.view_height - 2 * self.line_height())
        match step:
            case Step.START:
                self._animation.stop()
                self._layout.scroll_to(0)
                self._settle(slack=0)
                self._moved_by_hand(down=False)
            case Step.END:
                self.go_to_end()
            case Step.LINE_UP:
                self.scroll_by(-self.line_height())
            case Step.LINE_DOWN:
                self.scroll_by(self.line_height())
            case Step.PAGE_UP:
                self.scroll_by(-page_step)
            case Step.PAGE_DOWN:
                self.scroll_by(page_step)
            case Step.PREVIOUS_MESSAGE | Step.NEXT_MESSAGE:
                self.focus_message(self._focus_chain.next_message(1 if step is Step.NEXT_MESSAGE else -1))
            case Step.MESSAGE_TOP | Step.MESSAGE_END | Step.PREVIOUS_CODE | Step.NEXT_CODE:
                if (pixels := self._navigation.take(step)) is not None:
                    self.scroll_by(pixels)

    @cached_property
    def _navigation(self) -> KeyboardNavigation:
        from turbodesk.ui.transcript.keyboard_navigation import KeyboardNavigation

        return KeyboardNavigation(self._messages, self.show_in_row)

    def _moved_by_hand(self, *, down: bool) -> None:
        if not down and not self._growth.rows:
            self._reading.turned_back()
        self._reading.scrolled_by_hand(to_end=down and self._layout.at_end)
        self._finish()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._focus_chain.tab(forward=forward)

    # By itself.

    def _frame(self, changed: Sequence[tuple[Message, str]]) -> None:
        """Show what changed since the last frame, each in the row with this id."""
        end_before, was_at = self._layout.content_end, (self._layout.moves, self._layout.scroll)
        with self._busy():
            for message, row_id in changed:
                self._messages.show_message(message, row_id)
        ended = [message.id for message, _ in changed if message.is_final]
        # Letters in a line that was there already move nothing: most flushes of a reply are no more than that.
        if ended or not self._is_settled or (self._layout.moves, self._layout.scroll) != was_at:
            self._text_came(end_before)
        for message_id in ended:
            # Not sooner: what the end itself adds, such as buttons, is still part of the reply.
            self._growth.rows.pop(message_id, None)
            self._focus_chain.forget_order()

    def _row_height_changed(self, message_id: str) -> None:
        if self._is_busy:
            return
        end_before = self._layout.content_end
        is_opening = getattr(self.row(message_id), "is_opening", False)  # a long message is still being set
        was_at_end = self._layout.at_end and not self._layout.slack
        self._messages.remeasure(message_id)
        if is_opening and was_at_end:
            self._messages.hold_end()  # where the reader went
        elif is_opening and self._reading.is_following and message_id == self._reading.question_id:
            self._hold_question(message_id, 0)
        if message_id in self._growth.rows.values():
            self._text_came(end_before)  # rows may hold text back and show it in their own time
        else:
            self._settle(slack=None)
            self._finish()

    def _text_came(self, end_before: int) -> None:
        """Move as far as the reader's mode allows, and say so when text is out of sight."""
        if may_follow := not self._animation.is_moving and not self._drag.is_active:
            self._growth.follow()
        is_settled = self._settle(slack=None) and may_follow
        if self._layout.content_end > end_before:
            self._reading.grew(at_end=self._layout.at_text_end)
        self._finish()
        self._is_settled = is_settled

    def _hold_question(self, question_id: str, left: int) -> None:
        index = self._layout.index_of(question_id)
        if index is not None:
            # Its height may differ meanwhile: a long one is still being set.
            self._layout.hold(index, self._growth.question_y(index) + left)
            self._settle(slack=None)
            self._finish()

    def _fill(self) -> None:
        if not self.isVisible():
            return
        if not self._settle(slack=None, budget_ms=_DRAG_BUDGET_MS) or self._fill_one():
            self._idle.start(0)
        else:
            self._rest()
        self._messages.place()
        self.sync_bar()

    def _rest(self) -> None:
        """Do what can wait until everything is there."""
        if self._messages.source is not None and not self.is_dragged:
            self._layout.fit(self._messages.source.node)
        self._focus_chain.chain()

    def _fill_one(self) -> bool:
        with self._busy():
            return self._messages.fill()

    @contextmanager
    def _busy(self) -> Iterator[None]:
        """Ignore what rows say of their heights meanwhile: they are about to be measured."""
        was, self._is_busy = self._is_busy, True
        try:
            yield
        finally:
            self._is_busy = was

    # Laying out.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.isVisible():
            return
        messages = self._messages
        if self._stand_column() != (messages.width, messages.margins, self._layout.view_height):
            self._adopt_size()
        else:
            self._finish()  # a scroll bar came or went: the reader may stand a pixel from the end, and stays there
            self._place_overlays()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._awaited is None and (question := self._growth.read_on_from()) is not None:
            self._awaited = (ReadingPlace(question, -MARGIN),)
        self._adopt_size()
        if self._awaited is not None:
            self._arrive(self._awaited[0])
            self._reading.opened(at_end=self._layout.at_end)
        self._clock.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.pause()
        self._idle.stop()
        self._animation.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_messages"):
            self.heights_changed()

    def _stand_column(self) -> tuple[int, tuple[int, int], int]:
        """Put the column where it belongs in the view; return its width and margins to be, and the view's height."""
        # Measured from the whole width, not the viewport's: a scroll bar that comes or goes must move nothing.
        outer = self.contentsRect()
        left, width = self._column.within(outer.width())
        self._messages.x = left - (self.viewport().x() - outer.x())
        return width, (self._messages.x, outer.width() - left - width), self.viewport().height()

    def _adopt_size(self, *, again: bool = False) -> None:
        layout = self._layout
        was_at_end, had_slack = layout.at_end and not layout.slack, layout.slack > 0
        width, margins, layout.view_height = self._stand_column()
        self._messages.set_size(width=width, margins=margins, scale=self._column.scale, again=again)
        if was_at_end:
            self._messages.hold_end()
        self._settle(slack=None if had_slack else 0)
        self._finish()
        self._place_overlays()

    def _place_overlays(self) -> None:
        self.pill.place()
        self._show_empty()

    def _settle(self, *, slack: int | None, budget_ms: float = _FIRST_BUDGET_MS) -> bool:
        if not self.isVisible():
            return True  # all is done when it is shown
        with self._busy():
            return self._messages.settle(slack=slack, budget_ms=budget_ms)

    def _finish(self) -> None:
        """Put the rows in their places and let everything that shows the position follow."""
        self._is_settled = False
        if not self.isVisible():
            return
        self._messages.place()
        self._messages.request()
        self.sync_bar()
        self._reading.settled(at_end=self._layout.at_text_end)
        self.pill.show_if(self._reading.has_unseen)
        self._idle.start(0)

    def _show_empty(self) -> None:
        self._placeholder.show_if(not self._layout.ids)
