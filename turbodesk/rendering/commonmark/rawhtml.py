"""HTML inside Markdown: passed through as CommonMark says, or shown as text but for a few harmless tags."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from .blocks import BlockNode, BlockParser, Continuance, ParagraphNode
from .cursor import Cursor
from .events import DelimiterRun, Event, LinkEnd, LinkStart, Tag
from .scan import Scan
from .tree import add_ready, ready

ALLOWED = ("br", "sub", "sup", "kbd", "mark", "u", "ins", "del", "small")
"""What stays HTML when the rest is shown as text; without attributes only, and only where the tags pair."""

_ALLOWED_TAG = re.compile(rf"<(/?)({'|'.join(ALLOWED)})\s{{0,9}}(/?)>", re.I)
_BEGINNING = re.compile(r"</?[a-z]{0,5}/?$", re.I)
_ATTRIBUTE = r"""\s++[a-zA-Z_:][a-zA-Z0-9:._-]*+(?:\s*+=\s*+(?:[^"'=<>`\x00-\x20]++|'[^']*+'|"[^"]*+"))?"""
# What is repeated sign by sign gives nothing back, and where one attribute begins no tag can end: a long tag without an
# end is given up after one look back.
_TAG = re.compile(rf"<[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*\s*+/?>|</[A-Za-z][A-Za-z0-9-]*+\s*+>")
_COMPLETE_TAG_LINE = re.compile(rf"(?:{_TAG.pattern})[ \t]*$")
_BLOCK_NAMES = (
    r"address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|"
    r"div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|"
    r"li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|"
    r"tfoot|th|thead|title|tr|track|ul"
)

# The kinds 1 to 7 of CommonMark section 4.6: how each begins, and how it ends (None: at a blank line).
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...] = (
    (
        re.compile(r"<(?:script|pre|textarea|style)(?:\s|>|$)", re.I),
        re.compile(r"</(?:script|pre|textarea|style)>", re.I),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<[?]"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_BLOCK_NAMES})(?:\s|/?>|$)", re.I), None),
    (_COMPLETE_TAG_LINE, None),
)
_ANY_TAG = len(_KINDS) - 1

# Comments, instructions, CDATA and declarations within a text: the opening and the closing.
_ENCLOSED = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_DECLARATION = re.compile(r"<![A-Za-z]")
_EMPTY_COMMENT = re.compile(r"<!--+>")


class HtmlBlock(BlockNode):
    """A block of HTML, passed through."""

    __slots__ = ("ending",)
    verbatim = True

    def __init__(self, ending: re.Pattern[str] | None) -> None:
        super().__init__()
        self.ending = ending

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on until a blank line, if that is what ends this kind."""
        return Continuance.ENDS if at.blank and self.ending is None else Continuance.GOES_ON

    def take(self, parser: BlockParser) -> None:
        """Add a line, and end with the one that has the ending."""
        line = parser.at.rest()
        self.lines.append(line)
        self.last_line = parser.number
        if self.ending is not None and self.ending.search(line):
            parser.close_tip()

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append the HTML as it is."""
        add_ready(parent, "\n".join(self.lines).rstrip("\n"))


def start_html(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """One of the seven kinds; the last cannot interrupt a paragraph."""
    at = parser.at
    for kind, (opening, ending) in enumerate(_KINDS):
        if opening.match(at.line, at.text_at) and not (kind == _ANY_TAG and isinstance(parser.tip, ParagraphNode)):
            return parser.open(HtmlBlock(ending))
    return None


def scan_allowed_tag(scan: Scan, at: int) -> int:
    """A tag that stays HTML where HTML is text."""
    match = _ALLOWED_TAG.match(scan.source, at)
    if not match:
        return 0
    name = match.group(2).lower()
    if name == "br":
        scan.add(Element("br"))
    elif match.group(3):
        return 0
    else:
        scan.add_tag(Tag(name, match.group(), closes=bool(match.group(1))))
    return match.end()


def beginning_of_tag(text: str) -> str:
    """Return what at the end of `text` may become an allowed tag, if anything."""
    match = _BEGINNING.search(text, max(0, len(text) - 8))
    begun = match.group() if match else ""
    return begun if any(f"<{tag}/".startswith(begun.lower().replace("</", "<")) for tag in ALLOWED) else ""


def scan_raw(scan: Scan, at: int) -> int:
    """A tag, comment, instruction, declaration or CDATA section, passed through."""
    match = _TAG.match(scan.source, at)
    end = match.end() if match else _end_of_enclosed(scan, at)
    if end:
        scan.add(ready(scan.source[at:end]))
    return end


def _end_of_enclosed(scan: Scan, at: int) -> int:
    source = scan.source
    empty = _EMPTY_COMMENT.match(source, at)
    if empty and empty.end() - at <= len("<!--->"):
        return empty.end()
    for opening, closing in _ENCLOSED:
        if source.startswith(opening, at):
            return _find(scan, closing, at + len(opening))
    return _find(scan, ">", at + 2) if _DECLARATION.match(source, at) else 0


def _find(scan: Scan, closing: str, start: int) -> int:
    """Return the place after `closing`; that it is missing is found out once only."""
    if scan.is_missing(closing):
        return 0
    end = scan.source.find(closing, start)
    if end < 0:
        scan.note_missing(closing)
        return 0
    return end + len(closing)


def pair_tags(events: list[Event]) -> list[Tag]:
    """Mark the allowed tags that nest properly with each other, with emphasis and with links; return those that a
    closing one at the end would mark too, outermost first."""
    # One level for each emphasis or link that is open: the tags opened in it, and how many of each name.
    levels: list[list[Tag]] = [[]]
    for event in events:
        if isinstance(event, DelimiterRun):
            del levels[len(levels) - event.closed :]
            levels.extend([] for _ in event.opened)
        elif isinstance(event, LinkStart):
            levels.append([])
        elif isinstance(event, LinkEnd):
            levels.pop()
        elif isinstance(event, Tag):
            _pair_tag(event, levels[-1])
    return levels[-1]


def _pair_tag(tag: Tag, opened: list[Tag]) -> None:
    if not tag.closes:
        opened.append(tag)
        return
    # Only the last few are looked at: nobody means a partner further away, and the search stays short.
    for index in range(len(opened) - 1, max(-1, len(opened) - 10), -1):
        if opened[index].name == tag.name:
            tag.paired = opened[index].paired = True
            del opened[index:]
            return
