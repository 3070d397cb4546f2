"""Searches all messages while somebody types: a moment after each letter, and never for words that have gone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.found import FoundMessage
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.database import Database
from turbodesk.store.search import LIMIT
from turbodesk.store.search import SearchIndex as Searcher

DELAY_S = 0.15
"""From a letter to the search: whoever types on is faster, whoever has ended does not feel it."""
_TASK = "search"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found for words."""

    words: str
    found: Sequence[FoundMessage]
    is_cut: bool = False
    """Whether there is more than was looked for."""


class MessageSearch:
    """The search in all messages. `scope` is its own."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self.answered: Signal[SearchResult] = Signal()
        """Words have been searched for; later words have not been given meanwhile."""
        self._store = Searcher(database)
        self._scope = scope

    def look_for(self, words: str, project_id: str | None = None) -> None:
        """Search for these words soon, and no longer for those before. Blank ones end the search without an answer.

        `project_id`: only the chats of this project are looked through.
        """
        self._scope.cancel(_TASK)
        if words.strip():
            self._scope.start(_TASK, self._run(words, project_id))

    async def _run(self, words: str, project_id: str | None) -> None:
        await asyncio.sleep(DELAY_S)
        try:
            found = await self._store.find(words, project_id=project_id)
        except StoreFailure:  # a damaged part of the file: who wants to read it is told, and titles are found still
            found = []
        self.answered.emit(SearchResult(words, found, is_cut=len(found) >= LIMIT))
