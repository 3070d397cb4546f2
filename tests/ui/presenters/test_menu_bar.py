"""The menu bar of macOS, made where nobody shows it: what it offers, and what that does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.app import commands
from turbodesk.app.commands import COMMANDS, CommandContext
from turbodesk.ui.presenters.actions import Actions
from turbodesk.ui.presenters.menu_bar import new_menu_bar

Role = QAction.MenuRole


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def bar(window: QWidget) -> Iterator[QMenuBar]:
    made = new_menu_bar(window, Actions(window))
    yield made
    made.deleteLater()


def entries(bar: QMenuBar) -> dict[str, list[QAction]]:
    menus = {one.text(): one.menu() for one in bar.actions()}
    return {name: [one for one in menu.actions() if not one.isSeparator()] for name, menu in menus.items()}  # type: ignore[attr-defined]


def entry(bar: QMenuBar, words: str) -> QAction:
    (found,) = [one for menu in entries(bar).values() for one in menu if one.text() == words and not one.objectName()]
    return found


def test_every_command_is_in_one_menu_and_three_have_roles(bar: QMenuBar) -> None:
    assert list(entries(bar)) == ["Chat", "Edit", "View", "Reply", "Window", "Help"]
    all_ = [one for menu in entries(bar).values() for one in menu]
    offered = [one.objectName() for one in all_ if one.objectName()]
    assert sorted(offered) == sorted(one.id for one in COMMANDS)
    roles = {one.objectName(): one.menuRole() for one in all_ if one.menuRole() != Role.NoRole}
    assert roles == {
        commands.ABOUT.id: Role.AboutRole,
        commands.SETTINGS.id: Role.PreferencesRole,
        commands.QUIT.id: Role.QuitRole,
    }


def test_no_two_entries_have_one_key_at_the_same_time(bar: QMenuBar) -> None:
    keys = [key.toString() for menu in entries(bar).values() for one in menu for key in one.shortcuts()[:1]]
    twice = {key for key in keys if keys.count(key) > 1}
    assert twice == {commands.DELETE.shortcut}  # of a temporary chat and of every other


def test_esc_stops_no_reply_from_another_window(window: QWidget, qtbot: QtBot) -> None:
    actions, stopped = Actions(window), list[bool]()
    actions.bind(commands.STOP, lambda: stopped.append(True))
    bar = new_menu_bar(window, actions)
    (stop,) = [one for one in entries(bar)["Reply"] if one.objectName() == commands.STOP.id]
    assert stop.shortcuts() == []
    assert not stop.isEnabled()
    actions.update(CommandContext(replying=True))
    assert stop.isEnabled()
    stop.trigger()
    assert stopped == [True]
    bar.deleteLater()


def test_edit_acts_on_what_has_the_focus(bar: QMenuBar, window: QWidget, qtbot: QtBot) -> None:
    field = QLineEdit("Some words", window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    for words in ("Select all", "Cut"):
        entry(bar, words).trigger()
    assert (field.text(), QApplication.clipboard().text()) == ("", "Some words")
    for _ in range(2):
        entry(bar, "Paste").trigger()
    assert field.text() == "Some wordsSome words"
    entry(bar, "Undo").trigger()
    assert field.text() == "Some words"
    entry(bar, "Redo").trigger()
    assert field.text() == "Some wordsSome words"
    assert entry(bar, "Copy").shortcut() == QKeySequence(QKeySequence.StandardKey.Copy)
    field.clearFocus()
    entry(bar, "Paste").trigger()
    assert field.text() == "Some wordsSome words"


def test_the_window_grows_to_the_screen_and_back(bar: QMenuBar, window: QWidget, qtbot: QtBot) -> None:
    window.show()
    entry(bar, "Zoom").trigger()
    qtbot.waitUntil(window.isMaximized)
    entry(bar, "Zoom").trigger()
    qtbot.waitUntil(lambda: not window.isMaximized())
    entry(bar, "Minimise").trigger()
    qtbot.waitUntil(window.isMinimized)
