"""Looks into a PDF before it is sent: whether it is locked, and how many pages it has."""

from __future__ import annotations

from io import BytesIO

from turbodesk.chat.errors import AttachmentRefused

MOST_BYTES = 13_000_000
"""Bytes of a PDF at most: in base64, a third more, it has to fit into a request of 18 MB."""


def pages(data: bytes, name: str) -> int:
    """Return the number of pages.

    Raises:
        AttachmentRefused: it is too large, locked, damaged or empty.
    """
    if len(data) > MOST_BYTES:
        raise AttachmentRefused(
            sentence=f"“{name}” has {len(data) / 1_000_000:.0f} MB; at most 13 MB of PDF can be sent.",
            advice="Attach the pages that matter, or save it with smaller pictures.",
        )
    count = _counted(data, name)
    if count < 1:
        raise _damaged(name, "no pages")
    return count


def _counted(data: bytes, name: str) -> int:
    import logging

    from pypdf import PdfReader  # at first use: 120 ms to import
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it thinks of a PDF is not for our log
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise AttachmentRefused(
                sentence=f"“{name}” is protected with a password or against copying.",
                advice="Save a copy without the protection, by printing it to a PDF for one, and attach that.",
            )
        return len(reader.pages)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise _damaged(name, f"{type(error).__name__}: {error}") from error  # pypdf trusts what a file says of itself


def _damaged(name: str, detail: str) -> AttachmentRefused:
    return AttachmentRefused(
        detail,
        sentence=f"“{name}” is damaged and cannot be read.",
        advice="Open it in a PDF reader, save it anew and attach that.",
    )
