"""Puts the pictures that are attached to messages into a Word file, and where they belong in its text."""

from __future__ import annotations

from xml.etree.ElementTree import Element
from zipfile import ZIP_STORED, ZipFile

from turbodesk.app.exports.word.markup import escaped
from turbodesk.app.exports.word.package import PICTURES
from turbodesk.app.exports.word.paragraphs import BlockPlace, paragraph
from turbodesk.app.exports.word.references import References
from turbodesk.app.exports.writer import ExportContext
from turbodesk.chat.attachments import Attachment
from turbodesk.rendering import to_elements
from turbodesk.rendering.diagrams import LANGUAGES, DrawnDiagram, diagram_of, kind_of

_BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
_EMU_PER_TWIP, _EMU_PER_PIXEL = 635, 9_525
_LONGEST_LABEL = 2_000
"""Characters of what is said of a picture to who cannot see it."""
_TALLEST = 8_000
"""Twips: a little more than half of a page."""


_OWN_PLACE = BlockPlace()


class PictureFiles:
    """Writes each picture once."""

    def __init__(self, file: ZipFile, references: References, context: ExportContext, *, width: int) -> None:
        """`width` is that of the page's text, in twips."""
        self._file, self._references, self._context, self._width = file, references, context, width
        self._ids: dict[str, str] = {}
        """By hash; "" for one that cannot be shown."""
        self._drawn: dict[str, tuple[str, DrawnDiagram] | None] = {}
        """By source."""
        self._shown = 0

    def take(self, attachment: Attachment) -> None:
        """Put a picture into the file, before its text is written."""
        if attachment.sha256 in self._ids:
            return
        self._ids[attachment.sha256] = ""
        content, kind = self._context.content(attachment.sha256), attachment.media_type
        if content is not None and kind not in PICTURES:
            content, kind = self._context.as_png(content), "image/png"
        is_sound = content is not None and content.startswith(_BEGINNINGS[kind])
        if content is None or not is_sound or not attachment.width or not attachment.height:
            return
        self._ids[attachment.sha256] = self._put(content, kind)

    def draw(self, text: str) -> None:
        """Put the diagrams of a reply's Markdown into the file, before its text is written."""
        if not any(language in text.lower() for language in LANGUAGES):
            return
        for pre in to_elements(text).iter("pre"):
            source = diagram_of(pre)
            if source is None or source in self._drawn:
                continue
            drawn = self._context.drawn(source)
            self._drawn[source] = None if drawn is None else (self._put(drawn.png, "image/png"), drawn)

    def diagram(self, pre: Element, place: BlockPlace) -> str:
        """Return a paragraph with the picture of a diagram; "" where the code is none, or was not drawn."""
        source = diagram_of(pre) if self._drawn else None
        found = self._drawn.get(source) if source is not None else None
        if found is None or source is None:
            return ""
        label = f"{kind_of(source)}: {' '.join(source.split())}"
        return self._paragraph(found[0], found[1].width, found[1].height, label, place)

    def _put(self, content: bytes, kind: str) -> str:
        id_ = f"picture{len(self._references.pictures) + 1}"
        name = f"media/{id_}.{PICTURES[kind]}"
        self._file.writestr(f"word/{name}", content, compress_type=ZIP_STORED)
        self._references.pictures[id_] = name
        return id_

    def shown(self, attachment: Attachment) -> str:
        """Return a paragraph with a picture; "" where there is none to be shown."""
        id_ = self._ids.get(attachment.sha256, "")
        if not id_:
            return ""
        return self._paragraph(id_, attachment.width, attachment.height, attachment.label)

    def _paragraph(self, id_: str, width: float, height: float, label: str, place: BlockPlace = _OWN_PLACE) -> str:
        self._shown += 1
        wide, tall = width * _EMU_PER_PIXEL, height * _EMU_PER_PIXEL
        shrink = min(1.0, self._width * _EMU_PER_TWIP / wide, _TALLEST * _EMU_PER_TWIP / tall)
        size = f'cx="{max(1, int(wide * shrink))}" cy="{max(1, int(tall * shrink))}"'
        name = escaped(label[:_LONGEST_LABEL])
        named = f'id="{self._shown}" name="{name}" descr="{name}"'
        return paragraph(
            "<w:r><w:drawing>"
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {named}/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f"<pic:pic><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="{id_}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>",
            place,
        )
