"""A field for text of several lines, as tall as its text up to a limit: instructions, and the stop sequences."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent

from turbodesk.translation import _
from turbodesk.ui.widgets.text_field import TextField

TOLD_AFTER_MS = 250
"""How long after a key the text is told, whether typing goes on or not: a crash takes no more than that."""


class PromptField(TextField):
    """Grows with its text; `settled` comes soon after a key, or at once when it loses the focus."""

    writes_prose = True
    settled = Signal()

    def __init__(
        self,
        name: str = _("System prompt"),
        *,
        example: str = _("You are a patient teacher. Answer in short sentences."),
        lines: tuple[int, int] = (4, 14),
    ) -> None:
        """`lines` are the fewest and the most it is tall."""
        super().__init__()
        self._least, self._most = lines
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.set_placeholder(example)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TOLD_AFTER_MS)
        self._soon.timeout.connect(self.settled)
        self.textChanged.connect(self._wait)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show `text` as it is; nothing is emitted, and the cursor stays when it is the text already shown."""
        if text != self.toPlainText():
            self.setPlainText(text)
        self._soon.stop()

    def is_waiting(self) -> bool:
        """Return whether something was typed that `settled` has not told yet."""
        return self._soon.isActive()

    def flush(self) -> None:
        """Emit `settled` now when a change is still waiting, what is being composed included."""
        self.commit()
        if self._soon.isActive():
            self._soon.stop()
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

    def _wait(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

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
