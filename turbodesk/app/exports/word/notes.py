"""The footnotes of one message: those it has in its Markdown, and the sources it cites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from turbodesk.app.exports.word.markup import runs
from turbodesk.app.exports.word.paragraphs import BlockPlace, paragraph
from turbodesk.app.exports.word.references import References
from turbodesk.chat.citations import CitedSource
from turbodesk.rendering.direction import runs_rtl

_MARK = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
_PLACE = BlockPlace(in_note=True)


class MessageNotes:
    """Writes each note where it is referred to first; Word counts them."""

    def __init__(
        self,
        references: References,
        notes: Mapping[str, Element],
        sources: Mapping[str, CitedSource],
        write: Callable[[Element], str],
    ) -> None:
        """`notes` are items by id, `sources` by the names of their links; `write` makes paragraphs of an item."""
        self._references, self._notes, self._sources, self._write = references, notes, sources, write
        self._numbers: dict[str, int] = {}

    def refer(self, key: str) -> str:
        """Return runs that refer to a note; "" where there is none."""
        if number := self._numbers.get(key):
            return self._references.again(number)
        if key in self._notes:
            paragraphs = self._write(self._notes[key])
        elif key in self._sources:
            paragraphs = self._source(self._sources[key])
        else:
            return ""
        self._numbers[key], made = self._references.new_note(with_mark(paragraphs))
        return made

    def unused(self) -> list[Element]:
        """Return the notes that nothing has referred to."""
        return [note for key, note in self._notes.items() if key not in self._numbers]

    def _source(self, source: CitedSource) -> str:
        title = ", ".join(filter(None, (source.title, source.place)))
        is_rtl = runs_rtl(title)
        named = runs(title, is_rtl=is_rtl)
        if source.url:
            linked = runs(title, style="Hyperlink", is_rtl=is_rtl)
            linked = self._references.hyperlink(source.url, linked, in_note=True)
            named = linked if linked.startswith("<w:hyperlink") else named
        return paragraph(named, _PLACE, is_rtl=is_rtl) + "".join(map(_quoted, source.quotes))


def _quoted(words: str) -> str:
    is_rtl = runs_rtl(words)
    return paragraph(runs(f"“{words}”", is_rtl=is_rtl), _PLACE, is_rtl=is_rtl)


def with_mark(paragraphs: str) -> str:
    """Return the paragraphs of a footnote with its number before the first words."""
    mark = f'{_MARK}<w:r><w:t xml:space="preserve"> </w:t></w:r>'
    begin = "<w:p>"
    if not paragraphs.startswith(begin):  # a table, or nothing
        return paragraph(mark, _PLACE) + paragraphs
    end = paragraphs.find("</w:pPr>") if paragraphs.startswith("<w:p><w:pPr>") else -1
    at = end + len("</w:pPr>") if end >= 0 else len(begin)
    return f"{paragraphs[:at]}{mark}{paragraphs[at:]}"
