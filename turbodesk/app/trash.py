"""Deleted chats and projects: which there are, bringing one back, and removing them for good, old ones unasked."""

from __future__ import annotations

from collections.abc import Sequence

from turbodesk.app.gateways import DEMO
from turbodesk.app.preferences import Preferences
from turbodesk.app.workspace import Workspace
from turbodesk.chat.deleted import Deleted
from turbodesk.chat.ids import now_ms
from turbodesk.settings import EMPTY_TRASH
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.trash import TrashTable as TrashStore


class DeletedChats:
    """The deleted chats of one person."""

    def __init__(self, database: Database, workspace: Workspace, preferences: Preferences) -> None:
        self._database, self._began_ms = database, now_ms()
        self._store = TrashStore(database)
        self._workspace = workspace
        self._preferences = preferences

    async def end_removals(self) -> None:
        """Remove for good the messages whose removal an earlier run began.

        Raises:
            StoreFailure: the file cannot be written.
        """
        if await self._store.has_marked_messages(self._began_ms):
            await History(self._database).removals.finish(demo=DEMO, before_ms=self._began_ms)

    async def deleted(self) -> list[Deleted]:
        """Return the deleted chats, and projects without any, the one deleted last first.

        Raises:
            StoreFailure: they cannot be read.
        """
        return await self._store.deleted()

    async def restore(self, id_: str) -> None:
        """Bring a chat or a project back to the list."""
        await self._workspace.projects.bring_back(id_)
        await self._workspace.bring_back(id_)

    async def remove(self, ids: Sequence[str]) -> int:
        """Remove deleted chats for good, with everything in them; return how many there were.

        Raises:
            StoreFailure: the file cannot be written.
        """
        self._workspace.forget(ids)
        return await self._store.remove(ids)

    async def remove_old(self) -> int:
        """Remove for good what was deleted more than 30 days ago, unless the person wants to keep it.

        What the end of an earlier run left undone of a removal is done in any case.
        """
        await self._store.finish()
        if not self._preferences.get(EMPTY_TRASH):
            return 0
        return await self.remove(await self._store.old())
