"""The triggers by which no change goes unnoticed, and the statements that other rooms have in common with them.

A trigger stamps a register that is set here, and has it sent (`schema`). While what came from others is written, it
passes over that (`stamps.applying`). All of it is SQL, for a trigger knows nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from turbodesk.store.attachments import IS_HASH
from turbodesk.store.sync.registers import CHAT, DEMO, ITEMS, MARKS, MESSAGE, PROJECT, FieldsOfRow
from turbodesk.store.sync.stamps import MOST

IS_USED = """(EXISTS (SELECT 1 FROM message_attachment AS link WHERE link.sha256 = {0})
    OR EXISTS (SELECT 1 FROM project WHERE files <> '[]' AND instr(files, {0}) > 0))"""
"""The condition in SQL that an attachment, given by its hash, belongs to a message or a project and so is sent."""

ME = "(SELECT value FROM sync_state WHERE key = 'writer')"
"""The id of this computer, in SQL."""
_LOCAL = "(SELECT value FROM sync_state WHERE key = 'applying') = 0"
_WAS_SENT = "EXISTS (SELECT 1 FROM sync_stamp AS one WHERE one.kind = {0} AND one.id = {1} AND one.seq IS NOT NULL)"
_IS_REMOVED = f"((SELECT value FROM sync_state WHERE key = 'taking_back') = 0 OR {_WAS_SENT})"
"""Whether deleting a row removes something for good: what an import takes back nobody else has heard of, as a rule."""


def bounded(at: str) -> str:
    """Return a time in SQL as one that a stamp can have."""
    return f"min({MOST}, max(0, {at}))"


def _touch(kind: str, id_: str, field: str, at: str, *, where: str = "true", least: str = "") -> str:
    """Return the statement that stamps a register set here; all are expressions in SQL.

    `least` is another stamp of the same thing that it has to be beyond.
    """
    at = bounded(f"max({at}, coalesce({least}, 0))" if least else at)
    return f"""INSERT INTO sync_stamp (kind, id, field, at, by, dirty)
        SELECT {kind}, {id_}, {field}, {at}, {ME}, 1 WHERE {where} {_ANEW}"""


_ANEW = f"""ON CONFLICT (kind, id, field) DO UPDATE SET at = min({MOST}, max(excluded.at, sync_stamp.at + 1)),
        by = excluded.by, dirty = 1"""
_AFTER = "(SELECT max(at) + {2} FROM sync_stamp WHERE kind = {0} AND id = {1})"
_GONE_AFTER = "(SELECT at + 1 FROM sync_stamp WHERE kind = {0} AND id = {1} AND field = 'gone')"
"""Whoever brings back what was removed says all of it, also what is empty: others may hear of both at once, and still
have what it was before."""
_HAS_GONE = "EXISTS (SELECT 1 FROM sync_stamp WHERE kind = {0} AND id = {1} AND field = 'gone')"


def stale(kind: str, id_: str) -> str:
    """Return the statement that has a thing left out of the files it was sent in."""
    return f"""UPDATE sync_file SET stale = 1 WHERE state NOT IN ('replaced', 'gone') AND stale = 0 AND EXISTS (
        SELECT 1 FROM sync_stamp WHERE kind = {kind} AND id = {id_}
        AND seq BETWEEN sync_file.first AND sync_file.last)"""


def row_forgotten(kind: str, id_: str) -> tuple[str, ...]:
    """Return the statements that forget a chat or a project, given in SQL, but for its removal."""
    kinds = ("'chat'", "'draft'", *(f"'{mark}'" for mark in MARKS)) if kind == "chat" else (f"'{kind}'",)
    forgotten = (f"DELETE FROM sync_draft WHERE conversation_id = {id_}",) if kind == "chat" else ()
    listed = ", ".join(kinds)
    return (
        *(stale(one, id_) for one in kinds),
        f"DELETE FROM sync_stamp WHERE kind IN ({listed}) AND id = {id_} AND field NOT IN ('gone', 'back')",
        *forgotten,
    )


def message_forgotten(id_: str, chat: str) -> tuple[str, ...]:
    """Return the statements that forget a message and its marks; both ids are expressions in SQL."""
    marks = ", ".join(f"'{mark}'" for mark in MARKS)
    return (
        stale("'message'", id_),
        f"DELETE FROM sync_stamp WHERE kind = 'message' AND id = {id_}",
        f"DELETE FROM sync_stamp WHERE kind IN ({marks}) AND id = {chat} AND field = {id_}",
    )


def _trigger(name: str, when: str, body: Iterable[str], condition: str = "true") -> str:
    statements = " ".join(f"{one.rstrip().rstrip(';')};" for one in body)
    return f"CREATE TRIGGER sync_{name} {when} WHEN {_LOCAL} AND ({condition}) BEGIN {statements} END"


def _changed(columns: Iterable[str]) -> str:
    return " OR ".join(f"old.{one} IS NOT new.{one}" for one in columns)


def filled(rows: FieldsOfRow, field: str, row: str) -> str:
    """Return in SQL whether a field of a row is sent though nobody has changed it; `row` stands before a column."""
    if field in rows.always:
        return "true"
    return "(" + " OR ".join(f"{row}{one} IS NOT {rows.empty[one]}" for one in rows.fields[field]) + ")"


def _row_triggers(rows: FieldsOfRow) -> Iterator[str]:
    kind, table = f"'{rows.kind}'", rows.table
    touched = [
        _touch(kind, "new.id", f"'{field}'", "new.updated_at", where=filled(rows, field, "new."))
        for field in rows.fields
    ]
    yield _trigger(f"{rows.kind}_new", f"AFTER INSERT ON {table}", touched)
    has_gone = _HAS_GONE.format(kind, "new.id")
    after = _GONE_AFTER.format(kind, "new.id")
    again = [_touch(kind, "new.id", f"'{field}'", "new.updated_at", least=after) for field in rows.fields]
    back = _touch(kind, "new.id", "'back'", "new.updated_at", least=_AFTER.format(kind, "new.id", 2))
    # Apart from the one before: a statement costs as much as a message where it opens what it does not write.
    yield _trigger(f"{rows.kind}_back", f"AFTER INSERT ON {table}", [*again, back], has_gone)
    for field, columns in rows.fields.items():
        least = _NEWEST[rows.kind] if field == "deleted" else ""
        body = _touch(kind, "new.id", f"'{field}'", "new.updated_at", least=least)
        yield _trigger(
            f"{rows.kind}_{field}", f"AFTER UPDATE OF {', '.join(columns)} ON {table}", [body], _changed(columns)
        )
    gone = _touch(
        kind,
        "old.id",
        "'gone'",
        "old.updated_at",
        where=_IS_REMOVED.format(kind, "old.id"),
        least=_AFTER.format(kind, "old.id", 1),
    )
    yield _trigger(f"{rows.kind}_gone", f"AFTER DELETE ON {table}", [gone, *row_forgotten(rows.kind, "old.id")])


OF_MESSAGES = """FROM message CROSS JOIN sync_stamp AS one ON one.kind = 'message' AND one.id = message.id
        AND one.field = '' WHERE message.conversation_id"""
"""The stamps of the messages of a chat, which is to follow. CROSS: the chat is looked at first, or SQLite takes all
messages there are, of which it has no count, to be fewer."""
_NEWEST = {
    "chat": f"(SELECT max(one.at) + 1 {OF_MESSAGES} = new.id)",
    "project": f"""(SELECT max(one.at) + 1 {OF_MESSAGES} IN (
        SELECT id FROM conversation WHERE project_id = new.id))""",
}
"""Whoever deletes a chat or a project knows all messages in it here, whatever the clocks of those who wrote them."""


def list_in(cell: str) -> str:
    """Return a cell in SQL as a JSON list; an empty one where it holds none."""
    return (
        f"CASE WHEN json_valid({cell}) THEN CASE json_type({cell}) WHEN 'array' THEN {cell} ELSE '[]' END ELSE '[]' END"
    )


def _mark_triggers() -> Iterator[str]:
    for kind, column in MARKS.items():
        ids = f"SELECT value FROM json_each({list_in(f'new.{column}')}) WHERE type = 'text'"
        before = f"SELECT value FROM json_each({list_in(f'old.{column}')}) WHERE type = 'text'"
        others = f"{ids} AND value NOT IN ({before}) UNION {before} AND value NOT IN ({ids})"
        stamped = f"""INSERT INTO sync_stamp (kind, id, field, at, by, dirty)
            SELECT '{kind}', new.id, value, {bounded("new.updated_at")}, {ME}, 1 FROM (%s) WHERE true {_ANEW}"""
        yield _trigger(f"{kind}_new", "AFTER INSERT ON conversation", [stamped % ids], f"new.{column} <> '[]'")
        when = f"AFTER UPDATE OF {column} ON conversation"
        yield _trigger(kind, when, [stamped % others], _changed((column,)))


_REMOVED_AT = (("'gone'", "new.id"), ("'chat'", "new.conversation_id"))
"""Where it says of a message that it, or its chat, was removed for good."""


_AFTER_ALL = f"""(SELECT max(at) + 1 FROM sync_stamp WHERE kind IN ('gone', 'message') AND id = old.id
    OR kind IN ({", ".join(f"'{mark}'" for mark in MARKS)}) AND id = old.conversation_id AND field = old.id)"""
"""Beyond all that is known of a message."""


def _message_triggers() -> Iterator[str]:
    when = "coalesce(new.finished_at, new.created_at)"
    body = _touch("'message'", "new.id", "''", when)
    has_gone, after = _HAS_GONE.format("'gone'", "new.id"), _GONE_AFTER.format("'gone'", "new.id")
    back = [
        _touch(
            kind,
            id_,
            "'back'",
            "new.updated_at",
            where=_HAS_GONE.format(kind, id_),
            least=_AFTER.format(kind, id_, 2),
        )
        for kind, id_ in _REMOVED_AT
    ]
    registers = [("'message'", "new.id", f"'{field}'") for field in ("", "parent", "hidden")]
    registers += [(f"'{mark}'", "new.conversation_id", "new.id") for mark in MARKS]
    back += [_touch(*one, "new.updated_at", where=has_gone, least=after) for one in registers]
    yield _trigger("message_made", "AFTER INSERT ON message", [body], "new.status <> 'replying'")
    was_removed = " OR ".join(_HAS_GONE.format(*one) for one in _REMOVED_AT)
    yield _trigger("message_back", "AFTER INSERT ON message", back, f"new.status <> 'replying' AND ({was_removed})")
    ended = "old.status = 'replying' AND new.status <> 'replying'"
    yield _trigger("message_ended", "AFTER UPDATE OF status ON message", [body, *back], ended)
    is_final = "old.status <> 'replying' AND new.status <> 'replying'"
    content = [one for one in MESSAGE if one != "updated_at"]
    changed = _touch("'message'", "new.id", "''", "new.updated_at")
    yield _trigger(
        "message_changed",
        f"AFTER UPDATE OF {', '.join(content)} ON message",
        [changed],
        f"{is_final} AND ({_changed(content)})",
    )
    for field, column in (("parent", "parent_id"), ("hidden", "deleted_at")):
        touched = _touch("'message'", "new.id", f"'{field}'", "new.updated_at")
        condition = f"new.status <> 'replying' AND ({_changed((column,))})"
        yield _trigger(f"message_{field}", f"AFTER UPDATE OF {column} ON message", [touched], condition)
    is_known = "EXISTS (SELECT 1 FROM sync_stamp AS two WHERE two.kind = 'message' AND two.id = old.id)"
    was_removed = _IS_REMOVED.format("'message'", "old.id")
    removed = f"(old.status <> 'replying' OR {is_known}) AND {was_removed}"
    gone = _touch("'gone'", "old.id", "'gone'", "old.updated_at", where=removed, least=_AFTER_ALL)
    # Whoever takes a message out of a chat that came back wants that chat to stay, if only empty.
    stays = _touch(
        "'chat'",
        "old.conversation_id",
        "'back'",
        "old.updated_at",
        where=_HAS_GONE.format("'chat'", "old.conversation_id"),
        least=_AFTER.format("'chat'", "old.conversation_id", 2),
    )
    forgotten = message_forgotten("old.id", "old.conversation_id")
    yield _trigger("message_gone", "AFTER DELETE ON message", [gone, stays, *forgotten])


def _other_triggers() -> Iterator[str]:
    draft = _touch("'draft'", "new.id", ME, "new.updated_at")
    yield _trigger("draft_new", "AFTER INSERT ON conversation", [draft], "new.draft <> ''")
    yield _trigger("draft", "AFTER UPDATE OF draft ON conversation", [draft], "new.draft IS NOT old.draft")
    file = f"""INSERT INTO sync_stamp (kind, id, field, at, by, dirty)
        SELECT 'file', sha256, {ME}, 0, {ME}, 1 FROM (%s) WHERE {IS_HASH.format("sha256")}
        ON CONFLICT (kind, id, field) DO NOTHING"""
    one = [file % "SELECT new.sha256 AS sha256"]
    yield _trigger("file", "AFTER INSERT ON message_attachment", one)
    its = f"""SELECT json_extract(value, '$.b.source.sha256') AS sha256 FROM json_each({list_in("new.files")})
        WHERE type = 'object'"""
    yield _trigger("files_new", "AFTER INSERT ON project", [file % its], "new.files <> '[]'")
    yield _trigger("files", "AFTER UPDATE OF files ON project", [file % its], "new.files IS NOT old.files")
    origin = _touch("'origin'", ORIGIN.format("new."), "''", "new.updated_at")
    yield _trigger("origin_new", "AFTER INSERT ON source_chat", [origin])
    yield _trigger("origin", "AFTER UPDATE ON source_chat", [origin])
    forgotten = f"DELETE FROM sync_stamp WHERE kind = 'origin' AND id = {ORIGIN.format('old.')}"
    yield _trigger("origin_gone", "AFTER DELETE ON source_chat", [forgotten])
    item = _touch("new.kind", "new.id", "''", "new.changed_at")
    kinds = ", ".join(f"'{kind}'" for kind in ITEMS)
    yield _trigger("item_new", "AFTER INSERT ON sync_item", [item], f"new.kind IN ({kinds})")
    changed = f"new.kind IN ({kinds}) AND new.value IS NOT old.value"
    yield _trigger("item", "AFTER UPDATE OF value ON sync_item", [item], changed)
    kinds = ", ".join(f"'{kind}'" for kind in ("chat", *MARKS))
    leaves_demo = (
        f"UPDATE sync_stamp SET dirty = 1 WHERE kind IN ({kinds}) AND id = new.id",
        """UPDATE sync_stamp SET dirty = 1 WHERE kind = 'message' AND id IN (
            SELECT id FROM message WHERE conversation_id = new.id)""",
    )
    when = "AFTER UPDATE OF gateway_id ON conversation"
    yield _trigger("left_demo", when, leaves_demo, f"old.gateway_id = '{DEMO}' AND new.gateway_id <> '{DEMO}'")


ORIGIN = "{0}program || char(31) || {0}chat_id"
"""The id of where a chat came from, in SQL; what the columns' names begin with is to be put in."""


def all_triggers() -> list[str]:
    """Return the statements that make the triggers."""
    return [
        *_row_triggers(CHAT),
        *_row_triggers(PROJECT),
        *_mark_triggers(),
        *_message_triggers(),
        *_other_triggers(),
    ]
