"""Return presses the button that has the focus, whatever desktop there is; Ctrl+Q quits from every window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.app import commands
from turbodesk.app.commands import CommandContext
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.presenters.actions import Actions
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.widgets.icon_button import IconButton


def first_screen() -> QWidget:
    """The main window, with a first screen that has a button and a field."""
    window = Window(**{name: QWidget() for name in ("sidebar", "header", "notice", "chat_area")})
    screen = QWidget()
    QVBoxLayout(screen)
    window.show_onboarding(screen)
    return window


def settings() -> QWidget:
    """The settings over a window; they are what the keys go to."""
    window = QWidget()
    sheet = SettingsSheet(window, theme=LIGHT)
    window.show()
    sheet.open()
    return sheet


@pytest.fixture(params=[first_screen, settings], ids=["first screen", "settings"])
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> QWidget:
    window: QWidget = request.param()
    qtbot.addWidget(window.window())
    return window


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("kind", [QPushButton, lambda: IconButton("plus", "Add", theme=LIGHT)], ids=["push", "icon"])
def test_return_presses_the_focused_button_once(
    qtbot: QtBot, window: QWidget, kind: type[QPushButton], key: Qt.Key
) -> None:
    button, field = kind(), QLineEdit()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    if isinstance(button, QPushButton):
        button.setAutoDefault(False)
    for part in (button, field):
        part.setParent(window)
        part.show()
    window.show()
    window.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, key)
    assert len(pressed) == 1
    QTest.keyClick(button, key, Qt.KeyboardModifier.ShiftModifier)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(field, key)
    assert len(pressed) == 1


def test_ctrl_q_quits_from_a_window_of_its_own_too(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    quits: list[bool] = []
    actions.bind(commands.QUIT, lambda: quits.append(True))
    actions.update(CommandContext(ready=True))
    settings = QDialog(window)
    window.show()
    settings.show()
    settings.activateWindow()
    qtbot.waitUntil(settings.isActiveWindow)
    QTest.keyClick(settings, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert quits == [True]
