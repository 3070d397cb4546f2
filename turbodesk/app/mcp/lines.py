"""Cuts what a process prints into lines, and keeps the last of them, however much comes and however long it goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

_MOST_AT_ONCE = 256 * 1024
"""Bytes of one piece that are looked at for the last lines; what stood before them is gone at the next piece anyway."""
_LEAST_HIDDEN = 6
"""Characters of a value that is masked; a shorter one stands in many a harmless word."""


class LineSplitter:
    """Cuts bytes into lines, each byte copied twice at most."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0
        """Bytes of the line that has not ended yet."""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the lines that have ended with these bytes, without their ends."""
        first, *others = data.split(b"\n")
        self._parts.append(first)
        self.size += len(first)
        lines = []
        for part in others:
            lines.append(b"".join(self._parts))
            self._parts, self.size = [part], len(part)
        return lines


class Tail:
    """The last lines of something that may never end."""

    def __init__(self, lines: int = 200, width: int = 2_000) -> None:
        """Keep so many lines, of each so many bytes."""
        self._lines: deque[str] = deque(maxlen=lines)
        self._width = width
        self._open = b""
        self.total = 0
        """Bytes that have come."""

    def feed(self, data: bytes) -> None:
        """Take more."""
        self.total += len(data)
        *whole, rest = (self._open + data[-_MOST_AT_ONCE:]).split(b"\n")
        self._open = rest[: self._width]
        self._lines.extend(line[: self._width].decode("utf-8", "replace").rstrip() for line in whole)

    @property
    def text(self) -> str:
        """The last lines, each on one of its own."""
        return "\n".join((*self._lines, self._open.decode("utf-8", "replace"))).strip()


def masked(text: str, hidden: Iterable[str]) -> str:
    """Return `text` with dots for each of the values: people copy what a server has printed into reports."""
    for value in sorted(hidden, key=len, reverse=True):
        if len(value) >= _LEAST_HIDDEN:
            text = text.replace(value, "•••")
    return text
