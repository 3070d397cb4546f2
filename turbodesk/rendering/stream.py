"""Renders a reply while it arrives, so that what is finished is never rendered again.

The rule: complete lines alone decide the structure, and a top-level block that has been closed cannot change. The
parser is kept between calls and reads each complete line once. For what is still open a copy of it (cheap, the finished
blocks are shared) reads the unfinished line too and ends, as if the text ended here.

Inside the block that is still open, parts that are closed (items of a list, rows of a table, lines of a fence) keep
their HTML, so that a long list grows as cheaply as many short paragraphs.

Only definitions reach back: `[label]: address` or `[^label]: note` changes earlier blocks that use the label. Then the
blocks from the first such one on are rendered again, and `Update.reset` says so.
"""

from __future__ import annotations

from dataclasses import field, replace
from xml.etree.ElementTree import Element

from turbodesk.quick_dataclasses import dataclass
from turbodesk.rendering.commonmark.blocks import BlockNode, BlockParser, ParagraphNode
from turbodesk.rendering.commonmark.code import Fence, IndentedCode
from turbodesk.rendering.commonmark.constructs import readers, starts
from turbodesk.rendering.commonmark.containers import Item, List
from turbodesk.rendering.commonmark.definitions import Definitions
from turbodesk.rendering.commonmark.footnotes import Footnote, append_section
from turbodesk.rendering.commonmark.inlines import InlineParser
from turbodesk.rendering.commonmark.maths import Display
from turbodesk.rendering.commonmark.notes import Notes
from turbodesk.rendering.commonmark.serialize import serialize_inside
from turbodesk.rendering.commonmark.tables import TableNode
from turbodesk.rendering.commonmark.tree import READY, KeptChildren
from turbodesk.rendering.highlight import highlight_tree
from turbodesk.rendering.html import GRAMMAR, clean
from turbodesk.rendering.meanwhile import read_meanwhile


@dataclass(frozen=True, slots=True)
class Update:
    """What changed on the page since the last call."""

    finished: list[str] = field(default_factory=list)
    """HTML of the blocks that became final, in order; append them, never touch them again."""
    tail: str = ""
    """HTML of what may still change; replaces the previous tail."""
    reset: bool = False
    """True when everything given before is void: clear the page, then take `finished` as its beginning. Blocks before
    the first that changed are the same strings as before, so a page may keep those."""


@dataclass(slots=True)
class _Finished:
    """A finished block and what its HTML depends on."""

    block: BlockNode
    html: str
    asked: frozenset[str]
    """The labels that were looked up for it."""


