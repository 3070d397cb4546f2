"""Sets formulas on a page: outlines where the TeX is understood, its source where it is not, or not yet.

On the page a formula is one object, which draws outlines and is therefore sharp at every scale, and after it the source
in letters without width or colour. Why the source as well: it is what screen readers read and searches find, and a
selection around a formula holds it like any other text.

Formulas are laid out in a thread, because each takes milliseconds and the first one a third of a second. Until they are
known their source stands on the page; `Formulas.found` tells when to look again.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QRegion,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from turbodesk.rendering.tex import INK, MAX_LENGTH, Drawing, drawing, why_not
from turbodesk.translation import _
from turbodesk.ui.document.piece_document import PieceDocument
from turbodesk.ui.document.pieces import (
    LINE_BREAK,
    OBJECT,
    SET,
    ParagraphPiece,
    Piece,
    Runs,
    TablePiece,
    TextRun,
    units,
)
from turbodesk.ui.document.typography import Typography

FORMULA = QTextFormat.ObjectTypes.UserObject.value + 1
"""The type of our objects in a document; `FormulaObject` draws them."""

_TEX = QTextFormat.Property.UserProperty.value + 1
_IS_DISPLAY = QTextFormat.Property.UserProperty.value + 2
_EM = QTextFormat.Property.UserProperty.value + 3
_KNOWN = 1000
"""Formulas kept: some 10 KB each, and more than any chapter has."""
_RENDERERS = 300
"""Formulas kept ready to be drawn: more than a screen shows."""
_WAITING = 400
"""Formulas waiting to be laid out; what does not get in is asked for again when others are found."""
_PAUSE_S = 0.003
"""Left to the window between two formulas: a thread of Python's keeps the others waiting while it computes."""
_TURN_S = 0.001
"""How soon the thread yields to the window while it computes; with Python's own 5 ms, frames come late."""
_GATHER_MS = 60
"""Formulas found within this time go on the page together."""
_SIZE = 1.08
"""Size of formulas over that of the text around them: the lower-case letters are then as tall."""
_LINE_ASCENT, _LINE_DESCENT = 1.08, 0.5
"""How far a formula may reach from the baseline, in ems of the text, without needing a taller line."""
_AIR = 0.12
"""Added above and beneath a formula that needs a taller line, in ems."""
_SUPPRESS_TEXT = 0x5012
"""Qt's own property (`QTextFormat::SuppressText`) of what is drawn as the ground of a selection, without letters."""
_MARGIN = 0.02
"""Empty border within the outlines' viewBox, in ems."""


class FormulaKey(NamedTuple):
    """Which formula: its TeX, and whether it stands by itself."""

    tex: str
    is_display: bool


class Formulas(QObject):
    """The formulas that are known, and a thread that lays out those that are asked for."""

    found = Signal()
    """Some of the formulas asked for are known now."""
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: OrderedDict[FormulaKey, Drawing | None] = OrderedDict()
        self._renderer = lru_cache(maxsize=_RENDERERS)(self._new_renderer)
        self._lock = threading.Lock()
        self._waiting: deque[FormulaKey] = deque()
        self._asked: set[FormulaKey] = set()
        self._made: list[tuple[FormulaKey, Drawing | None]] = []
        self._thread: threading.Thread | None = None
        self._turn_s = sys.getswitchinterval()
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(_GATHER_MS)
        self._gathering.timeout.connect(self._take)
        self._arrived.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.give_up)

    @property
    def is_idle(self) -> bool:
        """Whether every formula that was asked for is known."""
        return not self._asked

    def is_known(self, key: FormulaKey) -> bool:
        """Whether it was tried to set a formula."""
        return key in self._known

    def get(self, key: FormulaKey) -> Drawing | None:
        """Return a formula, or None where it is not understood or not known yet; `found` tells when to ask again."""
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        if len(key.tex) <= MAX_LENGTH:
            self._ask(key)
        return None

    def wanted(self, key: FormulaKey) -> Drawing | None:
        """Return a formula that was known once, even if it has to be laid out again on the spot."""
        if key not in self._known:
            self._keep(key, drawing(key.tex, is_display=key.is_display))
        return self._known[key]

    def draw(self, key: FormulaKey, color: QColor, painter: QPainter, target: QRectF) -> None:
        """Draw a formula of the outer size of `target`."""
        self._renderer(key, color.rgba()).render(painter, target)

    def give_up(self) -> None:
        """Forget what waits; what is being laid out ends by itself."""
        with self._lock:
            self._waiting.clear()
        self._asked.clear()

    def _new_renderer(self, key: FormulaKey, rgba: int) -> QSvgRenderer:
        found = self.wanted(key)
        svg = "<svg/>" if found is None else found.svg.replace(INK, QColor.fromRgba(rgba).name())
        return QSvgRenderer(QByteArray(svg.encode()))

    def _ask(self, key: FormulaKey) -> None:
        if key in self._asked or len(self._asked) >= _WAITING:
            return
        self._asked.add(key)
        with self._lock:
            self._waiting.append(key)
            if self._thread is None:
                sys.setswitchinterval(_TURN_S)
                self._thread = threading.Thread(target=self._lay_out, name="formulas")
                self._thread.start()

    def _lay_out(self) -> None:
        """Work through what waits, in the thread."""
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                key = self._waiting.popleft()
            made = None
            try:
                made = drawing(key.tex, is_display=key.is_display)
            finally:  # whatever happens, one formula must not keep the others waiting
                with self._lock:
                    self._made.append((key, made))
                    if made is None and sys.exc_info()[0] is not None:
                        self._thread = None
                self._arrived.emit()
            time.sleep(_PAUSE_S)

    def _gather(self) -> None:
        if not self._gathering.isActive():
            self._gathering.start()

    def _take(self) -> None:
        with self._lock:
            made, self._made = self._made, []
        for key, found in made:
            self._asked.discard(key)
            self._keep(key, found)
        if self.is_idle:
            sys.setswitchinterval(self._turn_s)
        self.found.emit()

    def _keep(self, key: FormulaKey, found: Drawing | None) -> None:
        self._known[key] = found
        while len(self._known) > _KNOWN:
            self._known.popitem(last=False)


