"""Sets how many pictures and files of a conversation go along again with every request."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import Segments, WheelGuard, caption, inset

_ALL, _LAST = "all", "last"
_WORDS = "A model forgets them: they are sent, and paid for, with every message. Older ones stay in the chat."
_USUAL = 5
"""What is offered first to somebody who wants fewer."""
_MOST = 600
"""As many pictures as any model takes in one request (protocol, 5)."""


class AttachmentsSection(ParameterSection):
    """All of them, or the newest few."""

    def __init__(self) -> None:
        super().__init__()
        self._keep: int | None = None
        self._way = Segments([(_ALL, "Send all"), (_LAST, "The newest")], name="Pictures and files")
        self._number = QSpinBox()
        self._number.setAccessibleName("Number of attachments kept")
        self._number.setRange(0, _MOST)
        self._number.setValue(_USUAL)
        self._number.setKeyboardTracking(False)
        inset(self._number)
        WheelGuard(self).watch(self._number)
        self._amount = QWidget()
        line = QHBoxLayout(self._amount)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        for part in (caption("Send the last"), self._number, caption("of this chat")):
            line.addWidget(part)
        line.addStretch(1)
        row = FormRow("Pictures and files", _WORDS, self._way)
        row.add_beneath(self._amount)
        self.add(row)
        self._way.chosen.connect(lambda way: self._want(None if way == _ALL else self._number.value()))
        self._number.valueChanged.connect(self._want)

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._keep = keep = parameters.keep_attachments
        if keep is not None:
            with QSignalBlocker(self._number):
                self._number.setValue(min(keep, _MOST))
        self._amount.setVisible(keep is not None)
        self._way.choose(_ALL if keep is None else _LAST)

    def _want(self, keep: int | None) -> None:
        self._amount.setVisible(keep is not None)
        if keep != self._keep:
            self._keep = keep
            self.tell(keep_attachments=keep)
