"""What the tests of the interface promise one another: none leaves anything behind for the next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.theme import DARK, style_application


def test_a_button_may_be_left_pressed(qtbot: QtBot) -> None:
    """The next test, in whichever order they come, finds none held: see the fixture `no_button_held`."""
    widget = QWidget()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    QTest.mousePress(widget, Qt.MouseButton.LeftButton)
    assert QApplication.mouseButtons() == Qt.MouseButton.LeftButton


def test_no_test_begins_with_a_button_held(qapp: QApplication) -> None:
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton


def test_a_theme_may_be_left_on(qapp: QApplication) -> None:
    """The next test, in whichever order they come, finds none: see the fixture `plain_look`."""
    style_application(qapp, DARK)
    assert qapp.styleSheet()


def test_no_test_begins_with_a_theme_on(qapp: QApplication) -> None:
    assert qapp.styleSheet() == ""
