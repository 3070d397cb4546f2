"""Shows one message and nothing else: who speaks, what is said, how it ended, and what one can do with it.

A person's words stand in a bubble exactly as they were typed; a reply is set as a page. `MessageView` is told of every
later state of its message by `set_message`, which costs what was added; it never asks anyone for anything. What it
shows is made by `PartWidgets` and `MessageEnding`; here it is put in its place, found, selected and copied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from turbodesk.app.summaries import SummaryState
from turbodesk.app.tool_loop import Call
from turbodesk.chat.errors import Remedy
from turbodesk.chat.events import Waiting
from turbodesk.chat.message import Message, Role
from turbodesk.chat.model import Prices
from turbodesk.chat.turns import is_go_on, is_results
from turbodesk.ui.attachments.actions import AttachmentActions
from turbodesk.ui.document import copying
from turbodesk.ui.document.marks import PageMarks
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.call_cards import CallRun
from turbodesk.ui.message.ending import MessageEnding
from turbodesk.ui.message.grounds import Grounds
from turbodesk.ui.message.head import MessageHead
from turbodesk.ui.message.link_following import follow_link
from turbodesk.ui.message.part_widgets import OpenPanels, PartWidgets
from turbodesk.ui.message.person_foot import PersonFoot
from turbodesk.ui.message.rest import Allowance, whole_pieces
from turbodesk.ui.message.selectable_view import SelectableMessageView
from turbodesk.ui.message.slip_editor import SlipEditor
from turbodesk.ui.message.stack import Margins, Stack, text_width
from turbodesk.ui.message.trailing_dot import TrailingDot
from turbodesk.ui.theme.column import GAP, TO_REPLY
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.external import open_address

SILENT_GAP = 11
"""Pixels below a row without height: as much as between two parts of one reply, with what the row itself takes."""


class MessageView(SelectableMessageView):
    """One message. Its width is given by whoever owns it; its height follows (`heightForWidth`, exact).

    It stands in a column, and is wider than that by the room in the margins, for what hangs outside.
    """

    takes_margins = True
    """The row is told of the room beside the column by `set_margins`."""

    def __init__(
        self,
        message: Message,
        *,
        actions: MessageActions,
        theme: Theme,
        text_percent: int = 100,
        model_name: str = "",
        prices: Prices | None = None,
        open_link: Callable[[str], object] = open_address,
        open_panels: OpenPanels | None = None,
        allowance: Allowance | None = None,
        attachment_actions: AttachmentActions | None = None,
        line_numbers: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._theme, self._percent = theme, text_percent
        self._open_link = open_link
        self._model_name = model_name or message.model or ""
        self._is_user = message.role is Role.USER
        self.is_silent = is_results(message)
        """Whether it shows nothing of its own: results of tools stand on the cards of their calls."""
        self._is_brief = is_go_on(message)
        self.gap_below = SILENT_GAP if self.is_silent else TO_REPLY if self._is_user else GAP
        """Pixels to the next row."""
        self._margins = Margins()
        self._is_changing = self._is_misplaced = self._is_pointed = self._is_as_tall = False
        self._placed = (0, 0)
        """The width of the column at which everything stands in its place, and the height it takes."""
        self._message = message
        self._calls: Sequence[Call] = ()
        self._is_passed = False
        self._run: CallRun | None = None
        self._earlier: tuple[Message, ...] = ()
        self._siblings = (0, 1)
        self._numbers = line_numbers
        self._parts = self._new_parts(message, attachment_actions)
        self._parts.set_shown(open_panels=open_panels, allowance=allowance, numbers=line_numbers)
        self._ending = self._new_ending(prices)
        self._dot = TrailingDot(self, theme=theme, percent=text_percent)
        self._grounds = Grounds(self, is_user=self._is_user)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # to become taller paints what is new at its end
        self._head = self._new_head(prices)
        self._foot = self._new_foot() if self._is_user and not (self.is_silent or self._is_brief) else None
        self._says_model = True
        self.say_speaker(self._model_name, is_user=self._is_user)
        self._marked = PageMarks()

    def _new_ending(self, prices: Prices | None) -> MessageEnding:
        return MessageEnding(
            self,
            self._message,
            actions=self._actions,
            theme=self._theme,
            percent=self._percent,
            prices=prices,
            model_name=self._model_name,
        )

    def _new_head(self, prices: Prices | None) -> MessageHead:
        return MessageHead(
            self,
            self._message,
            actions=self._actions,
            theme=self._theme,
            percent=self._percent,
            prices=prices,
            model_name="" if self._is_user else self._model_name,
            is_brief=self._is_brief,
        )

    def _new_parts(self, message: Message, attachment_actions: AttachmentActions | None) -> PartWidgets:
        return PartWidgets(
            self,
            role=message.role,
            actions=self._actions,
            theme=self._theme,
            percent=self._percent,
            attachment_actions=attachment_actions,
        )

    def _new_foot(self) -> PersonFoot:
        return PersonFoot(
            self,
            self._message,
            actions=self._actions,
            theme=self._theme,
            percent=self._percent,
            show_texts=self._parts.set_texts_shown,
            opened=self._parts.opened_whole,
        )

    @property
    def message(self) -> Message:
        """The state shown."""
        return self._message

    def set_message(self, message: Message) -> None:
        """Show a later state of the same message; cheap when only text grew."""
        if message is not self._message:
            self._message = message
            if self._is_built:
                self._show_message(self.column_width)

    @property
    def is_opening(self) -> bool:
        """Whether more of it is shown by itself in the next turns; the end is then where the reader went."""
        return self._is_built and self._parts.is_opening

    @property
    def is_filling(self) -> bool:
        """Whether more of it is shown in the next turns of the event loop, because it is long."""
        return self._is_built and self._parts.is_filling

    def set_waiting(self, waiting: Waiting | None) -> None:
        """Show when and why the request goes out again, or that the reply is awaited as usual."""
        self._ending.set_waiting(waiting)

    def set_heard(self, heard_ms: int) -> None:
        """Something of the reply came last at `heard_ms`, milliseconds since 1970, before this row was made."""
        self._ending.set_heard(heard_ms)

    def set_siblings(self, position: int, count: int) -> None:
        """Show that this is version `position` (from 0) of `count`."""
        if (position, count) == self._siblings:
            return
        self._siblings = (position, count)
        self._ending.set_siblings(position, count)
        if self._foot is not None:
            self._foot.set_siblings(position, count)
            self.height_may_differ()

    def set_starred(self, *, is_starred: bool) -> None:
        """Whether the person wants to come back to it."""
        (self._ending if self._foot is None else self._foot).set_starred(is_starred=is_starred)

    def set_unsent(self, *, is_unsent: bool, says_so: bool) -> None:
        """Whether it is left out of requests, and whether that stands above it."""
        (self._ending if self._foot is None else self._foot).set_unsent(is_unsent=is_unsent)
        if self._head.set_unsent(is_unsent=is_unsent, says_so=says_so):
            self.height_may_differ()

    def set_can_delete(self, *, can_delete: bool) -> None:
        """Whether it can be deleted now: not while something of the chat is being written."""
        (self._ending if self._foot is None else self._foot).set_can_delete(can_delete=can_delete)

    def set_left_out(self, count: int) -> None:
        """Dim the first `count` attachments: they would not go with the next request."""
        self._parts.set_left_out(count)

    def set_is_last(self, *, is_last: bool) -> None:
        """Whether it is the conversation's last message: only there one can try again or go on."""
        self._ending.set_is_last(is_last=is_last)
        self._head.set_is_last(is_last=is_last)

    def set_calls(self, calls: Sequence[Call], *, is_passed: bool, run: CallRun | None = None) -> None:
        """Show how its calls of tools stand; `is_passed` when the reply goes on below with their results."""
        if (list(calls), is_passed, run) == (list(self._calls), self._is_passed, self._run):
            return
        self._calls, self._is_passed, self._run = calls, is_passed, run
        self.gap_below = 0 if is_passed else GAP
        self._ending.set_is_passed(is_passed=is_passed)
        self._head.set_is_passed(is_passed=is_passed)
        if self._is_built:
            self._parts.set_calls(calls, run)
            self.height_may_differ()

    def set_earlier(self, earlier: tuple[Message, ...]) -> None:
        """Say what it cost together with these parts of the same reply above, whose tools it goes on from."""
        if earlier != self._earlier:
            self._earlier = earlier
            self._ending.set_earlier(earlier)
            self._head.set_earlier(earlier)

    def focus_question(self) -> bool:
        """Give the focus to the first tool that asks whether it may run; returns False when none does."""
        question = next((one.question for one in self._parts.cards if one.asks), None)
        if question is not None:
            question.focus_first()
        return question is not None

    def set_says_model(self, *, says_model: bool) -> None:
        """Whether it says which model wrote it: not where the reply above was written by the same."""
        if says_model != self._says_model:
            self._says_model = says_model
            self._head.set_says_model(says_model=says_model)
            self.height_may_differ()

    def set_is_cut(self, *, is_cut: bool) -> None:
        """Whether nothing above it is sent any more."""
        if self._head.set_is_cut(is_cut=is_cut):
            self.height_may_differ()

    def set_forked_from(self, title: str | None) -> None:
        """All above it was copied from the chat with this title, "" for one that is gone; None: no, it was not."""
        if self._head.set_forked_from(title):
            self.height_may_differ()

    def set_summary(self, state: SummaryState | None) -> None:
        """How the summary that is sent instead of all above it stands; None: there is none."""
        if self._head.set_summary(state):
            self.height_may_differ()

    @property
    def foot(self) -> PersonFoot | None:
        """What a person can do with their own message; None for a reply."""
        return self._foot

    @property
    def editor(self) -> SlipEditor | None:
        """The field the message is being said differently in, while it is."""
        return None if self._foot is None else self._foot.editor

    def set_unavailable(self, remedies: frozenset[Remedy], *, successor: str = "") -> None:
        """These remedies make no sense now; `successor` is the name of the model to use instead of the chat's."""
        self._ending.set_unavailable(remedies, successor=successor)

    def _build(self, width: int) -> None:
        """Make what is shown. Not before a width is known: the page is laid once, at the right one."""
        if not self._is_built:
            self._is_built = True
            self._show_message(width)
            self._parts.set_marks(self._marked)

    def _show_message(self, width: int) -> None:
        self._is_changing = True  # whoever changes the message asks for the height anyway
        before = self._shown_widgets()
        if not (self.is_silent or self._is_brief):
            widest = text_width(width, is_user=self._is_user, percent=self._percent)
            self._parts.show(self._message, text_width=widest)
            if self._foot is not None:
                self._foot.raise_()  # Tab and Ctrl+Down come to the words first
        if not self._is_user:
            self._parts.set_calls(self._calls, self._run)
            self._ending.show(self._message)
            self._head.show(self._message)
        self._is_changing = False
        may_be = not (self._is_user or self._calls or self._is_misplaced)
        self._is_as_tall = may_be and self._shown_widgets() == before
        if self._is_as_tall:
            self.text_grew()  # letters in a line that was there already: most flushes are no more than that
        else:
            self._arrange()

    def _shown_widgets(self) -> list[QWidget]:
        return [*self._head.above, *self._parts.widgets, *self._ending.widgets]

    # Size

    def set_margins(self, left: int, right: int) -> None:
        """Say how much wider than the column the row is on either side, in pixels."""
        margins = Margins(left, right)
        self._is_misplaced = self._is_misplaced or margins != self._margins
        self._margins = margins
        self._head.set_margins(margins)
        self._ending.set_shows_cost(shows_cost=not self._head.has_note)

    def settle(self) -> None:
        """Put the widgets where they belong, if other margins left the row as large as it was."""
        if self._is_misplaced:
            self._arrange()

    @property
    def column_width(self) -> int:
        """The width of the column the message stands in, in pixels; it begins at the left margin's end."""
        return max(1, self.width() - self._margins.left - self._margins.right)

    @property
    def column_x(self) -> int:
        """Where the column begins in this row, in pixels."""
        return self._margins.left

    def heightForWidth(self, width: int) -> int:
        """Return the exact height at a width of the column, in pixels."""
        self._build(width)
        is_known, self._is_as_tall = self._is_as_tall and width == self._placed[0], False
        return self._placed[1] if is_known else self._column().height(width)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.heightForWidth(self.column_width))

    def show_pointed(self) -> None:
        is_pointed = self.underMouse() or (self._is_built and any(body.hasFocus() for body in self._parts.bodies))
        if is_pointed != self._is_pointed:
            self._is_pointed = is_pointed
            self._ending.set_pointed(is_pointed=is_pointed)
            self._head.set_pointed(is_pointed=is_pointed)
            if self._foot is not None:
                self._foot.set_pointed(is_pointed=is_pointed)

    def text_grew(self) -> None:
        if not (self._is_user or self._is_changing):
            is_growing = not self._message.is_final and not self._ending.is_silent
            self._dot.follow(self._parts.widgets, is_growing=is_growing)

    def text_focus_changed(self) -> None:
        self.show_pointed()
        self._show_grounds()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._build(self.column_width)
        self._arrange()

    def _column(self) -> Stack:
        in_place = [] if self._foot is None else self._foot.in_place
        return Stack(
            [*self._head.above, *self._parts.widgets, *in_place, *self._ending.widgets],
            bar=None if self._foot is None else self._foot.bar,
            fold=None if self._foot is None else self._foot.fold,
            is_user=self._is_user,
            margins=self._margins,
            percent=self._percent,
        )

    def _arrange(self) -> None:
        if self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self._is_misplaced = False
            self._placed = self.column_width, self._column().place(self.column_width)
            self._place_note()
            self.text_grew()
            self._show_grounds()

    def _place_note(self) -> None:
        """Put the note in the margin on the first line of what the reply says."""
        self._head.place_note([*self._parts.widgets, *self._ending.widgets])
        self._head.cover(self._parts.widgets)

    def height_may_differ(self) -> None:
        if self._is_changing:
            self._is_misplaced = True
            return
        self._arrange()
        self.height_changed.emit()

    # The line under the reader's eye

    def position_at(self, y: int) -> int:
        """Return a place in the text: `y_of` gives where it is, also after the text was set anew."""
        return self._column().position_at(y)

    def is_seen(self, position: int) -> bool:
        """Return whether a place of `position_at` is shown, and not folded away."""
        return self._column().is_seen(position)

    def y_of(self, position: int) -> int:
        """Return where a place of `position_at` is now, in pixels from the top."""
        return self._column().y_of(position)

    # Code

    def code_rects(self) -> list[QRect]:
        """Return the head of each code panel, top to bottom, in this row's coordinates."""
        return self._parts.code_rects() if self.bodies() else []

    def focused_code(self) -> int | None:
        """Return the panel, from 0, one of whose buttons has the focus, or None."""
        return self._parts.focused_code()

    def focus_code(self, number: int) -> None:
        """Give the focus to the first button of a panel; from there Tab leads on."""
        self._parts.focus_code(number)

    # Finding

    def set_marks(self, marked: PageMarks) -> None:
        """Mark the words looked for, the match in front more than the others, and the sentence that is read aloud."""
        if marked != self._marked:
            self._marked = marked
            if self._is_built:
                self._parts.set_marks(marked)

    def match_rect(self, number: int) -> QRect | None:
        """Return where the match `number`, from 0, stands in this row; a code panel is scrolled to it."""
        self._build(self.column_width)
        rect = self._parts.match_rect(number)
        if rect is not None and self._foot is not None:
            self._foot.show_down_to(rect.bottom())
        return rect

    def heading_rect(self, number: int) -> QRect | None:
        """Return where a heading of the two upper levels stands in this row, counted from 0; None: it is not shown."""
        self._build(self.column_width)
        return self._parts.heading_rect(number)

    # Look

    def apply_theme(self, theme: Theme) -> None:
        """Take another theme."""
        self._restyle(theme, self._percent, numbers=self._numbers)

    def set_text_percent(self, percent: int) -> None:
        """Take another text size, in percent of the usual."""
        self._restyle(self._theme, percent, numbers=self._numbers)

    def set_line_numbers(self, *, are_shown: bool) -> None:
        """Number the lines of code, or not."""
        self._restyle(self._theme, self._percent, numbers=are_shown)

    def _restyle(self, theme: Theme, percent: int, *, numbers: bool) -> None:
        if (theme, percent, numbers) == (self._theme, self._percent, self._numbers):
            return
        self._theme, self._percent, self._numbers = theme, percent, numbers
        self._head.restyle(theme, percent)
        if self._foot is not None:
            self._foot.restyle(theme, percent)
        self._parts.restyle(theme, percent, numbers=numbers)
        self._ending.restyle(theme, percent)
        self._dot.restyle(theme, percent)
        self.height_may_differ()

    def _show_grounds(self) -> None:
        bodies = self._parts.bodies if self._is_built and self.editor is None else []
        fold = None if self._foot is None else self._foot.fold
        self._grounds.show(bodies, fold=fold, theme=self._theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._grounds.paint()

    # Selection and copying

    def bodies(self) -> list[Body]:
        self._build(self.column_width)
        return self._parts.bodies

    def copy_message(self) -> None:
        pieces = [piece for body in self.bodies() for piece in body.page.pieces]
        if self._parts.is_partial:
            pieces = whole_pieces(self._message)
        if pieces or self._parts.is_partial:
            QGuiApplication.clipboard().setMimeData(copying.mime(pieces, markdown=self._message.text))

    # Links

    def follow_link(self, origin: QWidget, href: str, text: str) -> None:
        follow_link(self, href, text, origin=origin, actions=self._actions, go_to=self._open_link)

    def citation_rect(self, ordinal: int) -> QRect | None:
        """Return where the first number stands that leads to a citation, counted from 1."""
        return self._parts.citation_rect(ordinal)
