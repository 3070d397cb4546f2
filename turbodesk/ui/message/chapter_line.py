"""A line across the column, above a message from which on something is different: with words, and a way out of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel


class ChapterLine(QWidget):
    """Says `words`; a press on the `choice` beside them calls `choose`."""

    def __init__(
        self,
        words: str,
        choice: str,
        choose: Callable[[], object],
        *,
        theme: Theme,
        percent: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, Space.S)
        row.setSpacing(Space.S)
        self.label = PlainLabel(words, self)
        self.label.setProperty("kind", "muted")
        self.button = QPushButton(choice, self)
        self.button.setProperty("kind", "link")
        self.button.clicked.connect(choose)
        self.button.setVisible(bool(choice))
        row.addWidget(_line(self), 1)
        row.addWidget(self.label)
        row.addWidget(self.button)
        row.addWidget(_line(self), 1)
        self.restyle(theme, percent)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self.label.setFont(theme.font(TextRole.LABEL, percent))
        self.button.setFont(theme.font(TextRole.LABEL, percent))


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setProperty("kind", "line")
    line.setFixedHeight(1)
    line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return line
