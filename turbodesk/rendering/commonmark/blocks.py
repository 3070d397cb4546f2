"""Reads lines into a tree of blocks by CommonMark's open-block algorithm, one line at a time and each line once.

Why line by line: whether a line continues a list, a quote or a paragraph depends only on the blocks that are open when
it comes. So nothing is ever read ahead or read again; the cost is linear, a reply can be parsed while it arrives, and
a block that has been closed is final.

Each kind of block is a class in the module of its construct. It says whether a line goes on with it (`goes_on`), takes
the line's text (`take`), and becomes elements (`build`). Functions in the same modules recognise where a block starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from .cursor import Cursor
from .lines import with_breaks
from .tree import KeptChildren, add_paragraph

if TYPE_CHECKING:
    from .definitions import Definitions
    from .grammar import Grammar

MAX_DEPTH = 100
"""Blocks open inside one another; deeper markers are text. It bounds the work for each line (and every recursion)."""

LONGEST_PARAGRAPH = 8_000
"""Characters, in whole lines; what follows is a paragraph of its own. While a reply grows, the paragraph at its end is
read again with every piece that arrives, which must not cost more the longer it gets."""

INDENTED = "    "
"""Where the table of starts has what begins with four columns of blank, whatever comes after them."""


class Continuance(Enum):
    """What a line is to an open block."""

    GOES_ON = 1
    ENDS = 2
    CLOSES = 3
    """The line is the block's own last line, and nothing of it is left."""


_ENDS, _CLOSES = Continuance.ENDS, Continuance.CLOSES  # looked up for every line and block


class BlockNode:
    """One block; `children` of a container, `lines` of a leaf."""

    __slots__ = ("children", "first_line", "is_open", "kept", "last_line", "lines")

    holds_blocks = False
    """Whether other blocks may stand inside."""
    takes_text = False
    """Whether lines that are nothing else become part of it."""
    verbatim = False
    """Whether its lines are its own, so that nothing can start in them."""

    def __init__(self) -> None:
        self.children: list[BlockNode] = []
        self.lines: list[str] = []
        self.is_open = True
        self.first_line = 0
        self.last_line = 0
        """The last line that is not just a blank one after the block; gaps between blocks make lists loose."""
        self.kept: KeptChildren | None = None
        """Set by whoever renders a text again and again while it grows."""

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Decide what the line at the cursor, the `number`th, is to this block, and take its own prefix off."""
        return Continuance.ENDS

    def can_hold(self, block: BlockNode) -> bool:
        """Whether `block` may become a child."""
        return self.holds_blocks

    def take(self, parser: BlockParser) -> None:
        """Add the rest of the parser's line; only for leaves."""
        raise NotImplementedError(type(self).__name__)

    def close(self, parser: BlockParser) -> None:
        """Note that no further line will come."""
        self.is_open = False
        if self.children:
            self.last_line = max(self.last_line, self.children[-1].last_line)

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append this block's elements to `parent`, texts as `Source`; `tight` is the list around it."""
        raise NotImplementedError(type(self).__name__)

    def fork(self) -> BlockNode:
        """Return a copy that may grow while this block stays; closed children are shared."""
        twin = copy(self)
        twin.children = self.children[:]
        twin.lines = self.lines[:]
        return twin


class DocumentNode(BlockNode):
    """The root."""

    __slots__ = ()
    holds_blocks = True

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append all blocks."""
        for child in self.children:
            child.build(parent, tight)


Start = Callable[["BlockParser", BlockNode], "BlockNode | None"]
"""Opens a block at the parser's cursor if one starts there; the second argument is the block the line is in so far."""


class ParagraphNode(BlockNode):
    """Text that is nothing else; also where reference definitions are found when it ends."""

    __slots__ = ("length",)
    takes_text = True

    def __init__(self) -> None:
        super().__init__()
        self.length = 0
        """Characters in its lines."""

    @property
    def is_full(self) -> bool:
        """Whether no further line fits in."""
        return self.length >= LONGEST_PARAGRAPH

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on until a blank line."""
        return Continuance.ENDS if at.blank or self.is_full else Continuance.GOES_ON

    def take(self, parser: BlockParser) -> None:
        """Add a line without its indentation."""
        line = parser.at.text()
        self.lines.append(line)
        self.length += len(line)
        self.last_line = parser.number

    def close(self, parser: BlockParser) -> None:
        """Hand reference definitions at the beginning over; leniently, end lines where their writer meant it."""
        self.is_open = False
        self.drop_definitions(parser)
        if parser.lenient:
            self.lines = with_breaks(self.lines)

    def drop_definitions(self, parser: BlockParser) -> None:
        """Take the reference definitions at the beginning out of the text."""
        if self.lines and self.lines[0].startswith("["):
            self.lines = parser.definitions.take_links(self.lines)

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append a `p`, or in a tight list the mere text."""
        add_paragraph(parent, self.lines, tight=tight)


