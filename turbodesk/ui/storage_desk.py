"""Ties the page of the settings window with folder and deleted chats to the files."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from turbodesk.app.house import House
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.ui.settings.storage import StoragePage

_TASK = "deleted-chats"


class StorageDesk(QObject):
    """Serves one such page."""

    def __init__(self, house: House, page: StoragePage, tell: Callable[[FailureNote], None]) -> None:
        """`tell` is told what must be known when something cannot be done."""
        super().__init__()
        self._house = house
        self._page = page
        self._tell = tell
        self._trash = house.new_trash()
        page.deleted.restored.connect(lambda id_: self._start(self._restore(id_)))
        page.deleted.removed.connect(lambda ids: self._start(self._remove(ids)))
        house.workspace.listed.connect(lambda _: self.look() if page.isVisible() else None)

    def look(self) -> None:
        """Show the folder and what was deleted as they are now."""
        folder = self._house.folder
        self._page.set_folder(str(folder), _size(folder))
        self._house.scope.start("look-at-deleted", self._look())

    async def _look(self) -> None:
        try:
            self._page.deleted.set_deleted(await self._trash.deleted())
        except StoreFailure as failure:
            self._tell(failure.note)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._house.scope.start(_TASK, self._done(work))

    async def _done(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except StoreFailure as failure:
            self._tell(failure.note)
        self.look()

    async def _restore(self, conversation_id: str) -> None:
        await self._trash.restore(conversation_id)

    async def _remove(self, ids: Sequence[str]) -> None:
        await self._trash.remove(ids)


def _size(folder: Path) -> int:
    """Return how many bytes the files in `folder` take."""
    return sum(file.stat().st_size for file in folder.glob("*") if file.is_file())
