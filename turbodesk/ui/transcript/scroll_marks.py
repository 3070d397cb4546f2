"""Marks on the transcript's scroll bar: where in the conversation something was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from turbodesk.ui.theme.apply import current_theme

_WIDTH, _HEIGHT = 6, 3
MOST = 1_000
"""Marks that are worked out; a bar has fewer pixels than that."""

ShareOf = Callable[[str, float], float | None]
"""Says where a share of a message stands in the whole conversation, both from 0 to 1; None: it is not there."""


class ScrollMarks(QWidget):
    """Lies over `bar`, which it belongs to, and lets the mouse through. Drawn anew whenever the bar is."""

    def __init__(self, bar: QScrollBar, share_of: ShareOf) -> None:
        super().__init__(bar)
        self._bar = bar
        self._share_of = share_of
        self._places: Sequence[tuple[str, float]] = ()
        self._known: tuple[tuple[int, int, int], list[int]] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        # A layout, which is Qt's own work, and no filter of the bar's events: the bar is placed in the middle of the
        # view's own resizing, and an answer in Python there has ended the program.
        layout = QVBoxLayout(bar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self)

    def mark(self, places: Sequence[tuple[str, float]]) -> None:
        """Mark these places, messages and shares of their heights, from the first to the last; none hides them all."""
        self._places = places[:: len(places) // MOST + 1]
        self._known = None
        self.setVisible(bool(places))
        self.update()

    def heights(self) -> list[int]:
        """Return where the marks stand, in pixels from the top, each once."""
        key = (self._bar.maximum(), self._bar.pageStep(), self.height())
        if self._known is None or self._known[0] != key:
            shares = (self._share_of(message_id, share) for message_id, share in self._places)
            room = self.height() - _HEIGHT
            self._known = key, sorted({round(share * room) for share in shares if share is not None})
        return self._known[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().color("found-now"))
        left = (self.width() - _WIDTH) / 2
        for top in self.heights():
            painter.drawRoundedRect(QRectF(left, top, _WIDTH, _HEIGHT), 1, 1)
