"""Closes what a reply that was broken off leaves open, so that it swallows nothing of what comes after it."""

from __future__ import annotations

import re

from turbodesk.rendering import to_html

_OPENERS = re.compile(r"^[ \t>]*(`{3,}|~{3,})|\$\$|\\\[", re.MULTILINE)
_CLOSERS = {"$$": "$$", "\\[": "\\]"}
_MARK = "the-end-of-the-message"


def closed(text: str) -> str:
    """Return `text` with a last line that closes the code or formula it leaves open, as a broken-off reply may.

    The renderer itself is asked: whether a heading after the text is one. Rules of thumb go wrong on fences in lists.
    """
    # Longest first: a longer fence closes a shorter one, and only what was found can be open.
    found = sorted({found[1] or found[0] for found in _OPENERS.finditer(text)}, key=len, reverse=True)
    if not found or not _is_open(text):
        return text
    endings = (f"{text.rstrip()}\n{_CLOSERS.get(one, one)}" for one in found)
    return next((ending for ending in endings if not _is_open(ending)), text)


def _is_open(text: str) -> bool:
    return f"<h2>{_MARK}</h2>" not in to_html(f"{text}\n\n## {_MARK}")
