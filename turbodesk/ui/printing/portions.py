"""Renders a reply in portions that are set one after another: a long one must not hold up the window.

A table is a portion by itself, because it may need more room than the paper has and is then drawn smaller.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QFontMetricsF

from turbodesk.app.exports.sources import with_sources
from turbodesk.chat.message import Message
from turbodesk.chat.parts import Text
from turbodesk.rendering import BlockStream
from turbodesk.rendering.highlight import MAX_LENGTH, highlight
from turbodesk.ui.document.builder import pieces_of_html
from turbodesk.ui.document.colours import LONGEST
from turbodesk.ui.document.columns import gap_after
from turbodesk.ui.document.pieces import LINE_BREAK, CodePiece, TablePiece, flat
from turbodesk.ui.document.typography import Typography

_PORTION = 12_000
"""Characters of HTML that are set at once: a few milliseconds' work."""
_LONGEST_WORD_EM = 16
"""What is longer than this is broken even in a table: an address, most often."""


class Portion(NamedTuple):
    """Some blocks of a reply."""

    html: str


def portioned(message: Message) -> list[Portion]:
    """Return all text of a reply, the colours of its long code found. Knows no Qt, and may run on any thread."""
    is_cited = any(isinstance(part, Text) and part.citations for part in message.parts)
    # Where sources break a text up, in the middle of a sentence, it is read as one.
    texts = [with_sources(message)] if is_cited else [part.text for part in message.parts if isinstance(part, Text)]
    found = [portion for text in texts if text.strip() for portion in _portions(text)]
    for portion in found:
        _know_colours(portion)
    return found


def _know_colours(portion: Portion) -> None:
    """Find the colours of long code here, where nobody waits: `highlight` remembers them for the page."""
    if len(portion.html) <= MAX_LENGTH or "<pre" not in portion.html:
        return
    for piece in pieces_of_html(portion.html):
        if isinstance(piece, CodePiece) and piece.language and MAX_LENGTH < len(piece.text) <= LONGEST:
            highlight(piece.text, piece.language)


def _portions(text: str) -> list[Portion]:
    stream = BlockStream()
    update, end = stream.feed(text), stream.close()
    blocks = end.finished if end.reset else [*update.finished, *end.finished]
    made: list[list[str]] = []
    size = 0
    was_table = True
    for block in blocks:
        is_table = block.lstrip().startswith("<table")
        if is_table or was_table or size > _PORTION:
            made.append([])
            size = 0
        made[-1].append(block)
        size += len(block)
        was_table = is_table
    return [Portion("".join(one)) for one in made]


def least_width(table: TablePiece, type_: Typography) -> float:
    """Return the width at which no word of a table need be broken, in pixels, but for those too long for any column."""
    body, head = (QFontMetricsF(type_.chars(frozenset(), kind).font()) for kind in ("cell", "head"))
    total = 0.0
    for column in range(len(table.aligns)):
        widths = [0.0]
        for at, row in enumerate(table.rows):
            words = flat(row[column]).replace(LINE_BREAK, " ").split()
            metrics = head if at < table.heads else body
            widths.append(metrics.horizontalAdvance(max(words, key=len, default="")))
        total += min(max(widths), _LONGEST_WORD_EM * type_.em) + gap_after(table, column, type_) + 1
    return total
