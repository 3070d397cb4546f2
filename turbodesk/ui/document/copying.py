"""Turns pieces into what goes to the clipboard: HTML for word processors, Markdown and plain text for editors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import QMimeData

from turbodesk.rendering import escaped, line_start, literal
from turbodesk.ui.document.pieces import (
    BOX,
    BOX_CHECKED,
    BULLETS,
    LINE_BREAK,
    CodePiece,
    ParagraphPiece,
    Piece,
    RulePiece,
    Runs,
    TablePiece,
    flat,
    joined_tables,
    words,
)

_TAGS = {
    "strong": "strong",
    "em": "em",
    "del": "del",
    "code": "code",
    "u": "u",
    "mark": "mark",
    "kbd": "kbd",
    "sub": "sub",
    "sup": "sup",
    "small": "small",
}
_CLOSING_HASHES = re.compile(r"#+$")
_SIGNS = {"strong": "**", "em": "*", "del": "~~", "code": "`", "math": "$"}


class Copied(NamedTuple):
    """What is copied of one text."""

    pieces: Sequence[Piece]
    """The selected ones; none where the source has to do, because the text is too long to be read for a copy."""
    markdown: str | None = None
    """The source where all of the text is copied."""

    @property
    def is_typed(self) -> bool:
        """Whether a person typed it, so that it has no form."""
        return all(map(_is_typed, self.pieces))

    def plain(self) -> str:
        """Return it as plain text."""
        return self.markdown if self.is_typed and self.markdown is not None else to_plain(self.pieces)

    def source(self) -> str:
        """Return it as Markdown."""
        return to_markdown(self.pieces) if self.markdown is None else as_markdown(self.pieces, self.markdown)


def mime(pieces: Sequence[Piece], *, markdown: str | None = None) -> QMimeData:
    """Return the three forms of `pieces`; `markdown` is the source where all of it was selected."""
    return mime_of([Copied(pieces, markdown)])


def mime_of(texts: Sequence[Copied]) -> QMimeData:
    """Return the three forms of several texts that are copied as one, in their order."""
    made = QMimeData()
    made.setText("\n\n".join(text.plain() for text in texts))
    if not all(text.is_typed for text in texts):
        made.setHtml("".join(map(_html_of, texts)))
    made.setData("text/markdown", "\n\n".join(text.source() for text in texts).encode("utf-8", "replace"))
    return made


def _html_of(text: Copied) -> str:
    if text.pieces or text.markdown is None:
        return to_html(text.pieces)
    return f"<p>{escape(text.markdown, quote=False)}</p>"


def as_markdown(pieces: Sequence[Piece], text: str) -> str:
    """Return the whole `text` that `pieces` show as Markdown: typed words are none yet."""
    return literal(text) if pieces and all(map(_is_typed, pieces)) else text


def to_plain(pieces: Sequence[Piece]) -> str:
    """Return what a reader sees, as plain text."""
    pieces = joined_tables(pieces)
    return _joined(pieces, [_plain_piece(piece) for piece in pieces])


def to_markdown(pieces: Sequence[Piece]) -> str:
    """Return Markdown that renders as these pieces do."""
    if all(map(_is_typed, pieces)):
        return literal(to_plain(pieces))
    pieces = joined_tables(pieces)
    return _joined(pieces, [_markdown_piece(piece) for piece in pieces])


def _is_typed(piece: Piece) -> bool:
    return isinstance(piece, ParagraphPiece) and piece.kind == "plain"


def _joined(pieces: Sequence[Piece], texts: Sequence[str]) -> str:
    parts: list[str] = []
    before: Piece | None = None
    for piece, text in zip(pieces, texts, strict=True):
        if before is not None:
            is_line = _is_typed(piece) or piece.place.is_tight
            shared = "".join("> " if level.is_quote else "   " for level in piece.place.levels[: piece.place.joined])
            parts.append("\n" if is_line else f"\n{shared.rstrip()}\n")
        parts.append(text)
        before = piece
    return "".join(parts)


def _margins(piece: Piece, *, quote: str) -> tuple[str, str]:
    """Return what stands before the first line of a piece and before each other line."""
    first = rest = ""
    levels = piece.place.levels
    for at, level in enumerate(levels):
        if level.is_quote:
            first, rest = first + quote, rest + quote
        elif piece.place.marker and at == len(levels) - 1:
            sign = {BOX: "- [ ]", BOX_CHECKED: "- [x]"}.get(piece.place.marker, piece.place.marker)
            sign = "-" if sign in BULLETS else sign
            first, rest = f"{first}{sign} ", rest + " " * (min(len(sign), 3) + 1)
        else:
            first, rest = first + "   ", rest + "   "
    return first, rest


def _plain_piece(piece: Piece) -> str:
    match piece:
        case ParagraphPiece():
            text = _plain_runs(piece).replace(LINE_BREAK, "\n")
        case CodePiece():
            text = piece.text.rstrip("\n")
        case TablePiece():
            text = "\n".join(
                "\t".join(_plain_cell(cell).replace(LINE_BREAK, " ") for cell in row) for row in piece.rows
            )
        case RulePiece():
            text = "----"
    return _prefixed(text, *_margins(piece, quote="> "))


def _read(runs: Runs) -> str:
    return "".join(map(words, runs))


def _plain_runs(piece: ParagraphPiece) -> str:
    """Return the text of a paragraph; TeX keeps its signs, so that an editor can tell it from the words around it."""
    if piece.kind == "math":
        return f"$$\n{_read(piece.runs)}\n$$"
    return _plain_cell(piece.runs)


def _plain_cell(runs: Runs) -> str:
    return "".join(f"${words(run)}$" if "math" in run.marks else run.text for run in runs)


def _markdown_piece(piece: Piece) -> str:
    match piece:
        case ParagraphPiece(kind="plain"):
            return flat(piece.runs)
        case ParagraphPiece(kind="math"):
            text = f"$$\n{_read(piece.runs).replace(LINE_BREAK, chr(10))}\n$$"
        case ParagraphPiece():
            text = _inline_markdown(piece.runs)
            if piece.kind == "p":
                text = "\n".join(map(line_start, text.split("\n")))
            else:
                text = f"{'#' * int(piece.kind[1])} {_CLOSING_HASHES.sub(lambda hashes: chr(92) + hashes[0], text)}"
        case CodePiece():
            fence = "`" * max(3, 1 + _longest_ticks(piece.text))
            text = f"{fence}{piece.language}\n{piece.text}{fence}"
        case TablePiece():
            text = _markdown_table(piece)
        case RulePiece():
            text = "---"
    return _prefixed(text, *_margins(piece, quote="> "))


def _prefixed(text: str, first: str, rest: str) -> str:
    if not rest and not first:
        return text
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])])


def _longest_ticks(text: str) -> int:
    return max((sum(1 for _ in run) for char, run in groupby(text) if char == "`"), default=0)


def _inline_markdown(runs: Runs, *, in_table: bool = False) -> str:
    made: list[str] = []
    for run in runs:
        text = words(run)
        if not run.marks & {"code", "math"}:
            text = escaped(text)
        elif "code" in run.marks:
            ticks = "`" * (1 + _longest_ticks(text))
            pad = " " if text.startswith("`") or text.endswith("`") else ""
            text = f"{ticks}{pad}{text}{pad}{ticks}"
        text = text.replace(LINE_BREAK, "<br>" if in_table else "  \n")
        if in_table:
            text = text.replace("|", "\\|")
        for mark in ("math", "em", "strong", "del"):
            if mark in run.marks:
                text = _around(text, _SIGNS[mark])
        for mark in ("kbd", "sub", "sup", "mark", "u", "small"):
            if mark in run.marks:
                text = f"<{mark}>{text}</{mark}>"
        if run.href:
            text = text.replace("[", "&#91;")
            text = f"[{text}](<{run.href}>)" if set(run.href) & set(" ()") else f"[{text}]({run.href})"
        made.append(text)
    return "".join(made)


def _around(text: str, sign: str) -> str:
    """Put signs around a text, leaving its outer blanks outside: Markdown asks for that."""
    core = text.strip()
    if not core:
        return text
    at = text.index(core)
    return text[:at] + sign + core + sign + text[at + len(core) :]


def _markdown_table(table: TablePiece) -> str:
    rows = ["| " + " | ".join(_inline_markdown(cell, in_table=True) for cell in row) + " |" for row in table.rows]
    rules = {"left": ":---", "right": "---:", "center": ":---:"}
    rule = "| " + " | ".join(rules.get(align, "---") for align in table.aligns) + " |"
    if not table.heads:
        rows.insert(0, "|" + "  |" * len(table.aligns))
    return "\n".join([rows[0], rule, *rows[1:]])


def to_html(pieces: Sequence[Piece]) -> str:
    """Return clean HTML: lists are lists and tables are tables, so that a word processor gets real ones."""
    return _nested(joined_tables(pieces), 0)


def _nested(pieces: list[Piece], depth: int) -> str:
    made: list[str] = []
    at = 0
    while at < len(pieces):
        levels = pieces[at].place.levels
        if len(levels) <= depth:
            made.append(_html_piece(pieces[at]))
            at += 1
            continue
        end = at + 1
        while end < len(pieces) and _goes_on(pieces[at], pieces[end], depth):
            end += 1
        group = pieces[at:end]
        if levels[depth].is_quote:
            made.append(f"<blockquote>{_nested(group, depth + 1)}</blockquote>")
        else:
            made.append(_list(group, depth))
        at = end
    return "".join(made)


def _goes_on(first: Piece, piece: Piece, depth: int) -> bool:
    place = piece.place
    if len(place.levels) <= depth or place.levels[depth].is_quote != first.place.levels[depth].is_quote:
        return False
    if first.place.levels[depth].is_quote:
        return place.joined > depth
    is_item = place.marker != "" and len(place.levels) == depth + 1
    return not is_item or _is_ordered(first) == _is_ordered(piece)


def _is_ordered(piece: Piece) -> bool:
    return piece.place.marker.endswith(".")


def _list(pieces: list[Piece], depth: int) -> str:
    items: list[list[Piece]] = []
    for piece in pieces:
        if not items or (piece.place.marker and len(piece.place.levels) == depth + 1):
            items.append([])
        items[-1].append(piece)
    inner = "".join(f"<li>{_box(item[0])}{_nested(item, depth + 1)}</li>" for item in items)
    if _is_ordered(pieces[0]) and len(pieces[0].place.levels) == depth + 1:
        start = pieces[0].place.marker.rstrip(".")
        return f'<ol start="{start}">{inner}</ol>' if start != "1" else f"<ol>{inner}</ol>"
    return f"<ul>{inner}</ul>"


def _box(piece: Piece) -> str:
    return f"{piece.place.marker} " if piece.place.marker in (BOX, BOX_CHECKED) else ""


def _html_piece(piece: Piece) -> str:
    match piece:
        case ParagraphPiece(kind="plain"):
            return f"<p>{_inline_html(piece.runs)}</p>"
        case ParagraphPiece(kind="math"):
            tex = _inline_html(tuple(run._replace(marks=frozenset()) for run in piece.runs))
            return f"<p><code>$${tex}$$</code></p>"
        case ParagraphPiece():
            return f"<{piece.kind}>{_inline_html(piece.runs)}</{piece.kind}>"
        case CodePiece():
            return f"<pre><code>{escape(piece.text, quote=False)}</code></pre>"
        case RulePiece():
            return "<hr>"
        case TablePiece():
            return _html_table(piece)


def _html_table(table: TablePiece) -> str:
    rows: list[str] = []
    for at, row in enumerate(table.rows):
        tag = "th" if at < table.heads else "td"
        cells = []
        for align, cell in zip(table.aligns, row, strict=True):
            side = f' align="{align}"' if align else ""
            cells.append(f"<{tag}{side}>{_inline_html(cell)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    # Word processors draw no lines of their own accord; the attributes are those they all understand.
    return f'<table border="1" cellspacing="0" cellpadding="4">{"".join(rows)}</table>'


def _inline_html(runs: Runs) -> str:
    made: list[str] = []
    for run in runs:
        text = escape(words(run), quote=False).replace(LINE_BREAK, "<br>")
        for mark, tag in _TAGS.items():
            if mark in run.marks:
                text = f"<{tag}>{text}</{tag}>"
        if "math" in run.marks:
            text = f"<code>${text}$</code>"
        if run.href:
            text = f'<a href="{escape(run.href)}">{text}</a>'
        made.append(text)
    return "".join(made)
