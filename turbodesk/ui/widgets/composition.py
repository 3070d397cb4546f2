"""Has what an input method is composing count as written before somebody takes the text.

Qt does it when a field loses the focus. A shortcut, a tool button and whatever else leaves the focus where it is would
take the text without the last syllable, which then stays behind, or is lost; and a button that waits for a text would
stay grey. So a press of the mouse outside the field commits first, as do the commands.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from turbodesk.ui.widgets.text_field import TextField, commit_text


def commit_composition() -> None:
    """Commit what is being composed in the field that has the focus, if anything is."""
    field = QApplication.focusWidget()
    if isinstance(field, TextField):
        field.commit()
    elif isinstance(field, QLineEdit) and (composed := field.property(_COMPOSED)):
        before = field.text()
        QGuiApplication.inputMethod().commit()
        if field.text() == before:
            commit_text(field, composed)


_COMPOSED = "composed"
"""A line's property: what is being composed in it, which Qt keeps to itself."""


class CommitOnPress(QObject):
    """Commits at each press of the mouse outside the field, before anything hears of it, as long as `owner` lives."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self._watch)
        app.focusChanged.connect(self._watch_line)
        self._watch(app.focusWindow())
        self._watch_line(None, app.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent) and isinstance(watched, QLineEdit):
            watched.setProperty(_COMPOSED, event.preeditString())
        # In the field itself the input method hears of it: the press may choose a part of the composition.
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            field = QApplication.focusWidget()
            if isinstance(watched, QWindow) and field is not None and not _is_inside(field, event):
                commit_composition()
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time changes nothing

    def _watch_line(self, _: QWidget | None, field: QWidget | None) -> None:
        if isinstance(field, QLineEdit):
            field.installEventFilter(self)


def _is_inside(field: QWidget, event: QMouseEvent) -> bool:
    return field.rect().contains(field.mapFromGlobal(event.globalPosition().toPoint()))
