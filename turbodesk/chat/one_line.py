"""Puts words from anywhere on one line that stays in its place: titles, and the names of files, models and gateways.

A title goes into the window's name, names of files and what a screen reader says. There a control character breaks
what stands beside it, and one that turns the direction of writing turns the program's own words around as well.
"""

from __future__ import annotations

import re
import unicodedata

# Kept of the characters without a shape: the joiners of Persian words and of emoji, and the tags of some flags.
_CONTROLS = (
    "[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0001]"
)
"""Compiled when there is one: 1 ms that most starts do without."""
_JOINER = "\u200d"
_MARKS, _BEGIN, _END = "\u061c\u200e\u200f", "\u2068", "\u2069"


def one_line(text: str) -> str:
    """Return `text` without control characters, on one line, with single blanks between its words."""
    return " ".join(without_controls(text).split())


def sentence_on_one_line(text: str) -> str:
    """Return a sentence as `one_line` does, its places ordered by themselves as `translation` has written it.

    That is by two characters that come in pairs, and by marks that stand for a letter. Where the two do not come in
    pairs, somebody else wrote them, and all go.
    """
    if _BEGIN not in text:
        return one_line(text)
    depth = 0
    for char in text:
        depth += (char == _BEGIN) - (char == _END)
        if depth < 0:
            return one_line(text)
    if depth:
        return one_line(text)
    parts = re.split(f"([{_MARKS}{_BEGIN}{_END}])", text)
    kept = (part if at % 2 else without_controls(part) for at, part in enumerate(parts))
    return " ".join("".join(kept).split())


def without_controls(text: str) -> str:
    """Return `text` without control characters but blanks and ends of lines."""
    return text if text.isprintable() else re.sub(_CONTROLS, "", text)  # none of them can be printed


def beginning(text: str, length: int) -> str:
    """Return the first characters, `length` at most: less where a letter or an emoji of several would be cut in two."""
    end = length
    while 0 < end < len(text) and (_continues(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[: end or length]


def _continues(char: str) -> bool:
    is_shade_or_tag = "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"
    return char == _JOINER or is_shade_or_tag or unicodedata.category(char).startswith("M")
