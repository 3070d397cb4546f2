"""A question over the window, or one thing to be told: its title, some words, and the answers, the safe one ready.

Esc and a press beside it are the safe answer. Nobody waits in a loop of their own: what was answered is a signal.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.plain import button_text
from turbodesk.ui.widgets.sheet import Sheet
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

WIDTH = 400
_TITLE_SIZE = 15 / 13
"""How much larger than the interface's text the title is."""


class Question(Sheet):
    """Ends itself when it is answered. `answer` first adds what can be answered, from left to right."""

    answered = Signal(str)
    """It has ended: the words of the button that was pressed, "" where it was closed in another way."""

    def __init__(self, window: QWidget, title: str, text: str, more: str = "") -> None:
        """`more` stands beneath `text` in a panel of its own, such as what was written elsewhere."""
        super().__init__(window, theme=current_theme(), name=title)
        self._said = sentences(title, text, more)
        self._given = ""
        self._answers: list[QPushButton] = []
        self._safe: QPushButton | None = None
        self._title, self._text, self._more = WrappingLabel(title), WrappingLabel(text), WrappingLabel(more)
        self._text.setProperty("kind", "muted")
        self._more.setProperty("kind", "inset")
        self._more.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(Space.S)
        self._buttons.addStretch(1)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, 20)
        layout.setSpacing(0)
        layout.addWidget(self._title)
        for part, words in ((self._text, text), (self._more, more)):
            layout.addSpacing(Space.XS if words else 0)
            layout.addWidget(part)
            part.setVisible(bool(words))  # in its place: without a parent it would be a window for a moment
        layout.addSpacing(Space.XL - Space.XS)
        layout.addLayout(self._buttons)
        self.closed.connect(self._end)
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        super().apply_theme(theme)
        font = QFont(theme.font(TextRole.UI))
        font.setPixelSize(round(font.pixelSize() * _TITLE_SIZE))
        font.setWeight(QFont.Weight.Bold)
        self._title.setFont(font)
        self._title.set_line_height(theme.line_height(TextRole.UI) * 24 / 20)
        for part in (self._text, self._more):
            part.set_line_height(theme.line_height(TextRole.UI))

    def answer(self, words: str, *, kind: str = "", is_safe: bool = False) -> QPushButton:
        """Add an answer and return its button, which closes the question; `kind` is the style sheet's."""
        button = QPushButton(button_text(words))
        button.setAccessibleName(words)
        if kind:
            button.setProperty("kind", kind)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._answer(words))
        self._buttons.addWidget(button)
        self._answers.append(button)
        if is_safe:
            self._safe = button
        return button

    def open(self) -> None:
        super().open()
        announce(self, self._said)

    def focus_first(self) -> None:
        if self._safe is None:
            super().focus_first()
        else:
            self._safe.setFocus(Qt.FocusReason.PopupFocusReason)

    def wished_size(self) -> QSize:
        layout = self.panel.layout()
        assert layout is not None
        width = min(WIDTH, self.width() - 2 * Space.XL)
        hints = [button.sizeHint().width() + Space.S for button in self._answers]
        is_narrow = sum(hints) - Space.S > width - 2 * Space.XL  # large letters in a small window
        ways = QBoxLayout.Direction
        self._buttons.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
        return QSize(width, max(layout.heightForWidth(width), layout.minimumSize().height()))

    def _answer(self, words: str) -> None:
        self._given = words
        self.dismiss()

    def _end(self) -> None:
        self.answered.emit(self._given)
        self.deleteLater()


def tell(window: QWidget, sentence: str, advice: str = "") -> Question:
    """Tell one thing that needs to be read; closed by its only button."""
    told = Question(window, sentence, advice)
    told.answer(_("Close"), is_safe=True)
    told.open()
    return told
