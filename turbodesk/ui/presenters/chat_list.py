"""Ties the sidebar to the workspace: which chat is in front, and what is done with those in the list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from turbodesk.app import commands
from turbodesk.app.gateways import DEMO
from turbodesk.app.profiles import Profiles
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.chat.conversation import Conversation, ReadingPlace
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.ids import new_id
from turbodesk.translation import ngettext, pgettext
from turbodesk.ui.presenters.actions import Actions
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.widgets.lifetime import owned, subscribe

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat

T = TypeVar("T")


class ChatListPresenter(QObject):
    """Brings chats to the front and puts them back."""

    brought = Signal()
    """Another chat is in front, because the person asked for it."""

    temporary_left = Signal(object)
    """Another chat came in front of this `LiveChat`, a temporary one."""
    failed = Signal(object)
    """A chat could not be read: a `FailureNote`."""
    deleted = Signal(str)
    """Chats were deleted, as these words say; `undo_delete` brings them back."""
    pinned = Signal(str)
    """Several chats were pinned, or are no longer, as these words say; `undo_pin` takes that back."""

    def __init__(
        self,
        sidebar: Sidebar,
        *,
        chat_presenter: ChatPresenter,
        workspace: Workspace,
        profiles: Profiles,
        scope: Scope,
        demo: bool,
    ) -> None:
        """The presenter belongs to `sidebar`; with `demo`, new chats are answered by it."""
        super().__init__(sidebar)
        self.demo = demo
        """Whether new chats are answered by the demo."""
        self._workspace = workspace
        self._profiles = profiles
        self._scope = scope
        self._sidebar = sidebar
        self._chat_presenter = chat_presenter
        self._deleted: tuple[str, ...] = ()
        self._pinned: dict[str, bool] = {}
        self._is_finished = False
        sidebar.new_chat_requested.connect(lambda: self.new_chat())
        sidebar.conversation_chosen.connect(self.choose)
        sidebar.rename_requested.connect(self._rename)
        sidebar.pin_requested.connect(self._pin)
        sidebar.several_pin_requested.connect(self._pin_several)
        sidebar.delete_requested.connect(self.delete)
        self._subscriptions = [
            subscribe(self, self._workspace.listed, lambda _: self._listed()),
            subscribe(self, self._workspace.gone, self._gone),
            subscribe(self, self._workspace.conversation_changed, sidebar.update_conversation),
            subscribe(self, self._workspace.projects_changed, lambda _: self._show_projects()),
            subscribe(self, self._workspace.replying_changed, sidebar.set_replying),
            subscribe(self, self._workspace.unseen_changed, sidebar.set_unseen),
        ]

    def bind(self, actions: Actions) -> None:
        """Do what the commands about the chats of the list say."""
        actions.bind(commands.NEW_CHAT, lambda: self.new_chat())
        actions.bind(commands.NEXT_CHAT, lambda: self.step(1))
        actions.bind(commands.PREVIOUS_CHAT, lambda: self.step(-1))
        actions.bind(commands.DELETE, self.delete_front)

    async def begin(self) -> None:
        """Show the list and the chat that was in front at the end of the last run."""
        try:
            chat = await self._workspace.front(demo=self.demo)
        except StoreFailure as failure:
            chat = None
            self.failed.emit(failure.note)
        if chat is not None and chat.ids():
            from turbodesk.ui.presenters.background_imports import MESSAGES, imported

            await imported(MESSAGES)
        if self._chat_presenter.chat is None:  # nobody was quicker
            self.bring(chat or self._workspace.new_chat(demo=self.demo))
        self.show_list()

    async def replacing(self, work: Coroutine[Any, Any, T]) -> T:
        """Do what replaces all chats, an empty one in front meanwhile; then bring what was in front among the new ones.

        A temporary chat that is in front stays there: it is none of them.
        """
        front = self._chat_presenter.chat
        if front is not None and front.context.is_temporary:
            return await work
        self.bring(self._workspace.new_chat(demo=self.demo))
        if front is not None:  # so is what is kept: the way back leads to it
            self._workspace.remember_front(front.conversation.id)
        try:
            return await work
        finally:
            if not self._is_finished:
                await self._bring_front()

    async def _bring_front(self) -> None:
        try:
            chat = await self._workspace.front(demo=self.demo)
        except StoreFailure as failure:
            chat = None
            self.failed.emit(failure.note)
        self.bring(chat or self._workspace.new_chat(demo=self.demo))
        self.show_list()

    def finish(self) -> None:
        """Let go of the chat in front; replies and deletions that end later find no list to tell."""
        self._is_finished = True
        for subscription in self._subscriptions:
            subscription.close()
        self._chat_presenter.leave()

    def bring(self, chat: LiveChat) -> None:
        """Put a chat in front."""
        before = self._chat_presenter.chat
        self._chat_presenter.show_chat(chat)
        if before is not None and before is not chat:
            self._workspace.leave(before)
        self._sidebar.set_current(chat.conversation.id)
        self._workspace.remember_front(chat.conversation.id, is_temporary=chat.context.is_temporary)
        if before is not None and before is not chat and before.context.is_temporary:
            self.temporary_left.emit(before)

    def new_chat(self, project_id: str | None = None) -> None:
        """Put an empty chat in front; of a project, where one is named."""
        self.bring(self._workspace.new_chat(demo=self.demo, project_id=project_id))
        self.brought.emit()

    def choose_demo(self, *, demo: bool) -> None:
        """Let the demo answer new chats, or no longer; one without words that is in front is one of them."""
        self.demo = demo
        chat = self._chat_presenter.chat
        if chat is None:
            self.new_chat()
        elif not chat.ids():  # the same one, with all that is written in it
            chat.choose_gateway(DEMO if demo else self._profiles.default_id)
            self.brought.emit()

    def choose(self, conversation_id: str, then: Callable[[], object] = lambda: None) -> None:
        """Put a conversation in front, once it is read, and call `then` when it is there; another choice ends this."""
        self._scope.start("open-chat", self._open(conversation_id, then))

    async def open_message(self, conversation_id: str, message_id: str) -> bool:
        """Put a conversation in front with one of its messages at the top; False where it is gone."""
        chat = await self._workspace.open(conversation_id)
        if chat is None or not chat.has(message_id):
            return False
        chat.show(message_id)
        if chat is not self._chat_presenter.chat:
            chat.set_place(ReadingPlace.beginning_of(message_id))
            self.bring(chat)
        self.brought.emit()
        return True

    def step(self, by: int) -> None:
        """Go `by` chats down the list as it is shown, around its ends."""
        ids = self._sidebar.ids()
        current = self._chat_presenter.chat.conversation.id if self._chat_presenter.chat is not None else ""
        if ids:
            self.choose(ids[(ids.index(current) + by) % len(ids) if current in ids else 0])

    def delete_front(self) -> None:
        """Delete the chat in front and offer to bring it back."""
        chat = self._chat_presenter.chat
        if chat is not None and chat.is_saved:
            self.delete((chat.conversation.id,))

    def undo_delete(self) -> None:
        """Bring back the chats that `deleted` told of last."""
        if ids := self._deleted:
            self._workspace.restore(*ids, then=owned(self, lambda: self._restored(ids[0])))

    async def _open(self, conversation_id: str, then: Callable[[], object]) -> None:
        try:
            chat = await self._workspace.open(conversation_id)
        except StoreFailure as failure:
            self.failed.emit(failure.note)
            return
        if chat is not None:
            self.bring(chat)
            self.brought.emit()
            then()

    def delete(self, ids: Sequence[str]) -> None:
        """Delete chats, and offer them back together; that they are deleted is said once it is on disk."""
        before = [one for one in map(self._workspace.conversation, ids) if one is not None]
        front = self._chat_presenter.chat
        is_front_gone = front is not None and front.conversation.id in ids
        if ids:
            self._workspace.delete(*ids, then=owned(self, lambda: self._offer_undo(before)))
        if is_front_gone:
            self.new_chat()  # at once: what is typed from now on is not for the deleted one

    def _gone(self, ids: Sequence[str]) -> None:
        """Leave a chat that was deleted elsewhere."""
        front = self._chat_presenter.chat
        if front is not None and front.conversation.id in ids:
            self.new_chat()

    def _offer_undo(self, deleted: Sequence[Conversation]) -> None:
        if not deleted or self._is_finished:
            return
        self._deleted = tuple(one.id for one in deleted)
        self.deleted.emit(_deleted_words(deleted))

    def _restored(self, conversation_id: str) -> None:
        if not self._is_finished:
            self.choose(conversation_id)

    def _rename(self, conversation_id: str, title: str) -> None:
        # Named after the chat: the next one's must not end this one's while it is being read.
        self._scope.start(f"rename.{conversation_id}", self._workspace.rename(conversation_id, title))

    def _pin_several(self, ids: Sequence[str], pinned: bool) -> None:
        chats = [one for one in map(self._workspace.conversation, ids) if one is not None and one.pinned is not pinned]
        if chats:
            before = {one.id: one.pinned for one in chats}
            words = _pinned_words(len(chats), pinned=pinned)
            self._scope.start(f"pin-several.{new_id()}", self._pinned_now(dict.fromkeys(before, pinned), before, words))

    def undo_pin(self) -> None:
        """Pin the chats that `pinned` told of last as they were before."""
        before, self._pinned = self._pinned, {}
        self._scope.start(f"pin-several.{new_id()}", self._pinned_now(before, {}, ""))

    async def _pinned_now(self, pinned: Mapping[str, bool], before: dict[str, bool], words: str) -> None:
        try:
            await self._workspace.pin_several(pinned)
        except StoreFailure as failure:
            self.failed.emit(failure.note)
            return
        self._pinned = before
        if words and not self._is_finished:
            self.pinned.emit(words)

    def _pin(self, conversation_id: str, pinned: bool) -> None:
        self._scope.start(f"pin.{conversation_id}", self._workspace.pin(conversation_id, pinned=pinned))

    def show_list(self) -> None:
        """Show every conversation in the sidebar."""
        self._show_projects()
        self._sidebar.set_conversations(self._workspace.all_conversations())
        self._sidebar.set_unseen(self._workspace.attention.unseen)
        self._sidebar.set_current(
            self._chat_presenter.chat.conversation.id if self._chat_presenter.chat is not None else None
        )

    def _listed(self) -> None:
        chats = self._workspace.all_conversations()
        if self._sidebar.lacks_many(chats):  # an import of thousands
            self._scope.start("show-list", self._fill(tuple(chats)))
        else:
            self.show_list()

    async def _fill(self, chats: Sequence[Conversation]) -> None:
        """Show the list anew once its rows are made, a portion a turn: the window goes on meanwhile."""
        for _ in self._sidebar.make_ready(chats):
            await asyncio.sleep(0)
        if not self._is_finished:
            self.show_list()

    def _show_projects(self) -> None:
        if projects := self._workspace.known_projects():
            self._sidebar.set_projects(projects, self._workspace.projects.folded)
        else:
            self._sidebar.set_projects((), ())


def _deleted_words(deleted: Sequence[Conversation]) -> str:
    if len(deleted) == 1:
        return pgettext("chat", "Deleted “{name}”").format(name=deleted[0].title)
    from turbodesk.ui.quantities import number

    words = ngettext("Deleted {count} chat", "Deleted {count} chats", len(deleted))
    return words.format(count=number(len(deleted)))


def _pinned_words(count: int, *, pinned: bool) -> str:
    from turbodesk.ui.quantities import number

    if pinned:
        words = ngettext("Pinned {count} chat", "Pinned {count} chats", count)
    else:
        words = ngettext("Unpinned {count} chat", "Unpinned {count} chats", count)
    return words.format(count=number(count))
