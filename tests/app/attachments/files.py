"""Makes files of every kind that people attach, and of some kinds that would do harm."""

from __future__ import annotations

import zipfile
from io import BytesIO

from pypdf import PdfWriter


def pdf(pages: int = 2, *, password: str = "") -> bytes:
    """A PDF of blank pages, locked if there is a password."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()
