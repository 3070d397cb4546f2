"""Brings chats from outside into a database, by union, within bounds, and all of them or none: the one door for that.

A message that is here already stays as it is, for messages never change; of a conversation that is on both sides the
newer facts win, and one that was deleted here stays deleted. A source is read to its end once before anything is
written, so that damage in it changes nothing; cancelled or failed later, what was written is taken back. That is done
row by row and not by one transaction, which would hold up everything else that is saved meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from turbodesk.chat.errors import StoreFailure
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.archive import CONVERSATION, MESSAGE, PROJECT
from turbodesk.store.attachments import remove_unreferenced
from turbodesk.store.connection import Job
from turbodesk.store.database import Database
from turbodesk.store.imported_chats import ChatRows, File, Written, put_chats, take_back_chats
from turbodesk.store.origins import ImportedFrom, Origin, forget_chat, forget_nodes, known_nodes, put_chat
from turbodesk.store.removals import hang_beside_gap, has_removed, is_removed
from turbodesk.store.row_mapping import Cell, dump
from turbodesk.store.sync.taking_back import taking_back
from turbodesk.translation import _

T = TypeVar("T")
Row = dict[str, Cell]

_UNCHANGED = _("Nothing that was here has changed.")
MOST_CHATS, MOST_MESSAGES, MOST_PROJECTS = 50_000, 1_000_000, 5_000
"""How many one import may bring: a start reads all chats, and a thousand times what a person has is no person's."""
PORTION, PORTION_BYTES = 200, 4 * 1024 * 1024
"""Rows written in one transaction, and about how many bytes of them."""
_ROOM = 3
"""How many times its size a source takes on disk: as rows, as an index of words, in the log on the way there."""
_ENDED = ("complete", "stopped", "failed", "interrupted")


Touched = Callable[[Iterable[str]], object]
"""Is told the ids of conversations that are others in the database than they were."""


class Source(Protocol):
    """Where chats come from. Every method begins anew each time, is called on a thread, and may raise what it will."""

    left_out: int
    """How many rows did not fit the form, since this was set."""
    size: int
    """About how many bytes it holds, unpacked."""

    def conversations(self) -> Iterator[Row]:
        """Yield rows with the columns of `CONVERSATION`."""

    def projects(self) -> Iterator[Row]:
        """Yield rows with the columns of `PROJECT`."""

    def messages(self) -> Iterator[Row]:
        """Yield rows with the columns of `MESSAGE`."""

    def origins(self) -> Iterator[ImportedFrom]:
        """Yield where chats and projects came from in the first place."""

    def attachments(self) -> Iterator[File]:
        """Yield attachments."""


@dataclass(slots=True)
class TakenIn:
    """What came of it."""

    conversations: int = 0
    """How many conversations were new here."""
    messages: int = 0
    """How many messages were new here."""
    left_out: int = 0
    """How many lines and files did not fit the form."""


@dataclass(slots=True)
class _Undo:
    """What is to be taken back where it does not come to an end."""

    conversations: list[str] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    """Conversations as they were, with the time by which the change is known."""
    projects: list[str] = field(default_factory=list)
    changed_projects: list[Row] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    origins: list[_OriginBefore] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _OriginBefore:
    """What was known here of where a chat came from."""

    program: str
    chat_id: str
    told_at: int | None
    """None: nothing."""
    nodes: Mapping[str, Origin | None]


async def bring_in(database: Database, source: Source, touched: Touched) -> TakenIn:
    """Add what a source holds to a database. Cancelled or failed, everything is as it was.

    `touched` is told the ids of conversations in which anything was changed, also where that was taken back: whoever
    has read them reads them anew.

    Raises:
        StoreFailure: it holds too much, or there is no room.
        Exception: whatever the source raises.
    """
    ended = threading.Event()
    try:
        await asyncio.to_thread(_prove, source, database.path, lambda: not ended.is_set())
    finally:
        ended.set()
    source.left_out = 0
    import_ = _Import(database, source, touched)
    try:
        return await import_.run()
    except BaseException:
        await asyncio.shield(database.write_each(import_.taking_back()))
        raise


async def bring_in_chats(
    database: Database, program: str, portions: AsyncIterator[Sequence[ChatRows]], touched: Touched
) -> None:
    """Add chats of another program, in portions of about `PORTION` rows. Cancelled or failed, everything is as it was.

    `touched` as in `bring_in`.

    Each portion is read after the one before it is written, so it may rest on that.

    Raises:
        Exception: whatever `portions` raises.
    """
    done: list[Written] = []
    try:
        async for portion in portions:
            touched([one.conversation_id for one in portion if one.project is None])
            write = database.write(partial(put_chats, program=program, chats=portion))
            write.add_done_callback(lambda one: None if one.exception() else done.extend(one.result()))
            await asyncio.shield(write)
        await database.read(_secure)
    except BaseException:
        await asyncio.shield(database.write_each(_taking_back(program, done)))
        raise


