"""Writes copies of attachments for other programs to show, under names by which no desktop runs them.

Why an ending of ours: a desktop runs some files when it is asked to open them, and a text may be named `run.desktop`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from turbodesk.app.file_names import fit, fitting_name
from turbodesk.app.handed_out import HandedOut
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
SHOWN = frozenset(
    [
        *(".csv", ".tsv", ".json", ".md", ".txt", ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"),
        *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp3", ".wav", ".ogg", ".flac", ".m4a", ".mp4", ".webm", ".mov"),
    ]
)
"""Endings of files of any kind that programs show and play and no desktop runs; none that holds macros or scripts."""


class OpenedCopies:
    """The copies of one run."""

    def __init__(self) -> None:
        self._files = HandedOut()

    def write(self, attachment: Attachment, content: bytes) -> Path:
        """Write a copy, once, and return its path. Blocks: call it in a thread.

        Raises:
            OSError: it cannot be written.
        """
        return self._files.write(attachment.sha256[:16], name_of_copy(attachment), content)

    def clear(self) -> None:
        """Remove all copies; one that another program holds open stays where the system says so."""
        self._files.clear()


def name_of_copy(attachment: Attachment) -> str:
    """Return a name for the bytes that are stored of an attachment: after the person's file, with an ending of ours."""
    name = Path(fit(attachment.name)).stem
    kind = replace(attachment, name="").label  # its own label is its name, which may be nothing but a slash
    return fitting_name(name, _ending(attachment), otherwise=kind)


def is_opened(attachment: Attachment) -> bool:
    """Whether another program may be asked to show an attachment: of what tools gave, only what no desktop runs."""
    return attachment.is_sendable or Path(fit(attachment.name)).suffix.lower() in SHOWN


def _ending(attachment: Attachment) -> str:
    if attachment.is_sendable:
        return ENDINGS.get(attachment.media_type, ".txt")
    suffix = Path(fit(attachment.name)).suffix.lower()
    return suffix if suffix in SHOWN else ".bin"
