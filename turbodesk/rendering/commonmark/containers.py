"""Blocks that hold blocks: quotes, lists and their items."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from .blocks import BlockNode, BlockParser, Continuance, ParagraphNode
from .cursor import Cursor
from .tree import add_children, mark_task

_BULLET = re.compile(r"([*+-])(?=[ \t]|$)")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)", re.ASCII)


class Quote(BlockNode):
    """A block quote."""

    __slots__ = ()
    holds_blocks = True

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on with each line that begins with `>`."""
        if at.indent >= 4 or at.blank or at.line[at.text_at] != ">":
            return Continuance.ENDS
        at.skip_indent()
        at.advance(1)
        at.skip_space()
        self.last_line = number
        return Continuance.GOES_ON

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append a `blockquote`."""
        add_children(SubElement(parent, "blockquote"), self)


class List(BlockNode):
    """Items with the same kind of marker: one bullet sign, or numbers with the same sign after them."""

    __slots__ = ("first_number", "loose", "sign")

    def __init__(self, sign: str, first_number: int | None) -> None:
        super().__init__()
        self.sign = sign
        self.first_number = first_number
        """None for bullets."""
        self.loose = False
        """Whether the closed items are loose, or a blank line stands before any item but the first."""

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on as long as an item does; what is no item ends it when it opens."""
        return Continuance.GOES_ON

    def can_hold(self, block: BlockNode) -> bool:
        """Items alone."""
        return isinstance(block, Item)

    def is_tight(self) -> bool:
        """Whether no blank line separates items, or the blocks of an item."""
        last = self.children[-1]
        return not self.loose and not (isinstance(last, Item) and last.loose)

    def note_next(self, item: BlockNode) -> None:
        """Take into account that `item`, already a child, has followed another, which is closed by now."""
        before = self.children[-2]
        gap = item.first_line > before.last_line + 1
        self.loose = self.loose or gap or (isinstance(before, Item) and before.loose)

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append a `ul`, or an `ol` with its first number unless that is 1."""
        element = SubElement(parent, "ul" if self.first_number is None else "ol")
        if self.first_number not in (None, 1):
            element.set("start", str(self.first_number))
        add_children(element, self, tight=self.is_tight())


class Item(BlockNode):
    """One item of a list."""

    __slots__ = ("indent", "lenient", "loose", "tasks", "width")
    holds_blocks = True

    def __init__(self, *, indent: int, width: int, tasks: bool, lenient: bool) -> None:
        super().__init__()
        self.indent = indent
        """Columns before the marker."""
        self.width = width
        """Columns up to the text: as many belong to the item on every further line."""
        self.tasks = tasks
        self.lenient = lenient
        self.loose = False

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on with lines indented as far as the text; an item of nothing ends at the first blank line."""
        if at.blank:
            if not self.children:
                return Continuance.ENDS
            at.skip_indent()
        elif at.indent >= self.width:
            at.advance(self.width)
        elif self._is_sublist(at):
            at.advance(at.indent)
        else:
            return Continuance.ENDS
        return Continuance.GOES_ON

    def _is_sublist(self, at: Cursor) -> bool:
        """Whether a list marker stands two columns right of ours, though left of our text.

        CommonMark would end the list there. But `10. text` and, under it, `   - more` or `  - more` is a sub-list to
        whoever writes so, and models do.
        """
        if not self.lenient or self.width <= 2 or at.indent < max(2, self.indent + 2):
            return False
        return bool(_BULLET.match(at.line, at.text_at) or _NUMBER.match(at.line, at.text_at))

    def close(self, parser: BlockParser) -> None:
        """Note whether blank lines separate the blocks of this item, or its text was too long to be one paragraph.

        The paragraphs of a tight item are read as one text, which must not get longer and longer.
        """
        super().close(parser)
        is_cut = any(isinstance(child, ParagraphNode) and child.is_full for child in self.children[:-1])
        self.loose = is_cut or has_gaps(self.children)

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append an `li`."""
        element = SubElement(parent, "li")
        if self.children:
            # The first may have a task's box, so it is never among those kept.
            self.children[0].build(element, tight)
            add_children(element, self, first=1, tight=tight)
        if self.tasks and self.children and isinstance(self.children[0], ParagraphNode):
            mark_task(element)


def has_gaps(blocks: list[BlockNode]) -> bool:
    """Whether a blank line stands between two neighbours of `blocks`."""
    return len(blocks) > 1 and any(after.first_line > before.last_line + 1 for before, after in pairwise(blocks))


def start_quote(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """`>` and perhaps a space."""
    if not parser.may_nest():
        return None
    at = parser.at
    at.skip_indent()
    at.advance(1)
    at.skip_space()
    return parser.open(Quote())


def start_item(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """`-`, `+`, `*`, `7.` or `7)`, then a space or the end of the line.

    To interrupt a paragraph, an item must not be empty, and a number must be 1.
    """
    at = parser.at
    bullet = _BULLET.match(at.line, at.text_at)
    match = bullet or _NUMBER.match(at.line, at.text_at)
    if not match or not parser.may_nest():
        return None
    number = None if bullet else int(match.group(1))
    if isinstance(container, ParagraphNode):
        empty = not at.line[match.end() :].strip(" \t")
        if empty or number not in (None, 1):
            return None
    indent, sign = at.indent, match.group(match.lastindex or 0)
    width = indent + match.end() - match.start()
    at.skip_indent()
    at.advance(match.end() - match.start())
    width += _skip_padding(at)
    item = Item(indent=indent, width=width, tasks=parser.tasks, lenient=parser.lenient)
    if isinstance(container, List) and container.sign == sign:
        parser.open(item)
        container.note_next(item)
    else:
        parser.open(List(sign, number))
        parser.open(item)
    return item


def _skip_padding(at: Cursor) -> int:
    """Take the blanks between marker and text; return how many columns of them belong to the marker.

    One to four do. Five and more are one and indented code; none (an empty item) counts as one.
    """
    if not at.tabs:
        text = at.line[at.offset :]
        columns = len(text) - len(text.lstrip(" "))
        columns = columns if columns <= 4 and columns < len(text) else 1
        at.advance(columns)
        return columns or 1
    place = at.offset, at.column, at.inside_tab
    start = at.column
    while at.at_space() and at.column - start < 5:
        at.advance(1)
    columns = at.column - start
    if at.offset < len(at.line) and 1 <= columns <= 4:
        return columns
    at.offset, at.column, at.inside_tab = place
    at.skip_space()
    return 1
