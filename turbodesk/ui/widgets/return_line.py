"""A field of one line whose Return does one thing: what `returnPressed` is connected to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class ReturnLine(QLineEdit):
    """Keeps its Return to itself: the focus has gone on to a button by then, which the key would press as well."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
