"""Shows a text of any length as it was written, on a ground of its own: what a tool was given, and what it gave.

Of a long one no more is laid out than is in view; it scrolls by itself once the keyboard or a click is in it, and until
then the wheel is the transcript's. Nothing in it is taken for a link, for Markdown or for HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from turbodesk.chat.text_changes import GONE, NEW, ChangedLine
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme

MOST_LINES = 12
"""Lines that are seen at once."""
_SIDE, _AIR, _EDGE = 12, 8, 1
"""Pixels between the ground's edges and the text, and of the edge itself."""
_PORTION = 200_000
"""Letters that are laid out at once: a text edit took 3 s for 5 million in short lines. The rest follows when it is
scrolled to, and all of it when all is selected."""
_LONGEST = 4_000
"""Letters of a line; a longer one goes on in the next, since a text edit lays a line as a whole."""
_SPARE = 2
"""Pixels more than the lines take: a text edit that is one too low scrolls."""
_MEASURED = 4_000
"""Letters of one line that are measured: far more than are seen at once."""
_TOKENS = {GONE: "danger", NEW: "success"}


class PlainPage(QPlainTextEdit):
    """One text."""

    def __init__(self, name: str, *, theme: Theme, percent: int, parent: QWidget | None = None) -> None:
        """`name` is what screen readers call it."""
        super().__init__(parent)
        self._lines: tuple[ChangedLine, ...] = ()
        self._text = self._given = ""
        self._laid_out = 0
        """Letters of `_text` that the text edit has."""
        self._counted: tuple[int, int] | None = None
        """A width, and the lines the text takes at it."""
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setProperty("kind", "inset")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.document().setDocumentMargin(0)
        self.verticalScrollBar().valueChanged.connect(self._go_on)
        self.restyle(theme, percent)

    @property
    def text(self) -> str:
        """What it shows, as it was given."""
        return self._given

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text != self._given or self._lines:
            self._given, self._text, self._lines = text, _broken(text), ()
            self._counted = None
            self._laid_out = min(_PORTION, len(self._text))
            self.setPlainText(self._text[: self._laid_out])
            self.updateGeometry()

    def show_changes(self, lines: Sequence[ChangedLine]) -> None:
        """Show how a text changes: each line with its sign, and in its colour."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._given = "\n".join(f"{line.sign} {line.text}".rstrip() for line in lines)
            self._text = "\n".join(f"{line.sign} {line.text[:_LONGEST]}".rstrip() for line in lines)
            self._counted = None
            self._laid_out = len(self._text)
            self.setPlainText(self._text)
            self._dress()
            self.updateGeometry()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self._counted = None
        self.setFont(theme.font(TextRole.CODE, percent))
        self.setViewportMargins(_SIDE, _AIR, _SIDE, _AIR)
        self._dress()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width, in pixels: of the whole text, or of `MOST_LINES` lines of it."""
        count = min(self._count(width), MOST_LINES)
        metrics = QFontMetricsF(self.font())
        pitch = ceil(metrics.ascent()) + ceil(metrics.descent()) + max(0.0, metrics.leading())
        return ceil(count * pitch) + 2 * (_AIR + _EDGE) + _SPARE

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(self.width() or 200))

    def _count(self, width: int) -> int:
        """Return how many lines the text takes at a width; of a long one no more are counted than can be seen."""
        if self._counted is not None and self._counted[0] == width:
            return self._counted[1]
        room = max(1, width - 2 * (_SIDE + _EDGE))
        option = QTextOption()
        option.setWrapMode(self.wordWrapMode())
        count = 0
        for words in self._text.split("\n", MOST_LINES)[: MOST_LINES + 1]:
            layout = QTextLayout(words[:_MEASURED], self.font())
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid() and count <= MOST_LINES:
                line.setLineWidth(room)
                count += 1
            layout.endLayout()
            if count > MOST_LINES:
                break
        self._counted = (width, max(1, count))
        return self._counted[1]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scrolls = self._count(self.width()) > MOST_LINES
        on, off = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(on if scrolls else off)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 2 * _AIR)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.SelectAll) or event.matches(
            QKeySequence.StandardKey.SelectEndOfDocument
        ):
            self._lay_out(len(self._text))
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._lay_out(len(self._text))  # it has "Select All"
        super().contextMenuEvent(event)

    def _go_on(self, at: int) -> None:
        """Lay out the next portion when the end of the last one comes near."""
        bar = self.verticalScrollBar()
        if at >= bar.maximum() - bar.pageStep():
            self._lay_out(self._laid_out + _PORTION)

    def _lay_out(self, until: int) -> None:
        more = self._text[self._laid_out : until]
        if more:
            self._laid_out += len(more)
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(more)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()  # the transcript scrolls

    def _dress(self) -> None:
        """Give the lines of a change their colours."""
        if not self._lines:
            return
        block = self.document().firstBlock()
        for line in self._lines:
            if (token := _TOKENS.get(line.sign)) is not None and block.isValid():
                look = QTextCharFormat()
                look.setForeground(self._theme.color(token))
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(look)
            block = block.next()


def _broken(text: str) -> str:
    """Return a text whose longest lines are broken."""
    if len(text) <= _LONGEST or all(len(line) <= _LONGEST for line in text.split("\n")):
        return text
    return "\n".join(
        line[at : at + _LONGEST] for line in text.split("\n") for at in range(0, max(1, len(line)), _LONGEST)
    )
