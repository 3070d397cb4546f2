"""The sheet of keyboard shortcuts, laid over the window by Ctrl+/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.forms import FormPage, caption, scrolling
from turbodesk.ui.widgets.plain import key_text
from turbodesk.ui.widgets.sheet import Sheet
from turbodesk.ui.widgets.side_by_side import direct
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

_WIDTH = 680
_HEADER = 68


@dataclass(frozen=True, slots=True)
class ShortcutRow:
    """One line of the sheet."""

    title: str
    shortcut: str
    """Portable text such as "Ctrl+N"; the sheet writes it as this system does."""
    group: str


class ShortcutSheet(Sheet):
    """Shows every command that has a shortcut, by group, in two columns."""

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, name=_("Keyboard shortcuts"), size=QSize(_WIDTH, _HEADER))
        self._rows: tuple[ShortcutRow, ...] = ()
        self._page: FormPage | None = None
        self._columns: QBoxLayout | None = None
        self._area = QScrollArea()
        self._area.setAccessibleName(_("Shortcuts"))
        top = self.top_line()
        top.setContentsMargins(margins(Space.XL, Space.L, Space.L, Space.S))
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(1, 0, 1, Space.L)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        self.apply_theme(theme)

    def set_rows(self, rows: Iterable[ShortcutRow]) -> None:
        """Show `rows`; those without a shortcut are left out. Groups keep the order they first appear in."""
        self._rows = tuple(row for row in rows if row.shortcut)
        self._page = None
        if self.isVisible():
            self._build()

    def open(self) -> None:
        # Built when first looked at: a hundred labels are 14 ms that the start of the program can do without.
        if self._page is None:
            self._build()
        super().open()

    def _build(self) -> None:
        groups: dict[str, list[ShortcutRow]] = {}
        for row in self._rows:
            groups.setdefault(row.group, []).append(row)
        page = self._page = FormPage()
        page.setProperty("kind", "clear")
        layout = self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        layout.setContentsMargins(Space.XL, Space.S, Space.XL, Space.S)
        layout.setSpacing(Space.XXL)
        for names in balanced({name: len(members) for name, members in groups.items()}):
            layout.addLayout(_column([(name, groups[name]) for name in names]), 1)
        scrolling(page, self._area)
        # A sheet of text has one thing to do with keys: scroll.
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def place(self) -> None:
        if self._columns is not None:  # first: how high it wishes to be depends on it
            direct(self._columns, min(_WIDTH, self.width() - 2 * Space.XL))
        super().place()

    def wished_size(self) -> QSize:
        width = min(_WIDTH, self.width() - 2 * Space.XL) - 2
        rows = self._page.heightForWidth(width) if self._page is not None else 0
        return QSize(_WIDTH, _HEADER + rows + Space.L)


def balanced(sizes: dict[str, int]) -> tuple[list[str], list[str]]:
    """Split groups of so many rows into a left and a right column of about equal height, keeping their order."""
    names = list(sizes)
    heights = [sizes[name] + 2 for name in names]  # a heading and the space above it take about two rows
    cut = min(range(len(names) + 1), key=lambda at: abs(sum(heights[:at]) - sum(heights[at:])))
    return names[:cut], names[cut:]


def key_caps(shortcut: str) -> list[str]:
    """Return the keys of a portable shortcut as this system writes them: "Ctrl++" is Ctrl and +."""
    # Between keys stands a plus; a plus at the end, or after another, is a key itself.
    return [cap for cap in re.split(r"(?<=[^+])\+(?=.)", key_text(shortcut)) if cap]


def _column(groups: Sequence[tuple[str, list[ShortcutRow]]]) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(Space.S)
    for at, (name, rows) in enumerate(groups):
        if at:
            layout.addSpacing(Space.L)
        layout.addWidget(caption(name, kind="label"))
        for row in rows:
            layout.addWidget(_line(row))
    layout.addStretch(1)
    return layout


def _line(row: ShortcutRow) -> QWidget:
    line = QWidget()
    caps = key_caps(row.shortcut)
    line.setAccessibleName(_("{title}: {text}").format(title=row.title, text=" ".join(caps)))
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(Space.XS)
    layout.addWidget(WrappingLabel(row.title), 1)
    keys = QHBoxLayout()
    # Keys are pressed and written from the left in every language: "Ctrl", then "N".
    for cap in reversed(caps) if QGuiApplication.isRightToLeft() else caps:
        keys.addWidget(caption(cap, kind="keycap"), 0, Qt.AlignmentFlag.AlignVCenter)
    layout.addLayout(keys)
    return line
