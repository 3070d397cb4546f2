"""What an empty chat shows instead of messages: a page of contents, with ways to begin and the last chats to go on.

Why not cards: a page of a book has none. Words that begin where all else in a chat begins, with a row of dots to what
they mean, take less room and are read from top to bottom.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QSpacerItem, QVBoxLayout, QWidget

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.main_window.contents_row import ContentsRow
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.column import Column
from turbodesk.ui.theme.metrics import HANG
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.forms import FormPage, HeadingLabel, scrolling
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

_ABOVE_ALL, _LOW = 75, 560
"""Pixels above the greeting, in a page that is not as low as this: there its lines need the room."""
_ABOVE, _BELOW = 31, 49
"""How the room that is left is shared out: the middle of a page looks lower than it is."""
_ABOVE_HEADING = 28
_CLOSER = 2
"""Pixels less beneath the greeting, whose face has its letters high in their line."""
_GREETING = _("What is on your mind?")
_TEMPORARY = _(
    "Nothing of this chat is saved on this computer: no message, no reply, no file. It is in no list and no search, "
    "and gone when you close it or quit. The gateway gets it like any other chat."
)
_ENDLESS = 16_777_215
"""Pixels; no limit, as Qt writes it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A beginning: what its row says, and the text it puts into the composer, ready to be completed."""

    title: str
    hint: str
    text: str


@dataclass(frozen=True, slots=True)
class RecentChat:
    """A chat to go on with; `when` says when it was last written in."""

    id: str
    title: str
    when: str


SUGGESTIONS = (
    Suggestion(_("Explain something"), _("in plain words"), _("Explain to a curious twelve-year-old: ")),
    Suggestion(_("Improve a text"), _("keeping its voice"), _("Make this text clearer and keep its voice:\n\n")),
    Suggestion(_("Plan a trip"), _("day by day"), _("Plan three days in ")),
    Suggestion(_("Write some code"), _("with comments"), _("Write a Python function that ")),
)
DEMO_SUGGESTIONS = (
    Suggestion(_("Take the tour"), _("what a reply can look like"), _("Show me the tour")),
    Suggestion(_("Read something long"), _("a dozen pages"), _("Write me a long story")),
    Suggestion(_("See some code"), _("in two languages"), _("Show me some code")),
    Suggestion(_("See what trouble looks like"), _("on a busy day"), _("fail: busy")),
)
"""The demo has only a few pages, written beforehand: each of these leads to one of them."""


class EmptyState(QScrollArea):
    """Fills the transcript's place while a chat has no messages."""

    suggested = Signal(str)
    """The text a suggestion puts into the composer."""
    chat_chosen = Signal(str)
    """The id of a chat to go on with."""
    import_requested = Signal()
    """Chats of another program shall be brought in."""
    shown = Signal()
    """It is in view again; what it says of times may be old."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Empty chat"))
        self._theme = theme
        self._column = Column()
        self._greeting = HeadingLabel(_GREETING)
        self._note: WrappingLabel | None = None
        """What a temporary chat is, made for the first one."""
        self._begin = _Chapter(_("Begin with"))
        self._go_on = _Chapter(_("Go on with"))
        self._bring = _Chapter(_("Coming from another program"))
        self._is_demo = self._is_temporary = False
        self._recent: tuple[RecentChat, ...] | None = None
        """None: not known yet."""
        self._above = QSpacerItem(0, 0)
        self._page = FormPage()
        self._lay_out()
        self._begin.chosen.connect(lambda at: self.suggested.emit(self._suggestions[at].text))
        self._go_on.chosen.connect(lambda at: self.chat_chosen.emit((self._recent or ())[at].id))
        self._bring.chosen.connect(lambda _: self.import_requested.emit())
        self._bring.set_lines([(_("Import your chats"), _("ChatGPT, Claude and others"))])
        self._fill_begin()
        self._go_on.hide()
        self._bring.hide()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        zoom = self._column.scale * 100
        self._greeting.wear(theme.font(TextRole.DISPLAY, zoom))
        self._line = round(theme.line_height(TextRole.DISPLAY, zoom))
        for chapter in (self._begin, self._go_on, self._bring):
            chapter.wear(theme, zoom)
        if self._note is not None:
            self._note.setFont(theme.font(TextRole.UI, zoom))
        self._place()

    def set_column(self, column: Column) -> None:
        """Begin and end where the messages of a chat do, in text of their size."""
        self._column = column
        self.apply_theme(self._theme)

    def set_demo(self, *, is_demo: bool) -> None:
        """Offer what the demo can answer, or what a model can."""
        if is_demo != self._is_demo:
            self._is_demo = is_demo
            self._fill_begin()

    def set_recent(self, chats: Sequence[RecentChat]) -> None:
        """Offer these chats to go on with; where there are none, to bring some."""
        if tuple(chats) == self._recent:
            return
        self._recent = tuple(chats)
        self._go_on.set_lines([(chat.title, chat.when) for chat in chats])
        self._show_chapters()
        self.apply_theme(self._theme)

    def set_temporary(self, *, is_temporary: bool) -> None:
        """Say that nothing of the chat is kept, and offer no others; or offer them."""
        if is_temporary == self._is_temporary:
            return
        self._is_temporary = is_temporary
        if self._note is None:
            self._note = WrappingLabel(_TEMPORARY)
            self._note.setProperty("kind", "muted")
            self._note.setContentsMargins(HANG, Space.M, HANG, 0)
            self._contents.insertWidget(self._contents.indexOf(self._begin), self._note)
        self._note.setVisible(is_temporary)
        self._greeting.setText(_("A temporary chat") if is_temporary else _GREETING)
        self._show_chapters()
        self.apply_theme(self._theme)

    def _show_chapters(self) -> None:
        """Show the chats to go on with, or where to bring some from; neither beside what is not kept."""
        self._go_on.setVisible(bool(self._recent) and not self._is_temporary)
        self._bring.setVisible(self._recent == () and not self._is_temporary)

    def sizeHint(self) -> QSize:
        """As much as there is: it stands in the middle of its place by itself, and scrolls only where it must."""
        return self.maximumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    @property
    def _suggestions(self) -> tuple[Suggestion, ...]:
        return DEMO_SUGGESTIONS if self._is_demo else SUGGESTIONS

    def _fill_begin(self) -> None:
        self._begin.set_lines([(suggestion.title, suggestion.hint) for suggestion in self._suggestions])
        self.apply_theme(self._theme)

    def _place(self) -> None:
        """Let the text begin and end where the column does; rows reach beyond it on either side."""
        left, width = self._column.within(self.width())
        hang = min(HANG, left)
        right = self.viewport().width() - left - width
        # Beneath the last row there is room for the fade above the composer.
        self._contents.setContentsMargins(left - hang, Space.L, max(right - hang, 0), Space.XXXL)
        self._above.changeSize(0, _ABOVE_ALL if self.height() >= _LOW else 0)
        self._contents.invalidate()
        # On one line it takes a line, more in letters that another face lends; where it must wrap, what its face needs.
        fits = self._greeting.fontMetrics().horizontalAdvance(self._greeting.text()) <= width
        line = max(self._line, self._greeting.heightForWidth(width)) if fits else self._line
        self._greeting.setMinimumHeight(line)
        self._greeting.setMaximumHeight(line if fits else _ENDLESS)

    def _lay_out(self) -> None:
        self._greeting.setIndent(HANG)
        self._greeting.setWordWrap(True)
        contents = self._contents = QVBoxLayout(self._page)
        contents.setSpacing(0)
        contents.addSpacerItem(self._above)
        contents.addStretch(_ABOVE)
        contents.addWidget(self._greeting)
        contents.addSpacing(-_CLOSER)
        contents.addWidget(self._begin)
        contents.addWidget(self._go_on)
        contents.addWidget(self._bring)
        contents.addStretch(_BELOW)
        scrolling(self._page, self)


class _Chapter(QWidget):
    """A heading and the rows under it."""

    chosen = Signal(int)
    """Which row was pressed, from 0."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._heading = HeadingLabel(name)
        self._heading.setProperty("kind", "muted")
        self._heading.setIndent(HANG)
        self._rows: list[ContentsRow] = []
        layout = self._lines = QVBoxLayout(self)
        layout.setContentsMargins(0, _ABOVE_HEADING, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._heading)
        layout.addSpacing(Space.S)

    def set_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these titles and hints. Rows that are there stay, and so does the focus on one of them."""
        while len(self._rows) > len(lines):
            row = self._rows.pop()
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(lines):
            row, at = ContentsRow(), len(self._rows)
            row.clicked.connect(lambda _checked=False, at=at: self.chosen.emit(at))
            self._rows.append(row)
            self._lines.addWidget(row)
        for row, (title, hint) in zip(self._rows, lines, strict=True):
            row.set_words(title, hint)

    def wear(self, theme: Theme, zoom: float) -> None:
        """Take the colours and fonts of `theme`, the text at `zoom` percent."""
        self._heading.wear(theme.font(TextRole.SECTION, zoom))
        self._heading.setFixedHeight(round(theme.line_height(TextRole.SECTION, zoom)))
        for row in self._rows:
            row.wear(theme, zoom)
