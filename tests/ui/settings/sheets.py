"""The settings over an empty window, and how a person chooses there."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.widgets.choice_button import ChoiceButton

USUAL, SMALLEST = QSize(1_120, 760), QSize(420, 480)
"""Sizes of the window."""


def settings_over_a_window(qtbot: QtBot, size: QSize = USUAL) -> SettingsSheet:
    """Return settings that are not open yet; the window is shown."""
    window = QWidget()
    window.resize(size)
    qtbot.addWidget(window)
    sheet = SettingsSheet(window, theme=LIGHT)
    window.show()
    qtbot.waitExposed(window)
    return sheet


def choice(widget: QWidget, name: str) -> ChoiceButton:
    """Return the visible button that is called `name`, whatever is chosen by it."""
    found = [
        one
        for one in widget.findChildren(ChoiceButton)
        if one.isVisible() and one.accessibleName().split(": ")[0] == name
    ]
    assert len(found) == 1, f"{len(found)} visible choices are called {name!r}"
    return found[0]


def choose(button: ChoiceButton, label: str) -> None:
    """Open the menu and pick the choice with these words."""
    menu = button.open()
    next(action for action in menu.actions() if action.text() == label).trigger()
    menu.close()
