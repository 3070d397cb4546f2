"""Headings and the rules between sections: `# Title`, a title underlined, `---`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from .blocks import BlockNode, BlockParser, ParagraphNode
from .tree import SourceText

_OPENING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:\*[ \t]*+){3,}$|(?:_[ \t]*+){3,}$|(?:-[ \t]*+){3,}$")


class HeadingLine(BlockNode):
    """A heading of level 1 to 6."""

    __slots__ = ("level",)
    verbatim = True

    def __init__(self, level: int, lines: list[str]) -> None:
        super().__init__()
        self.level = level
        self.lines = lines

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append `h1` to `h6`."""
        SubElement(parent, f"h{self.level}").text = SourceText("\n".join(self.lines).strip(" \t"))


class ThematicBreak(BlockNode):
    """A thematic break."""

    __slots__ = ()
    verbatim = True

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append an `hr`."""
        SubElement(parent, "hr")


def start_heading(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """`## Title ##`."""
    at = parser.at
    match = _OPENING.match(at.line, at.text_at)
    if not match:
        return None
    title = at.line[match.end() :].strip(" \t")
    without_hashes = title.rstrip("#")
    if not without_hashes or without_hashes[-1] in " \t":
        title = without_hashes.rstrip(" \t")
    return parser.open_line(HeadingLine(len(match.group(1)), [title]))


def start_underlined(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """A paragraph whose next line is `===` or `---` was a heading.

    Lenient: two marks at least. A lone `-` is a list item being typed, and a heading would flash up.
    """
    at = parser.at
    if not isinstance(container, ParagraphNode) or not _UNDERLINE.match(at.line, at.text_at):
        return None
    mark = at.line[at.text_at]
    if parser.lenient and not at.line.startswith(mark * 2, at.text_at):
        return None
    container.drop_definitions(parser)
    if not container.lines:
        return None
    heading = HeadingLine(1 if mark == "=" else 2, container.lines)
    parser.replace_paragraph(heading)
    return heading


def start_rule(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """`***`, `---` or `___`, blanks between them allowed."""
    at = parser.at
    return parser.open_line(ThematicBreak()) if _RULE.match(at.line, at.text_at) else None
