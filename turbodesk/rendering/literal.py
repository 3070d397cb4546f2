r"""Writes plain words as Markdown that shows them as they are: the reverse of reading it.

What people type is shown as typed, and goes into a Markdown file so that every reader of Markdown shows it so: lines
end where they ended, and a `#`, `1.` or `<b>` is itself. No more is escaped than may mean something, since the file is
read as text too. Code between fences is what it was already, and stays.
"""

from __future__ import annotations

import re

# An underscore within a word means nothing, nor does an ampersand that begins no character reference. A bracket that is
# never closed means nothing either; escaped it would begin a formula.
_MARKS = re.compile(r"[\\`*\]<]|(?<![^\W_])_+|_+(?![^\W_])|&(?=#?\w+;)")
_START = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)|()(#{1,6}(?=[ \t]|$)|>|[-+](?=[ \t]|$)|[-=]+[ \t]*$)", re.ASCII)
_DELIMITERS = re.compile(r"[ \t|:-]*-[ \t|:-]*$")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,}).*$")
_BLANKS = {" ": "&nbsp;", "\t": "&nbsp;" * 4}


def escaped(text: str) -> str:
    """Return `text`, which stands somewhere in a line, with a backslash before what would be a mark."""
    made = _MARKS.sub(lambda found: "".join(f"\\{mark}" for mark in found.group()), text)
    for mark in "$~":  # alone they are no mark
        if made.count(mark) > 1:
            made = made.replace(mark, f"\\{mark}")
    return made


def line_start(line: str) -> str:
    """Return `line`, already escaped, with a backslash where it would begin a list, a heading or the like."""
    if _DELIMITERS.match(line):
        return line.replace("-", "\\-", 1)
    return _START.sub(r"\1\3\\\2\4", line, count=1) if _START.match(line) else line


def literal(text: str) -> str:
    """Return Markdown that shows `text` as it is, line by line; several blank lines become one."""
    parts: list[str] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    hopeless: dict[str, int] = {}
    paragraph: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        end = _end_of_fence(lines, at, hopeless)
        if end or not line.strip(" \t"):
            parts += _paragraph(paragraph)
        if end:
            parts.append("\n".join(lines[at:end]))
        elif line.strip(" \t"):
            paragraph.append(line)
        at = end or at + 1
    return "\n\n".join([*parts, *_paragraph(paragraph)])


def _paragraph(lines: list[str]) -> list[str]:
    """Return the paragraph of `lines`, if there are any, and forget them."""
    made = ["\\\n".join(map(_line, _pairs_escaped(lines)))] if lines else []
    lines.clear()
    return made


def _line(line: str) -> str:
    words = line.strip(" \t")
    indent = line[: line.index(words)] if words else ""
    return "".join(_BLANKS[blank] for blank in indent) + (words if indent else line_start(words))


def _pairs_escaped(lines: list[str]) -> list[str]:
    """Escape the marks of a paragraph, a pair of which may stand in two lines."""
    return escaped("\n".join(lines)).split("\n")


def _end_of_fence(lines: list[str], at: int, hopeless: dict[str, int]) -> int:
    """Return the line after the code whose fence opens at `at`, or 0 when none does, or none closes it.

    `hopeless` has the length of the fences that were not found any more, by their sign: those are searched once.
    """
    opening = _FENCE.match(lines[at])
    if not opening:
        return 0
    fence = opening[1] or opening[2]
    if len(fence) >= hopeless.get(fence[0], len(fence) + 1):
        return 0
    for end in range(at + 1, len(lines)):
        closing = lines[end].rstrip(" \t")
        if len(closing) >= len(fence) and not closing.strip(fence[0]):
            return end + 1
    hopeless[fence[0]] = len(fence)
    return 0
