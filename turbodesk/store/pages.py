"""Reads a database file page by page, as far as its bytes go: what SQLite itself gives up on at the first fault.

The form is SQLite's (sqlite.org/fileformat2.html, whose sections are named below). Nothing here trusts a byte of it:
the tree above the leaves is not walked but left aside, so a leaf whose way from the root is lost is read all the same.
What the write-ahead log holds is laid over the file in memory; nothing is written, no lock and no companion file is
made, so this also reads a file on a disk that cannot be written.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.examination import HEADER, MAGIC

Value = int | float | str | bytes | None

_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 0x0D, 0x0A, 0x02
_FRAME_HEADER, _LOG_HEADER = 24, 32
_LOG_MAGIC = 0x377F0682  # the last bit says in which order of bytes the checksums are


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row of a table or an index, wherever it was found."""

    values: tuple[Value, ...]
    is_whole: bool
    """Whether all of it could be read; else the values, and the last text, go as far as the bytes do."""
    is_of_index: bool


class Pages:
    """The pages of one file, with those of its log in place of older ones."""

    def __init__(self, path: Path) -> None:
        """Read the file and its log.

        Raises:
            OSError: they cannot be read.
        """
        self._file = path.read_bytes()
        log = Path(f"{path}-wal")
        self._log = log.read_bytes() if log.exists() else b""
        self._size = self._page_size()
        self._newer, pages_after = self._in_log()
        self._count = pages_after or -(-len(self._file) // self._size)

    def copy_into(self, connection: sqlite3.Connection) -> None:
        """Copy the database as it would be if its log were moved into it.

        Raises:
            sqlite3.Error: it is damaged.
        """
        whole = bytearray().join(self._page(number) for number in range(1, self._count + 1))
        whole[18:20] = b"\1\1"  # no write-ahead log: there is none in memory (1.3.3)
        with closing(sqlite3.connect(":memory:")) as source:
            source.deserialize(whole)
            source.backup(connection)  # which may grow, unlike what it is copied from

    def records(self) -> Iterator[FoundRow]:
        """Yield every row that can be found, of all tables and indexes, in no order; what was freed is left out."""
        freed = self._freed()
        for number in range(1, self._count + 1):
            if number not in freed:
                yield from self._records_of(number)

    def _page_size(self) -> int:
        said = int.from_bytes(self._file[16:18], "big")
        size = 65536 if said == 1 else said
        is_possible = 512 <= size <= 65536 and size & (size - 1) == 0
        return size if self._file.startswith(MAGIC) and is_possible else 4096  # the size our files have

    def _page(self, number: int) -> bytes:
        """Return a page, the first is 1; one that ends early is filled up with zeros."""
        if (at := self._newer.get(number)) is not None:
            return self._log[at : at + self._size]
        return self._file[(number - 1) * self._size : number * self._size].ljust(self._size, b"\0")

    def _in_log(self) -> tuple[dict[int, int], int]:
        """Return where in the log the last committed state of each page is, and how many pages there are then (4)."""
        log, newer, pending, pages = self._log, dict[int, int](), dict[int, int](), 0
        if len(log) < _LOG_HEADER:
            return newer, pages
        magic, _, size, _ = struct.unpack(">4I", log[:16])
        order = ">" if magic & 1 else "<"
        sums = _checksum(log[:24], (0, 0), order)
        if magic & ~1 != _LOG_MAGIC or size != self._size or sums != struct.unpack(">2I", log[24:32]):
            return newer, pages
        for at in range(_LOG_HEADER, len(log) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
            number, committed, *_ = struct.unpack(">2I", log[at : at + 8])
            begin = at + _FRAME_HEADER
            sums = _checksum(log[begin : begin + size], _checksum(log[at : at + 8], sums, order), order)
            if log[at + 8 : at + 16] != log[16:24] or sums != struct.unpack(">2I", log[at + 16 : begin]):
                break  # the rest of an older log
            pending[number] = begin
            if committed:
                newer.update(pending)
                pending.clear()
                pages = committed
        return newer, pages

    def _freed(self) -> set[int]:
        """Return the pages of the list of free ones, as far as it can be followed (1.5)."""
        found: set[int] = set()
        trunk = int.from_bytes(self._page(1)[32:36], "big")
        while 0 < trunk <= self._count and trunk not in found:
            found.add(trunk)
            page = self._page(trunk)
            trunk, count = struct.unpack(">2I", page[:8])
            if count > self._size // 4 - 2:
                return set()  # this is no such list: better a row too many than one too few
            found.update(struct.unpack(f">{count}I", page[8 : 8 + 4 * count]))
        return found

    def _records_of(self, number: int) -> Iterator[FoundRow]:
        page = self._page(number)
        start = HEADER if number == 1 else 0
        kind = page[start]
        if kind not in (_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR):
            return
        begin = start + (12 if kind == _INDEX_INTERIOR else 8)
        count = min(int.from_bytes(page[start + 3 : start + 5], "big"), (self._size - begin) // 2)
        for (at,) in struct.iter_unpack(">H", page[begin : begin + 2 * count]):
            if at < begin + 2 * count:
                continue  # no cell is among the pointers to cells
            try:
                payload, is_whole = self._payload(page, at, kind)
                values, is_complete = _values(payload)
            except (IndexError, ValueError, struct.error):
                continue  # damaged beyond reading
            if values:
                yield FoundRow(values, is_whole and is_complete, kind != _TABLE_LEAF)

    def _payload(self, page: bytes, at: int, kind: int) -> tuple[bytes, bool]:
        """Return a cell's content, on its page and those it flows over to, and whether all of it was found (1.6)."""
        if kind == _INDEX_INTERIOR:
            at += 4
        length, at = _varint(page, at)
        if kind == _TABLE_LEAF:
            _, at = _varint(page, at)
        if length > self._count * self._size:
            raise ValueError("longer than the file")
        least = (self._size - 12) * 32 // 255 - 23
        most = self._size - 35 if kind == _TABLE_LEAF else (self._size - 12) * 64 // 255 - 23
        if length <= most:
            return page[at : at + length], at + length <= self._size
        here = least + (length - least) % (self._size - 4)
        here = here if here <= most else least
        pieces, left, seen = [page[at : at + here]], length - here, set[int]()
        following = int.from_bytes(page[at + here : at + here + 4], "big")
        while left > 0 and 0 < following <= self._count and following not in seen:
            seen.add(following)
            over = self._page(following)
            following = int.from_bytes(over[:4], "big")
            pieces.append(over[4 : 4 + left])
            left -= len(pieces[-1])
        return b"".join(pieces), left == 0


def _checksum(content: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    """Return the running checksums of a log (4.2)."""
    first, second = sums
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for at in range(0, len(words), 2):
        first = (first + words[at] + second) & 0xFFFFFFFF
        second = (second + words[at + 1] + first) & 0xFFFFFFFF
    return first, second


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and where it ends (1.6)."""
    value = 0
    for step in range(8):
        byte = content[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    return value << 8 | content[at + 8], at + 9


def _kinds(payload: bytes) -> tuple[list[int], int]:
    """Return the serial types at the head of a record, and where its values begin (2.1)."""
    begin, at = _varint(payload, 0)
    kinds: list[int] = []
    while at < begin:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if at != begin or len(kinds) > _MOST_COLUMNS:
        raise ValueError("no record")
    return kinds, begin


def _values(payload: bytes) -> tuple[tuple[Value, ...], bool]:
    """Return the values of a record, up to the one that is cut, and whether none is."""
    kinds, at = _kinds(payload)
    values: list[Value] = []
    for kind in kinds:
        length = _length(kind)
        content = payload[at : at + length]
        at += length
        if kind >= 12:
            values.append(content.decode(errors="replace") if kind % 2 else content)
        elif len(content) == length:
            values.append(_number(kind, content))
        if len(content) < length:
            return tuple(values), False
    return tuple(values), True


def _number(kind: int, content: bytes) -> Value:
    if kind in (0, 8, 9):
        return (None, 0, 1)[kind - 7 if kind else 0]
    if kind == 7:
        (value,) = struct.unpack(">d", content)
        return float(value)
    return int.from_bytes(content, "big", signed=True)


def _length(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    if kind in (10, 11):
        raise ValueError("a type nobody has")
    return _LENGTHS[kind]


_LENGTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_MOST_COLUMNS = 100
