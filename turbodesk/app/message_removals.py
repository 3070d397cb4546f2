"""Removes single messages of one chat for good, and brings the last of them back while that can be undone.

A reply goes with the calls of tools it is made of. What is on the screen follows at once, the rows on disk in one
transaction; they are gone for good when the time to undo it is over (`store.removals` has the steps), which whoever
offers that says by `finish`. Not while anything of the chat is being written, which rests on what was said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from turbodesk.app.gateways import DEMO
from turbodesk.app.marks import NEAR, whole_reply
from turbodesk.app.titles import is_title_of, title_of
from turbodesk.chat import conversation as tree
from turbodesk.chat import removal as plans
from turbodesk.chat.conversation import UNTITLED, Conversation, Node
from turbodesk.chat.message import Message, Role
from turbodesk.chat.turns import is_results
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.chat_context import ChatContext
    from turbodesk.app.drafts import Drafts
    from turbodesk.app.message_cache import MessageCache
    from turbodesk.app.reply_pairs import ReplyPairs
    from turbodesk.app.saved_facts import SavedFacts
    from turbodesk.app.signal import Signal
    from turbodesk.app.summaries import Summaries
    from turbodesk.chat.message_tree import MessageTree
    from turbodesk.chat.removal import MessageRemoval
    from turbodesk.store.removals import Save

REPLY_COMES = _("Wait for the reply, or stop it, before you delete a message")
SUMMARY_COMES = _("Wait for the summary before you delete a message")
_LOOKED_AT = 20
"""Messages among which the words for a new title are looked for."""


class RemovingChat(Protocol):
    """The chat whose messages they are."""

    conversation: Conversation
    context: ChatContext
    summaries: Summaries
    drafts: Drafts
    pairs: ReplyPairs
    saved: SavedFacts
    path_changed: Signal[int]

    @property
    def is_busy(self) -> bool:
        """Whether a reply is growing, or tools run for it."""

    def tell(self) -> None:
        """Tell everybody how the conversation is now."""


class MessageRemovals:
    """The messages that leave one chat."""

    def __init__(self, chat: RemovingChat, tree: MessageTree, messages: MessageCache) -> None:
        self._chat, self._tree, self._messages = chat, tree, messages

    @property
    def why_not(self) -> str:
        """Why no message can be removed now, as a sentence; "" where one can."""
        if self._chat.is_busy:
            return REPLY_COMES
        return SUMMARY_COMES if self._chat.summaries.is_running else ""

    async def remove(self, message_id: str) -> MessageRemoval | None:
        """Remove a message; None where it is not there, or nothing can be removed now.

        Raises:
            StoreFailure: what belongs to it cannot be read.
        """
        if message_id not in self._tree.nodes or self.why_not:
            return None
        path = self._path_through(message_id)
        at = path.index(message_id)
        near = path[max(0, at - NEAR) : at + NEAR + 1]
        read = {one.id: one for one in await self._messages.fetch(near)}
        group = whole_reply(message_id, near, read)
        moved = list(self._tree.under(group[-1]))
        read |= {one.id: one for one in await self._messages.fetch(moved)}
        title = await self._title([read[id_] for id_ in group if id_ in read])
        is_there = message_id in self._tree.nodes and path == self._path_through(message_id)
        if not is_there or moved != self._tree.under(group[-1]) or self.why_not:
            return None  # something else was quicker
        if (edit := self._chat.conversation.edit) is not None and edit.message_id in group:
            self._chat.drafts.keep_edit()
        removal = plans.planned(
            self._tree.nodes,
            self._chat.conversation,
            group,
            follows_gap=lambda id_: id_ in read and read[id_].follows_gap,
            title=title,
        )
        self._messages.put(changed=[plans.hung(read[id_], removal) for id_ in moved if id_ in read], gone=removal.ids)
        left = plans.without(self._tree.nodes, removal)
        self._settle(removal.after, left, partial(self._chat.context.history.removals.remove, removal))
        return removal

    def _path_through(self, message_id: str) -> list[str]:
        """Return the path; for a message that stands beside it, the one that leads through that."""
        nodes, path = self._tree.nodes, self._tree.path
        return list(path) if message_id in path else tree.path(nodes, tree.newest_leaf(nodes, message_id))

    def restore(self, removal: MessageRemoval) -> bool:
        """Bring back what was removed last; False where something else was since, or it is of another chat."""
        chat, nodes = self._chat, self._tree.nodes
        is_other = chat.conversation.id != removal.before.id or any(id_ in nodes for id_ in removal.ids)
        if is_other or not (removal.above is None or removal.above in nodes):
            return False
        now = plans.restored(chat.conversation, removal)
        hung = [one for id_ in removal.moved if (one := self._messages.get(id_)) is not None]
        self._messages.put(changed=[plans.hung_again(one, removal) for one in hung])
        self._settle(now, plans.with_again(nodes, removal), partial(chat.context.history.removals.restore, removal))
        return True

    def finish(self, removal: MessageRemoval) -> asyncio.Future[int]:
        """Queue the end of what was removed: nothing brings it back from then on."""
        return self._chat.context.history.removals.finish(removal.ids, demo=DEMO)

    def _settle(self, conversation: Conversation, nodes: Mapping[str, Node], write: Callable[[Save], object]) -> None:
        chat, before = self._chat, self._chat.conversation
        first = self._tree.change(nodes.values(), conversation.leaf_id)
        chat.conversation = conversation
        write(chat.saved.save)
        if conversation.place != before.place:
            chat.saved.save_place()
        chat.tell()
        chat.path_changed.emit(first)
        for pair in {*before.pairs} ^ {*conversation.pairs}:
            at = pair.left if pair.left in nodes else pair.right
            chat.pairs.changed.emit(nodes[at].parent_id or "" if at in nodes else "")

    async def _title(self, group: Sequence[Message]) -> str:
        """Return the chat's title from now on: one that was made of what goes is made anew."""
        conversation = self._chat.conversation
        is_of_it = any(is_title_of(conversation.title, one.text, one.parts) for one in group if one.role is Role.USER)
        if conversation.titled_by_hand or not is_of_it:
            return conversation.title
        gone = {one.id for one in group}
        rest = await self._messages.fetch([id_ for id_ in self._tree.path if id_ not in gone][:_LOOKED_AT])
        titles = (title_of(one.text, one.parts) for one in rest if one.role is Role.USER and not is_results(one))
        return next(filter(None, titles), UNTITLED)
