"""Says how wide the columns of a table are, so that no word is broken and each column gets room by what it has to say.

A table that fits is as wide as its words, but no narrower than a good part of the page. One that does not may grow
beyond the text, to the right; there its columns get shares: each its longest word, and of what is left more the more it
has to say. A few columns of long text are left to Qt. Where even the longest words do not fit, columns get pixels and
the table is scrolled sideways (`horizontal_scroll`). On paper nothing can be scrolled: there the shares stay, and who
prints sees to the width.

Columns of figures stand at the right, as in a book, where the reply does not say otherwise: so that they can be
compared. Not the first one, for there begins what is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import ceil, log
from typing import NamedTuple

from PySide6.QtGui import QFontMetricsF, QTextLength

from turbodesk.ui.document.pieces import Marks, Runs, TablePiece, flat
from turbodesk.ui.document.typography import COLUMN_GAP, Typography, set_marks

_WIDE = 8
"""Columns from which a table is wide."""
_SHARED = 4
"""Columns from which they get shares where they do not fit."""
_GAP_WIDE = 14
_LEAST_SHARE, _LEAST_SHARE_OF_TWO = 0.6, 0.4
"""The least a table takes of the text's width; of two columns, which else would stand too far apart."""
MEASURED = 40
"""Rows that decide how wide the columns are: those that are seen first."""
_FIRST_STEP_EM = 1.5
"""The least width of a column's words on a screen."""
_STEPS = (1.2, 1.1, 1.05)
"""By what factor the next width is wider: the first, if all columns have room then."""
_LEAST_EM = 3
"""The least a column gets, if it has as much to say: text of single letters one above the other is no text."""
_WORD_EM, _LINE_EM, _SCROLLED_EM = 14, 24, 12
"""The most a column gets for its longest word and for its longest line, and for a line in a table that is scrolled."""
# Where Qt breaks lines anyway: at blanks, behind hyphens, and around letters of scripts without blanks.
_WORDS = re.compile("[^\\s\u2028\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef-]+-?|\\S")
_FIGURE = re.compile(
    "[~≈<>≤≥±+−–-]{0,2} ?[$€£¥]? ?\\d[\\d.,'’ \u00a0\u202f]*( ?(%|‰|[$€£¥]|°?[A-Za-zµ]{1,4}(/[a-z]{1,3})?[²³]?))?"
)
"""A number, with its sign, its currency and a short unit."""


def is_wide(piece: TablePiece) -> bool:
    """Whether a table has so many columns that it is set smaller and closer."""
    return len(piece.aligns) >= _WIDE


def aligns_of(piece: TablePiece) -> tuple[str, ...]:
    """Return how the columns are aligned: as the reply says, else columns of figures at the right."""
    if piece.is_rtl:
        return piece.aligns
    return tuple(
        align or ("right" if at and _is_of_figures(piece, at) else "") for at, align in enumerate(piece.aligns)
    )


def _is_of_figures(piece: TablePiece, column: int) -> bool:
    has_some = False
    for row in piece.rows[piece.heads : MEASURED]:
        text = flat(row[column]).strip()
        if text in ("", "-", "–", "—"):
            continue
        if not _FIGURE.fullmatch(text):
            return False
        has_some = True
    return has_some


def gap_after(piece: TablePiece, column: int, type_: Typography) -> int:
    """Return the pixels between a column's text and the next column; of the last, to the end of the table."""
    return _gap(piece, aligns_of(piece), column, type_)


def _gap(piece: TablePiece, aligns: tuple[str, ...], column: int, type_: Typography) -> int:
    is_last = column == (0 if piece.is_rtl else len(aligns) - 1)
    if is_last and (piece.is_rtl or aligns[column] == "right"):
        return 0
    return type_.px(_GAP_WIDE if is_wide(piece) else COLUMN_GAP)


class Columns(NamedTuple):
    """How the columns of a table stand, in all of its parts."""

    aligns: tuple[str, ...]
    gaps: tuple[int, ...]
    """Pixels behind the text of each."""
    widths: list[QTextLength]


