"""Has the gateway count what the draft would send, where it is known to count, once the person has stopped typing.

Counting is free of charge, but the whole request travels for it: so there is one question at a time, none while a
reply arrives, none for the demo, and none where the files that would go along are large.
"""

from __future__ import annotations

import asyncio

from turbodesk.app.gateways import Gateways
from turbodesk.app.live import LiveChat
from turbodesk.app.profiles import Profiles
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.app.trimming import sent_ids
from turbodesk.chat.attachments import Attachment, attachments_in
from turbodesk.chat.errors import Failure

PAUSE_S = 1.5
"""How long the person must have stopped typing."""
MOST_FILES = 2_000_000
"""Bytes of files that are sent to be counted; more would hold up the message itself on a slow line."""
_TASK = "count"

Key = tuple[object, ...]


class ExactCounts:
    """Counts for one window; `scope` is its own."""

    def __init__(self, gateways: Gateways, profiles: Profiles, scope: Scope, *, pause_s: float = PAUSE_S) -> None:
        self.counted: Signal[None] = Signal()
        """There is a count for what was wanted."""
        self._gateways, self._profiles, self._scope, self._pause_s = gateways, profiles, scope, pause_s
        self._known: tuple[Key, int | None] | None = None
        self._asked: Key | None = None

    def of(self, chat: LiveChat) -> int | None:
        """Return the input tokens of what sending the draft would take, if exactly that has been counted."""
        return self._known[1] if self._known is not None and self._known[0] == _key(chat) else None

    def want(self, chat: LiveChat | None) -> None:
        """Ask for the chat's count after a pause. A question about something else is taken back; None: only that."""
        key = None if chat is None or not self._may_ask(chat) else _key(chat)
        if key == self._asked and key is not None and self._scope.is_running(_TASK):
            return
        self._scope.cancel(_TASK)
        self._asked = key
        if chat is not None and key is not None and (self._known is None or self._known[0] != key):
            self._scope.start(_TASK, self._count(chat, key))

    def take_back(self, chat: LiveChat | None) -> None:
        """Hang up at once where the question is about something else than this chat would send now."""
        if self._asked is not None and (chat is None or chat.is_replying or self._asked != _key(chat)):
            self.want(None)

    def _may_ask(self, chat: LiveChat) -> bool:
        has_draft = chat.conversation.draft.strip() or chat.conversation.draft_parts
        counts = self._profiles.facts(chat.conversation.gateway_id).count_tokens is True
        return bool(has_draft) and counts and not chat.is_replying and _size(chat) <= MOST_FILES

    async def _count(self, chat: LiveChat, key: Key) -> None:
        await asyncio.sleep(self._pause_s)
        try:
            gateway = await self._gateways.of(chat.conversation)
            count = await gateway.count_tokens(await chat.next_request())
        except Failure:
            count = None  # the estimate stands; whatever is wrong is told when the message is sent
        if key == _key(chat):
            self._known = (key, count)
            self.counted.emit(None)


def _key(chat: LiveChat) -> Key:
    """What a count depends on."""
    one = chat.conversation
    there = (one.id, one.gateway_id, chat.model.id, one.leaf_id, one.sent_from, one.summaries, one.unsent)
    return (*there, one.parameters, one.draft.strip("\n").rstrip(), one.draft_parts)


def _size(chat: LiveChat) -> int:
    """The bytes of the files that would go along, of the messages that are in memory."""
    ids = sent_ids(chat.ids(), chat.conversation)
    messages = [message for id_ in ids if (message := chat.message(id_)) is not None]
    files: list[Attachment] = [*attachments_in(chat.conversation.draft_parts)]
    for message in messages:
        files += attachments_in(message.parts)[chat.attached.left_out(message.id) :]
    return sum(file.size for file in files)
