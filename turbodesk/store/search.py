"""Finds messages by their words in all conversations, however many there are, best and newest first.

What is deleted is not found. The index (FTS5, kept by triggers) answers which messages have the words; where it cannot
(see `search_query`), the messages themselves are looked through, newest first and a portion at a time, until enough is
found or none is left: there is no language in which old messages are out of reach. The work is counted in
`SearchIndex.rows_read` and done on the database's thread, in jobs so short that nothing else waits.

Why relevance times recency: bm25 alone puts a short note of three years ago before yesterday's talk on the same thing,
and time alone buries the one message that is about the words under many that mention them. A message's weight halves
every 180 days down to a quarter, below which its words decide alone.

Why the time comes from the id: ids are UUIDv7 and stand in the first bytes of a row; `created_at` stands behind all
its text, and reading it costs as many pages as the message has.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from turbodesk.chat.conversation import shown_title
from turbodesk.chat.found import FoundMessage
from turbodesk.chat.ids import made_at, now_ms
from turbodesk.chat.one_line import one_line
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.cells import LONGEST_NAME, is_name
from turbodesk.store.damage import is_index_damage
from turbodesk.store.database import Database
from turbodesk.store.row_mapping import DAMAGED_CHAT
from turbodesk.store.search_query import Wanted, wanted
from turbodesk.store.snippets import CLOSE, OPEN, cut, has_all, marked

LIMIT = 50
"""Messages found at most: nobody reads further down, they write another word."""
EACH = 2
"""Messages of one conversation at most: they lead to the conversation, and there the find bar goes on."""
CANDIDATES = 1_000
"""The newest matches, which are weighed against one another; older ones count where those are of a few chats."""
PORTION = 500
"""Messages looked through in one job: some milliseconds."""

_FEW = 3 * EACH
"""Messages of few conversations."""
_NO_ROW = 2**63 - 1
_HALF_LIFE_MS = 180 * 86_400_000
_LEAST_WEIGHT = 0.25


@dataclass(frozen=True, slots=True)
class _Candidate:
    rowid: int
    message_id: str
    conversation_id: str
    title: str
    score: float


class SearchIndex:
    """Searches one database, one query at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.rows_read = 0
        """Rows looked at by all searches so far; tests and benchmarks count it."""

    async def find(self, typed: str, *, limit: int = LIMIT, project_id: str | None = None) -> list[FoundMessage]:
        """Return the best messages for what was typed, none of them deleted; of the chats of one project, or of all.

        Cancelling ends the work at the next portion.
        """
        query = replace(wanted(typed), project_id=project_id)
        if not query:
            return []
        try:
            if query.exact and (found := await self._by_scan(query, limit)):
                return found
            if query.match and query.is_indexed:
                found = await self._by_index(query, limit)  # where nothing has the signs, what has the letters is meant
                return [replace(one, has_signs=not query.exact) for one in found]
            return []
        except sqlite3.Error as error:
            if not is_index_damage(error):
                raise
        return await self._by_scan(replace(query, match="", exact=query.words), limit)

    async def _by_index(self, query: Wanted, limit: int) -> list[FoundMessage]:
        ranked, count, below = await self._database.read(partial(_candidates, query=query))
        best = _best(sorted(ranked, key=lambda one: (-one.score, -one.rowid)))
        self.rows_read += count
        counts = Counter(one.conversation_id for one in ranked)
        if count == CANDIDATES and len(best) <= _FEW:
            # Few conversations have all of the newest: the others' newest come after them. Once, and not for more:
            # each walk through the index costs as much as the search.
            full = [chat for chat, many in Counter(one.conversation_id for one in best).items() if many == EACH]
            job = partial(_candidates, query=query, below=below, without=full)
            older, count, _ = await self._database.read(job)
            best = _best([*best, *older])
            counts.update(one.conversation_id for one in older)
            self.rows_read += count
        best = best[:limit]
        self.rows_read += len(best)
        texts = await self._database.read(lambda connection: _snippets(connection, query, best)) if best else {}
        return [_found(one, texts[one.rowid], counts) for one in best if one.rowid in texts]

    async def _by_scan(self, query: Wanted, limit: int) -> list[FoundMessage]:
        below, count = _NO_ROW, PORTION
        found: list[tuple[_Candidate, str]] = []
        counts: Counter[str] = Counter()
        while count == PORTION and len(found) < limit:
            some, count, below = await self._database.read(partial(_portion, query=query, below=below))
            counts.update(one.conversation_id for one, _ in some)
            texts = dict([*found, *some])
            found = [(one, texts[one]) for one in _best(texts)]
            self.rows_read += count
        return [_found(one, text, counts) for one, text in found[:limit]]


