"""Makes PDFs with words at known places, and some that do not draw."""

from __future__ import annotations

from collections.abc import Sequence


def pdf(*pages: Sequence[str], rotate: int = 0, size: tuple[float, float] = (600, 800), content: bytes = b"") -> bytes:
    """A PDF with these lines on its pages, from (60, 700) down, 20 points each; `content` is put behind them."""
    objects = [b"", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    kids = []
    for lines in pages:
        shown = b"".join(b"(%s) Tj 0 -20 Td " % _escaped(line) for line in lines)
        drawn = b"BT /F 12 Tf 60 700 Td " + shown + b"ET " + content
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Rotate %d/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
            % (*size, rotate, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    return _file(objects)


def _escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    made, at = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        at.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in at)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))
    return made + head + table + end
