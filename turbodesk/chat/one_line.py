"""Puts words from anywhere on one line that stays in its place: titles, and the names of files, models and gateways.

A title goes into the window's name, names of files and what a screen reader says. There a control character breaks
what stands beside it, and one that turns the direction of writing turns the program's own words around as well.
"""

from __future__ import annotations

import re
import unicodedata

# Kept of the characters without a shape: the joiners of Persian words and of emoji, and the tags of some flags.
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0001]"
)
_JOINER = "\u200d"


def one_line(text: str) -> str:
    """Return `text` without control characters, on one line, with single blanks between its words."""
    return " ".join(without_controls(text).split())


def without_controls(text: str) -> str:
    """Return `text` without control characters but blanks and ends of lines."""
    return _CONTROLS.sub("", text)


def beginning(text: str, length: int) -> str:
    """Return the first characters, `length` at most: less where a letter or an emoji of several would be cut in two."""
    end = length
    while 0 < end < len(text) and (_continues(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[: end or length]


def _continues(char: str) -> bool:
    is_shade_or_tag = "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"
    return char == _JOINER or is_shade_or_tag or unicodedata.category(char).startswith("M")
