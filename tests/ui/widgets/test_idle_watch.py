"""Nobody there: told after the time that was set, by one timer that no key moves, and after a machine's sleep too."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets.idle_watch import IdleWatch, seconds

MINUTE = 60.0


class Clock:
    now = 5000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def line(qtbot: QtBot) -> QLineEdit:
    made = QLineEdit()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def watch(line: QLineEdit) -> tuple[IdleWatch, Clock, list[bool], QTimer]:
    clock, told = Clock(), []
    made = IdleWatch(line, clock=clock)
    made.idle.connect(lambda: told.append(True))
    made.begin(MINUTE)
    timer = made.findChild(QTimer)
    assert timer is not None
    return made, clock, told, timer


def test_keys_move_no_timer_and_what_is_left_is_waited_for_once(line: QLineEdit) -> None:
    made, clock, told, timer = watch(line)
    starts: list[int] = []
    begun = timer.start
    timer.start = starts.append  # type: ignore[method-assign,assignment]
    for _ in range(50):
        clock.now += 1
        QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
    assert line.text() == "a" * 50
    assert starts == []
    clock.now += 10
    timer.timeout.emit()
    assert (told, starts) == ([], [50_000])
    clock.now += 50
    timer.timeout.emit()
    assert told == [True]
    assert not made._is_watching  # noqa: SLF001
    timer.start = begun  # type: ignore[method-assign]
    made.begin(MINUTE)
    assert timer.isActive()
    assert timer.isSingleShot()
    made.end()
    assert not timer.isActive()
    clock.now += 100
    QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
    assert told == [True]


@pytest.mark.parametrize("use", ["move", "press", "wheel", "input method"])
def test_the_pointer_and_an_input_method_count_as_use(line: QLineEdit, use: str) -> None:
    made, clock, told, timer = watch(line)
    clock.now += 50
    if use == "move":
        QTest.mouseMove(line.windowHandle(), QPoint(3, 3))
        QTest.mouseMove(line.windowHandle(), QPoint(9, 9))
    elif use == "press":
        QTest.mouseClick(line.windowHandle(), Qt.MouseButton.LeftButton)
    elif use == "wheel":
        QTest.wheelEvent(line.windowHandle(), QPoint(3, 3), QPoint(0, 120))
    else:
        event = QInputMethodEvent()
        event.setCommitString("写")
        QApplication.sendEvent(line, event)
        QApplication.sendPostedEvents()
    clock.now += 50
    timer.timeout.emit()
    assert told == []
    made.end()


def test_who_comes_back_after_a_sleep_finds_it_locked_by_the_first_key(line: QLineEdit) -> None:
    made, clock, told, _ = watch(line)
    clock.now += 10_000  # the timer has slept too
    QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
    assert told == [True]
    assert line.text() == "", "and the key does nothing else"
    made.begin(MINUTE)
    made.begin(5 * MINUTE)
    clock.now += 4 * MINUTE
    QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
    assert (told, line.text()) == ([True], "a")
    made.end()


def test_a_window_that_comes_later_is_watched_too(line: QLineEdit, qtbot: QtBot) -> None:
    made, clock, told, timer = watch(line)
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    clock.now += 50
    QTest.keyClick(other.windowHandle(), Qt.Key.Key_A)
    clock.now += 50
    timer.timeout.emit()
    assert told == []
    made.end()


def test_the_clock_goes_on() -> None:
    assert seconds() <= seconds()
