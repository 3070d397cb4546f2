"""Keeps what stands above and beside a message's parts: whose it is, that it goes on, and where sending begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from turbodesk.chat.cost import as_one
from turbodesk.chat.message import Message
from turbodesk.chat.model import Prices
from turbodesk.chat.one_line import beginning
from turbodesk.translation import _
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.chapter_line import ChapterLine
from turbodesk.ui.message.failure_card import FailureCard
from turbodesk.ui.message.margin_note import ROOM, MarginNote
from turbodesk.ui.message.stack import Margins
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel, set_tip

if TYPE_CHECKING:
    from turbodesk.app.summaries import SummaryState
    from turbodesk.ui.message.summary_card import SummaryCard
    from turbodesk.ui.message.veil import Veil

_ROW_LINE, _CARD_LINE = 19, 31
"""Pixels from the top of a row, and of a card, to where the letters of its first line stand, at 100 %."""

_MOST_OF_TITLE = 40
"""Letters of a chat's title in a line across the column."""


class MessageHead(QObject):
    """The widgets around one message's parts, children of `row`, which places those of `above`."""

    def __init__(
        self,
        row: BaseMessageView,
        message: Message,
        *,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        prices: Prices | None,
        model_name: str,
        is_brief: bool,
    ) -> None:
        """`model_name` is "" for a person's message; `is_brief`: its words only ask to go on."""
        super().__init__(row)
        self._row, self._message, self._actions = row, message, actions
        self._theme, self._percent, self._prices = theme, percent, prices
        self._model_name = model_name
        self._margins = Margins()
        self._says_model = True
        self._is_pointed, self._is_last, self._is_passed = False, True, False
        self._earlier: tuple[Message, ...] = ()
        self._name: PlainLabel | None = None
        self._note: MarginNote | None = None
        self._cut: ChapterLine | None = None
        self._fork: ChapterLine | None = None
        self._summary: SummaryCard | None = None
        self._unsent: ChapterLine | None = None
        self._veil: Veil | None = None
        self._brief = self._new_brief() if is_brief else None

    @property
    def above(self) -> list[QWidget]:
        """What stands above the parts, top to bottom."""
        self._make()
        name = self._name if self._says_model and not self.has_note else None
        return [
            widget
            for widget in (self._fork, self._cut, self._summary, self._unsent, name, self._brief)
            if widget is not None
        ]

    @property
    def has_note(self) -> bool:
        """Whether there is room for a note in the margin."""
        room = self._margins.right if self._is_mirrored else self._margins.left
        return bool(self._model_name) and room >= ROOM * self._percent / 100

    @property
    def _is_mirrored(self) -> bool:
        """Whether the row is read from the right, so that the margin it begins with is the right one."""
        return self._row.layoutDirection() is Qt.LayoutDirection.RightToLeft

    @property
    def note(self) -> MarginNote | None:
        """The note in the margin, where there is one."""
        return self._note if self.has_note else None

    def show(self, message: Message) -> None:
        """Take a later state of the message."""
        self._message = message
        if self._note is not None and message.is_final:
            self._note.set_message(as_one(message, self._earlier), self._prices)

    def set_earlier(self, earlier: tuple[Message, ...]) -> None:
        """Take the parts of the same reply that stand above, with which it is counted as one."""
        self._earlier = earlier
        self.show(self._message)

    def set_is_passed(self, *, is_passed: bool) -> None:
        """Whether the reply goes on below, where its cost is told."""
        self._is_passed = is_passed
        self.set_is_last(is_last=self._is_last)

    def set_margins(self, margins: Margins) -> None:
        """Take the room beside the column."""
        self._margins = margins
        self._make()

    def place_note(self, shown: Sequence[QWidget]) -> None:
        """Put the note in the margin on the first line of what the reply shows."""
        if self.has_note and self._note is not None:
            edge = self._margins.right if self._is_mirrored else self._margins.left
            self._note.place_at(edge, _base_line(shown[0], self._percent / 100) if shown else 0)

    def set_says_model(self, *, says_model: bool) -> None:
        """Whether it says which model wrote the message: not where the reply above says the same."""
        self._says_model = says_model
        self._make()

    def set_is_last(self, *, is_last: bool) -> None:
        """Whether the cost always stands beneath the message, so that the note need not tell it."""
        self._is_last = is_last
        if self._note is not None:
            self._note.set_tells_cost(tells_cost=not is_last and not self._is_passed)

    def set_is_cut(self, *, is_cut: bool) -> bool:
        """Whether nothing above the message is sent any more; return whether that is news."""
        if is_cut == (self._cut is not None):
            return False
        _remove(self._cut)
        self._cut = None
        if is_cut:
            send_all = self._actions.send_all_requested
            self._cut = self._line(
                _("Earlier messages are no longer sent"), _("Send them again"), lambda: send_all.emit(self._message.id)
            )
        return True

    def set_unsent(self, *, is_unsent: bool, says_so: bool) -> bool:
        """Whether the message is left out of requests, and whether that is said above it; return whether it is news."""
        has_line, has_veil = is_unsent and says_so, self._veil is not None
        if (has_line, is_unsent) == (self._unsent is not None, has_veil):
            return False
        _remove(self._unsent)
        _remove(self._veil)
        self._unsent = self._veil = None
        if is_unsent:
            from turbodesk.ui.message.veil import Veil

            self._veil = Veil(theme=self._theme, percent=self._percent, parent=self._row)
        if has_line:
            asked, id_ = self._actions.leave_out_requested, self._message.id
            self._unsent = self._line(_("Left out: no longer sent"), _("Send it again"), lambda: asked.emit(id_))
        return True

    def cover(self, shown: Sequence[QWidget]) -> None:
        """Have what the message shows look faint, where it is left out of requests."""
        if self._veil is not None:
            self._veil.cover(shown)

    def set_summary(self, state: SummaryState | None) -> bool:
        """How the summary of all above the message stands, None: there is none; return whether one came or went."""
        if state is not None and self._summary is not None:
            self._summary.set_state(state)
        if (state is not None) == (self._summary is not None):
            return False
        _remove(self._summary)
        self._summary = None
        if state is not None:
            from turbodesk.ui.message.summary_card import SummaryCard

            self._summary = SummaryCard(
                state, actions=self._actions, theme=self._theme, percent=self._percent, parent=self._row
            )
            self._summary.height_changed.connect(self._row.height_may_differ)
            self._summary.setVisible(True)
        return True

    def set_forked_from(self, title: str | None) -> bool:
        """What stands above the message was copied from the chat with this title; return whether that is news."""
        if (title is not None) == (self._fork is not None):
            return False
        _remove(self._fork)
        self._fork = None
        if title is not None:
            words = _("Branched from a deleted chat")
            if title:
                words = _("Branched from “{chat}”").format(chat=beginning(title, _MOST_OF_TITLE))
            origin = self._actions.origin_requested
            self._fork = self._line(words, _("Go there") if title else "", lambda: origin.emit(self._message.id))
        return True

    def _line(self, words: str, choice: str, choose: Callable[[], object]) -> ChapterLine:
        line = ChapterLine(words, choice, choose, theme=self._theme, percent=self._percent, parent=self._row)
        line.setVisible(True)
        return line

    def set_pointed(self, *, is_pointed: bool) -> None:
        """Whether the person points at the message, or the keyboard is in its text."""
        self._is_pointed = is_pointed
        if self._note is not None:
            self._note.set_pointed(is_pointed=is_pointed)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        for label in (self._name, self._brief):
            if label is not None:
                label.setFont(theme.font(TextRole.LABEL, percent))
        for widget in (self._fork, self._cut, self._summary, self._unsent, self._veil, self._note):
            if widget is not None:
                widget.restyle(theme, percent)

    def _make(self) -> None:
        """Make the note or the line that says the model, whichever there is room for, and show only that."""
        if not self._model_name:
            return
        if self.has_note and self._note is None:
            self._note = MarginNote(self._model_name, theme=self._theme, percent=self._percent, parent=self._row)
            self._note.lower()  # Tab comes to the words first
            self._note.set_tells_cost(tells_cost=not self._is_last and not self._is_passed)
            self.show(self._message)
        if not self.has_note and self._says_model and self._name is None:
            self._name = self._label(self._model_name)
        if self._note is not None:
            self._note.set_says_model(says_model=self._says_model)
            self._note.setVisible(self.has_note)
        if self._name is not None:
            self._name.setVisible(self._says_model and not self.has_note)

    def _new_brief(self) -> PlainLabel:
        """The words that only ask to go on need no slip."""
        brief = self._label(_("You asked to go on"))
        brief.setAlignment(Qt.AlignmentFlag.AlignRight)
        set_tip(brief, self._message.text)
        return brief

    def _label(self, text: str) -> PlainLabel:
        label = PlainLabel(text, self._row)
        label.setProperty("kind", "muted")
        label.setFont(self._theme.font(TextRole.LABEL, self._percent))
        return label


def _remove(line: QWidget | None) -> None:
    if line is not None:
        line.hide()
        line.deleteLater()


def _base_line(widget: QWidget, scale: float) -> int:
    """Return where the letters of a widget's first line stand, in pixels of its parent."""
    if isinstance(widget, Body):
        return widget.y() + widget.first_base_line
    return widget.y() + round((_CARD_LINE if isinstance(widget, FailureCard) else _ROW_LINE) * scale)
