"""Says what is sent of each table, column by column, and which values of a column can be taken in.

A field is a group of columns that change together, and one register: the newer value of all of them wins. The columns
of a field never change, for older programs read them by their number; a new column is a new field.

Not sent of a chat: where its reader is and what is being edited there, which tools may run without asking, and what
waits to be sent, which two computers would send twice. Its draft is a record of its own (`outgoing`), and so are the
stars of its messages and which of them are left out, one by one, so that what two computers mark is marked on both.
Of a message all is sent but what follows from the rest: its plain text and how long that is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from turbodesk.chat.message import Role
from turbodesk.chat.moments import is_moment
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.cells import LONGEST_NAME, is_header
from turbodesk.store.row_mapping import Cell, storable

DEMO = "demo"
"""The gateway id of chats that show how the program works. They stay where they are, and none is ever taken in."""
ENDED = ("complete", "stopped", "failed", "interrupted")
"""The states of messages that are sent."""

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FieldsOfRow:
    """A table whose rows are sent field by field."""

    kind: str
    table: str
    fields: Mapping[str, Mapping[str, str]]
    """By field its columns, and what each holds (`checked`)."""
    always: frozenset[str]
    """Fields that every row sends; the others only once they are not what an empty row has."""
    empty: Mapping[str, str]
    """What an empty row has in the columns of the other fields, in SQL."""


CHAT = FieldsOfRow(
    "chat",
    "conversation",
    {
        "made": {"wire_id": "header", "created_at": "time"},
        "name": {"title": "name", "titled_by_hand": "flag"},
        "pinned": {"pinned": "flag"},
        "project": {"project_id": "id?"},
        "tuning": {"gateway_id": "gateway", "model": "name?", "parameters": "object", "preset_id": "name?"},
        "ending": {"ending_told": "name?"},
        "leaf": {"leaf_id": "id?"},
        "from": {"sent_from": "id?"},
        "summaries": {"summaries": "list"},
        "pairs": {"pairs": "list"},
        "second": {"second_model": "name?"},
        "fork": {"forked_from": "id?", "forked_at": "id?"},
        "seen": {"seen_files": "list"},
        "active": {"active_at": "time"},
        "deleted": {"deleted_at": "time?"},
    },
    frozenset(("made", "name", "tuning", "active")),
    {
        "pinned": "0",
        "project_id": "NULL",
        "ending_told": "NULL",
        "leaf_id": "NULL",
        "sent_from": "NULL",
        "summaries": "'[]'",
        "pairs": "'[]'",
        "second_model": "NULL",
        "forked_from": "NULL",
        "forked_at": "NULL",
        "seen_files": "'[]'",
        "deleted_at": "NULL",
    },
)
PROJECT = FieldsOfRow(
    "project",
    "project",
    {
        "made": {"created_at": "time"},
        "name": {"name": "name"},
        "sign": {"colour": "name", "picture": "name"},
        "instructions": {"instructions": "text"},
        "files": {"files": "list", "replaced": "list"},
        "preset": {"preset_id": "name"},
        "deleted": {"deleted_at": "time?"},
    },
    frozenset(("made", "name")),
    {
        "colour": "''",
        "picture": "''",
        "instructions": "''",
        "files": "'[]'",
        "replaced": "'[]'",
        "preset_id": "''",
        "deleted_at": "NULL",
    },
)
MARKS = {"star": "starred", "unsent": "unsent"}
"""By kind of record, the column of a chat that lists messages: each is in it or not, and says so on its own."""
IS_MARK = f"kind IN ({', '.join(f'{mark!r}' for mark in MARKS)})"
"""The same in SQL, as the index of marks has it."""
MESSAGE = {
    "role": "role",
    "status": "status",
    "model": "name?",
    "reported_model": "name?",
    "wire_id": "name?",
    "blocks": "blocks",
    "usage": "object",
    "stop_reason": "name?",
    "stop_sequence": "text?",
    "stop_details": "object?",
    "failure": "object?",
    "copied_from": "id?",
    "created_at": "time",
    "first_part_at": "time?",
    "finished_at": "time?",
    "updated_at": "time",
}
"""What a message is, in columns. Its chat never changes; where it hangs and whether it is hidden are fields apart."""
ITEMS = ("preset", "prompt", "gateway", "device", "left")
"""Kinds of records that are no rows of the database (`sync_item`)."""


def is_id(value: object) -> bool:
    """Whether a value is an id as the program makes them."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_hash(value: object) -> bool:
    """Whether a value can be the hash of an attachment."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def checked(value: object, kind: str) -> Cell:
    """Return a value as the database holds it.

    Raises:
        ValueError: it is not of that kind. What another computer sent is then passed over, what is here is not sent.
    """
    if value is None and kind[-1] == "?":
        return None
    check = _CHECKS.get(kind)
    if check is None:
        raise ValueError("no kind")
    return check(value)


def _time(value: object) -> Cell:
    if is_moment(value):
        return value
    raise ValueError("not a time")


def _flag(value: object) -> Cell:
    if type(value) is int and value in (0, 1):
        return value
    raise ValueError("not a flag")


def _text(value: object) -> str:
    if isinstance(value, str):
        return storable(value)
    raise ValueError("not a text")


def _name(value: object) -> Cell:
    return _text(value)[:LONGEST_NAME]


def _gateway(value: object) -> Cell:
    if value in ("", DEMO):
        raise ValueError("not a gateway")
    return _name(value)


def _text_that(is_right: Callable[[str], object], kind: str) -> Callable[[object], Cell]:
    def check(value: object) -> Cell:
        if isinstance(value, str) and is_right(value):
            return value
        raise ValueError(f"not {kind}")

    return check


def _json_of(form: type) -> Callable[[object], Cell]:
    def check(value: object) -> Cell:
        _read(value, form)
        return _text(value)

    return check


def _blocks(value: object) -> Cell:
    read = _read(value, dict)
    entries = read.get("blocks") if isinstance(read, dict) else None
    # SQLite finds attachments in them, by their places in a list
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("no blocks")
    return _text(value)


def _read(value: object, form: type) -> object:
    if not isinstance(value, str):
        raise ValueError("no JSON")
    try:
        read = _DECODE(value)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(read, form):
        raise ValueError("not this JSON")
    return read


def _refused(word: str) -> object:
    raise ValueError(f"{word} is no JSON")


_DECODE = json.JSONDecoder(parse_constant=_refused).decode
"""Made once: it takes as long to make one as to read a short message."""
_KINDS: Mapping[str, Callable[[object], Cell]] = {
    "time": _time,
    "flag": _flag,
    "id": _text_that(_ID.fullmatch, "an id"),
    "header": _text_that(is_header, "a header"),
    "role": _text_that(frozenset(role.value for role in Role).__contains__, "a role"),
    "status": _text_that(frozenset(ENDED).__contains__, "a status"),
    "gateway": _gateway,
    "name": _name,
    "text": _text,
    "object": _json_of(dict),
    "list": _json_of(list),
    "blocks": _blocks,
}
_CHECKS = {**_KINDS, **{f"{kind}?": check for kind, check in _KINDS.items()}}
