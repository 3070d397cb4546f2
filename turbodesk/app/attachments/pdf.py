"""Looks into a PDF before it is sent: whether it is locked, how many pages it has, and whether those are scanned."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from turbodesk.chat.errors import AttachmentRefused
from turbodesk.quantities import number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

if TYPE_CHECKING:
    from pypdf import PdfReader

_MISTAKES = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError)
MOST_BYTES = 13_000_000
"""Bytes of a PDF at most: in base64, a third more, it has to fit into a request of 18 MB."""


_LOOKED_AT = 20
"""Pages that are looked at for text; a scan has none on its first."""


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What is known of a PDF before it is sent."""

    pages: int
    is_scanned: bool = False
    """Whether its pages are pictures, with no text that could be marked."""


def facts(data: bytes, name: str) -> PdfFacts:
    """Look into a PDF.

    Raises:
        AttachmentRefused: it is too large, locked, damaged or empty.
    """
    if len(data) > MOST_BYTES:
        raise AttachmentRefused(
            sentence=_("“{name}” has {size} MB; at most 13 MB of PDF can be sent.").format(
                name=name, size=number(round(len(data) / 1_000_000))
            ),
            advice=_("Attach the pages that matter, or save it with smaller pictures."),
        )
    found = _found(data, name)
    if found.pages < 1:
        raise _damaged(name, "no pages")  # not for people
    return found


def _found(data: bytes, name: str) -> PdfFacts:
    import logging

    from pypdf import PdfReader  # at first use: 120 ms to import
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it thinks of a PDF is not for our log
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise AttachmentRefused(
                sentence=_("“{name}” is protected with a password or against copying.").format(name=name),
                advice=_("Save a copy without the protection, by printing it to a PDF for one, and attach that."),
            )
        count = len(reader.pages)
    except (PyPdfError, *_MISTAKES) as error:
        raise _damaged(name, f"{type(error).__name__}: {error}") from error  # pypdf trusts what a file says of itself
    try:
        return PdfFacts(count, _is_scanned(reader, count))
    except (PyPdfError, *_MISTAKES):
        return PdfFacts(count)


def _is_scanned(reader: PdfReader, count: int) -> bool:
    """Whether the first pages have pictures, and no typeface in which a letter could be set."""
    has_pictures = False
    for at in range(min(count, _LOOKED_AT)):
        resources = _mapping(reader.pages[at].get("/Resources"))  # not for people
        forms = [_mapping(one) for one in _mapping(resources.get("/XObject")).values()]
        # not for people
        if resources.get("/Font") or any(_mapping(form.get("/Resources")).get("/Font") for form in forms):
            return False
        has_pictures = has_pictures or any(form.get("/Subtype") == "/Image" for form in forms)  # not for people
    return has_pictures


def _mapping(found: object) -> Mapping[str, object]:
    """Return what a file says where it is a table, and an empty one where it is something else."""
    found = found.get_object() if hasattr(found, "get_object") else found
    return found if isinstance(found, Mapping) else {}


def _damaged(name: str, detail: str) -> AttachmentRefused:
    return AttachmentRefused(
        detail,
        sentence=_("“{name}” is damaged and cannot be read.").format(name=name),
        advice=_("Open it in a PDF reader, save it anew and attach that."),
    )
