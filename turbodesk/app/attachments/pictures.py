"""What is asked of whoever can decode pictures: the interface, since only Qt can, and nothing below it knows Qt."""

from __future__ import annotations

from threading import Event
from typing import Protocol

from turbodesk.quick_dataclasses import dataclass

STORED_EDGE = 2_576
"""Pixels; the longer edge of a stored picture at most: what the models with the sharpest eyes make use of (protocol,
5). For the others a smaller one is made when it is sent."""
MOST_BYTES = 5 * 1024 * 1024 // 4 * 3
"""Bytes of one picture at most: the limit of 5 MB counts its base64 (protocol, 1.2)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be sent."""

    content: bytes
    media_type: str
    """One of the four the protocol takes."""
    width: int
    """Pixels; so is the height."""
    height: int
    note: str = ""
    """What a person should know was changed, one sentence, or ""."""
    file_width: int = 0
    """Pixels of the file it was made of, upright; so is the height. 0: not known."""
    file_height: int = 0


class Pictures(Protocol):
    """Decodes and encodes pictures. Every method takes a while and is called on a thread of its own."""

    def prepared(self, data: bytes, media_type: str, name: str, stop: Event | None = None) -> Picture:
        """Return a picture upright, without what its file says beside it, within `STORED_EDGE` and `MOST_BYTES`.

        Once `stop` is set nobody wants it any more, and the work ends soon.

        Raises:
            AttachmentRefused: it is damaged, too large to decode, or of a kind that cannot be read here.
        """
        ...

    def smaller(self, content: bytes, edge: int) -> Picture:
        """Return a picture of `prepared` with its longer edge within `edge` pixels; always the same bytes.

        Raises:
            AttachmentRefused: it cannot be decoded.
        """
        ...
