"""Decides what follows from several records together: which chats are in the trash, and which are no more.

  * A chat in the trash comes out of it when a message is newer than its deletion, and its project with it.
  * A chat removed for good goes when no message of it is left. Where somebody had written on it stays, with what was
    not removed, and whoever still has its title sends it again. It stays too where words stand in it that are not
    sent yet: what somebody types is never taken away.
  * A message whose parent was removed hangs from what stands above.

Every computer that has read the same decides the same, so deciding it again changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.sync import merging
from turbodesk.store.sync.registers import CHAT, MARKS, PROJECT
from turbodesk.store.sync.stamps import MOST, NEVER, Stamp, applying, put_stamp, stamps_of, writer_of
from turbodesk.store.sync.triggers import OF_MESSAGES


@dataclass(frozen=True, slots=True)
class Settled:
    """What is other than it was."""

    chat_ids: frozenset[str] = frozenset()
    has_projects: bool = False
    """Whether a project is."""
    has_more: bool = False
    """Whether something is left that has to be decided about."""


PORTION = 200
"""Chats, and projects, that one job decides about."""


def settle(connection: sqlite3.Connection) -> Settled:
    """Decide about some of what something arrived for: one job, to be given until nothing is left."""
    if connection.execute("SELECT 1 FROM sync_look LIMIT 1").fetchone() is None:
        return Settled()
    with applying(connection):
        chats = _some(connection, "chat")
        changed = {id_ for id_ in chats if _settle_chat(connection, id_)}
        # A chat may add its project, so these are last.
        projects = _some(connection, "project") if len(chats) < PORTION else []
        settled = [_settle_project(connection, id_) for id_ in projects]
        looked_at = [*(("chat", id_) for id_ in chats), *(("project", id_) for id_ in projects)]
        connection.executemany("DELETE FROM sync_look WHERE kind = ? AND id = ?", looked_at)
    return Settled(frozenset(changed), any(settled), PORTION in (len(chats), len(projects)))


def _some(connection: sqlite3.Connection, kind: str) -> list[str]:
    return [id_ for (id_,) in connection.execute("SELECT id FROM sync_look WHERE kind = ? LIMIT ?", (kind, PORTION))]


def _settle_chat(connection: sqlite3.Connection, id_: str) -> bool:
    row = connection.execute("SELECT deleted_at, project_id FROM conversation WHERE id = ?", (id_,)).fetchone()
    if row is None:
        return False
    stamps = stamps_of(connection, "chat", id_)
    is_changed = merging.hang_anew(connection, id_) > 0
    if "gone" in stamps:
        if not _has_message(connection, id_):
            if not _was_brought_back(stamps):
                if connection.execute(_IS_WRITTEN_IN, (id_,)).fetchone() is None:
                    return merging.remove_chat(connection, id_)
                _come_back(connection, id_, (min(stamps["gone"][0] + 2, MOST), writer_of(connection)))
        elif stamps["gone"] > stamps.get("back", NEVER) and "made" in stamps:
            _come_back(connection, id_, _after(stamps["gone"]))
    deleted_at, project = row
    if deleted_at is not None:
        newest = connection.execute(_NEWEST, (id_,)).fetchone()
        if newest is not None and tuple(newest) > stamps.get("deleted", NEVER):
            _undelete(connection, CHAT.kind, id_, (newest[0], newest[1]))
            is_changed = True
    if project is not None:
        connection.execute("INSERT OR IGNORE INTO sync_look VALUES ('project', ?)", (project,))
    return is_changed


def _was_brought_back(stamps: Mapping[str, Stamp]) -> bool:
    """Whether somebody who knew that a chat was removed wants it, and not only what was written on in it."""
    back = stamps.get("back", NEVER)
    return back > stamps["gone"] and back != _after(stamps["gone"])


def _after(stamp: Stamp) -> Stamp:
    return min(stamp[0] + 1, MOST), stamp[1]


def _come_back(connection: sqlite3.Connection, id_: str, back: Stamp) -> None:
    """Have a chat that was removed, but for what was written on in it, sent again for those who have forgotten it."""
    put_stamp(connection, "chat", id_, "back", back, None)
    kinds = ", ".join(f"'{kind}'" for kind in ("chat", *MARKS))
    connection.execute(f"UPDATE sync_stamp SET dirty = 1 WHERE kind IN ({kinds}) AND id = ?", (id_,))


def _has_message(connection: sqlite3.Connection, id_: str) -> bool:
    found = connection.execute("SELECT 1 FROM message WHERE conversation_id = ? LIMIT 1", (id_,)).fetchone()
    return found is not None


def _settle_project(connection: sqlite3.Connection, id_: str) -> bool:
    row = connection.execute("SELECT deleted_at FROM project WHERE id = ?", (id_,)).fetchone()
    stamps = stamps_of(connection, "project", id_)
    gone, is_gone = stamps.get("gone", NEVER), stamps.get("gone", NEVER) > stamps.get("back", NEVER)
    if row is None or (row[0] is None and not is_gone):
        return False
    wanted = _wanted(connection, id_)
    if wanted > max(gone, stamps.get("deleted", NEVER)):  # somebody wrote in a chat of it, or put one into it
        if is_gone:
            put_stamp(connection, "project", id_, "back", wanted, None)
            connection.execute("UPDATE sync_stamp SET dirty = 1 WHERE kind = 'project' AND id = ?", (id_,))
        if row[0] is not None:
            _undelete(connection, PROJECT.kind, id_, wanted)
    elif is_gone:  # chats that still name it belong to none then
        merging.remove_project(connection, id_)
    else:
        return False
    return True


def _wanted(connection: sqlite3.Connection, project: str) -> Stamp:
    """Return when a project was last wanted by a chat that is not deleted."""
    found = NEVER
    for (chat,) in connection.execute(_CHATS, (project,)).fetchall():
        moved = stamps_of(connection, "chat", chat).get("project", NEVER)
        newest = connection.execute(_NEWEST, (chat,)).fetchone()
        found = max(found, moved, NEVER if newest is None else (newest[0], newest[1]))
    return found


def _undelete(connection: sqlite3.Connection, kind: str, id_: str, stamp: Stamp) -> None:
    table = (CHAT if kind == CHAT.kind else PROJECT).table
    connection.execute(f"UPDATE {table} SET deleted_at = NULL WHERE id = ?", (id_,))
    put_stamp(connection, kind, id_, "deleted", stamp, None)
    tell = "UPDATE sync_stamp SET dirty = 1 WHERE kind = ? AND id = ? AND field = 'deleted'"
    connection.execute(tell, (kind, id_))


_NEWEST = f"SELECT at, by {OF_MESSAGES} = ? ORDER BY at DESC, by DESC LIMIT 1"
_IS_WRITTEN_IN = """SELECT 1 FROM conversation WHERE id = ?
    AND (draft <> '' OR draft_parts <> '[]' OR queue <> '[]' OR edit_text IS NOT NULL)"""
_CHATS = "SELECT id FROM conversation WHERE project_id = ? AND deleted_at IS NULL"
