"""Writes a file whole or not at all, so that what was there before is never half replaced.

The new text goes to a file beside the old one, is synced to the disk, and takes its place in one step. The one such
way: settings, exports and whatever a person saves go through it.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

_NAME = 40
"""Characters of the name that the file beside it begins with: the whole of a long one would be too long."""


def write_whole(path: Path, fill: Callable[[BinaryIO], object], *, private: bool = False) -> None:
    """Let `fill` write into a new file beside `path`, and put it in its place when it is complete. Blocks.

    A `private` file is readable by its owner alone. Any other is as it was: who may read and write it, and a link that
    leads to it; a new one is as the system makes new files. Whatever `fill` raises, or being stopped, leaves `path` as
    it was and nothing beside it.

    Raises:
        OSError: it cannot be written.
    """
    import secrets  # 2 ms that a start does without

    path = Path(os.path.realpath(path))
    made = path.with_name(f".{path.stem[:_NAME]}-{secrets.token_hex(4)}.part")
    try:
        with open(made, "xb", opener=partial(os.open, mode=0o600 if private else 0o666)) as file:
            if not private:
                _make_alike(file.fileno(), path)
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _make_alike(descriptor: int, path: Path) -> None:
    """Give a new file the group and the rights of the one it is to replace, if there is one and as far as allowed."""
    if sys.platform == "win32":
        return  # a new file has the rights of its folder, as the old one had
    with suppress(OSError):
        old = path.stat()
        with suppress(OSError):
            os.fchown(descriptor, -1, old.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode) & 0o777)


def sync_folder(folder: Path) -> None:
    """Make the new name survive a loss of power, where folders can be synced (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
