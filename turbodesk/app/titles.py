"""Gives a conversation its first title: the beginning of what was asked.

Why not ask a model: it would cost the person tokens and send a request they did not make.
"""

from __future__ import annotations

import re

LONGEST = 60
"""Characters; what a sidebar row and a window title can show."""

_MARKS = re.compile(r"[#>*_`~|]+")
_BLANKS = re.compile(r"\s+")


def title_from(text: str) -> str:
    """Return a title of at most `LONGEST` characters from a person's first message; "" when it has no words."""
    words = _BLANKS.sub(" ", _MARKS.sub(" ", text[:1000])).strip()
    if len(words) <= LONGEST:
        return words
    cut = words[: LONGEST - 1]
    # Break between words where there are any; Chinese and Japanese have none.
    at_blank = cut.rfind(" ")
    return (cut[:at_blank] if at_blank > LONGEST // 2 else cut).rstrip(" ,;:.-") + "…"
