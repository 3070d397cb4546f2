"""What the tests of the interface promise one another: none leaves anything behind for the next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


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
