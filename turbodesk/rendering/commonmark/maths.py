r"""TeX between `\( \)`, `\[ \]`, `$ $` and `$$ $$`, with a guard that leaves prices and shell variables alone."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from .blocks import BlockNode, BlockParser, Continuance, ParagraphNode
from .cursor import Cursor
from .scan import Scan
from .tree import add_paragraph

INLINE = "math"
DISPLAY = "math display"
_CLOSERS = {"\\[": "\\]", "\\(": "\\)", "$$": "$$"}
_AFTER_DISPLAY = " \t.,;:"
_MAX_DOLLAR = 2000
# A number between dollars is an amount of money, unless it is alone (`$5$`), with a variable (`$2x$`) or TeX.
_NUMBER = re.compile(r"[\d.,]*\d[a-zA-Z]?$")
_SIGN = re.compile(r"[\^_=+*/<>{}]")
_WORD = re.compile(r"[a-zA-Z]{2}")
_SPACE = re.compile(r"\s")
# `\\[1\\]` and `\\[citation needed\\]` are brackets that somebody's converter escaped.
_WORDS = re.compile(r"\s*(?:\d+|[^\W\d_]{2,}+(?:[ ,.]++\w++)*)\s*$")
_ORDINAL = re.compile(r"(?:th|st|nd|rd|s|d)(?!\w)")


class Display(BlockNode):
    r"""Maths on lines of its own, begun by `\[` or `$$`.

    Why it is opened before its end is seen: nothing is read ahead, so that a text can be parsed while it arrives. What
    has no end before a blank line, a fence or the end of its container was text after all and becomes a paragraph.
    """

    __slots__ = ("closed", "closer", "opener")
    verbatim = True

    def __init__(self, opener: str) -> None:
        super().__init__()
        self.opener = opener
        self.closer = _CLOSERS[opener]
        self.closed = False

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on until a blank line or a fence."""
        if at.blank or at.line.startswith(("```", "~~~"), at.text_at):
            return Continuance.ENDS
        return Continuance.GOES_ON

    def take(self, parser: BlockParser) -> None:
        """Add a line; end with the closer, when nothing but a full stop or the like follows it."""
        self.lines.append(parser.at.text())
        self.last_line = parser.number
        body = self.lines[-1].removeprefix(self.opener) if len(self.lines) == 1 else self.lines[-1]
        tex, closer, after = body.partition(self.closer)
        if closer and not after.strip(_AFTER_DISPLAY):
            self.closed = bool(tex.strip()) or any(line.strip() for line in self.lines[1:-1])
            parser.close_tip()

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append a `div` with the TeX, or the text this turned out to be."""
        if not self.closed:
            add_paragraph(parent, self.lines, tight=tight)
            return
        tex = "\n".join(self.lines).removeprefix(self.opener)
        end = tex.rindex(self.closer)
        SubElement(parent, "div", {"class": DISPLAY}).text = tex[:end].strip()


def start_display(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    r"""A line beginning with `\[` or `$$`, unless its maths ends within the line and text follows."""
    at = parser.at
    opener = at.line[at.text_at : at.text_at + 2]
    if opener not in ("\\[", "$$"):
        return None
    body = at.line[at.text_at + 2 :]
    tex, closer, after = body.partition(_CLOSERS[opener])
    if closer and (after.strip(_AFTER_DISPLAY) or not tex.strip() or (opener != "$$" and _WORDS.match(tex))):
        return None
    if not closer and opener == "$$" and isinstance(container, ParagraphNode) and body.strip():
        return None  # in mid-paragraph, `$$ is the process` is more likely than maths over several lines
    return parser.open(Display(opener))


def scan_escaped_opener(scan: Scan, at: int) -> int:
    r"""`\( … \)` and `\[ … \]` within a text."""
    opener = scan.source[at : at + 2]
    return _scan_to(scan, at, _CLOSERS[opener]) if opener in _CLOSERS else 0


def scan_dollar(scan: Scan, at: int) -> int:
    """`$ … $` and `$$ … $$` within a text."""
    source = scan.source
    if source.startswith("$$", at):
        return _scan_to(scan, at, "$$")
    before, first = source[at - 1 : at] if at else "", source[at + 1 : at + 2]
    if not first or first.isspace() or before == "$" or before.isalnum() or scan.is_missing("$"):
        return 0
    end = source.find("$", at + 1)
    while end > 0 and source[end - 1] == "\\":
        end = source.find("$", end + 1)
    if end < 0:
        scan.note_missing("$")
        return 0
    tex = source[at + 1 : end]
    if not _is_tex(tex, source[end + 1 : end + 4]):
        return 0
    scan.add(_element(tex, INLINE))
    return end + 1


def _is_tex(tex: str, after: str) -> bool:
    """Whether what stands between two dollars is maths, given what follows the second one."""
    if tex[-1].isspace() or len(tex) > _MAX_DOLLAR or "`" in tex:
        return False
    if after and (after[0].isalnum() or after[0] == "_") and not _ORDINAL.match(after):
        return False
    return not tex[0].isdigit() or _is_no_price(tex)


def _is_no_price(tex: str) -> bool:
    """Whether what begins with a digit is maths. In `$5/month, or 10$` are words; TeX has a backslash before them."""
    if _NUMBER.match(tex) or "\\" in tex:
        return True
    return bool(_SIGN.search(tex)) and not (_WORD.search(tex) and _SPACE.search(tex))


def _scan_to(scan: Scan, at: int, closer: str) -> int:
    if scan.is_missing(closer):
        return 0
    end = scan.source.find(closer, at + 2)
    if end < 0:
        scan.note_missing(closer)
        return 0
    tex = scan.source[at + 2 : end]
    if not tex.strip() or (closer == "\\]" and _WORDS.match(tex)):
        return 0
    scan.add(_element(tex, INLINE if closer == "\\)" else DISPLAY))
    return end + 2


def _element(tex: str, kind: str) -> Element:
    element = Element("span", {"class": kind})
    element.text = tex.strip()
    return element
