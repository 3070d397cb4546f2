"""What lies over the window takes the focus, keeps Tab, leaves by Esc or a press beside it, gives the focus back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, focused, press
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.apply import set_motion
from turbodesk.ui.theme.shadow import Elevation
from turbodesk.ui.widgets.paper import Paper
from turbodesk.ui.widgets.popup import Popup
from turbodesk.ui.widgets.sheet import Sheet

NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Desk:
    """A window with a field, which is its home, and a button."""

    window: QWidget
    home: QLineEdit
    opener: QPushButton


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    set_motion(qapp, is_reduced=True)
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    home, opener = QLineEdit(window), QPushButton("Open", window)
    home.setGeometry(10, 560, 300, 30)
    opener.setGeometry(100, 20, 80, 32)
    window.setFocusProxy(home)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    opener.setFocus()
    yield Desk(window, home, opener)
    set_motion(qapp, is_reduced=False)


def popup_on(desk: Desk) -> Popup:
    popup = Popup(desk.window, name="Choices")
    layout = QVBoxLayout(popup)
    for name in ("One", "Two"):
        layout.addWidget(QPushButton(name))
    popup.open_below(desk.opener)
    return popup


class Card(Sheet):
    """A sheet with a title and one button."""

    def __init__(self, parent: QWidget, size: QSize | None = None) -> None:
        super().__init__(parent, theme=LIGHT, name="Card", size=size)
        layout = QVBoxLayout(self.panel)
        layout.addLayout(self.top_line())
        layout.addWidget(QPushButton("Done"))
        self.apply_theme(LIGHT)


def test_a_popup_stands_beneath_what_opened_it_within_the_window(desk: Desk) -> None:
    popup = popup_on(desk)
    assert popup.geometry().topLeft() == QPoint(100, 20 + 32 + 4)
    desk.opener.move(760, 20)
    popup.open_below(desk.opener, is_right=True)
    assert popup.geometry().right() < 800 - 8
    desk.window.resize(800, 120)
    assert popup.geometry().bottom() < 120


def test_the_focus_moves_into_a_popup_stays_and_comes_back(desk: Desk) -> None:
    popup = popup_on(desk)
    assert focused() is button(popup, "One")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is button(popup, "One")
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    assert focused() is button(popup, "Two")
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert popup.isHidden()
    assert focused() is desk.opener


def test_a_press_beside_a_popup_closes_it_and_does_what_it_does(desk: Desk) -> None:
    popup = popup_on(desk)
    closed: list[bool] = []
    popup.closed.connect(lambda: closed.append(True))
    handle = desk.window.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, NONE, popup.geometry().center())
    assert not popup.isHidden()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, NONE, desk.home.geometry().center())
    assert popup.isHidden()
    assert closed == [True]
    assert focused() is desk.home


def test_a_press_on_what_opened_a_popup_only_closes_it(desk: Desk) -> None:
    popup = popup_on(desk)
    clicked: list[bool] = []
    desk.opener.clicked.connect(clicked.append)
    QTest.mouseClick(desk.window.windowHandle(), Qt.MouseButton.LeftButton, NONE, desk.opener.geometry().center())
    assert popup.isHidden()
    assert clicked == []


def test_under_its_shadow_the_window_is_reached(desk: Desk) -> None:
    popup = popup_on(desk)
    beside = popup.geometry().bottomRight() + QPoint(10, 10)
    assert desk.window.childAt(beside) is None
    paper = next(one for one in desk.window.findChildren(Paper) if one.isVisible())
    air = Elevation.POPUP.air
    assert paper.geometry() == popup.geometry().adjusted(-air, -air, air, air)
    popup.dismiss()
    assert paper.isHidden()


def test_a_popup_whose_opener_is_gone_sends_the_focus_home(desk: Desk) -> None:
    popup = popup_on(desk)
    desk.opener.hide()
    popup.dismiss()
    assert focused() is desk.home


def test_a_sheet_covers_the_window_and_stands_in_its_middle(desk: Desk) -> None:
    sheet = Card(desk.window, QSize(400, 200))
    sheet.open()
    assert sheet.geometry() == desk.window.rect()
    assert sheet.panel.geometry() == QRect(200, 200, 400, 200)
    desk.window.resize(420, 200)
    assert sheet.geometry() == desk.window.rect()
    assert sheet.panel.geometry() == QRect(24, 24, 372, 152), "never closer to the edges"


def test_the_focus_moves_into_a_sheet_stays_and_comes_back(desk: Desk) -> None:
    sheet = Card(desk.window)
    sheet.open()
    names = []
    for _ in range(3):
        names.append(focused().accessibleName() or focused().property("text"))
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert names == ["Close", "Done", "Close"]
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert sheet.isHidden()
    assert focused() is desk.opener


def test_a_press_beside_the_panel_closes_a_sheet(desk: Desk) -> None:
    sheet = Card(desk.window, QSize(400, 200))
    sheet.open()
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, NONE, QPoint(400, 300))
    assert not sheet.isHidden()
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, NONE, QPoint(20, 20))
    assert sheet.isHidden()


def test_a_sheet_opened_again_remembers_where_the_focus_was(desk: Desk) -> None:
    sheet = Card(desk.window)
    sheet.open()
    sheet.open()
    press(button(sheet, "Close"), Qt.Key.Key_Space)
    assert focused() is desk.opener


def test_a_sheet_comes_up_where_motion_is_wanted(desk: Desk, qapp: QApplication, qtbot: QtBot) -> None:
    set_motion(qapp, is_reduced=False)
    sheet = Card(desk.window, QSize(400, 200))
    sheet.open()
    assert sheet.panel.y() == 208
    qtbot.waitUntil(lambda: sheet.panel.y() == 200)
