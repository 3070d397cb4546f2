"""Cuts a text of any length into portions that are set one in a turn of the event loop, and lines of any length too.

What a portion costs is guessed from its characters, lines and cells, so that the same text is always cut at the same
places. A line longer than `LONGEST_LINE` is broken, because Markdown and Qt read and lay a line at once: the break is
written as `BREAK`, which begins no list, quote or heading, and is taken out again when the page's pieces are made. In a
paragraph nothing of it is seen; a line of code stands as several, which are one when they are copied.
"""

from __future__ import annotations

import re

CUT = "\ufdd0"
"""Ends the first part of a broken line and begins the next; no character of a text, and one that XML can hold."""
BREAK = f"{CUT}\n{CUT}"
LONGEST_LINE = 4_000
"""Characters before a line of Markdown is broken at its next blank."""
LONGEST_TYPED_LINE = 8_000
"""The same for text that is not read as Markdown, where the break is seen. So much takes Qt 2 to 20 ms."""
_REACH = 200
"""Characters in which a blank is looked for; a word that is longer is broken."""
PORTION = 10_000
"""What a portion may cost: as much as so many characters of prose, which take some 10 ms to read and to set."""
MOST = 400_000
"""What is set before the person asks for more: hours of reading, or 1,000 rows of a table."""
_LINE, _CELL = 40, 60
"""What a line, and what a cell of a table, cost beside their characters."""
_BLANK = re.compile(r"[ \t]")


class LineBreaker:
    """Breaks the long lines of a text that comes in pieces; the result does not depend on how it is cut into pieces."""

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self._longest = longest
        self._column = 0

    def take(self, text: str) -> str:
        """Return the next piece of the text with its long lines broken."""
        if CUT in text:
            text = text.replace(CUT, "\ufffd")
        first, *others = text.split("\n")
        lines = [self._broken(first)]
        for line in others:
            self._column = 0
            lines.append(self._broken(line))
        return "\n".join(lines)

    def _broken(self, line: str) -> str:
        if self._column + len(line) < self._longest:
            self._column += len(line)
            return line
        parts: list[str] = []
        at = 0
        while True:
            longest = self._longest - self._column
            first, last = at + max(0, longest), at + longest + _REACH
            blank = _BLANK.search(line, first, max(first, last))
            end = blank.end() if blank is not None else last
            if end > len(line) or (blank is None and end == len(line)):
                self._column += len(line) - at
                parts.append(line[at:])
                return BREAK.join(parts)
            parts.append(line[at:end])
            at, self._column = end, 0


def with_breaks(text: str) -> str:
    """Return a whole text with its long lines broken."""
    return LineBreaker().take(text)


def without_breaks(text: str) -> str:
    """Return a stretch of a page's text without the traces of broken lines."""
    return text.replace(BREAK, "").replace(CUT, "") if CUT in text else text


def portion_end(text: str, start: int, budget: int = PORTION) -> tuple[int, int]:
    """Return where a portion of `text` ends that begins at `start`, and what it costs: a line or what `budget` allows.

    A portion ends with a line, but for the last one and in lines that are broken.
    """
    at, cost = start, 0
    while at < len(text):
        end = text.find("\n", at, at + LONGEST_LINE) + 1 or min(len(text), at + LONGEST_LINE)
        more = end - at + _CELL * text.count("|", at, end) + (_LINE if text[end - 1] == "\n" else 0)
        if cost and cost + more > budget:
            break
        at, cost = end, cost + more
    return at, cost
