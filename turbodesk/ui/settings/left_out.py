"""Says what is left out of requests because the gateway refused it once, and lets the person have it tried again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.forms import caption, note

_WHY = "The gateway refused these once, so they are no longer sent to it. Forget it, and they are tried again."


class LeftOut(QWidget):
    """Hidden while nothing is left out."""

    forgotten = Signal()
    """What was learned of refusals shall be forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = note(kind="")
        self._forget = QPushButton("Forget")
        self._forget.setAccessibleName("Forget what the gateway refused")
        self._forget.setAccessibleDescription(_WHY)
        self._forget.clicked.connect(self.forgotten)
        row = QHBoxLayout()
        row.addWidget(self._forget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(caption("Left out of requests", kind="label"))
        layout.addWidget(self._lines)
        layout.addWidget(note(_WHY))
        layout.addLayout(row)
        self.hide()

    def set_lines(self, lines: Sequence[str]) -> None:
        """Show a line for each model, such as "Haiku 4.5: temperature, caching"."""
        self._lines.setText("\n".join(lines))
        self.setVisible(bool(lines))
