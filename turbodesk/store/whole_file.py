"""Writes a file whole or not at all, so that what was there before is never half replaced.

The new text goes to a file beside the old one, is synced to the disk, and takes its place in one step. The one such
way: settings, exports and whatever a person saves go through it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

_NAME = 40
"""Characters of the name that the file beside it begins with: the whole of a long one would be too long."""


def write_whole(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Let `fill` write into a new file beside `path`, and put it in its place when it is complete. Blocks.

    The file is readable by its owner alone. Whatever `fill` raises, or being stopped, leaves `path` as it was and
    nothing beside it.

    Raises:
        OSError: it cannot be written.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:_NAME]}-", suffix=".part")  # made 0600
    made = Path(name)
    try:
        with open(descriptor, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a loss of power, where folders can be synced (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
