"""Makes documents of office programs, part by part, so that a test says in a line what its document has in it."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from tests.app.attachments.files import zipped

_MAIN = "http://schemas.openxmlformats.org"
RELATIONS = f"{_MAIN}/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{_MAIN}/wordprocessingml/2006/main" xmlns:a="{_MAIN}/drawingml/2006/main" xmlns:r="{RELATIONS}" '
    f'xmlns:p="{_MAIN}/presentationml/2006/main" xmlns:s="{_MAIN}/spreadsheetml/2006/main" '
    f'xmlns:m="{_MAIN}/officeDocument/2006/math" xmlns:mc="{_MAIN}/markup-compatibility/2006" '
    f'xmlns:wp="{_MAIN}/drawingml/2006/wordprocessingDrawing" xmlns:c="{_MAIN}/drawingml/2006/chart" '
    f'xmlns:dgm="{_MAIN}/drawingml/2006/diagram"'
)
_ODF = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing")),
        *(("presentation", "presentation"), ("svg", "svg-compatible"), ("manifest", "manifest")),
    )
)
ODF_NAMES = f'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"{_ODF}'

Relations = Mapping[str, tuple[str, str]]
"""By its id, the kind of a relationship and its target; one that begins with "http" is outside."""


def relationships(related: Relations) -> str:
    """The part that ties another to these."""
    outside = ' TargetMode="External"'
    made = (
        f'<Relationship Id="{identity}" Type="{RELATIONS}/{kind}" Target="{target}"'
        f"{outside if target.startswith('http') else ''}/>"
        for identity, (kind, target) in related.items()
    )
    return f'<Relationships xmlns="{_MAIN}/package/2006/relationships">{"".join(made)}</Relationships>'


def package(
    main: str, content: str | bytes, *, related: Relations | None = None, parts: Mapping[str, str | bytes] | None = None
) -> bytes:
    """An Office document whose main part has this name and content."""
    folder, _, name = main.rpartition("/")
    return zipped(
        {
            "_rels/.rels": relationships({"rId1": ("officeDocument", main)}),
            main: content,
            f"{folder}/_rels/{name}.rels".lstrip("/"): relationships(related or {}),
            **(parts or {}),
        }
    )


def word(body: str, parts: Mapping[str, str] | None = None, *, related: Relations | None = None) -> bytes:
    """A Word document with this in its body; `parts` by their names in its folder, tied to it under these names."""
    parts = parts or {}
    ties = {name: (name.rstrip("0123456789"), f"{name}.xml") for name in parts}
    contents: dict[str, str | bytes] = {f"word/{name}.xml": content for name, content in parts.items()}
    document = f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    return package("word/document.xml", document, related={**ties, **(related or {})}, parts=contents)


def part(tag: str, content: str) -> str:
    """A part of an Office document."""
    return f"<{tag} {NAMES}>{content}</{tag}>"


def paragraph(words: str, properties: str = "") -> str:
    """A paragraph of Word."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def excel(
    sheets: Mapping[str, str],
    *,
    strings: str = "",
    styles: str = "",
    states: Mapping[str, str] | None = None,
    properties: str = "",
) -> bytes:
    """A workbook of sheets by their names: what is in each, its rows as `row` makes them."""
    state = states or {}
    listed = "".join(
        f'<s:sheet name="{name}" sheetId="{9 - at}" r:id="r{at}" state="{state.get(name, "visible")}"/>'
        for at, name in enumerate(sheets)
    )
    related = {f"r{number}": ("worksheet", f"odd/Table{9 - number}.xml") for number in range(len(sheets))}
    related |= {"rS": ("sharedStrings", "words.xml"), "rF": ("styles", "/xl/looks.xml")}
    parts: dict[str, str | bytes] = {
        f"xl/odd/Table{9 - number}.xml": part("s:worksheet", content) for number, content in enumerate(sheets.values())
    }
    parts |= {"xl/words.xml": part("s:sst", strings), "xl/looks.xml": part("s:styleSheet", styles)}
    book = part("s:workbook", f"{properties}<s:sheets>{listed}</s:sheets>")
    return package("xl/book.xml", book, related=related, parts=parts)


