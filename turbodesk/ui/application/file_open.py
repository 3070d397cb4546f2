"""Hears what macOS asks of a running program: to open files, and links of our scheme.

There neither comes on the command line, and a second start does not happen: the system sends events to the program
that runs, the first of them before there is a window (developer.apple.com, "application(_:open:)"; QFileOpenEvent).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent


class FileOpens:
    """What was asked for so far, or to whom it goes."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._taker: Callable[[str], object] | None = None

    def take(self, event: QEvent) -> bool:
        """Note what an event asks to open; returns whether it is such an event."""
        if not isinstance(event, QFileOpenEvent):
            return False
        words = event.file() or event.url().toString()
        if self._taker is None:
            self._waiting.append(words)
        elif words:
            self._taker(words)
        return True

    def listen(self, taker: Callable[[str], object] | None) -> None:
        """Give everything to `taker` from now on, and at once what came before; None: keep it until there is one."""
        self._taker = taker
        waiting, self._waiting = self._waiting, [] if taker is not None else self._waiting
        if taker is not None:
            for words in filter(None, waiting):
                taker(words)
