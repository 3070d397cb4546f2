"""What went to a gateway and came back, for looking at: one exchange, without the key and without long attachments."""

from __future__ import annotations

from collections.abc import Mapping

from turbodesk.chat.parts import JsonObject
from turbodesk.quick_dataclasses import dataclass

_MOST_CHARACTERS = 400
"""A longer base64 text is told by its length: nobody reads it, and twenty requests with pictures were a gigabyte."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it is sent, or would be."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    """In order; the key replaced by `KEY_PLACEHOLDER`."""
    body: JsonObject | None
    """None for a request without one. Long attachments are elided."""
    size: int = 0
    """Bytes of the body as sent."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One request and what has come of it."""

    number: int
    """Counts from 1; the newest has the highest."""
    started_at: int
    """Milliseconds since 1970, UTC."""
    request: Outgoing
    status: int | None = None
    """None: no answer, or not yet."""
    headers: tuple[tuple[str, str], ...] = ()
    """Of the answer, in order, free of the key."""
    connected_s: float | None = None
    """Seconds from the start until the connection stood; None where one was used again. So are the next three."""
    answered_s: float | None = None
    """Until the answer's headers had come."""
    first_content_s: float | None = None
    """Until the first of the reply had come."""
    ended_s: float | None = None
    """Until the exchange was over; None while it goes on."""
    received: int = 0
    """Bytes of the answer's body."""
    failure: str = ""
    """What went wrong, one sentence; "" for nothing."""


def elided(value: object) -> object:
    """Return a JSON value with the data of attachments replaced by how long it is; what is short stays the same."""
    match value:
        case Mapping():
            is_bytes = value.get("type") == "base64"
            return {
                key: _length(one) if is_bytes and key == "data" and isinstance(one, str) else elided(one)
                for key, one in value.items()
            }
        case list():
            return [elided(one) for one in value]
    return value


def _length(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"[{len(text):,} characters of base64]"
