"""Sets how many pictures and files of a conversation go along again with every request."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QSpinBox

from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.translation import _
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import Segments, WheelGuard, inset
from turbodesk.ui.widgets.sentence_row import sentence_row

_ALL, _LAST = "all", "last"
_WORDS = _("A model forgets them: they are sent, and paid for, with every message. Older ones stay in the chat.")
_USUAL = 5
"""What is offered first to somebody who wants fewer."""
_MOST = 600
"""As many pictures as any model takes in one request (protocol, 5)."""


class AttachmentsSection(ParameterSection):
    """All of them, or the newest few."""

    def __init__(self) -> None:
        super().__init__()
        self._keep: int | None = None
        self._way = Segments([(_ALL, _("Send all")), (_LAST, _("The newest"))], name=_("Pictures and files"))
        self._number = QSpinBox()
        self._number.setAccessibleName(_("Number of attachments kept"))
        self._number.setRange(0, _MOST)
        self._number.setValue(_USUAL)
        self._number.setKeyboardTracking(False)
        inset(self._number)
        WheelGuard(self).watch(self._number)
        # Translators: {number} is a field in which a number of pictures and files is chosen.
        self._amount = sentence_row(_("Send the last {number} of this chat"), "number", self._number)
        row = FormRow(_("Pictures and files"), _WORDS, self._way)
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
