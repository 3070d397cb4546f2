"""Reads an open chat anew where others have changed it in the database: an import, an archive, another computer.

What is in front stays as it is as far as it can: what is being written, the place of the reader, a reply that grows,
the rows of messages that are the same. What was changed here meanwhile is not undone, nor is what came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from turbodesk.chat.changes_elsewhere import taken_over, with_changes
from turbodesk.chat.conversation import Conversation, Node
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.history import AT_ONCE

if TYPE_CHECKING:
    from turbodesk.app.chat_context import ChatContext
    from turbodesk.app.drafts import Drafts
    from turbodesk.app.growing_replies import GrowingReplies
    from turbodesk.app.message_cache import MessageCache
    from turbodesk.app.reply_pairs import ReplyPairs
    from turbodesk.app.saved_facts import SavedFacts
    from turbodesk.app.signal import Signal
    from turbodesk.app.summaries import Summaries
    from turbodesk.app.tool_runs import ToolRuns
    from turbodesk.chat.message import Message
    from turbodesk.chat.message_tree import MessageTree


class Reread(Protocol):
    """The chat that is read anew."""

    conversation: Conversation
    context: ChatContext
    saved: SavedFacts
    drafts: Drafts
    pairs: ReplyPairs
    replies: GrowingReplies
    summaries: Summaries
    tools: ToolRuns
    path_changed: Signal[int]
    message_changed: Signal[Message]

    @property
    def is_busy(self) -> bool:
        """Whether a reply is growing, or tools run for it."""

    def tell(self) -> None:
        """Tell everybody how the conversation is now."""


@dataclass(slots=True)
class _Found:
    """What the database holds of a chat, and what was known of it when that was asked for."""

    before: Conversation
    known: frozenset[str]
    on_disk: Conversation
    nodes: Mapping[str, Node]
    attached: Mapping[str, int]
    messages: Sequence[Message]


class Rereading:
    """Reads one open chat anew."""

    def __init__(
        self,
        chat: Reread,
        tree: MessageTree,
        messages: MessageCache,
        attached: dict[str, int],
        kept: Callable[[Conversation], object],
    ) -> None:
        """`attached` counts the attachments of messages by their ids; `kept` is told of a conversation on disk."""
        self._chat, self._tree, self._messages, self._attached = chat, tree, messages, attached
        self._kept = kept
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Take over what is otherwise on disk, one after the other. Raises `StoreFailure`: it cannot be read."""
        async with self._turn:
            found = await self._read()
            if found is not None and self._take(found):
                await self._chat.tools.load()

    async def _read(self) -> _Found | None:
        chat, history = self._chat, self._chat.context.history
        id_ = chat.conversation.id
        while (before := chat.saved.on_disk) is not None:
            # In this very turn: what is changed from here on is later than what is read.
            on_disk = await history.conversation(id_)
            if on_disk is None:
                return None
            changes, known, settled = self._messages.changes, frozenset(self._tree.nodes), self._messages.settled()
            nodes = await history.nodes(id_)
            attached = await history.attachment_counts(id_)
            read = [
                message
                for at in range(0, len(settled), AT_ONCE)
                for message in await history.messages(settled[at : at + AT_ONCE])
            ]
            if changes == self._messages.changes:  # else messages were removed meanwhile, or hung elsewhere
                return _Found(before, known, on_disk, {node.id: node for node in nodes}, attached, read)
        return None

    def _take(self, found: _Found) -> bool:
        """Take it over and tell of it; returns whether the path ends elsewhere now."""
        chat, tree = self._chat, self._tree
        before, last = chat.conversation, tree.path[-1:]
        grow = {id_: node for id_, node in tree.nodes.items() if id_ in chat.replies or id_ not in found.known}
        nodes = {**found.nodes, **grow}
        changed = self._messages.differing(found.messages)
        gone = [id_ for id_ in tree.nodes if id_ not in nodes]
        after = taken_over(before, found.before, found.on_disk)
        if self._must_stay(nodes):
            after = replace(after, leaf_id=before.leaf_id)
        attached = {**found.attached, **{id_: self._attached[id_] for id_ in grow if id_ in self._attached}}
        if (after, nodes, attached) == (before, tree.nodes, self._attached) and not changed:
            return False
        self._messages.put(changed=changed, gone=gone)
        self._attached.clear()
        self._attached.update(attached)
        on_disk = with_changes(chat.saved.on_disk or found.before, found.before, found.on_disk)
        chat.saved.on_disk, chat.conversation = on_disk, after
        first = tree.change(nodes.values(), after.leaf_id)
        if after.edit is not None and after.edit.message_id in gone:
            chat.drafts.keep_edit()
        self._write_back(on_disk)
        self._tell(before, changed, first)
        return tree.path[-1:] != last

    def _must_stay(self, nodes: Mapping[str, Node]) -> bool:
        """Whether the path is to end where it does: something grows there, or is being said anew."""
        edit = self._chat.conversation.edit
        is_edited = edit is not None and edit.message_id in self._tree.path
        return self._chat.conversation.leaf_id in nodes and (self._chat.is_busy or is_edited)

    def _write_back(self, on_disk: Conversation) -> None:
        """Write what is to stay as it is here, though the database has it otherwise."""
        chat, now = self._chat, self._chat.conversation
        if now.leaf_id != on_disk.leaf_id:
            chat.saved.save()
        if (now.draft, now.draft_parts) != (on_disk.draft, on_disk.draft_parts):
            chat.saved.save_draft()
        if now.edit != on_disk.edit:
            chat.saved.save_edit()

    def _tell(self, before: Conversation, changed: Sequence[Message], first: int) -> None:
        chat, after = self._chat, self._chat.conversation
        self._kept(after)
        chat.tell()
        chat.path_changed.emit(first)
        for message in changed:
            chat.message_changed.emit(message)
        for pair in {*before.pairs} ^ {*after.pairs}:
            at = pair.left if pair.left in self._tree.nodes else pair.right
            chat.pairs.changed.emit(self._tree.nodes[at].parent_id or "" if at in self._tree.nodes else "")
        if (before.summaries, before.sent_from) != (after.summaries, after.sent_from):
            chat.summaries.changed.emit(None)
        if (before.draft, before.draft_parts) != (after.draft, after.draft_parts):
            chat.drafts.came.emit(None)
