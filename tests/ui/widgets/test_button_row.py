"""Buttons of a sheet: left and right in one row, and all in sight where one row is too narrow."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.button_row import ButtonRow


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(width=st.integers(120, 900))
def test_every_button_is_whole_and_none_lies_on_another(qtbot: QtBot, width: int) -> None:
    left = [QPushButton("Copy report"), QPushButton("Open settings")]
    right = [QPushButton("Run again"), QPushButton("Close")]
    row = ButtonRow(*left, *right, at_end=2)
    qtbot.addWidget(row)
    row.resize(width, row.heightForWidth(width))
    row.show()
    boxes = [button.geometry() for button in (*left, *right)]
    assert all(row.rect().contains(box) for box in boxes)
    assert all(box.width() >= button.sizeHint().width() for box, button in zip(boxes, (*left, *right), strict=True))
    assert not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])
    if width >= row.sizeHint().width():
        assert len({box.top() for box in boxes}) == 1
        assert (boxes[0].left(), boxes[-1].right()) == (0, width - 1)


def test_a_button_with_other_words_gets_room_for_them(qtbot: QtBot) -> None:
    button = QPushButton("Stop")
    row = ButtonRow(button, at_end=1)
    qtbot.addWidget(row)
    row.resize(400, row.heightForWidth(400))
    row.show()
    button.setText("Run all of it again")
    qtbot.waitUntil(lambda: button.width() >= button.sizeHint().width())
    assert button.geometry().right() == row.width() - 1


def test_a_button_hidden_while_the_row_is_out_of_sight_leaves_no_gap(qtbot: QtBot) -> None:
    buttons = [QPushButton(words) for words in ("Change", "Stop", "Done")]
    row = ButtonRow(*buttons)
    qtbot.addWidget(row)
    row.resize(400, row.heightForWidth(400))
    row.show()
    row.hide()
    buttons[1].hide()
    row.show()
    assert buttons[2].x() == buttons[0].geometry().right() + 1 + Space.S
