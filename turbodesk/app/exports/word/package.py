"""The parts of a Word file beside its text: what they are, how they belong together, and what is known of the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from turbodesk.app.exports.word.markup import HEAD, TEXT_FONT, escaped, runs
from turbodesk.app.exports.word.references import References
from turbodesk.app.exports.word.styles import EAST, W, fonts, numbering, styles
from turbodesk.app.exports.word.theme import theme

NAMESPACES = (
    f"{W} "
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_WORD = f"{_OFFICE}wordprocessingml."
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_PARTS = (
    ("document", f"{_WORD}document.main+xml"),
    ("styles", f"{_WORD}styles+xml"),
    ("numbering", f"{_WORD}numbering+xml"),
    ("settings", f"{_WORD}settings+xml"),
    ("fontTable", f"{_WORD}fontTable+xml"),
    ("footnotes", f"{_WORD}footnotes+xml"),
    ("footer", f"{_WORD}footer+xml"),
    ("theme", f"{_OFFICE}theme+xml"),
)
PICTURES = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}
"""The kinds of pictures that every Word shows, and how their files end."""
_SETTINGS = (
    f'{HEAD}<w:settings {W} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat><m:mathPr><m:mathFont m:val="Cambria Math"/></m:mathPr></w:settings>'
)


def put(file: ZipFile, name: str, text: str) -> None:
    """Write one part."""
    file.writestr(name, text.encode(), compress_type=ZIP_DEFLATED)


def write_parts(file: ZipFile, references: References, *, title: str, script: str, is_hebrew: bool) -> None:
    """Write the parts that the text of a document needs; the text itself is written already."""
    put(file, "word/styles.xml", styles(script, is_hebrew=is_hebrew))
    put(file, "word/numbering.xml", numbering(references.lists))
    put(file, "word/settings.xml", _SETTINGS)
    put(file, "word/fontTable.xml", fonts(script))
    put(file, "word/theme.xml", theme(TEXT_FONT, EAST[script][0]))
    put(file, "word/footer.xml", _footer(title))
    put(file, "word/footnotes.xml", _footnotes(references.notes))
    own = [(name, _KINDS + name, f"{name}.xml", False) for name, _ in _PARTS[1:]]
    pictures = [(id_, f"{_KINDS}image", name, False) for id_, name in references.pictures.items()]
    links = [(id_, f"{_KINDS}hyperlink", href, True) for href, id_ in references.links.targets.items()]
    put(file, "word/_rels/document.xml.rels", _relationships([*own, *pictures, *links]))
    links = [(id_, f"{_KINDS}hyperlink", href, True) for href, id_ in references.note_links.targets.items()]
    if links:
        put(file, "word/_rels/footnotes.xml.rels", _relationships(links))


def write_beginning(file: ZipFile, *, title: str, authors: str, ms: int) -> None:
    """Write what a file of Word begins with; `ms` is when its words were written."""
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>'
        for ending, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            *((ending, kind) for kind, ending in PICTURES.items()),
        )
    )
    parts = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>' for name, kind in _PARTS)
    about = (
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml"'
        f' ContentType="{_OFFICE}extended-properties+xml"/>'
    )
    put(
        file,
        "[Content_Types].xml",
        f'{HEAD}<Types xmlns="{_PACKAGE}content-types">{defaults}{parts}{about}</Types>',
    )
    put(
        file,
        "_rels/.rels",
        _relationships(
            [
                ("document", f"{_KINDS}officeDocument", "word/document.xml", False),
                ("core", f"{_PACKAGE}relationships/metadata/core-properties", "docProps/core.xml", False),
                ("app", f"{_KINDS}extended-properties", "docProps/app.xml", False),
            ]
        ),
    )
    put(file, "docProps/core.xml", _core(title, authors, ms))
    put(
        file,
        "docProps/app.xml",
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>TurboDesk</Application></Properties>",
    )


def _relationships(all_: Sequence[tuple[str, str, str, bool]]) -> str:
    """Return a part that says what an id stands for: each has its kind, its target, and whether that is outside."""
    made = "".join(
        f'<Relationship Id="{escaped(id_)}" Type="{kind}" Target="{escaped(target)}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if is_outside else ''}/>"
        for id_, kind, target, is_outside in all_
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}relationships">{made}</Relationships>'


def _core(title: str, authors: str, ms: int) -> str:
    moment = dt.datetime.fromtimestamp(ms / 1000, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(title)}</dc:title><dc:creator>{escaped(authors)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created></cp:coreProperties>'
    )


def _footer(title: str) -> str:
    page = "".join(
        f'<w:fldSimple w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>{after}'
        for field, after in (("PAGE", runs(" / ")), ("NUMPAGES", ""))
    )
    look = '<w:pPr><w:pStyle w:val="Footer"/><w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs></w:pPr>'
    return f"{HEAD}<w:ftr {NAMESPACES}><w:p>{look}{runs(title)}<w:r><w:tab/></w:r>{page}</w:p></w:ftr>"


def _footnotes(notes: Sequence[str]) -> str:
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{id_}"><w:p><w:pPr><w:spacing w:after="0" w:line="240"'
        f' w:lineRule="auto"/></w:pPr><w:r><w:{sign}/></w:r></w:p></w:footnote>'
        for kind, id_, sign in (
            ("separator", -1, "separator"),
            ("continuationSeparator", 0, "continuationSeparator"),
        )
    )
    made = "".join(f'<w:footnote w:id="{number}">{note}</w:footnote>' for number, note in enumerate(notes, start=1))
    return f"{HEAD}<w:footnotes {NAMESPACES}>{lines}{made}</w:footnotes>"
