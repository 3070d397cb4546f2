"""Sets how many pictures and files of a conversation go along again with every request."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSpinBox

from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.theme import Space
from turbodesk.ui.tune.section import TuneSection
from turbodesk.ui.widgets.forms import WheelGuard, caption, check_one, inset, note

_USUAL = 5
"""What is offered first to somebody who wants fewer."""
_MOST = 600
"""As many pictures as any model takes in one request (protocol, 5)."""


class AttachmentsSection(TuneSection):
    """All of them, or the newest few."""

    def __init__(self) -> None:
        super().__init__("Attachments")
        self._keep: int | None = None
        self._all = QRadioButton("Send all of them each time")
        self._last = QRadioButton("Keep the last")
        self._last.setAccessibleName("Keep the last attachments only")
        self._number = QSpinBox()
        self._number.setAccessibleName("Number of attachments kept")
        self._number.setRange(0, _MOST)
        self._number.setValue(_USUAL)
        self._number.setKeyboardTracking(False)
        inset(self._number)
        WheelGuard(self).watch(self._number)
        group = QButtonGroup(self)
        group.addButton(self._all)
        group.addButton(self._last)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._last)
        row.addWidget(self._number)
        row.addWidget(caption("of this chat"))
        row.addStretch(1)
        words = (
            "A model forgets pictures and files: they are sent, and paid for, with every message. Older ones stay in "
        )
        self.add(self._all, row, note(f"{words}the chat."))
        self._all.clicked.connect(lambda: self._want(None))
        self._last.clicked.connect(lambda: self._want(self._number.value()))
        self._number.valueChanged.connect(self._want)

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._keep = keep = parameters.keep_attachments
        if keep is not None:
            with QSignalBlocker(self._number):
                self._number.setValue(min(keep, _MOST))
        self._number.setEnabled(keep is not None)
        check_one(self._all if keep is None else self._last)

    def _want(self, keep: int | None) -> None:
        self._number.setEnabled(keep is not None)
        if keep != self._keep:
            self._keep = keep
            self.tell(keep_attachments=keep)
