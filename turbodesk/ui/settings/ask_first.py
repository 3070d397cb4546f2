"""A question in place, with a way back, before something that cannot be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.forms import note


class AskFirst(QWidget):
    """Hidden until `ask`; then says the question beside the two answers, the harmless one ready."""

    kept = Signal()
    agreed = Signal()

    def __init__(self, question: str, *, keep: str, do: str) -> None:
        super().__init__()
        self._keep, self._do = QPushButton(keep), QPushButton(do)
        self._do.setProperty("kind", "danger")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(note(question, kind=""))
        layout.addWidget(ButtonRow(self._keep, self._do))
        self._keep.clicked.connect(lambda: self._answer(self.kept))
        self._do.clicked.connect(lambda: self._answer(self.agreed))
        self.hide()

    def ask(self) -> None:
        """Show the question."""
        self.show()
        self._keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self, signal: SignalInstance) -> None:
        self.hide()
        signal.emit()
