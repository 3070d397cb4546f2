"""Reads the lines of code out of a `pre`, with the classes of their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from turbodesk.ui.document.inline_content import UNSHOWABLE
from turbodesk.ui.document.pieces import BROKEN, LINE_BREAK, PLAIN, CodePiece, Marks, Nesting, Runs, TextRun
from turbodesk.ui.document.portions import CUT

SYNTAX = frozenset(("kw", "str", "num", "com", "fn", "typ", "op", "del", "ins", "err"))
"""Classes the highlighter gives; others are transparent."""


def code_lines(element: Element) -> tuple[str, list[Runs]]:
    """Return the language of a `pre` and its lines; after a last line end there is an empty one."""
    code = element.find("code")
    source = element if code is None else code
    language = next((name[9:] for name in source.get("class", "").split() if name.startswith("language-")), "")
    lines: list[list[TextRun]] = [[]]
    _gather_code(source, PLAIN, lines)
    return language, [tuple(line) for line in lines]


def code_of(language: str, lines: Sequence[Runs], place: Nesting, *, is_open: bool) -> CodePiece:
    """Return the panel of the lines that `code_lines` found."""
    ends = 1 if len(lines) > 1 and not lines[-1] else 0
    return CodePiece(tuple(lines[: len(lines) - ends]), language, place, is_open=is_open)


def _gather_code(element: Element, marks: Marks, lines: list[list[TextRun]]) -> None:
    _add_code(element.text, marks, lines)
    for child in element:
        shade = frozenset(child.get("class", "").split()) & SYNTAX
        _gather_code(child, shade or marks, lines)
        _add_code(child.tail, marks, lines)


def _add_code(text: str | None, marks: Marks, lines: list[list[TextRun]]) -> None:
    if not text:
        return
    for at, part in enumerate(text.split("\n")):
        if at:
            lines.append([])
        shown = part if part.isascii() else part.strip(CUT).translate(UNSHOWABLE).replace(LINE_BREAK, "\ufffd")
        if shown:
            lines[-1].append(TextRun(shown, marks))
        if part.endswith(CUT) and lines[-1]:  # alone at the beginning of a line it is the one of the line before
            lines[-1].append(BROKEN)
