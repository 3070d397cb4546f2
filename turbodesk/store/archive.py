"""Writes all conversations into one zip file that other programs can read, and another TurboDesk can take in.

The file holds, all text in UTF-8:

    turbodesk.json          {"format": "turbodesk-archive", "version": 1, "made_at": milliseconds since 1970, UTC}
    conversations.jsonl     one conversation a line: the columns of `CONVERSATION`, by name
    projects.jsonl          one project a line: the columns of `PROJECT`
    origins.jsonl           one chat or project of another program a line: "program", "chat_id" as it is called there,
                            the "conversation_id" it has here, "told_at", and "nodes", each a list of the node's id,
                            the id of its message or null, and whether it is shown
    messages.jsonl          one message a line: the columns of `MESSAGE`; parents come before their children
    gateways.jsonl          one gateway a line, of those the conversations talk to by "gateway_id": "id", "name", "url",
                            "needs_key"; never a key
    attachments.jsonl       one attachment a line: "sha256", "media_type", "name"
    attachments/<sha256>    the bytes of each

A message hangs from the one whose id is its "parent_id"; "leaf_id" of its conversation names the end of the branch in
front. "text" is its plain text in Markdown, "blocks" its content as the gateway gave it (form: rows.py). Times are
milliseconds since 1970, UTC. There is no key in it, no setting, and nothing that was deleted.

Why a connection of its own: it reads one state of the file from beginning to end, while others go on writing.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from turbodesk.chat.ids import now_ms
from turbodesk.chat.profile import Profile
from turbodesk.store.attachments import IS_HASH
from turbodesk.store.row_mapping import dump

FORMAT, VERSION = "turbodesk-archive", 1
ABOUT, CONVERSATIONS, PROJECTS, ORIGINS, MESSAGES, GATEWAYS, ATTACHMENTS = (
    "turbodesk.json",
    "conversations.jsonl",
    "projects.jsonl",
    "origins.jsonl",
    "messages.jsonl",
    "gateways.jsonl",
    "attachments.jsonl",
)
FOLDER = "attachments/"

CONVERSATION = {
    "id": "id",
    "title": "name",
    "titled_by_hand": "flag",
    "pinned": "flag",
    "project_id": "project?",
    "model": "name?",
    "parameters": "json",
    "preset_id": "name?",
    "ending_told": "name?",
    "gateway_id": "name",
    "wire_id": "header",
    "leaf_id": "id?",
    "sent_from": "id?",
    "summaries": "json",
    "starred": "json",
    "unsent": "json",
    "pairs": "json",
    "second_model": "name?",
    "forked_from": "id?",
    "forked_at": "id?",
    "allowed_tools": "json",
    "seen_files": "json",
    "draft": "text",
    "draft_parts": "json",
    "queue": "json",
    "edited_id": "id?",
    "edit_text": "text?",
    "created_at": "time",
    "active_at": "time",
    "updated_at": "time",
}
"""The columns of a conversation and what each holds; `?`: or nothing."""
PROJECT = {
    "id": "id",
    "created_at": "time",
    "name": "name",
    "colour": "name",
    "picture": "name",
    "instructions": "text",
    "files": "json",
    "replaced": "json",
    "preset_id": "name",
    "updated_at": "time",
}
"""The same of a project."""
MESSAGE = {
    "id": "id",
    "conversation_id": "id",
    "parent_id": "id?",
    "role": "role",
    "status": "text",
    "model": "name?",
    "reported_model": "name?",
    "wire_id": "name?",
    "blocks": "json",
    "text": "text",
    "usage": "json",
    "stop_reason": "name?",
    "stop_sequence": "text?",
    "stop_details": "json?",
    "failure": "json?",
    "copied_from": "id?",
    "created_at": "time",
    "first_part_at": "time?",
    "finished_at": "time?",
    "updated_at": "time",
}
"""The same of a message."""


def write_archive(
    path: Path, file: BinaryIO, *, gateways: Iterable[Profile] = (), goes_on: Callable[[], bool] = lambda: True
) -> int:
    """Write the conversations of the database at `path` into `file`; return how many. Takes long: call it in a thread.

    Of `gateways` those go along that the conversations talk to.
    Ends early, with an unfinished file, when `goes_on` says no.

    Raises:
        sqlite3.Error, OSError: something cannot be read or written.
    """
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as connection,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        connection.text_factory = _replacing  # bytes that are no text stop no export
        connection.execute("BEGIN")
        archive.writestr(ABOUT, dump({"format": FORMAT, "version": VERSION, "made_at": now_ms()}))
        chats = f"SELECT {', '.join(CONVERSATION)} FROM conversation WHERE deleted_at IS NULL ORDER BY id"
        count = _write_lines(archive, CONVERSATIONS, (_told(CONVERSATION, row) for row in connection.execute(chats)))
        projects = f"SELECT {', '.join(PROJECT)} FROM project WHERE deleted_at IS NULL ORDER BY id"
        _write_lines(archive, PROJECTS, (_told(PROJECT, row) for row in connection.execute(projects)))
        columns = ", ".join(f"message.{name}" for name in MESSAGE)
        messages = f"SELECT {columns} FROM message JOIN {_LIVE} WHERE message.deleted_at IS NULL ORDER BY message.id"
        told = (_told(MESSAGE, row) for row in connection.execute(messages) if goes_on())
        _write_lines(archive, MESSAGES, told)
        _write_lines(archive, ORIGINS, _origins(connection))
        used = {id_ for (id_,) in connection.execute(_GATEWAYS)}
        _write_lines(archive, GATEWAYS, (_gateway(one) for one in gateways if one.id in used))
        _write_attachments(connection, archive, goes_on)
    return count


def _write_attachments(connection: sqlite3.Connection, archive: zipfile.ZipFile, goes_on: Callable[[], bool]) -> None:
    rows = connection.execute(_REFERRED_TO).fetchall()
    lines = ({"sha256": one, "media_type": _plain(kind), "name": _plain(name)} for one, kind, name in rows)
    _write_lines(archive, ATTACHMENTS, lines)
    for sha256, _, _ in rows:
        if not goes_on():
            return
        (content,) = connection.execute("SELECT content FROM attachment WHERE sha256 = ?", (sha256,)).fetchone()
        archive.writestr(f"{FOLDER}{sha256}", content, zipfile.ZIP_STORED)  # pictures do not get smaller


def _origins(connection: sqlite3.Connection) -> Iterable[dict[str, object]]:
    for number, program, chat_id, conversation_id, told_at in connection.execute(_IMPORTED).fetchall():
        nodes = connection.execute(_NODES, (number,)).fetchall()
        yield {
            "program": _plain(program),
            "chat_id": _plain(chat_id),
            "conversation_id": _plain(conversation_id),
            "told_at": _plain(told_at),
            "nodes": [[_plain(cell) for cell in node] for node in nodes],
        }


def _gateway(profile: Profile) -> dict[str, object]:
    return {"id": profile.id, "name": profile.name, "url": profile.url, "needs_key": profile.needs_key}


def _write_lines(archive: zipfile.ZipFile, name: str, lines: Iterable[dict[str, object]]) -> int:
    count = 0
    with archive.open(name, "w", force_zip64=True) as member:
        for line in lines:
            member.write(dump(line).encode() + b"\n")
            count += 1
    return count


def _replacing(text: bytes) -> str:
    return text.decode(errors="replace")


def _told(kinds: dict[str, str], row: tuple[object, ...]) -> dict[str, object]:
    pairs = zip(kinds.items(), row, strict=True)
    return {name: _parsed(cell) if kind.startswith("json") else _plain(cell) for (name, kind), cell in pairs}


def _plain(cell: object) -> object:
    """Return a cell as JSON can hold it; bytes, which no column has, as nothing."""
    return None if isinstance(cell, bytes) else cell


def _parsed(cell: object) -> object:
    """Return JSON as what it means; damaged, as its text."""
    try:
        return json.loads(cell) if isinstance(cell, str) else _plain(cell)
    except (ValueError, RecursionError):
        return cell


_GATEWAYS = "SELECT DISTINCT gateway_id FROM conversation WHERE deleted_at IS NULL"
_LIVE = "conversation ON conversation.id = message.conversation_id AND conversation.deleted_at IS NULL"
_IMPORTED = """SELECT number, program, chat_id, conversation_id, told_at FROM source_chat
    WHERE EXISTS (SELECT 1 FROM conversation WHERE id = conversation_id AND deleted_at IS NULL)
    OR EXISTS (SELECT 1 FROM project WHERE id = conversation_id AND deleted_at IS NULL) ORDER BY number"""
_NODES = "SELECT node_id, message_id, is_shown FROM source_node WHERE chat = ? ORDER BY node_id"
_REFERRED_TO = f"""SELECT sha256, media_type, name FROM attachment
    WHERE typeof(content) = 'blob' AND {IS_HASH.format("sha256")} AND (EXISTS (
        SELECT 1 FROM message_attachment AS link JOIN message ON message.id = link.message_id JOIN {_LIVE}
        WHERE link.sha256 = attachment.sha256)
    OR EXISTS (SELECT 1 FROM conversation WHERE deleted_at IS NULL AND (
        draft_parts <> '[]' AND instr(draft_parts, sha256) > 0 OR queue <> '[]' AND instr(queue, sha256) > 0))
    OR EXISTS (SELECT 1 FROM project WHERE deleted_at IS NULL AND instr(files, sha256) > 0))
    ORDER BY sha256"""
