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


def pdf_with(resources: bytes) -> bytes:
    """A PDF of one page that has these resources; object 4 is a picture, 5 a form with a typeface, 6 a typeface."""
    pixel = b"/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/Resources<<%s>>>>" % resources,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<<%s/Length 1>>stream\n \nendstream" % pixel,
        b"<</Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 6 0 R>>>>/Length 0>>stream\n\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    made = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % numbered for numbered in enumerate(objects, 1))
    return made + b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n0\n%%EOF"


def zipped(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()
