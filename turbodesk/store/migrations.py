"""Brings a database of any earlier version up to this one, by numbered steps.

The version is SQLite's `user_version`; step n leads from version n-1 to n. A released step is never edited, another is
added. All steps of one start run in one transaction: a failing one leaves the file at the version it had. Before the
first of them a copy is made with SQLite's backup API, synced and checked, and it stays beside the database.
Adding a step: write `_to_<n>`, append it to `STEPS`, keep a file of version n-1 in `tests/store/files`.

Why tables keep their `rowid`: the index for searching refers to it. Why triggers keep that index: no writer can forget.
Triggers named `sync_...` are there while syncing is on (`sync.schema`) and are made anew at each start. SQLite takes a
renamed column over into them; a step that takes a column away drops them first.
Why `message.parent_id` is no foreign key: merging two machines' histories brings rows in any order.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

Step = Callable[[sqlite3.Connection], None]

APPLICATION_ID = 0x5444_736B  # "TDsk"; tells our files from any other program's


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the database's schema; 0 is an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, path: Path | None, steps: Sequence[Step]) -> Path | None:
    """Bring the database up to `len(steps)`, and return the copy made of it before, where one was needed.

    `path` names the file; None is a database in memory, which is not copied.

    Raises:
        StoreFailure: the copy is not sound. Nothing was changed.
        sqlite3.Error: a step failed. Nothing was changed.
    """
    version = version_of(connection)
    if version >= len(steps):
        return None
    copy = verified_copy(connection, path, version) if version and path else None
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version:]:
            step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return copy


def verified_copy(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy the whole database beside itself and prove that the copy can be read.

    Raises:
        StoreFailure: the copy is not sound.
        sqlite3.Error, OSError: it could not be written.
    """
    from turbodesk.store.whole_copy import write_copy  # no start without an update has to read it

    copy = free_name(path, f"v{version}")
    write_copy(connection, copy)
    return copy


def free_name(path: Path, word: str) -> Path:
    """Return a name beside `path` that no file has: `turbodesk.<word>-20260102-030405.db`, in local time."""
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    name = path.with_name(f"{path.stem}.{word}-{stamp}{path.suffix}")
    count = 1
    while name.exists():
        count += 1
        name = path.with_name(f"{path.stem}.{word}-{stamp}-{count}{path.suffix}")
    return name


def _to_1(connection: sqlite3.Connection) -> None:
    """Lay out conversations, messages, attachments, the journal and the index for searching."""
    for statement in _SCHEMA_1:
        connection.execute(statement)


# Times are milliseconds since 1970, UTC. `updated_at` is when the row last changed, on every table, so that the newer
# of two copies wins when histories are merged; `active_at` is what sorts the sidebar. For the JSON columns see rows.py.
_SCHEMA_1 = (
    """CREATE TABLE conversation (
        id TEXT PRIMARY KEY NOT NULL,
        title TEXT NOT NULL,
        titled_by_hand INTEGER NOT NULL DEFAULT 0,
        pinned INTEGER NOT NULL DEFAULT 0,
        folder TEXT,
        model TEXT,
        parameters TEXT NOT NULL DEFAULT '{}',
        gateway_id TEXT NOT NULL,
        wire_id TEXT NOT NULL,
        leaf_id TEXT,
        draft TEXT NOT NULL DEFAULT '',
        place_message_id TEXT,
        place_offset INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        active_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER
    ) STRICT""",
    """CREATE TABLE message (
        rowid INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation_id TEXT NOT NULL REFERENCES conversation(id),
        parent_id TEXT,
        role TEXT NOT NULL,
        status TEXT NOT NULL,
        model TEXT,
        reported_model TEXT,
        wire_id TEXT,
        blocks TEXT NOT NULL,
        text TEXT NOT NULL,
        chars INTEGER NOT NULL,
        usage TEXT NOT NULL DEFAULT '{}',
        stop_reason TEXT,
        stop_sequence TEXT,
        stop_details TEXT,
        failure TEXT,
        created_at INTEGER NOT NULL,
        first_part_at INTEGER,
        finished_at INTEGER,
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER
    ) STRICT""",
    # Covers all that a Node holds, so that 10,000 of them are read without touching a message's text.
    """CREATE INDEX message_tree ON message(conversation_id, deleted_at, id, parent_id, role, chars)""",
    """CREATE INDEX message_replying ON message(status) WHERE status = 'replying'""",
    """CREATE TABLE attachment (
        sha256 TEXT PRIMARY KEY NOT NULL,
        media_type TEXT NOT NULL,
        name TEXT NOT NULL DEFAULT '',
        content BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER
    ) STRICT""",
    """CREATE TABLE journal (
        sequence INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL,
        events TEXT NOT NULL,
        written_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE INDEX journal_message ON journal(message_id)""",
    """CREATE VIRTUAL TABLE message_text USING fts5(
        text, content='message', content_rowid='rowid', tokenize='unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER message_text_insert AFTER INSERT ON message BEGIN
        INSERT INTO message_text(rowid, text) VALUES (new.rowid, new.text);
    END""",
    """CREATE TRIGGER message_text_update AFTER UPDATE OF text ON message WHEN old.text IS NOT new.text BEGIN
        INSERT INTO message_text(message_text, rowid, text) VALUES ('delete', old.rowid, old.text);
        INSERT INTO message_text(rowid, text) VALUES (new.rowid, new.text);
    END""",
    """CREATE TRIGGER message_text_delete AFTER DELETE ON message BEGIN
        INSERT INTO message_text(message_text, rowid, text) VALUES ('delete', old.rowid, old.text);
    END""",
)