class Measure:
    """The columns of one table while it grows: no row is measured twice."""

    def __init__(self) -> None:
        self.measured = 0
        """Rows that were measured so far; tests count them."""
        self._rows: tuple[tuple[Runs, ...], ...] = ()
        self._needs: list[list[_Need]] = []
        self._type: Typography | None = None
        self._metrics: dict[tuple[str, Marks], QFontMetricsF] = {}

    def columns(self, piece: TablePiece, type_: Typography, room: float, bleed: float = 0) -> Columns:
        """Return the columns of a table, of which only the first rows matter.

        The text is `room` pixels wide there, and `bleed` more are free at its right.
        """
        same = 0
        if self._type is not type_:
            self._metrics.clear()
        else:
            while same < len(self._needs) and self._rows[same : same + 1] == piece.rows[same : same + 1]:
                same += 1
        self._rows, self._type = piece.rows[:MEASURED], type_
        self.measured += len(self._rows) - same
        del self._needs[same:]
        size = frozenset(("small",)) if is_wide(piece) else frozenset[str]()
        for at, row in enumerate(self._rows[same:], same):
            kind = "head" if at < piece.heads else "cell"
            self._needs.append([self._need(cell, kind, size, type_) for cell in row])
        aligns = aligns_of(piece)
        gaps = tuple(_gap(piece, aligns, at, type_) for at in range(len(aligns)))
        exact = [_needs(cells, gap, type_) for cells, gap in zip(zip(*self._needs, strict=True), gaps, strict=True)]
        return Columns(aligns, gaps, _widths(exact, gaps, type_, room, bleed))

    def _need(self, cell: Runs, kind: str, size: Marks, type_: Typography) -> _Need:
        word = line = 0.0
        for run in cell:
            key = (kind, set_marks(run.marks, run.text) | size)
            if (metrics := self._metrics.get(key)) is None:
                metrics = self._metrics[key] = QFontMetricsF(type_.chars(key[1], kind).font())
            longest = max(_WORDS.findall(run.text), key=len, default="")
            width = metrics.horizontalAdvance(run.text)
            word = max(word, width if longest == run.text else metrics.horizontalAdvance(longest))
            line += width
        return _Need(word, line)


class _Need(NamedTuple):
    """What a cell, or a column, needs, in pixels."""

    word: float
    """Its longest word."""
    line: float
    """Its longest line."""


def _widths(
    needs: Sequence[_Need], gaps: Sequence[int], type_: Typography, room: float, bleed: float
) -> list[QTextLength]:
    count, whole = len(needs), room + bleed if type_.folds else room
    least, ideal = (list(one) for one in zip(*needs, strict=True))
    if type_.folds:
        least, ideal = _stepped(least, gaps, type_, whole), _stepped(ideal, gaps, type_, whole)
    if sum(least) > whole and type_.folds:
        most = _SCROLLED_EM * type_.em
        return _fixed([max(few, min(line, most)) for few, line in zip(least, ideal, strict=True)])
    if sum(ideal) <= whole:
        least_share = _LEAST_SHARE if count > 2 else _LEAST_SHARE_OF_TWO
        return _fixed([line * max(1.0, least_share * room / sum(ideal)) for line in ideal])
    if count < _SHARED:
        return _fixed(_even(least, ideal, room)) if type_.folds else [QTextLength()] * count
    least = [min(few, line) for few, line in zip(least, ideal, strict=True)]
    wanted = [max(few, min(line, _LINE_EM * type_.em)) for few, line in zip(least, ideal, strict=True)]
    left = [most - few for most, few in zip(wanted, least, strict=True)]
    share = max(0.0, whole - sum(least)) / max(1.0, sum(left))
    widths = [few + share * more for few, more in zip(least, left, strict=True)]
    if type_.folds:
        return _fixed(widths)
    return [QTextLength(QTextLength.Type.PercentageLength, 100 * width / sum(widths)) for width in widths]


def _even(least: Sequence[float], ideal: Sequence[float], room: float) -> list[float]:
    """Share `room` evenly, but give no column less than it must have, and none more than it can use."""
    widths: dict[int, float] = {}
    while len(widths) < len(ideal):
        rest = [at for at in range(len(ideal)) if at not in widths]
        share = (room - sum(widths.values())) / len(rest)
        settled = {at: ideal[at] for at in rest if ideal[at] <= share} or {
            at: least[at] for at in rest if least[at] > share
        }
        widths |= settled or dict.fromkeys(rest, share)
    return [widths[at] for at in range(len(ideal))]


def _fixed(widths: Iterable[float]) -> list[QTextLength]:
    return [QTextLength(QTextLength.Type.FixedLength, int(width)) for width in widths]


def _needs(cells: Sequence[_Need], gap: int, type_: Typography) -> _Need:
    """Return what a column needs, with the gap after it: its longest word within reason, and its longest line."""
    word, line = (max(one) for one in zip(*cells, strict=True))
    word = max(word, min(line, _LEAST_EM * type_.em))
    return _Need(gap + 2 + min(_WORD_EM * type_.em, word), gap + 2 + line)


def _stepped(widths: Sequence[float], gaps: Sequence[int], type_: Typography, whole: float) -> list[float]:
    """Return the next of a few widths for each, of closer ones where the columns would not fit into `whole` else."""
    least = [gap + _FIRST_STEP_EM * type_.em for gap in gaps]
    widest = [max(width, few) for width, few in zip(widths, least, strict=True)]
    for step in _STEPS:
        wider = [_next(width, few, gap, step) for width, few, gap in zip(widest, least, gaps, strict=True)]
        if sum(wider) <= whole:
            return wider
    if sum(widths) <= whole:
        return list(widths)
    return [_next(width, few, gap, _STEPS[0]) for width, few, gap in zip(widest, least, gaps, strict=True)]


def _next(width: float, least: float, gap: int, step: float) -> float:
    """Return the first of the widths from `least` on that is not below `width`; each is by the factor `step` wider."""
    return gap + (least - gap) * step ** ceil(log((width - gap) / (least - gap), step) - 1e-9)
