"""Remembers how a request began, as hashes, so that it can be said later why nothing of it was read from the cache.

A provider keeps the beginning of a request ready and finds it again only where the next request begins with the very
same bytes (protocol, 1.8). What was sent is compared part by part, in the order in which the provider reads it. No word
of a chat is in here: hashes, counts and the names of what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TypeGuard

from turbodesk.chat.moments import is_moment
from turbodesk.quick_dataclasses import dataclass

_LONGEST = 200
"""Characters of a hash or a name: what is read from a file may be anything."""
_MOST_COUNT = 10**12


class PrefixPart(StrEnum):
    """What a cached beginning depends on; the first that differs is why it was lost."""

    GATEWAY = "gateway"
    MODEL = "model"
    SPEED = "speed"
    TOOLS = "tools"
    SYSTEM = "system"
    THINKING = "thinking"
    """Whether and how the model thinks, and its effort."""
    TOOL_CHOICE = "tool-choice"
    FIRST = "first"
    """What the messages begin with: another one where the oldest are left out or summed up."""
    FILES = "files"
    THOUGHTS = "thoughts"
    """Thinking of earlier replies that is sent back."""
    WORDS = "words"
    """All else of the earlier messages."""


class CacheMark(StrEnum):
    """Whether the beginning was marked to be kept, and for how long; else why it was not."""

    FIVE_MINUTES = "5m"
    ONE_HOUR = "1h"
    OFF = "off"
    REFUSED = "refused"
    SHORT = "short"
    """Shorter than what the model's provider keeps at all."""

    @property
    def lasts_ms(self) -> int:
        """For how long what is kept is found again; 0 where nothing is."""
        return {CacheMark.FIVE_MINUTES: 300_000, CacheMark.ONE_HOUR: 3_600_000}.get(self, 0)


@dataclass(frozen=True, slots=True)
class SentPrefix:
    """The gateway is sent a request that begins like this. An event, and then a part of the reply it leads to."""

    hashes: Mapping[PrefixPart, str] = field(default_factory=dict)
    counts: Mapping[PrefixPart, int] = field(default_factory=dict)
    """How many blocks `FILES`, `THOUGHTS` and `WORDS` are of: later requests are compared as far as these go."""
    mark: CacheMark = CacheMark.OFF
    at: int = 0
    """Milliseconds since 1970, UTC: when it went out, from which the time of the cache counts."""
    is_first: bool = True
    """Whether no request before it is known on this branch of the chat."""
    changed: tuple[PrefixPart, ...] = ()
    """What differs from the request before."""
    expected: int = 0
    """Tokens that were kept by the request before, and so should be found."""
    lapsed: CacheMark | None = None
    """For how long they were kept, where more time than that had passed."""
    asks: bool = False
    """Whether the provider was asked to compare the two requests itself."""
    told: str = ""
    """What the provider then said (`cache_miss_reason`); "" for nothing."""

    def to_json(self) -> dict[str, object]:
        """Return it as JSON, without what is as usual."""
        plain = {
            "mark": self.mark.value,
            "at": self.at,
            "first": self.is_first,
            "changed": [one.value for one in self.changed],
            "expected": self.expected,
            "lapsed": self.lapsed,
            "asks": self.asks,
            "told": self.told,
        }
        return {
            "hashes": {part.value: one for part, one in self.hashes.items()},
            "counts": {part.value: one for part, one in self.counts.items()},
            **{name: value for name, value in plain.items() if value},
        }

    @classmethod
    def from_json(cls, raw: object) -> SentPrefix | None:
        """Read what `to_json` wrote; None for what is none, and without what does not fit."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("hashes"), Mapping):
            return None
        at, expected, told, changed = (raw.get(name) for name in ("at", "expected", "told", "changed"))
        return cls(
            hashes=_texts(_by_part(raw["hashes"])),
            counts=_counts(_by_part(raw.get("counts"))),
            mark=_mark(raw.get("mark")) or CacheMark.OFF,
            at=at if is_moment(at) else 0,
            is_first=raw.get("first") is True,
            changed=tuple(one for one in PrefixPart if one in changed) if isinstance(changed, list) else (),
            expected=expected if _is_count(expected) else 0,
            lapsed=_mark(raw.get("lapsed")),
            asks=raw.get("asks") is True,
            told=told[:_LONGEST] if isinstance(told, str) else "",
        )


def _mark(raw: object) -> CacheMark | None:
    return next((one for one in CacheMark if one == raw), None)


def _by_part(raw: object) -> dict[PrefixPart, object]:
    return {part: raw[part.value] for part in PrefixPart if part.value in raw} if isinstance(raw, Mapping) else {}


def _texts(raw: Mapping[PrefixPart, object]) -> dict[PrefixPart, str]:
    return {part: value[:_LONGEST] for part, value in raw.items() if isinstance(value, str)}


def _counts(raw: Mapping[PrefixPart, object]) -> dict[PrefixPart, int]:
    return {part: value for part, value in raw.items() if _is_count(value)}


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_COUNT
