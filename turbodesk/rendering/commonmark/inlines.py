"""Parses the text of a paragraph, a heading or a cell in one pass from left to right, and builds its elements.

The pass makes a list of events: pieces of text, finished elements, runs of marks, beginnings and ends of links. Runs
are paired when a link closes around them or the text ends; the events then become elements in a second pass.

Why not stock's patterns: they are applied one after another over the whole text, and several search to its end from
every opening bracket, so that 10 KB of `[a` take five seconds. Here each character starts at most one reading, and what
was searched for in vain is not searched for again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from .autolinks import might_hold_bare_address, scan_bare_addresses
from .building import Builder, append_text
from .definitions import Definitions
from .emphasis import pair_runs
from .entities import PUNCTUATION, REFERENCE, resolve
from .events import Tag
from .grammar import Grammar
from .notes import Notes
from .rawhtml import pair_tags
from .scan import Scan
from .tree import SourceText, TightSource

# Text without marks: an underscore within a word, an exclamation mark without a bracket, a line end without blanks
# before it are nothing special.
_PLAIN = re.compile(r"(?:[^\n\\`*_~\[\]!<&$]++|(?<=[^\W_])_++(?=[^\W_])|!(?!\[)|(?<! )\n)+")
_MARK = re.compile(r"[\n\\`*_~\[\]!<&$]")


Reader = Callable[[Scan, int], int]


class InlineParser:
    """Turns Markdown texts into elements; knows the definitions and counts the notes of one document."""

    def __init__(self, grammar: Grammar, readers: Mapping[str, Reader], definitions: Definitions, notes: Notes) -> None:
        self.definitions = definitions
        self.notes = notes
        self.lenient = grammar.lenient
        self.followed_only = grammar.html == "text"
        """Whether links go only where `addresses.may_follow` says, and images are links."""
        self._bare_addresses = grammar.gfm
        self._readers = readers

    def fill(self, root: Element) -> None:
        """Parse all texts in `root` that are still Markdown."""
        for element in list(root.iter()):
            text = element.text
            if isinstance(text, SourceText):
                element.text = None
                self.parse(text, element)
                continue
            for child in element:
                if isinstance(child.text, TightSource):
                    self._fill_tight(element)
                    break

    def _fill_tight(self, item: Element) -> None:
        """Put the texts of tight paragraphs into the item itself."""
        children = list(item)
        del item[:]
        for child in children:
            text = child.text
            if isinstance(text, TightSource):
                if len(item):
                    append_text(item, "\n")
                child.text = None
                item.extend(child)
                self.parse(text, item)
            else:
                item.append(child)

    def open_tags(self, source: str) -> list[Tag]:
        """Return the allowed tags in the text `source` that wait for their partner, outermost first."""
        scan = Scan(source, self)
        self._scan(scan, bare_addresses=self._bare_addresses and might_hold_bare_address(source))
        pair_runs(scan, 0)
        return pair_tags(scan.events)

    def parse(self, source: str, target: Element) -> None:
        """Append what the text `source` means to `target`."""
        bare = self._bare_addresses and might_hold_bare_address(source)
        if not bare and not _MARK.search(source):
            append_text(target, source)
            return
        scan = Scan(source, self)
        self._scan(scan, bare_addresses=bare)
        if scan.runs:
            pair_runs(scan, 0)
        if scan.has_tags:
            pair_tags(scan.events)
        Builder(target, pictures=not self.followed_only).build(scan.events)

    def _scan(self, scan: Scan, *, bare_addresses: bool) -> None:
        source, events, readers, plain = scan.source, scan.events, self._readers, _PLAIN.match
        at, end = 0, len(source)
        while at < end:
            match = plain(source, at)
            if match:
                text = match.group()
                if bare_addresses and might_hold_bare_address(text):
                    at = scan_bare_addresses(scan, at, match.end())
                else:
                    events.append(text)
                    at = match.end()
                if at >= end:
                    return
            reader = readers.get(source[at])
            after = reader(scan, at) if reader else 0
            if not after:
                events.append(source[at])
                after = at + 1
            at = after


def scan_reference(scan: Scan, at: int) -> int:
    """A character reference such as `&amp;`."""
    match = REFERENCE.match(scan.source, at)
    if not match:
        return 0
    scan.add(resolve(match))
    return match.end()


def scan_escape(scan: Scan, at: int) -> int:
    """A backslash: before punctuation it makes text of it, at the end of a line it breaks the line."""
    character = scan.source[at + 1 : at + 2]
    if character == "\n":
        scan.add(Element("br"))
    elif character in PUNCTUATION:
        scan.add(character)
    else:
        return 0
    return at + 2 if character != "\n" else scan_line_end(scan, at + 1)


def scan_line_end(scan: Scan, at: int) -> int:
    """A line end; with two spaces before it a hard break."""
    last = scan.events[-1] if scan.events else None
    if isinstance(last, str):
        text = last.rstrip(" ")
        scan.events[-1] = text
        if len(last) - len(text) >= 2:
            scan.add(Element("br"))
    scan.add("\n")
    return at + 1