@cache
def formulas() -> Formulas:
    """Return the formulas of all pages: the same few stand in many places.

    One for the process, like any cache of a pure function: what is known of a formula depends on its key alone, and no
    page can tell who asked first. Why it is not handed in: it would go from the window through rows, messages, parts
    and bodies to documents, tables and runs, and through the pages of a print as well, some twenty signatures, and a
    second one would only compute the same again on a second thread.
    """
    return Formulas()


def typeset(piece: Piece) -> Piece:
    """Return the piece with those of its formulas set that are known; asks for the others."""
    match piece:
        case ParagraphPiece():
            runs = _typeset_runs(piece.runs, is_display=piece.kind == "math")
            return piece if runs is piece.runs else piece._replace(runs=runs)
        case TablePiece() if any(awaits(cell) for row in piece.rows for cell in row):
            return piece._replace(
                rows=tuple(tuple(_typeset_runs(cell, is_display=False) for cell in row) for row in piece.rows)
            )
        case _:
            return piece


def awaits(runs: Runs) -> bool:
    """Whether a formula among the runs stands as its source."""
    return any("math" in run.marks and SET not in run.marks for run in runs)


def piece_awaits(piece: Piece) -> bool:
    """Whether a formula of the piece stands as its source."""
    if isinstance(piece, ParagraphPiece):
        return awaits(piece.runs)
    return isinstance(piece, TablePiece) and any(awaits(cell) for row in piece.rows for cell in row)


def why_source(page: PieceDocument, position: int) -> str:
    """Return why the formula at a character stands as its source, in words for a tip; "" where there is none."""
    index = page.index_at(position)
    piece = page.pieces[index] if position >= 0 and index < len(page.pieces) else None
    if not isinstance(piece, ParagraphPiece) or not awaits(piece.runs):
        return ""
    at = page.span(index)[0]
    for run in piece.runs:
        at += units(run.text)
        if position < at:
            tex = run.text.replace(LINE_BREAK, " ")
            is_source = "math" in run.marks and SET not in run.marks
            known = formulas().is_known(FormulaKey(tex, piece.kind == "math")) or len(tex) > MAX_LENGTH
            return _("Not set: {why}.").format(why=why_not(tex)) if is_source and known else ""
    return ""


def _typeset_runs(runs: Runs, *, is_display: bool) -> Runs:
    if not awaits(runs):
        return runs
    return tuple(_typeset_run(run, is_display=is_display) for run in runs)


def _typeset_run(run: TextRun, *, is_display: bool) -> TextRun:
    if "math" not in run.marks or SET in run.marks:
        return run
    tex = run.text.replace(LINE_BREAK, " ")
    if formulas().get(FormulaKey(tex, is_display)) is None:
        return run
    return run._replace(text=OBJECT + tex, marks=run.marks | {SET})


def insert_formula(cursor: QTextCursor, run: TextRun, type_: Typography, kind: str) -> None:
    """Write a formula where the cursor stands, and make its lines as tall as it needs."""
    tex = run.text.removeprefix(OBJECT)
    key = FormulaKey(tex, kind == "math")
    made = QTextCharFormat(type_.chars(run.marks - {SET, "math"}, kind, run.href, run.title))
    made.setProperty(QTextFormat.Property.TextToolTip, tex)
    hidden = QTextCharFormat(made)
    hidden.setFont(_weightless(type_.code.family()))
    hidden.setForeground(QColor(0, 0, 0, 0))
    hidden.setUnderlineStyle(QTextCharFormat.UnderlineStyle.NoUnderline)
    made.setObjectType(FORMULA)
    made.setProperty(_TEX, tex)
    made.setProperty(_IS_DISPLAY, key.is_display)
    made.setProperty(_EM, QFontInfo(made.font()).pixelSize() * _SIZE)
    is_tall = key.is_display or _reach(key, made) > 0
    # Qt puts an object's bottom on the baseline, or a letter's depth below it; for more, only its middle can be used.
    alignment = QTextCharFormat.VerticalAlignment
    inline = alignment.AlignMiddle if is_tall else alignment.AlignBaseline
    made.setVerticalAlignment(alignment.AlignNormal if key.is_display else inline)
    if is_tall:
        _let_lines_grow(cursor, type_.paragraph_line(kind))
    cursor.insertText(OBJECT, made)
    cursor.insertText(tex, hidden)


