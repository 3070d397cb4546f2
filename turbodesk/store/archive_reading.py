"""Reads an archive that another TurboDesk, or anybody, wrote; `importing` brings it into the database.

What does not fit the form is left out and counted: the file is a stranger's. A time that cannot be one is taken as now:
it is no reason to leave words out. Only the members named in `archive` are read, none is unpacked onto the disk, bytes
that are not those of their hash are refused, and so is a file that unpacks to far more than chats do.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import IO
from uuid import uuid4

from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Role
from turbodesk.chat.moments import is_moment
from turbodesk.chat.profile import Profile
from turbodesk.store.archive import (
    ABOUT,
    ATTACHMENTS,
    CONVERSATION,
    CONVERSATIONS,
    FOLDER,
    FORMAT,
    GATEWAYS,
    MESSAGE,
    MESSAGES,
    ORIGINS,
    PROJECT,
    PROJECTS,
    VERSION,
)
from turbodesk.store.cells import LONGEST_NAME, is_header, is_name
from turbodesk.store.database import Database
from turbodesk.store.imported_chats import File
from turbodesk.store.importing import Row, TakenIn, Touched, bring_in, too_much
from turbodesk.store.migrations import folder_project
from turbodesk.store.origins import ImportedFrom, Origin
from turbodesk.store.row_mapping import Cell, dump, storable
from turbodesk.translation import _

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one line: far above any message, and far below what fills a computer's memory."""
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of one attachment."""
ALWAYS_TAKEN, MOST_PACKED = 64 * 1024 * 1024, 100
"""Bytes that any archive may hold, and how many times its size beyond them: chats get four to ten times smaller."""

MOST_GATEWAYS = 50
"""Gateways that are read of one archive: far more than a person has."""

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_OF_OLDER: dict[str, object] = {
    "pairs": [],
    "second_model": None,
    "seen_files": [],
    "starred": [],
    "summaries": [],
    "unsent": [],
}
"""What archives of older versions do not say of a conversation."""
UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # a password is wanted; NotImplementedError, which is one: a form of compression nobody knows
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    struct.error,
)
"""What reading files of strangers raises."""


async def take_in(
    database: Database,
    path: Path,
    touched: Touched = lambda _ids: None,
    gateway_ids: Mapping[str, str] = MappingProxyType({}),
) -> TakenIn:
    """Add what is in the archive at `path` to a database. Cancelled or failed, everything is as it was.

    `touched` as in `bring_in`; `gateway_ids` says what gateways are called here that are called otherwise there.

    Raises:
        StoreFailure: it is no archive of ours, a newer one, too large, or cannot be read.
    """
    try:
        return await bring_in(database, await asyncio.to_thread(_ArchiveSource, path, gateway_ids), touched)
    except UNREADABLE as error:
        raise _no_archive(path, str(error)) from error


def look_into(path: Path) -> tuple[int, int, int, int, list[Profile]]:
    """Return how many chats and messages an archive holds, when the first and last of these were said, its gateways.

    Takes a while: call it on a thread. Raises `StoreFailure` as `take_in` does.
    """
    try:
        source = _ArchiveSource(path)
        chats = sum(1 for _ in source.conversations())
        times = [at for row in source.messages() if isinstance(at := row["created_at"], int)]
        gateways = list(islice(source.gateways(), MOST_GATEWAYS))
    except UNREADABLE as error:
        raise _no_archive(path, str(error)) from error
    return chats, len(times), min(times, default=0), max(times, default=0), gateways


class _ArchiveSource:
    """An archive as a source of chats. It is open while it is read and no longer, whoever ends that."""

    def __init__(self, path: Path, gateway_ids: Mapping[str, str] = MappingProxyType({})) -> None:
        """Look whether it can be one.

        Raises:
            StoreFailure: it is a newer one, or too large.
            Exception: it is none (`UNREADABLE`).
        """
        self.left_out = 0
        self._path, self._gateway_ids = path, gateway_ids
        with zipfile.ZipFile(path) as archive:
            self.size = _bounded(archive, path.stat().st_size)
            _look_at(archive)

    def conversations(self) -> Iterator[Row]:
        for row in self._rows(CONVERSATIONS, CONVERSATION):
            gateway_id = str(row["gateway_id"])
            yield {**row, "gateway_id": self._gateway_ids.get(gateway_id, gateway_id)}

    def gateways(self) -> Iterator[Profile]:
        """Yield the gateways that its chats talk to, as far as it names them."""
        with zipfile.ZipFile(self._path) as archive:
            for line in self._lines(archive, GATEWAYS) if GATEWAYS in archive.namelist() else ():
                if (profile := Profile.from_json(line)) is not None:
                    yield profile

    def projects(self) -> Iterator[Row]:
        with zipfile.ZipFile(self._path) as archive:
            has_projects = PROJECTS in archive.namelist()
        return self._rows(PROJECTS, PROJECT) if has_projects else self._folders()

    def _folders(self) -> Iterator[Row]:
        """Yield a project for each folder that an older version's archive names."""
        seen = set[str]()
        with zipfile.ZipFile(self._path) as archive:
            for line in self._lines(archive, CONVERSATIONS):
                id_, name = folder_project(line.get("folder"))
                if id_ is not None and id_ not in seen:
                    seen.add(id_)
                    row: Row = {**dict.fromkeys(PROJECT, ""), "id": id_, "name": name}
                    yield {**row, "files": "[]", "replaced": "[]", "created_at": now_ms(), "updated_at": 0}

    def origins(self) -> Iterator[ImportedFrom]:
        with zipfile.ZipFile(self._path) as archive:
            for line in self._lines(archive, ORIGINS) if ORIGINS in archive.namelist() else ():
                try:
                    yield _imported_from(line)
                except ValueError:
                    self.left_out += 1

    def messages(self) -> Iterator[Row]:
        return self._rows(MESSAGES, MESSAGE)

    def attachments(self) -> Iterator[File]:
        seen = set[str]()
        with zipfile.ZipFile(self._path) as archive:
            for line in self._lines(archive, ATTACHMENTS):
                sha256, media_type, name = (line.get(key) for key in ("sha256", "media_type", "name"))
                if isinstance(sha256, str) and sha256 in seen:
                    continue  # each is unpacked once, however often it is named
                content = _content(archive, sha256)
                if content is None or not isinstance(media_type, str) or not isinstance(name, str):
                    self.left_out += 1
                else:
                    yield str(sha256), storable(media_type), storable(name), content, now_ms(), now_ms()
                seen.add(str(sha256))

    def _rows(self, name: str, kinds: dict[str, str]) -> Iterator[Row]:
        with zipfile.ZipFile(self._path) as archive:
            for line in self._lines(archive, name):
                if kinds is CONVERSATION:
                    line = {**_OF_OLDER, "project_id": folder_project(line.get("folder"))[0], **line}
                try:
                    yield {column: _cell(line.get(column), kind) for column, kind in kinds.items()}
                except (ValueError, RecursionError):
                    self.left_out += 1

    def _lines(self, archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, object]]:
        with archive.open(name) as member:
            for raw in _raw_lines(member):
                try:
                    line = json.loads(raw)
                except (ValueError, RecursionError):
                    line = None
                if isinstance(line, dict):
                    yield line
                else:
                    self.left_out += 1


