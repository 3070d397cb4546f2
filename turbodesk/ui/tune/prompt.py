"""A field for text of several lines, as tall as its text up to a limit: the system prompt, and the stop sequences."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

_REST_MS = 400
"""A pause in typing of this many milliseconds counts as a change."""


class PromptField(QPlainTextEdit):
    """Grows with its text; `settled` comes after a pause in typing, or at once when it loses the focus."""

    settled = Signal()

    def __init__(
        self,
        name: str = "System prompt",
        *,
        example: str = "You are a patient teacher. Answer in short sentences.",
        lines: tuple[int, int] = (4, 14),
    ) -> None:
        """`lines` are the fewest and the most it is tall."""
        super().__init__()
        self._least, self._most = lines
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setPlaceholderText(example)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.settled)
        self.textChanged.connect(self._rest.start)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show `text` as it is; nothing is emitted, and the cursor stays when it is the text already shown."""
        if text != self.toPlainText():
            self.setPlainText(text)
        self._rest.stop()

    def is_waiting(self) -> bool:
        """Return whether something was typed that `settled` has not told yet."""
        return self._rest.isActive()

    def flush(self) -> None:
        """Emit `settled` now when a change is still waiting."""
        if self._rest.isActive():
            self._rest.stop()
            self.settled.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        # QPlainTextDocumentLayout counts its height in lines, wrapped ones included.
        lines = min(max(self._least, round(self.document().size().height())), self._most)
        fits = lines < self._most
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(off if fits else needed)
        edges = self.contentsMargins()
        # One pixel more than the lines and the margins: the field scrolls when they fit exactly.
        inside = round(lines * self.fontMetrics().lineSpacing() + 2 * self.document().documentMargin()) + 1
        self.setFixedHeight(inside + edges.top() + edges.bottom())