def row(number: int, *cells: str, attributes: str = "") -> str:
    """A row of a sheet."""
    return f'<s:row r="{number}" {attributes}>{"".join(cells)}</s:row>'


def cell(address: str, value: str, kind: str = "n", style: int = 0) -> str:
    """A cell of a sheet."""
    if kind == "inlineStr":
        return f'<s:c r="{address}" t="inlineStr"><s:is><s:t>{value}</s:t></s:is></s:c>'
    return f'<s:c r="{address}" t="{kind}" s="{style}"><s:v>{value}</s:v></s:c>'


def formats(*codes: str) -> str:
    """The styles of a workbook: one for each code, from 0."""
    made = "".join(f'<s:numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(codes))
    used = "".join(f'<s:xf numFmtId="{164 + at}"/>' for at in range(len(codes)))
    return f"<s:numFmts>{made}</s:numFmts><s:cellXfs>{used}</s:cellXfs>"


def powerpoint(
    slides: Sequence[str], *, related: Mapping[int, Relations] | None = None, parts: Mapping[str, str] | None = None
) -> bytes:
    """A presentation of slides, whose files are numbered from the last to the first; `related` by their places."""
    count = len(slides)
    listed = "".join(f'<p:sldId id="{256 + at}" r:id="r{at}"/>' for at in range(count))
    members: dict[str, str | bytes] = {}
    for at, slide in enumerate(slides):
        members[f"ppt/slides/slide{count - at}.xml"] = slide
        members[f"ppt/slides/_rels/slide{count - at}.xml.rels"] = relationships((related or {}).get(at, {}))
    return package(
        "ppt/presentation.xml",
        part("p:presentation", f"<p:sldIdLst>{listed}</p:sldIdLst>"),
        related={f"r{at}": ("slide", f"slides/slide{count - at}.xml") for at in range(count)},
        parts={**members, **(parts or {})},
    )


def slide(*shapes: str, attributes: str = "") -> str:
    """A slide with these shapes."""
    return f"<p:sld {NAMES} {attributes}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def shape(words: str, place: str = "", properties: str = "", attributes: str = "") -> str:
    """A shape with a paragraph for each line, in a place of the layout such as "title"."""
    place = f'<p:ph type="{place}"/>' if place else ""
    lines = "".join(f"<a:p><a:pPr>{properties}</a:pPr><a:r><a:t>{one}</a:t></a:r></a:p>" for one in words.split("\n"))
    named = f'<p:nvSpPr><p:cNvPr id="2" name="x" {attributes}/><p:nvPr>{place}</p:nvPr></p:nvSpPr>'
    return f"<p:sp>{named}<p:txBody>{lines}</p:txBody></p:sp>"


def opendocument(kind: str, body: str, *, automatic: str = "", styles: str = "", **parts: str) -> bytes:
    """An OpenDocument file of a kind such as "text", with this in its body."""
    content = (
        f"<office:document-content {ODF_NAMES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    look = f"<office:document-styles {ODF_NAMES}>{styles}</office:document-styles>"
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": mimetype, "content.xml": content, "styles.xml": look, **parts})


def compound(*names: str) -> bytes:
    """A container of Office before 2007 with streams of these names and nothing in them."""
    size = 512
    entries = [_entry(name, 5 if not at else 2) for at, name in enumerate(("Root Entry", *names))]
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = b"".join(entries)
    count = len(directory) // size
    chain = [0xFFFFFFFD, *(at + 2 for at in range(count - 1)), 0xFFFFFFFE]
    table = b"".join(number.to_bytes(4, "little") for number in chain).ljust(size, b"\xff")
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    for at, number in ((30, 9), (44, 1), (48, 1), (60, 0xFFFFFFFE), (68, 0xFFFFFFFE)):
        head[at : at + 4] = number.to_bytes(4, "little")
    head[76:] = b"\xff" * 436
    head[76:80] = bytes(4)
    return bytes(head) + table + directory


def _entry(name: str, kind: int) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return written.ljust(64, b"\0") + len(written).to_bytes(2, "little") + bytes((kind, 1)) + bytes(60)


def old_excel(cells: Sequence[tuple[int, int, int, bytes]], *, hidden: bool = False, before: bytes = b"") -> bytes:
    """The stream of a workbook before 2007 with one sheet: row, column and kind of each record, and what follows these.

    Style 0 shows numbers as they come, style 1 as days. `before`: records of the sheet before its cells.
    """

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    end = record(0x0A, b"")
    styles = record(0x31, struct.pack("<HHHHHBBBBBB", 200, 0, 0, 400, 0, 0, 0, 0, 0, 1, 0) + b"A")
    styles += record(0xE0, struct.pack("<HHH", 0, 0, 0) + bytes(14)) + record(
        0xE0, struct.pack("<HHH", 0, 14, 0) + bytes(14)
    )
    listed = struct.pack("<IBB", 0, int(hidden), 0) + bytes((4, 0)) + b"Data"
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 0)) + styles
    listed = struct.pack("<I", len(head) + len(record(0x85, listed)) + len(end)) + listed[4:]
    content = b"".join(record(kind, struct.pack("<HH", row, column) + rest) for row, column, kind, rest in cells)
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 1997, 0, 0)) + before + content + end
    return head + record(0x85, listed) + end + sheet


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of a binary workbook."""
    head = bytes((kind & 127 | 128, kind >> 7)) if kind > 127 else bytes((kind,))
    size = len(content)
    return head + (bytes((size & 127 | 128, size >> 7)) if size > 127 else bytes((size,))) + content


def wide(words: str) -> bytes:
    """A text in a record."""
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def binary_cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell of a binary workbook."""
    return record(kind, struct.pack("<II", column, style) + value)


