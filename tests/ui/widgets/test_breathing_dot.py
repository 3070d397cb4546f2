"""The dot that says something is on its way breathes while it is seen, and costs nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.widgets.test_exposure import set_exposed
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.widgets.breathing_dot import BreathingDot, paint_dot
from turbodesk.ui.widgets.exposure import Exposure


class _Paintings(QObject):
    """Counts the pixels that a widget was asked to paint."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.pixels = self.times = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.times += 1
            rect = event.region().boundingRect()
            self.pixels += rect.width() * rect.height()
        return False


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    room = QWidget()
    room.resize(200, 100)
    qtbot.addWidget(room)
    room.show()
    qtbot.waitExposed(room)
    return room


def dot(room: QWidget, *, moves: bool = True) -> BreathingDot:
    made = BreathingDot(theme=LIGHT, moves=moves, parent=room)
    made.show()
    return made


def test_it_breathes_in_its_own_few_pixels(room: QWidget, qtbot: QtBot) -> None:
    paints = dot(room)
    own, page = _Paintings(paints), _Paintings(room)
    qtbot.waitUntil(lambda: own.times >= 3)
    assert paints.size() == QSize(16, 16)
    assert own.pixels == own.times * 16 * 16
    assert page.pixels <= page.times * 16 * 16, "a breath repaints no more of the page than lies under the dot"
    assert paints.wake_ups <= own.times + 1


def test_it_wakes_nobody_while_it_cannot_be_seen(room: QWidget, qtbot: QtBot) -> None:
    breathing = dot(room)
    assert breathing.is_breathing
    breathing.hide()
    assert not breathing.is_breathing
    breathing.show()
    assert breathing.is_breathing
    room.hide()
    assert not breathing.is_breathing


def test_scrolled_out_of_the_view_it_wakes_nobody_until_it_is_back(room: QWidget, qtbot: QtBot) -> None:
    breathing = dot(room)
    breathing.move(0, 500)
    qtbot.waitUntil(lambda: not breathing.is_breathing)
    before = breathing.wake_ups
    breathing.move(0, 0)
    qtbot.waitUntil(lambda: breathing.is_breathing and breathing.wake_ups > before)


def test_it_goes_along_with_what_is_painted_anyway_and_wakes_nobody_then(room: QWidget, qtbot: QtBot) -> None:
    breathing = dot(room)
    timer = breathing.findChild(QTimer)
    assert timer is not None
    frames = _frames_of(breathing, qtbot, lambda: qtbot.waitUntil(lambda: breathing.wake_ups > 1))
    assert frames >= 2, "alone it breathes by its timer"
    before = breathing.wake_ups

    def flushes() -> None:
        for _ in range(12):
            timer.stop()  # as a flush in time does
            timer.start()
            qtbot.wait(30)
            breathing.go_along()

    frames = _frames_of(breathing, qtbot, flushes)
    assert 1 <= frames <= 6, "no more often than by itself"
    assert breathing.wake_ups == before


def _frames_of(breathing: BreathingDot, qtbot: QtBot, act: Callable[[], object]) -> int:
    own = _Paintings(breathing)
    act()
    return own.times


def test_in_a_window_that_nobody_sees_it_rests_until_that_is_back(room: QWidget, qtbot: QtBot) -> None:
    breathing = dot(room)
    exposure = Exposure.of(room)
    set_exposed(exposure, is_exposed=False)
    qtbot.waitUntil(lambda: not breathing.is_breathing)
    before = breathing.wake_ups
    set_exposed(exposure, is_exposed=True)
    qtbot.waitUntil(lambda: breathing.is_breathing and breathing.wake_ups > before)


def test_where_motion_is_not_wanted_it_stands_still(room: QWidget) -> None:
    still = dot(room, moves=False)
    assert not still.is_breathing
    still.set_moves(moves=True)
    assert still.is_breathing
    still.set_moves(moves=False)
    assert not still.is_breathing


def test_it_takes_no_click_from_what_lies_beneath(room: QWidget) -> None:
    assert dot(room).testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_it_grows_with_the_text_and_swells_within_its_halo(room: QWidget) -> None:
    large = dot(room)
    large.restyle(LIGHT, 200)
    assert large.size() == QSize(32, 32)
    assert _inked(breath=0.0) < _inked(breath=0.5) == _inked(breath=None)
    assert _inked(breath=0.25) == _inked(breath=0.75)


def _inked(*, breath: float | None) -> int:
    """Return how much ink lies on the 16 by 16 pixels of a dot."""
    image = QImage(16, 16, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_dot(painter, QPointF(8, 8), QColor("#3D49C4"), breath=breath)
    painter.end()
    return sum(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16))
