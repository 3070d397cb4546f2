"""A real database, real tasks and a scripted gateway, put together as the program does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.app.gateways import ScriptedGateway
from turbodesk.app.attachments import AttachmentService
from turbodesk.app.chat_context import ChatContext
from turbodesk.app.live import LiveChat
from turbodesk.app.tasks import Scope
from turbodesk.app.tools import own_toolbox
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.model import Model
from turbodesk.gateway.base import Gateway
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.journal import Journal


@dataclass
class AppFixture:
    """Everything below the interface, for one test."""

    path: Path
    database: Database
    scope: Scope
    reports: list[tuple[str, BaseException]]
    gateway: ScriptedGateway = field(default_factory=ScriptedGateway)

    def __post_init__(self) -> None:
        self.history = History(self.database)
        self.journal = Journal(self.database)

        self.models: dict[str, Model] = {}
        self.toolbox = own_toolbox()
        self.attachment_service: AttachmentService | None = None

    def model_of(self, conversation: Conversation) -> Model:
        id_ = conversation.model or "m-1"
        return self.models.get(id_) or Model(id_, "M1")

    def successor_of(self, conversation: Conversation) -> str:
        return self.model_of(conversation).replacement or ""

    async def gateway_of(self, _: Conversation) -> Gateway:
        return self.gateway

    def chat(self, conversation: Conversation | None = None) -> LiveChat:
        """Return a live chat, on a new conversation or on one read from disk."""
        around = ChatContext(
            self.history,
            self.journal,
            self.gateway_of,
            self.model_of,
            self.attachment_service,
            successor=self.successor_of,
            toolbox=lambda: self.toolbox,
        )
        conversation = conversation or new_conversation()
        return LiveChat(conversation, around, self.scope.child(conversation.id))

    async def again(self, conversation_id: str) -> LiveChat:
        """Return the chat as the next start of the program would find it."""
        await self.database.drain()
        found = next(one for one in await self.history.conversations() if one.id == conversation_id)
        chat = self.chat(found)
        await chat.open()
        return chat


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[AppFixture]:
    reports: list[tuple[str, BaseException]] = []
    path = tmp_path / "turbodesk.db"
    opened = await Database.open(path)
    scope = Scope("root", lambda name, error: reports.append((name, error)))
    yield AppFixture(path, opened.database, scope, reports)
    await scope.close()
    await opened.database.close()
    assert reports == []