def _to_2(connection: sqlite3.Connection) -> None:
    """Remember what is attached to drafts, and which messages refer to which attachments."""
    for statement in _SCHEMA_2:
        connection.execute(statement)


# `message.blocks` is the truth, this table its index: without it, finding what nobody refers to any more would mean
# reading every message. The triggers look for the word first, since few messages have attachments and JSON is slow.
_LINK = """INSERT OR IGNORE INTO message_attachment (message_id, position, sha256)
        SELECT new.id, one.key, json_extract(one.value, '$.b.source.sha256')
        FROM json_each(new.blocks, '$.blocks') AS one
        WHERE json_extract(one.value, '$.b.source.type') = 'attachment'
            AND json_type(one.value, '$.b.source.sha256') = 'text';"""
_HAS_ATTACHMENT = """instr(new.blocks, '"type":"attachment"') > 0 AND json_valid(new.blocks)"""
_SCHEMA_2 = (
    "ALTER TABLE conversation ADD COLUMN draft_parts TEXT NOT NULL DEFAULT '[]'",
    """CREATE TABLE message_attachment (
        message_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (message_id, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX message_attachment_file ON message_attachment(sha256)",
    f"CREATE TRIGGER message_attachment_insert AFTER INSERT ON message WHEN {_HAS_ATTACHMENT} BEGIN {_LINK} END",
    f"""CREATE TRIGGER message_attachment_update AFTER UPDATE OF blocks ON message
        WHEN old.blocks IS NOT new.blocks AND {_HAS_ATTACHMENT} BEGIN
        DELETE FROM message_attachment WHERE message_id = new.id;
        {_LINK} END""",
    """CREATE TRIGGER message_attachment_delete AFTER DELETE ON message BEGIN
        DELETE FROM message_attachment WHERE message_id = old.id;
    END""",
)


def _to_3(connection: sqlite3.Connection) -> None:
    """Let a conversation know from which message on it is sent, and which tools may run without asking."""
    connection.execute("ALTER TABLE conversation ADD COLUMN sent_from TEXT")
    connection.execute("ALTER TABLE conversation ADD COLUMN allowed_tools TEXT NOT NULL DEFAULT '[]'")


def _to_4(connection: sqlite3.Connection) -> None:
    """Let a conversation know which earlier message is being edited in it, and remember what was in front."""
    connection.execute("ALTER TABLE conversation ADD COLUMN edited_id TEXT")
    connection.execute("ALTER TABLE conversation ADD COLUMN edit_text TEXT")
    connection.execute(
        """CREATE TABLE remembered (
            name TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT"""
    )


def _to_5(connection: sqlite3.Connection) -> None:
    """Let a conversation know which one it goes on from, and a message which one it is a copy of."""
    connection.execute("ALTER TABLE conversation ADD COLUMN forked_from TEXT")
    connection.execute("ALTER TABLE conversation ADD COLUMN forked_at TEXT")
    connection.execute("ALTER TABLE message ADD COLUMN copied_from TEXT")


def _to_6(connection: sqlite3.Connection) -> None:
    """Let a conversation know which preset was chosen in it, and which end of a model was told in it."""
    connection.execute("ALTER TABLE conversation ADD COLUMN preset_id TEXT")
    connection.execute("ALTER TABLE conversation ADD COLUMN ending_told TEXT")


def _to_7(connection: sqlite3.Connection) -> None:
    """Keep projects, and let a conversation name its own instead of a folder; folders that are named become projects.

    Their ids come from their names, so that those of two machines are one project where their histories meet.
    """
    connection.execute(_PROJECT)
    connection.execute("ALTER TABLE conversation RENAME COLUMN folder TO project_id")
    connection.execute("ALTER TABLE conversation ADD COLUMN seen_files TEXT NOT NULL DEFAULT '[]'")
    names = "SELECT DISTINCT project_id FROM conversation WHERE project_id IS NOT NULL"
    for (folder,) in connection.execute(names).fetchall():
        id_, name = folder_project(folder)
        if id_ is not None:
            connection.execute(_PUT_FOLDER, {"id": id_, "name": name, "folder": folder})
        connection.execute("UPDATE conversation SET project_id = ? WHERE project_id = ?", (id_, folder))


def folder_project(folder: object) -> tuple[str | None, str]:
    """Return the id and the name of the project that an older version's folder is now; no id where it has no name."""
    from uuid import UUID, uuid5

    from turbodesk.chat.project import clean_name

    name = clean_name(folder) if isinstance(folder, str) else ""
    return (str(uuid5(UUID("5f6c9f5e-5b2a-4a53-9a35-3d2f0f8b7c11"), name)) if name else None), name


# A time stands second, where a conversation has its title: rows of a damaged file are told by their shape (`salvage`).
_PROJECT = """CREATE TABLE project (
        id TEXT PRIMARY KEY NOT NULL,
        created_at INTEGER NOT NULL,
        name TEXT NOT NULL,
        colour TEXT NOT NULL DEFAULT '',
        picture TEXT NOT NULL DEFAULT '',
        instructions TEXT NOT NULL DEFAULT '',
        files TEXT NOT NULL DEFAULT '[]',
        replaced TEXT NOT NULL DEFAULT '[]',
        preset_id TEXT NOT NULL DEFAULT '',
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER
    ) STRICT"""
_PUT_FOLDER = """INSERT OR IGNORE INTO project (id, name, created_at, updated_at)
    SELECT :id, :name, min(created_at), max(updated_at) FROM conversation WHERE project_id = :folder"""


def _to_8(connection: sqlite3.Connection) -> None:
    """Let a conversation keep what is sent next."""
    connection.execute("ALTER TABLE conversation ADD COLUMN queue TEXT NOT NULL DEFAULT '[]'")


def _to_9(connection: sqlite3.Connection) -> None:
    """Remember which chats and messages came from other programs, so that a second import adds only what is new."""
    for statement in _SOURCES:
        connection.execute(statement)


# `conversation_id` and `message_id` are no foreign keys: what was deleted here for good is not to be brought again.
_SOURCES = (
    """CREATE TABLE source_chat (
        number INTEGER PRIMARY KEY,
        program TEXT NOT NULL,
        chat_id TEXT NOT NULL,
        conversation_id TEXT NOT NULL,
        told_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        UNIQUE (program, chat_id)
    ) STRICT""",
    """CREATE TABLE source_node (
        chat INTEGER NOT NULL,
        node_id TEXT NOT NULL,
        message_id TEXT,
        is_shown INTEGER NOT NULL,
        PRIMARY KEY (chat, node_id)
    ) STRICT, WITHOUT ROWID""",
)


def _to_10(connection: sqlite3.Connection) -> None:
    """Keep what is sent instead of a conversation's oldest turns."""
    connection.execute("ALTER TABLE conversation ADD COLUMN summaries TEXT NOT NULL DEFAULT '[]'")


def _to_11(connection: sqlite3.Connection) -> None:
    """Let a conversation know which of its messages are starred."""
    connection.execute("ALTER TABLE conversation ADD COLUMN starred TEXT NOT NULL DEFAULT '[]'")


def _to_12(connection: sqlite3.Connection) -> None:
    """Let a conversation know which of its messages are left out of requests."""
    connection.execute("ALTER TABLE conversation ADD COLUMN unsent TEXT NOT NULL DEFAULT '[]'")


def _to_13(connection: sqlite3.Connection) -> None:
    """Let a conversation know which of its replies stand side by side, and whom else the next question goes to."""
    connection.execute("ALTER TABLE conversation ADD COLUMN pairs TEXT NOT NULL DEFAULT '[]'")
    connection.execute("ALTER TABLE conversation ADD COLUMN second_model TEXT")


def _to_14(connection: sqlite3.Connection) -> None:
    """Remember where messages stood that were removed for good, and find at once what waits to be."""
    connection.execute(_REMOVED_MESSAGE)
    connection.execute("CREATE INDEX message_deleted ON message(id) WHERE deleted_at IS NOT NULL")


# Nothing of what they said: an archive that still has them is not to bring them again, and what hangs from them there
# finds its place. A time stands first, for the sake of `salvage`.
_REMOVED_MESSAGE = """CREATE TABLE removed_message (
        removed_at INTEGER NOT NULL,
        id TEXT NOT NULL UNIQUE,
        conversation_id TEXT NOT NULL,
        parent_id TEXT
    ) STRICT"""


STEPS: tuple[Step, ...] = (
    _to_1,
    _to_2,
    _to_3,
    _to_4,
    _to_5,
    _to_6,
    _to_7,
    _to_8,
    _to_9,
    _to_10,
    _to_11,
    _to_12,
    _to_13,
    _to_14,
)
"""Every step there is; its length is this program's version of the schema."""
