"""The foot of the sheet: keep all this as a preset, or go back to how it was at first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.one_line import one_line
from turbodesk.chat.preset import MOST_LETTERS
from turbodesk.translation import _
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.forms import caption, note
from turbodesk.ui.widgets.return_line import ReturnLine


class SavingFoot(QWidget):
    """Two buttons; the first opens a line for the preset's name."""

    saved = Signal(str)
    """A preset shall be kept under this name."""
    reset = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._taken: frozenset[str] = frozenset()
        self._reset = QPushButton(_("Reset"))
        self._open = QPushButton(_("Save as preset…"))
        self._name = ReturnLine()
        self._name.setAccessibleName(_("Name of the preset"))
        self._name.setPlaceholderText(_("Patient teacher"))
        self._name.setMaxLength(MOST_LETTERS)
        self._words = note()
        self._save = QPushButton(_("Save"))
        self._save.setProperty("kind", "primary")
        self._cancel = QPushButton(_("Cancel"))
        self._form = QWidget()
        self._buttons = ButtonRow(self._reset, self._open, at_end=1)
        self._lay_out()
        self._form.hide()
        self._open.clicked.connect(self.ask)
        self._cancel.clicked.connect(self._fold)
        self._save.clicked.connect(self._done)
        self._name.returnPressed.connect(self._done)
        self._name.textChanged.connect(self._judge)
        self._reset.clicked.connect(self.reset)
        self._judge("")

    def set_presets(self, names: frozenset[str]) -> None:
        """Know the presets there are, so that replacing one is told."""
        self._taken = names
        self._judge(self._name.text())

    def show_reset(self, *, can_reset: bool, can_undo: bool) -> None:
        """Offer to reset, or to take a reset back: it may throw away a prompt that took an hour."""
        self._reset.setText(_("Undo reset") if can_undo else _("Reset"))
        self._reset.setEnabled(can_reset or can_undo)

    def is_asking(self) -> bool:
        """Return whether the name is being asked for."""
        return not self._form.isHidden()

    def cancel(self) -> None:
        """Ask for no name any more."""
        if self.is_asking():
            self._fold()

    def ask(self) -> None:
        """Ask for a name."""
        self._buttons.hide()
        self._form.show()
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self) -> None:
        self._name.clear()
        self._form.hide()
        self._buttons.show()
        self._open.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self) -> None:
        name = one_line(self._name.text())
        if name:
            self._fold()
            self.saved.emit(name)

    def _judge(self, text: str) -> None:
        name = one_line(text)
        self._save.setEnabled(bool(name))
        is_taken = name.casefold() in {one.casefold() for one in self._taken}
        self._save.setText(_("Replace") if is_taken else _("Save"))
        there_is = _("“{name}” exists and will hold these settings instead.").format(name=name)
        self._words.setText(there_is if is_taken else _("Keeps the model and everything above under a name."))

    def _lay_out(self) -> None:
        ends = QHBoxLayout()
        ends.setSpacing(Space.S)
        ends.addStretch(1)
        ends.addWidget(self._cancel)
        ends.addWidget(self._save)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(Space.S)
        form.addWidget(caption(_("Save as preset"), kind="label", buddy=self._name))
        form.addWidget(self._name)
        form.addWidget(self._words)
        form.addLayout(ends)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._buttons)
        layout.addWidget(self._form)