class FormulaObject(QPyTextObject):
    """Measures and draws the formulas of a document; register it for `FORMULA` with the document's layout."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._region: QRegion | None = None
        self._drawn: set[int] = set()

    @contextmanager
    def within(self, region: QRegion) -> Iterator[None]:
        """Draw each formula once and inside `region`, in the document's coordinates, while the page is painted.

        Qt paints a line that is partly selected in up to three passes, each clipped to the letters' height.
        """
        self._region = region
        self._drawn.clear()
        try:
            yield
        finally:
            self._region = None

    def intrinsicSize(self, doc: QTextDocument, position: int, format_: QTextFormat) -> QSizeF:
        chars = format_.toCharFormat()
        key = _key(chars)
        found = formulas().wanted(key)
        if found is None:
            return QSizeF(0, 0)
        em = _em(chars) * _fit(doc, position, found, _em(chars))
        if key.is_display:
            return QSizeF(found.width * em, (found.ascent + found.descent + 2 * _AIR) * em)
        reach = _reach(key, chars)
        return QSizeF(found.width * em, 2 * (reach + _rise(chars)) if reach else _metrics(chars).height())

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, doc: QTextDocument, position: int, format_: QTextFormat
    ) -> None:
        rect, chars = QRectF(rect), format_.toCharFormat()
        key = _key(chars)
        found = formulas().wanted(key)
        if found is None or chars.hasProperty(_SUPPRESS_TEXT) or position in self._drawn:
            return
        em = _em(chars) * _fit(doc, position, found, _em(chars))
        if key.is_display:
            top = rect.top() + _AIR * em
        elif chars.verticalAlignment() == QTextCharFormat.VerticalAlignment.AlignMiddle:
            top = rect.center().y() + _rise(chars) - found.ascent * em
        else:
            top = rect.bottom() - _metrics(chars).descent() - found.ascent * em
        size = QSizeF(found.width + 2 * _MARGIN, found.ascent + found.descent + 2 * _MARGIN) * em
        target = QRectF(rect.left() - _MARGIN * em, top - _MARGIN * em, size.width(), size.height())
        painter.save()
        if self._region is None:
            painter.setClipRect(target, Qt.ClipOperation.ReplaceClip)
        else:
            self._drawn.add(position)
            painter.setClipRegion(self._region, Qt.ClipOperation.ReplaceClip)
            painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
        formulas().draw(key, chars.foreground().color(), painter, target)
        painter.restore()


def _key(chars: QTextCharFormat) -> FormulaKey:
    return FormulaKey(str(chars.property(_TEX)), bool(chars.property(_IS_DISPLAY)))


def _em(chars: QTextCharFormat) -> float:
    return max(1.0, chars.doubleProperty(_EM))


def _rise(chars: QTextCharFormat) -> float:
    """How far the middle of an object in a line stands above the baseline: Qt puts it half-way up the small letters."""
    return _metrics(chars).xHeight() / 4


def _metrics(chars: QTextCharFormat) -> QFontMetrics:
    # Qt aligns objects by whole pixels.
    return QFontMetrics(chars.font())


def _fit(doc: QTextDocument, position: int, found: Drawing, em: float) -> float:
    """By how much to shrink a formula that is wider than the column."""
    width = doc.textWidth()
    if width <= 0:
        return 1.0
    format_ = doc.findBlock(position).blockFormat()
    room = max(em, width - format_.leftMargin() - format_.rightMargin() - 1)
    return min(1.0, room / (found.width * em))


def _reach(key: FormulaKey, chars: QTextCharFormat) -> float:
    """How far a formula in a line reaches from the baseline, above or beneath, in pixels; 0 if the line has room."""
    found = formulas().wanted(key)
    if found is None:
        return 0
    up, down = found.ascent * _SIZE, found.descent * _SIZE
    needed = max(up + _AIR if up > _LINE_ASCENT else 0, down + _AIR if down > _LINE_DESCENT else 0)
    return needed * _em(chars) / _SIZE


def _let_lines_grow(cursor: QTextCursor, line: int) -> None:
    minimum = QTextBlockFormat.LineHeightTypes.MinimumHeight.value
    format_ = cursor.blockFormat()
    if format_.lineHeightType() != minimum:
        format_.setLineHeight(line, minimum)
        cursor.setBlockFormat(format_)


@cache
def _weightless(family: str) -> QFont:
    """A font whose letters take no room."""
    font = QFont(family)
    font.setPixelSize(1)
    font.setStyleStrategy(QFont.StyleStrategy.NoAntialias)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -QFontMetricsF(font).horizontalAdvance("0"))
    return font
