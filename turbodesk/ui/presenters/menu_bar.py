"""Fills the menu bar that macOS has at the top of the screen, from the commands there are.

People there look through it for what a program can do, and for its keys. About, Settings and Quit go into the menu that
bears the program's name, by their roles. No other entry has one: by itself Qt goes by words, and would move what begins
with "Settings" or "Options" in any language. Edit acts on whatever has the focus, by the keys that do the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from turbodesk.app import commands
from turbodesk.app.commands import COMMANDS, GROUP_TITLES, Command, CommandGroup
from turbodesk.translation import _, pgettext
from turbodesk.ui.presenters.actions import Actions
from turbodesk.ui.widgets.plain import button_text

_Key = QKeySequence.StandardKey
_Role = QAction.MenuRole
_ROLES = {commands.ABOUT: _Role.AboutRole, commands.SETTINGS: _Role.PreferencesRole, commands.QUIT: _Role.QuitRole}
_IN_EDIT = (
    *(commands.SEARCH, commands.SEARCH_PROJECT, commands.FIND, commands.FIND_NEXT, commands.FIND_PREVIOUS),
    *(commands.PALETTE, commands.SPELLING),
)
"""What people look for there, whatever it is about."""
_IN_CHAT = (commands.ASK, commands.IMPORT, commands.ADD_TOOLS, commands.SYNC_NOW, commands.COMPUTERS)
_IN_VIEW = (commands.USAGE,)


def new_menu_bar(window: QWidget, actions: Actions) -> QMenuBar:
    """Return a bar for all windows of the program, which whoever asked for it keeps."""
    bar = QMenuBar()
    menus = {
        "chat": bar.addMenu(GROUP_TITLES[CommandGroup.CHAT]),
        "edit": bar.addMenu(pgettext("menu", "Edit")),
        "view": bar.addMenu(GROUP_TITLES[CommandGroup.VIEW]),
        "reply": bar.addMenu(GROUP_TITLES[CommandGroup.REPLY]),
        "window": bar.addMenu(pgettext("menu", "Window")),
        "help": bar.addMenu(pgettext("menu", "Help")),
    }
    _fill_edit(menus["edit"])
    _fill_window(menus["window"], window)
    for command in COMMANDS:
        action, menu = actions[command], menus[_menu_of(command)]
        if command is commands.STOP:
            _add_without_key(menu, action)
        else:
            action.setMenuRole(_ROLES.get(command, _Role.NoRole))
            menu.addAction(action)
    return bar


def _add_without_key(menu: QMenu, action: QAction) -> None:
    """Add an entry that does what an action does: keys of a menu bar hold in every window, and Esc closes others."""
    entry = _add(menu, action.text(), action.trigger)
    entry.setObjectName(action.objectName())
    entry.setEnabled(action.isEnabled())
    action.enabledChanged.connect(entry.setEnabled)


def _menu_of(command: Command) -> str:
    if command in _IN_EDIT:
        return "edit"
    if command in _IN_CHAT or command in _ROLES:
        return "chat"
    if command is commands.LOCK:
        return "window"
    if command in _IN_VIEW:
        return "view"
    return "help" if command.group is CommandGroup.APPLICATION else command.group.value


def _fill_edit(menu: QMenu) -> None:
    groups = (
        ((_("Undo"), _Key.Undo), (_("Redo"), _Key.Redo)),
        ((_("Cut"), _Key.Cut), (_("Copy"), _Key.Copy), (_("Paste"), _Key.Paste)),
        ((_("Select all"), _Key.SelectAll),),
    )
    for group in groups:
        for words, key in group:
            action = _add(menu, words, partial(_press, key))
            action.setShortcut(QKeySequence(key))
        menu.addSeparator()


def _fill_window(menu: QMenu, window: QWidget) -> None:
    def front() -> QWidget:
        return QApplication.activeWindow() or window

    def zoom() -> None:
        shown = front()
        if shown.isMaximized():
            shown.showNormal()
        else:
            shown.showMaximized()

    _add(menu, _("Minimise"), lambda: front().showMinimized()).setShortcut(QKeySequence("Ctrl+M"))
    # Translators: the window becomes as large as the screen, or again as large as it was, as macOS names it.
    _add(menu, pgettext("window", "Zoom"), zoom)


def _add(menu: QMenu, words: str, do: Callable[[], object]) -> QAction:
    action = menu.addAction(button_text(words))
    action.setMenuRole(_Role.NoRole)
    action.triggered.connect(lambda _=False: do())
    return action


def _press(key: QKeySequence.StandardKey) -> None:
    """Do in what has the focus what a key does there."""
    focus = QApplication.focusWidget()
    if focus is None:
        return
    for binding in QKeySequence.keyBindings(key)[:1]:
        pressed: Any = binding[0]  # type: ignore[index]  # its stubs lack it
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(focus, QKeyEvent(kind, pressed.key(), pressed.keyboardModifiers()))
