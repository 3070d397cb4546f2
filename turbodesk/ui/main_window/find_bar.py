"""The bar above the transcript in which words of the conversation are looked for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.plain import PlainLabel

_FIELD_WIDTH = 340
_USUAL = "0,000 of 0,000"
"""The count gets room for this much, so that the field beside it holds still."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindBar(QFrame):
    """A field for the words, how many there are, and the way through them."""

    words_changed = Signal(str)
    next_requested = Signal()
    previous_requested = Signal()
    closed = Signal()
    """Esc or the close button: the person has found what they wanted, or wants it no more."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "find")
        self.setAccessibleName("Find in chat")
        self.field = QLineEdit()
        self.field.setProperty("kind", "search")
        self.field.setAccessibleName("Find in chat")
        self.field.setPlaceholderText("Find in chat")
        self.field.setMaximumWidth(_FIELD_WIDTH)
        self._icon = QAction(self)
        self.field.addAction(self._icon, QLineEdit.ActionPosition.LeadingPosition)
        self._count = PlainLabel()
        self._count.setProperty("kind", "muted")
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance(_USUAL))
        self._previous = IconButton(
            "chevron-up", "Previous match", theme=theme, tool_tip="Previous match (Shift+Enter, Shift+F3)"
        )
        self._next = IconButton("chevron-down", "Next match", theme=theme, tool_tip="Next match (Enter, F3)")
        self._close = IconButton("close", "Close find", theme=theme, tool_tip="Close (Esc)")
        self._lay_out()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.words_changed)
        self._next.clicked.connect(self.next_requested)
        self._previous.clicked.connect(self.previous_requested)
        self._close.clicked.connect(self.closed)
        self.apply_theme(theme)
        self.show_count(0, 0, is_done=True)

    @property
    def words(self) -> str:
        """What stands in the field."""
        return self.field.text()

    def focus_field(self) -> None:
        """Put the cursor into the field, what stands there selected, so that typing replaces it."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_count(self, number: int, total: int, *, is_done: bool) -> None:
        """Say that the match in front is `number` of `total`; `is_done` False: more may be found."""
        text = ""
        if self.words:
            if not is_done:
                text = f"{total:,} so far…"
            elif not total:
                text = "No matches"
            elif number:
                text = f"{number:,} of {total:,}"
            else:
                text = f"{total:,} found"
        for button in (self._previous, self._next):
            button.setEnabled(total > 0)
        if text != self._count.text():
            self._count.setText(text)
            if text and is_done:
                announce(self, text)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and icons of `theme`."""
        self._icon.setIcon(theme.icon("search"))
        for button in (self._previous, self._next, self._close):
            button.apply_theme(theme)

    def event(self, event: QEvent) -> bool:
        # Esc in here closes the bar, also while it is the shortcut that stops a reply.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.previous_requested.emit()
                return True
            if event.key() in _ENTER:
                self.next_requested.emit()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        row.setSpacing(Space.XS)
        row.addWidget(self.field, 8)
        row.addSpacing(Space.S)
        row.addWidget(self._count)
        row.addStretch(1)
        for button in (self._previous, self._next, self._close):
            row.addWidget(button)


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier
