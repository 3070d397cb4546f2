"""Lets a chat go on in a chat of its own, says where it came from, and what there is in a chat."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from turbodesk.app.titles import branch_title
from turbodesk.chat.conversation import branched
from turbodesk.chat.outline import OutlineEntry, outline
from turbodesk.store.database import Database
from turbodesk.store.history import History

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.workspace import Workspace


class Branching:
    """Serves one workspace."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        self._workspace, self._history = workspace, History(database)

    async def branch(self, conversation_id: str, message_id: str) -> LiveChat | None:
        """Begin a chat with all that leads to a finished message, and return it; None where there is no such message.

        Both go their own way from then on. What tools may do without asking is asked anew.

        Raises:
            StoreFailure: it cannot be read or written.
        """
        workspace = self._workspace
        chat = await workspace.open(conversation_id)
        if chat is None or not chat.has(message_id) or message_id in chat.replies:
            return None
        ids = list(chat.ids_to(message_id))
        known = {one.title for one in workspace.conversations()}
        made = branched(chat.conversation, title=branch_title(chat.conversation.title, known))
        await self._history.forking.fork(made, ids)
        kept = await self._history.conversation(made.id)
        if kept is not None:
            workspace.take_in(kept)
        return await workspace.open(made.id)

    async def origin(self, message_id: str) -> tuple[str, str] | None:
        """Return the conversation and the message that a message is a copy of; None where those are not there.

        Raises:
            StoreFailure: it cannot be read.
        """
        return await self._history.forking.source(message_id)

    async def outline(self, chat: LiveChat) -> list[OutlineEntry]:
        """Return the contents of a chat's path as far as it is on disk, read in the thread of the database.

        Raises:
            StoreFailure: it cannot be read.
        """
        texts = await chat.context.history.texts(chat.ids())
        return await asyncio.to_thread(outline, texts)
