"""Reads the cells of one row, each checked: its type, its range, its length, and whether it is one of a few words.

SQLite keeps whatever was written, and a damaged or foreign file holds anything anywhere. A cell that cannot be what its
column says reads as a plain stand-in and is named in `damaged`; whoever asked decides what to tell. Nothing here
writes, so what was found stays in the file as it is.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TypeVar

from turbodesk.chat.moments import is_moment

T = TypeVar("T", bound=str)

LONGEST_NAME = 1_000
"""Characters of a title, a model's id and the like; to draw a longer one would hold a window up."""
_LOST = "\ufffd"
"""What bytes that are no text are read as; see `database`."""


class Cells:
    """The cells of one row."""

    __slots__ = ("_row", "damaged", "incomplete")

    def __init__(self, row: Mapping[str, object]) -> None:
        self._row = row
        self.damaged: list[str] = []
        """The columns that could not be read as they are, in the order they were asked for."""
        self.incomplete: list[str] = []
        """Columns of text that may have lost letters to bytes that are none; shown as far as they go."""

    def text(self, column: str, otherwise: str = "", *, longest: int | None = None) -> str:
        """Return text; what is none reads as `otherwise`, what is too long is cut."""
        cell = self._row[column]
        if not isinstance(cell, str):
            self.damaged.append(column)
            return otherwise
        if _LOST in cell:
            self.incomplete.append(column)
        if longest is not None and len(cell) > longest:
            self.damaged.append(column)
            return cell[:longest]
        return cell

    def text_or_none(self, column: str, *, longest: int | None = None) -> str | None:
        """Return text, or None where there is nothing or something else."""
        if isinstance(self._row[column], str):
            return self.text(column, longest=longest)
        if self._row[column] is not None:
            self.damaged.append(column)
        return None

    def header(self, column: str) -> str:
        """Return what is sent in a header; what cannot be is another random value in this run."""
        text = self.text(column)
        if is_header(text):
            return text
        from uuid import uuid4

        self.damaged.append(column)
        return str(uuid4())

    def moment(self, column: str, otherwise: int = 0) -> int:
        """Return a moment in milliseconds since 1970."""
        cell = self._row[column]
        if is_moment(cell):
            return cell
        self.damaged.append(column)
        return otherwise

    def moment_or_none(self, column: str) -> int | None:
        """Return a moment, or None where there is none or what is there cannot be one."""
        cell = self._row[column]
        if cell is None or is_moment(cell):
            return cell
        self.damaged.append(column)
        return None

    def whole(self, column: str, *, most: int) -> int:
        """Return a whole number from -`most` to `most`, else 0."""
        cell = self._row[column]
        if type(cell) is int and -most <= cell <= most:
            return cell
        self.damaged.append(column)
        return 0

    def flag(self, column: str) -> bool:
        """Return whether a flag is set."""
        cell = self._row[column]
        if cell not in (0, 1):
            self.damaged.append(column)
        return cell == 1

    def choice(self, column: str, words: Collection[T], otherwise: T) -> T:
        """Return the one of a few words that is there."""
        cell = self._row[column]
        for word in words:
            if word == cell:
                return word
        self.damaged.append(column)
        return otherwise

    def json_object(self, column: str) -> dict[str, object]:
        """Return a JSON object; what is none reads as an empty one."""
        cell = self._row[column]
        if cell == "{}":
            return {}
        value = self._json(column)
        if isinstance(value, dict):
            return value
        self.damaged.append(column)
        return {}

    def json_object_or_none(self, column: str) -> dict[str, object] | None:
        """Return a JSON object, or None where there is none or something else."""
        return None if self._row[column] is None else self.json_object(column)

    def json_list(self, column: str) -> list[object]:
        """Return a JSON list; what is none reads as an empty one."""
        cell = self._row[column]
        if cell == "[]":
            return []  # nearly always; all conversations are read at once
        value = self._json(column)
        if isinstance(value, list):
            return value
        self.damaged.append(column)
        return []

    def _json(self, column: str) -> object:
        cell = self._row[column]
        try:
            return json.loads(cell) if isinstance(cell, str) else None
        except (ValueError, RecursionError):
            return None


def is_header(value: str) -> bool:
    """Whether text can stand in a request's header as it is."""
    return len(value) <= LONGEST_NAME and value.isascii() and value.isprintable()


def is_name(value: object) -> bool:
    """Whether a cell can be the id of something: text of one line that came through reading unchanged."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable() and _LOST not in value
