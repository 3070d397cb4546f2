"""Says how wide the columns of a table are, so that no word is broken and each column gets room by what it has to say.

Few columns, or columns that fit on one line each, are left to Qt. Of more it gives each so little that it breaks their
words; those get shares of the page: each its longest word, and of what is left more the more it has to say. Where even
the longest words do not fit, columns get pixels and the table is wider than the page: it is scrolled sideways
(`sideways`). On paper nothing can be scrolled: there the shares stay, and who prints sees to the width.
"""

from __future__ import annotations

import re

from PySide6.QtGui import QFontMetricsF, QTextLength

from turbodesk.ui.document.pieces import Runs, TablePiece, TextRun
from turbodesk.ui.document.typography import CELL_PAD_X, Typography

_WIDE = 8
"""Columns from which a table is wide."""
_SHARED = 4
"""Columns from which they get shares where they do not fit."""
_PAD_X_WIDE = 5
_MEASURED = 40
"""Rows that decide how wide the columns are: those that are seen first."""
_LEAST_EM = 3
"""The least a column gets, if it has as much to say: text of single letters one above the other is no text."""
_WORD_EM, _LINE_EM, _SCROLLED_EM = 14, 24, 12
"""The most a column gets for its longest word and for its longest line, and for a line in a table that is scrolled."""
# Where Qt breaks lines anyway: at blanks, behind hyphens, and around letters of scripts without blanks.
_WORDS = re.compile("[^\\s\u2028\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef-]+-?|\\S")


def is_wide(piece: TablePiece) -> bool:
    """Whether a table has so many columns that it is set smaller and closer."""
    return len(piece.aligns) >= _WIDE


def side_padding(piece: TablePiece, type_: Typography) -> int:
    """Return the pixels left and right of a cell's text."""
    return type_.px(_PAD_X_WIDE if is_wide(piece) else CELL_PAD_X)


def may_change_with_rows(rows: int) -> bool:
    """Whether one more than so many rows may change the widths."""
    return rows <= _MEASURED


def column_widths(piece: TablePiece, type_: Typography, room: float) -> list[QTextLength]:
    """Return the widths of the columns, as they stand in the piece, where `room` pixels are the page's."""
    count = len(piece.aligns)
    least, ideal = zip(*(_needs(piece, column, type_) for column in range(count)), strict=True)
    if sum(least) > room and type_.folds:
        fixed = QTextLength.Type.FixedLength
        most = _SCROLLED_EM * type_.em
        return [QTextLength(fixed, round(max(few, min(whole, most)))) for few, whole in zip(least, ideal, strict=True)]
    if count < _SHARED or (count < _WIDE and sum(ideal) <= room):
        return [QTextLength()] * count
    wanted = [max(few, min(whole, _LINE_EM * type_.em)) for few, whole in zip(least, ideal, strict=True)]
    needs = [most - few for most, few in zip(wanted, least, strict=True)]
    left = max(0.0, room - sum(least)) / max(1.0, sum(needs))
    widths = [few + left * need for few, need in zip(least, needs, strict=True)]
    return [QTextLength(QTextLength.Type.PercentageLength, 100 * width / sum(widths)) for width in widths]


def _needs(piece: TablePiece, column: int, type_: Typography) -> tuple[float, float]:
    """Return the width of a column's longest word, within reason, and of its longest line, paddings included."""
    size = frozenset(("small",)) if is_wide(piece) else frozenset[str]()
    pad = 2 * side_padding(piece, type_) + 2
    word = line = 0.0
    for at, row in enumerate(piece.rows[:_MEASURED]):
        kind = "head" if at < piece.heads else "p"
        metrics = [QFontMetricsF(type_.chars(run.marks | size, kind).font()) for run in row[column]]
        word = max([word, *(_word(run, metric) for run, metric in zip(row[column], metrics, strict=True))])
        line = max(line, _line(row[column], metrics))
    word = max(word, min(line, _LEAST_EM * type_.em))
    return pad + min(_WORD_EM * type_.em, word), pad + line


def _word(run: TextRun, metrics: QFontMetricsF) -> float:
    return metrics.horizontalAdvance(max(_WORDS.findall(run.text), key=len, default=""))


def _line(runs: Runs, metrics: list[QFontMetricsF]) -> float:
    return sum(metric.horizontalAdvance(run.text) for run, metric in zip(runs, metrics, strict=True))
