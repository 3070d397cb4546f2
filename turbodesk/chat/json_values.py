"""Says which JSON values may come in: what is stored today is written, drawn, counted and sent again for years.

JSON allows more than the rest of the program, the database and other servers do: numbers without end, nesting without
end, halves of characters, and Python's reader takes `NaN` besides. A value that is `is_sound` has none of the first
three, so whoever walks through it needs no care; `whole_characters` sees to the halves.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

MOST_LEVELS = 64
"""Objects and lists within one another. What people and programs send has less than ten; readers that call themselves
for each level have some hundred calls to spare."""
_MOST_BITS = 1_000
"""Of a whole number: about what the largest fraction has. Python writes none above 4,300 digits."""


def is_sound(value: object, levels: int = MOST_LEVELS) -> bool:
    """Whether a JSON value can be kept and sent: finite numbers, at most `levels` of nesting."""
    match value:
        case str():
            return True
        case float():
            return math.isfinite(value)
        case int():
            return value.bit_length() <= _MOST_BITS
        case Mapping():
            return levels > 0 and all(is_sound(one, levels - 1) for one in value.values())
        case list() | tuple():
            return levels > 0 and all(is_sound(one, levels - 1) for one in value)
    return value is None


def parse(text: str) -> Any:
    """Return the JSON of `text`, a byte order mark before it or not; halves of characters become U+FFFD.

    Raises:
        ValueError: it is not JSON, or not sound.
    """
    return whole_characters(parse_with_halves(text))


def parse_with_halves(text: str) -> Any:
    """Return the JSON of `text` as `parse` does, with halves of characters as they are.

    Raises:
        ValueError: it is not JSON, or not sound.
    """
    value = parse_unchecked(text)
    if not is_sound(value):
        raise ValueError("not JSON that can be kept")
    return value


def parse_unchecked(text: str) -> Any:
    """Return the JSON of `text` as `parse_with_halves` does, be it sound or not: for who looks at all of it himself.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None


def whole_characters(value: Any) -> Any:
    """Return a sound value with U+FFFD for each half of a surrogate pair, which no file or screen takes."""
    match value:
        case str():
            return joined(value)
        case list():
            return [whole_characters(one) for one in value]
        case dict():
            return {joined(key): whole_characters(one) for key, one in value.items()}
    return value


def joined(text: str) -> str:
    """Return text with halves of characters put together where both are there, and U+FFFD for what is left."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def open_half(text: str) -> str:
    """Return the first half of a character that `text` ends with; "" where it ends with a whole one."""
    return text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
