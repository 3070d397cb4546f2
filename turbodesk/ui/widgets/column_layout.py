"""Stacks widgets in the column of the chat, so that their edges are those of the messages above."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.ui.theme.column import Column


class ColumnLayout(QVBoxLayout):
    """A column of its own in the whole width of `parent`; its margins left and right are the column's sides.

    Why not a widest size between two stretches: the stretches share out what is over by their own rounding, and the
    sides would be as wide in a narrow window as in a wide one.
    """

    def __init__(self, parent: QWidget, *, above: int, below: int, spacing: int = 0) -> None:
        super().__init__(parent)
        self._column = Column()
        self.setContentsMargins(0, above, 0, below)
        self.setSpacing(spacing)

    def set_column(self, column: Column) -> None:
        """Stand in another column from now on."""
        if column != self._column:
            self._column = column
            self.invalidate()

    def setGeometry(self, rect: QRect) -> None:
        left, width = self._column.within(rect.width())
        super().setGeometry(QRect(rect.x() + left, rect.y(), width, rect.height()))

    def heightForWidth(self, width: int) -> int:
        # Qt's own `minimumHeightForWidth` asks here as well, and needs no override.
        return super().heightForWidth(self._column.within(width)[1])

    def minimumSize(self) -> QSize:
        return self._with_sides(super().minimumSize())

    def sizeHint(self) -> QSize:
        return self._with_sides(super().sizeHint())

    def _with_sides(self, size: QSize) -> QSize:
        return QSize(self._column.room_for(size.width()), size.height())
