"""Paints the page of one message in its widget: what surrounds the text, then the text, shifted where it is scrolled.

Lines of code that are not wrapped, and wide tables, are drawn shifted and clipped to their panel; what is marked and
what is selected is drawn with the text. Everything is found from the part that has to be painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPalette,
    QRegion,
    QTextCharFormat,
    QTextCursor,
)

from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.marks import Marks
from turbodesk.ui.document.painting import paint_surroundings
from turbodesk.ui.document.pieces import CodePiece, TablePiece
from turbodesk.ui.document.spoken_mark import SpokenMark
from turbodesk.ui.message.code import CodePanels
from turbodesk.ui.message.figure_mouse import FigureMouse


@dataclass(frozen=True, slots=True)
class BodyPainter:
    """Paints one page."""

    page: MessageDocument
    panels: CodePanels
    marks: Marks
    spoken: SpokenMark
    figures: FigureMouse

    def paint(
        self,
        painter: QPainter,
        clip: QRectF,
        *,
        cursors: Sequence[QTextCursor],
        palette: QPalette,
        shows_caret: bool,
    ) -> None:
        """Paint what lies in `clip`, in coordinates of the page; `cursors` are what is selected, or the caret."""
        sideways = self.panels.sideways
        shown = list(self.page.shown(clip.top(), clip.bottom()))
        paint_surroundings(painter, self.page, shown, clip, sideways.offset)
        context = _context(cursors, palette, shows_caret=shows_caret)
        whole = QRegion(clip.toRect())
        for one in shown:
            if isinstance(one.piece, CodePiece | TablePiece):
                self.panels.seen(one.number)
                if isinstance(one.piece, CodePiece) and one.piece.is_picture:
                    whole -= one.rect.toAlignedRect()
                    chosen = palette.color(QPalette.ColorRole.Highlight)
                    self.figures.paint_selected(painter, one.number, one.rect, chosen)
                    continue
                if sideways.overflow(one.number) > 0:
                    inner = sideways.clip(one.number, one.rect)
                    whole -= one.rect.toAlignedRect()
                    self._paint_text(painter, QRegion(inner.toAlignedRect()), context, sideways.offset(one.number))
        self._paint_text(painter, whole, context, 0)

    def _paint_text(
        self, painter: QPainter, region: QRegion, context: QAbstractTextDocumentLayout.PaintContext, offset: int
    ) -> None:
        painter.save()
        painter.setClipRegion(region, Qt.ClipOperation.IntersectClip)
        painter.translate(-offset, 0)
        chosen = context.selections
        context.clip = QRectF(region.boundingRect()).translated(offset, 0)
        spoken = self.spoken.selections(context.clip)
        context.selections = [*spoken, *self.marks.selections(context.clip), *chosen]
        with self.page.outlines.within(region.translated(offset, 0)):
            self.page.documentLayout().draw(painter, context)
        context.selections = chosen
        painter.restore()


def _context(
    cursors: Sequence[QTextCursor], palette: QPalette, *, shows_caret: bool
) -> QAbstractTextDocumentLayout.PaintContext:
    """Return how the text is drawn: in which colours, with which selection, and where the caret stands."""
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette = palette
    chosen = QTextCharFormat()
    chosen.setBackground(palette.brush(QPalette.ColorRole.Highlight))
    selections = []
    for cursor in cursors:
        if cursor.hasSelection():
            selection = QAbstractTextDocumentLayout.Selection()
            selection.cursor, selection.format = cursor, chosen
            selections.append(selection)
    if selections:
        context.selections = selections
    elif shows_caret:
        context.cursorPosition = cursors[0].position()
    return context
