"""What an empty chat shows instead of messages: a greeting, and a few beginnings that fill the composer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.forms import FormPage, HeadingLabel, caption, centred, note, scrolling
from turbodesk.ui.widgets.logo import Logo

_COLUMN = 560
_NARROW = 440
_MARK = 40


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A beginning: what its button says, and the text it puts into the composer, ready to be completed."""

    title: str
    hint: str
    text: str


SUGGESTIONS = (
    Suggestion("Explain something", "in plain words", "Explain to a curious twelve-year-old: "),
    Suggestion("Improve a text", "keeping its voice", "Make this text clearer and keep its voice:\n\n"),
    Suggestion("Plan a trip", "day by day", "Plan three days in "),
    Suggestion("Write code", "with comments", "Write a Python function that "),
)


class EmptyState(QScrollArea):
    """Fills the transcript's place while a chat has no messages."""

    suggested = Signal(str)
    """The text a suggestion puts into the composer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Empty chat")
        self._heading = HeadingLabel("What is on your mind?")
        self._heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._hint = note("Begin with one of these, or simply write below.")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._cards = [_SuggestionCard(suggestion) for suggestion in SUGGESTIONS]
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.M)
        for card in self._cards:
            card.clicked.connect(lambda _checked=False, text=card.suggestion.text: self.suggested.emit(text))
        self._column = QWidget()
        self._lay_out()
        self._arrange(2)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts of `theme`."""
        self._heading.wear(theme.title_font(130))

    def sizeHint(self) -> QSize:
        """As much as there is: it stands in the middle of its place by itself, and scrolls only where it must."""
        return self.maximumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = min(_COLUMN, self.viewport().width() - 2 * Space.L)
        self._column.setFixedWidth(max(width, 0))
        self._arrange(1 if width < _NARROW else 2)
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        inner = QVBoxLayout(self._column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.S)
        inner.addLayout(centred(Logo(_MARK)))
        inner.addSpacing(Space.S)
        inner.addWidget(self._heading)
        inner.addWidget(self._hint)
        inner.addSpacing(Space.L)
        inner.addLayout(self._grid)
        page = FormPage()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.addStretch(2)
        layout.addLayout(centred(self._column))
        layout.addStretch(3)
        scrolling(page, self)

    def _arrange(self, columns: int) -> None:
        if self._grid.property("columns") == columns:
            return
        self._grid.setProperty("columns", columns)
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // columns, at % columns)


class _SuggestionCard(QPushButton):
    """A button of two lines: what it does, and how."""

    def __init__(self, suggestion: Suggestion) -> None:
        super().__init__()
        self.suggestion = suggestion
        self.setProperty("kind", "card")
        self.setAccessibleName(f"{suggestion.title}, {suggestion.hint}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = self._lines = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        layout.setSpacing(Space.XS)
        for label in (caption(suggestion.title, kind="label"), caption(suggestion.hint, kind="muted")):
            # The button is what is pressed and read, not its labels.
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)

    def sizeHint(self) -> QSize:
        return self._lines.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._lines.totalMinimumSize()
