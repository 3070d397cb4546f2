"""Makes files of every kind that people attach, and of some kinds that would do harm."""

from __future__ import annotations

import zipfile
from io import BytesIO

from pypdf import PdfWriter

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


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


def docx(body: str) -> bytes:
    """A Word document with this inside its body."""
    return zipped({"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'})


def xlsx() -> bytes:
    """A table with a shared string, a number and a text of its own."""
    strings = f'<sst xmlns="{S}"><si><t>Fruit</t></si><si><r><t>App</t></r><r><t>les</t></r></si></sst>'
    row = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c><v>12.5</v></c><c t="inlineStr"><is><t>kg</t></is></c></row>'
    )
    sheet = f'<worksheet xmlns="{S}"><sheetData>{row}</sheetData></worksheet>'
    return zipped({"xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet})


def pptx(*slides: str) -> bytes:
    """A presentation of slides with one line each."""
    members: dict[str, str | bytes] = {"ppt/presentation.xml": "<p/>"}
    for number, words in enumerate(slides, 1):
        members[f"ppt/slides/slide{number}.xml"] = f'<s xmlns:a="{A}"><a:p><a:r><a:t>{words}</a:t></a:r></a:p></s>'
    return zipped(members)


def odt(words: str) -> bytes:
    """An OpenDocument text of one paragraph."""
    names = 'xmlns:office="o" xmlns:text="t"'
    content = f"<office:body {names}><text:h>Title</text:h><text:p>{words}<text:tab/>end</text:p></office:body>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
