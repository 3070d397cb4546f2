"""Fills the palette with every command and every chat, and does what is chosen there."""

from __future__ import annotations

from PySide6.QtCore import QObject

from turbodesk.app.commands import COMMANDS, PALETTE
from turbodesk.app.workspace import Workspace
from turbodesk.ui.palette import CommandPalette, PaletteRow
from turbodesk.ui.presenters.actions import Actions, shortcut_text
from turbodesk.ui.presenters.chat_list import ChatListPresenter


class PalettePresenter(QObject):
    """Serves one palette, to which it belongs."""

    def __init__(
        self, palette: CommandPalette, *, actions: Actions, workspace: Workspace, chat_list: ChatListPresenter
    ) -> None:
        super().__init__(palette)
        self._palette = palette
        self._actions = actions
        self._workspace = workspace
        self._chat_list = chat_list
        palette.chosen.connect(self._choose)

    def open(self) -> None:
        """Show the palette over what there is now."""
        commands = [
            PaletteRow(command.id, command.title, shortcut_text(command), enabled=self._actions[command].isEnabled())
            for command in COMMANDS
            if command is not PALETTE
        ]
        chats = [
            PaletteRow(conversation.id, conversation.title, "Chat") for conversation in self._workspace.conversations()
        ]
        self._palette.open_with([*commands, *chats])

    def _choose(self, row_id: str) -> None:
        if any(command.id == row_id for command in COMMANDS):
            self._actions.trigger(row_id)
        else:
            self._chat_list.choose(row_id)
