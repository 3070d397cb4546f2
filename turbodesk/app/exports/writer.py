"""What a module that writes one kind of file is given, and what it has to promise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from turbodesk.app.exports.transcript import Transcript
from turbodesk.quick_dataclasses import dataclass
from turbodesk.rendering.diagrams import DrawnDiagram


class ExportCancelled(Exception):
    """The file is no longer wanted."""


@dataclass(frozen=True, slots=True)
class ExportContext:
    """What a writer has of its surroundings."""

    step: Callable[[int, int], None] = lambda done, of: None
    """To be told how many messages of how many are done, at each. Raises `ExportCancelled`, for the caller."""
    content: Callable[[str], bytes | None] = lambda sha256: None
    """Gives the bytes of an attachment by their hash, None where they are lost. Waits; raises `ExportCancelled`."""
    as_png: Callable[[bytes], bytes | None] = lambda content: None
    """Makes a PNG of a picture as it is stored; None where it cannot be decoded."""
    drawn: Callable[[str], DrawnDiagram | None] = lambda source: None
    """Draws a diagram for white paper from its source; None where it cannot be drawn. Takes a second at most times."""
    is_wanted: Callable[[], bool] = lambda: True
    """Whether the file is still wanted, to be asked often."""
    is_letter: bool = False
    """Whether paper has the size that is usual in North America; elsewhere it is A4."""
    is_comma_decimal: bool = False
    """Whether decimals stand behind a comma here, as in most of Europe."""


class ExportWriter(Protocol):
    """Writes one transcript into one file."""

    def __call__(self, transcript: Transcript, path: Path, context: ExportContext) -> None:
        """Write the file, whole or not at all; it is called on a thread of its own.

        Raises:
            StoreFailure: it cannot be written.
            ExportCancelled: as `context` says; what was at `path` before is untouched.
        """
        ...
