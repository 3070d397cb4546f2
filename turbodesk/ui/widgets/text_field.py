"""A field for text of several lines that counts what is being composed as content.

Input methods for Korean, Chinese, Japanese and many others hold the letters last typed until it is clear what they
become. Qt draws them in the field, but they are not in its text yet, and its placeholder stays beneath them.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget


def commit_text(field: QWidget, text: str) -> None:
    """Write `text` into a field as an input method does, in the place of what is being composed there."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)
    if field.hasFocus():
        QGuiApplication.inputMethod().reset()


class TextField(QPlainTextEdit):
    """Knows what is being composed in it."""

    composing_changed = Signal()
    """`is_composing` is another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composed = ""
        self._committed = False
        self._placeholder = ""

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds letters that are not in the text yet."""
        return self._composed != ""

    def set_placeholder(self, text: str) -> None:
        """Show `text` where nothing is written; not `setPlaceholderText`, which would show it beneath a composition."""
        self._placeholder = text
        self._show_placeholder()

    def commit(self) -> None:
        """Have what is being composed count as written: whoever takes the text has to call this first."""
        composed, self._committed = self._composed, not self.is_composing
        if self.hasFocus() and not self._committed:
            QGuiApplication.inputMethod().commit()
        if not self._committed:  # fcitx drops it, and some do nothing, but the person has seen it written
            commit_text(self, composed)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        was_composing = self.is_composing
        self._composed = event.preeditString()
        self._committed = self._committed or event.commitString() != ""
        if was_composing != self.is_composing:
            self._show_placeholder()
        super().inputMethodEvent(event)
        if was_composing != self.is_composing:
            self.composing_changed.emit()

    def _show_placeholder(self) -> None:
        self.setPlaceholderText("" if self.is_composing else self._placeholder)
