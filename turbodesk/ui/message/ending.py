"""Keeps what stands under a message's parts: that a reply is awaited, why it ended, and what one can do with it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from turbodesk.chat.cost import as_one, cost_facts, cost_line
from turbodesk.chat.errors import FailureNote, Remedy
from turbodesk.chat.events import Waiting
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message
from turbodesk.chat.model import Prices
from turbodesk.chat.reply_status import (
    MAY_TRY_AGAIN_S,
    PartLabel,
    ending_note,
    failure_remedies,
    message_details,
    shows_something,
)
from turbodesk.chat.turns import can_continue
from turbodesk.translation import _
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.failure_card import FailureCard
from turbodesk.ui.message.fold import Fold
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.status_line import StatusLine
from turbodesk.ui.message.waiting import WaitingLine
from turbodesk.ui.theme.theme import Theme

SILENT_AFTER_MS = MAY_TRY_AGAIN_S * 1000
"""After so long without anything new, a reply that has begun says that it is still awaited."""


class MessageEnding(QObject):
    """The widgets under one message's parts, children of `row`, which places them; made when they are needed."""

    def __init__(
        self,
        row: BaseMessageView,
        message: Message,
        *,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        prices: Prices | None,
        model_name: str = "",
    ) -> None:
        super().__init__(row)
        self._row, self._actions = row, actions
        self._message = message
        self._model_name = model_name
        self._theme, self._percent, self._prices = theme, percent, prices
        self._is_last = True
        self._is_passed = False
        self._unavailable: frozenset[Remedy] = frozenset()
        self._successor = ""
        self._siblings = (0, 1)
        self._is_pointed = self._is_starred = self._is_unsent = False
        self._shows_cost = self._can_delete = True
        self.stands_alone = True
        """Whether it is not one of two side by side, whose cost stands above them."""
        self._earlier: tuple[Message, ...] = ()
        self._retry: Waiting | None = None
        self._waiting: WaitingLine | None = None
        self._heard_ms = now_ms()
        """When something of the reply came last."""
        self._silence: WaitingLine | None = None
        self._silence_timer: QTimer | None = None
        self._note: StatusLine | None = None
        self._card: FailureCard | None = None
        self._footer: Footer | None = None
        self._details: Fold | None = None

    @property
    def widgets(self) -> list[QWidget]:
        """What is shown, top to bottom."""
        footer = None if self._is_passed else self._footer
        shown = (self._waiting, self._silence, self._note, self._card, footer, self._details)
        return [one for one in shown if one is not None]

    @property
    def is_silent(self) -> bool:
        """Whether it is told that nothing more comes of a reply that has begun; the line has a dot of its own."""
        return self._silence is not None

    def show(self, message: Message) -> None:
        """Show how far the reply has come."""
        if message is not self._message:
            self._message, self._heard_ms = message, now_ms()
        awaited = not message.is_final and not any(shows_something(part) for part in message.parts)
        self._set_waiting_shown(is_shown=awaited)
        self._watch_silence(is_growing=not message.is_final and not awaited)
        if message.is_final:
            self._show_ending()

    def set_waiting(self, waiting: Waiting | None) -> None:
        """Show when and why the request goes out again, or that the reply is awaited as usual."""
        if waiting is self._retry:
            return  # it counts down already
        self._retry = waiting
        if self._waiting is not None:
            self._waiting.set_waiting(waiting)
            self._row.height_may_differ()

    def set_heard(self, heard_ms: int) -> None:
        """Something of the reply came last at `heard_ms`, milliseconds since 1970, before it was shown here."""
        self._heard_ms = heard_ms

    def set_siblings(self, position: int, count: int) -> None:
        """Show that this is version `position` (from 0) of `count`."""
        self._siblings = (position, count)
        if self._footer is not None:
            self._footer.show_place(position, count)

    def set_starred(self, *, is_starred: bool) -> None:
        """Whether the person wants to come back to the reply."""
        self._is_starred = is_starred
        if self._footer is not None:
            self._footer.set_starred(is_starred=is_starred)

    def set_unsent(self, *, is_unsent: bool) -> None:
        """Whether the reply is left out of requests."""
        self._is_unsent = is_unsent
        if self._footer is not None:
            self._footer.is_unsent = is_unsent

    def set_can_delete(self, *, can_delete: bool) -> None:
        """Whether the reply can be deleted now."""
        self._can_delete = can_delete
        if self._footer is not None:
            self._footer.can_delete = can_delete

    def set_is_last(self, *, is_last: bool) -> None:
        """Whether it is the conversation's last message: only there one can try again or go on."""
        if is_last == self._is_last:
            return  # told of all rows at each change of the chat
        self._is_last = is_last
        if self._footer is not None:
            self._dress_footer(self._footer)
        self._offer()

    def set_pointed(self, *, is_pointed: bool) -> None:
        """Whether the person points at the message, or the keyboard is in its text."""
        self._is_pointed = is_pointed
        if self._footer is not None:
            self._footer.set_pointed(is_pointed=is_pointed)

    def set_shows_cost(self, *, shows_cost: bool) -> None:
        """Whether the cost stands here beneath earlier replies too: not where a note in the margin tells it."""
        if shows_cost != self._shows_cost:
            self._shows_cost = shows_cost
            if self._footer is not None:
                self._dress_footer(self._footer)

    def set_earlier(self, earlier: tuple[Message, ...]) -> None:
        """Say of these parts of the same reply, between which tools ran, what they cost together with this one."""
        self._earlier = earlier
        if self._footer is not None:
            self._dress_footer(self._footer)

    def set_is_passed(self, *, is_passed: bool) -> None:
        """Whether the reply goes on below, after a tool's result: then nothing stands under this part of it."""
        self._is_passed = is_passed
        if self._footer is not None:
            self._footer.setVisible(not is_passed)

    def set_unavailable(self, remedies: frozenset[Remedy], *, successor: str) -> None:
        """These remedies make no sense now; `successor` is the name of the model to use instead of the chat's."""
        self._unavailable, self._successor = remedies, successor
        self._offer()

    def _offer(self) -> None:
        offered = frozenset(Remedy) - self._unavailable if self._is_last else frozenset[Remedy]()
        if self._note is not None:
            self._note.set_offered(offered)
        if self._card is not None:
            self._card.set_offered(offered, successor=self._successor)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        for widget in (self._waiting, self._silence, self._note, self._card, self._footer, self._details):
            if widget is not None:
                widget.restyle(theme, percent)

    def _set_waiting_shown(self, *, is_shown: bool) -> None:
        if is_shown and self._waiting is None:
            self._waiting = self._new_line(self._message.created_at, is_silence=False)
            self._waiting.set_waiting(self._retry)
            self._waiting.setVisible(True)
        elif not is_shown and self._waiting is not None:
            self._waiting.hide()
            self._waiting.deleteLater()
            self._waiting = None

    def _new_line(self, since_ms: int, *, is_silence: bool) -> WaitingLine:
        line = WaitingLine(
            since_ms,
            is_silence=is_silence,
            message_id=self._message.id,
            model_name=self._model_name,
            actions=self._actions,
            theme=self._theme,
            percent=self._percent,
            parent=self._row,
        )
        line.height_changed.connect(self._row.height_may_differ)
        return line

    def _watch_silence(self, *, is_growing: bool) -> None:
        """Begin anew to wait for silence, since something has come; or end, since nothing more will."""
        if self._silence is not None:
            self._silence.hide()
            self._silence.deleteLater()
            self._silence = None
        if is_growing:
            if self._silence_timer is None:
                self._silence_timer = QTimer(self, singleShot=True)
                self._silence_timer.timeout.connect(self._tell_silence)
            self._silence_timer.start(max(0, self._heard_ms + SILENT_AFTER_MS - now_ms()))
        elif self._silence_timer is not None:
            self._silence_timer.stop()

    def _tell_silence(self) -> None:
        self._silence = self._new_line(self._heard_ms, is_silence=True)
        self._silence.setVisible(True)
        self._row.height_may_differ()

    def _show_ending(self) -> None:
        message = self._message
        note = ending_note(message)
        if note is not None and self._note is None:
            self._note = StatusLine(
                note,
                message_id=message.id,
                actions=self._actions,
                theme=self._theme,
                percent=self._percent,
                parent=self._row,
            )
            self._note.setVisible(True)
        if message.failure is not None and self._card is None:
            self._card = self._new_card(message.failure)
            self._card.setVisible(True)
        if self._footer is None:
            self._footer = self._new_footer()
            self._footer.setVisible(not self._is_passed)
        self._offer()

    def _new_card(self, failure: FailureNote) -> FailureCard:
        card = FailureCard(
            failure,
            message_id=self._message.id,
            actions=self._actions,
            others=failure_remedies(self._message),
            theme=self._theme,
            percent=self._percent,
            parent=self._row,
        )
        card.height_changed.connect(self._row.height_may_differ)
        return card

    def _new_footer(self) -> Footer:
        footer = Footer(
            self._message.id, actions=self._actions, theme=self._theme, percent=self._percent, parent=self._row
        )
        footer.details_requested.connect(self._toggle_details)
        footer.show_place(*self._siblings)
        footer.set_pointed(is_pointed=self._is_pointed)
        footer.set_starred(is_starred=self._is_starred)
        footer.is_unsent, footer.can_delete = self._is_unsent, self._can_delete
        self._dress_footer(footer)
        return footer

    def _toggle_details(self) -> None:
        if self._details is not None:
            self._details.hide()
            self._details.deleteLater()
            self._details = None
        else:
            label = PartLabel(_("Details"), message_details(self._message))
            self._details = Fold(label, theme=self._theme, percent=self._percent, parent=self._row)
            self._details.height_changed.connect(self._row.height_may_differ)
            self._details.button.setChecked(True)
            self._details.setVisible(True)
        self._row.height_may_differ()

    def _dress_footer(self, footer: Footer) -> None:
        note, failure = ending_note(self._message), self._message.failure
        footer.set_always(is_always=self._is_last)
        whole = as_one(self._message, self._earlier)
        is_told = self.stands_alone and (self._shows_cost or self._is_last)
        words = cost_line(whole.usage, self._prices) if is_told else ""
        footer.set_cost(words, cost_facts(whole, self._prices))
        has_text = bool(self._message.text.strip())
        footer.offers_compare = self.stands_alone and has_text
        footer.set_can_copy(can_copy=has_text, has_details=bool(self._message.parts) or failure is None)
        offered = {*(() if note is None else (note.remedy, *note.others)), failure.remedy if failure else Remedy.NONE}
        footer.set_can_try_again(can_try_again=self._is_last and Remedy.TRY_AGAIN not in offered)
        footer.set_can_continue(can_continue=self._is_last and can_continue(self._message))
