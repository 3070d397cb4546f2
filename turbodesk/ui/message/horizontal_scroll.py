"""Lets what is too wide for the page be scrolled sideways by itself: lines of code that are not wrapped, and tables.

Such a piece is drawn shifted and clipped to its place, and what is under the pointer is found by the same shift. Pieces
are known by their index, which stays the same while a reply grows; a bar exists only where one has been seen.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QScrollBar, QWidget

from turbodesk.translation import _
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import CodePiece, TablePiece, is_long
from turbodesk.ui.document.typography import BAR_ROOM

_BAR_HEIGHT = 14
"""As high as all bars: the handle is six pixels of it."""
_MARGIN = 20
"""Pixels seen beside what is scrolled to."""


class Sideways:
    """The scroll bars and the offsets of one page's wide pieces; the bars are children of `viewport`."""

    def __init__(self, page: MessageDocument, viewport: QWidget) -> None:
        self._page = page
        self._viewport = viewport
        self.lead = 0
        """Pixels of the viewport left of the page."""
        self._bars: dict[int, QScrollBar] = {}

    # Geometry

    def clip(self, index: int, rect: QRectF) -> QRectF:
        """Return where the text of a piece may be painted, given the piece's rectangle."""
        piece, type_ = self._page.pieces[index], self._page.typography
        if not isinstance(piece, CodePiece):
            left, right = self._page.edges(piece)
            return QRectF(left, rect.top() - 1, right + self._page.bleed - left, rect.height() + 2)
        foot = type_.panel_foot if type_.folds and is_long(piece) else 0
        inner = rect.adjusted(0, type_.panel_header, 2 - type_.hang, -1 - foot)
        inner.setLeft(self._page.edges(piece)[0] + type_.gutter(piece) - 2)
        return inner

    def overflow(self, index: int) -> int:
        """Return by how many pixels a piece is too wide; 0 when it fits or is wrapped."""
        piece, type_ = self._page.pieces[index], self._page.typography
        if isinstance(piece, TablePiece):
            return self._page.table_overflow(index)
        if not isinstance(piece, CodePiece):
            return 0
        room = self._page.rect(index).right() - type_.hang - self._page.edges(piece)[0]
        return round(self._page.code.overflow(index, room))

    def offset(self, index: int) -> int:
        """Return how far a piece is scrolled sideways, in pixels."""
        bar = self._bar(index)
        return 0 if bar is None else bar.value()

    def at(self, y: float) -> int | None:
        """Return the code or the table at a height of the page."""
        return next(
            (one.number for one in self._page.shown(y, y) if isinstance(one.piece, CodePiece | TablePiece)), None
        )

    def offset_at(self, y: float) -> int:
        """Return how far the text at a height of the page is scrolled sideways."""
        if not any(bar.value() for bar in self._bars.values()):
            return 0
        index = self.at(y)
        return 0 if index is None else self.offset(index)

    def scroll(self, index: int, by: int) -> bool:
        """Scroll a piece sideways; False when it has nothing to scroll."""
        bar = self._bar(index)
        if bar is not None:
            bar.setValue(bar.value() + by)
        return bar is not None and self.overflow(index) > 0

    def reveal(self, index: int, x: float) -> None:
        """Scroll a piece so that the x coordinate of the unscrolled page is seen."""
        bar = self._bar(index)
        if bar is None:
            return
        inner = self.clip(index, self._page.rect(index))
        bar.setValue(round(min(max(bar.value(), x - inner.right() + _MARGIN), x - inner.left() - _MARGIN)))

    # Bars

    def _bar(self, index: int) -> QScrollBar | None:
        """Return the bar of a piece; all parts of a table have that of the first."""
        return self._bars.get(self._page.tables.first(index)) if self._bars else None

    def misses_bar(self, index: int) -> bool:
        """Whether a piece that is too wide has no bar yet."""
        return self._page.tables.first(index) not in self._bars and self.overflow(index) > 0

    def make(self, index: int) -> None:
        """Make the bar of a piece that misses it, and put it in its place."""
        index = self._page.tables.first(index)
        if self.misses_bar(index):
            self._bars[index] = self._new_bar()
            self.place_one(index)
            piece = self._page.pieces[index]
            if isinstance(piece, TablePiece) and piece.is_rtl:
                self._bars[index].setValue(self._bars[index].maximum())

    def place(self, first: int = 0) -> None:
        """Put the bars where their pieces are now, from the piece `first` on; those without one go."""
        for index in [bar for bar in self._bars if self._page.tables.last(bar) >= first]:
            if index < len(self._page.pieces) and isinstance(self._page.pieces[index], CodePiece | TablePiece):
                self.place_one(index)
            else:
                self._bars.pop(index).deleteLater()

    def place_one(self, index: int) -> None:
        """Put the bar of a piece, if it has one, in its place: of a table in parts beneath the last of them."""
        bar = self._bar(index)
        if bar is None:
            return
        index = self._page.tables.last(index)
        overflow, rect = self.overflow(index), self._page.rect(index)
        inner = self.clip(index, rect)
        piece = self._page.pieces[index]
        is_code = isinstance(piece, CodePiece)
        # In the foot of a panel, beneath its last line, and beneath a table.
        top = round(rect.bottom()) - (self._page.typography.space_below(piece) if is_code else _BAR_HEIGHT - BAR_ROOM)
        bar.setAccessibleName(_("Scroll code sideways") if is_code else _("Scroll table sideways"))
        bar.setVisible(overflow > 0)
        bar.setGeometry(self.lead + round(inner.left()), top, round(inner.width()), _BAR_HEIGHT)
        bar.setPageStep(round(inner.width()))
        bar.setSingleStep(round(self._page.typography.code_advance * 4))
        bar.setRange(0, overflow)

    def restyle(self) -> None:
        """Take the page's text size."""
        self._page.code.forget_widths()

    def _new_bar(self) -> QScrollBar:
        bar = QScrollBar(Qt.Orientation.Horizontal, self._viewport)
        bar.setCursor(Qt.CursorShape.ArrowCursor)
        bar.valueChanged.connect(self._viewport.update)
        return bar
