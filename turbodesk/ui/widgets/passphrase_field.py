"""A field for a passphrase: its letters are hidden, nothing learns them, and it knows whether Caps Lock is on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from turbodesk.ui.widgets.composition import commit_composition

_LONGEST = 1_000


class PassphraseField(QLineEdit):
    """One line."""

    submitted = Signal()
    """Return was pressed; what was being composed is in the text."""
    caps_lock_seen = Signal(bool)
    """A letter was typed: Caps Lock is on, or it is not. Qt does not say it by itself."""

    def __init__(self, name: str) -> None:
        """`name` is what it is called, and what it shows while it is empty."""
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setMaxLength(_LONGEST)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        # Qt would put the dots where the letters that nobody sees are read from.
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        # Keeps input methods from learning it, and on-screen keyboards from suggesting it.
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.returnPressed.connect(self._submit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if len(letter) == 1 and letter.upper() != letter.lower():
            is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock_seen.emit(letter.isupper() is not is_shifted)
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # what it leads to may have moved the focus to a button, which is not meant

    def _submit(self) -> None:
        commit_composition()
        self.submitted.emit()
