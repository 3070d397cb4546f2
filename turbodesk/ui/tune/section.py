"""What the parts of the Tune panel have in common: they show parameters under a model's rules and tell each change."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.forms import caption


class TuneSection(QWidget):
    """One group of parameters beneath its heading."""

    changed = Signal(object)
    """What the person changed: a dict of fields of `Parameters` and their new values."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        if title:
            self.add(caption(title, kind="label"))

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        """Show what is set, grey what `model` does not take and say why; emits nothing."""
        raise NotImplementedError

    def flush(self) -> None:
        """Emit a change that waits for its moment, now."""

    def add(self, *parts: QWidget | QLayout | int) -> None:
        """Add parts beneath those there are; a number is extra space in device-independent pixels."""
        for part in parts:
            if isinstance(part, QWidget):
                self._column.addWidget(part)
            elif isinstance(part, QLayout):
                self._column.addLayout(part)
            else:
                self._column.addSpacing(part)

    def tell(self, **changes: object) -> None:
        """Emit `changed` with these fields."""
        self.changed.emit(changes)
