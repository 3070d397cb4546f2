"""What is in files that can be imported: facts, warnings, and which of the chats shall come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, pgettext
from turbodesk.ui.imports.item_model import ChatChoice, ChatChoiceItemModel
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.forms import caption, note


@dataclass(frozen=True, slots=True)
class PreviewWords:
    """What is said of files before they are imported."""

    title: str
    facts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    can_choose: bool = True
    """Whether single chats can be left out, and a project chosen."""


class PreviewPage(QWidget):
    """Shows files, and lets chats and a project be chosen."""

    changed = Signal()
    """Other chats are chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._can_choose = True
        self._chats = ChatChoiceItemModel()
        self._facts, self._warnings = note(kind=""), note(kind="warning")
        self._find = QLineEdit()
        self._find.setPlaceholderText(_("Find a chat"))
        self._find.setAccessibleName(_("Find a chat"))
        self._find.setClearButtonEnabled(True)
        self._tick, self._untick = QPushButton(pgettext("all chats", "All")), QPushButton(pgettext("no chat", "None"))
        self._tick.setAccessibleName(_("Tick all that are listed"))
        self._untick.setAccessibleName(_("Untick all that are listed"))
        self._list = QListView()
        self._list.setModel(self._chats.shown)
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName(_("Chats to import"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._projects = QComboBox()
        self._projects.setAccessibleName(_("Into the project"))
        self._choosing, self._into = QWidget(), QWidget()
        self._lay_out()
        self._chats.changed.connect(self.changed)
        self._find.textChanged.connect(self._chats.look_for)
        self._tick.clicked.connect(lambda: self._chats.tick_listed(ticked=True))
        self._untick.clicked.connect(lambda: self._chats.tick_listed(ticked=False))

    def show_files(self, words: PreviewWords, chats: Sequence[ChatChoice], projects: Sequence[tuple[str, str]]) -> None:
        """Show what is in files, all chosen; `projects` are ids and names."""
        self._facts.setText("\n".join(words.facts))
        self._warnings.setText("\n".join(words.warnings))
        self._warnings.setVisible(bool(words.warnings))
        self._can_choose = words.can_choose
        self._find.clear()
        self._chats.set_chats(chats)
        self._choosing.setVisible(words.can_choose)
        self._projects.clear()
        self._projects.addItem(_("No project"), "")
        for id_, name in projects:
            self._projects.addItem(name, id_)
        self._into.setVisible(words.can_choose and bool(projects))

    def chosen(self) -> list[str] | None:
        """Return the ids of the chosen chats; None: all."""
        return self._chats.chosen() if self._can_choose else None

    @property
    def count(self) -> int | None:
        """How many chats are chosen; None: there is nothing to choose."""
        return self._chats.count() if self._can_choose else None

    @property
    def project_id(self) -> str | None:
        """The project they go into; None: none."""
        return str(self._projects.currentData() or "") or None

    def _lay_out(self) -> None:
        line = _row(self._find, self._tick, self._untick)
        rows = QVBoxLayout(self._choosing)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.S)
        rows.addLayout(line)
        rows.addWidget(self._list, 1)
        into = _row(self._projects)
        into.insertWidget(0, caption(_("Into the project"), kind="label", buddy=self._projects))
        self._into.setLayout(into)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        page.setSpacing(Space.M)
        page.addWidget(self._facts)
        page.addWidget(self._warnings)
        page.addWidget(self._choosing, 1)
        page.addWidget(self._into)


def _row(first: QWidget, *others: QWidget) -> QHBoxLayout:
    """Return a row in which `first` takes the room that is left."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    row.addWidget(first, 1)
    for one in others:
        row.addWidget(one)
    return row
