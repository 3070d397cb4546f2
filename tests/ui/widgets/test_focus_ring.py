"""The focus is shown while keys are used and only then, around what has it, as far as that can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tests.ui.transcript.plain import PlainRow
from turbodesk.ui.theme import LIGHT, style_application
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.widgets.focus import are_keys_used, set_keys_used
from turbodesk.ui.widgets.focus_ring import FocusRing
from turbodesk.ui.widgets.switch import Switch
from turbodesk.ui.widgets.window_watch import WindowWatch

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Desk(QWidget):
    """A window with two buttons, a field, a list and a page that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(400, 400)
        self.one, self.two = QPushButton("One", self), QPushButton("Two", self)
        self.field = QLineEdit(self)
        self.one.setGeometry(20, 20, 80, 32)
        self.two.setGeometry(120, 20, 80, 32)
        self.field.setGeometry(20, 70, 200, 36)
        self.list = QListWidget(self)
        self.list.addItems(["First", "Second", "Third"])
        self.list.setGeometry(20, 120, 160, 120)
        self.area = QScrollArea(self)
        self.area.setGeometry(20, 260, 200, 100)
        page = QWidget()
        layout = QVBoxLayout(page)
        self.rows = [QPushButton(f"Row {number}") for number in range(8)]
        for row in self.rows:
            layout.addWidget(row)
        self.area.setWidget(page)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    window = Desk()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    WindowWatch(window)
    set_keys_used(False)
    yield window
    set_keys_used(False)


def ring(desk: Desk) -> FocusRing:
    found = desk.findChild(FocusRing)
    assert found is not None
    return found


def is_around(desk: Desk, widget: QWidget, rect: QRect | None = None) -> bool:
    """Whether the ring is shown around a widget, or a part of it, and nothing else."""
    rect = rect if rect is not None else widget.rect()
    return ring(desk).isVisible() and ring(desk).geometry().adjusted(6, 6, -6, -6) == QRect(
        widget.mapTo(desk, rect.topLeft()), rect.size()
    )


def key(desk: Desk, pressed: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(desk.windowHandle(), pressed, modifiers)


def click(desk: Desk, widget: QWidget) -> None:
    QTest.mouseClick(desk.windowHandle(), LEFT, NONE, widget.mapTo(desk, widget.rect().center()))


def test_a_press_of_the_pointer_shows_no_ring_and_tab_does(desk: Desk) -> None:
    click(desk, desk.one)
    assert desk.one.hasFocus()
    assert ring(desk).isHidden()
    key(desk, Qt.Key.Key_Tab)
    assert is_around(desk, desk.two)
    click(desk, desk.two)
    assert ring(desk).isHidden()


def test_any_key_shows_where_the_focus_is(desk: Desk) -> None:
    click(desk, desk.one)
    key(desk, Qt.Key.Key_Control)
    assert ring(desk).isHidden(), "a key that is only held says nothing"
    key(desk, Qt.Key.Key_Space)
    assert is_around(desk, desk.one)
    desk.two.setFocus()  # as when a panel closes
    assert is_around(desk, desk.two)


def test_what_shows_a_caret_has_no_ring(desk: Desk, qtbot: QtBot) -> None:
    key(desk, Qt.Key.Key_Tab)
    desk.field.setFocus()
    assert are_keys_used()
    assert ring(desk).isHidden()
    text = QPlainTextEdit(desk)
    text.setGeometry(220, 150, 120, 80)
    text.show()
    text.setFocus()
    assert ring(desk).isHidden()
    text.setReadOnly(True)
    desk.one.setFocus()
    text.setFocus()
    assert is_around(desk, text), "nothing else shows that it has the focus"


def test_what_draws_its_own_has_none(desk: Desk) -> None:
    desk.one.setFocus()
    key(desk, Qt.Key.Key_Space)
    desk.two.setProperty("ring", False)
    desk.two.setFocus()
    assert ring(desk).isHidden()


def test_of_a_list_the_ring_is_around_the_row(desk: Desk) -> None:
    desk.list.setCurrentRow(0)
    desk.list.setFocus()
    key(desk, Qt.Key.Key_Down)
    row = desk.list.visualItemRect(desk.list.item(1))
    assert is_around(desk, desk.list.viewport(), row)
    key(desk, Qt.Key.Key_Down)
    assert is_around(desk, desk.list.viewport(), desk.list.visualItemRect(desk.list.item(2)))


def test_it_goes_where_its_control_goes(desk: Desk) -> None:
    desk.one.setFocus()
    key(desk, Qt.Key.Key_Space)
    desk.one.move(60, 30)
    assert is_around(desk, desk.one)
    desk.one.hide()
    assert not is_around(desk, desk.one)


def test_a_control_that_ends_takes_its_ring_along(desk: Desk) -> None:
    desk.one.setFocus()
    key(desk, Qt.Key.Key_Space)
    delete(desk.one)
    assert ring(desk).isHidden()
    desk.two.setFocus()
    assert is_around(desk, desk.two)


def test_of_a_control_scrolled_half_away_half_a_ring_is_seen(desk: Desk) -> None:
    desk.rows[0].setFocus()
    key(desk, Qt.Key.Key_Space)
    whole = ring(desk).geometry()
    desk.area.verticalScrollBar().setValue(25)
    area = QRect(desk.area.viewport().mapTo(desk, QPoint()), desk.area.viewport().size())
    assert ring(desk).geometry().top() == area.top() - 4
    assert ring(desk).height() < whole.height()
    desk.area.verticalScrollBar().setValue(100)
    assert ring(desk).isHidden()


def test_a_switch_has_it_around_what_moves(desk: Desk) -> None:
    switch = Switch(name="On")
    switch.setParent(desk)
    switch.setGeometry(250, 20, 60, 40)
    switch.show()
    switch.setFocus()
    key(desk, Qt.Key.Key_Space)
    assert is_around(desk, switch, QRect(0, 10, 34, 20))


def test_a_page_that_reaches_the_windows_edges_has_it_whole_within_itself(desk: Desk) -> None:
    page = TranscriptView(PlainRow)
    page.setParent(desk)
    page.setGeometry(200, 0, 200, 400)
    page.show()
    page.setFocus()
    key(desk, Qt.Key.Key_Space)
    assert page.geometry().contains(ring(desk).geometry())
    assert is_around(desk, page, page.ring_rect())


def test_it_is_the_colour_of_ink_and_wider_in_high_contrast(desk: Desk, qapp: QApplication) -> None:
    def width() -> int:
        image = ring(desk).grab().toImage()
        return sum(is_ink(image, x) for x in range(10))

    def is_ink(image: QImage, x: int) -> bool:
        return image.pixelColor(x, image.height() // 2) == LIGHT.color("accent")

    palette, font = qapp.palette(), qapp.font()
    desk.one.setFocus()
    key(desk, Qt.Key.Key_Space)
    assert width() == 2
    style_application(qapp, replace(LIGHT, is_contrast=True))
    assert width() == 3
    style_application(qapp, LIGHT)
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)
