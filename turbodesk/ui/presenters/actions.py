"""Makes Qt's actions from the declared commands: one action each, which menu, palette and shortcuts share.

What a command does is bound to it by the presenter whose business that is; a command nobody has bound stays disabled.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from turbodesk.app.commands import COMMANDS, QUIT, ZOOM_IN, Command, CommandContext
from turbodesk.ui.widgets.plain import key_text


class Actions:
    """The window's actions, by command."""

    def __init__(self, window: QWidget) -> None:
        self._actions = {command.id: _action(command, window) for command in COMMANDS}
        self._bound: set[str] = set()
        self._context = CommandContext()
        self._is_locked = False
        window.addActions(list(self._actions.values()))

    def __getitem__(self, command: Command) -> QAction:
        return self._actions[command.id]

    def bind(self, command: Command, handler: Callable[[], object]) -> None:
        """Let `handler` do what the command says from now on.

        Raises:
            ValueError: another handler does it already.
        """
        if self.is_bound(command):
            raise ValueError(f"{command.id} is bound already")

        def run() -> None:  # without whether the action is checked, which Qt would give it
            from turbodesk.ui.widgets.composition import commit_composition

            commit_composition()
            handler()

        self._bound.add(command.id)
        self[command].triggered.connect(run)
        self[command].setEnabled(self._may(command))

    def is_bound(self, command: Command) -> bool:
        """Whether somebody does what the command says."""
        return command.id in self._bound

    def update(self, context: CommandContext) -> None:
        """Enable what makes sense now and disable the rest."""
        self._context = context
        for command in COMMANDS:
            self[command].setEnabled(self._may(command))

    def lock(self, *, is_locked: bool) -> None:
        """Have none but Quit do anything while the window is locked."""
        self._is_locked = is_locked
        self.update(self._context)

    def _may(self, command: Command) -> bool:
        is_open = not self._is_locked or command is QUIT
        return is_open and self.is_bound(command) and command.when(self._context)

    def trigger(self, command_id: str) -> None:
        """Run a command by its id, if it makes sense now; an unknown id does nothing."""
        action = self._actions.get(command_id)
        if action is not None:
            action.trigger()


def _action(command: Command, window: QWidget) -> QAction:
    action = QAction(command.title, window)
    action.setObjectName(command.id)
    action.setEnabled(False)
    if command.shortcut:
        action.setShortcuts(_sequences(command))
    if command is QUIT:  # in front of the settings too, which are a window of their own
        action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
    return action


def _sequences(command: Command) -> list[QKeySequence]:
    sequences = [QKeySequence(command.shortcut)]
    if command is ZOOM_IN:  # many layouts have the plus on the key of the equals sign
        sequences.append(QKeySequence("Ctrl+="))
    return sequences


def shortcut_text(command: Command) -> str:
    """Return a command's shortcut as this system writes it, "" when it has none."""
    return key_text(command.shortcut)
