"""The temporary chat: in memory alone, so that nothing of it is on disk, until it is closed or kept.

There is one at most. It is in no list, no search and no sum of its own; what its replies cost counts in the month's
sums as tokens of a model, without a word of it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from turbodesk.app.attachments import AttachmentService
from turbodesk.app.gateways import DEMO
from turbodesk.app.live import LiveChat
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.chat.message import Message, Usage
from turbodesk.store.attachments import AttachmentStore
from turbodesk.store.database import Database, when_written
from turbodesk.store.history import History
from turbodesk.store.journal import Journal
from turbodesk.store.memory import MemoryDatabase


class TemporaryChats:
    """Begins, keeps and closes the temporary chat of one workspace."""

    def __init__(
        self,
        *,
        database: Database,
        workspace: Workspace,
        attachment_service: AttachmentService,
        scope: Scope,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        """`database` is where a chat goes that is kept."""
        self.chat: LiveChat | None = None
        """The temporary chat, while there is one."""
        self.forgotten: Signal[str] = Signal()
        """It is gone, and nothing leads to it; told with its id."""
        self._database, self._workspace, self._attachment_service = database, workspace, attachment_service
        self._scope, self._today = scope, today
        self._counted: list[tuple[dt.date, str, Usage]] = []
        """What the month's sums have been told of it."""

    @property
    def has_words(self) -> bool:
        """Whether anything would be lost if it were closed."""
        chat = self.chat
        return chat is not None and bool(chat.ids() or chat.conversation.draft.strip() or chat.conversation.draft_parts)

    def begin(self, *, demo: bool) -> LiveChat:
        """Return the temporary chat, a new one if there is none."""
        if self.chat is not None:
            return self.chat
        memory = MemoryDatabase()
        workspace, attachments = self._workspace, AttachmentStore(memory, is_checked=False)
        context = replace(workspace.context, history=History(memory), journal=Journal(memory), memory=memory)
        conversation = workspace.new_conversation(demo=demo)
        chat = LiveChat(conversation, context, self._scope.child(f"chat.{conversation.id}"))
        self._counted = []
        chat.reply_ended.connect(lambda reply: self._count(chat, reply))
        self._attachment_service.aside = attachments
        self.chat = chat
        return chat

    def keep(self) -> asyncio.Future[None] | None:
        """Make it a chat like every other, also while a reply grows; the future is done when it is on disk."""
        chat = self.chat
        if chat is None or not chat.ids() or chat.context.memory is None:
            return None
        chat.drafts.flush()
        for day, model, usage in self._counted:
            self._workspace.ledger.take_back_own(day, model, usage)
        write = chat.context.memory.move(self._database)
        self._let_go()
        when_written(write, lambda: self._workspace.take_in(chat.conversation))
        self._workspace.hold(chat)
        self._workspace.ledger.count_anew()
        chat.tell()
        return write

    def close(self) -> None:
        """Forget it. A growing reply is stopped first."""
        if self.chat is not None:
            chat = self.chat
            chat.stop()
            self._let_go()
            self._scope.start(f"close.{chat.conversation.id}", chat.close())
            self.forgotten.emit(chat.conversation.id)

    def _let_go(self) -> None:
        self.chat, self._attachment_service.aside = None, None

    def _count(self, chat: LiveChat, reply: Message) -> None:
        """Count a reply in the month's sums; once the chat is kept, those count its messages."""
        if not chat.context.is_temporary:
            return
        if reply.model is not None and chat.conversation.gateway_id != DEMO and reply.usage != Usage():
            self._counted.append((self._today(), reply.model, reply.usage))
            self._workspace.ledger.add_own(reply.model, reply.usage)
        self._workspace.reply_ended.emit((chat.conversation.id, reply))
