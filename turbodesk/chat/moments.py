"""Says which numbers are moments that can be shown, and makes local time of them.

A moment is milliseconds since 1970, UTC, as the database keeps it. A file can hold any number there. Python shows the
years 1 to 9999, Windows' own clock 1970 to 3000, and the zone may add most of a day: what is beyond the narrower of
these is no moment of anybody's chats, and is told instead of shown.
"""

from __future__ import annotations

import datetime as dt
from typing import TypeGuard

LATEST_MS = 32_503_420_800_000
"""The end of 2999, less a day and some hours of time zones."""


def is_moment(value: object) -> TypeGuard[int]:
    """Whether `value` is a moment that can be shown on every system."""
    return type(value) is int and 0 <= value <= LATEST_MS


def local_time(ms: int, zone: dt.tzinfo | None = None) -> dt.datetime | None:
    """Return a moment by the clock of `zone` (None: this machine's); None for a number that is no moment."""
    return dt.datetime.fromtimestamp(ms / 1000, zone) if is_moment(ms) else None
