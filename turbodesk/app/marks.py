"""What a person has marked in one chat: the messages they want to come back to, and those that are not sent.

A message that is left out of requests stays where it is and is found by search. What was said and done for one reply
goes as one: leaving out a reply leaves out the calls of tools before it, with their results. What then remains is made
a valid request by `gateway.turns`, which knows that anything may be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from turbodesk.chat.conversation import Conversation
from turbodesk.chat.message import Message, Role
from turbodesk.chat.turns import is_results

MOST_STARRED = 1_000
"""Starred messages of one chat: they stand in its row, which is read at every start. The oldest stars go."""
NEAR = 50
"""Messages on either side of one within which the calls of tools for it are looked for."""


class Marked(Protocol):
    """The chat whose messages they are."""

    conversation: Conversation

    def ids(self) -> Sequence[str]:
        """The active path, oldest first."""

    def ids_to(self, message_id: str) -> Sequence[str]:
        """Return the messages that lead to this one, and itself; nothing for one that is not there."""

    def has(self, message_id: str) -> bool:
        """Whether the conversation has this message."""

    def message(self, message_id: str) -> Message | None:
        """Return a message, or None while it has not been read from disk."""

    async def fetch(self, ids: Sequence[str]) -> tuple[Message, ...]:
        """Return messages, read from disk where they are not in memory."""


class MessageMarks:
    """The marks of one chat, which are on disk like the chat itself."""

    def __init__(self, chat: Marked, update: Callable[..., object]) -> None:
        """`update` changes fields of the chat's conversation, queues its row and tells."""
        self._chat, self._update = chat, update

    def is_starred(self, message_id: str) -> bool:
        """Whether the person wants to come back to a message."""
        return message_id in self._chat.conversation.starred

    def star(self, message_id: str, *, is_starred: bool) -> None:
        """Let a message be one to come back to, or no longer; nothing happens where it is not of this chat."""
        if is_starred == self.is_starred(message_id) or not self._chat.has(message_id):
            return
        starred = [one for one in self._chat.conversation.starred if one != message_id]
        self._update(starred=(*starred, message_id)[-MOST_STARRED:] if is_starred else tuple(starred))

    def is_unsent(self, message_id: str) -> bool:
        """Whether a message is left out of requests."""
        return message_id in self._chat.conversation.unsent

    async def leave_out(self, message_id: str, *, is_unsent: bool) -> None:
        """Leave a message out of requests, with what belongs to it, or send it again; also one beside the path.

        Raises:
            StoreFailure: what belongs to it cannot be read.
        """
        path = list(self._chat.ids())
        if message_id not in path:
            path = list(self._chat.ids_to(message_id))
        if message_id not in path:
            return
        at = path.index(message_id)
        near = path[max(0, at - NEAR) : at + NEAR + 1]
        read = {one.id: one for one in await self._chat.fetch(near)}
        self._set_unsent(whole_reply(message_id, near, read), is_unsent=is_unsent)

    def send_question(self, question_id: str) -> None:
        """See to it that what a reply is asked for is sent: the question, and what tools have done for it since."""
        if not self._chat.conversation.unsent:
            return
        path = list(self._chat.ids())
        at = path.index(question_id) if question_id in path else -1
        asked = [question_id]
        while at > 0 and (message := self._chat.message(path[at])) is not None:
            if message.role is Role.USER and not is_results(message):
                break
            at -= 1
            asked.append(path[at])
        self._set_unsent(asked, is_unsent=False)

    def _set_unsent(self, ids: Sequence[str], *, is_unsent: bool) -> None:
        before = self._chat.conversation.unsent
        others = tuple(one for one in before if one not in ids)
        after = (*others, *ids) if is_unsent else others
        if set(after) != set(before):
            self._update(unsent=after)


def whole_reply(message_id: str, path: Sequence[str], messages: Mapping[str, Message]) -> list[str]:
    """Return the messages of a stretch of a path that are shown as one reply with this one, in their order."""
    results = [one in messages and is_results(messages[one]) for one in path]
    replies = [one in messages and messages[one].role is Role.ASSISTANT for one in path]
    first = last = path.index(message_id)
    while first > 0 and ((results[first] and replies[first - 1]) or (results[first - 1] and replies[first])):
        first -= 1
    while last + 1 < len(path) and ((results[last] and replies[last + 1]) or (results[last + 1] and replies[last])):
        last += 1
    return list(path[first : last + 1])
