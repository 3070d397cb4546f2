"""Writes a transcript as a Word document: who said what and when under headings, or one reply by itself.

The text is written turn by turn into the open file, so that a long chat needs no more memory than its longest message.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from turbodesk.app.exports.transcript import SUMMED_UP, Transcript, Turn, attached_line, moment_in_words, tool_lines
from turbodesk.app.exports.word.blocks import Blocks
from turbodesk.app.exports.word.markup import HEAD, runs
from turbodesk.app.exports.word.package import NAMESPACES, write_beginning, write_parts
from turbodesk.app.exports.word.paragraphs import BlockPlace, paragraph
from turbodesk.app.exports.word.pictures import PictureFiles
from turbodesk.app.exports.word.references import References
from turbodesk.app.exports.word.styles import script_of
from turbodesk.app.exports.writer import ExportContext
from turbodesk.app.new_file import write_new_file
from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.citations import ANCHOR, citations, passages
from turbodesk.chat.message import Role
from turbodesk.chat.reply_status import ending_note
from turbodesk.chat.turns import is_results
from turbodesk.rendering.direction import runs_rtl

_A4, _LETTER, _MARGIN = (11_906, 16_838), (12_240, 15_840), 1_134
"""Twips."""
_SAMPLE = 20_000
"""Letters of a message that are looked at to learn its script."""


def write(transcript: Transcript, path: Path, context: ExportContext) -> None:
    """Write a Word document; thinking is left out. Raises as `ExportWriter` says."""
    write_new_file(path, lambda file: _fill(file, transcript, context))


def _fill(target: BinaryIO, transcript: Transcript, context: ExportContext) -> None:
    texts = [turn.message.text[:_SAMPLE] for turn in transcript.turns]
    authors = ", ".join(dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker))
    began = next((turn.message.created_at for turn in transcript.turns if turn.message.created_at), 0)
    size = _LETTER if context.is_letter else _A4
    references = References()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        write_beginning(file, title=transcript.title, authors=authors, ms=began)
        body = _Body(file, references, context, width=size[0] - 2 * _MARGIN)
        body.take_pictures(transcript)
        with file.open("word/document.xml", "w") as part:
            for text in _document(body, transcript, context, size):
                part.write(text.encode())
        is_hebrew = any("\u05d0" <= char <= "\u05ea" for text in texts for char in text)
        write_parts(file, references, title=transcript.title, script=script_of(texts), is_hebrew=is_hebrew)


def _document(body: _Body, transcript: Transcript, context: ExportContext, size: tuple[int, int]) -> Iterator[str]:
    yield f"{HEAD}<w:document {NAMESPACES}><w:body>"
    if not transcript.is_excerpt:
        yield _line(transcript.title, style="Title")
        yield _line(transcript.date, style="Subtitle")
    for done, turn in enumerate(transcript.turns):
        context.step(done, len(transcript.turns))
        yield from body.turn(turn, is_excerpt=transcript.is_excerpt)
    yield (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer"/>'
        f'<w:pgSz w:w="{size[0]}" w:h="{size[1]}"/>'
        f'<w:pgMar w:top="{_MARGIN}" w:right="{_MARGIN}" w:bottom="{_MARGIN}" w:left="{_MARGIN}"'
        ' w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


class _Body:
    """Writes turns."""

    def __init__(self, file: ZipFile, references: References, context: ExportContext, *, width: int) -> None:
        self._context = context
        self._pictures = pictures = PictureFiles(file, references, context, width=width)
        self._blocks = Blocks(references, width=width, goes_on=context.is_wanted, diagram=pictures.diagram)

    def take_pictures(self, transcript: Transcript) -> None:
        """Put the pictures and the diagrams of all turns into the file."""
        for turn in transcript.turns:
            for attachment in attachments_in(turn.message.parts):
                if attachment.is_picture:
                    self._context.step(0, len(transcript.turns))
                    self._pictures.take(attachment)
            if turn.message.role is not Role.USER:
                self._pictures.draw(turn.message.text)

    def turn(self, turn: Turn, *, is_excerpt: bool) -> Iterator[str]:
        """Yield the paragraphs of one turn."""
        message = turn.message
        if turn.summary:
            yield _line(SUMMED_UP, style="Aside")
            yield self._blocks.markdown(turn.summary, BlockPlace(is_quoted=True, indent=240, lowered=1))
        if not is_excerpt and not is_results(message):  # what a tool gave is nobody's turn
            yield self._speaker(turn)
        attached = attachments_in(message.parts)
        pictures = [self._pictures.shown(one) for one in attached if one.is_picture]
        yield from pictures
        if attached and not (all(one.is_picture for one in attached) and all(pictures)):
            yield _line(attached_line(message), style="Aside")
        if message.role is Role.USER:
            yield from _typed(message.text, style="" if is_excerpt else "Question")
        else:
            named = {f"{ANCHOR[1:]}{one.ordinal}": one.alone for one in citations(message)}
            place = BlockPlace(lowered=0 if is_excerpt else 1)
            for passage in passages(message):
                yield self._blocks.markdown(passage.marked, place, named)
        for line in () if is_excerpt else tool_lines(message):
            yield _line(line, style="Aside")
        note = message.failure or ending_note(message)
        if note is not None and not is_excerpt:
            yield _line(note.sentence, style="Aside")

    def _speaker(self, turn: Turn) -> str:
        when = moment_in_words(turn.message.created_at)
        said = runs(f"  {when}", style="When") if when else ""
        is_rtl = runs_rtl(turn.speaker)
        return paragraph(runs(turn.speaker, is_rtl=is_rtl) + said, style="Heading1", is_rtl=is_rtl)


def _line(text: str, *, style: str) -> str:
    is_rtl = runs_rtl(text)
    return paragraph(runs(text, is_rtl=is_rtl), style=style, is_rtl=is_rtl)


def _typed(text: str, *, style: str) -> Iterator[str]:
    """Yield what a person typed, line by line as it was typed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    for line in text.split("\n") if text else ():
        yield _line(line, style=style)
