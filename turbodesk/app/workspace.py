"""All conversations: the list, the open ones, new ones, deleted ones, and the models to choose from.

The workspace knows every conversation by its row and keeps a `LiveChat` for those that are in front, replying, or were
in front a moment ago. Which one is in front is the window's business.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import nlargest
from operator import attrgetter
from typing import TYPE_CHECKING

from turbodesk.app.attachments import AttachmentService
from turbodesk.app.chat_context import Attention, ChatContext
from turbodesk.app.gateways import DEMO, Gateways
from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.preferences import Preferences
from turbodesk.app.presets import Presets
from turbodesk.app.profiles import Profiles
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.conversation import Conversation, Unseen, new_conversation
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.message import Status
from turbodesk.settings import LAST_CONVERSATION, MODEL, MODEL_TITLES
from turbodesk.store.database import when_written
from turbodesk.store.history import AT_ONCE, History
from turbodesk.store.journal import Journal
from turbodesk.store.spending import Spending

if TYPE_CHECKING:
    from turbodesk.app.inner_requests import InnerRequests
    from turbodesk.app.ledger import Ledger
    from turbodesk.app.live import LiveChat
    from turbodesk.app.projects import Projects
    from turbodesk.app.tools import Toolbox
    from turbodesk.chat.message import Message
    from turbodesk.chat.model import Model
    from turbodesk.chat.project import Project
    from turbodesk.gateway.base import Gateway

KEPT_OPEN = 4
"""Chats kept in memory after the reader left them, so that going back is instant."""


class Workspace:
    """Every conversation of the person."""

    def __init__(
        self,
        *,
        history: History,
        journal: Journal,
        gateways: Gateways,
        profiles: Profiles,
        preferences: Preferences,
        model_registry: ModelRegistry,
        presets: Presets,
        scope: Scope,
        spending: Spending,
        toolbox: Callable[[], Toolbox],
        attachment_service: AttachmentService | None = None,
    ) -> None:
        self.listed: Signal[None] = Signal()
        """The list has other members now."""
        self.conversation_changed: Signal[Conversation] = Signal()
        self.replying_changed: Signal[frozenset[str]] = Signal()
        self.reply_ended: Signal[tuple[str, Message]] = Signal()
        """A conversation's id and its reply, whether in front or not."""
        self.gone: Signal[tuple[str, ...]] = Signal()
        """These chats, which were open, were deleted in the database by others than the window."""
        self.projects_changed: Signal[None] = Signal()
        """There are other projects than before, or one is another."""
        self._model_registry, self._presets = model_registry, presets
        self._spending, self._gateways, self._scope = spending, gateways, scope
        self._history, self._preferences, self._profiles = history, preferences, profiles
        self.attention = Attention(lambda: history.remembered, lambda: self._conversations)
        self.unseen_changed = self.attention.unseen_changed
        self.context = ChatContext(
            history,
            journal,
            self._gateway,
            self.model_of,
            attachment_service,
            refused=lambda one, model: profiles.facts(one.gateway_id).left_out_for(model),
            project=lambda one: self.projects.of(one) if one.project_id is not None else None,
            refuse=lambda one, model, parameter: profiles.refuse(one.gateway_id, model, parameter),
            count_own=lambda model, usage, chat: self.ledger.add_own(model, usage, chat),
            successor=self.successor_of,
            is_seen=self.attention.has,
            asked=self.attention.asked.emit,
            toolbox=toolbox,
        )
        self._conversations: dict[str, Conversation] = {}
        self._open: OrderedDict[str, LiveChat] = OrderedDict()
        self._reading: dict[str, asyncio.Task[StoreFailure | None]] = {}
        """Those of them that are being read."""
        self._deleted: dict[str, Conversation] = {}

    @cached_property
    def ledger(self) -> Ledger:
        """What replies cost."""
        from turbodesk.app.ledger import Ledger

        made = Ledger(self._spending, self._preferences, self.model, demo=DEMO)
        self._model_registry.changed.connect(lambda _: made.count_anew())
        return made

    @cached_property
    def inner_requests(self) -> InnerRequests:
        """The program's own small requests."""
        from turbodesk.app.inner_requests import InnerRequests

        today = dt.date.today
        return InnerRequests(
            self.context,
            lambda: self.ledger,
            demo=DEMO,
            choices=lambda gateway_id: self._model_registry.entries(gateway_id, today()),
            model=self.model,
        )

    @cached_property
    def projects(self) -> Projects:
        """Which projects there are; whoever has none does without until the first."""
        from turbodesk.app.projects import Projects

        return Projects(self._history, self.projects_changed)

    def known_projects(self) -> Sequence[Project]:
        """Return every project, by name."""
        return self.projects.all() if "projects" in self.__dict__ else ()

    async def load(self) -> None:
        """Read the list from disk, and the projects before it."""
        await self._load_projects()
        self._conversations = {conversation.id: conversation for conversation in await self._history.conversations()}
        self.forget(self._deleted.keys() & self._conversations.keys())
        self.listed.emit(None)

    async def _load_projects(self) -> None:
        if "projects" in self.__dict__ or await self._history.has_projects():
            await self.projects.load()

    def conversations(self) -> list[Conversation]:
        """Return every conversation, the most recently used first."""
        by_id = sorted(self._conversations.values(), key=attrgetter("id"))
        return sorted(by_id, key=attrgetter("updated_at"), reverse=True)  # twice in C is quicker than once in Python

    def all_conversations(self) -> Collection[Conversation]:
        """Return every conversation, in no order."""
        return self._conversations.values()

    def latest(self, most: int) -> list[Conversation]:
        """Return so many conversations at most, the most recently used first."""
        return nlargest(most, self._conversations.values(), key=attrgetter("updated_at", "id"))

    def conversation(self, conversation_id: str) -> Conversation | None:
        """Return a conversation as it is now; None for one that is in no list."""
        chat = self._open.get(conversation_id)
        return self._conversations.get(conversation_id) if chat is None else chat.conversation

    def title_of(self, conversation_id: str) -> str:
        """Return the title of a conversation, "" for one that is in no list."""
        conversation = self._conversations.get(conversation_id)
        return "" if conversation is None else conversation.title

    def model_of(self, conversation: Conversation) -> Model:
        """Return the model of a conversation's next reply."""
        return self.model(conversation.model or self._preferences.get(MODEL))

    def model(self, model_id: str) -> Model:
        """Return what is known of a model; an id in no catalogue gets the safe rules."""
        return self._model_registry.model(model_id)

    def successor_of(self, conversation: Conversation) -> str:
        """Return the id of the model to use where a conversation's gateway does not have its own; "" for none."""
        return self._model_registry.stand_in(self.model_of(conversation), conversation.gateway_id, dt.date.today())

    def replying(self) -> frozenset[str]:
        """Return the ids of the conversations in which a reply is growing, or tools run for one."""
        return frozenset(id_ for id_, chat in self._open.items() if chat.is_busy)

    # Opening

    def new_chat(self, *, demo: bool, project_id: str | None = None) -> LiveChat:
        """Return an empty chat, as the preset for new chats has it; an empty one that is open is used again.

        One for a project is set up as that wants it. It is listed with its first words; what is set up in it before
        is remembered.
        """
        gateway_id = DEMO if demo else self._profiles.default_id
        for chat in self._open.values():
            is_new = not chat.is_saved and chat.conversation.id not in self._reading
            if is_new and chat.conversation.gateway_id == gateway_id:
                if chat.conversation.project_id == project_id:
                    return chat
                self._forget_new(chat)  # set up for another project, or for none
                break
        return self._opened(self.new_conversation(demo=demo, project_id=project_id))

    def new_conversation(self, *, demo: bool, project_id: str | None = None) -> Conversation:
        """Return a conversation as its project, or the preset for new chats, has it; it is nowhere yet."""
        gateway_id = DEMO if demo else self._profiles.default_id
        conversation = replace(new_conversation(gateway_id=gateway_id), project_id=project_id)
        project = self.projects.get(project_id) if project_id is not None else None
        preset = self._presets.get(project.preset_id) if project is not None and project.preset_id else None
        if (preset := preset or self._presets.default()) is not None:
            conversation = replace(
                conversation, model=preset.model or None, parameters=preset.parameters, preset_id=preset.id
            )
        return conversation

    def _forget_new(self, chat: LiveChat) -> None:
        """Close a chat in which nothing was said, and remember it no longer."""
        self._history.remembered.save_new_chat(None)
        self._close(chat)

    async def open(self, conversation_id: str) -> LiveChat | None:
        """Return the chat of a conversation, reading it first if need be; None when there is no such conversation.

        Raises:
            StoreFailure: it cannot be read.
        """
        if conversation_id in self._open:
            self._open.move_to_end(conversation_id)
        elif conversation_id in self._conversations:
            self._opened(self._conversations[conversation_id])
            self._reading[conversation_id] = self._scope.start(f"open.{conversation_id}", self._read(conversation_id))
        else:
            return None
        if (reading := self._reading.get(conversation_id)) is not None:
            # Whoever waits may give up; half a chat would be taken for a new one.
            failure = await asyncio.shield(reading)
            if failure is not None:
                raise failure
        return self._open.get(conversation_id)

    async def _read(self, conversation_id: str) -> StoreFailure | None:
        """Read a chat and return why that was not possible; every one who waits for it says so."""
        chat = self._open[conversation_id]
        try:
            # What the list knows has the draft of the last time the list was told.
            chat.conversation = await self._history.conversation(conversation_id) or chat.conversation
            await chat.open()
            return None
        except StoreFailure as failure:
            self._open.pop(conversation_id, None)  # an empty one in its place would be written over it
            return failure
        except BaseException:
            self._open.pop(conversation_id, None)
            raise
        finally:
            del self._reading[conversation_id]

    async def front(self, *, demo: bool) -> LiveChat | None:
        """Return the chat that was in front when the program ended, however it ended; None: it is not there any more.

        A chat in which nothing was said yet is brought back with its model and parameters, if it is one of the demo's
        where `demo` is wanted and none of them where it is not.
        """
        front = await self._history.remembered.front() or self._preferences.get(LAST_CONVERSATION)
        self.attention.front = front
        new = await self._history.remembered.new_chat()
        if new is not None and new.id not in self._conversations:
            known = new.gateway_id == DEMO if demo else self._profiles.get(new.gateway_id) is not None
            if known:
                self._opened(new)
        return await self.open(front)

    def remember_front(self, conversation_id: str, *, is_temporary: bool = False) -> None:
        """Queue which chat is in front; at once and not at the end, for a crash has no end.

        That it is a temporary one is not written down.
        """
        self.attention.note_unseen(conversation_id, None)
        if self.attention.bring(conversation_id, is_temporary=is_temporary):
            self._history.remembered.save_front(conversation_id)

    def leave(self, chat: LiveChat) -> None:
        """Say that a chat is no longer in front; it may be closed some time later unless it is replying."""
        chat.drafts.flush()
        idle = [one for one in self._open.values() if one is not chat and one.can_close]
        for old in idle[: max(0, len(idle) - KEPT_OPEN)]:
            self._close(old)

    def put_back(self, chat: LiveChat) -> None:
        """Close a chat that was opened to be read alone, unless it is in front, at work or not on disk by now."""
        id_ = chat.conversation.id
        if id_ in self._conversations and not (self.attention.is_before(id_) or chat.summaries.at_work):
            chat.drafts.flush()
            self._close(chat)

    def _opened(self, conversation: Conversation) -> LiveChat:
        from turbodesk.app.live import LiveChat  # the window stands before the first chat is opened

        chat = LiveChat(conversation, self.context, self._scope.child(f"chat.{conversation.id}"))
        self.hold(chat)
        return chat

    def hold(self, chat: LiveChat) -> None:
        """Hold a chat that is none of these yet."""
        conversation = chat.conversation
        self._open[conversation.id] = chat
        chat.conversation_changed.connect(lambda changed: self._changed(chat, changed))
        chat.conversation_kept.connect(self._kept)
        chat.calls_changed.connect(lambda _: self.replying_changed.emit(self.replying()))
        chat.reply_began.connect(lambda _: self._reply_began(conversation.id))
        chat.reply_ended.connect(lambda reply: self._reply_ended(conversation.id, reply))

    def _close(self, chat: LiveChat) -> None:
        self._open.pop(chat.conversation.id, None)
        self._scope.start(f"close.{chat.conversation.id}", chat.close())

    # Changing

    async def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title by hand."""
        if (chat := await self.open(conversation_id)) is not None:
            chat.rename(title)

    async def pin(self, conversation_id: str, *, pinned: bool) -> None:
        """Keep a conversation at the top of the list, or no longer."""
        if (chat := await self.open(conversation_id)) is not None:
            chat.pin(pinned=pinned)

    async def pin_several(self, pinned: Mapping[str, bool]) -> None:
        """Keep chats at the top of the list, or no longer, by their ids: all of them or none, however many.

        Raises:
            StoreFailure: it cannot be written.
        """
        await self._history.pin_conversations(pinned)
        for chat in self.open_ones(pinned):
            chat.pin(pinned=pinned[chat.conversation.id])
        await self.show_changed(pinned, lambda one: replace(one, pinned=pinned[one.id]))

    def delete(self, *ids: str, then: Callable[[], object] = lambda: None) -> asyncio.Future[None]:
        """Remove conversations, all or none; `restore` brings them back. Replies that grow are stopped first.

        They leave the list once that is on disk, which the future waits for too; `then` is called right after.
        """
        self.let_go(ids)
        write = self._history.delete_conversations(*ids)
        return when_written(when_written(write, lambda: self.removed(ids)), then)

    def restore(self, *ids: str, then: Callable[[], object] = lambda: None) -> asyncio.Future[None]:
        """Bring back conversations that were deleted in this run; listed, and then told, once that is on disk."""
        write = self._history.restore_conversations(*ids)
        return when_written(when_written(write, lambda: self.returned(ids)), then)

    async def bring_back(self, conversation_id: str) -> None:
        """Bring a chat back that was deleted in this run or an earlier one."""
        await self._history.restore_conversations(conversation_id)
        self._deleted.pop(conversation_id, None)
        conversation = await self._history.conversation(conversation_id)
        if conversation is not None and conversation.project_id is not None:
            await self.projects.bring_back(conversation.project_id)  # it was deleted with its chats
        await self.load()

    async def brought(self, ids: Iterable[str]) -> None:
        """Show these chats as they are on disk now, where others than the window changed them, such as an import.

        What is being written, read or replied in open ones goes on, and what is saved of them takes nothing back. They
        are closed where they were deleted, and `gone` tells of it.

        Raises:
            StoreFailure: they cannot be read.
        """
        ids = tuple(ids)
        for id_ in ids:
            if (reading := self._reading.get(id_)) is not None:
                await asyncio.wait([reading])
            if (chat := self._open.get(id_)) is not None and chat.is_saved:
                await chat.rereading.run()
        await self._load_projects()
        for at in range(0, len(ids), AT_ONCE):
            some = ids[at : at + AT_ONCE]
            there = {one.id: one for one in await self._history.conversations(some)}
            for id_ in set(some) - there.keys():
                self._conversations.pop(id_, None)
            self._conversations |= there
            self.forget(there)
        self.listed.emit(None)
        if gone := tuple(id_ for id_ in ids if id_ in self._open and id_ not in self._conversations):
            self.let_go(gone)
            self.gone.emit(gone)

    async def close_all(self) -> None:
        """Stop every reply and close every chat that is on disk; all that is written in them is in the queue then."""
        chats = [chat for chat in self._open.values() if chat.is_saved]
        for chat in chats:
            self._scope.cancel(f"title.{chat.conversation.id}")
            chat.stop()
            del self._open[chat.conversation.id]
        await asyncio.gather(*(chat.close() for chat in chats))

    def let_go(self, ids: Iterable[str]) -> None:
        """Stop replies that grow in these chats and close them: they are about to be deleted."""
        ids = list(ids)
        for id_ in ids:
            self._scope.cancel(f"title.{id_}")
        for chat in self.open_ones(ids):
            chat.stop()
            self._close(chat)

    def removed(self, ids: Iterable[str]) -> None:
        """Take chats out of the list that are deleted on disk now, also where one was opened again meanwhile."""
        gone = {id_: self._conversations.pop(id_) for id_ in ids if id_ in self._conversations}
        self.let_go(gone.keys() & self._open.keys())
        self._deleted.update(gone)
        if gone:
            self.listed.emit(None)

    def returned(self, ids: Iterable[str]) -> None:
        """Put chats back into the list that are deleted on disk no longer."""
        back = {id_: self._deleted.pop(id_) for id_ in ids if id_ in self._deleted}
        self._conversations.update(back)
        if back:
            self.listed.emit(None)

    def open_ones(self, ids: Iterable[str]) -> list[LiveChat]:
        """Return those of these chats that are open."""
        return [self._open[id_] for id_ in ids if id_ in self._open]

    async def show_changed(self, ids: Iterable[str], change: Callable[[Conversation], Conversation]) -> None:
        """Show chats with a change that is on disk now, however many there are."""
        from turbodesk.app.portions import change_each

        await change_each((self._conversations, self._deleted), ids, change)
        self.listed.emit(None)

    def take_in(self, conversation: Conversation) -> None:
        """List a conversation that has come into the database."""
        self._conversations[conversation.id] = conversation
        self.listed.emit(None)

    def forget(self, ids: Iterable[str] | None = None) -> None:
        """Deleted chats, None: all of them, are removed for good now: nothing brings them back."""
        for id_ in tuple(self._deleted) if ids is None else ids:
            self._deleted.pop(id_, None)

    def flush(self) -> None:
        """Queue everything that waits for a timer, before closing."""
        for chat in self._open.values():
            chat.drafts.flush()

    def _changed(self, chat: LiveChat, conversation: Conversation) -> None:
        if not chat.is_saved:
            self._history.remembered.save_new_chat(conversation)

    def _kept(self, conversation: Conversation) -> None:
        """Show a conversation in the list as it is on disk: what was shown, a crash does not take back."""
        if conversation.id in self._deleted:
            self._deleted[conversation.id] = conversation
            return
        is_new = conversation.id not in self._conversations
        self._conversations[conversation.id] = conversation
        if is_new:
            self._history.remembered.save_new_chat(None)
            self.listed.emit(None)
        else:
            self.conversation_changed.emit(conversation)

    async def _gateway(self, conversation: Conversation) -> Gateway:
        await self.ledger.allow(conversation)
        return await self._gateways.of(conversation)

    def _reply_began(self, conversation_id: str) -> None:
        self.attention.note_unseen(conversation_id, None)
        self.replying_changed.emit(self.replying())

    def _reply_ended(self, conversation_id: str, reply: Message) -> None:
        if (chat := self._open.get(conversation_id)) is not None:
            self.ledger.add(chat.conversation, reply)
            is_wanted = reply.status is Status.COMPLETE and self._preferences.get(MODEL_TITLES)
            if is_wanted and not self._scope.is_closed:
                from turbodesk.app.model_titles import name_by_model

                naming = name_by_model(chat, self.inner_requests, self.open)
                self._scope.start(f"title.{conversation_id}", naming)
        else:  # deleted while it grew: what had come was paid for
            self.ledger.count_anew()
        if not self.attention.is_before(conversation_id) and reply.status is not Status.STOPPED:  # who stops it knows
            is_whole = reply.status is Status.COMPLETE
            self.attention.note_unseen(conversation_id, Unseen.REPLY if is_whole else Unseen.FAILURE)
        self.replying_changed.emit(self.replying())
        self.reply_ended.emit((conversation_id, reply))
