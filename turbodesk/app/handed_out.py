"""Files that other programs are given to show: read-only, nowhere but in a folder that goes at the end."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path


class HandedOut:
    """The files of one run, in a folder that only this person can read."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def write(self, key: str, name: str, content: bytes) -> Path:
        """Write a file, once for each `key` and name, and return its path. Blocks: call it in a thread.

        Raises:
            OSError: it cannot be written.
        """
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="turbodesk-"))
        place = self._folder / key
        place.mkdir(exist_ok=True)
        path = place / name
        if not path.exists():
            part = place / "part"
            part.write_bytes(content)
            part.chmod(stat.S_IRUSR)
            os.replace(part, path)
        return path

    def clear(self) -> None:
        """Remove all of them; one that another program holds open stays where the system says so."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
