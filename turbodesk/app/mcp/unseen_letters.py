"""Takes out letters that nobody sees, in which instructions for a model have been hidden."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Also those that join letters of some scripts: what a model reads does not need them."""


def without_unseen(text: str) -> str:
    """Return what a person would see of a text."""
    return text if text.isascii() else _UNSEEN.sub("", text)
