"""Lists which constructs a grammar has, and at which characters they are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from . import (
    autolinks,
    code,
    codespans,
    containers,
    emphasis,
    footnotes,
    headings,
    inlines,
    links,
    maths,
    rawhtml,
    tables,
)
from .blocks import INDENTED, Start
from .grammar import Grammar
from .inlines import Reader
from .scan import Scan

T = TypeVar("T")


@lru_cache
def starts(grammar: Grammar) -> Mapping[str, tuple[Start, ...]]:
    """Return what may open a block, by the first character of the text, in the order to be tried."""
    table: dict[str, list[Start]] = {}
    _list(table, [INDENTED], code.start_indented)
    _list(table, ">", containers.start_quote)
    _list(table, "#", headings.start_heading)
    _list(table, "`~", code.start_fence)
    _list(table, "=-", headings.start_underlined)
    if grammar.gfm:
        _list(table, "|:-", tables.start_table)
        _list(table, "[", footnotes.start_note)
    _list(table, "*-_", headings.start_rule)
    _list(table, "*+-0123456789", containers.start_item)
    if grammar.html == "raw":
        _list(table, "<", rawhtml.start_html)
    if grammar.math:
        _list(table, "\\$", maths.start_display)
    return {mark: tuple(functions) for mark, functions in table.items()}


@lru_cache
def readers(grammar: Grammar) -> Mapping[str, Reader]:
    """Return what is read within a text, by its first character."""
    table: dict[str, list[Reader]] = {}
    _list(table, "\n", inlines.scan_line_end)
    _list(table, "&", inlines.scan_reference)
    _list(table, "`", codespans.scan_code)
    _list(table, "*_", emphasis.scan_run)
    if grammar.gfm:
        _list(table, "~", emphasis.scan_run)
        _list(table, "[", footnotes.scan_reference)
    _list(table, "[", links.scan_open)
    _list(table, "!", links.scan_open_image)
    _list(table, "]", links.scan_close)
    _list(table, "<", autolinks.scan_autolink)
    _list(table, "<", rawhtml.scan_raw if grammar.html == "raw" else rawhtml.scan_allowed_tag)
    if grammar.math:
        _list(table, "\\", maths.scan_escaped_opener)
        _list(table, "$", maths.scan_dollar)
    _list(table, "\\", inlines.scan_escape)
    return {mark: functions[0] if len(functions) == 1 else _first_of(functions) for mark, functions in table.items()}


def _list(table: dict[str, list[T]], marks: Iterable[str], function: T) -> None:
    for mark in marks:
        table.setdefault(mark, []).append(function)


def _first_of(functions: list[Reader]) -> Reader:
    """Return a reader that tries several in turn."""

    def read(scan: Scan, at: int) -> int:
        for function in functions:
            after = function(scan, at)
            if after:
                return after
        return 0

    return read
