"""Keeps one widget for each part of a message that shows something: text as a page, all else as a line to unfold.

The parts arrive in any state and any number of times; a widget is made when its part first has something to show and
is told of every later state. Of many parts, and of long texts, some come in each turn of the event loop. A new kind of
part gets its widget here, in `_show_other`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtWidgets import QWidget

from turbodesk.app.tool_loop import Call
from turbodesk.chat.attachments import attachment_of, attachments_in
from turbodesk.chat.citations import ANCHOR, Citation, Passage, citations, passages, sources
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parts import Opaque, RedactedThinking, Text, Thinking, ToolUse
from turbodesk.chat.reply_status import label, shows_something
from turbodesk.chat.server_tools import call_id, found, is_call, is_result, words
from turbodesk.translation import _, ngettext
from turbodesk.ui.attachments.actions import AttachmentActions
from turbodesk.ui.document.marks import PageMarks
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.attached import Attached
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.call_cards import CallCards, CallRun
from turbodesk.ui.message.fold import Fold
from turbodesk.ui.message.links import leads_to
from turbodesk.ui.message.rest import PARTS_A_TURN, Allowance, RestLine, beginning
from turbodesk.ui.message.segment import TextFeed
from turbodesk.ui.message.selection import TextPlace
from turbodesk.ui.message.source_list import SourceEntry, SourceList
from turbodesk.ui.message.thought import ThinkingView
from turbodesk.ui.message.tool_card import ToolCard
from turbodesk.ui.quantities import listed, number, quoted
from turbodesk.ui.theme.theme import Theme

OpenPanels = dict[int, set[int]]
"""Which long code panels are shown whole: by the index of the text's block, the indexes of the pieces in it. Whoever
shows messages again later keeps it, so that they come back as they were left."""


_LONGEST_TIP = 600
"""Letters of what is cited."""
_WHOLE = -1
_LAST = 1 << 30
"""The index of what stands below all parts."""


def _tip(citation: Citation) -> str:
    """Return what is shown over the number that leads to a citation."""
    source, words = citation.source, " ".join(citation.words.split())
    words = words if len(words) <= _LONGEST_TIP else f"{words[:_LONGEST_TIP].rstrip()}…"
    title = listed([source.title, source.place])
    return f"{title}\n{quoted(words)}" if words else title


class PartWidgets(QObject):
    """The widgets of one message's parts, children of `row`, which places them."""

    def __init__(
        self,
        row: BaseMessageView,
        *,
        role: Role,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        attachment_actions: AttachmentActions | None = None,
    ) -> None:
        super().__init__(row)
        self._row, self._actions = row, actions
        self._is_user = role is Role.USER
        self._theme, self._percent = theme.for_writing if self._is_user else theme, percent
        self._widgets: dict[int, QWidget] = {}
        self._feeds: dict[int, TextFeed] = {}
        self._marked = PageMarks()
        self._allowance = Allowance()
        self._parts_made = PARTS_A_TURN
        self._shown: Message | None = None
        self._text_width = 0
        self._rest_line: RestLine | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._show_more_parts)
        self._open_panels: OpenPanels = {}
        self._numbers = False
        self._sources: SourceList | None = None
        self._attachment_actions = attachment_actions
        self._left_out = 0
        self._calls = CallCards(row, toggled=actions.run_toggled.emit, theme=self._theme, percent=self._percent)
        self._run: CallRun | None = None
        self._texts_are_shown = True
        self._is_opening = self._was_asked = False
        """Whether more is shown by itself; whether the person asked for the rest, which goes below what is read."""

    def set_shown(self, *, open_panels: OpenPanels | None, allowance: Allowance | None, numbers: bool) -> None:
        """Say how code is shown, and how much of the message; before anything is."""
        self._allowance = allowance or self._allowance
        self._open_panels = {} if open_panels is None else open_panels
        self._numbers = numbers

    @property
    def opened_whole(self) -> set[int]:
        """Not empty once a person's long message is shown whole; kept as what is unfolded of a reply."""
        return self._open_panels.setdefault(_WHOLE, set())

    @property
    def widgets(self) -> list[QWidget]:
        """The parts' widgets, top to bottom."""
        rest = [self._rest_line] if self._rest_line is not None and not self._rest_line.isHidden() else []
        every = self._calls.arranged([*self._widgets.values(), *rest])
        return every if self._texts_are_shown else [one for one in every if isinstance(one, Attached)]

    def set_texts_shown(self, are_shown: bool) -> None:
        """Show the texts, or only what is attached to them."""
        self._texts_are_shown = are_shown
        for widget in self._widgets.values():
            if not isinstance(widget, Attached):
                widget.setVisible(are_shown)
        if self._rest_line is not None and not are_shown:
            self._rest_line.hide()
        elif are_shown:
            self._show_rest()

    @property
    def bodies(self) -> list[Body]:
        """Those of them that show text."""
        return [widget for widget in self._widgets.values() if isinstance(widget, Body)]

    def show(self, message: Message, *, text_width: int) -> None:
        """Show the parts of a message; new pages are laid at `text_width` pixels, once and at the right width."""
        self._shown, self._text_width = message, text_width
        self._show_parts(beginning(message, min(self._parts_made, self._allowance.parts)))
        if self._parts_made < min(len(message.blocks), self._allowance.parts):
            self._timer.start()
        self._is_opening = self._is_opening or (self.is_filling and not self._was_asked)
        self._show_rest()

    def _show_more_parts(self) -> None:
        self._parts_made += PARTS_A_TURN
        if self._shown is not None:
            self.show(self._shown, text_width=self._text_width)
            self._row.height_may_differ()
            self._tell_filled()

    def _show_parts(self, message: Message) -> None:
        attached = [block for block in message.blocks if self._attachment_actions and attachment_of(block.part)]
        if attached:
            self._show_attached(attached)
        calls_of_gateway: list[Block] = []
        for block in message.blocks:
            if block in attached:
                continue
            if isinstance(block.part, Text):
                continue
            if isinstance(block.part, Thinking | RedactedThinking):
                is_live = not (message.is_final or block.closed or self._last_index > block.index)
                self._show_thought(block, is_live=is_live)
            elif isinstance(block.part, Opaque) and (is_call(block.part) or is_result(block.part)):
                calls_of_gateway.append(block)
            elif isinstance(block.part, ToolUse):
                self._show_call(block.index, block.part)
            elif shows_something(block.part):
                self._show_other(block)
        self._show_gateways(calls_of_gateway, is_live=not message.is_final)
        self._show_texts(message, text_width=self._text_width)
        self._show_sources(message)

    @property
    def _last_index(self) -> int:
        return self._shown.blocks[-1].index if self._shown is not None and self._shown.blocks else -1

    # The rest

    @property
    def is_filling(self) -> bool:
        """Whether more of the message is shown in the next turns."""
        return self._timer.isActive() or any(feed.is_filling for feed in self._feeds.values())

    @property
    def is_opening(self) -> bool:
        """Whether more is shown by itself, the last of it included, and not because the person asked for the rest."""
        return self._is_opening

    @property
    def is_partial(self) -> bool:
        """Whether only the beginning of the message is shown, for now or until the person asks for more."""
        return self.is_filling or any(self._rest())

    def show_more(self) -> None:
        """Show as much again of the message."""
        self._is_opening, self._was_asked = False, True
        self._allowance.raise_it()
        for feed in self._feeds.values():
            feed.show_more(self._allowance.text)
        self._timer.start()

    def _rest(self) -> tuple[int, int]:
        """Return how many characters and how many blocks wait until the person asks for them."""
        characters = sum(feed.rest for feed in self._feeds.values())
        if self._shown is None or self._parts_made < self._allowance.parts:
            return characters, 0
        return characters, len(self._shown.blocks) - len(beginning(self._shown, self._allowance.parts).blocks)

    def _show_rest(self) -> None:
        characters, blocks = self._rest()
        if not (characters or blocks) and (self._rest_line is None or (self._was_asked and self.is_filling)):
            return  # the button stays, with the focus, until it is known whether there is still more
        if self._rest_line is None:
            self._rest_line = RestLine(
                self.show_more, theme=self._theme, percent=self._percent, is_right=self._is_user, parent=self._row
            )
        had_focus = self._rest_line.button.hasFocus()
        self._rest_line.show_rest(characters, blocks)
        if had_focus and self._rest_line.isHidden() and self.bodies:
            self.bodies[-1].setFocus()

    def _rest_changed(self) -> None:
        self._show_rest()
        self._row.height_may_differ()
        self._tell_filled()

    def _tell_filled(self) -> None:
        if not self.is_filling:
            self._is_opening = False
            self.set_marks(self._marked)
            self._row.filled.emit()

    def set_left_out(self, count: int) -> None:
        """Dim the first `count` attachments: they would not go with the next request."""
        self._left_out = count
        for widget in self._widgets.values():
            if isinstance(widget, Attached):
                widget.set_left_out(count)

    def _show_attached(self, blocks: Sequence[Block]) -> None:
        """Show all attachments of the message together; they never change."""
        at = blocks[0].index
        if at in self._widgets or self._attachment_actions is None:
            return
        attachments = attachments_in(block.part for block in blocks)
        made = Attached(
            attachments,
            attachment_actions=self._attachment_actions,
            theme=self._theme,
            percent=self._percent,
            parent=self._row,
            is_reply=not self._is_user,
        )
        made.set_left_out(self._left_out)
        self._add(at, made)

    def _show_gateways(self, blocks: Sequence[Block], *, is_live: bool) -> None:
        """Show what the gateway's own tools did: a line for each call together with its result."""
        parts = [(block.index, block.part) for block in blocks if isinstance(block.part, Opaque)]
        results = {call_id(part): part for _, part in parts if is_result(part)}
        asked = {call_id(part) for _, part in parts if is_call(part)}
        for index, part in parts:
            if is_result(part) and call_id(part) in asked:
                continue
            result = part if is_result(part) else results.get(call_id(part))
            title = words(part if is_call(part) else None, result, is_live=is_live)
            entries = [
                SourceEntry(one.title, one.url, one.age) for one in (found(result) if result is not None else ())
            ]
            self._listing(index, "search").show_entries(title, entries)

    def _show_sources(self, message: Message) -> None:
        every = sources(message)
        if every and (message.is_final or self._sources is not None):
            title = ngettext("{count} source", "{count} sources", len(every)).format(count=number(len(every)))
            first = {one.source.number: one.ordinal for one in reversed(citations(message))}
            entries = [
                SourceEntry(one.title, one.url, one.place, one.quotes, one.number, first[one.number]) for one in every
            ]
            self._sources = self._listing(_LAST, "link")
            self._sources.show_entries(title, entries)
        tips = {f"{ANCHOR}{one.ordinal}": _tip(one) for one in citations(message)} if every else {}
        for body in self.bodies:
            body.tips = tips

    def citation_rect(self, ordinal: int) -> QRect | None:
        """Return where the paragraph stands in the row whose number leads to a citation; None where none is shown."""
        for body in self.bodies:
            for at, piece in enumerate(body.page.pieces):
                if leads_to(piece, f"{ANCHOR}{ordinal}"):
                    return body.page.rect(at).toAlignedRect().translated(body.pos())
        return None

    def _listing(self, index: int, icon: str) -> SourceList:
        listing = self._widgets.get(index)
        if isinstance(listing, SourceList):
            return listing
        listing = SourceList(icon=icon, theme=self._theme, percent=self._percent, parent=self._row)
        listing.height_changed.connect(self._row.height_may_differ)
        listing.link_activated.connect(partial(self._row.follow_link, listing))
        listing.citation_pressed.connect(lambda at: self._row.follow_link(listing, f"{ANCHOR}{at}", ""))
        self._add(index, listing)
        return listing

    def _show_thought(self, block: Block, *, is_live: bool) -> None:
        thought = self._widgets.get(block.index)
        if isinstance(thought, ThinkingView):
            thought.show_block(block, is_live=is_live)
            return
        thought = ThinkingView(block, is_live=is_live, theme=self._theme, percent=self._percent, parent=self._row)
        thought.height_changed.connect(self._row.height_may_differ)
        self._add(block.index, thought)

    def _show_call(self, index: int, part: ToolUse) -> None:
        card = self._widgets.get(index)
        if card is None:
            card = ToolCard(
                part,
                actions=self._actions,
                theme=self._theme,
                percent=self._percent,
                attachment_actions=self._attachment_actions,
                parent=self._row,
            )
            card.height_changed.connect(self._row.height_may_differ)
            card.link_activated.connect(partial(self._row.follow_link, card))
            self._add(index, card)
            if len(self.cards) <= len(self._calls.calls):  # of many parts some come later than what is known of them
                self.set_calls(self._calls.calls, self._run)

    def set_calls(self, calls: Sequence[Call], run: CallRun | None = None) -> None:
        """Show how the calls of tools stand, all of them and in their order, and the run they belong to."""
        self._calls.show(self.cards, calls, run)
        self._run = run

    @property
    def cards(self) -> list[ToolCard]:
        """The cards of tools' calls, top to bottom."""
        return [widget for widget in self._widgets.values() if isinstance(widget, ToolCard)]

    def _show_other(self, block: Block) -> None:
        fold = self._widgets.get(block.index)
        if fold is None:
            fold = Fold(label(block.part), theme=self._theme, percent=self._percent, parent=self._row)
            fold.height_changed.connect(self._row.height_may_differ)
            self._add(block.index, fold)
        elif isinstance(fold, Fold):
            fold.set_label(label(block.part))

    def _show_texts(self, message: Message, *, text_width: int) -> None:
        shown = passages(message)
        for index in self._feeds.keys() - {passage.index for passage in shown}:
            self._feeds.pop(index)  # it has become part of the one before
            body = self._widgets.pop(index)
            body.hide()
            body.deleteLater()
        for passage in shown:
            if passage.text or passage.index in self._widgets:
                self._show_text(passage, text_width=text_width)

    def _show_text(self, passage: Passage, *, text_width: int) -> None:
        body = self._widgets.get(passage.index)
        if body is None:
            body = self._new_body(text_width)
            body.passage = passage.index
            body.page.code.open = self._open_panels.setdefault(passage.index, set())
            self._add(passage.index, body)
            feed = TextFeed(body, is_typed=self._is_user, most=self._allowance.text)
            feed.rest_changed.connect(self._rest_changed)
            feed.grew.connect(self._row.text_grew)
            self._feeds[passage.index] = feed
        if isinstance(body, Body) and passage.index in self._feeds:
            text = passage.text if self._is_user else passage.marked
            self._feeds[passage.index].show_text(text, is_whole=passage.is_closed)
            body.source_markdown = passage.text

    def _add(self, index: int, widget: QWidget) -> None:
        self._widgets[index] = widget
        self._widgets = dict(sorted(self._widgets.items()))
        widget.setVisible(self._texts_are_shown or isinstance(widget, Attached))

    def _new_body(self, text_width: int) -> Body:
        row = self._row
        body = Body(typography(self._theme, self._percent, numbers=self._numbers), row)
        body.marks.set_matcher(self._marked.matcher)
        body.heightForWidth(text_width)
        body.setAccessibleName(_("Your message") if self._is_user else _("Reply"))
        body.height_changed.connect(row.height_may_differ)
        body.link_activated.connect(partial(row.follow_link, body))
        body.selectionChanged.connect(row.selection_may_differ)
        body.selecting_began.connect(row.selecting_began)
        body.dragged.connect(lambda anchor, at: row.dragged.emit(TextPlace(self.bodies.index(body), anchor), at))
        body.copies = row.copy
        body.quotes = lambda: self._actions.quote_requested.emit(row.quotable())
        body.preview_requested.connect(self._actions.preview_requested)
        body.saves_table = self._actions.table_save_requested.emit
        body.saves = self._actions.selection_save_requested.emit if self._actions.has_room else None
        body.reads = partial(self._ask_to_read, body) if self._actions.has_room else None
        body.focus_changed.connect(row.text_focus_changed)
        body.caret_moved.connect(lambda rect: row.reveal_requested.emit(rect.translated(body.pos())))
        body.moved.connect(row.moved)
        return body

    def heading_rect(self, number: int) -> QRect | None:
        """Return where a heading of the two upper levels stands in the row, counted from 0 through all texts."""
        for body in self.bodies:
            rects = body.heading_rects()
            if number < len(rects):
                return rects[number].translated(body.pos())
            number -= len(rects)
        return None

    def code_rects(self) -> list[QRect]:
        """Return the head of each code panel, top to bottom, in the row's coordinates."""
        return [rect.translated(body.pos()) for body in self.bodies for rect in body.code_rects()]

    def focused_code(self) -> int | None:
        """Return the panel, from 0, one of whose buttons has the focus, or None."""
        before = 0
        for body in self.bodies:
            if (found := body.focused_code()) is not None:
                return before + found
            before += len(body.code_rects())
        return None

    def focus_code(self, number: int) -> None:
        """Give the focus to the first button of a panel."""
        for body in self.bodies:
            count = len(body.code_rects())
            if number < count:
                body.focus_code(number)
                return
            number -= count

    def set_marks(self, marked: PageMarks) -> None:
        """Mark the words looked for, the match in front more than the others, and the sentence that is read aloud."""
        self._marked, rest = marked, marked.front
        for body in self.bodies:
            if body.marks.matcher != marked.matcher:
                body.marks.set_matcher(marked.matcher)
            count = body.marks.count() if rest is not None else 0
            body.marks.set_front(rest if rest is not None and rest < count else None)
            rest = None if rest is None or rest < count else rest - count
            spoken = marked.spoken
            body.spoken.sentence = spoken if spoken is not None and spoken.passage == body.passage else None
            body.viewport().update()

    def _ask_to_read(self, body: Body, position: int) -> None:
        if self._shown is not None:
            self._actions.read_from_requested.emit(self._shown.id, body.passage, position)

    def match_rect(self, number: int) -> QRect | None:
        """Return where the match `number`, from 0, stands in the row; a code panel is scrolled to it.

        None where it is not shown yet: then it is asked for, and `filled` tells when to ask again.
        """
        for body in self.bodies:
            count = body.marks.count()
            if number < count:
                rect = body.reveal_match(number)
                return None if rect is None else rect.translated(body.pos())
            number -= count
        if self.is_partial and not self.is_filling:
            self.show_more()
        return None

    def restyle(self, theme: Theme, percent: int, *, numbers: bool) -> None:
        """Take a theme, a text size in percent, and whether lines of code are numbered."""
        theme = theme.for_writing if self._is_user else theme
        self._theme, self._percent, self._numbers = theme, percent, numbers
        self._calls.restyle(theme, percent)
        if self._rest_line is not None:
            self._rest_line.restyle(theme, percent)
        for widget in self._widgets.values():
            if isinstance(widget, Body):
                widget.apply_typography(typography(theme, percent, numbers=numbers))
            else:
                restyled: Any = widget  # every widget made here has it
                restyled.restyle(theme, percent)
