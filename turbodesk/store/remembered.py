"""Remembers what stood in the window, so that it stands there again after any end of the program, a crash included.

Why here and not in the settings: it is written in one order with what it speaks of. A draft that is on disk while the
settings do not know yet whose it is would be found in a row beside an empty composer.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterable, Mapping

from turbodesk.chat.conversation import Conversation, Unseen
from turbodesk.chat.ids import now_ms
from turbodesk.store.cells import is_name
from turbodesk.store.database import Database
from turbodesk.store.row_mapping import conversation_from_row, conversation_row, dump

_FRONT, _NEW, _UNSEEN, _IMPORTS, _FOLDED = "front", "new-chat", "unseen", "imports", "folded-projects"
_KINDS = tuple(Unseen)


class Remembered:
    """What one database knows of the window."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_front(self, conversation_id: str) -> asyncio.Future[None]:
        """Queue which conversation is in front; it need not have been saved yet."""
        return self._put(_FRONT, conversation_id)

    async def front(self) -> str | None:
        """Return the id of the conversation in front; None: nobody ever said."""
        return await self._get(_FRONT)

    def save_new_chat(self, conversation: Conversation | None) -> asyncio.Future[None]:
        """Queue how a chat is set up in which nothing was said yet, and which is in no list; None: there is none."""
        return self._put(_NEW, "" if conversation is None else dump(conversation_row(conversation)))

    async def new_chat(self) -> Conversation | None:
        """Return the chat that `save_new_chat` was given last; None where there is none or it cannot be read."""
        try:
            row = json.loads(await self._get(_NEW) or "null")
            return conversation_from_row(row) if row is not None and is_name(row["id"]) else None
        except (ValueError, KeyError, TypeError, RecursionError):
            return None

    def save_unseen(self, unseen: Mapping[str, Unseen]) -> asyncio.Future[None]:
        """Queue what nobody has seen yet, by conversation."""
        return self._put(_UNSEEN, dump(dict(unseen)))

    async def unseen(self) -> dict[str, Unseen]:
        """Return what nobody has seen yet, by conversation; what cannot be read of it counts as seen."""
        try:
            known = json.loads(await self._get(_UNSEEN) or "{}")
        except (ValueError, RecursionError):
            return {}
        if not isinstance(known, dict):
            return {}
        return {id_: Unseen(kind) for id_, kind in known.items() if is_name(id_) and kind in _KINDS}

    def save_imports(self, reports: list[object]) -> asyncio.Future[None]:
        """Queue what came of the latest imports, as values of JSON."""
        return self._put(_IMPORTS, dump(reports))

    async def imports(self) -> list[object]:
        """Return what `save_imports` was given last; what cannot be read of it is nothing."""
        try:
            known = json.loads(await self._get(_IMPORTS) or "[]")
        except (ValueError, RecursionError):
            return []
        return known if isinstance(known, list) else []

    def save_folded(self, ids: Iterable[str]) -> asyncio.Future[None]:
        """Queue of which projects the chats are not shown."""
        return self._put(_FOLDED, dump(sorted(ids)))

    async def folded(self) -> frozenset[str]:
        """Return of which projects the chats are not shown; none where it cannot be read."""
        try:
            known = json.loads(await self._get(_FOLDED) or "[]")
        except (ValueError, RecursionError):
            return frozenset()
        return frozenset(id_ for id_ in known if is_name(id_)) if isinstance(known, list) else frozenset()

    def _put(self, name: str, value: str) -> asyncio.Future[None]:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_PUT, (name, value, now_ms()))

        return self._database.write(job, matters=False)

    async def _get(self, name: str) -> str | None:
        def job(connection: sqlite3.Connection) -> str | None:
            row = connection.execute("SELECT value FROM remembered WHERE name = ?", (name,)).fetchone()
            return None if row is None else str(row[0])

        return await self._database.read(job)


_PUT = """INSERT INTO remembered (name, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at"""