def _bounded(archive: zipfile.ZipFile, size: int) -> int:
    """Return how many bytes the archive holds, unpacked; no member gives more than is said of it here.

    Raises:
        StoreFailure: far more than the bytes it has can be.
        ValueError: packed in a way no archive of ours is.
    """
    members = archive.infolist()
    if any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in members):
        raise ValueError("packed in another way")
    whole = sum(one.file_size for one in members)
    if whole > ALWAYS_TAKEN + MOST_PACKED * size:
        raise too_much(f"{whole} bytes in {size}")  # not for people
    return whole


def _look_at(archive: zipfile.ZipFile) -> None:
    with archive.open(ABOUT) as member:
        about = json.loads(member.read(10_000))
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise ValueError("not an archive of TurboDesk")
    if about.get("version") != VERSION:
        raise StoreFailure(
            sentence=_("This file was written by a newer TurboDesk."), advice=_("Update TurboDesk, then import it.")
        )


def _content(archive: zipfile.ZipFile, sha256: object) -> bytes | None:
    if not isinstance(sha256, str) or not _HASH.fullmatch(sha256):
        return None
    try:
        with archive.open(f"{FOLDER}{sha256}") as member:
            content = member.read(LARGEST_FILE + 1)
    except KeyError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _raw_lines(member: IO[bytes]) -> Iterator[bytes]:
    while raw := member.readline(LONGEST_LINE + 1):
        if len(raw) > LONGEST_LINE:
            raise ValueError("a line without end")
        if raw.strip():
            yield raw


def _imported_from(line: dict[str, object]) -> ImportedFrom:
    """Read where a chat came from.

    Raises:
        ValueError: it does not say that.
    """
    program, chat_id, stored, told_at = (line.get(one) for one in ("program", "chat_id", "nodes", "told_at"))
    if not isinstance(stored, list) or not is_name(program) or not is_name(chat_id):
        raise ValueError("no origin")
    nodes = dict(_node(one) for one in stored)
    told = told_at if isinstance(told_at, int) and is_moment(told_at) else 0
    return ImportedFrom(str(program), str(chat_id), str(_cell(line.get("conversation_id"), "id")), told, nodes)


def _node(stored: object) -> tuple[str, Origin]:
    if not isinstance(stored, list) or len(stored) != 3 or not isinstance(stored[0], str):
        raise ValueError("no node")
    message_id = _cell(stored[1], "id?")  # not for people
    return storable(stored[0]), Origin(None if message_id is None else str(message_id), stored[2] == 1)


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
        case "project":  # a chat is worth more than the place it stands in
            return value if isinstance(value, str) and _ID.fullmatch(value) else None
    raise ValueError(f"not {kind}")


def _no_archive(path: Path, detail: str) -> StoreFailure:
    return StoreFailure(
        detail,
        sentence=_("“{file}” could not be read: it is no export of TurboDesk, or it is damaged.").format(
            file=path.name
        ),
        advice=_("Nothing that was here has changed."),
    )
