"""Writes down what was read, as Markdown: models know it best, and a person can read it as well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from turbodesk.app.documents import bounds

_FAR = re.compile(r"\n{3,}")


class DocumentText:
    """The text found so far: blocks with an empty line between them, items of a list without."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._was_item = False
        self.left_out: set[str] = set()
        """What is in the document but was not seen by whoever opened it, such as "hidden sheets"."""

    def add(self, piece: str) -> None:
        """Add as it is. Raises `Full`."""
        self._pieces.append(piece)
        self._length += len(piece)
        if self._length > bounds.MOST_TEXT:
            raise bounds.Full

    def block(self, block: str, *, is_item: bool = False) -> None:
        """Add a block, unless there is nothing in it. Raises `Full`."""
        if not block.strip():
            return
        if self._pieces:
            self.add("\n" if is_item and self._was_item else "\n\n")
        self._was_item = is_item
        self.add(block)

    def comments(self, said: Iterable[str]) -> None:
        """Add remarks, apart from what they are about. Raises `Full`."""
        for number, words in enumerate(filter(None, said)):
            if not number:
                self.block("Comments:")
            self.block(f"- {words}", is_item=True)

    def before(self, block: str) -> None:
        """Put a block before all others."""
        if block and self._pieces:
            self._pieces.insert(0, f"{block}\n\n")

    def joined(self) -> str:
        lines = (one.rstrip(" \t") for one in "".join(self._pieces)[: bounds.MOST_TEXT].split("\n"))
        text = _FAR.sub("\n\n", "\n".join(lines)).strip()
        return text.replace("\0", "").encode("utf-8", "replace").decode()  # no halves of letters


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose first row is its head; shorter rows are filled up. "" where nothing is in it.

    Of one that is longer than `MOST_TEXT` the beginning: a few long rows among many short ones fill any memory.
    """
    width = max(map(len, rows), default=0)
    if not width or not any(cell.strip() for row in rows for cell in row):
        return ""
    lines: list[str] = []
    length = 0
    for row in rows:
        lines.append(line([*row, *[""] * (width - len(row))]))
        length += len(lines[-1])
        if length > bounds.MOST_TEXT:
            break
    return "\n".join((lines[0], "|" + "---|" * width, *lines[1:]))


def line(cells: Sequence[str]) -> str:
    """Return one row of a table."""
    return "| " + " | ".join(map(cell, cells)) + " |"


def cell(words: str) -> str:
    """Return what stands in one cell of a table: on one line, and without a mark that would begin the next."""
    if words.isalnum():
        return words
    lines = (one.strip() for one in words.splitlines())
    return "<br>".join(filter(None, lines)).replace("|", "\\|")


def heading(words: str, level: int) -> str:
    return f"{'#' * max(1, min(level, 6))} {' '.join(words.split())}"


def item(words: str, label: str, depth: int) -> str:
    """Return an item of a list, further lines of it under the first."""
    indent = "  " * max(0, min(depth, 9))
    first, *rest = words.split("\n")
    return "\n".join((f"{indent}{label} {first}", *(f"{indent}  {one.strip()}" for one in rest if one.strip())))


def link(words: str, address: str) -> str:
    """Return words with the address behind them; the words alone where they are the address."""
    shown = words.strip()
    address = address.strip()
    if not address or not shown or any(letter.isspace() for letter in address):
        return words
    if shown in (address, address.removeprefix("mailto:")) or address.startswith("#"):
        return words
    return words.replace(shown, f"[{shown}]({address})", 1)
