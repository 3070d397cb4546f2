"""The transcript with the program's own rows: what the plain ones promise holds for them as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.seen import focused
from tests.ui.transcript.plain import PlainSource, message, wheel
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.parts import Text
from turbodesk.settings import ThemeChoice
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.theme.column import Column
from turbodesk.ui.theme.themes import theme_for
from turbodesk.ui.transcript.message_list import MARGIN
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.transcript.window_of_rows import MOST_ALIVE

REPLY = """## A heading

A paragraph with **bold words**, `code`, and enough text to be broken into two lines or three in a column of this width.

1. one
2. two with a [link](https://example.org)

```python
def answer(question: str) -> int:
    return len(question) % 43
```

| left | right |
|---|---|
| 1 | 2 |

"""


def conversation(count: int) -> PlainSource:
    messages = []
    for at in range(count):
        one = message(at, 20 + at % 7 * 60)
        if one.role is Role.ASSISTANT:
            one = replace(one, blocks=(Block(0, Text(REPLY * (1 + at % 4))),))
        messages.append(one)
    return PlainSource(messages)


@pytest.fixture
def source() -> PlainSource:
    return conversation(300)


@pytest.fixture
def view(qtbot: QtBot, source: PlainSource) -> Iterator[TranscriptView]:
    theme = theme_for(ThemeChoice.LIGHT, False)
    view = TranscriptView(
        lambda shown: MessageView(shown, actions=MessageActions(), theme=theme, model_name="Sonnet 4.6")
    )
    view.resize(900, 700)
    view.set_source(source)
    view.show()
    qtbot.waitExposed(view)
    qtbot.waitUntil(lambda: view.is_idle)
    yield view
    view.close()
    view.deleteLater()


def seen(view: TranscriptView) -> list[MessageView]:
    area = view.viewport().rect()
    rows = [row for row in view.living_rows if isinstance(row, MessageView)]
    return [row for row in rows if row.geometry().intersects(area)]


def tops(view: TranscriptView) -> dict[str, int]:
    return {row.message.id: row.y() for row in seen(view)}


def top_line(view: TranscriptView) -> tuple[Body, int, int]:
    """The body at the upper edge of the view, the position of its first line in view, and that line's y."""
    row = seen(view)[0]
    for body in row.findChildren(Body):
        y = body.mapTo(view.viewport(), QPoint()).y()
        if y <= 0 < y + body.height():
            position = body.position_at(-y)
            return body, position, y + body.y_of(position)
    raise AssertionError("no text reaches over the upper edge")


def test_rows_stand_a_gap_apart_at_their_exact_heights(view: TranscriptView, qtbot: QtBot) -> None:
    for _ in range(80):
        wheel(view, 360)
        assert len(view.living_rows) <= MOST_ALIVE
        rows = seen(view)
        for above, below in pairwise(rows):
            assert above.height() == above.heightForWidth(above.column_width)
            assert below.y() == above.y() + above.height() + above.gap_below


def test_a_streaming_reply_moves_nothing_above_it(view: TranscriptView, source: PlainSource, qtbot: QtBot) -> None:
    question = message(300, 60)
    reply = Message("m301", "m300", Role.ASSISTANT, status=Status.REPLYING, model="sonnet")
    source.put(question, reply)
    source.path = [*source.path, question.id, reply.id]
    view.path_changed(300)
    view.reply_began(question.id, reply.id)
    qtbot.waitUntil(lambda: view.is_idle)
    text = REPLY * 6
    for end in range(0, len(text), 41):
        reply = replace(reply, blocks=(Block(0, Text(text[:end]), closed=False),))
        view.message_changed(reply)
        qtbot.waitUntil(lambda: view.is_idle)
        assert tops(view)["m300"] == MARGIN
    assert view.pill.isVisible()
    wheel(view, -240)
    body, position, y = top_line(view)
    reply = replace(reply, status=Status.COMPLETE, blocks=(Block(0, Text(text)),))
    view.message_changed(reply)
    qtbot.waitUntil(lambda: view.is_idle)
    assert top_line(view) == (body, position, y)


@pytest.mark.parametrize("width", [500, 700])
def test_another_width_keeps_the_line(view: TranscriptView, qtbot: QtBot, width: int) -> None:
    view.go_to(ReadingPlace("m151", 300))
    body, position, y = top_line(view)
    view.resize(width, 600)
    qtbot.waitUntil(lambda: view.is_idle)
    assert body.mapTo(view.viewport(), QPoint()).y() + body.y_of(position) == y


def test_another_text_size_keeps_the_line(view: TranscriptView, qtbot: QtBot) -> None:
    for percent in (110, 150, 120, 100):
        view.go_to(ReadingPlace("m151", 300))
        body, position, y = top_line(view)
        for row in view.living_rows:
            assert isinstance(row, MessageView)
            row.set_text_percent(percent)
        view.set_column(Column(scale=percent / 100))
        assert body.mapTo(view.viewport(), QPoint()).y() + body.y_of(position) == y
        qtbot.waitUntil(lambda: view.is_idle)
        assert body.mapTo(view.viewport(), QPoint()).y() + body.y_of(position) == y


def test_the_keyboard_reaches_every_message_and_leaves_the_transcript(view: TranscriptView, qtbot: QtBot) -> None:
    view.go_to(ReadingPlace("m150", -MARGIN))
    view.setFocus()
    for at in (150, 151, 152):
        QTest.keyClick(focused(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
        row = view.row(f"m{at}")
        assert row is not None
        assert row.isAncestorOf(focused())
    reply = seen(view)[1]
    # Code panels get their buttons a moment after their text.
    qtbot.waitUntil(lambda: any(one.accessibleName() == "Copy code" for one in reply.findChildren(QToolButton)))
    names = []
    for _ in range(60):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        names.append(focused().accessibleName())
    assert "Copy code" in names
    assert names[-1] == names[-2]  # nothing else is in this window: the way ends instead of going round


@pytest.mark.parametrize("beyond", [40, -40])
def test_selecting_beyond_the_edge_scrolls_and_selects_on(view: TranscriptView, qtbot: QtBot, beyond: int) -> None:
    view.go_to(ReadingPlace("m151", 200))
    row, window = view.row("m151"), view.windowHandle()
    assert isinstance(row, MessageView)
    start = QPoint(300, 350)
    QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(window, QPoint(200, 350 + 3 * beyond))
    qtbot.waitUntil(row.has_selection)
    before, top = len(row.selected_text()), row.y()
    outside = view.viewport().height() + beyond if beyond > 0 else beyond
    QCursor.setPos(view.viewport().mapToGlobal(QPoint(200, outside)))
    qtbot.waitUntil(lambda: abs(row.y() - top) > 60)
    assert (row.y() < top) == (beyond > 0)
    qtbot.waitUntil(lambda: len(row.selected_text()) > before + 100)
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    rested = row.y()
    qtbot.wait(100)
    assert row.y() == rested


def test_selecting_by_keyboard_takes_the_view_along(view: TranscriptView, qtbot: QtBot) -> None:
    view.go_to(ReadingPlace("m151", -MARGIN))
    view.setFocus()
    view.focus_message("m151")
    body = QApplication.focusWidget()
    assert isinstance(body, Body)
    for _ in range(60):
        QTest.keyClick(body, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        caret = body.caret_rect().translated(body.mapTo(view.viewport(), QPoint()))
        assert view.viewport().rect().contains(caret.center())
    assert view.place() != ReadingPlace("m151", -MARGIN)
