"""A switch is a check box in all but its looks; a fade melts text into the page and lets the pointer through."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import name_of
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.metrics import TARGET
from turbodesk.ui.widgets.fade import Fade
from turbodesk.ui.widgets.switch import Switch


def test_a_switch_is_a_check_box_to_keys_and_screen_readers(qtbot: QtBot) -> None:
    switch = Switch(name="Line numbers")
    qtbot.addWidget(switch)
    switch.show()
    assert QAccessible.queryAccessibleInterface(switch).role() is QAccessible.Role.CheckBox
    assert name_of(switch) == "Line numbers"
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(30, 13))
    assert not switch.isChecked()
    assert switch.sizeHint().height() >= TARGET


def test_a_switch_shows_its_state_by_place_and_colour(qtbot: QtBot) -> None:
    switch = Switch()
    qtbot.addWidget(switch)
    switch.resize(switch.sizeHint())
    middle = switch.height() // 2
    image = switch.grab().toImage()
    assert image.pixelColor(10, middle) == LIGHT.color("window")
    assert image.pixelColor(24, middle) == LIGHT.color("control-border")
    switch.setChecked(True)
    image = switch.grab().toImage()
    assert image.pixelColor(10, middle) == LIGHT.color("accent")
    assert image.pixelColor(24, middle) == LIGHT.color("on-accent")


def test_the_words_of_a_switch_have_their_room(qtbot: QtBot) -> None:
    switch = Switch("Think before replying")
    qtbot.addWidget(switch)
    words = switch.fontMetrics().horizontalAdvance("Think before replying")
    assert switch.sizeHint().width() >= 34 + 8 + words


def strengths(fade: Fade) -> list[int]:
    image = QImage(fade.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    fade.render(image, renderFlags=QWidget.RenderFlag.DrawChildren)
    return [image.pixelColor(5, y).alpha() for y in range(fade.height())]


def test_a_fade_grows_and_is_solid_after_its_ramp(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    fade = Fade(window, ramp=40)
    fade.resize(100, 60)
    down = strengths(fade)
    assert down == sorted(down)
    assert down[0] <= 1
    assert set(down[41:]) == {255}
    assert down[4] < 255 * 4 / 40, "eased: a straight ramp shows where it begins"
    up = Fade(window, ramp=20, is_upwards=True)
    up.resize(100, 20)
    assert strengths(up) == sorted(strengths(up), reverse=True)


def test_the_pointer_goes_through_a_fade(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(200, 100)
    beneath = QPushButton("Beneath", window)
    beneath.setGeometry(0, 0, 200, 100)
    fade = Fade(window, ramp=40)
    fade.setGeometry(0, 0, 200, 100)
    assert window.childAt(50, 50) is beneath