def _taking_back(program: str, done: list[Written]) -> Iterator[Job[object]]:
    """Yield what takes all of it back, the last first, in jobs of about `PORTION` rows."""
    yield _look_on
    written, count = list[Written](), 0
    for one in done[::-1]:
        if written and count + one.count > PORTION:
            yield partial(take_back_chats, program=program, written=written)
            written, count = [], 0
        written.append(one)
        count += one.count
    yield partial(take_back_chats, program=program, written=written)


def _look_on(_connection: sqlite3.Connection) -> None:
    """Change nothing: once this is done, what was under way before it is known."""


def see_room(path: Path | None, size: int) -> None:
    """See to it that so many bytes, unpacked, find room beside the database at `path`; None: it is in memory.

    Raises:
        StoreFailure: there is too little.
    """
    if path is not None and shutil.disk_usage(path.parent).free < _ROOM * size:
        raise StoreFailure(
            f"{size} bytes", sentence=_("There is not enough room on the disk to import this."), advice=_UNCHANGED
        )


def _prove(source: Source, path: Path | None, goes_on: Callable[[], bool]) -> None:
    see_room(path, source.size)
    bounded = (
        (source.conversations(), MOST_CHATS),
        (source.projects(), MOST_PROJECTS),
        (source.messages(), MOST_MESSAGES),
        (source.origins(), MOST_CHATS + MOST_PROJECTS),
    )
    for rows, most in bounded:
        for count, _row in enumerate(rows, start=1):
            if count > most:
                raise too_much(f"more than {most}")  # not for people
            if not goes_on():
                return
    for _attachment in source.attachments():
        if not goes_on():
            return


def too_much(detail: str) -> StoreFailure:
    """Return what is raised where a source holds more than a person's chats can be."""
    return StoreFailure(
        detail, sentence=_("This file holds far more than chats can be, so it was not imported."), advice=_UNCHANGED
    )


class _Import:
    """One import under way."""

    def __init__(self, database: Database, source: Source, touched: Touched) -> None:
        self._database = database
        self._source, self._touched = source, touched
        self._added = _Undo()

    async def run(self) -> TakenIn:
        added, source = self._added, self._source
        homeless = 0
        async for projects in _portions(source.projects()):
            await self._write(partial(_put_projects, rows=projects), self._know_projects)
        async for chats in _portions(source.conversations()):
            self._touched([str(row["id"]) for row in chats])
            await self._write(partial(_put_conversations, rows=chats), self._know_conversations)
        async for said in _portions(source.messages()):
            homeless += await self._database.read(partial(_count_homeless, rows=said))
            self._touched({str(row["conversation_id"]) for row in said})
            await self._write(partial(_put_messages, rows=said), added.messages.extend)
        async for files in _portions(source.attachments()):
            await self._write(partial(_put_attachments, rows=files), added.attachments.extend)
        async for imported in _portions(_in_pieces(source.origins())):
            await self._write(partial(_put_origins, rows=imported), added.origins.extend)
        await self._database.read(_secure)
        return TakenIn(len(added.conversations), len(added.messages), source.left_out + homeless)

    def _know_conversations(self, found: tuple[list[str], list[Row]]) -> None:
        self._added.conversations += found[0]
        self._added.changed += found[1]

    def _know_projects(self, found: tuple[list[str], list[Row]]) -> None:
        self._added.projects += found[0]
        self._added.changed_projects += found[1]

    async def _write(self, job: Callable[[sqlite3.Connection], T], then: Callable[[T], object]) -> None:
        """Write, and remember what was: also where the waiting is cancelled, for the job is done all the same."""
        write = self._database.write(job)
        write.add_done_callback(lambda done: None if done.exception() else then(done.result()))
        await asyncio.shield(write)

    def taking_back(self) -> Iterator[Job[object]]:
        """Yield the removal of all that was added, and the return of what was changed."""
        yield _look_on
        added = self._added
        for origins in _cut(added.origins[::-1]):
            yield partial(_put_origins_back, rows=origins)
        for ids in _cut(added.messages):
            yield partial(_remove, table="message", ids=ids)
        for ids in _cut(added.conversations):
            yield partial(_remove, table="conversation", ids=ids)
        for rows in _cut(added.changed):
            yield partial(_put_back, rows=rows)
        for ids in _cut(added.projects):
            yield partial(_remove, table="project", ids=ids)
        for rows in _cut(added.changed_projects):
            yield partial(_put_back_projects, rows=rows)
        for hashes in _cut(added.attachments):
            yield partial(remove_unreferenced, hashes=hashes)