class BlockStream:
    """One reply's text as it arrives; used once, by one thread.

    At every moment `"".join(finished) + tail == to_html(text)`, where `finished` is all that was given since the last
    reset and `text` is what has arrived. One exception, so that a long reply is not rendered anew for each letter of an
    address: an unfinished line that defines a label is held back until it ends. Until then `text` is what has arrived
    without that line (`holds_back` is True). Another, so that no tag flashes up: in an unfinished line `text` ends in
    `assumed` instead of `begun` (see `meanwhile`). After `close` it holds without exception.
    """

    def __init__(self) -> None:
        self.cost = 0
        """Characters of HTML written at the last call, without what was kept from earlier ones: what a caller may want
        to space its calls by."""
        self.holds_back = False
        self.begun = ""
        """The beginning of a tag at the end of what has arrived, which is not shown yet."""
        self.assumed = ""
        """The tags that are taken to follow."""
        self._parser = BlockParser(GRAMMAR, starts(GRAMMAR), Definitions())
        self._line = ""
        self._after_return = False
        self._is_blank = True
        self._is_closed = False
        self._closed: list[BlockNode] = []
        """Top-level blocks that are closed but not rendered yet."""
        self._finished: list[_Finished] = []
        self._known = Definitions()
        """The definitions that the finished blocks were rendered with."""
        self._asked_by_kept: set[str] = set()
        """The labels that were looked up for the parts kept in the block that is open."""
        self._notes = Notes()

    def feed(self, text: str) -> Update:
        """Take the next piece of the reply, of any length; it may end anywhere. ValueError after `close`."""
        if self._is_closed:
            raise ValueError("The reply has been closed already")
        self.cost = 0
        self._read(clean(text))
        if self._is_blank:
            return Update()
        fork, spine = self._fork_meanwhile()
        reset, finished = self._finish(fork.definitions)
        return Update(finished, self._tail(fork, spine), reset)

    def close(self) -> Update:
        """End the reply: everything becomes finished and the tail is empty. Closing again changes nothing."""
        self.cost = 0
        if self._is_closed or self._is_blank:
            self._is_closed = True
            return Update()
        self._is_closed = True
        self.holds_back = False
        if self._line:
            self._parser.add_line(self._line)
        self._parser.finish()
        self._take_closed()
        reset, finished = self._finish(self._parser.definitions)
        section = self._section(self._parser.definitions, self._notes)
        self._finished.clear()
        return Update([*finished, section] if section else finished, "", reset)

    def _read(self, text: str) -> None:
        """Give the complete lines to the parser, and keep what follows them."""
        if self._after_return and text.startswith("\n"):
            self._after_return, text = False, text[1:]
        if not text:
            return
        self._after_return = text.endswith("\r")
        self._is_blank = self._is_blank and not text.strip()
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\n" not in text:
            self._line += text
            return
        *lines, rest = text.split("\n")
        lines[0] = self._line + lines[0]
        self._line = rest
        for line in lines:
            self._parser.add_line(line)
        self._take_closed()

    def _take_closed(self) -> None:
        """Take closed blocks out of the parser's document, so that forking it costs the same however long it gets."""
        children = self._parser.document.children
        count = len(children) - (1 if children and children[-1].is_open else 0)
        self._closed += children[:count]
        del children[:count]

    def _fork_meanwhile(self) -> tuple[BlockParser, list[BlockNode]]:
        """Return what `_fork` does of the text as it is shown now."""
        self.holds_back, self.begun, self.assumed = False, "", ""
        fork, spine = self._fork(self._line)
        if self._line and _labels(fork.definitions) != _labels(self._parser.definitions):
            without, its_spine = self._fork("")
            if _labels(fork.definitions) != _labels(without.definitions):
                self.holds_back = True
                return without, its_spine
        if self.begun or self.assumed:
            begun, assumed = self.begun, self.assumed
            other, its_spine = self._fork(self._line[: len(self._line) - len(begun)] + assumed)
            self.begun, self.assumed = begun, assumed
            if _labels(other.definitions) == _labels(fork.definitions):
                return other, its_spine
            self.begun = self.assumed = ""
        return fork, spine

    def _fork(self, line: str) -> tuple[BlockParser, list[BlockNode]]:
        """Return the text so far as if it ended here after `line`, and the copies of the blocks that are open in truth.

        Notes in `begun` and `assumed` what might be read otherwise.
        """
        for block in self._parser.open_blocks:
            if isinstance(block, (Fence, IndentedCode)):
                block.kept_code.extend(block.lines if isinstance(block, Fence) else block.used())
        fork = self._parser.fork()
        spine = fork.open_blocks[:]
        if line:
            fork.add_line(line)
            self.begun, self.assumed = read_meanwhile(line, fork, GRAMMAR)
        fork.finish()
        return fork, spine

    def _finish(self, definitions: Definitions) -> tuple[bool, list[str]]:
        """Render the blocks that have been closed since the last call, and those that `definitions` have changed."""
        start = len(self._finished)
        first_void = self._adopt(definitions)
        reset = first_void < start
        if reset:
            self._closed[:0] = [done.block for done in self._finished[first_void:]]
            del self._finished[first_void:]
            start = 0
        for block in self._closed:
            definitions.asked, self._asked_by_kept = self._asked_by_kept, set()
            html = self._render(block, definitions, self._notes)
            self._finished.append(_Finished(block, html, frozenset(definitions.asked)))
            _forget(block)
        self._closed.clear()
        return reset, [done.html for done in self._finished[start:]]

    def _adopt(self, definitions: Definitions) -> int:
        """Take over new definitions; return the index of the first finished block that is void by them."""
        changed = _difference(self._known, definitions)
        first_void = len(self._finished)
        if not changed:
            return first_void
        self._known = definitions.fork({})
        self._asked_by_kept = set()
        for block in (*self._closed, *self._parser.document.children):
            _forget(block)
        for index, done in enumerate(self._finished):
            if done.asked & changed:
                first_void = index
                break
        if first_void < len(self._finished) and (self._notes.order or any(label[:1] == "^" for label in changed)):
            # Notes are numbered in the order of the references to them, from the beginning.
            self._notes = Notes()
            first_void = 0
        return first_void

    def _tail(self, fork: BlockParser, spine: list[BlockNode]) -> str:
        """Render what is not finished, and the notes."""
        notes = self._notes.fork()
        self._keep(fork, spine)
        parts = [self._render(block, fork.definitions, notes) for block in fork.document.children]
        parts.append(self._section(fork.definitions, notes))
        return "".join(parts)

    def _keep(self, fork: BlockParser, spine: list[BlockNode]) -> None:
        """Render the closed parts of the open blocks that have been closed since the last call."""
        tight = False
        for block, twin in zip(self._parser.open_blocks[1:], spine[1:], strict=True):
            if isinstance(twin, List):
                tight = twin.is_tight()
            elif not isinstance(twin, Item):
                tight = False
            if not isinstance(block, Footnote):  # a note appends its links to its last paragraph
                block.kept = twin.kept = self._keep_children(block, fork.definitions, tight=tight)

    def _keep_children(self, block: BlockNode, definitions: Definitions, *, tight: bool) -> KeptChildren:
        kept = block.kept
        if kept is None or kept.tight != tight:
            first = block.heads if isinstance(block, TableNode) else int(isinstance(block, Item))
            kept = KeptChildren(first, first, tight, "")
        parts, end = [kept.html], kept.end
        for child in block.children[kept.end :]:
            if child.is_open or (tight and isinstance(block, Item) and isinstance(child, (ParagraphNode, Display))):
                break  # a tight item joins the texts of its paragraphs
            notes, definitions.asked = Notes(), set()
            html = self._render(child, definitions, notes, tight=tight)
            self._asked_by_kept |= definitions.asked
            if notes.order:
                break  # a reference to a note has a number, which depends on those before it
            parts.append(html)
            end += 1
        return kept if end == kept.end else replace(kept, end=end, html="".join(parts))

    def _render(self, block: BlockNode, definitions: Definitions, notes: Notes, *, tight: bool = False) -> str:
        root = Element("div")
        block.build(root, tight)
        InlineParser(GRAMMAR, readers(GRAMMAR), definitions, notes).fill(root)
        return self._write(root)

    def _section(self, definitions: Definitions, notes: Notes) -> str:
        root = Element("div")
        append_section(root, InlineParser(GRAMMAR, readers(GRAMMAR), definitions, notes))
        return self._write(root) if len(root) else ""

    def _write(self, root: Element) -> str:
        highlight_tree(root)
        html = serialize_inside(root)
        self.cost += len(html) - sum(len(kept.text or "") for kept in root.iter(READY))
        return html


def _labels(definitions: Definitions) -> tuple[object, ...]:
    return definitions.links, definitions.notes.keys()


def _difference(old: Definitions, new: Definitions) -> set[str]:
    """Return the labels that mean something else, as `Definitions.asked` writes them."""
    if _labels(old) == _labels(new):
        return set()
    links = {label for label, _ in old.links.items() ^ new.links.items()}
    return links | {f"^{label}" for label in old.notes.keys() ^ new.notes.keys()}


def _forget(block: BlockNode) -> None:
    """Drop the HTML kept inside a block."""
    block.kept = None
    for child in block.children:
        _forget(child)
