"""A muted line that unfolds to a list of places with links: what a reply is drawn from, what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from turbodesk.rendering.links import as_opened
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel, button_text, set_tip

_LINK_EDGE = 5
"""Pixels between the edge of a link's button and its words: what is no link stands in line with those."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One place."""

    title: str
    url: str = ""
    """Where it can be opened; "" where it cannot."""
    place: str = ""
    quotes: tuple[str, ...] = ()
    number: int | None = None


class SourceList(QWidget):
    """One foldable list."""

    height_changed = Signal()
    link_activated = Signal(str, str)
    """The address of an entry that was pressed, and its title."""

    def __init__(self, *, icon: str, theme: Theme, percent: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._theme, self._percent = theme, percent
        self._entries: tuple[SourceEntry, ...] = ()
        self._list: QWidget | None = None
        self._rows: dict[int | None, QWidget] = {}
        self.button = QToolButton(self)
        self.button.setCheckable(True)
        self.button.setProperty("kind", "fold")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(16, 16))
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.toggled.connect(self._unfold)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, Space.S, 0)
        self._column.setSpacing(Space.XS)
        self._column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.restyle(theme, percent)

    def show_entries(self, title: str, entries: Sequence[SourceEntry]) -> None:
        """Show a title and what unfolds under it; nothing changes where they are the same."""
        if (title, tuple(entries)) == (self.button.accessibleName(), self._entries):
            return
        self.button.setText(button_text(title))
        self.button.setAccessibleName(title)
        self._entries = tuple(entries)
        self.button.setEnabled(bool(entries))
        self._turn()
        if self._list is not None:
            self._fill()
        self.height_changed.emit()

    def reveal(self, number: int) -> QRect:
        """Unfold the list and return where an entry stands in this widget."""
        self.button.setChecked(True)
        self._column.activate()
        row = self._rows.get(number)
        return QRect(row.mapTo(self, row.rect().topLeft()), row.size()) if row is not None else self.rect()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.button.setFont(theme.small_font(percent))
        self._turn()
        if self._list is not None:
            self._fill()

    def _unfold(self) -> None:
        self._fill()
        self._turn()
        self.height_changed.emit()

    def _turn(self) -> None:
        is_open = self.button.isChecked()
        name = ("chevron-down" if is_open else "chevron-right") if self._entries else self._icon
        self.button.setIcon(self._theme.icon(name))
        self.button.setAccessibleDescription("Unfolded" if is_open else "Folded" if self._entries else "")

    def _fill(self) -> None:
        if self._list is not None:
            self._column.removeWidget(self._list)
            self._list.hide()
            self._list.deleteLater()
            self._list, self._rows = None, {}
        if not self.button.isChecked():
            self._column.invalidate()
            return
        self._list = QWidget(self)
        grid = QGridLayout(self._list)
        grid.setContentsMargins(32, 0, 0, Space.S)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for entry in self._entries:
            self._add_entry(grid, entry)
        self._column.addWidget(self._list)
        self._list.show()
        self._column.invalidate()

    def _add_entry(self, grid: QGridLayout, entry: SourceEntry) -> None:
        at = grid.rowCount() + 1
        grid.setRowMinimumHeight(at - 1, Space.XS)  # sets this entry apart from the one above
        number = self._words(f"{entry.number}" if entry.number is not None else "•")
        title: QWidget
        if entry.url:
            title = QPushButton(button_text(_one_line(entry.title)), self._list)
            title.setProperty("kind", "link")
            title.setFont(self._theme.small_font(self._percent))
            set_tip(title, as_opened(entry.url))
            title.clicked.connect(partial(self.link_activated.emit, entry.url, entry.title))
        else:
            title = self._words(_one_line(entry.title), kind="")
        self._rows[entry.number] = title
        grid.addWidget(number, at, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if entry.url:
            grid.addWidget(title, at, 1, Qt.AlignmentFlag.AlignLeft)
        else:
            grid.addLayout(_inset(title), at, 1)
        details = [one for one in (entry.place, *(f"“{quote}”" for quote in entry.quotes)) if one]
        for offset, words in enumerate(details, 1):
            label = self._words(words)
            grid.addLayout(_inset(label), at + offset, 1)

    def _words(self, text: str, *, kind: str = "muted") -> PlainLabel:
        label = PlainLabel(text, self._list)
        label.setWordWrap(len(text) > 40)
        label.setProperty("kind", kind)
        label.setFont(self._theme.small_font(self._percent))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label


def _inset(words: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(_LINK_EDGE, 0, 0, Space.XS)
    row.addWidget(words)
    return row


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:79]}…"
