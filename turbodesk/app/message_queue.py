"""Keeps what a person has said while a reply was on its way, and has it sent, one after another, when it is there.

A reply that failed or was stopped sends nothing by itself: what waits may not make sense any more, or would fail the
same way. It stays until the person sends it, changes it or takes it out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from turbodesk.chat.conversation import Conversation, Queued
from turbodesk.chat.message import Message, Status
from turbodesk.chat.parts import Part
from turbodesk.chat.turns import awaits_results

MOST = 50
"""Messages that wait in one chat: far more than anybody writes during a reply."""


class Asked(Protocol):
    """The chat whose queue it is."""

    conversation: Conversation

    @property
    def is_busy(self) -> bool:
        """Whether a reply is growing, or tools run for it."""

    def say(self, text: str, parts: Sequence[Part]) -> None:
        """Add a message of the person's and ask for a reply; the draft stays as it is."""

    def stop(self) -> None:
        """End the reply that is growing."""


class MessageQueue:
    """What waits in one chat, which is on disk like the chat itself."""

    def __init__(self, chat: Asked, update: Callable[..., object]) -> None:
        """`update` changes fields of the chat's conversation, queues its row and tells."""
        self._chat, self._update = chat, update
        self._place: int | None = None
        """Where the message that was taken out to be changed stood."""
        self._urgent = ""
        """The id of the one that is sent however the reply that is being stopped ends."""

    @property
    def waiting(self) -> tuple[Queued, ...]:
        """What waits, in the order in which it is sent."""
        return self._chat.conversation.queue

    @property
    def is_full(self) -> bool:
        """Whether no more can be put in line."""
        return len(self.waiting) >= MOST

    def add(self, text: str, parts: Sequence[Part] = (), *, at: int | None = None) -> None:
        """Put a message in line: last, or `at` a place, or where the one stood that was taken out to be changed."""
        if at is None:
            at, self._place = self._place, None
        at = len(self.waiting) if at is None else min(at, len(self.waiting))
        queued = Queued(text.strip("\n").rstrip(), tuple(parts))
        self._set((*self.waiting[:at], queued, *self.waiting[at:]))

    def take_out(self, queued_id: str, *, to_change: bool = False) -> tuple[int, Queued] | None:
        """Take a message out and return where it stood, and it; None where it is not in line any more.

        `to_change`: the next that is put in line takes its place.
        """
        found = next(((at, one) for at, one in enumerate(self.waiting) if one.id == queued_id), None)
        if found is not None:
            self._set(tuple(one for one in self.waiting if one.id != queued_id))
            self._place = found[0] if to_change else None
        return found

    def send_now(self, queued_id: str) -> None:
        """Send a message before all others; a reply that is on its way is stopped for it."""
        self._urgent = queued_id if self._chat.is_busy else ""
        if self._urgent:
            self._chat.stop()
        if not self._chat.is_busy:  # tools end at once, a reply in its own time
            self._urgent = ""
            self.send(queued_id)

    def next_after(self, reply: Message) -> str:
        """Return the id of what is sent now that a reply has ended; "" where nothing is.

        Nothing is where the reply goes on or did not come to its end, unless it was stopped for one of these.
        """
        urgent, self._urgent = self._urgent, ""
        if urgent and reply.status is Status.STOPPED:
            return urgent
        is_over = reply.status is Status.COMPLETE and not awaits_results(reply)
        return self.waiting[0].id if is_over and self.waiting else ""

    def send(self, queued_id: str) -> None:
        """Send a message that waits, if it still does and no reply grows."""
        queued = next((one for one in self.waiting if one.id == queued_id), None)
        if queued is not None and not self._chat.is_busy:
            self._chat.say(queued.text, queued.parts)  # first: a crash in between must not take both
            self._set(tuple(one for one in self.waiting if one.id != queued_id))

    def _set(self, waiting: tuple[Queued, ...]) -> None:
        self._update(queue=waiting)
