"""Footnotes: `[^label]` in the text, `[^label]: note` anywhere, and a section with all notes at the end."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from .blocks import BlockNode, BlockParser, Continuance, ParagraphNode
from .cursor import Cursor
from .notes import reference_id
from .scan import InlineContext, Scan
from .tree import add_children

_REFERENCE = re.compile(r"\[\^([^\[\]\\\s]{1,200})\]")
_DEFINITION = re.compile(r"\[\^([^\[\]\\\s]{1,200})\]:")


class Footnote(BlockNode):
    """The text of a note; where it stands in the source nothing is shown."""

    __slots__ = ("label",)
    holds_blocks = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def goes_on(self, at: Cursor, number: int) -> Continuance:
        """Go on with lines indented by four columns."""
        if at.indent >= 4:
            at.advance(4)
        elif at.blank:
            at.skip_indent()
        else:
            return Continuance.ENDS
        return Continuance.GOES_ON

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append nothing: see `section`."""


def start_note(parser: BlockParser, container: BlockNode) -> BlockNode | None:
    """`[^label]:`, not in mid-paragraph."""
    at = parser.at
    match = _DEFINITION.match(at.line, at.text_at)
    if not match or isinstance(container, ParagraphNode) or not parser.may_nest():
        return None
    note = Footnote(match.group(1))
    parser.open(note)
    parser.definitions.notes.setdefault(note.label, note)
    at.skip_indent()
    at.advance(match.end() - match.start())
    at.look()
    at.skip_indent()
    return note


def scan_reference(scan: Scan, at: int) -> int:
    """`[^label]`, where a note has that label."""
    match = _REFERENCE.match(scan.source, at)
    if not match or scan.parser.definitions.note(match.group(1)) is None:
        return 0
    scan.add(scan.parser.notes.refer(match.group(1)))
    return match.end()


def append_section(root: Element, parser: InlineContext) -> None:
    """Append the section with all notes, if there are any, and the way back from each.

    Notes come in the order of the first references to them; a note may refer to further ones. Those that nothing refers
    to come last: GitHub drops them, but words of a reply must not be lost.
    """
    notes, defined = parser.notes, parser.definitions.notes
    if not defined:
        return
    items = Element("ol")
    unused = iter(defined)
    while True:
        while len(items) < len(notes.order):
            item = SubElement(items, "li", {"id": f"fn-{len(items) + 1}"})
            add_children(item, defined[notes.order[len(items) - 1]])
            parser.fill(item)
        label = next((label for label in unused if label not in notes.numbers), None)
        if label is None:
            break
        notes.number(label)
    for number, (label, item) in enumerate(zip(notes.order, items, strict=True), start=1):
        _add_back_links(item, number, notes.uses[label])
    SubElement(root, "section", {"class": "footnotes"}).append(items)


def _add_back_links(item: Element, number: int, uses: int) -> None:
    """Append links to the places that refer to this note, to its last paragraph if it ends in one."""
    if not uses:
        return
    place = item[-1] if len(item) and item[-1].tag == "p" else SubElement(item, "p")
    for use in range(1, uses + 1):
        SubElement(place, "a", {"class": "footnote-back", "href": f"#{reference_id(number, use)}"}).text = "↩"
