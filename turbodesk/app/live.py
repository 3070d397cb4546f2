"""One open conversation: sending, receiving, stopping, trying again, and what of it is in memory.

A `LiveChat` owns its conversation's tasks and tells what changes through signals; it never waits for a window. Messages
are read from disk when somebody asks for them (`request`), because a conversation may have 10,000; the tree of nodes is
always whole. One reply at a time per conversation, or two to one question; any number of conversations at once.
How a reply grows is `growing_replies`' business, what its tools give is `tool_loop`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from turbodesk.app.asking import next_request
from turbodesk.app.attachments.counts import AttachmentCounts
from turbodesk.app.chat_context import ChatContext
from turbodesk.app.continuation import begun_with
from turbodesk.app.drafts import Drafts
from turbodesk.app.growing_replies import GrowingReplies
from turbodesk.app.marks import MessageMarks
from turbodesk.app.message_cache import MessageCache
from turbodesk.app.message_queue import MessageQueue
from turbodesk.app.reply_pairs import ReplyPairs
from turbodesk.app.saved_facts import SavedFacts
from turbodesk.app.signal import Signal
from turbodesk.app.summaries import Summaries
from turbodesk.app.tasks import Scope
from turbodesk.app.titles import title_of
from turbodesk.app.tool_loop import Call, ToolDecision
from turbodesk.app.tool_runs import ToolRuns
from turbodesk.app.trimming import sent_ids
from turbodesk.chat import conversation as tree
from turbodesk.chat.conversation import Conversation, Node, ReadingPlace
from turbodesk.chat.events import Waiting
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message, Role, Status, empty_reply, user_message
from turbodesk.chat.message_tree import MessageTree
from turbodesk.chat.model import Model
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Part, Text, is_damage
from turbodesk.chat.project import Project, seeing
from turbodesk.chat.turns import PAUSED, awaits_results, can_prefill, go_on_words
from turbodesk.gateway.base import ReplyRequest

if TYPE_CHECKING:
    from turbodesk.app.message_removals import MessageRemovals
    from turbodesk.app.rereading import Rereading


class LiveChat:
    """One open conversation."""

    def __init__(self, conversation: Conversation, context: ChatContext, scope: Scope) -> None:
        self.conversation = conversation
        self.conversation_changed: Signal[Conversation] = Signal()
        self.conversation_kept: Signal[Conversation] = Signal()
        """The conversation's own facts are on disk as given here."""
        self.path_changed: Signal[int] = Signal()
        """The active path differs from this position on."""
        self.message_changed: Signal[Message] = Signal()
        self.waiting_changed: Signal[Waiting | None] = Signal()
        self.reply_began: Signal[tuple[str, str]] = Signal()
        """The ids of the question and of its reply."""
        self.reply_ended: Signal[Message] = Signal()
        self.calls_changed: Signal[str] = Signal()
        """Calls of tools in this message have come further."""
        self.closing: Signal[None] = Signal()
        """It can do nothing from now on: whoever shows it lets go of it."""
        self.is_saved = False
        """Whether the conversation is in the database; a new one is saved with its first words."""
        self.title_on_disk = conversation.title
        """What a title may be told to be: a crash does not bring back an older one."""
        self.context = context
        """What it needs of the application."""
        self._scope = scope
        self._messages = MessageCache(context.history, scope)
        self.loaded: Signal[tuple[str, ...]] = self._messages.loaded
        """These messages have been read and `message` gives them."""
        self.saved = SavedFacts(self, context.history, self._keep_facts)
        """What of it is on disk."""
        self.drafts = Drafts(self, context.history, scope, self.saved, self._update)
        """What the person is writing here."""
        self.summaries = Summaries(self, context, scope, self._update)
        """What is sent instead of the oldest turns."""
        self.queue = MessageQueue(self, self._update)
        """What is sent once the reply is there."""
        self.marks = MessageMarks(self, self._update)
        self._tree = MessageTree()
        self.attached = AttachmentCounts(self)
        self.replies = GrowingReplies(self, tree=self._tree, messages=self._messages, scope=scope, ended=self._ended)
        """Those that are growing."""
        self.pairs = ReplyPairs(self, self._update)
        """Those that are shown side by side."""
        self.is_resuming = False
        """Whether the reply that began last goes on with an earlier one, where the reader already is."""
        self.progress_told: Signal[str] = Signal()
        """Tools that run for this message say how far they are."""
        self.tools = ToolRuns(self, scope, self._update, self._give)
        """What its replies have run."""

    @cached_property
    def removals(self) -> MessageRemovals:
        """Its messages that leave for good; made with the first one."""
        from turbodesk.app.message_removals import MessageRemovals

        return MessageRemovals(self, self._tree, self._messages)

    @cached_property
    def rereading(self) -> Rereading:
        """Takes over what others change of it on disk; made when they first do."""
        from turbodesk.app.rereading import Rereading

        return Rereading(self, self._tree, self._messages, self.attached.by_id, self._keep_facts)

    # What there is

    def ids(self) -> Sequence[str]:
        """The active path, oldest first."""
        return self._tree.path

    def ids_to(self, message_id: str) -> Sequence[str]:
        """Return the messages that lead to this one, which may stand beside the path, and itself."""
        return self._tree.path_to(message_id)

    def node(self, message_id: str) -> Node:
        """Return a message's place in the tree; it need not have been read."""
        return self._tree.nodes[message_id]

    def message(self, message_id: str) -> Message | None:
        """Return a message, or None while it has not been read from disk (`request` reads it)."""
        return self._messages.get(message_id)

    @property
    def is_replying(self) -> bool:
        """Whether a reply is growing."""
        return len(self.replies) > 0

    @property
    def is_busy(self) -> bool:
        """Whether a reply is growing, or tools run for it."""
        return self.is_replying or self.tools.are_running

    @property
    def model(self) -> Model:
        """The model of the next reply."""
        return self.context.model(self.conversation)

    @property
    def successor(self) -> str:
        """The id of the model to use where the gateway does not have the chat's; "" when none is known."""
        return self.context.successor(self.conversation)

    @property
    def refused(self) -> frozenset[str]:
        """The optional parameters that the chat's gateway is known to refuse for the model of the next reply."""
        return self.context.refused(self.conversation, self.model.id)

    def last_reply(self) -> Message | None:
        """Return the last reply of the path, if it is in memory."""
        last = self._tree.path[-1] if self._tree.path else None
        return self.message(last) if last is not None and self._tree.nodes[last].role is Role.ASSISTANT else None

    def has(self, message_id: str) -> bool:
        """Whether the conversation has this message, on its path or beside it."""
        return message_id in self._tree.nodes

    def siblings(self, message_id: str) -> tuple[int, int]:
        """Return a message's position, from 0, among its versions, and how many there are."""
        versions = self._tree.versions(message_id)
        return versions.index(message_id), len(versions)

    def calls(self, message_id: str) -> list[Call]:
        """Return the calls of tools in a message of the path as they stand."""
        reply = self.message(message_id)
        if reply is None or message_id not in self._tree.path:
            return []
        at = self._tree.path.index(message_id) + 1
        following = self.message(self._tree.path[at]) if at < len(self._tree.path) else None
        is_open = at == len(self._tree.path) and not self.is_replying
        return self.tools.of(reply, following, is_open=is_open)

    # Reading from disk

    async def open(self, count: int = 40) -> None:
        """Read the tree and the messages around the reader's place, `count` at most."""
        self.saved.on_disk, self.title_on_disk = self.conversation, self.conversation.title
        nodes = await self.context.history.nodes(self.conversation.id)
        self._tree.load(nodes, self.conversation.leaf_id)
        self.attached.by_id.update(await self.context.history.attachment_counts(self.conversation.id))
        self.is_saved = True
        await self.drafts.load()
        await self._messages.read(self.pairs.with_others(self._tree.around(self.conversation.place, count)))
        await self.tools.load()

    @property
    def can_close(self) -> bool:
        """Whether nobody sees it, and it can be read from disk again."""
        return self.is_saved and not self.summaries.at_work and not self.context.is_seen(self.conversation.id)

    def request(self, ids: Sequence[str]) -> None:
        """Read these messages soon; `loaded` tells when."""
        self._messages.request(self.pairs.with_others(ids))

    async def fetch(self, ids: Sequence[str]) -> tuple[Message, ...]:
        """Return messages, read from disk where they are not in memory, without keeping those."""
        return await self._messages.fetch(ids)

    # Talking

    def send(self, text: str, attached: Sequence[Part] = ()) -> None:
        """Add the person's message and ask for a reply; what is `attached` leaves the draft.

        Does nothing while a reply is growing, or for blank text with nothing attached.
        """
        if self.is_busy or not (text.strip() or attached):
            return
        rest = tuple(part for part in self.conversation.draft_parts if part not in attached)
        self._ask(text, attached)
        self.drafts.sent(rest)  # only now: a crash in between must not take both
        self._begin_replies()

    def say(self, text: str, parts: Sequence[Part]) -> None:
        """Add a message of the person's and ask for a reply; the draft stays as it is. Not while a reply grows."""
        if not self.is_busy:
            self._ask(text, parts)
            self._begin_replies()

    def _begin_replies(self) -> None:
        """Ask for a reply to the question at the end of the path, and for one of the second model, where there is."""
        self._begin_reply(self._tree.path[-1])
        self.pairs.ask_second()

    def _ask(self, text: str, attached: Sequence[Part]) -> None:
        """Add the person's message, and give the chat its title if it is the first."""
        if (results := self.tools.settled()) is not None:
            self._add(results)  # what tools have done the model hears, also where the person went on before all were
        question = user_message(text.strip("\n").rstrip(), self.conversation.leaf_id, attached)
        title = self.conversation.title
        if title == tree.UNTITLED and not self.conversation.titled_by_hand:
            title = title_of(text, attached) or title
        self.conversation = replace(self.conversation, title=title)
        self._add(question)

    def try_again(self, model: Model | None = None) -> None:
        """Ask for the last reply once more, of another `model` where one is given; it becomes a sibling of the old.

        The chat's own model stays what it is.
        """
        if self.is_busy or not self._tree.path:
            return
        last = self._tree.nodes[self._tree.path[-1]]
        question_id = last.parent_id if last.role is Role.ASSISTANT else last.id
        if question_id is not None:
            self._begin_reply(question_id, model=model)

    def answer_again(self, message_id: str, model: Model | None) -> None:
        """Ask for a reply of the path once more, whatever grows beside it."""
        self._begin_reply(self._tree.nodes[message_id].parent_id or "", model=model)

    def edit(self, old: Message, text: str) -> bool:
        """Say something else in the place of a person's message, which is kept; False: not now, or not of this chat."""
        if self.is_busy or not text.strip() or not self.has(old.id):
            return False
        self.show(old.id)  # another version may stand in front by now
        kept = [part for part in old.parts if not (isinstance(part, Text) or is_damage(part))]
        question = user_message(text.strip("\n").rstrip(), old.parent_id, kept)
        self._add(question)
        self.drafts.end_edit()
        self._begin_reply(question.id)
        return True

    def go_on(self) -> None:
        """Ask the model to continue a reply that was broken off or paused.

        Where the model can go on as if it had never stopped, a sibling begins with all the reply says; otherwise the
        protocol's words ask for it (2.4).
        """
        reply = self.last_reply()
        if reply is None or self.is_busy or reply.parent_id is None:
            return
        if reply.stop_reason == PAUSED or can_prefill(reply, self.model, self.conversation.parameters):
            self._begin_reply(reply.parent_id, continues=reply)
        elif words := go_on_words(reply):
            question = user_message(words, reply.id)
            self._add(question)
            self._begin_reply(question.id)
        else:
            self.try_again()

    def answer(self, call_id: str, answer: ToolDecision) -> None:
        """Say whether a tool the last reply asks for may run; once all are answered, the model is told."""
        self.tools.answer(call_id, answer)

    def leave_out_oldest(self, *, again: bool = True) -> bool:
        """Send fewer of the oldest turns from now on, and ask `again`; returns False when there is only one left."""
        first = self.summaries.next_cut()
        if first is None or self.is_busy:
            return False
        self._update(sent_from=first)
        if again:
            self.try_again()
        return True

    def stop(self, message_id: str = "") -> None:
        """End a reply, or all that grow and the tools that run; what has arrived is kept, the connection is closed."""
        self.replies.stop(message_id)
        if not message_id:
            self.tools.stop()

    def show_sibling(self, message_id: str, step: int) -> None:
        """Show the version of a message `step` places away, with what followed it."""
        versions = self._tree.versions(message_id)
        at = versions.index(message_id) + step
        if 0 <= at < len(versions):
            self.show(versions[at])

    def show(self, message_id: str) -> None:
        """Bring a message that stands beside the path onto it, with what followed it; not while a reply grows.

        One of a pair may come also while the pair grows.
        """
        is_paired = self.pairs.of(message_id) is not None
        grows_beside = is_paired and self.replies.parents() == {self._tree.nodes[message_id].parent_id}
        if self.is_busy and not grows_beside:
            return
        if message_id in self._tree.nodes and message_id not in self._tree.path:
            position = self._tree.switch(message_id)
            self._update(leaf_id=self._tree.path[-1])
            self.path_changed.emit(position)

    async def next_request(self) -> ReplyRequest:
        """Return what would be asked now; raises what `asking.next_request` raises."""
        messages = await self.fetch(sent_ids(self._tree.path, self.conversation))
        return await next_request(self.context, self.conversation, messages, self.model, self.summaries.in_force)

    # Changing the conversation

    def rename(self, title: str) -> None:
        """Give a title by hand; a blank one brings back the made one."""
        title = one_line(title)
        self._update(title=title or tree.UNTITLED, titled_by_hand=bool(title))

    def entitle(self, title: str, *, instead_of: str) -> None:
        """Give a title that was made, in place of this one; not where the person, or anything else, gave another."""
        if title and self.conversation.title == instead_of and not self.conversation.titled_by_hand:
            self._update(title=title)

    def pin(self, *, pinned: bool) -> None:
        """Keep the conversation at the top of the sidebar, or no longer."""
        self._update(pinned=pinned)

    def belong(self, project_id: str | None) -> None:
        """Belong to a project from the next reply on, or to none."""
        self._update(project_id=project_id)

    @property
    def project(self) -> Project | None:
        """The project the chat belongs to, if it is there."""
        return self.context.project(self.conversation)

    def choose_model(self, model_id: str | None) -> None:
        """Use another model from the next reply on; None: the one for new chats."""
        self._update(model=model_id)

    def set_up(self, model: str | None, parameters: Parameters, preset_id: str | None) -> None:
        """Use another model and other parameters from the next reply on, which a preset has; None: none."""
        self._update(model=model, parameters=parameters, preset_id=preset_id)

    def note_ending(self, ending: str) -> None:
        """Write down that this end of a model was told here."""
        self._update(ending_told=ending)

    def choose_gateway(self, gateway_id: str) -> None:
        """Talk to another gateway from the next reply on."""
        self._update(gateway_id=gateway_id)

    def tune(self, parameters: Parameters) -> None:
        """Use other parameters from the next reply on."""
        self._update(parameters=parameters)

    def tell(self) -> None:
        """Tell everybody how the conversation is now, where something was changed that tells nobody by itself."""
        self.conversation_changed.emit(self.conversation)

    def set_place(self, place: ReadingPlace | None) -> None:
        """Remember where the reader is."""
        if place != self.conversation.place:
            self.conversation = replace(self.conversation, place=place)
            if self.is_saved:
                self.saved.save_place()

    def _update(self, **changes: object) -> None:
        """Change the conversation, queue its row and tell. A chat without words stays unsaved."""
        self.conversation = replace(self.conversation, **changes)  # type: ignore[arg-type]  # names are ours
        has_draft = self.conversation.draft.strip() or self.conversation.draft_parts
        if self.is_saved or has_draft or self._tree.path or "leaf_id" in changes:
            self.is_saved = True
            self.saved.save()
        self.conversation_changed.emit(self.conversation)

    def _keep_facts(self, kept: Conversation) -> None:
        self.title_on_disk = kept.title
        self.conversation_kept.emit(kept)

    # The reply

    def _add(self, message: Message) -> None:
        """Put a new message at the end of the path (under its parent) and make it the leaf."""
        self.attached.note(message)
        self._messages.keep(message)
        position = self._tree.add(message)
        self._update(leaf_id=message.id, updated_at=now_ms())
        if message.is_final:  # one that grows is the journal's
            self.context.history.save_message(self.conversation.id, message)
        self.path_changed.emit(position)

    def _begin_reply(self, question_id: str, *, continues: Message | None = None, model: Model | None = None) -> None:
        """Ask for a reply, which comes onto the path."""
        at = self._tree.path.index(question_id) + 1
        old = self._tree.path[at] if at < len(self._tree.path) else ""

        def put(reply: Message) -> None:
            self.pairs.take_place(old, reply.id)
            self._add(reply)

        self._begin(question_id, put, model=model, continues=continues)

    def begin_beside(
        self, question_id: str, pair: Callable[[Message], object], *, model: Model, continues: Message | None = None
    ) -> None:
        """Ask for a reply that stands beside the path; `pair` has it shown with another."""

        def put(reply: Message) -> None:
            self._messages.keep(reply)
            self._tree.add_beside(reply)
            pair(reply)

        self._begin(question_id, put, model=model, continues=continues)

    def _begin(
        self, question_id: str, put: Callable[[Message], object], *, model: Model | None, continues: Message | None
    ) -> None:
        model = model or self.model
        self.marks.send_question(question_id)
        reply = empty_reply(model.id, question_id)
        if continues is not None:
            reply = begun_with(reply, continues, joins=continues.stop_reason != PAUSED)
        self.replies.take(reply, model, continues)
        self.is_resuming = continues is not None
        self.conversation = replace(self.conversation, seen_files=seeing(self.conversation, self.project))
        put(reply)
        self.context.journal.begin(self.conversation.id, reply)
        self.reply_began.emit((question_id, reply.id))
        self.replies.start(reply.id)

    def _ended(self, message: Message) -> None:
        """Take note of a reply's last word; once no other grows, go on to what follows from it."""
        self._tree.grown(message)
        self.context.journal.end(message)
        self._update(updated_at=now_ms())
        self.message_changed.emit(message)
        self.reply_ended.emit(message)
        last = self.last_reply()
        if last is None or self.is_replying:
            return
        pair = self.pairs.of(message.id)
        if awaits_results(last) and (last.id == message.id or (pair is not None and last.id in pair)):
            self.tools.begin(last)
        elif next_id := self.queue.next_after(message if message.status is Status.STOPPED else last):
            self._scope.start("queue", self._go_on_in_queue(next_id))

    async def _go_on_in_queue(self, queued_id: str) -> None:
        """Send what is next, once everybody who hears of the end of a reply has heard of it."""
        self.queue.send(queued_id)

    def _give(self, results: Message) -> None:
        """Tell the model what its tools gave."""
        self._add(results)
        self._begin_reply(results.id)

    def close(self) -> Coroutine[Any, Any, None]:
        """Let go of it at once, and return what stops everything; a growing reply is kept as interrupted."""
        self.closing.emit(None)  # before anything is asked of it that it can no longer do
        self.drafts.flush()
        return self._scope.close()
