"""What the files are called that one person's computers exchange, and which numbers of a writer have been seen.

    log/<writer>.<first>-<last>.<suffix>.tds    records that the writer numbered first to last
    blobs/<name>                                one attachment

All letters are small, so it does not matter whether a file system tells A from a. A name is used once and its content
never changes. The suffix is random: two copies of one computer, a backup that was put back or a cloned disk, cannot
overwrite each other's files before they notice.
"""

from __future__ import annotations

import re
from base64 import b32encode
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from os import urandom
from typing import NamedTuple

LOG = "log"
"""The folder of records."""
BLOBS = "blobs"
"""The folder of attachments."""
END = ".tds"
NEW_CODE_WRITER = "turbodesknewcode"
"""No computer: under this name lies what says that the code of these files holds no more."""
LONGEST = 255
"""Letters of a name that is looked at; file systems know none longer."""

_NAME = re.compile(r"([a-z2-7]{16})\.([1-9][0-9]{0,17})-([1-9][0-9]{0,17})\.([a-z2-7]{8})(?![a-z2-7])", re.ASCII)


def new_writer() -> str:
    """Return the id of a computer that writes: 80 random bits in 16 letters."""
    return _letters(10)


def new_suffix() -> str:
    """Return what keeps two files of the same numbers apart: 40 random bits in 8 letters."""
    return _letters(5)


def _letters(count: int) -> str:
    return b32encode(urandom(count)).decode().lower()


class LogName(NamedTuple):
    """The name of one file of records."""

    writer: str
    first: int
    last: int
    suffix: str

    def __str__(self) -> str:
        return f"{self.writer}.{self.first}-{self.last}.{self.suffix}{END}"

    @classmethod
    def new(cls, writer: str, first: int, last: int) -> LogName:
        """Return a name that nothing has."""
        return cls(writer, first, last, new_suffix())

    @classmethod
    def read(cls, text: str) -> LogName | None:
        """Read a name as it lies in a folder; None: it is none of ours.

        Programs that keep folders in step add words: "x (conflicted copy 2026-11-28).tds", "x.sync-conflict-….tds",
        "x-PC-NAME.tds". Since what is in a file never changes, such a copy is the file itself. What is still on its
        way has a dot or a tilde before it, or another end.
        """
        small = text.lower()
        found = _NAME.match(small) if len(text) <= LONGEST and small.endswith(END) else None
        if found is None:
            return None
        name = cls(found[1], int(found[2]), int(found[3]), found[4])
        return name if name.first <= name.last else None


class Ranges:
    """A set of whole numbers from 1, kept as few ranges. Quick for any number of them: names there are anybody's.

    Two lists, since what is looked for is a place in order: no two ranges touch.
    """

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in sorted(ranges):
            self.add(first, last)

    def add(self, first: int, last: int) -> None:
        """Add all numbers from `first` to `last`."""
        begin, end = bisect_left(self._lasts, first - 1), bisect_right(self._firsts, last + 1)
        if begin < end:
            first, last = min(first, self._firsts[begin]), max(last, self._lasts[end - 1])
        self._firsts[begin:end], self._lasts[begin:end] = [first], [last]

    def covers(self, first: int, last: int) -> bool:
        """Whether all numbers from `first` to `last` are in it."""
        at = bisect_right(self._firsts, first) - 1
        return at >= 0 and self._lasts[at] >= last

    def gaps(self) -> list[tuple[int, int]]:
        """Return the ranges between 1 and the greatest number that are not in it."""
        begins = [1, *(last + 1 for last in self._lasts)]
        return [(first, begin - 1) for first, begin in zip(begins, self._firsts, strict=False) if first < begin]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._firsts, self._lasts, strict=True)

    def __bool__(self) -> bool:
        return bool(self._firsts)
