"""Keeps a second TurboDesk off a folder in use.

A lock of the operating system on a file of its own, which ends with the process however that ends. Not a lock on the
database: SQLite would let a second program write between two of our jobs. Not a process number in a file: after a
crash it names a stranger.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from turbodesk.chat.errors import StoreInUse


class FileLock:
    """A held lock; `release` gives it back."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            StoreInUse: another TurboDesk holds it.
            OSError: the file cannot be made.
        """
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise StoreInUse(str(path)) from error

    def release(self) -> None:
        """Let another TurboDesk have the folder. The file stays: removing it would race with whoever opens it."""
        os.close(self._descriptor)  # ends the lock


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error

else:
    import errno
    import fcntl

    _NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)
    # ^ some network folders have no locks: better one unguarded program than none

    def _lock(descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
