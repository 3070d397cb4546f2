"""Marks on the scroll bar stand where things were found, and cost nothing while nothing changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.transcript.scroll_marks import MOST, ScrollMarks


@pytest.fixture
def area(qtbot: QtBot) -> QScrollArea:
    area = QScrollArea()
    qtbot.addWidget(area)
    content = QWidget()
    content.setFixedSize(100, 4000)
    area.setWidget(content)
    area.resize(200, 403)
    area.show()
    qtbot.waitExposed(area)
    return area


@pytest.fixture
def bar(area: QScrollArea) -> QScrollBar:
    return area.verticalScrollBar()


def share_of(message_id: str, share: float) -> float | None:
    return None if message_id == "gone" else (int(message_id) + share) / 10


def test_each_stands_where_its_place_is_in_the_whole(bar: QScrollBar) -> None:
    marks = ScrollMarks(bar, share_of)
    assert marks.isHidden()
    marks.mark([("0", 0.0), ("gone", 0.0), ("5", 0.0), ("9", 1.0)])
    room = bar.height() - 3
    assert marks.heights() == [0, round(room / 2), room]
    image = bar.grab().toImage()
    ratio = image.devicePixelRatio()
    x = round(bar.width() / 2 * ratio)
    found = current_theme().color("found-now").name()
    for top in marks.heights():
        assert image.pixelColor(x, round((top + 1) * ratio)).name() == found
    assert image.pixelColor(x, round((room / 2 + 20) * ratio)).name() != found
    marks.mark(())
    assert marks.isHidden()


def test_the_mouse_goes_through(bar: QScrollBar) -> None:
    marks = ScrollMarks(bar, share_of)
    marks.mark([("5", 0.0)])
    assert bar.childAt(bar.rect().center()) is None
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, bar.height() - 4))
    assert bar.value() > 0


def test_they_are_worked_out_anew_only_where_the_content_has_changed(bar: QScrollBar) -> None:
    asked: list[str] = []

    def counted(message_id: str, share: float) -> float | None:
        asked.append(message_id)
        return share_of(message_id, share)

    marks = ScrollMarks(bar, counted)
    marks.mark([("5", 0.0)])
    for _ in range(3):
        bar.setValue(bar.value() + 50)
        bar.grab()
    assert len(asked) == 1
    bar.setMaximum(bar.maximum() + 10)
    bar.grab()
    assert len(asked) == 2


def test_of_very_many_as_many_are_worked_out_as_a_bar_can_show(bar: QScrollBar) -> None:
    marks = ScrollMarks(bar, share_of)
    marks.mark([(str(at % 10), 0.5) for at in range(20 * MOST)])
    assert len(marks._places) <= MOST  # noqa: SLF001 - the cost, which nothing shows


def test_they_reach_as_far_as_the_bar(qtbot: QtBot, bar: QScrollBar) -> None:
    marks = ScrollMarks(bar, share_of)
    marks.mark([("9", 1.0)])
    bar.window().resize(200, 603)
    qtbot.waitUntil(lambda: marks.geometry() == QRect(0, 0, bar.width(), bar.height()))
    assert marks.heights() == [bar.height() - 3]
