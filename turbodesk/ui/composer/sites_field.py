"""A small field for a list of sites, one on each line or with commas between them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent

from turbodesk.translation import _
from turbodesk.ui.widgets.text_field import TextField

_LINES = 3


class SitesField(TextField):
    """`settled` comes when it loses the focus with another text than before."""

    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._told = ""
        self.setAccessibleName(_("Sites"))
        self.setAccessibleDescription(_("One on each line, such as example.org"))
        self.set_placeholder("example.org")
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show what is set; emits nothing."""
        self._told = text
        if text != self.toPlainText():
            self.setPlainText(text)

    def flush(self) -> None:
        """Emit `settled` where the text is another, what is being composed included."""
        if self.isHidden():
            return
        self.commit()
        text = self.toPlainText()
        if text != self._told:
            self._told = text
            self.settled.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        edges = self.contentsMargins()
        inside = round(_LINES * self.fontMetrics().lineSpacing() + 2 * self.document().documentMargin()) + 1
        self.setFixedHeight(inside + edges.top() + edges.bottom())
