"""What of a conversation's messages is in memory: read from disk when asked for, let go of when there are many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.message import Message, Status
from turbodesk.store.history import History

KEPT_MESSAGES = 400
"""Messages held in memory at most: a window shows about 60, the rest is for scrolling back and forth."""


class MessageCache:
    """The messages of one conversation; one that is not final grows here, and stays until it is."""

    def __init__(self, history: History, scope: Scope) -> None:
        self.loaded: Signal[tuple[str, ...]] = Signal()
        """These messages have been read and `get` gives them."""
        self._history, self._scope = history, scope
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._wanted: set[str] = set()
        self.changes = 0
        """How often messages that stand on disk came to be others; what was read meanwhile is read again."""

    def get(self, message_id: str) -> Message | None:
        """Return a message, or None while it has not been read from disk (`request` reads it)."""
        message = self._messages.get(message_id)
        if message is not None:
            self._messages.move_to_end(message_id)
        return message

    def __len__(self) -> int:
        return len(self._messages)

    def __getitem__(self, message_id: str) -> Message:
        return self._messages[message_id]

    def keep(self, message: Message) -> None:
        """Hold a message, which is the latest state of it there is."""
        self._messages[message.id] = message
        self._messages.move_to_end(message.id)
        while len(self._messages) > KEPT_MESSAGES:
            del self._messages[next(id_ for id_, one in self._messages.items() if one.is_final)]

    def put(self, *, changed: Iterable[Message] = (), gone: Iterable[str] = ()) -> None:
        """Messages on disk are about to be others, or to be gone."""
        self.changes += 1
        for id_ in gone:
            self._messages.pop(id_, None)
        for message in changed:
            if message.id in self._messages:
                self._messages[message.id] = message

    def settled(self) -> list[str]:
        """Return the ids of the messages in memory that grow no more."""
        return [id_ for id_, message in self._messages.items() if message.is_final]

    def differing(self, read: Iterable[Message]) -> list[Message]:
        """Return those of `read` that are in memory otherwise."""
        found = ((message, self._messages.get(message.id)) for message in read)
        return [one for one, known in found if known is not None and known != one and one.is_final]

    def request(self, ids: Sequence[str]) -> None:
        """Read these messages soon; `loaded` tells when."""
        new = [id_ for id_ in ids if id_ not in self._messages and id_ not in self._wanted]
        if new:
            self._wanted.update(new)
            self._scope.start(f"read.{new[0]}", self.read(new))

    async def fetch(self, ids: Sequence[str]) -> tuple[Message, ...]:
        """Return messages, read from disk where they are not in memory, without keeping those."""
        known = {id_: self._messages[id_] for id_ in ids if id_ in self._messages}  # may be let go of meanwhile
        changes = self.changes
        missing = [id_ for id_ in ids if id_ not in known]
        read = {message.id: message for message in await self._history.messages(missing)} if missing else {}
        if changes != self.changes:
            return await self.fetch(ids)
        found = (self._messages.get(id_) or known.get(id_) or read.get(id_) for id_ in ids)
        return tuple(message for message in found if message is not None)

    async def read(self, ids: Sequence[str]) -> None:
        """Read these messages and keep them."""
        try:
            changes = -1
            while changes != self.changes:
                changes, messages = self.changes, await self._history.messages(ids)
        finally:
            self._wanted.difference_update(ids)
        for message in messages:
            if message.id not in self._messages:  # one that grew meanwhile is newer than the disk's
                self.keep(message if message.is_final else replace(message, status=Status.INTERRUPTED))
        if messages:
            self.loaded.emit(tuple(message.id for message in messages))
