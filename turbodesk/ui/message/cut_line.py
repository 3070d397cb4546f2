"""The line above the first message that is still sent: what stands above it stays, but the model no longer gets it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel


class CutLine(QWidget):
    """Says so, with a button that undoes it."""

    def __init__(
        self,
        message_id: str,
        *,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, Space.S)
        row.setSpacing(Space.S)
        self.label = PlainLabel("Earlier messages are no longer sent", self)
        self.label.setProperty("kind", "muted")
        self.button = QPushButton("Send them again", self)
        self.button.setProperty("kind", "link")
        self.button.clicked.connect(lambda: actions.send_all_requested.emit(message_id))
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
