"""Tells which way a text runs: by its first letter that has a direction, as the Unicode standard and browsers do."""

from __future__ import annotations

from unicodedata import bidirectional


def runs_rtl(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    return bool(direction(text))


def direction(text: str) -> bool | None:
    """Whether the first letter that has a direction runs from right to left; None where none has one."""
    for char in text:
        if char.isascii():
            if char.isalpha():
                return False
            continue
        found = bidirectional(char)
        if found == "L":
            return False
        if found in ("R", "AL"):
            return True
    return None
