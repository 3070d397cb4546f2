"""What is shown of a source that is no document here: the cited words, where it leads, and a button that goes there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.quantities import quoted
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.plain import PlainLabel


class WordsPage(QScrollArea):
    """Shows one source at a time."""

    open_requested = Signal()
    """The page shall be opened in the browser."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = QWidget()
        self._inside.setProperty("kind", "clear")
        self._words, self._sentence, self._address = PlainLabel(""), note(""), PlainLabel("")
        for label in (self._words, self._address):
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._address.setProperty("kind", "muted")
        self.open_button = QPushButton(_("Open in the browser"))
        self.open_button.clicked.connect(self.open_requested)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._words)
        column.addWidget(self._sentence)
        column.addWidget(self._address)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(_("What is cited"))
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts of `theme`."""
        self._words.setFont(theme.font(TextRole.READING))
        self._address.setFont(theme.font(TextRole.UI))

    def show_words(self, words: str, sentence: str, address: str = "") -> None:
        """Show cited words, a sentence about them, and an address where there is one."""
        self._words.setText(quoted(words) if words else "")
        self._words.setVisible(bool(words))
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._address.setText(address)
        self._address.setVisible(bool(address))
        self.open_button.setVisible(bool(address))