def binary_row(number: int, *cells: bytes, is_hidden: bool = False) -> bytes:
    """A row of a binary workbook, from 0."""
    flags = bytes((0, 16 if is_hidden else 0, 0)) + bytes(4)
    return record(0, struct.pack("<IIH", number, 0, 300) + flags) + b"".join(cells)


def binary_excel(sheets: Mapping[str, bytes], *, strings: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    """A binary workbook: what is in each of its sheets. Style 0 shows numbers as they come, style 1 as days."""
    book = record(131) + record(153, bytes(12) + wide("")) + record(143)
    for at, name in enumerate(sheets):
        book += record(156, struct.pack("<II", int(name in hidden), at + 1) + wide(f"r{at}") + wide(name))
    book += record(144) + record(132)
    xf = struct.pack("<HHHHH", 0, 0, 0, 0, 0) + bytes(6)
    looks = record(278) + record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + wide("yyyy-mm-dd"))
    looks += record(616) + record(626, struct.pack("<I", 1)) + record(47, xf) + record(627)
    looks += record(617, struct.pack("<I", 2)) + record(47, xf) + record(47, xf[:2] + b"\xa4\0" + xf[4:]) + record(618)
    words = record(159, struct.pack("<II", len(strings), len(strings)))
    words += b"".join(record(19, b"\0" + wide(one)) for one in strings) + record(160)
    parts: dict[str, str | bytes] = {"xl/looks.bin": looks + record(279), "xl/words.bin": words}
    related: dict[str, tuple[str, str]] = {"s": ("styles", "looks.bin"), "w": ("sharedStrings", "words.bin")}
    for at, content in enumerate(sheets.values()):
        before = record(129) + record(148, struct.pack("<IIII", 0, 9, 0, 9))
        column = record(390) + record(60, struct.pack("<IIIIH", 3, 3, 2_000, 0, 1)) + record(391)
        parts[f"xl/sheet{at}.bin"] = before + column + record(145) + content + record(146) + record(130)
        related[f"r{at}"] = ("worksheet", f"sheet{at}.bin")
    return package("xl/book.bin", book, related=related, parts=parts)
