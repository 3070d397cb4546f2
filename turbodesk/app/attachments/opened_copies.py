"""Writes copies of attachments for other programs to show: read-only, nowhere but in a folder that goes at the end.

Why an ending of ours: a desktop runs some files when it is asked to open them, and a text may be named `run.desktop`.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from dataclasses import replace
from pathlib import Path

from turbodesk.app.file_names import fit, fitting_name
from turbodesk.chat.attachments import Attachment

ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
"""Of what is stored, by its type."""


class OpenedCopies:
    """The copies of one run, in a folder that only this person can read."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def write(self, attachment: Attachment, content: bytes) -> Path:
        """Write a copy, once, and return its path. Blocks: call it in a thread.

        Raises:
            OSError: it cannot be written.
        """
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="turbodesk-"))
        place = self._folder / attachment.sha256[:16]
        place.mkdir(exist_ok=True)
        path = place / name_of_copy(attachment)
        if not path.exists():
            part = place / "part"
            part.write_bytes(content)
            part.chmod(stat.S_IRUSR)
            os.replace(part, path)
        return path

    def clear(self) -> None:
        """Remove all copies; one that another program holds open stays where the system says so."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def name_of_copy(attachment: Attachment) -> str:
    """Return a name for the bytes that are stored of an attachment: after the person's file, with an ending of ours."""
    name = Path(fit(attachment.name)).stem
    kind = replace(attachment, name="").label  # its own label is its name, which may be nothing but a slash
    return fitting_name(name, ENDINGS.get(attachment.media_type, ".txt"), otherwise=kind)
