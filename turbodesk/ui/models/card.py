"""The card beside the model list: what else there is to know of the model that is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.forms import HeadingLabel, note
from turbodesk.ui.widgets.paper import Paper
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.surface import surface_of

_WIDTH = 264
_MOST = 7
"""Things that are told of a model."""
_APART, _LOWER = 12, 6
"""Pixels left of the list, and below its upper edge."""


class ModelCard(QFrame):
    """Stands beside what it is told of, in the same window; nothing in it takes the pointer or the focus."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        window = surface_of(window)
        super().__init__(window)
        self._over = window
        self.hide()
        self.setProperty("kind", "clear")
        self.setAccessibleName(_("About this model"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._name = HeadingLabel("")
        self._about = note()
        self._id = HeadingLabel("")
        self._id.setProperty("kind", "muted")
        self._id.setWordWrap(True)
        self._lines = [(note(), PlainLabel()) for _row in range(_MOST)]
        layout = self._rows = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, 14, Space.L, 14)
        layout.setSpacing(Space.XS)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(2)
        for row, pair in enumerate(self._lines):
            for column, label in enumerate(pair):
                grid.addWidget(label, row, column)
        for part in (self._name, self._about, Space.XS, grid, Space.XS, self._id):
            if isinstance(part, QWidget):
                layout.addWidget(part)
            elif isinstance(part, QGridLayout):
                layout.addLayout(part)
            else:
                layout.addSpacing(part)
        self._paper = Paper(self)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._scale = theme.line_height(TextRole.UI) / 20
        bold = theme.font(TextRole.UI_STRONG)
        bold.setBold(True)
        self._name.wear(bold)
        for pair in self._lines:
            for label in pair:
                label.setFont(theme.font(TextRole.LABEL))
        code = theme.font(TextRole.CODE)
        code.setPixelSize(theme.font(TextRole.KEYCAP).pixelSize())
        self._id.wear(code)

    def tell(self, name: str, about: str, lines: Sequence[tuple[str, str]], id_: str) -> None:
        """Say this; what is "" is left out."""
        self._name.setText(name)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self._id.setText(id_)
        self._id.setVisible(bool(id_) and id_ != name)
        for at, (what, value) in enumerate(self._lines):
            what.setText(lines[at][0] if at < len(lines) else "")
            value.setText(lines[at][1] if at < len(lines) else "")
            for label in (what, value):
                label.setVisible(at < len(lines))

    def stand_beside(self, panel: QRect) -> bool:
        """Show it before `panel`, in the window's coordinates, or at its other side; False where there is no room."""
        area = self._over.rect().adjusted(Space.S, Space.S, -Space.S, -Space.S)
        width = round(_WIDTH * self._scale)
        self.ensurePolished()
        self._rows.activate()  # what was shown or hidden just now counts
        height = self._rows.heightForWidth(width)
        left, right = panel.x() - _APART - width, panel.x() + panel.width() + _APART
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            x = right if right + width <= area.x() + area.width() else left
        else:
            x = left if left >= area.x() else right
        fits = area.x() <= x and x + width <= area.x() + area.width()
        if fits:
            top = max(area.y(), min(panel.y() + _LOWER, area.y() + area.height() - height))
            self.setGeometry(x, top, width, height)
            self.show()
            self._paper.raise_()
            self.raise_()
        else:
            self.hide()
        return fits
