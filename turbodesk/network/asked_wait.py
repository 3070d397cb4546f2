"""Reads how long a server asks to be left alone, in each of the ways that servers say it."""

from __future__ import annotations

import datetime as dt
import email.utils
import math
from collections.abc import Mapping


def asked_wait(headers: Mapping[str, str], *, now: dt.datetime) -> float | None:
    """Return the seconds an answer asks to wait, or None when it asks for nothing that makes sense."""
    in_ms = _number(headers.get("retry-after-ms"))
    if in_ms is not None:
        return in_ms / 1000
    text = headers.get("retry-after")
    in_s = _number(text)
    return in_s if in_s is not None else _until(text, now)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None


def _until(text: str | None, now: dt.datetime) -> float | None:
    try:
        then = email.utils.parsedate_to_datetime(text or "")
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=dt.UTC)
    seconds = (then - now).total_seconds()
    return seconds if seconds > 0 else None
