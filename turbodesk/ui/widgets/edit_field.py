"""A field for a text that is there already: Enter breaks the line, Ctrl+Enter is done, Esc leaves all as it was."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from turbodesk.ui.widgets.text_field import TextField


class EditField(TextField):
    """Keeps those keys from the window's own shortcuts, Stop and Send."""

    writes_prose = True
    done = Signal()
    """The text shall be taken as it is now."""
    cancelled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & control:
            event.accept()
            if not event.isAutoRepeat():
                self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.ShortcutOverride:
            is_ours = event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_ours:
                event.accept()
                return True
        return super().event(event)  # type: ignore[arg-type]
