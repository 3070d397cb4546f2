"""The small pieces keep their promises: text that gives way, an edge that shows the focus, a notice that waits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QEnterEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of
from turbodesk.ui.theme import DARK, LIGHT, TextRole, style_application
from turbodesk.ui.transcript.pill import Pill
from turbodesk.ui.widgets import EditableTitle, IconButton
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.toast import LIFT, SHOWN_MS, Toast


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    room = QWidget()
    room.resize(300, 300)
    qtbot.addWidget(room)
    room.show()
    return room


def test_an_elided_label_keeps_its_text_and_tells_it(room: QWidget) -> None:
    label = ElidedLabel("a long\nline of text " * 5, room)
    label.show()
    label.resize(80, 20)
    assert label.text() == ("a long line of text " * 5).strip()
    assert label.toolTip() == label.text()
    label.resize(2000, 20)
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() < 60


def test_an_elided_label_takes_no_text_for_markup(room: QWidget) -> None:
    assert ElidedLabel("<b>x</b>", room).textFormat() == Qt.TextFormat.PlainText


def test_an_icon_button_has_a_name_and_leaves_the_focus_alone(room: QWidget, qtbot: QtBot) -> None:
    line = QLineEdit(room)
    button = IconButton("copy", "Copy", theme=LIGHT, parent=room)
    line.show()
    button.show()
    room.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert line.hasFocus()
    assert button.accessibleName() == button.toolTip() == "Copy"
    button.apply_theme(DARK)


def toast(room: QWidget) -> tuple[Toast, list[int]]:
    """Return a toast, and how many pixels of the foot it said it takes, in order."""
    made = Toast(room, theme=LIGHT)
    taken: list[int] = []
    made.moved.connect(taken.append)
    return made, taken


def test_an_icon_grows_with_the_systems_text(room: QWidget) -> None:
    large = replace(LIGHT, faces=replace(LIGHT.faces, scale=1.5))
    button = IconButton("copy", "Copy", theme=large, side=16, parent=room)
    assert button.iconSize() == QSize(24, 24)
    button.apply_theme(LIGHT)
    assert button.iconSize() == QSize(16, 16)


def test_a_toast_with_a_last_chance_comes_again_after_another_and_says_once_when_it_is_over(room: QWidget) -> None:
    notice, _ = toast(room)
    over: list[str] = []

    def words() -> str:
        return first_of(notice, QLabel).text() if notice.isVisible() else ""

    notice.tell("Gone", "Undo", lambda: over.append("undone"), lambda: over.append("one"))
    notice.tell("Starred")
    notice.tell("Copied")
    assert (words(), over) == ("Copied", [])
    notice.dismiss()
    assert (words(), over) == ("Gone", [])
    notice.tell("Gone too", "Undo", lambda: over.append("undone"), lambda: over.append("two"))
    assert (words(), over) == ("Gone too", ["one"])
    notice.tell("Starred")
    notice.tell("Gone again", "Undo", lambda: over.append("undone"), lambda: over.append("three"))
    assert over == ["one", "two"]
    first_of(notice, QPushButton).click()
    assert (words(), over) == ("", ["one", "two", "undone"])
    notice.tell("Starred")
    notice.dismiss()
    notice.dismiss()
    assert (words(), over) == ("", ["one", "two", "undone"])
    notice.tell("Gone", "Undo", None, lambda: over.append("four"))
    notice.dismiss()
    assert (words(), over[3:]) == ("", ["four"])


def test_a_toast_that_says_of_nothing_done_has_no_tick_and_is_withdrawn_by_its_words(room: QWidget) -> None:
    notice, _ = toast(room)
    notice.tell("Starred")
    with_tick = notice.sizeHint().width()
    notice.inform("Starred")
    assert notice.sizeHint().width() < with_tick
    notice.withdraw("Copied")
    assert notice.isVisible()
    notice.withdraw("Starred")
    assert not notice.isVisible()


def test_a_toast_offers_one_thing_to_do(room: QWidget, qtbot: QtBot) -> None:
    notice, taken = toast(room)
    done: list[str] = []
    notice.tell("Deleted “Invoice”", "Undo", lambda: done.append("undone"))
    assert notice.isVisible()
    assert first_of(notice, QLabel).text() == "Deleted “Invoice”"
    assert taken == [60]
    button = first_of(notice, QPushButton)
    assert button.accessibleName() == "Undo: Deleted “Invoice”"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["undone"]
    assert not notice.isVisible()
    assert taken == [60, 0]


def test_a_toast_makes_room_for_the_next_and_stays_in_place(room: QWidget, qtbot: QtBot) -> None:
    notice, taken = toast(room)
    done: list[str] = []
    notice.tell("One", "Undo", lambda: done.append("one"))
    notice.tell("Two", "Undo", lambda: done.append("two"))
    assert taken == [60, 0, 60]
    room.resize(500, 400)
    assert notice.geometry().bottom() == 400 - 16 - 1
    assert notice.height() == 44
    assert notice.width() == notice.sizeHint().width(), "as wide as its words"
    assert abs(notice.geometry().center().x() - 250) <= 1
    first_of(notice, QPushButton).click()
    assert done == ["two"]
    notice.dismiss()
    assert taken == [60, 0, 60, 0]


def test_a_toast_is_the_page_the_other_way_round(room: QWidget) -> None:
    room.resize(500, 400)
    notice, _ = toast(room)
    notice.tell("Chat copied")
    place = notice.geometry()
    image = room.grab().toImage()
    assert image.pixelColor(place.right() - 6, place.center().y()) == LIGHT.color("text")
    assert image.pixelColor(place.left(), place.top()) != LIGHT.color("text"), "its corners are round"
    mark = [image.pixelColor(place.left() + 16 + x, place.top() + 14 + y) for x in range(16) for y in range(16)]
    assert LIGHT.color("window") in mark, "what is simply done has a tick"


def test_new_text_stands_above_a_toast_and_comes_down_when_that_is_gone(room: QWidget) -> None:
    room.resize(500, 400)
    pill = Pill(room)
    pill.show_if(True)
    before = pill.geometry()
    notice, _ = toast(room)
    notice.moved.connect(pill.set_lift)
    notice.tell("Chat copied")
    assert pill.geometry().bottom() < notice.y() - 8
    notice.dismiss()
    assert pill.geometry() == before


def test_a_toast_that_goes_takes_no_focus_along(room: QWidget, qtbot: QtBot) -> None:
    home = QLineEdit(room)
    home.show()
    room.setFocusProxy(home)
    room.activateWindow()
    notice, _ = toast(room)
    notice.tell("Deleted", "Undo")
    button = first_of(notice, QPushButton)
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    notice.dismiss()
    assert home.hasFocus()


def test_a_toast_goes_by_itself_but_not_under_the_pointer(room: QWidget) -> None:
    notice, _ = toast(room)
    notice.tell("One", "Undo")
    timer = notice._timer  # noqa: SLF001  # waiting eight seconds proves no more
    assert timer.isActive()
    assert timer.interval() == SHOWN_MS
    QApplication.sendEvent(notice, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not timer.isActive()
    QApplication.sendEvent(notice, QEvent(QEvent.Type.Leave))
    assert timer.isActive()
    timer.timeout.emit()
    assert not notice.isVisible()


def test_a_title_keeps_its_font_when_it_finds_its_parent(qapp: QApplication, room: QWidget) -> None:
    style_application(qapp, LIGHT)
    title = EditableTitle()
    wanted = LIGHT.font(TextRole.UI_STRONG, 150)
    title.set_title_font(wanted)
    title.set_title("Bold")
    QVBoxLayout(room).addWidget(title)
    QApplication.sendPostedEvents()
    found = first_of(title, QPushButton).font()
    assert (found.weight(), found.pixelSize()) == (wanted.weight(), wanted.pixelSize())
    qapp.setStyleSheet("")


def test_a_notice_with_nothing_to_do_has_no_button(room: QWidget) -> None:
    made, _ = toast(room)
    made.tell("Chat copied")
    assert made.isVisible()
    assert not made.findChildren(QPushButton)[0].isVisible()
    made.tell("Deleted", "Undo")
    assert made.findChildren(QPushButton)[0].isVisible()


@pytest.mark.parametrize("kind", [QStackedWidget, QScrollArea])
def test_a_screen_reader_finds_a_toast_over_whatever_it_floats(
    room: QWidget, qtbot: QtBot, kind: type[QWidget]
) -> None:
    area = kind(room)
    area.setGeometry(20, 40, 250, 200)
    area.show()
    toast = Toast(area, theme=LIGHT)
    toast.tell("Deleted “plan”", "Undo")
    qtbot.waitUntil(lambda: toast.geometry().bottom() == area.geometry().bottom() - LIFT)
    assert area.geometry().contains(toast.geometry())
    before = toast.geometry()
    area.move(25, 50)
    assert toast.geometry() == before.translated(5, 10)
    assert {"Deleted “plan”", "Undo: Deleted “plan”"} <= set(names(QAccessible.queryAccessibleInterface(room)))


def names(node: QAccessibleInterface) -> list[str]:
    """What a screen reader finds at a node and below it."""
    own = node.text(QAccessible.Text.Name)
    return [own, *(name for at in range(node.childCount()) for name in names(node.child(at)))]
