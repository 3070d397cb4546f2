"""One tip a window: words and key, beneath what the pointer rests on, gone when it leaves; Qt's own never shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets import window_watch
from turbodesk.ui.widgets.menu import panel_of
from turbodesk.ui.widgets.plain import plain_tip, set_tip, show_tip, tip_words
from turbodesk.ui.widgets.tip import Tip
from turbodesk.ui.widgets.window_watch import WindowWatch, watch_windows

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_watch, "REST_MS", 0)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(400, 300)
    qtbot.addWidget(made)
    QPushButton("Contents", made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    watch_windows(made)
    return made


@pytest.fixture
def button(window: QWidget) -> QPushButton:
    found = window.findChild(QPushButton)
    assert found is not None
    found.setGeometry(100, 100, 80, 32)
    set_tip(found, "Contents", "Ctrl+J")
    return found


def tip(window: QWidget) -> Tip:
    found = window.findChild(Tip)
    assert found is not None
    return found


def point_at(window: QWidget, at: QPoint) -> None:
    for one in (at + QPoint(1, 1), at):  # a pointer that was there already has not moved
        QTest.mouseMove(window.windowHandle(), one)


def test_it_says_words_and_key_beneath_what_is_pointed_at(window: QWidget, button: QPushButton, qtbot: QtBot) -> None:
    point_at(window, button.geometry().center())
    qtbot.waitUntil(lambda: tip(window).words == "Contents\tCtrl+J")
    assert tip(window).y() == button.geometry().bottom() + 1 + 6
    assert abs(tip(window).geometry().center().x() - button.geometry().center().x()) <= 1
    assert tip(window).height() == 26


def test_screen_readers_hear_words_and_key_as_one(button: QPushButton) -> None:
    assert button.accessibleDescription() == "Contents (Ctrl+J)"
    set_tip(button, "Contents")
    assert button.accessibleDescription() == ""


@pytest.mark.parametrize(
    "text", ["Copy", "5 < 6 & <b>7</b>", "x" * 300, "line\n<i>two</i>", "Words\tCtrl+J" + "y" * 120]
)
def test_its_words_are_those_that_were_given(text: str) -> None:
    assert tip_words(plain_tip(text)) == text


def test_it_goes_with_the_pointer(window: QWidget, button: QPushButton, qtbot: QtBot) -> None:
    point_at(window, button.geometry().center())
    qtbot.waitUntil(lambda: tip(window).words != "")
    point_at(window, button.geometry().center() + QPoint(3, 2))
    assert tip(window).words
    point_at(window, QPoint(5, 5))
    assert not tip(window).words


@pytest.mark.parametrize("what", ["press", "key", "hidden"])
def test_it_goes_when_something_is_done(window: QWidget, button: QPushButton, qtbot: QtBot, what: str) -> None:
    point_at(window, button.geometry().center())
    qtbot.waitUntil(lambda: tip(window).words != "")
    match what:
        case "press":
            QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, NONE, button.geometry().center())
        case "key":
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
        case _:
            button.hide()
    assert not tip(window).words


def test_at_the_foot_of_the_window_it_stands_above(window: QWidget, button: QPushButton, qtbot: QtBot) -> None:
    button.move(0, 260)
    point_at(window, button.geometry().center())
    qtbot.waitUntil(lambda: tip(window).words != "")
    assert tip(window).geometry().bottom() < button.y()
    assert tip(window).x() >= 4


def test_long_words_wrap_within_the_window(window: QWidget, button: QPushButton, qtbot: QtBot) -> None:
    set_tip(button, "word " * 60)
    point_at(window, button.geometry().center())
    qtbot.waitUntil(lambda: tip(window).words != "")
    assert tip(window).width() <= 340 + 18
    assert tip(window).height() > 60


def test_what_has_none_shows_that_of_what_it_is_in(window: QWidget, button: QPushButton, qtbot: QtBot) -> None:
    inner = QLabel("x", button)
    inner.setGeometry(0, 0, 20, 20)
    inner.show()
    point_at(window, button.pos() + QPoint(5, 5))
    qtbot.waitUntil(lambda: tip(window).words == "Contents\tCtrl+J")


def test_rows_of_a_list_have_their_own(window: QWidget, qtbot: QtBot) -> None:
    rows = QListWidget(window)
    rows.setGeometry(0, 0, 200, 90)
    for name in ("One", "Two"):
        QListWidgetItem(name, rows).setToolTip(plain_tip(f"All of <b>{name}</b>"))
    rows.show()
    second = rows.visualItemRect(rows.item(1)).center()
    point_at(window, rows.viewport().mapTo(window, second))
    qtbot.waitUntil(lambda: tip(window).words == "All of <b>Two</b>")


def test_what_asks_for_a_tip_at_a_point_has_the_same(window: QWidget, button: QPushButton) -> None:
    show_tip(window.mapToGlobal(QPoint(50, 60)), "https://example.org", button)
    assert tip(window).words == "https://example.org"
    assert not QToolTip.isVisible()
    show_tip(window.mapToGlobal(QPoint(50, 60)), "", button)
    assert not tip(window).words


def test_qt_shows_none_of_its_own(window: QWidget, button: QPushButton, qtbot: QtBot) -> None:
    point_at(window, button.geometry().center())
    qtbot.waitUntil(lambda: tip(window).words != "")
    asked = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), button.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(button, asked)
    assert not QToolTip.isVisible()
    assert not asked.isAccepted(), "it would be asked again at once"


def test_each_window_is_watched_once(window: QWidget) -> None:
    watch_windows(window)
    assert len(window.findChildren(WindowWatch)) == 1


def test_at_the_foot_of_the_screen_a_fields_menu_ends_at_the_pointer(window: QWidget, qtbot: QtBot) -> None:
    field = QLineEdit(window)
    field.setGeometry(10, 10, 200, 30)
    field.show()
    window.move(100, window.screen().availableGeometry().height() - 60)
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.RightButton, NONE, QPoint(40, 20))
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.pos().y() + panel_of(menu).bottom() + 1 == window.mapToGlobal(QPoint(40, 20)).y()
    menu.close()
    QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.RightButton, NONE, QPoint(40, 20))


def test_a_fields_own_menu_is_soft(window: QWidget, qtbot: QtBot) -> None:
    field = QLineEdit(window)
    field.setGeometry(10, 10, 200, 30)
    field.show()
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.RightButton, NONE, QPoint(40, 20))
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    assert menu.pos() + panel_of(menu).topLeft() == window.mapToGlobal(QPoint(40, 20))
    menu.close()
    QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.RightButton, NONE, QPoint(40, 20))
