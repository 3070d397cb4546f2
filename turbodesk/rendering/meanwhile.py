"""Says how the unfinished line of a reply is read until more of it comes, so that no tag flashes up as text.

A tag such as `<mark>` means something only with its partner, and until that has come it would stand there as it is
written. So the beginning of a tag is left out for the moment, and a tag that waits for its partner is taken to have it
at the end. Not for long: one that is given up is text after all.
"""

from __future__ import annotations

from turbodesk.rendering.commonmark.blocks import BlockNode, BlockParser, ParagraphNode
from turbodesk.rendering.commonmark.constructs import readers
from turbodesk.rendering.commonmark.grammar import Grammar
from turbodesk.rendering.commonmark.headings import HeadingLine
from turbodesk.rendering.commonmark.inlines import InlineParser
from turbodesk.rendering.commonmark.notes import Notes
from turbodesk.rendering.commonmark.rawhtml import beginning_of_tag
from turbodesk.rendering.commonmark.tables import TableNode

LONGEST = 200
"""Characters that a tag may wait for its partner; what is marked, raised or a key is short."""


def read_meanwhile(line: str, parser: BlockParser, grammar: Grammar) -> tuple[str, str]:
    """Return the beginning of a tag at the end of the unfinished `line`, to be left out, and tags to be added instead.

    `parser` has read the line as if it were whole, and closed nothing since.
    """
    if "<" not in line[-LONGEST:]:
        return "", ""
    text = _text_at_end(parser.tip, parser.number - 1)
    begun = beginning_of_tag(text)
    if not line.endswith(begun):
        return "", ""  # a heading's text ends before its blanks
    text = text[: len(text) - len(begun)]
    if "<" not in text[-LONGEST:]:
        return begun, ""
    inlines = InlineParser(grammar, readers(grammar), parser.definitions.fork({}), Notes())
    waiting = [tag for tag in inlines.open_tags(text)[-3:] if len(text) - text.rfind(tag.source) <= LONGEST]
    return begun, "".join(f"</{tag.name}>" for tag in reversed(waiting))


def _text_at_end(tip: BlockNode, number: int) -> str:
    """Return the text that goes on at the end of the line with `number`; of a table its last cell."""
    if isinstance(tip, ParagraphNode):
        return "\n".join(tip.lines)
    last = tip.children[-1] if tip.children else None
    if isinstance(tip, TableNode) and last is not None:
        return last.lines[0].rpartition("|")[2]
    if isinstance(last, HeadingLine) and last.first_line == number:
        return last.lines[0]
    return ""
