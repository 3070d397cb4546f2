"""A muted line that unfolds to a list of places with links: what a reply is drawn from, what a search found.

What is read begins at the text's edge, as everything in a reply: the chevron hangs left of it, and so do the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from turbodesk.quick_dataclasses import dataclass
from turbodesk.rendering.links import as_opened
from turbodesk.translation import _
from turbodesk.ui.quantities import quoted
from turbodesk.ui.theme.metrics import ICON, Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.plain import PlainLabel, button_text, set_tip

_LINK_EDGE = 5
"""Pixels between the edge of a link's button and its words: what is no link stands in line with those."""
_FOLD_EDGE = 7
"""Pixels between the edge of the line's button and its icon."""
_LEAST_TITLE = 60
"""Pixels a title keeps in a narrow window, with its place behind it."""
_NUMBER_GAP = 10
"""Pixels between a number and what it numbers, at 100 % text."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One place."""

    title: str
    url: str = ""
    """Where it can be opened; "" where it cannot."""
    place: str = ""
    quotes: tuple[str, ...] = ()
    number: int | None = None
    citation: int | None = None
    """Which citation, from 1, is shown at its place where it is pressed and has no address."""


class SourceList(QWidget):
    """One foldable list."""

    height_changed = Signal()
    link_activated = Signal(str, str)
    """The address of an entry that was pressed, and its title."""
    citation_pressed = Signal(int)
    """The citation of an entry that was pressed."""

    def __init__(self, *, icon: str, theme: Theme, percent: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._theme, self._percent = theme, percent
        self._entries: tuple[SourceEntry, ...] = ()
        self._list: QWidget | None = None
        self.button = QToolButton(self)
        self.button.setCheckable(True)
        self.button.setProperty("kind", "fold")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.toggled.connect(self._unfold)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
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

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.button.setFont(theme.font(TextRole.UI, percent))
        icon = round(ICON * self._scale)
        self.button.setIconSize(QSize(icon, icon))
        self.outset = _FOLD_EDGE + icon + Space.XS
        """How far outside the text's edge the line begins: its words begin at the edge."""
        self._turn()
        if self._list is not None:
            self._fill()

    @property
    def _scale(self) -> float:
        return self._theme.faces.scale * self._percent / 100

    def _unfold(self) -> None:
        self._fill()
        self._turn()
        self.height_changed.emit()

    def _turn(self) -> None:
        is_open = self.button.isChecked()
        name = ("chevron-down" if is_open else "chevron-right") if self._entries else self._icon
        self.button.setIcon(self._theme.icon(name))
        self.button.setAccessibleDescription(_("Unfolded") if is_open else _("Folded") if self._entries else "")

    def _fill(self) -> None:
        if self._list is not None:
            self._column.removeWidget(self._list)
            self._list.hide()
            self._list.deleteLater()
            self._list = None
        if not self.button.isChecked():
            self._column.invalidate()
            return
        self._list = QWidget(self)
        grid = QGridLayout(self._list)
        gap = round(_NUMBER_GAP * self._scale)
        grid.setContentsMargins(margins(0, 0, self.outset, Space.S))
        grid.setHorizontalSpacing(gap - _LINK_EDGE)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, self.outset - gap)
        grid.setColumnStretch(1, 1)
        for entry in self._entries:
            self._add_entry(grid, entry)
        self._column.addWidget(self._list)
        self._list.show()
        self._column.invalidate()

    def _add_entry(self, grid: QGridLayout, entry: SourceEntry) -> None:
        at = grid.rowCount() + 1
        grid.setRowMinimumHeight(at - 1, Space.XS)  # sets this entry apart from the one above
        is_numbered = entry.number is not None
        number = self._words(f"{entry.number}" if is_numbered else "•", kind="number" if is_numbered else "muted")
        title: QWidget
        is_pressed = bool(entry.url) or entry.citation is not None
        if is_pressed:
            title = QPushButton(button_text(_one_line(entry.title)), self._list)
            title.setProperty("kind", "source")
            title.setMinimumWidth(_LEAST_TITLE)
            set_tip(title, as_opened(entry.url) if entry.url else _("Show it at its place"))
            if entry.url:
                title.clicked.connect(partial(self.link_activated.emit, entry.url, entry.title))
            else:
                title.clicked.connect(partial(self.citation_pressed.emit, entry.citation))
        else:
            title = self._words(_one_line(entry.title), kind="")
        for widget in (number, title):
            widget.setFont(self._theme.font(TextRole.UI, self._percent))
        grid.addWidget(number, at, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout() if is_pressed else _inset()
        line.setSpacing(Space.XS)
        line.addWidget(title)
        if place := entry.place or _host(entry.url):
            line.addWidget(self._words(place))
        line.addStretch(1)
        grid.addLayout(line, at, 1)
        for offset, quote in enumerate(entry.quotes, 1):
            row = _inset()
            row.addWidget(self._words(quoted(quote)))
            grid.addLayout(row, at + offset, 1)

    def _words(self, text: str, *, kind: str = "muted") -> PlainLabel:
        label = PlainLabel(text, self._list)
        label.setWordWrap(len(text) > 40)
        label.setProperty("kind", kind)
        label.setFont(self._theme.font(TextRole.LABEL, self._percent))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label


def _inset() -> QHBoxLayout:
    """Return a row whose words stand in line with those of links."""
    row = QHBoxLayout()
    row.setContentsMargins(margins(_LINK_EDGE, 0, 0, Space.XS))
    return row


def _host(url: str) -> str:
    """Return where an address leads, as the address itself has it: letters that look like others stay told apart."""
    return QUrl(url).host(QUrl.ComponentFormattingOption.FullyEncoded).removeprefix("www.")  # not for people


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:79]}…"
