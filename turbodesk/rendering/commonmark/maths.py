r"""TeX between `\( \)`, `\[ \]`, `$ $`, `$$ $$` and in environments; prices and shell variables are left alone."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from .blocks import BlockNode, BlockParser, Continuance, ParagraphNode
from .cursor import Cursor
from .prose import is_prose
from .scan import Scan
from .scripts import SPACELESS, is_word
from .tree import add_paragraph

INLINE = "math"
DISPLAY = "math display"
_CLOSERS = {"\\[": "\\]", "\\(": "\\)", "$$": "$$"}
# Environments that are maths without dollars around them, or that nobody writes but in maths.
_ENVIRONMENT = re.compile(
    r"\\begin(\{(?:(?:align|alignat|displaymath|eqnarray|equation|flalign|gather|math|multline)\*?"
    r"|aligned|array|[bBpvV]?matrix|d?cases|gathered|smallmatrix|split)\})"
)
_AFTER_DISPLAY = " \t.,;:"
_MAX_DOLLAR = 2000
_LONGEST = 8000
"""Characters in lines of maths. More are text, so that what has no end costs no more the longer it gets."""
# A number between dollars is an amount of money, unless it is alone (`$5$`), with a variable (`$2x$`) or TeX.
_NUMBER = re.compile(r"[\d.,]*\d[a-zA-Z]?$")
_SIGN = re.compile(r"[\^_=+*/<>{}]")
_WORD = re.compile(r"[a-zA-Z]{2}")
_SPACE = re.compile(r"\s")
_ROW_END = re.compile(r"\\\\(?=[ \t]*$)")
_ORDINAL = re.compile(rf"(?:th|st|nd|rd|s|d)(?![^\W{SPACELESS}])")
# Where a letter stands directly outside a dollar, there must be signs of maths between it and the other: between two
# variables of a shell, or the dollars of two formulas, there may be prose.
_OF_MATHS = re.compile(r"[A-Za-z0-9\u0370-\u03ff\u2200-\u22ff]")
_FOREIGN = re.compile(f"[{SPACELESS}]")


class Display(BlockNode):
    r"""Maths on lines of its own, begun by `\[` or `$$`.

    Why it is opened before its end is seen: nothing is read ahead, so that a text can be parsed while it arrives. What
    has no end before a blank line, a fence or the end of its container was text after all and becomes a paragraph.
    """

    __slots__ = ("closed", "closer", "length", "opener")
    verbatim = True

    def __init__(self, opener: str, closer: str) -> None:
        super().__init__()
        self.opener = opener
        self.closer = closer
        self.closed = False
        self.length = 0
        """Characters in its lines."""

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on until a blank line, a fence, or more than any formula has."""
        if at.blank or self.length > _LONGEST or at.line.startswith(("```", "~~~"), at.text_at):
            return Continuance.ENDS
        return Continuance.GOES_ON

    def take(self, parser: BlockParser) -> None:
        """Add a line; end with the closer, when nothing but a full stop or the like follows it."""
        self.lines.append(parser.at.text())
        self.length += len(self.lines[-1])
        self.last_line = parser.number
        body = self.lines[-1].removeprefix(self.opener) if len(self.lines) == 1 else self.lines[-1]
        tex, closer, after = body.partition(self.closer)
        if closer and not after.strip(_AFTER_DISPLAY):
            whole = " ".join([*self.lines[:-1], tex]).removeprefix(self.opener)
            self.closed = bool(whole.strip()) and not (self.opener == "\\[" and is_prose(whole, brackets=True))
            parser.close_tip()

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append a `div` with the TeX, or the text this turned out to be."""
        text = "\n".join(self.lines)
        end = text.rfind(self.closer)
        if self.closed and self.opener in _CLOSERS:
            SubElement(parent, "div", {"class": DISPLAY}).text = text[len(self.opener) : end].strip()
        elif self.closed:
            SubElement(parent, "div", {"class": DISPLAY}).text = text[: end + len(self.closer)]
        else:
            # In prose `\\\\` means one backslash; at the end of a row that has arrived so far it stands for itself.
            lines = self.lines if self.opener in _CLOSERS else [_ROW_END.sub(r"\\\\\\\\", line) for line in self.lines]
            add_paragraph(parent, lines, tight=tight)


def start_display(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    r"""A line beginning with `\[`, `$$` or `\begin{…}`, unless its maths ends within the line and text follows."""
    at = parser.at
    opener, end = at.line[at.text_at : at.text_at + 2], _CLOSERS.get(at.line[at.text_at : at.text_at + 2], "")
    if environment := _ENVIRONMENT.match(at.line, at.text_at):
        opener, end = environment.group(), rf"\end{environment.group(1)}"
    elif opener not in ("\\[", "$$"):
        return None
    body = at.line[at.text_at + len(opener) :]
    tex, closer, after = body.partition(end)
    if closer and (
        after.strip(_AFTER_DISPLAY) or not tex.strip() or (opener == "\\[" and is_prose(tex, brackets=True))
    ):
        return None
    if not closer and opener == "$$" and isinstance(container, ParagraphNode) and body.strip():
        return None  # in mid-paragraph, `$$ is the process` is more likely than maths over several lines
    return parser.open(Display(opener, end))


def scan_escaped_opener(scan: Scan, at: int) -> int:
    r"""`\( … \)`, `\[ … \]` and `\begin{…} … \end{…}` within a text."""
    opener = scan.source[at : at + 2]
    if opener == "\\b" and (environment := _ENVIRONMENT.match(scan.source, at)):
        end = _find(scan, rf"\end{environment.group(1)}", environment.end())
        if end:
            scan.add(_element(scan.source[at:end], DISPLAY))
        return end
    return _scan_to(scan, at, _CLOSERS[opener]) if opener in _CLOSERS else 0


def scan_dollar(scan: Scan, at: int) -> int:
    """`$ … $` and `$$ … $$` within a text."""
    source = scan.source
    if source.startswith("$$", at):
        return _scan_to(scan, at, "$$")
    before, first = source[at - 1 : at] if at else "", source[at + 1 : at + 2]
    if not first or first.isspace() or before == "$" or is_word(before) or scan.is_missing("$"):
        return 0
    end = source.find("$", at + 1)
    while end > 0 and source[end - 1] == "\\":
        end = source.find("$", end + 1)
    if end < 0:
        scan.note_missing("$")
        return 0
    tex = source[at + 1 : end]
    after = source[end + 1 : end + 4]
    is_glued = before.isalnum() or after[:1].isalnum()
    if not _is_tex(tex, after) or (is_glued and not _has_signs(tex)):
        return 0
    scan.add(_element(tex, INLINE))
    return end + 1


def _is_tex(tex: str, after: str) -> bool:
    """Whether what stands between two dollars is maths, given what follows the second one."""
    if tex[-1].isspace() or len(tex) > _MAX_DOLLAR or "`" in tex:
        return False
    if after and (is_word(after[0]) or after[0] == "_") and not _ORDINAL.match(after):
        return False
    return not tex[0].isdigit() or _is_no_price(tex)


def _has_signs(tex: str) -> bool:
    """Whether there is something of maths in what stands between two dollars, more than words of another script."""
    return bool(_SIGN.search(tex) or "\\" in tex or (_OF_MATHS.search(tex) and not _FOREIGN.search(tex)))


def _is_no_price(tex: str) -> bool:
    """Whether what begins with a digit is maths. In `$5/month, or 10$` are words; TeX has a backslash before them."""
    if _NUMBER.match(tex) or "\\" in tex:
        return True
    return bool(_SIGN.search(tex)) and not (_WORD.search(tex) and _SPACE.search(tex))


def _find(scan: Scan, closer: str, start: int) -> int:
    """Return the place after `closer`; that it is missing is found out once only."""
    end = -1 if scan.is_missing(closer) else scan.source.find(closer, start)
    if end < 0:
        scan.note_missing(closer)
        return 0
    return end + len(closer)


def _scan_to(scan: Scan, at: int, closer: str) -> int:
    end = _find(scan, closer, at + 2)
    tex = scan.source[at + 2 : end - 2] if end else ""
    if not tex.strip() or (closer != "$$" and is_prose(tex, brackets=closer == "\\]")):
        return 0
    scan.add(_element(tex, INLINE if closer == "\\)" else DISPLAY))
    return end


def _element(tex: str, kind: str) -> Element:
    element = Element("span", {"class": kind})
    element.text = tex.strip()
    return element