class BlockParser:
    """The blocks of one text so far."""

    def __init__(
        self,
        grammar: Grammar,
        starts: Mapping[str, Sequence[Start]],
        definitions: Definitions,
    ) -> None:
        self.definitions = definitions
        self.tasks = grammar.gfm
        self.lenient = grammar.lenient
        self.at = Cursor()
        self.number = 0
        """The number of the line being read, from 0."""
        self.document = DocumentNode()
        self.open_blocks: list[BlockNode] = [self.document]
        """From the document down to the innermost block that may still grow."""
        self.at_end = False
        """Whether blocks are being closed because the text ends here."""
        self._starts = starts
        self._matched = 1
        self._line_used_up = False

    @property
    def tip(self) -> BlockNode:
        """The innermost open block."""
        return self.open_blocks[-1]

    def add_line(self, line: str) -> None:
        """Read one line, given without its end."""
        self.at.begin(line)
        self._line_used_up = False
        container = self._match_open_blocks()
        if container is not None:
            if not container.verbatim:
                container = self._open_new_blocks(container)
            if not self._line_used_up:
                self._place_text(container)
        self.number += 1

    def finish(self) -> DocumentNode:
        """Close everything and return the tree."""
        self.at_end = True
        self._matched = 0
        self._close_unmatched()
        return self.document

    def fork(self) -> BlockParser:
        """Return a parser at the same place that may read on without touching this one.

        It copies the open blocks alone, so it is cheap however long the text is.
        """
        twin = copy(self)
        twin.at = Cursor()
        twin.open_blocks = [block.fork() for block in self.open_blocks]
        twins = {id(block): copied for block, copied in zip(self.open_blocks, twin.open_blocks, strict=True)}
        twin.definitions = self.definitions.fork(twins)
        twin.document = twin.open_blocks[0]  # type: ignore[assignment]
        for parent, child in pairwise(twin.open_blocks):
            parent.children[-1] = child
        return twin

    # For the functions that recognise where a block starts

    def may_nest(self) -> bool:
        """Whether a container may still be opened inside what is open."""
        return self._matched < MAX_DEPTH

    def open(self, block: BlockNode) -> BlockNode:
        """Open `block` where the cursor stands, closing what it ends; return it."""
        open_blocks = self.open_blocks
        if len(open_blocks) > self._matched:
            self._close_unmatched()
        while not open_blocks[-1].can_hold(block):
            open_blocks.pop().close(self)
        block.first_line = block.last_line = self.number
        open_blocks[-1].children.append(block)
        open_blocks.append(block)
        self._matched = len(open_blocks)
        return block

    def open_line(self, block: BlockNode, *, closed: bool = True) -> BlockNode:
        """Open a block that takes up the whole line, and close it unless it goes on."""
        self.open(block)
        self._line_used_up = True
        if closed:
            self.close_tip()
        return block

    def close_tip(self) -> None:
        """Close the innermost open block."""
        self.open_blocks.pop().close(self)
        self._matched = min(self._matched, len(self.open_blocks))

    def replace_paragraph(self, *blocks: BlockNode) -> None:
        """Take the open paragraph that the line is in out of the tree, and put closed `blocks` in its place."""
        paragraph = self.open_blocks.pop()
        self._matched = len(self.open_blocks)
        self.tip.children.pop()
        for block in blocks:
            block.first_line, block.last_line = paragraph.first_line, self.number
            block.is_open = False
            self.tip.children.append(block)
        self._line_used_up = bool(blocks)

    # The three steps for each line

    def _match_open_blocks(self) -> BlockNode | None:
        """Return the innermost block that the line goes on with, or None when the line was used up."""
        at, blocks = self.at, self.open_blocks
        index = 1
        for block in blocks[1:]:
            at.look()
            verdict = block.goes_on(at, self.number)
            if verdict is _ENDS:
                break
            index += 1
            if verdict is _CLOSES:
                self._matched = index - 1
                self._close_unmatched()
                return None
        self._matched = index
        return blocks[index - 1]

    def _open_new_blocks(self, container: BlockNode) -> BlockNode:
        """Open the blocks that start in the line, one inside the other; return the innermost."""
        at, starts_at = self.at, self._starts
        while True:
            at.look()
            if at.blank:
                return container
            mark = INDENTED if at.indent >= 4 else at.line[at.text_at]
            if mark not in starts_at:
                return container
            for start in starts_at[mark]:
                opened = start(self, container)
                if opened is not None:
                    break
            else:
                return container
            container = opened
            if self._line_used_up or container.verbatim:
                return container

    def _place_text(self, container: BlockNode) -> None:
        """Give what is left of the line to the block it belongs to."""
        if not container.verbatim:
            if self.at.blank:
                self._close_unmatched()
                return
            tip = self.open_blocks[-1]
            if isinstance(tip, ParagraphNode) and not tip.is_full:
                container = tip  # it matched, or else this is a lazy continuation line
            elif not container.takes_text:
                container = self.open(ParagraphNode())
        container.take(self)

    def _close_unmatched(self) -> None:
        while len(self.open_blocks) > self._matched:
            self.open_blocks.pop().close(self)
