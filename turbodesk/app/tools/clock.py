"""Tells a model what day and time it is on this computer."""

from __future__ import annotations

import datetime as dt

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def now_in_words(now: dt.datetime | None = None) -> str:
    """Return a moment with its weekday and zone, in words no locale changes; None: now, in local time."""
    moment = now or dt.datetime.now().astimezone()
    offset = moment.utcoffset() or dt.timedelta()
    sign, minutes = ("-" if offset < dt.timedelta() else "+"), abs(offset) // dt.timedelta(minutes=1)
    zone = f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"
    name = moment.tzname() or ""
    # A zone's name is free text, and on some systems in the system's language; the offset is what counts.
    shown = f"{zone} ({name})" if name and name.isascii() and name != "UTC" else zone
    return f"{_DAYS[moment.weekday()]}, {moment:%Y-%m-%d}, {moment:%H:%M:%S}, {shown}"
