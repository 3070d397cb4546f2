"""A text as it was sent to the model, to be read and copied, with the cited words marked in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Space, TextRole, Theme


class TextPage(QPlainTextEdit):
    """Shows one text at a time; of a long one, no more is laid out than is in view."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spans: tuple[tuple[int, int], ...] = ()
        self._theme = theme
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setProperty("kind", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(_("The text as it was sent"))
        self.document().setDocumentMargin(Space.L)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self.setFont(theme.font(TextRole.CODE))
        self._mark()

    def show_text(self, text: str, ranges: Sequence[tuple[int, int]], *, at: int = 0) -> None:
        """Show a text, mark these stretches of it, counted in its letters, and bring the first into view.

        Where nothing is marked, the letter `at` is.
        """
        self._spans = ()
        self.document().setPlainText(text)  # else set as what is under the cursor: a mark perhaps
        self._spans = tuple((_position(text, first), _position(text, last)) for first, last in ranges)
        self._mark()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._spans[0][0] if self._spans else _position(text, at))
        self.setTextCursor(cursor)
        self.centerCursor()

    def marked(self) -> list[str]:
        """Return the words that are marked."""
        return [cursor.selectedText() for cursor in self._cursors()]

    def _mark(self) -> None:
        look = QTextCharFormat()
        look.setBackground(self._theme.color("found"))
        look.setForeground(self._theme.color("text"))
        for cursor in self._cursors():
            cursor.setCharFormat(look)

    def _cursors(self) -> list[QTextCursor]:
        made = []
        for first, last in self._spans:
            cursor = QTextCursor(self.document())
            cursor.setPosition(first)
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
            made.append(cursor)
        return made


def _position(text: str, at: int) -> int:
    """Return where a letter stands in Qt's document: in units of UTF-16, with line ends of one."""
    before = text[: max(0, at)].replace("\r\n", "\n")
    return len(before) + sum(letter > "\uffff" for letter in before)
