"""Sentences in a panel or a sheet, in lines as far apart as the design has them: Qt's labels have the font's own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class NoteLabel(WrappingLabel):
    """One line is as tall as any label; one whose text can be selected is laid out by Qt, as only Qt can select."""

    _is_between = True

    def heightForWidth(self, width: int) -> int:
        if self._is_selectable():
            return super(WrappingLabel, self).heightForWidth(width)
        return super().heightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_selectable():
            super(WrappingLabel, self).paintEvent(event)
        else:
            super().paintEvent(event)

    def _is_selectable(self) -> bool:
        return bool(self.textInteractionFlags() & _SELECTABLE)

    def _lines_apart(self) -> float:
        """Return how far apart lines of this font are by the design; a font of no role keeps its own distance."""
        theme, size = current_theme(), self.font().pixelSize()
        roles = (role for role in (TextRole.UI, TextRole.LABEL) if theme.font(role).pixelSize() == size)
        return next((theme.line_height(role) for role in roles), 0.0)
