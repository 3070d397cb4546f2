"""Code blocks: between fences, or indented by four columns."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from .blocks import BlockNode, BlockParser, Continuance, ParagraphNode
from .cursor import Cursor
from .entities import unescape
from .serialize import escape
from .tree import add_ready

_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
UNFINISHED = "open"
"""The class of a `pre` whose fence has not been closed at the end of the text, in the lenient grammar."""


class KeptCode:
    """The HTML of the first lines of code that is still open, so that a long one grows cheaply.

    A block and its forks share one: lines that are complete never change.
    """

    __slots__ = ("html", "lines")

    def __init__(self) -> None:
        self.lines = 0
        self.html = ""

    def extend(self, lines: list[str]) -> None:
        """Write those of the block's complete `lines` that are new."""
        if self.lines < len(lines):
            self.html += escape("\n".join([*lines[self.lines :], ""]))
            self.lines = len(lines)


class Fence(BlockNode):
    """Code between two lines of backticks or tildes."""

    __slots__ = ("indent", "kept_code", "language", "length", "lenient", "mark", "open_at_end")
    verbatim = True

    def __init__(self, fence: str, *, indent: int, words: str, lenient: bool) -> None:
        super().__init__()
        self.mark = fence[0]
        self.length = len(fence)
        self.indent = indent
        self.language = (unescape(words).split() or [""])[0]
        self.lenient = lenient
        self.open_at_end = True
        self.kept_code = KeptCode()

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on until a line of at least as many of the same marks."""
        self.last_line = number
        if at.indent < 4 and not at.blank and at.line[at.text_at] == self.mark:
            marks = at.text().rstrip(" \t")
            if len(marks) >= self.length and not marks.strip(self.mark):
                self.open_at_end = False
                return Continuance.CLOSES
        at.advance(min(self.indent, at.indent))
        return Continuance.GOES_ON

    def take(self, parser: BlockParser) -> None:
        """Add a line of code."""
        self.lines.append(parser.at.rest())

    def close(self, parser: BlockParser) -> None:
        """Note whether the text went on after this block: then it is finished, closed by its own fence or not."""
        super().close(parser)
        if not parser.at_end:
            self.open_at_end = False

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append `pre` and `code`."""
        pre = SubElement(parent, "pre")
        if self.open_at_end and self.lenient:
            pre.set("class", UNFINISHED)
        code = SubElement(pre, "code")
        if self.language:
            code.set("class", f"language-{self.language}")
        if self.kept_code.lines and self.open_at_end:
            kept = add_ready(code, self.kept_code.html)
            kept.tail = "\n".join([*self.lines[self.kept_code.lines :], ""])
        else:
            code.text = "\n".join([*self.lines, ""])


class IndentedCode(BlockNode):
    """Code indented by four columns."""

    __slots__ = ("kept_code",)
    verbatim = True

    def __init__(self) -> None:
        super().__init__()
        self.kept_code = KeptCode()

    def used(self) -> list[str]:
        """Return the lines without the blank ones at the end."""
        return self.lines[: self.last_line - self.first_line + 1]

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on while the lines are indented or blank."""
        if at.indent >= 4:
            at.advance(4)
        elif at.blank:
            at.skip_indent()
        else:
            return Continuance.ENDS
        return Continuance.GOES_ON

    def take(self, parser: BlockParser) -> None:
        """Add a line of code."""
        line = parser.at.rest()
        self.lines.append(line)
        if line.strip(" \t"):
            self.last_line = parser.number

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append `pre` and `code`, without the blank lines at the end."""
        code = SubElement(SubElement(parent, "pre"), "code")
        rest = "\n".join([*self.used()[self.kept_code.lines :], ""])
        if self.kept_code.lines:
            add_ready(code, self.kept_code.html).tail = rest
        else:
            code.text = rest


def start_fence(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """Three or more backticks or tildes, then perhaps the language."""
    at = parser.at
    match = _FENCE.match(at.line, at.text_at)
    if not match:
        return None
    fence, words = (match.group(1), match.group(2)) if match.group(1) else (match.group(3), match.group(4))
    return parser.open_line(Fence(fence, indent=at.indent, words=words, lenient=parser.lenient), closed=False)


def start_indented(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """Four columns of indentation, unless it is a paragraph that goes on."""
    if isinstance(parser.tip, ParagraphNode):
        return None
    parser.at.advance(4)
    return parser.open(IndentedCode())
