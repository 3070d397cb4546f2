"""Has what an input method is composing count as written before somebody takes the text.

Qt does it when a field loses the focus. A shortcut, a tool button and whatever else leaves the focus where it is would
take the text without the last syllable, which then stays behind, or is lost; and a button that waits for a text would
stay grey. So a press of the mouse outside the field commits first, as do the commands.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from turbodesk.ui.widgets.text_field import TextField


def commit_composition() -> None:
    """Commit what is being composed in the field that has the focus, if anything is."""
    field = QApplication.focusWidget()
    if isinstance(field, TextField):
        field.commit()
    elif field is not None and field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
        QGuiApplication.inputMethod().commit()


class CommitOnPress(QObject):
    """Commits at each press of the mouse outside the field, before anything hears of the press; belongs to `app`."""

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        app.focusWindowChanged.connect(self._watch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # In the field itself the input method hears of it: the press may choose a part of the composition.
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            field = QApplication.focusWidget()
            if field is not None and not _is_inside(field, event):
                commit_composition()
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time changes nothing


def _is_inside(field: QWidget, event: QMouseEvent) -> bool:
    return field.rect().contains(field.mapFromGlobal(event.globalPosition().toPoint()))