def _candidates(
    connection: sqlite3.Connection, *, query: Wanted, below: int = _NO_ROW, without: Sequence[str] = ()
) -> tuple[list[_Candidate], int, int]:
    """Return the newest matches before the row `below`, but those of some conversations: how many, and the last row."""
    left_out = f"AND conversation.id NOT IN ({','.join('?' * len(without))})" if without else ""
    asked = (query.match, below, query.project_id, query.project_id)
    statement = _CANDIDATES.replace("[left out]", left_out)
    now = now_ms()
    rows = connection.execute(statement, (*asked, *without, CANDIDATES)).fetchall()
    some = [
        _Candidate(rowid, id_, chat, _title(title), -bm25 * weight(id_, now=now))
        for rowid, id_, chat, title, bm25 in rows
        if is_name(id_) and is_name(chat)  # what has no id cannot be opened
    ]
    return some, len(rows), rows[-1][0] if rows else below


def _portion(
    connection: sqlite3.Connection, *, query: Wanted, below: int
) -> tuple[list[tuple[_Candidate, str]], int, int]:
    """Look through the messages before the row `below`: what has the words, how many there were, and the last row."""
    found, count = [], 0
    exact = [word.casefold() for word in query.exact]
    statement, asked = (_PORTION_OF_MATCHES, (query.match,)) if query.match else (_PORTION, ())
    for rowid, id_, chat, title, text in connection.execute(
        statement, (*asked, below, query.project_id, query.project_id, PORTION)
    ):
        count, below = count + 1, rowid
        if isinstance(text, str) and is_name(id_) and is_name(chat) and has_all(text, exact):
            found.append((_Candidate(rowid, id_, chat, _title(title), 0.0), marked(text, query.words)))
    return found, count, below


def weight(message_id: str, *, now: int) -> float:
    """Return what the age of a message makes of its relevance, from 1 for a new one down to `_LEAST_WEIGHT`."""
    age_ms = max(0, now - made_at(message_id))
    return float(_LEAST_WEIGHT + (1 - _LEAST_WEIGHT) * 0.5 ** (age_ms / _HALF_LIFE_MS))


def _best(ranked: Iterable[_Candidate]) -> list[_Candidate]:
    """Return the first of each conversation, at most `EACH`."""
    taken: dict[str, int] = {}

    def has_room(one: _Candidate) -> bool:
        taken[one.conversation_id] = taken.get(one.conversation_id, 0) + 1
        return taken[one.conversation_id] <= EACH

    return list(filter(has_room, ranked))


def _snippets(connection: sqlite3.Connection, query: Wanted, best: Sequence[_Candidate]) -> dict[int, str]:
    """Return the words around the matches, by row. In one walk through the index: each costs as much as the search."""
    rowids = [one.rowid for one in best]
    statement = _SNIPPETS.replace("[rowids]", ",".join("?" * len(rowids)))
    rows = connection.execute(statement, (*rowids, OPEN, CLOSE, query.match, min(rowids), max(rowids)))
    return {rowid: text for rowid, text in rows if isinstance(text, str)}


def _title(cell: object) -> str:
    return shown_title(one_line(cell[:LONGEST_NAME])) if isinstance(cell, str) else DAMAGED_CHAT


def _found(one: _Candidate, text: str, counts: Mapping[str, int]) -> FoundMessage:
    snippet, spans = cut(text)
    chat, count = one.conversation_id, counts[one.conversation_id]
    return FoundMessage(chat, one.message_id, one.title, made_at(one.message_id), snippet, spans, in_chat=count)


# CROSS JOIN keeps the order of the tables: the index first, newest match first, and no more than asked for.
_CANDIDATES = """SELECT message.rowid, message.id, conversation.id, conversation.title, bm25(message_text)
    FROM message_text CROSS JOIN message ON message.rowid = message_text.rowid
    CROSS JOIN conversation ON conversation.id = message.conversation_id
    WHERE message_text MATCH ? AND message_text.rowid < ? AND conversation.deleted_at IS NULL
    AND message.deleted_at IS NULL AND (? IS NULL OR conversation.project_id = ?) [left out]
    ORDER BY message_text.rowid DESC LIMIT ?"""
_SNIPPETS = """SELECT rowid, CASE WHEN rowid IN ([rowids]) THEN snippet(message_text, 0, ?, ?, ' ', 30) END
    FROM message_text WHERE message_text MATCH ? AND rowid BETWEEN ? AND ?"""
_PORTION = """SELECT message.rowid, message.id, conversation.id, conversation.title, message.text
    FROM message CROSS JOIN conversation ON conversation.id = message.conversation_id
    WHERE message.rowid < ? AND conversation.deleted_at IS NULL AND message.deleted_at IS NULL
    AND (? IS NULL OR conversation.project_id = ?)
    ORDER BY message.rowid DESC LIMIT ?"""
_PORTION_OF_MATCHES = """SELECT message.rowid, message.id, conversation.id, conversation.title, message.text
    FROM message_text CROSS JOIN message ON message.rowid = message_text.rowid
    CROSS JOIN conversation ON conversation.id = message.conversation_id
    WHERE message_text MATCH ? AND message_text.rowid < ? AND conversation.deleted_at IS NULL
    AND message.deleted_at IS NULL AND (? IS NULL OR conversation.project_id = ?)
    ORDER BY message_text.rowid DESC LIMIT ?"""
