"""Two replies to one question side by side: asked of two models at once, or of another beside one that is there.

Both are versions of one another in the tree, as after "Try again". What is kept beside them is only that they are shown
together, until the person keeps one of them. One of a pair is on the path: with that one the chat goes on.
A reply that is asked for once more takes the place of the old one in its pair.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from turbodesk.app.signal import Signal
from turbodesk.chat.conversation import Conversation, ReplyPair
from turbodesk.chat.message import Message, Role
from turbodesk.chat.turns import PAUSED, can_prefill

if TYPE_CHECKING:
    from turbodesk.app.chat_context import ChatContext
    from turbodesk.app.growing_replies import GrowingReplies
    from turbodesk.chat.conversation import Node
    from turbodesk.chat.model import Model

MOST = 200
"""Pairs of one chat: they stand in its row, which is read at every start. The oldest are shown as versions again."""


class Paired(Protocol):
    """The chat whose replies they are."""

    conversation: Conversation
    context: ChatContext
    replies: GrowingReplies

    @property
    def is_busy(self) -> bool:
        """Whether a reply is growing, or tools run for it."""

    @property
    def model(self) -> Model:
        """The model of the next reply."""

    def ids(self) -> Sequence[str]:
        """The active path, oldest first."""

    def has(self, message_id: str) -> bool:
        """Whether the conversation has this message."""

    def node(self, message_id: str) -> Node:
        """Return a message's place in the tree."""

    def message(self, message_id: str) -> Message | None:
        """Return a message, or None while it has not been read from disk."""

    def last_reply(self) -> Message | None:
        """Return the last reply of the path, if it is in memory."""

    def show(self, message_id: str) -> None:
        """Bring a message that stands beside the path onto it."""

    def stop(self, message_id: str = "") -> None:
        """End a reply, or all that grow."""

    def answer_again(self, message_id: str, model: Model | None) -> None:
        """Ask for a reply of the path once more, whatever grows beside it."""

    def begin_beside(
        self, question_id: str, pair: Callable[[Message], object], *, model: Model, continues: Message | None = None
    ) -> None:
        """Ask for a reply that stands beside the path; `pair` has it shown with another."""


