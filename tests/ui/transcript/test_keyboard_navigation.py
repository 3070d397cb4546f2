"""Reading by keyboard: from code to code, and to both ends of a message; and a column of another width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from tests.ui.transcript.plain import PlainSource, message
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.message import Block
from turbodesk.chat.parts import Text
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.code_header import CodeHeader
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.theme.column import Column
from turbodesk.ui.theme.themes import LIGHT
from turbodesk.ui.transcript.message_list import MARGIN
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.widgets.scroll_keys import Step

WORDS = "Words that fill a line or two of the column, and then some more. " * 12
CODE = "```python\nx = 1\n```"
TEXTS = {
    3: f"{WORDS}\n\n{CODE}\n\n{WORDS}\n\n{CODE}\n\n{WORDS}",
    41: f"{WORDS}\n\n1. item\n\n       indented\n\n{WORDS}",
    79: f"{CODE}\n\n{WORDS * 4}",
}
"""By message; all panels of the conversation."""


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[TranscriptView]:
    source = PlainSource([message(at, 300) for at in range(80)])
    for at, text in TEXTS.items():
        source.put(replace(message(at, 10), blocks=(Block(0, Text(text)),)))
    view = TranscriptView(lambda one: MessageView(one, actions=MessageActions(), theme=LIGHT))
    view.resize(900, 600)
    view.set_source(source, ReadingPlace("m0", 0))
    view.show()
    qtbot.waitExposed(view)
    qtbot.waitUntil(lambda: view.is_idle)
    yield view
    view.close()
    view.deleteLater()


def stop(view: TranscriptView) -> tuple[str, int] | None:
    """The message and the panel the focus is in, which must be in view."""
    for row in view.living_rows:
        if isinstance(row, MessageView) and (number := row.focused_code()) is not None:
            y = row.mapTo(view.viewport(), row.code_rects()[number].topLeft()).y()
            assert 0 <= y < view.viewport().height()
            return row.message.id, number
    return None


def test_code_is_walked_through_in_both_directions(view: TranscriptView, qtbot: QtBot) -> None:
    view.activateWindow()
    way = []
    for _ in range(5):
        view.take(Step.NEXT_CODE)
        way.append(stop(view))
        qtbot.waitUntil(lambda: view.is_idle)
    assert way == [("m3", 0), ("m3", 1), ("m41", 0), ("m79", 0), ("m79", 0)]
    back = []
    for _ in range(4):
        view.take(Step.PREVIOUS_CODE)
        back.append(stop(view))
        qtbot.waitUntil(lambda: view.is_idle)
    assert back == [("m41", 0), ("m3", 1), ("m3", 0), ("m3", 0)]


def test_without_focus_the_way_begins_at_what_is_in_view(view: TranscriptView, qtbot: QtBot) -> None:
    view.go_to(ReadingPlace("m20", 0))
    qtbot.waitUntil(lambda: view.is_idle)
    view.take(Step.PREVIOUS_CODE)
    assert stop(view) == ("m3", 1)


def test_a_message_is_left_at_its_top_and_at_its_end(view: TranscriptView, qtbot: QtBot) -> None:
    view.go_to(ReadingPlace("m3", 200))
    qtbot.waitUntil(lambda: view.is_idle)
    row = view.row("m3")
    assert row is not None
    view.take(Step.MESSAGE_TOP)
    assert row.y() == MARGIN
    view.focus_message("m3")
    view.take(Step.MESSAGE_END)
    assert row.geometry().bottom() + 1 + MARGIN == view.viewport().height()


@pytest.mark.parametrize("width", [480, 760, 960, 0])
def test_another_width_keeps_the_line_at_the_top(view: TranscriptView, qtbot: QtBot, width: int) -> None:
    view.resize(1300, 600)
    view.go_to(ReadingPlace("m3", 158))
    qtbot.waitUntil(lambda: view.is_idle)
    row = view.row("m3")
    body = row.findChild(Body) if row is not None else None
    assert isinstance(body, Body)
    position = body.toPlainText().rindex("\nWords") + 1  # where a line begins at every width
    view.scroll_by(body.mapTo(view.viewport(), QPoint()).y() + body.y_of(position) + 3)  # and well within it
    before = body.mapTo(view.viewport(), QPoint()).y() + body.y_of(position)
    assert before == -3
    view.set_column(Column(width))
    assert isinstance(row, MessageView)
    assert row.column_width == (width or view.width() - 64)
    assert row.x() + row.column_x == (view.width() - row.column_width) // 2
    after = body.mapTo(view.viewport(), QPoint()).y() + body.y_of(position)
    assert abs(after - before) <= body.page.typography.line
    view.set_column(Column())
    assert body.mapTo(view.viewport(), QPoint()).y() + body.y_of(position) == before


def test_line_numbers_come_and_go_at_once(view: TranscriptView, qtbot: QtBot) -> None:
    view.take(Step.NEXT_CODE)
    row = view.row("m3")
    assert isinstance(row, MessageView)
    body = row.findChild(Body)
    assert isinstance(body, Body)
    margins = []
    for are_shown in (False, True, False):
        row.set_line_numbers(are_shown=are_shown)
        margins.append(body.page.block(1).blockFormat().leftMargin())
    assert margins[0] == margins[2] < margins[1]
    assert row.findChild(CodeHeader) is not None
