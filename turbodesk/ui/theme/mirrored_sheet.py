"""Turns a style sheet round for a window that is read from the right: Qt turns layouts round, not what sheets say."""

from __future__ import annotations

import re

_SIDES = {"left": "right", "right": "left"}
_PROPERTY = re.compile(r"\b(?:[\w-]+-)?(?:left|right)(?:-[\w-]+)?(?=\s*:[^:])")
"""A property of one side, such as `border-top-left-radius`; Qt turns round what is a value, such as `text-align`."""
_SIDE = re.compile(r"left|right")
_FOUR = re.compile(r"(margin:\s*)([^\s;]+)\s+([^\s;]+)\s+([^\s;]+)\s+([^\s;]+)(?=\s*;)")
"""What is given above, at the right, beneath and at the left; Qt turns paddings round."""
_ARROW = re.compile(r"chevron-(left|right)(?=\.svg)")


def mirrored_sheet(sheet: str) -> str:
    """Return a sheet with left and right exchanged."""
    turned = _PROPERTY.sub(lambda found: _SIDE.sub(lambda side: _SIDES[side[0]], found[0]), sheet)
    turned = _FOUR.sub(r"\1\2 \5 \4 \3", turned)
    turned = turned.replace("QMenu::right-arrow", "QMenu::right-arrow, QMenu::left-arrow")  # Qt asks for both
    return _ARROW.sub(lambda found: f"chevron-{_SIDES[found[1]]}", turned)
