"""Keeps a log on disk, small, private and free of keys, so that a defect can be told to those who can mend it.

Keys are told by their look, since most of them and most logins can be, and by what they are, since a server or a key
store may put a key of any look into its own words. Python writes tracebacks of threads, of objects that are destroyed
and of the log itself to `sys.stderr` without asking anybody, so that stream hides them as well.

What is logged before the file is open waits in memory: opening it costs several milliseconds of imports, which the
first window does not wait for.
"""

from __future__ import annotations

import logging
import re
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO, cast

from turbodesk.chat.keys import without_keys
from turbodesk.store.paths import make_private_folder, private

FILE_NAME = "turbodesk.log"
MAX_BYTES = 500_000
"""Then the file becomes turbodesk.log.1 and a new one begins."""
KEPT = 3
"""Older files kept."""
WAITING = 200
"""Records held before the file is open; more than that at a start is one defect many times."""


_SECRETS = re.compile(
    r"""(?ix)
    ( \bsk-[a-z]{0,8}-?
    | (?:x-api-key|authorization|proxy-authorization) ["']? \s* [:=,] \s* b?["']? (?:bearer\s+|basic\s+)?
    )
    [\w.~+/=-]{6,}
    """
)
_CREDENTIALS = re.compile(r"(?i)(\w+://)[^/@\s:]+:[^/@\s]+@")


def redacted(text: str) -> str:
    """Return `text` without the keys in force and anything that looks like a key, or a password in an address."""
    return _CREDENTIALS.sub(r"\1(hidden)@", _SECRETS.sub(r"\1(hidden)", without_keys(text)))


class RedactingFormatter(logging.Formatter):
    """Writes a record, its traceback included, without secrets."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class RedactingStream:
    """A stream of text that writes without secrets and is otherwise the one within."""

    def __init__(self, within: TextIO) -> None:
        self._within = within

    def write(self, text: str) -> int:
        """Write `text`; returns its length, as streams do."""
        self._within.write(redacted(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._within, name)


def redact_stderr() -> None:
    """Let nothing with a secret in it reach the terminal, from now on."""
    if not isinstance(sys.stderr, RedactingStream):
        sys.stderr = cast(TextIO, RedactingStream(sys.stderr))


class Logbook(logging.Handler):
    """Takes what is logged from the moment it is made; `open` lets it reach the disk."""

    def __init__(self, folder: Path) -> None:
        """Write to `folder`, which is made when the first words are written."""
        super().__init__(logging.INFO)
        self.path = folder / FILE_NAME
        self._waiting: list[logging.LogRecord] = []
        self._file: logging.Handler | None = None
        logging.getLogger("turbodesk").setLevel(logging.INFO)
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is not None:
            self._file.handle(record)
        elif len(self._waiting) < WAITING:
            self._waiting.append(record)

    def open(self) -> None:
        """Begin to write to disk; a disk that takes no log is no reason to stop."""
        from logging.handlers import RotatingFileHandler

        class PrivateFiles(RotatingFileHandler):
            def _open(self) -> TextIOWrapper:  # each new file too, not only the first
                return open(self.baseFilename, "a", encoding="utf-8", errors="backslashreplace", opener=private)

            def handleError(self, record: logging.LogRecord) -> None:
                """Let a line go that the disk does not take."""
                if not isinstance(sys.exc_info()[1], OSError):
                    super().handleError(record)

        try:
            make_private_folder(self.path.parent)
            file = PrivateFiles(self.path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8")
        except OSError as error:
            logging.getLogger("turbodesk").warning("no log can be written: %s", error)
            return
        file.setFormatter(RedactingFormatter())
        self._file = file
        waiting, self._waiting = self._waiting, []
        for record in waiting:
            file.handle(record)

    def close(self) -> None:
        """Write what is left and let go of the file."""
        logging.getLogger().removeHandler(self)
        if self._file is not None:
            with suppress(OSError):  # the disk took the last lines no more than those before
                self._file.close()
            self._file = None
        super().close()

    def tail(self, length: int = 20_000) -> str:
        """Return the end of the log, at most `length` bytes of it; "" when there is none."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, self.path.stat().st_size - length))
                return file.read().decode("utf-8", "replace")
        except OSError:
            return ""
