"""A sheet as large as a page of a form: a title, rows that scroll, and a foot that stays."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import rule
from turbodesk.ui.widgets.sheet import Sheet

_SIZE = QSize(560, 680)
_SIDE, _SIDE_NARROW = 32, 16
_TITLE_DROP = 10
"""Pixels the title stands lower than the button that closes."""
_NARROW = 480
"""Pixels of the sheet under which its sides are narrow."""


class FormSheet(Sheet):
    """A subclass makes its rows and its foot, and gives them to `lay_out_form` once."""

    def __init__(self, parent: QWidget, *, theme: Theme, name: str) -> None:
        """`name` is its title."""
        super().__init__(parent, theme=theme, name=name, size=_SIZE)

    def lay_out_form(self, rows: Sequence[QWidget], foot: QWidget) -> None:
        """Put everything in its place."""
        self._foot_of_form = foot
        self.title.setWordWrap(True)
        self._top = self.top_line()
        self.title.setContentsMargins(0, _TITLE_DROP, 0, 0)
        self.scroll_area = FormScrollArea(side=_SIDE)
        for row in rows:
            self.scroll_area.column.insertWidget(self.scroll_area.column.count() - 1, row)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(1, 0, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(self._top)
        layout.addWidget(self.scroll_area, 1)
        layout.addWidget(rule())
        layout.addWidget(foot)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.scroll_area.apply_theme(theme)

    def wished_size(self) -> QSize:
        return _SIZE * current_theme().faces.scale

    def place(self) -> None:
        super().place()
        side = _SIDE if self.panel.width() >= _NARROW else _SIDE_NARROW
        self._top.setContentsMargins(margins(side, Space.L, Space.L, Space.XS))
        self._foot_of_form.setContentsMargins(side, Space.M, side, Space.L)
        self.scroll_area.set_side(side)
