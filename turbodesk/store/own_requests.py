"""Keeps what the program's own small requests used, by day and model, for the sums of what was spent.

They are no messages of a chat, so they are counted beside them, and so is what a temporary chat used: a few numbers a
day, in one remembered value. Days that no sum asks for any more are let go of. What cannot be read counts for nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING

from turbodesk.chat.ids import now_ms
from turbodesk.chat.json_values import parse
from turbodesk.chat.message import LONGEST, MOST_TOKENS, Usage
from turbodesk.chat.model import LONG_PROMPT

if TYPE_CHECKING:
    from turbodesk.chat.spending import Used

NAME = "own-requests"
KEPT_DAYS = 62
"""A month and the one before it; the sums ask for 30 days and the running month."""
_COUNTS = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
_LONG = "long:"
"""Before the counts of requests above `LONG_PROMPT`."""
_PUT = "INSERT OR REPLACE INTO remembered (name, value, updated_at) VALUES (?, ?, ?)"

Counts = dict[str, int]


def add(connection: sqlite3.Connection, day: dt.date, model: str, usage: Usage, sign: int = 1) -> None:
    """Add what one request used, or take it back with -1 as `sign`."""
    known = _read(connection)
    oldest = (day - dt.timedelta(days=KEPT_DAYS)).isoformat()
    known = {one: models for one, models in known.items() if one >= oldest}
    counts = known.setdefault(day.isoformat(), {}).setdefault(model, {})
    which = _LONG if usage.longest_prompt > LONG_PROMPT else ""
    for name in _COUNTS:
        before, used = counts.get(which + name, 0), getattr(usage, name) or 0
        counts[which + name] = max(0, min(before + sign * used, MOST_TOKENS))
    connection.execute(_PUT, (NAME, json.dumps(known), now_ms()))


def since(connection: sqlite3.Connection, day: dt.date) -> list[Used]:
    """Return what was used from `day` on; as no replies, for nobody asked for one."""
    from turbodesk.chat.spending import Used

    return [
        Used(dt.date.fromisoformat(one), model, 0, usage)
        for one, models in sorted(_read(connection).items())
        for model, counts in sorted(models.items())
        for usage in _usages(counts)
        if one >= day.isoformat()
    ]


def _usages(counts: Counts) -> list[Usage]:
    """The usage of usual requests and that of long ones, which have another price, where there were any."""
    found = []
    for which, longest in (("", 0), (_LONG, LONG_PROMPT + 1)):
        if some := {name: counts[which + name] for name in _COUNTS if which + name in counts}:
            found.append(Usage(extra={LONGEST: longest}).merged(some))
    return found


def _read(connection: sqlite3.Connection) -> dict[str, dict[str, Counts]]:
    row = connection.execute("SELECT value FROM remembered WHERE name = ?", (NAME,)).fetchone()
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
        for name in (*_COUNTS, *(_LONG + one for one in _COUNTS))
        if isinstance(value := raw.get(name), int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS
    }


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
