"""Puts blocks into an ElementTree, with the texts still to be parsed marked as such."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.etree.ElementTree import Element, SubElement

READY = "ready"
"""The tag of an element that is not there: its text is HTML and goes out as it is."""

_TASK = re.compile(r"\[([ xX])\][ \t\n]+(?=\S)")


class SourceText(str):
    """An element's text that is still Markdown; the inline parser replaces it."""

    __slots__ = ()


class TightSource(SourceText):
    """The text of a `p` in a tight list: the inline parser puts it into the item itself."""

    __slots__ = ()


def add_paragraph(parent: Element, lines: list[str], *, tight: bool) -> None:
    """Append a `p` with the text of `lines`, if there is any."""
    text = "\n".join(lines).rstrip(" \t\n")
    if text:
        SubElement(parent, "p").text = TightSource(text) if tight else SourceText(text)


@dataclass(frozen=True, slots=True)
class KeptChildren:
    """The HTML of some neighbouring children of a block, written before; they are closed, so it stays good."""

    first: int
    end: int
    """The children `first` to `end - 1`."""
    tight: bool
    html: str


class Buildable(Protocol):
    """A block, as far as making elements of it goes."""

    @property
    def children(self) -> Sequence[Buildable]:
        """The blocks inside."""

    @property
    def kept(self) -> KeptChildren | None:
        """The HTML of children that was written before."""

    def build(self, parent: Element, tight: bool = False) -> None:
        """Append the block's elements to `parent`."""


def add_children(parent: Element, block: Buildable, *, first: int = 0, tight: bool = False) -> None:
    """Append the elements of the children of `block` from the `first` on, or the HTML that is kept for them."""
    kept = block.kept
    if kept is not None and kept.first == first and kept.tight == tight:
        if kept.html:
            add_ready(parent, kept.html)
        first = kept.end
    for child in block.children[first:] if first else block.children:
        child.build(parent, tight)


def ready(html: str) -> Element:
    """Return a place holder for HTML that goes out as it is."""
    element = Element(READY)
    element.text = html
    return element


def add_ready(parent: Element, html: str) -> Element:
    """Append a place holder for HTML that goes out as it is, and return it."""
    element = ready(html)
    parent.append(element)
    return element


def mark_task(item: Element) -> None:
    """Replace `[ ]` or `[x]` at the beginning of an item by a box."""
    first = item[0] if len(item) else None
    if first is None or not isinstance(first.text, SourceText):
        return
    match = _TASK.match(first.text)
    if not match:
        return
    box = Element("input", {"type": "checkbox", "disabled": "disabled"})
    box.tail = " "
    if match.group(1) != " ":
        box.set("checked", "checked")
    first.text = type(first.text)(first.text[match.end() :])
    first.insert(0, box)
