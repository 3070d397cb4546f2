"""Makes a diagram's source harmless and readable before it is drawn: a reply decides what is drawn, never how.

What goes: directives and configuration (`%%{init: …}%%`, the `config` of the head), because they name fonts, colours
and style sheets that know nothing of the theme, and what links or calls something (`click`, `href`, `callback`).
What is added: the colour of the text where a reply gives a node a ground of its own.
"""

from __future__ import annotations

import re

_DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)
_HEAD = re.compile(r"\A(\s*---[ \t]*\n)(.*?)(\n---[ \t]*(?:\n|\Z))", re.DOTALL)
_CALLS = re.compile(r"^[ \t]*(?:click|href|callback|links?)[ \t]+[^\n]*(?:\n|\Z)", re.MULTILINE)
_STYLED = re.compile(r"^([ \t]*(?:style|classDef)[ \t]+[^\n]*?)([ \t]*;?[ \t]*)$", re.MULTILINE)
_FILL = re.compile(r"\bfill\s*:\s*#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_NAMES = {
    "aqua": (0, 255, 255),
    "black": (0, 0, 0),
    "blue": (0, 0, 255),
    "cyan": (0, 255, 255),
    "gray": (128, 128, 128),
    "green": (0, 128, 0),
    "grey": (128, 128, 128),
    "lightblue": (90, 160, 220),
    "lightgray": (128, 128, 128),
    "lightgreen": (90, 200, 90),
    "lightgrey": (128, 128, 128),
    "lightyellow": (220, 200, 60),
    "orange": (255, 165, 0),
    "pink": (255, 120, 150),
    "purple": (128, 0, 128),
    "red": (255, 0, 0),
    "white": (128, 128, 128),
    "yellow": (230, 200, 0),
}
"""Colours that replies put behind parts of a sequence."""
_BEHIND = re.compile(
    r"^([ \t]*)(rect|box)[ \t]+(?:rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})[^)\n]*\)"
    rf"|({'|'.join(sorted(_NAMES, key=len, reverse=True))})\b)",
    re.MULTILINE | re.IGNORECASE,
)
_SHARE = 0.2
"""How much of such a colour is let through: letters are drawn over it, light or dark as the theme is."""
_TEXT_COLOUR = re.compile(r"(?:[ \t,]|^)color\s*:")
_DARK, _LIGHT = "#1a1a1a", "#ffffff"


def prepared(source: str) -> str:
    """Return the source as it is drawn; lines keep their order, and words are never touched."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = _HEAD.sub(lambda found: _title_only(found[2]), text)
    text = _DIRECTIVE.sub("", text)
    if not text.lstrip().startswith(("sequenceDiagram", "mindmap")):  # there these begin what is said
        text = _CALLS.sub("", text)
    elif text.lstrip().startswith("sequenceDiagram"):
        text = _BEHIND.sub(_thin, text)
    return _STYLED.sub(_with_text_colour, text)


def _thin(found: re.Match[str]) -> str:
    """Thin a ground, so that what is written on it can be read in every theme."""
    parts = _NAMES[found[6].lower()] if found[6] else (found[3], found[4], found[5])
    return f"{found[1]}{found[2]} rgba({parts[0]}, {parts[1]}, {parts[2]}, {_SHARE})"


def _title_only(head: str) -> str:
    title = next((line for line in head.split("\n") if line.startswith("title:")), "")
    return f"---\n{title}\n---\n" if title else ""


def _with_text_colour(found: re.Match[str]) -> str:
    fill = _FILL.search(found[1])
    if fill is None or _TEXT_COLOUR.search(found[1]):
        return found[0]
    return f"{found[1]},color:{_DARK if _is_light(fill[1]) else _LIGHT}{found[2]}"


def _is_light(digits: str) -> bool:
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return bool(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 > 0.18)
