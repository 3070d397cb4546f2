"""Takes a conversation as it stands on disk: chats that nobody has open need not be opened to be written."""

from __future__ import annotations

from collections.abc import Callable

from turbodesk.app.exports.transcript import PORTION, Transcript, transcript_of
from turbodesk.app.trimming import sent_summary
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.message import Message
from turbodesk.chat.message_tree import MessageTree
from turbodesk.chat.model import Model
from turbodesk.store.history import History


async def stored_transcript(
    conversation: Conversation, history: History, model_of: Callable[[str], Model]
) -> Transcript:
    """Read all messages of a conversation's active path. Raises `StoreFailure` when they cannot be read."""
    tree = MessageTree()
    tree.load(await history.nodes(conversation.id), conversation.leaf_id)
    messages: list[Message] = []
    for start in range(0, len(tree.path), PORTION):
        messages += await history.messages(tree.path[start : start + PORTION])
    return transcript_of(conversation, messages, sent_summary(tree.path, conversation), model_of)
