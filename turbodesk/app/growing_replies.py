"""The replies of one chat that are growing, each from its request to its last word.

There is one at most in the usual course of a chat, and two where one question goes to two models; each has its own
task, its own waits and its own end, and none knows of the other.

What has come of a reply is fetched as often as it is of use: for each frame that is drawn where the person reads it,
and else so that it is on disk in time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import field
from typing import Protocol

from turbodesk.app.asking import reply_events
from turbodesk.app.chat_context import ChatContext
from turbodesk.app.message_cache import MessageCache
from turbodesk.app.signal import Signal
from turbodesk.app.summaries import Summaries
from turbodesk.app.tasks import Scope
from turbodesk.app.trimming import sent_ids
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.errors import Failure, FailureNote
from turbodesk.chat.events import (
    Event,
    Failed,
    InputDelta,
    Interrupted,
    Stopped,
    TextDelta,
    ThinkingDelta,
    Waiting,
)
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message
from turbodesk.chat.message_tree import MessageTree
from turbodesk.chat.model import Model
from turbodesk.chat.reduce import apply
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _


class Answered(Protocol):
    """The chat whose replies they are."""

    conversation: Conversation
    context: ChatContext
    summaries: Summaries
    message_changed: Signal[Message]
    waiting_changed: Signal[Waiting | None]

    async def fetch(self, ids: Sequence[str]) -> tuple[Message, ...]:
        """Return messages, read from disk where they are not in memory."""


UNSEEN_S = 0.08
"""How often what has come of a reply is fetched that nobody sees. Together with what the journal gathers it is the
longest that anything is not on disk, which is to be below a quarter of a second."""
READ_FAST = 1_000
"""Characters a second from which each frame of the screen shows something; below, every other is as smooth."""
_MEASURED_MS = 400


class Speed:
    """How quickly a reply comes, by what came lately."""

    def __init__(self) -> None:
        self.frame_s = 1 / 30
        """How often it is worth drawing."""
        self._characters = self._since_ms = 0

    def note(self, event: Event, at_ms: int) -> None:
        """Take note of what has come."""
        match event:
            case TextDelta(text=text) | ThinkingDelta(text=text) | InputDelta(partial_json=text):
                self._characters += len(text)
        passed_ms = at_ms - self._since_ms
        if passed_ms >= _MEASURED_MS:
            self.frame_s = 1 / 60 if self._characters * 1_000 >= READ_FAST * passed_ms else 1 / 30
        if not 0 <= passed_ms < _MEASURED_MS:
            self._characters, self._since_ms = 0, at_ms


@dataclass(slots=True)
class GrowingReply:
    """How one of them stands."""

    model: Model
    continues: Message | None
    """The reply it goes on with as if that had never stopped."""
    heard_ms: int = field(default_factory=now_ms)
    """When something of it came last, in milliseconds since 1970."""
    waiting: Waiting | None = None
    is_stopping: bool = False
    speed: Speed = field(default_factory=Speed)


class GrowingReplies:
    """Those of `chat`; what they are by now stands in `messages`, and is told by the chat."""

    def __init__(
        self,
        chat: Answered,
        *,
        tree: MessageTree,
        messages: MessageCache,
        scope: Scope,
        ended: Callable[[Message], None],
    ) -> None:
        """`ended` is called with each reply that has had its last word."""
        self._chat, self._tree, self._messages = chat, tree, messages
        self._scope, self._ended = scope, ended
        self._growing: dict[str, GrowingReply] = {}

    def __len__(self) -> int:
        return len(self._growing)

    def __contains__(self, message_id: object) -> bool:
        return message_id in self._growing

    def get(self, message_id: str) -> GrowingReply | None:
        """Return how a reply stands, or None for one that does not grow."""
        return self._growing.get(message_id)

    def parents(self) -> set[str | None]:
        """Return the ids of what they answer."""
        return {self._tree.nodes[id_].parent_id for id_ in self._growing}

    def take(self, reply: Message, model: Model, continues: Message | None) -> None:
        """Count a reply as growing, before anybody hears of it."""
        self._growing[reply.id] = GrowingReply(model, continues)

    def start(self, reply_id: str) -> None:
        """Ask for one that was taken."""
        self._scope.start(f"reply.{reply_id}", self._receive(reply_id)).add_done_callback(
            lambda task: self._done(reply_id, task)
        )

    def stop(self, reply_id: str = "") -> None:
        """End one of them, or all; what has arrived is kept and the connection is closed."""
        for id_ in [reply_id] if reply_id else list(self._growing):
            if (growing := self._growing.get(id_)) is not None:
                growing.is_stopping = True
                self._scope.cancel(f"reply.{id_}")

    async def _receive(self, reply_id: str) -> None:
        growing, chat = self._growing[reply_id], self._chat

        def every_s() -> float:
            return growing.speed.frame_s if chat.context.is_seen(chat.conversation.id) else UNSEEN_S

        try:
            path = self._tree.path_to(self._tree.nodes[reply_id].parent_id)
            messages = await chat.fetch(sent_ids(path, chat.conversation))
            given = (chat.context, chat.conversation, messages, chat.summaries.in_force)
            events = reply_events(
                *given,
                model=growing.model,
                continues=growing.continues,
                so_far=lambda: self._messages[reply_id],
                every_s=every_s,
            )
            async with aclosing(events):
                async for event in events:
                    self._take(reply_id, event)
        except Failure as failure:
            self._take(reply_id, Failed(failure.note))

    def _take(self, reply_id: str, event: Event) -> None:
        growing = self._growing.get(reply_id)
        if growing is None:
            return
        growing.heard_ms = now_ms()
        growing.speed.note(event, growing.heard_ms)
        self._set_waiting(growing, event if isinstance(event, Waiting) else None)
        if isinstance(event, Waiting):
            return
        message = apply(self._messages[reply_id], event)
        self._messages.keep(message)
        if message.is_final:
            del self._growing[reply_id]
            self._ended(message)
        else:
            self._chat.context.journal.append(reply_id, event)
            self._chat.message_changed.emit(message)

    def _set_waiting(self, growing: GrowingReply, waiting: Waiting | None) -> None:
        if waiting is not growing.waiting:
            growing.waiting = waiting
            self._chat.waiting_changed.emit(waiting)

    def _done(self, reply_id: str, task: asyncio.Task[None]) -> None:
        """Give an end to a reply whose task had no last word: stopped, closed with the program, or our defect."""
        growing = self._growing.get(reply_id)
        if growing is None:
            return  # it had its last word
        if not task.cancelled() and task.exception() is not None:
            ended: Event = Failed(FailureNote("defect", _("Something went wrong inside TurboDesk."), _("Try again.")))
        else:
            ended = Stopped() if growing.is_stopping else Interrupted()
        self._take(reply_id, ended)
