"""What is selected or copied elsewhere, each as a button: one press takes it along, and nothing is taken by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.plain import button_text


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be taken along."""

    id: str
    words: str
    """What the button says."""


class OfferRow(QWidget):
    """The buttons, one beneath the other."""

    taken = Signal(str)
    """The id of the offer that was pressed, which goes then."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)
        self._buttons: dict[str, QPushButton] = {}
        self.hide()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these and no others."""
        for id_ in list(self._buttons):
            self._drop(id_)
        for offer in offers:
            button = QPushButton(button_text(offer.words))
            button.setProperty("kind", "quiet")
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, id_=offer.id: self._take(id_))
            self._buttons[offer.id] = button
            self._column.addWidget(button)
        self.setVisible(bool(self._buttons))

    def _take(self, id_: str) -> None:
        self._drop(id_)
        self.setVisible(bool(self._buttons))
        self.taken.emit(id_)

    def _drop(self, id_: str) -> None:
        button = self._buttons.pop(id_)
        button.hide()
        self._column.removeWidget(button)
        button.deleteLater()
