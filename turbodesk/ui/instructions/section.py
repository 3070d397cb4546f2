"""What the parts of "Instructions and limits" have in common: they show parameters and tell each change."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters


class ParameterSection(QWidget):
    """One group of parameters, a row each."""

    changed = Signal(object)
    """What the person changed: a dict of fields of `Parameters` and their new values."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        """Show what is set, grey what `model` does not take and say why; emits nothing."""
        raise NotImplementedError

    def flush(self) -> None:
        """Emit a change that waits for its moment, now."""

    def add(self, *parts: QWidget) -> None:
        """Add parts beneath those there are."""
        for part in parts:
            self._column.addWidget(part)

    def tell(self, **changes: object) -> None:
        """Emit `changed` with these fields."""
        self.changed.emit(changes)
