"""Takes in an archive that another TurboDesk, or anybody, wrote: by union, so that nothing that is here is lost.

A message that is here already stays as it is, for messages never change; of a conversation that is on both sides the
newer facts win, and one that was deleted here stays deleted. What does not fit the form is left out and counted: the
file is a stranger's. A time that cannot be one is taken as now: it is no reason to leave words out. Only the members
named in `archive` are read, none is unpacked onto the disk, and bytes that are not those of their hash are refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar
from uuid import uuid4

from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Role
from turbodesk.chat.moments import is_moment
from turbodesk.store.archive import (
    ABOUT,
    ATTACHMENTS,
    CONVERSATION,
    CONVERSATIONS,
    FOLDER,
    FORMAT,
    MESSAGE,
    MESSAGES,
    VERSION,
)
from turbodesk.store.cells import LONGEST_NAME, is_header
from turbodesk.store.connection import Job
from turbodesk.store.database import Database
from turbodesk.store.row_mapping import Cell, dump, storable

T = TypeVar("T")

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one line: far above any message, and far below what fills a computer's memory."""
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of one attachment."""
PORTION = 200
"""Rows written in one transaction."""

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # a password is wanted; NotImplementedError, which is one: a form of compression nobody knows
    EOFError,
    ValueError,
    KeyError,
)
_ENDED = ("complete", "stopped", "failed", "interrupted")


@dataclass(slots=True)
class TakenIn:
    """What came of it."""

    conversations: int = 0
    """How many conversations were new here."""
    messages: int = 0
    """How many messages were new here."""
    left_out: int = 0
    """How many lines and files did not fit the form."""


async def take_in(database: Database, path: Path) -> TakenIn:
    """Add what is in the archive at `path` to a database. Cancelling keeps what was taken in so far.

    Raises:
        StoreFailure: it is no archive of ours, a newer one, or cannot be read.
    """
    taken = TakenIn()
    try:
        with zipfile.ZipFile(path) as archive:
            _look_at(archive)
            async for rows in _portions(_rows(archive, CONVERSATIONS, CONVERSATION, taken)):
                taken.conversations += await database.write(_putting(_put_conversation, rows))
            async for rows in _portions(_rows(archive, MESSAGES, MESSAGE, taken)):
                taken.left_out += await database.read(_putting(_is_homeless, rows))
                taken.messages += await database.write(_putting(_put_message, rows))
            async for files in _portions(_attachments(archive, taken), size=1):
                await database.write(_putting(_put_attachment, files))
    except _UNREADABLE as error:
        raise _no_archive(path, str(error)) from error
    await database.read(_secure)
    return taken


def _secure(connection: sqlite3.Connection) -> None:
    """Let what was taken in survive a loss of power before it is told: a checkpoint syncs the log, then the file."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _look_at(archive: zipfile.ZipFile) -> None:
    with archive.open(ABOUT) as member:
        about = json.loads(member.read(10_000))
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise ValueError("not an archive of TurboDesk")
    if about.get("version") != VERSION:
        raise StoreFailure(
            sentence="This file was written by a newer TurboDesk.", advice="Update TurboDesk, then import it."
        )


async def _portions(rows: Iterator[T], *, size: int = PORTION) -> AsyncIterator[list[T]]:
    """Read in a thread, a portion at a time: unpacking and checking take a while."""
    while portion := await asyncio.to_thread(lambda: list(islice(rows, size))):
        yield portion


def _putting(put: Callable[[sqlite3.Connection, T], int], rows: Sequence[T]) -> Job[int]:
    return lambda connection: sum(put(connection, row) for row in rows)


def _attachments(archive: zipfile.ZipFile, taken: TakenIn) -> Iterator[tuple[Cell | bytes, ...]]:
    for line in _lines(archive, ATTACHMENTS, taken):
        sha256, media_type, name = (line.get(key) for key in ("sha256", "media_type", "name"))
        content = _content(archive, sha256)
        if content is None or not isinstance(media_type, str) or not isinstance(name, str):
            taken.left_out += 1
        else:
            yield str(sha256), storable(media_type), storable(name), content, now_ms(), now_ms()


