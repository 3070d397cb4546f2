"""Writes a file the person asked for: whole or not at all, so that what was there before is never half replaced."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from turbodesk.chat.errors import StoreFailure


def write_new_file(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Let `fill` write into a new file beside `path`, and put it in its place when it is complete.

    Raises:
        StoreFailure: it cannot be written; says where. Whatever else `fill` raises; the file is left as it was.
    """
    made: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}-", suffix=".part")
        made = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            fill(file)
        made.replace(path)
        made = None
    except OSError as error:
        raise StoreFailure(
            str(error),
            sentence=f"“{path.name}” could not be saved in {path.parent}.",
            advice="Choose another folder, or make room on the disk.",
        ) from error
    finally:
        if made is not None:
            made.unlink(missing_ok=True)
