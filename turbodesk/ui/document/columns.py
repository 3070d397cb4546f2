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

from PySide6.QtGui import QFontMetricsF, QTextLength

from turbodesk.ui.document.pieces import Runs, TablePiece, TextRun, flat
from turbodesk.ui.document.typography import COLUMN_GAP, Typography

_WIDE = 8
"""Columns from which a table is wide."""
_SHARED = 4
"""Columns from which they get shares where they do not fit."""
_GAP_WIDE = 14
_LEAST_SHARE, _LEAST_SHARE_OF_TWO = 0.6, 0.4
"""The least a table takes of the text's width; of two columns, which else would stand too far apart."""
_MEASURED = 40
"""Rows that decide how wide the columns are: those that are seen first."""
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
    for row in piece.rows[piece.heads : _MEASURED]:
        text = flat(row[column]).strip()
        if text in ("", "-", "–", "—"):
            continue
        if not _FIGURE.fullmatch(text):
            return False
        has_some = True
    return has_some


def gap_after(piece: TablePiece, column: int, type_: Typography) -> int:
    """Return the pixels between a column's text and the next column; of the last, to the end of the table."""
    is_last = column == (0 if piece.is_rtl else len(piece.aligns) - 1)
    if is_last and (piece.is_rtl or aligns_of(piece)[column] == "right"):
        return 0
    return type_.px(_GAP_WIDE if is_wide(piece) else COLUMN_GAP)


def may_change_with_rows(rows: int) -> bool:
    """Whether one more than so many rows may change the widths."""
    return rows <= _MEASURED


def column_widths(piece: TablePiece, type_: Typography, room: float, bleed: float = 0) -> list[QTextLength]:
    """Return the widths of the columns, as they stand in the piece.

    The text is `room` pixels wide there, and `bleed` more are free at its right.
    """
    count = len(piece.aligns)
    least, ideal = zip(*(_needs(piece, column, type_) for column in range(count)), strict=True)
    whole = room + bleed if type_.folds else room
    if sum(least) > whole and type_.folds:
        most = _SCROLLED_EM * type_.em
        return _fixed([max(few, min(line, most)) for few, line in zip(least, ideal, strict=True)])
    if sum(ideal) <= whole:
        least_share = _LEAST_SHARE if count > 2 else _LEAST_SHARE_OF_TWO
        return _fixed([line * max(1.0, least_share * room / sum(ideal)) for line in ideal])
    if count < _SHARED:
        return [QTextLength()] * count
    wanted = [max(few, min(line, _LINE_EM * type_.em)) for few, line in zip(least, ideal, strict=True)]
    needs = [most - few for most, few in zip(wanted, least, strict=True)]
    left = max(0.0, whole - sum(least)) / max(1.0, sum(needs))
    widths = [few + left * need for few, need in zip(least, needs, strict=True)]
    if type_.folds:
        return _fixed(widths)
    return [QTextLength(QTextLength.Type.PercentageLength, 100 * width / sum(widths)) for width in widths]


def _fixed(widths: list[float]) -> list[QTextLength]:
    return [QTextLength(QTextLength.Type.FixedLength, int(width)) for width in widths]


def _needs(piece: TablePiece, column: int, type_: Typography) -> tuple[float, float]:
    """Return the width of a column's longest word, within reason, and of its longest line, with the gap after it."""
    size = frozenset(("small",)) if is_wide(piece) else frozenset[str]()
    pad = gap_after(piece, column, type_) + 2
    word = line = 0.0
    for at, row in enumerate(piece.rows[:_MEASURED]):
        kind = "head" if at < piece.heads else "cell"
        metrics = [QFontMetricsF(type_.chars(run.marks | size, kind).font()) for run in row[column]]
        word = max([word, *(_word(run, metric) for run, metric in zip(row[column], metrics, strict=True))])
        line = max(line, _line(row[column], metrics))
    word = max(word, min(line, _LEAST_EM * type_.em))
    return pad + min(_WORD_EM * type_.em, word), pad + line


def _word(run: TextRun, metrics: QFontMetricsF) -> float:
    return metrics.horizontalAdvance(max(_WORDS.findall(run.text), key=len, default=""))


def _line(runs: Runs, metrics: list[QFontMetricsF]) -> float:
    return sum(metric.horizontalAdvance(run.text) for run, metric in zip(runs, metrics, strict=True))
