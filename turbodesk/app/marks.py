"""What a person has marked in one chat: the messages they want to come back to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from turbodesk.chat.conversation import Conversation

MOST_STARRED = 1_000
"""Starred messages of one chat: they stand in its row, which is read at every start. The oldest stars go."""


class Marked(Protocol):
    """The chat whose messages they are."""

    conversation: Conversation

    def has(self, message_id: str) -> bool:
        """Whether the conversation has this message."""


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