def _content(archive: zipfile.ZipFile, sha256: object) -> bytes | None:
    if not isinstance(sha256, str) or not _HASH.fullmatch(sha256):
        return None
    try:
        with archive.open(f"{FOLDER}{sha256}") as member:
            content = member.read(LARGEST_FILE + 1)
    except KeyError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _rows(archive: zipfile.ZipFile, name: str, kinds: dict[str, str], taken: TakenIn) -> Iterator[dict[str, Cell]]:
    for line in _lines(archive, name, taken):
        try:
            yield {column: _cell(line.get(column), kind) for column, kind in kinds.items()}
        except (ValueError, RecursionError):
            taken.left_out += 1


def _lines(archive: zipfile.ZipFile, name: str, taken: TakenIn) -> Iterator[dict[str, object]]:
    with archive.open(name) as member:
        for raw in _raw_lines(member):
            try:
                line = json.loads(raw)
            except (ValueError, RecursionError):
                line = None
            if isinstance(line, dict):
                yield line
            else:
                taken.left_out += 1


def _raw_lines(member: IO[bytes]) -> Iterator[bytes]:
    while raw := member.readline(LONGEST_LINE + 1):
        if len(raw) > LONGEST_LINE:
            raise ValueError("a line without end")
        if raw.strip():
            yield raw


def _cell(value: object, kind: str) -> Cell:
    """Return a value as the database holds it.

    Raises:
        ValueError: it is not of that kind.
    """
    if value is None and kind.endswith("?"):
        return None
    match kind.rstrip("?"):
        case "json":
            return storable(dump(value))
        case "time" if isinstance(value, int):
            return value if is_moment(value) else now_ms()  # what was said counts for more than when
        case "flag" if isinstance(value, int):
            return int(value == 1)
        case "text" if isinstance(value, str):
            return storable(value)
        case "name" if isinstance(value, str):
            return storable(value[:LONGEST_NAME])
        case "header" if isinstance(value, str):
            return value if is_header(value) else str(uuid4())
        case "role" if isinstance(value, str) and value in tuple(Role):
            return value
        case "id" if isinstance(value, str) and _ID.fullmatch(value):
            return value
    raise ValueError(f"not {kind}")


def _put_conversation(connection: sqlite3.Connection, row: dict[str, Cell]) -> int:
    is_new = not connection.execute("SELECT 1 FROM conversation WHERE id = ?", (row["id"],)).fetchone()
    connection.execute(_PUT_CONVERSATION, {**row, "allowed_tools": "[]"})  # who may run what is not a file's to say
    return int(is_new)


def _is_homeless(connection: sqlite3.Connection, row: dict[str, Cell]) -> bool:
    """Whether a message's conversation is neither here nor was in the archive as one that could be read."""
    found = connection.execute("SELECT 1 FROM conversation WHERE id = ?", (row["conversation_id"],)).fetchone()
    return found is None


def _put_message(connection: sqlite3.Connection, row: dict[str, Cell]) -> int:
    if _is_homeless(connection, row):
        return 0
    status = row["status"] if row["status"] in _ENDED else "interrupted"  # one that grew then grows no more
    return connection.execute(_PUT_MESSAGE, {**row, "status": status, "chars": len(str(row["text"]))}).rowcount


def _put_attachment(connection: sqlite3.Connection, row: tuple[Cell | bytes, ...]) -> int:
    return connection.execute(_PUT_ATTACHMENT, row).rowcount


def _no_archive(path: Path, detail: str) -> StoreFailure:
    return StoreFailure(
        detail,
        sentence=f"“{path.name}” could not be read: it is no export of TurboDesk, or it is damaged.",
        advice="Nothing that was here has changed.",
    )


def _insert(table: str, columns: list[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{one}' for one in columns)})"


_OURS = ("id", "wire_id", "created_at", "allowed_tools")
_FACTS = ", ".join(f"{one} = excluded.{one}" for one in CONVERSATION if one not in _OURS)
_PUT_CONVERSATION = (
    f"{_insert('conversation', list(CONVERSATION))} ON CONFLICT (id) DO UPDATE SET {_FACTS}"
    " WHERE excluded.updated_at > conversation.updated_at"
)
_PUT_MESSAGE = f"{_insert('message', [*MESSAGE, 'chars'])} ON CONFLICT (id) DO NOTHING"
_PUT_ATTACHMENT = (
    "INSERT INTO attachment (sha256, media_type, name, content, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (sha256) DO NOTHING"
)