async def _portions(rows: Iterator[T]) -> AsyncIterator[list[T]]:
    """Read in a thread, a portion at a time: unpacking and checking take a while."""
    portions = _cut(rows)
    while portion := await asyncio.to_thread(next, portions, None):
        yield portion


def _cut(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield all of them in portions that are written in one job each."""
    taken: list[T] = []
    count = size = 0
    for item in items:
        more = _records(item)
        if taken and (count + more > PORTION or size >= PORTION_BYTES):
            yield taken
            taken, count, size = [], 0, 0
        taken.append(item)
        count += more
        cells = item.values() if isinstance(item, dict) else item
        size += sum(len(cell) for cell in cells if isinstance(cell, str | bytes)) if isinstance(cells, Iterable) else 0
    if taken:
        yield taken


def _records(item: object) -> int:
    """Return how many rows of the database a thing is."""
    return 1 + len(item.nodes) if isinstance(item, ImportedFrom | _OriginBefore) else 1


def _in_pieces(origins: Iterable[ImportedFrom]) -> Iterator[ImportedFrom]:
    """Yield what is known of chats, that of a long one in several pieces."""
    for one in origins:
        nodes = list(one.nodes.items())
        most = max(1, PORTION - 1)  # and the chat's own row
        for at in range(0, max(1, len(nodes)), most):
            some = dict(nodes[at : at + most])
            yield ImportedFrom(one.program, one.chat_id, one.conversation_id, one.told_at, some)


def _secure(connection: sqlite3.Connection) -> None:
    """Let what was taken in survive a loss of power before it is told: a checkpoint syncs the log, then the file."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _put_conversations(connection: sqlite3.Connection, rows: Sequence[Row]) -> tuple[list[str], list[Row]]:
    """Return the ids of those that were new, and the others as they were where they are changed."""
    new, changed = list[str](), list[Row]()
    for row in rows:
        before = connection.execute(_BEFORE, (row["id"],)).fetchone()
        # who may run what is not a file's to say, and a star that was set on either side was set by the person
        cells = {**row, "allowed_tools": "[]", "starred": _starred(row["starred"], before)}
        count = connection.execute(_PUT_CONVERSATION, cells).rowcount
        if before is None:
            new.append(str(row["id"]))
        elif count:
            changed.append({**dict(zip(CONVERSATION, before, strict=True)), "imported_at": row["updated_at"]})
    return new, changed


def _starred(cell: Cell, before: Sequence[Cell] | None) -> Cell:
    """Return which messages are starred where those of a file are added to those that were here."""
    here = None if before is None else before[list(CONVERSATION).index("starred")]
    if here in (None, "[]") or not isinstance(here, str) or not isinstance(cell, str):
        return cell
    try:
        return dump(list(dict.fromkeys([*json.loads(here), *json.loads(cell)])))
    except (ValueError, TypeError, RecursionError):  # damaged, or no list of ids
        return cell


def _put_projects(connection: sqlite3.Connection, rows: Sequence[Row]) -> tuple[list[str], list[Row]]:
    """Return what `_put_conversations` does, of projects."""
    new, changed = list[str](), list[Row]()
    for row in rows:
        before = connection.execute(_PROJECT_BEFORE, (row["id"],)).fetchone()
        count = connection.execute(_PUT_PROJECT, row).rowcount
        if before is None:
            new.append(str(row["id"]))
        elif count:
            changed.append({**dict(zip(PROJECT, before, strict=True)), "imported_at": row["updated_at"]})
    return new, changed


def _is_homeless(connection: sqlite3.Connection, row: Row) -> bool:
    """Whether a message's conversation is neither here nor was in the source as one that could be read."""
    found = connection.execute("SELECT 1 FROM conversation WHERE id = ?", (row["conversation_id"],)).fetchone()
    return found is None


def _count_homeless(connection: sqlite3.Connection, rows: Sequence[Row]) -> int:
    return sum(_is_homeless(connection, row) for row in rows)


def _put_messages(connection: sqlite3.Connection, rows: Sequence[Row]) -> list[str]:
    new: list[str] = []
    some_are_gone = has_removed(connection)
    for row in rows:
        if _is_homeless(connection, row) or (some_are_gone and is_removed(connection, str(row["id"]))):
            continue
        status = row["status"] if row["status"] in _ENDED else "interrupted"  # one that grew then grows no more
        values = {**row, "status": status, "chars": len(str(row["text"]))}
        if connection.execute(_PUT_MESSAGE, values).rowcount:
            new.append(str(row["id"]))
            if some_are_gone:
                hang_beside_gap(connection, str(row["id"]), row["parent_id"])
    return new


def _put_attachments(connection: sqlite3.Connection, rows: Sequence[File]) -> list[str]:
    return [str(row[0]) for row in rows if connection.execute(_PUT_ATTACHMENT, row).rowcount]


def _put_origins(connection: sqlite3.Connection, rows: Sequence[ImportedFrom]) -> list[_OriginBefore]:
    """Return what was known of those that are added to; one that has another chat here, or a deleted one, keeps it."""
    before: list[_OriginBefore] = []
    for row in rows:
        known = known_nodes(connection, row.program, row.chat_id, row.nodes)
        if known is None and connection.execute(_STANDS, {"id": row.conversation_id}).fetchone() is None:
            continue
        if known is not None and (known.is_deleted or known.conversation_id != row.conversation_id):
            continue
        nodes = dict.fromkeys(row.nodes) if known is None else {id_: known.nodes.get(id_) for id_ in row.nodes}
        before.append(_OriginBefore(row.program, row.chat_id, None if known is None else known.told_at, nodes))
        put_chat(
            connection,
            row.program,
            row.chat_id,
            conversation_id=row.conversation_id,
            told_at=row.told_at,
            nodes=row.nodes,
        )
    return before


def _put_origins_back(connection: sqlite3.Connection, rows: Sequence[_OriginBefore]) -> None:
    for row in rows:
        if row.told_at is None:
            forget_chat(connection, row.program, row.chat_id)
        else:
            forget_nodes(connection, row.program, row.chat_id, told_at=row.told_at, nodes=row.nodes)


def _remove(connection: sqlite3.Connection, table: str, ids: Sequence[str]) -> None:
    with taking_back(connection):
        connection.executemany(f"DELETE FROM {table} WHERE id = ?", [(id_,) for id_ in ids])


def _put_back(connection: sqlite3.Connection, rows: Sequence[Mapping[str, Cell]]) -> None:
    connection.executemany(_PUT_BACK, rows)


def _put_back_projects(connection: sqlite3.Connection, rows: Sequence[Mapping[str, Cell]]) -> None:
    connection.executemany(_PUT_PROJECT_BACK, rows)


def _insert(table: str, columns: list[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{one}' for one in columns)})"


def _follow(column: str) -> str:
    """Return how a column of a conversation follows the newer facts; what is being written here stays."""
    is_free = _IS_FREE.get(column)
    theirs = f"excluded.{column}"
    return f"{column} = " + (f"CASE WHEN {is_free} THEN {theirs} ELSE conversation.{column} END" if is_free else theirs)


_NO_DRAFT = "conversation.draft = '' AND conversation.draft_parts = '[]'"
_NO_EDIT = "conversation.edited_id IS NULL"  # not for people: of the database
_IS_FREE = {"draft": _NO_DRAFT, "draft_parts": _NO_DRAFT, "edited_id": _NO_EDIT, "edit_text": _NO_EDIT}
"""By column that holds what a person is writing, when nothing stands there."""
_STANDS = "SELECT 1 FROM conversation WHERE id = :id UNION ALL SELECT 1 FROM project WHERE id = :id"
_OURS = ("id", "wire_id", "created_at", "allowed_tools")
_FACTS = [one for one in CONVERSATION if one not in _OURS]
_BEFORE = f"SELECT {', '.join(CONVERSATION)} FROM conversation WHERE id = ?"
_PUT_CONVERSATION = (
    f"{_insert('conversation', list(CONVERSATION))} ON CONFLICT (id) DO UPDATE"
    f" SET {', '.join(map(_follow, _FACTS))} WHERE excluded.updated_at > conversation.updated_at"
)
_PUT_BACK = (
    f"UPDATE conversation SET {', '.join(f'{one} = :{one}' for one in _FACTS)}"
    " WHERE id = :id AND updated_at = :imported_at"
)
_PROJECT_FACTS = [one for one in PROJECT if one not in ("id", "created_at")]
_PROJECT_BEFORE = f"SELECT {', '.join(PROJECT)} FROM project WHERE id = ?"
_PUT_PROJECT = (
    f"{_insert('project', list(PROJECT))} ON CONFLICT (id) DO UPDATE"
    f" SET {', '.join(f'{one} = excluded.{one}' for one in _PROJECT_FACTS)}"
    " WHERE excluded.updated_at > project.updated_at"
)
_PUT_PROJECT_BACK = (
    f"UPDATE project SET {', '.join(f'{one} = :{one}' for one in _PROJECT_FACTS)}"
    " WHERE id = :id AND updated_at = :imported_at"
)
_PUT_MESSAGE = f"{_insert('message', [*MESSAGE, 'chars'])} ON CONFLICT (id) DO NOTHING"
_PUT_ATTACHMENT = (
    "INSERT INTO attachment (sha256, media_type, name, content, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (sha256) DO NOTHING"
)
