"""Makes Qt's actions from the declared commands: one action each, which menus and shortcuts share."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from turbodesk.app.commands import COMMANDS, ZOOM_IN, Command, CommandContext, CommandGroup, CommandTarget


class Actions:
    """The window's actions, by command id."""

    def __init__(self, presenter: CommandTarget, window: QWidget) -> None:
        self._actions = {command.id: _action(command, presenter, window) for command in COMMANDS}
        window.addActions(list(self._actions.values()))

    def __getitem__(self, command: Command) -> QAction:
        return self._actions[command.id]

    def update(self, situation: CommandContext) -> None:
        """Enable what makes sense now and disable the rest."""
        for command in COMMANDS:
            self._actions[command.id].setEnabled(command.when(situation))

    def trigger(self, command_id: str) -> None:
        """Run a command by its id, if it makes sense now; an unknown id does nothing."""
        action = self._actions.get(command_id)
        if action is not None:
            action.trigger()

    def fill(self, menu: QMenu) -> None:
        """Put every command into a menu, in its groups."""
        for group in CommandGroup:
            menu.addSection(group.value)
            for command in COMMANDS:
                if command.group is group:
                    menu.addAction(self._actions[command.id])


def _action(command: Command, presenter: CommandTarget, window: QWidget) -> QAction:
    action = QAction(command.title, window)
    action.setObjectName(command.id)
    action.triggered.connect(lambda: command.run(presenter))
    if command.shortcut:
        action.setShortcuts(_sequences(command))
    return action


def _sequences(command: Command) -> list[QKeySequence]:
    sequences = [QKeySequence(command.shortcut)]
    if command is ZOOM_IN:  # many layouts have the plus on the key of the equals sign
        sequences.append(QKeySequence("Ctrl+="))
    return sequences


def shortcut_text(command: Command) -> str:
    """Return a command's shortcut as this system writes it, "" when it has none."""
    return QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
