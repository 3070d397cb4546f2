"""Lists the starred messages of all chats: which there are is known from the chats, their words are read from disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbodesk.chat.message import Role
from turbodesk.chat.one_line import one_line
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.snippets import cut

if TYPE_CHECKING:
    from turbodesk.app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class StarredMessage:
    """One of them."""

    conversation_id: str
    message_id: str
    words: str
    """Its first words on one line, without the marks of Markdown; "" where it has none."""
    role: Role
    title: str
    """The chat's."""


class StarredMessages:
    """Serves one workspace."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        self._workspace, self._history = workspace, History(database)

    async def all(self) -> list[StarredMessage]:
        """Return the starred messages, those of the chat with the newest words first, in each the last starred first.

        Raises:
            StoreFailure: they cannot be read.
        """
        chats = (self._workspace.conversation(one.id) for one in self._workspace.conversations())  # not as on disk
        starred = [(chat, id_) for chat in chats if chat is not None for id_ in reversed(chat.starred)]
        read = await self._history.beginnings([id_ for _, id_ in starred])
        return [
            StarredMessage(chat.id, id_, cut(read[id_][1])[0], read[id_][0], one_line(chat.title))
            for chat, id_ in starred
            if id_ in read
        ]
