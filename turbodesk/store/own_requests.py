"""Keeps what the program's own small requests used, by day and model, for the sums of what was spent.

They are no messages of a chat, so they are counted beside them, and so is what a temporary chat used: a few numbers a
day, in one remembered value. Days that no sum asks for any more are let go of. What was asked because of a chat that is
kept, such as its title or its summary, is counted with the chat as well, in a value of its own that goes with it. What
cannot be read counts for nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING

from turbodesk.chat.ids import now_ms
from turbodesk.chat.json_values import parse
from turbodesk.chat.message import FAST, LONGEST, MOST_TOKENS, Usage
from turbodesk.chat.model import LONG_PROMPT

if TYPE_CHECKING:
    from turbodesk.chat.spending import Used

NAME = "own-requests"
KEPT_DAYS = 62
"""A month and the one before it; the sums ask for 30 days and the running month."""
_COUNTS = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
_SEARCHES = "web_searches"
_LONG_LIVED = "cache_creation_1h_tokens"
"""Of what was written into the cache, what stays for an hour: it has another price."""
_KEPT = (*_COUNTS, _SEARCHES, _LONG_LIVED)
_KINDS = {
    (is_long, is_fast): "long:" * is_long + "fast:" * is_fast for is_long in (False, True) for is_fast in (False, True)
}
"""What stands before the counts of requests that have another price: those above `LONG_PROMPT`, and fast ones."""
_PUT = "INSERT OR REPLACE INTO remembered (name, value, updated_at) VALUES (?, ?, ?)"

Counts = dict[str, int]


def add(
    connection: sqlite3.Connection, day: dt.date, model: str, usage: Usage, sign: int = 1, *, chat: str = ""
) -> None:
    """Add what one request used, or take it back with -1 as `sign`; `chat` is the id of the one it was asked for."""
    oldest = (day - dt.timedelta(days=KEPT_DAYS)).isoformat()
    known = {one: models for one, models in _read(connection, NAME).items() if one >= oldest}
    _count(known.setdefault(day.isoformat(), {}).setdefault(model, {}), usage, sign)
    connection.execute(_PUT, (NAME, json.dumps(known), now_ms()))
    if chat and connection.execute("SELECT 1 FROM conversation WHERE id = ?", (chat,)).fetchone():
        known = _read(connection, of_chat(chat))
        _count(known.setdefault(day.isoformat(), {}).setdefault(model, {}), usage, sign)
        connection.execute(_PUT, (of_chat(chat), json.dumps(known), now_ms()))


def of_chat(chat: str) -> str:
    """Return the name under which is remembered what was asked because of a chat, by its id."""
    return f"{NAME}:{chat}"


def _count(counts: Counts, usage: Usage, sign: int) -> None:
    kind = _KINDS[usage.longest_prompt > LONG_PROMPT, usage.is_fast]
    for name in _KEPT:
        before, used = counts.get(kind + name, 0), (_long_lived(usage) if name == _LONG_LIVED else getattr(usage, name))
        counts[kind + name] = max(0, min(before + sign * (used or 0), MOST_TOKENS))


def _long_lived(usage: Usage) -> int:
    reported = usage.extra.get("cache_creation")
    count = reported.get("ephemeral_1h_input_tokens") if isinstance(reported, Mapping) else None
    return count if isinstance(count, int) and not isinstance(count, bool) else 0


def since(connection: sqlite3.Connection, day: dt.date = dt.date.min, *, chat: str = "") -> list[Used]:
    """Return what was used from `day` on, by all or because of a `chat`; as no replies, for nobody asked for one."""
    from turbodesk.chat.spending import Used

    return [
        Used(dt.date.fromisoformat(one), model, 0, usage)
        for one, models in sorted(_read(connection, of_chat(chat) if chat else NAME).items())
        for model, counts in sorted(models.items())
        for usage in _usages(counts)
        if one >= day.isoformat()
    ]


def _usages(counts: Counts) -> list[Usage]:
    """The usage of each kind of requests of which there were any."""
    found = []
    for (is_long, is_fast), kind in _KINDS.items():
        if some := {name: counts[kind + name] for name in _KEPT if kind + name in counts}:
            extra: dict[str, object] = {LONGEST: LONG_PROMPT + 1 if is_long else 0}
            if long_lived := some.pop(_LONG_LIVED, 0):
                extra["cache_creation"] = {"ephemeral_1h_input_tokens": long_lived}
            usage = Usage(extra={**extra, "speed": FAST} if is_fast else extra)
            found.append(usage.with_web_searches(some.pop(_SEARCHES, 0)).merged(some))
    return found


def _read(connection: sqlite3.Connection, name: str) -> dict[str, dict[str, Counts]]:
    row = connection.execute("SELECT value FROM remembered WHERE name = ?", (name,)).fetchone()
    try:
        known = parse(str(row[0])) if row else {}
    except ValueError:
        return {}
    if not isinstance(known, Mapping):
        return {}
    days = {day: _models(models) for day, models in known.items() if _is_day(day)}
    return {day: models for day, models in days.items() if models}


def _models(raw: object) -> dict[str, Counts]:
    if not isinstance(raw, Mapping):
        return {}
    return {model: _counts(counts) for model, counts in raw.items() if model and isinstance(counts, Mapping)}


def _counts(raw: Mapping[str, object]) -> Counts:
    return {
        name: value
        for name in (kind + one for kind in _KINDS.values() for one in _KEPT)
        if isinstance(value := raw.get(name), int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS
    }


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
