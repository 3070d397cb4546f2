"""What a server may ask the person in the middle of a call: a small form, or to open an address.

Both are a stranger's questions and are shown as such. An address is opened only when the person has seen the whole of
it and said so; the server learns nothing else than that.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from turbodesk.app.mcp.unseen_letters import without_unseen
from turbodesk.chat.one_line import without_controls
from turbodesk.quick_dataclasses import dataclass

_MOST_FIELDS = 30
_MOST_CHOICES = 300
_KINDS = ("string", "number", "integer", "boolean", "array")


class ElicitationAction(StrEnum):
    """What the person said; the protocol's own words."""

    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL = "cancel"
    """Closed it without saying anything."""


@dataclass(frozen=True, slots=True)
class ElicitationField:
    """One thing that is asked."""

    name: str
    title: str
    kind: str
    """"string", "number", "integer", "boolean" or "array" (several of `choices`)."""
    help: str = ""
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    """Values to choose from, each with its words; () for free text."""
    default: object = None
    format: str = ""
    """For text: "email", "uri", "date", "date-time" or ""."""
    least: float | None = None
    """Smallest number, or fewest characters or choices; so is `most`."""
    most: float | None = None


@dataclass(frozen=True, slots=True)
class ElicitationQuestion:
    """What a server asks."""

    server_id: str
    server_name: str
    words: str
    """The server's own."""
    fields: tuple[ElicitationField, ...] = ()
    address: str = ""
    """The page it wants opened, https alone; "" where it asks by fields."""


@dataclass(frozen=True, slots=True)
class ElicitationAnswer:
    """What the person answered."""

    action: ElicitationAction
    values: Mapping[str, str | int | float | bool | list[str] | None] | None = None
    """By the names of the fields, when they were filled in."""


Elicit = Callable[[ElicitationQuestion], Awaitable[ElicitationAnswer]]
"""Asks the person; cancelled when the call is."""


def question(server_id: str, server_name: str, params: Any) -> ElicitationQuestion | None:
    """Read the protocol's parameters; None where nobody should be asked such a thing."""
    words = without_controls(without_unseen(str(params.message)))[:2_000].strip()
    if params.mode == "url":
        address = str(params.url)
        return ElicitationQuestion(server_id, server_name, words, address=address) if _is_safe(address) else None
    schema = params.requested_schema
    named = schema.get("properties") if isinstance(schema, Mapping) else None
    named = named if isinstance(named, Mapping) else {}
    needed = schema.get("required") if isinstance(schema, Mapping) else None
    needed = needed if isinstance(needed, list) else []
    fields = tuple(_field(str(name), one, name in needed) for name, one in named.items() if isinstance(one, Mapping))
    if len(fields) > _MOST_FIELDS or any(len(one.choices) > _MOST_CHOICES for one in fields):
        return None
    return ElicitationQuestion(server_id, server_name, words, fields)


def _is_safe(address: str) -> bool:
    try:
        split = urlsplit(address)
        return split.scheme == "https" and bool(split.hostname) and split.username is None
    except ValueError:
        return False


def _field(name: str, raw: Mapping[str, Any], is_required: bool) -> ElicitationField:
    kind = raw.get("type")
    items = raw.get("items")
    listed = items if kind == "array" and isinstance(items, Mapping) else raw
    text = kind not in ("number", "integer")
    least, most = ("minLength", "maxLength") if text else ("minimum", "maximum")
    if kind == "array":
        least, most = "minItems", "maxItems"
    return ElicitationField(
        name,
        _told(raw.get("title")) or name,
        kind if kind in _KINDS else "string",
        _told(raw.get("description")),
        is_required,
        _choices(listed),
        raw.get("default"),
        raw["format"] if raw.get("format") in ("email", "uri", "date", "date-time") else "",
        _number(raw.get(least)),
        _number(raw.get(most)),
    )


def _choices(raw: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """By `enum` with `enumNames`, or by `oneOf` and `anyOf` of constants, as the versions of the protocol have it."""
    listed = raw.get("oneOf") or raw.get("anyOf")
    if isinstance(listed, list):
        each = [one for one in listed if isinstance(one, Mapping) and isinstance(one.get("const"), str)]
        return tuple((one["const"], _told(one.get("title")) or one["const"]) for one in each)
    values = raw.get("enum")
    values = [one for one in values if isinstance(one, str)] if isinstance(values, list) else []
    names = raw.get("enumNames")
    names = names if isinstance(names, list) and len(names) == len(values) else values
    return tuple((value, _told(name) or value) for value, name in zip(values, names, strict=True))


def _told(text: object) -> str:
    return without_controls(without_unseen(text))[:500].strip() if isinstance(text, str) else ""


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
