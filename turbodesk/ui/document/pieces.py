"""What a message's page is made of, as values: paragraphs, code panels, tables and rules, made of runs of styled text.

Between HTML and Qt, because values can be compared: a growing reply is laid again only from the first difference
between the pieces that stand on the page and the pieces that should. Values can also be cut at any character, which
is how a selection becomes HTML, Markdown and plain text (`copying`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LINE_BREAK = "\u2028"
"""A break inside a paragraph; Qt's own sign for it."""

OBJECT = "\ufffc"
"""Stands for a formula's outlines, before its source; Qt's own sign for an object."""

Marks = frozenset[str]
"""How a run is set: strong, em, code, del, u, mark, kbd, sub, sup, small, math, and one class of highlighted code."""

SET = "set"
"""Mark of a formula that is drawn: the run's text is `OBJECT` and the source, which does not show."""

PLAIN: Marks = frozenset()


class TextRun(NamedTuple):
    """A stretch of text set in one way."""

    text: str
    marks: Marks = PLAIN
    href: str = ""
    title: str = ""


Runs = tuple[TextRun, ...]

BROKEN = TextRun("", frozenset(("broken",)))
"""Ends a line of code that goes on in the next: it was too long to be laid (`portions`)."""


class Level(NamedTuple):
    """One list or quote a piece stands in."""

    is_quote: bool
    indent: float = 0.0
    """Pixels, at 100 % text, that it stands further in than what it stands in: its mark hangs left of that."""
    has_bullets: bool = False


class Nesting(NamedTuple):
    """Where a piece stands among lists and quotes."""

    levels: tuple[Level, ...] = ()
    """From the outermost in."""
    joined: int = 0
    """How many of the levels the piece before stands in too: a quote's bar runs on through them."""
    marker: str = ""
    """What hangs before the first line: a bullet, a number, or one of the boxes."""
    is_rtl: bool = False
    """Whether the levels indent from the right."""
    is_tight: bool = False
    """Whether the piece follows the one before closely, as in a list without blank lines."""
    anchors: tuple[str, ...] = ()
    """Ids of the page's own link targets."""


def after(place: Nesting) -> Nesting:
    """Return the place of what follows in the same container."""
    return Nesting(place.levels, len(place.levels), is_rtl=place.is_rtl)


BULLETS = ("•", "◦", "▪")
"""Bullets by depth; deeper lists keep the last."""
BOX = "\u2610"
BOX_CHECKED = "\u2611"


class ParagraphPiece(NamedTuple):
    """Text; `kind` is p, h1 to h6, math (set apart) or plain (typed text, one line each)."""

    runs: Runs
    kind: str = "p"
    place: Nesting = Nesting()
    is_rtl: bool = False


class Figure(NamedTuple):
    """What is known of the diagram that a code panel is."""

    width: int = 0
    height: int = 0
    """Pixels of the picture that stands in place of the lines; 0: the lines are shown."""
    note: str = ""
    """Why there is no picture."""


class CodePiece(NamedTuple):
    """A code panel."""

    lines: tuple[Runs, ...]
    language: str = ""
    place: Nesting = Nesting()
    is_open: bool = False
    """Whether its end has not come yet, so that it may grow."""
    figure: Figure | None = None
    """Of a diagram, once something is known of it."""

    @property
    def is_picture(self) -> bool:
        """Whether a picture stands in place of the lines."""
        return self.figure is not None and self.figure.height > 0

    @property
    def beginning(self) -> str:
        """Its first lines, by which a kind of code is known."""
        return joined_lines(self.lines[:8])

    @property
    def text(self) -> str:
        """The code itself, lines ended by newlines."""
        return joined_lines(self.lines) + "\n"


class TablePiece(NamedTuple):
    """A table; the first `heads` rows are its header. Every row has as many cells as there are `aligns`.

    A long one is in parts on the page: all but the first have no header, and go on with the one before.
    """

    rows: tuple[tuple[Runs, ...], ...]
    aligns: tuple[str, ...]
    """left, right, center or "" per column."""
    heads: int = 1
    place: Nesting = Nesting()
    is_rtl: bool = False


