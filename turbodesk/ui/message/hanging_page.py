"""A text whose widget is wider than it is: left of the text hang its marks, right of it grows what is too wide.

Why not margins of the viewport: the mouse would not reach the text from them, and nothing could be painted there. Why
not a document with margins: everything that is measured in it, such as the columns of tables, would have to know them.
Here the document begins at x 0, and the widget is scrolled sideways to the left of that by as much as hangs outside.
What Qt tells of places in it (what is under the mouse, the caret, a letter for a screen reader) takes account of that.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QTextBrowser, QWidget

from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import ParagraphPiece
from turbodesk.ui.document.typography import Typography
from turbodesk.ui.theme.metrics import BLEED

_AIR = 16
"""Pixels between what grows to the right and the edge of the page, where the scroll bar may lie."""
_PANEL_LINE = 22
"""Pixels at 100 % from the top of a panel or a table to where the words of its head stand."""


class HangingPage(QTextBrowser):
    """The page of one text, and where it stands in its widget."""

    def __init__(self, typography: Typography, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = MessageDocument(typography, self)
        self.setDocument(self.page)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # of the scroll bar; each paragraph has its own
        self.lead = 0
        """Pixels of the widget left of the text."""
        self._trail = self._most_trail = 0
        self._lifted = 0
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.rangeChanged.connect(self._hold)

    def set_room(self, left: int, right: int) -> None:
        """Say how many pixels of the page are free beside the text on either side; before its height is asked for."""
        type_ = self.page.typography
        lead = max(0, min(2 * type_.hang, left))
        bleed = max(0, min(type_.hang, right), min(type_.hang + type_.px(BLEED), right - _AIR))
        self._most_trail = max(bleed, min(2 * type_.hang, right))
        if bleed != self.page.bleed:
            self.page.bleed = bleed
            self.page.fit_tables()
            self._make_room_for(0)
        if lead != self.lead:
            self.lead = lead
            self._hold()
            self._lead_changed()

    def _lead_changed(self) -> None:
        """Move what stands on the page by itself, such as buttons."""

    def place(self, rect: QRect) -> None:
        """Put the text at a rectangle of the parent; its lines then have equal air above and beneath them."""
        self._lifted = self._lift
        self._place_at(rect)

    @property
    def _lift(self) -> int:
        # A panel or a table has its upper edge there, and no air above it.
        return self.page.typography.lift if self._begins_with_text else 0

    @property
    def _begins_with_text(self) -> bool:
        return not self.page.pieces or isinstance(self.page.pieces[0], ParagraphPiece)

    @property
    def text_rect(self) -> QRect:
        """Where the text stands in the parent: the widget without what hangs outside."""
        return self.geometry().adjusted(self.lead, self._lifted, -self._trail, self._lifted)

    @property
    def first_base_line(self) -> int:
        """Where the letters of the first line stand, in pixels from the widget's top."""
        if not self._begins_with_text:
            return self.page.typography.px(_PANEL_LINE)
        block = self.page.firstBlock()
        top = self.page.documentLayout().blockBoundingRect(block).top()
        line = block.layout().lineAt(0)
        return round(top + line.y() + line.ascent()) if line.isValid() else 0

    def _place_at(self, rect: QRect) -> None:
        self.setGeometry(rect.adjusted(-self.lead, -self._lifted, self._trail, -self._lifted))

    def _make_room_for(self, first: int) -> None:
        """Be as wide as the pieces from `first` on need: no wider, for something else may stand in the margin."""
        hang = self.page.typography.hang
        before, widest = self._trail, self._trail if first else 0
        if self.page.bleed:
            widest = max(widest, hang, *(self.page.overhang(at) for at in range(first, len(self.page.pieces))))
        self._trail = min(widest, self._most_trail)
        if self._trail != before:
            self.resize(self.width() + self._trail - before, self.height())

    def _hold(self) -> None:
        # The page is never scrolled inside its widget, however wide its code is.
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if (across.minimum(), across.maximum()) != (-self.lead, -self.lead):
            across.setRange(-self.lead, -self.lead)
        if down.maximum():
            down.setRange(0, 0)
