"""The tools in the settings: what ours may see and use and what they changed, whose there are besides, and more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.settings import Section
from turbodesk.translation import _
from turbodesk.ui.settings.page import BLEED, SettingsPage
from turbodesk.ui.settings.tool_rows import NotesRow, ToolChangesRow, ToolFoldersRow
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.switch import Switch

_WHY = _(
    "Bundles, services, and what other programs have set up already. Nothing runs before a model asks for it and you "
    "allow it. Which tools a chat has is chosen in the chat."
)


@dataclass(frozen=True, slots=True)
class ToolServerLine:
    """One tool server as the settings list it."""

    id: str
    name: str
    state: str
    """How it stands, in a line."""
    is_on: bool = True


class ToolsPage(SettingsPage):
    """What our own tools may see and use, then the tool servers. Which tools are on is chosen in each chat."""

    add_requested = Signal()
    opened = Signal(str)
    """The server with this id shall be shown."""
    switched = Signal(str, bool)
    """Its tools shall be offered, or none of them."""

    def __init__(self) -> None:
        super().__init__(Section.TOOLS)
        self.folders = ToolFoldersRow()
        self.changes = ToolChangesRow()
        self.add_declared()
        self.notes = NotesRow()
        self.add_rows(self.folders, self.notes, self.changes)
        add = QPushButton(_("Add tools…"))
        add.clicked.connect(self.add_requested)
        self.add_rows(FormRow(_("Tools of others"), _WHY, add))
        self._rows: dict[str, tuple[FormRow, Switch, QPushButton]] = {}

    def show_servers(self, servers: Sequence[ToolServerLine]) -> None:
        """Show these; who has the focus keeps it as long as its server is there."""
        for id_ in self._rows.keys() - {one.id for one in servers}:
            row, _switch, _button = self._rows.pop(id_)
            self.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for server in servers:
            if server.id not in self._rows:
                self._rows[server.id] = self._make(server)
            row, switch, button = self._rows[server.id]
            row.set_title(server.name)
            row.set_why(server.state)
            switch.setAccessibleName(_("Offer the tools of {name}").format(name=server.name))
            button.setAccessibleName(_("Open {name}…").format(name=server.name))
            switch.blockSignals(True)
            switch.setChecked(server.is_on)
            switch.blockSignals(False)
        self.apply_theme(current_theme())

    def _make(self, server: ToolServerLine) -> tuple[FormRow, Switch, QPushButton]:
        switch, button = Switch(), QPushButton(_("Open…"))
        switch.toggled.connect(lambda is_on: self.switched.emit(server.id, is_on))
        button.clicked.connect(lambda: self.opened.emit(server.id))
        control: QWidget = ButtonRow(button, switch)
        row = FormRow(server.name, server.state, control)
        row.set_bleed(BLEED)
        self.column.insertWidget(self.column.count() - 1, row)
        return row, switch, button
