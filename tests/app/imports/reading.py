"""Small archives made in a test, and what a reader makes of them."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from turbodesk.app.imports.chats import SourceChat, SourceFile, SourceNode
from turbodesk.app.imports.container import Container, Member
from turbodesk.app.imports.findings import Findings, counted
from turbodesk.app.imports.recognition import recognise
from turbodesk.chat.errors import ImportRefused
from turbodesk.chat.parts import Text, Thinking, ToolResult, ToolUse

PNG = b"\x89PNG\r\n\x1a\n rest of a picture"
SECRET = "sk-CANARY-of-the-tests"
"""Stands where programs keep keys."""


@dataclass(frozen=True)
class Reading:
    """What came of reading an archive."""

    program: str
    chats: list[SourceChat]
    told: list[str]
    """What was left out, counted, and what was wrong."""

    @property
    def chat(self) -> SourceChat:
        """The only chat."""
        (chat,) = self.chats
        return chat


def zipped(members: Mapping[str, object]) -> bytes:
    """Return a zip; what is neither bytes nor text is written as JSON."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content if isinstance(content, bytes | str) else json.dumps(content))
    return buffer.getvalue()


def database(path: Path, tables: Mapping[str, str], rows: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return an SQLite file with these columns and rows."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    for table, columns in tables.items():
        connection.execute(f"CREATE TABLE {table} ({columns})")
    for table, values in rows.items():
        for row in values:
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    connection.commit()
    connection.close()
    return path.read_bytes()


def read(folder: Path, name: str, content: object) -> Reading:
    """Write one file and read it. Raises `ImportRefused`."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_all(path)


def read_all(*paths: Path) -> Reading:
    """Read what was chosen, twice: it is read as often as is asked for, and comes out the same."""
    with Container(paths) as container:
        archive = recognise(container)
        found, again = Findings(), Findings()
        chats = list(archive.chats(found))
        assert list(archive.chats(again)) == chats
        assert (again.left_out, again.troubles) == (found.left_out, found.troubles)
        assert SECRET not in repr((chats, found.troubles, found.left_out))
    left_out = [counted(kind, count) for kind, count in found.left_out.items()]
    kinds = [kind for chat in chats for node in chat.nodes for kind in node.left_out]
    return Reading(archive.program, chats, [*left_out, *found.troubles, *(kind.one for kind in kinds)])


def refusal(folder: Path, name: str, content: object) -> str:
    """Return why a file is refused."""
    with pytest.raises(ImportRefused) as refused:
        read(folder, name, content)
    assert refused.value.note.advice
    return refused.value.note.sentence


def shown(node: SourceNode) -> list[object]:
    """Return the parts of a node in short: its words, and a pair for all else."""
    return [_short(part) for part in node.parts]


def _short(part: object) -> object:
    match part:
        case Text():
            return part.text
        case Thinking():
            return "thinking", part.text
        case ToolUse():
            return "call", part.name, part.input_json
        case ToolResult():
            return "error" if part.is_error else "result", part.content
        case SourceFile():
            is_there = part.content.path if isinstance(part.content, Member) else part.content
            return part.what, part.name, is_there
    raise AssertionError(part)


def tree(nodes: Iterable[SourceNode]) -> dict[str, str | None]:
    """Return the parent of each node."""
    return {node.id: node.parent_id for node in nodes}
