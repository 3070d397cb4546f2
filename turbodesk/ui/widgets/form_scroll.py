"""Scrolls the rows of a form that lie on a sheet: equal air on both sides, and nothing is cut hard at an edge."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.fade import Fade
from turbodesk.ui.widgets.form_row import FormRow, HintLabel
from turbodesk.ui.widgets.forms import FormPage, scrolling
from turbodesk.ui.widgets.lifetime import single_shot

_FADE = 20
"""Pixels over which what is scrolled away melts into the sheet."""


class FormScrollArea(QScrollArea):
    """A column of rows and blocks; whoever has it adds to `column`, before the stretch at its end."""

    def __init__(self, *, side: int) -> None:
        """`side`: pixels of air at the left and at the right."""
        super().__init__()
        self._side = side
        self._last: FormRow | None = None
        page = FormPage()
        page.setProperty("kind", "clear")
        self.column = QVBoxLayout(page)
        self.column.setSpacing(0)
        self.column.addStretch(1)
        scrolling(page, self)
        self._fades = Fade(self, ramp=_FADE, is_upwards=True, token="raised"), Fade(self, ramp=_FADE, token="raised")
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._fit_sides)
        bar.valueChanged.connect(self._show_fades)
        self._fit_sides()

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts and colours of `theme`; the last row has no line beneath."""
        for row in self.findChildren(FormRow):
            row.apply_theme(theme)
        for hint in self.findChildren(HintLabel):
            hint.apply_theme(theme)
        last = self.column.count() - 2  # the very last is what takes the rest of the page
        before, self._last = self._last, None
        for row in self.findChildren(FormRow):
            if self.column.indexOf(row) == last:
                row.set_line(False)
                self._last = row
            elif row is before:  # others have come behind it
                row.set_line(True)

    def set_side(self, side: int) -> None:
        """Keep so many pixels of air at either side."""
        self._side = side
        self._fit_sides()

    def reveal(self, part: QWidget) -> None:
        """Scroll `part` into view, once the layout has given it its place."""
        single_shot(part, 0, lambda: self.ensureWidgetVisible(part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_fades()

    def _fit_sides(self) -> None:
        """Keep both sides equal: where there is a scroll bar, it lies in the air at the right."""
        bar = self.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        self.column.setContentsMargins(margins(self._side, 0, max(0, self._side - taken), Space.XL))
        self._show_fades()

    def _show_fades(self) -> None:
        bar, viewport = self.verticalScrollBar(), self.viewport().geometry()
        above, beneath = self._fades
        above.setGeometry(viewport.left(), viewport.top(), viewport.width(), _FADE)
        beneath.setGeometry(viewport.left(), viewport.bottom() + 1 - _FADE, viewport.width(), _FADE)
        above.setVisible(bar.value() > bar.minimum())
        beneath.setVisible(bar.value() < bar.maximum())
