"""How many attachments the messages of one open chat have, and how many of those would not go with its next request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from turbodesk.app.attachments.keeping import left_out
from turbodesk.app.trimming import sent_ids
from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.message import Message


class Counted(Protocol):
    """The chat whose messages they are."""

    conversation: Conversation

    def ids(self) -> Sequence[str]:
        """The active path, oldest first."""


class AttachmentCounts:
    """The counts of one chat."""

    def __init__(self, chat: Counted) -> None:
        self._chat = chat
        self.by_id: dict[str, int] = {}
        """Of each message that has any."""

    def has(self, message_id: str) -> bool:
        """Whether files are attached to a message."""
        return bool(self.by_id.get(message_id))

    def note(self, message: Message) -> None:
        """Take note of a new message."""
        if count := len(attachments_in(message.parts)):
            self.by_id[message.id] = count

    def left_out(self, message_id: str) -> int:
        """Return how many of a message's attachments, the first ones, would not go with the next request."""
        conversation = self._chat.conversation
        keep, drafted = conversation.parameters.keep_attachments, len(conversation.draft_parts)
        if keep is None or message_id not in self.by_id:
            return 0  # asked of every row, and a path may have 10,000 messages
        return left_out(message_id, sent_ids(self._chat.ids(), conversation), self.by_id, keep=keep, drafted=drafted)
