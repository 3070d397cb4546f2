"""Takes the words out of a PDF, page by page, in the process that may be ended: such a file may ask for any work."""

from __future__ import annotations

from io import BytesIO

from turbodesk.app.documents import bounds
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.translation import _

MOST_PAGES = 2_000
_MISTAKES = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError, ArithmeticError)


def text_of(data: bytes, name: str) -> tuple[str, str]:
    """Return the words of a PDF, its pages under a heading each, and a note on what is missing.

    Raises:
        AttachmentRefused: it is locked, damaged, or its pages are pictures.
    """
    import logging

    from pypdf import PdfReader  # at first use: 120 ms to import
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise AttachmentRefused(
                sentence=_("“{name}” is protected with a password or against copying.").format(name=name)
            )
        count = len(reader.pages)
    except (PyPdfError, *_MISTAKES) as error:
        raise AttachmentRefused(
            f"{type(error).__name__}: {error}", sentence=_("“{name}” is damaged and cannot be read.").format(name=name)
        ) from error
    pages: list[str] = []
    length = 0
    is_whole = count <= MOST_PAGES
    for number in range(min(count, MOST_PAGES)):
        try:
            words = reader.pages[number].extract_text().strip()
        except (PyPdfError, *_MISTAKES):
            words, is_whole = "", False
        if words:
            pages.append(f"## Page {number + 1}\n\n{words}")
            length += len(pages[-1])
        if length > bounds.MOST_TEXT:
            is_whole = False
            break
    if not pages:
        raise AttachmentRefused(
            sentence=_("“{name}” has no text that could be read; its pages may be pictures.").format(name=name)
        )
    text = "\n\n".join(pages)[: bounds.MOST_TEXT].encode("utf-8", "replace").decode()
    return text, "" if is_whole else _("Only a part of this PDF’s text could be read.")
