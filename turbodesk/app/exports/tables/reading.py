"""Finds the tables of a transcript, and reads their cells as plain text."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element

from turbodesk.app.exports.long_tables import join_long_tables
from turbodesk.app.exports.transcript import Transcript
from turbodesk.chat.message import Role
from turbodesk.chat.one_line import one_line
from turbodesk.rendering import to_elements
from turbodesk.rendering.html import clean

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SKIPPED = ("footnote-ref", "footnote-back")


class PlainTable(NamedTuple):
    """The cells of one table."""

    name: str
    """The heading it stands under, "" for none."""
    rows: tuple[tuple[str, ...], ...]
    """All of one length."""
    heads: int
    """How many rows at the top say what the columns are."""


def tables_in(transcript: Transcript) -> list[PlainTable]:
    """Return the tables in the replies of a transcript, in their order. Takes a while: call it on a thread."""
    found: list[PlainTable] = []
    for turn in transcript.turns:
        if turn.message.role is Role.ASSISTANT and "|" in turn.message.text:
            root = to_elements(turn.message.text)
            join_long_tables(root)
            _gather(root, "", found)
    return found


def _gather(parent: Element, heading: str, found: list[PlainTable]) -> str:
    """Add the tables in an element; return the heading that what follows stands under."""
    for child in parent:
        if child.tag in _HEADINGS:
            heading = one_line(_words(child))
        elif child.tag == "table":
            found += _table(child, heading)
        else:
            heading = _gather(child, heading, found)
    return heading


def _table(element: Element, heading: str) -> list[PlainTable]:
    rows = [[cell for cell in row if cell.tag in ("th", "td")] for row in element.iter("tr")]
    width = max(map(len, rows), default=0)
    if not width:
        return []
    heads = int(bool(rows[0]) and rows[0][0].tag == "th")
    even = tuple(tuple(map(_cell, row)) + ("",) * (width - len(row)) for row in rows)
    return [PlainTable(heading, even, heads)]


def _cell(cell: Element) -> str:
    lines = (" ".join(line.split()) for line in clean(_words(cell)).split("\n"))
    return "\n".join(lines).strip()


def _words(element: Element) -> str:
    """Return what is read, formulas as their source, with a line end where one is asked for."""
    parts = [(element.text or "").replace("\n", " ")]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif child.get("class") not in _SKIPPED:
            parts.append(_words(child))
        parts.append((child.tail or "").replace("\n", " "))
    return "".join(parts)