class ReplyPairs:
    """The pairs of one chat, which are on disk like the chat itself."""

    def __init__(self, chat: Paired, update: Callable[..., object]) -> None:
        """`update` changes fields of the chat's conversation, queues its row and tells."""
        self._chat, self._update = chat, update
        self.changed: Signal[str] = Signal()
        """The replies to this message, given by its id, are shown together, or no longer."""

    # What there is

    def of(self, message_id: str) -> ReplyPair | None:
        """Return the pair a reply is in, both of which are there; None for one that stands alone.

        A file may tell of a reply in two pairs: it is in the first of them that can be one.
        """
        pair = self._first(message_id)
        return pair if pair is not None and self._first(pair.other(message_id)) is pair else None

    def _first(self, message_id: str) -> ReplyPair | None:
        """Return the first pair with a reply, of those that are replies to one message."""
        return next((one for one in self._chat.conversation.pairs if message_id in one and self._is_whole(one)), None)

    def _is_whole(self, pair: ReplyPair) -> bool:
        if pair.left == pair.right or not (self._chat.has(pair.left) and self._chat.has(pair.right)):
            return False
        left, right = self._chat.node(pair.left), self._chat.node(pair.right)
        return left.parent_id == right.parent_id is not None and left.role is right.role is Role.ASSISTANT

    def last(self) -> ReplyPair | None:
        """Return the pair the path ends in; None where it ends in none."""
        ids = self._chat.ids()
        return self.of(ids[-1]) if ids else None

    def newest(self) -> ReplyPair | None:
        """Return the last pair on the path; None where there is none."""
        if not self._chat.conversation.pairs:
            return None
        return next((pair for id_ in reversed(self._chat.ids()) if (pair := self.of(id_)) is not None), None)

    def row_of(self, message_id: str) -> str:
        """Return the id of the message of the path in whose place a message is shown: its own, if it is in no pair."""
        pair = self.of(message_id)
        if pair is None:
            return message_id
        path = self._chat.ids()
        return message_id if message_id in path else pair.other(message_id)

    def with_those_beside(self) -> Sequence[str]:
        """Return the path with each pair's other reply next to the one that is on it, the left one first."""
        if not self._chat.conversation.pairs:
            return self._chat.ids()
        ids = list(self._chat.ids())
        for pair in self._chat.conversation.pairs:
            front = next((one for one in (pair.left, pair.right) if one in ids), None)
            if front is not None and self.of(front) is pair:
                at = ids.index(front)
                ids[at : at + 1] = [pair.left, pair.right]
        return ids

    def with_others(self, ids: Sequence[str]) -> Sequence[str]:
        """Return these messages, and of each that is in a pair the other one too."""
        if not self._chat.conversation.pairs:
            return ids
        pairs = ((id_, self.of(id_)) for id_ in ids)
        return list(dict.fromkeys(one for id_, pair in pairs for one in (id_, pair.other(id_) if pair else id_)))

    @property
    def second(self) -> Model | None:
        """The model the next question goes to as well."""
        model_id = self._chat.conversation.second_model
        return None if model_id is None else self._model(model_id)

    # Asking

    def set_second(self, model_id: str | None) -> None:
        """Let the next question go to this model as well, or to the chat's alone."""
        self._update(second_model=model_id)

    def ask_second(self) -> None:
        """Ask the second model, if there is one, what was just asked of the chat's own; from then on there is none."""
        second, first = self.second, self._chat.last_reply()
        if second is not None and first is not None:
            self._update(second_model=None)
            self.compare(first.id, second)

    def compare(self, message_id: str, model: Model) -> bool:
        """Ask `model` what a reply of the path answers, and show both together; False: not now, or not of this one."""
        node = self._chat.node(message_id) if self._chat.has(message_id) else None
        if node is None or node.role is not Role.ASSISTANT or node.parent_id is None:
            return False
        if not self._may_begin(node.parent_id) or message_id not in self._chat.ids():
            return False
        before = self.of(message_id)
        if before is not None:
            self._chat.stop(before.other(message_id))  # nobody would see any more what it costs

        def pair_with(reply: Message) -> None:
            pair = ReplyPair(message_id, reply.id)
            if before is not None:  # the new one comes in the place of what was beside it
                pair = before.replaced(before.other(message_id), reply.id)
            self._put(pair, instead=before)

        self._chat.begin_beside(node.parent_id, pair_with, model=model)
        return True

    def try_again(self, message_id: str, model: Model | None = None) -> bool:
        """Ask for one of a pair once more, of its own model or another; False: it is in none, or it grows."""
        pair = self.of(message_id)
        if pair is None or message_id in self._chat.replies:
            return False
        said = self._chat.message(message_id)
        model = model or (self._model(said.model) if said is not None and said.model else None)
        question_id = self._chat.node(message_id).parent_id or ""
        if not self._may_begin(question_id):
            return False
        if message_id in self._chat.ids():
            self._chat.answer_again(message_id, model)
        else:
            self._begin_instead(pair, message_id, model=model or self._chat.model)
        return True

    def go_on(self, message_id: str) -> bool:
        """Go on with one that stands beside the path and was broken off; False: that is to be done on the path."""
        pair, reply = self.of(message_id), self._chat.message(message_id)
        if pair is None or reply is None or message_id in self._chat.ids() or message_id in self._chat.replies:
            return False
        model = self._model(reply.model) if reply.model else self._chat.model
        joins = reply.stop_reason == PAUSED or can_prefill(reply, model, self._chat.conversation.parameters)
        if joins and self._may_begin(reply.parent_id or ""):
            self._begin_instead(pair, message_id, model=model, continues=reply)
        return joins

    def _begin_instead(
        self, pair: ReplyPair, message_id: str, *, model: Model, continues: Message | None = None
    ) -> None:
        """Ask for a reply that stands beside the path, in the place of one of a pair."""
        question_id = self._chat.node(message_id).parent_id or ""
        self._chat.begin_beside(
            question_id,
            lambda reply: self._put(pair.replaced(message_id, reply.id), instead=pair),
            model=model,
            continues=continues,
        )

    def _may_begin(self, question_id: str) -> bool:
        """Whether nothing grows but replies to this very message."""
        parents = self._chat.replies.parents()
        return parents == {question_id} or not self._chat.is_busy

    def _model(self, model_id: str | None) -> Model:
        return self._chat.context.model(replace(self._chat.conversation, model=model_id))

    # Choosing

    def keep(self, message_id: str) -> bool:
        """Go on with one of a pair and with its model; the other stops if it grows, and stays as a version."""
        pair = self.of(message_id)
        if pair is None:
            return False
        self._chat.stop(pair.other(message_id))
        self._chat.show(message_id)
        if message_id not in self._chat.ids():
            return False  # replies grow elsewhere
        message = self._chat.message(message_id)
        if message is not None and message.model:
            self._update(model=message.model)
        self.part(message_id)
        return True

    def part(self, message_id: str) -> None:
        """Show a reply and the one beside it as versions again, each by itself."""
        if (pair := self.of(message_id)) is not None:
            self._update(pairs=tuple(one for one in self._chat.conversation.pairs if one is not pair))
            self.changed.emit(self._chat.node(message_id).parent_id or "")

    def bring_back(self, pair: ReplyPair, before: Conversation, front: str) -> None:
        """Show a pair together again as it was `before`, with the reply `front` on the path; not while replies grow."""
        if self._chat.is_busy or not (self._chat.has(pair.left) and self._chat.has(pair.right)):
            return
        self._put(pair, instead=None)
        self._chat.show(front)
        self._update(model=before.model)

    def take_place(self, old_id: str, new_id: str) -> None:
        """Have a reply that is about to be on the path take the place of an old one, if that is in a pair.

        Nobody is told: the path will differ there, which is.
        """
        if (pair := self.of(old_id)) is not None:
            pairs = tuple(one.replaced(old_id, new_id) if one is pair else one for one in self._chat.conversation.pairs)
            self._chat.conversation = replace(self._chat.conversation, pairs=pairs)

    def _put(self, pair: ReplyPair, *, instead: ReplyPair | None) -> None:
        others = (one for one in self._chat.conversation.pairs if one is not instead and one != pair)
        self._update(pairs=(*others, pair)[-MOST:])
        self.changed.emit(self._chat.node(pair.left).parent_id or "")