def goes_on(before: Piece | None, piece: Piece) -> bool:
    """Whether a piece is a further part of the table before it."""
    return isinstance(piece, TablePiece) and isinstance(before, TablePiece) and not piece.heads


def joined_tables(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with the parts of each table as one."""
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if isinstance(before, TablePiece) and isinstance(piece, TablePiece) and goes_on(before, piece):
            found[-1] = before._replace(rows=before.rows + piece.rows)
        else:
            found.append(piece)
    return found


class RulePiece(NamedTuple):
    """A line across the page."""

    place: Nesting = Nesting()


Piece = ParagraphPiece | CodePiece | TablePiece | RulePiece

FOLD_ABOVE, FOLD_TO = 40, 20
"""Code of more lines than the first is long; folded, so many lines of it are shown."""


def is_quoted(piece: ParagraphPiece) -> bool:
    """Whether a paragraph is set as a quote, in italics: not in scripts that have none."""
    is_quote = piece.kind == "p" and any(level.is_quote for level in piece.place.levels)
    return is_quote and not piece.is_rtl and not any(_UPRIGHT.search(run.text) for run in piece.runs)


_UPRIGHT = re.compile("[\u0590-\u08ff\u0e00-\u0eff\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
"""Letters that a slant would only deform: Hebrew, Arabic, Thai, Chinese, Japanese, Korean."""


def joined_lines(lines: Sequence[Runs]) -> str:
    """Return the text of lines of code; those that were broken are whole again."""
    ends = ["" if line[-1:] == (BROKEN,) else "\n" for line in lines[:-1]]
    return "".join(flat(line) + end for line, end in zip(lines, [*ends, ""], strict=False))


def is_long(piece: Piece | None) -> bool:
    """Whether the piece is code that can be folded."""
    return isinstance(piece, CodePiece) and len(piece.lines) > FOLD_ABOVE and not piece.is_picture


def units(text: str) -> int:
    """Return the length Qt counts: UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def length(runs: Sequence[TextRun]) -> int:
    """Return the length of the runs in UTF-16 units."""
    return sum(units(run.text) for run in runs)


def flat(runs: Sequence[TextRun]) -> str:
    """Return the text of the runs as it stands on the page."""
    return "".join(run.text for run in runs)


def words(run: TextRun) -> str:
    """Return what is read of a run: of a formula that is drawn its source."""
    return run.text.removeprefix(OBJECT)


def common(old: Runs, new: Runs) -> tuple[int, Runs]:
    """Return how many UTF-16 units of `old` may stay, and the runs of `new` that follow them."""
    kept = 0
    for at, run in enumerate(new):
        if at >= len(old):
            return kept, new[at:]
        if old[at] == run:
            kept += units(run.text)
            continue
        if old[at][1:] == run[1:] and run.text.startswith(old[at].text):
            stays = old[at].text
            return kept + units(stays), (run._replace(text=run.text[len(stays) :]), *new[at + 1 :])
        return kept, new[at:]
    return kept, ()


def cut(runs: Runs, start: int, end: int) -> Runs:
    """Return the runs between two offsets in UTF-16 units; of a formula that is drawn there are no halves."""
    found: list[TextRun] = []
    at = 0
    for run in runs:
        size = units(run.text)
        first, last = max(start - at, 0), min(end - at, size)
        if first < last or (run is BROKEN and start <= at < end):
            is_whole = last - first == size or SET in run.marks
            found.append(run if is_whole else run._replace(text=_slice(run.text, first, last)))
        at += size
        if at >= end:
            break
    return tuple(found)


def _slice(text: str, first: int, last: int) -> str:
    if text.isascii():
        return text[first:last]
    return text.encode("utf-16-le", "surrogatepass")[2 * first : 2 * last].decode("utf-16-le", "replace")
