"""One selection over several messages: dragged in either direction, far beyond the view, and copied as one text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.transcript.conftest import Open
from tests.ui.transcript.plain import PlainSource, wheel
from turbodesk.chat.message import Block, Message, Status, empty_reply, user_message
from turbodesk.chat.parts import Text, ToolUse
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.selection import copy_as_one
from turbodesk.ui.theme.themes import LIGHT
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.widgets.lifetime import briefly

LEFT = Qt.MouseButton.LeftButton


def reply(text: str, parent: str, *more: str) -> Message:
    parts = [Text(text), *(part for word in more for part in (ToolUse("id", "look", "{}"), Text(word)))]
    blocks = tuple(Block(at, part) for at, part in enumerate(parts))
    return replace(empty_reply("claude", parent), blocks=blocks, status=Status.COMPLETE)


def talk(*texts: str) -> PlainSource:
    """Questions and replies in turn."""
    messages: list[Message] = []
    for at, text in enumerate(texts):
        parent = messages[-1].id if messages else None
        messages.append(reply(text, parent or "") if at % 2 else user_message(text, parent))
    return PlainSource(messages)


@pytest.fixture
def actions(qapp: QApplication) -> Iterator[MessageActions]:
    with briefly(MessageActions()) as made:
        yield made


@pytest.fixture
def open_talk(actions: MessageActions, open_view: Open) -> Callable[..., TranscriptView]:
    """Show a source with the rows that the program has, and copy as the program does."""

    def open_it(source: PlainSource) -> TranscriptView:
        return open_view(
            source,
            make_row=lambda message: MessageView(message, actions=actions, theme=LIGHT),
            copy_rows=copy_as_one,
        )

    return open_it


def bodies(view: TranscriptView) -> list[Body]:
    return [body for row in view.living_rows if isinstance(row, MessageView) for body in row.bodies()]


def place(body: Body, at: int) -> QPoint:
    """Where a character stands, on the screen."""
    cursor = body.textCursor()
    cursor.setPosition(at)
    return body.viewport().mapToGlobal(body.cursorRect(cursor).center())


def mouse(kind: QEvent.Type, body: Body, at: QPoint, *, held: bool) -> None:
    receiver = body.viewport()
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(
        kind,
        QPointF(receiver.mapFromGlobal(at)),
        QPointF(at),
        button,
        LEFT if held else Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(receiver, event)


def drag(begin: Body, start: QPoint, *to: QPoint) -> None:
    """Press at one place, move through the others and release at the last; a click before it selects nothing."""
    begin.setFocus()
    mouse(QEvent.Type.MouseButtonPress, begin, start, held=True)
    mouse(QEvent.Type.MouseButtonRelease, begin, start, held=False)
    mouse(QEvent.Type.MouseButtonPress, begin, start, held=True)
    for point in to:
        mouse(QEvent.Type.MouseMove, begin, point, held=True)
    mouse(QEvent.Type.MouseButtonRelease, begin, to[-1], held=False)


def copied(widget: QWidget) -> QClipboard:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return clipboard


def test_dragging_across_messages_selects_and_copies_them_as_one(open_talk: Callable[..., TranscriptView]) -> None:
    view = open_talk(talk("What is **it**?", "It is *this* thing.", "And then?", "Then nothing at all."))
    first, second, third, fourth = bodies(view)
    drag(first, place(first, 8), place(fourth, 4))
    assert [body.selected_text() for body in (first, second, third, fourth)] == [
        "**it**?",
        "It is this thing.",
        "And then?",
        "Then",
    ]
    clipboard = copied(first)
    assert clipboard.text() == "**it**?\n\nIt is this thing.\n\nAnd then?\n\nThen"
    data = clipboard.mimeData()
    assert "<em>this</em>" in data.html()
    markdown = bytes(data.data("text/markdown").data()).decode()
    assert markdown.split("\n\n")[:2] == [r"\*\*it\*\*?", "It is *this* thing."]


def test_dragging_up_selects_the_same_in_the_same_order(open_talk: Callable[..., TranscriptView]) -> None:
    view = open_talk(talk("One two", "Three four", "Five six"))
    first, second, third = bodies(view)
    drag(third, place(third, 4), place(first, 4))
    assert copied(third).text() == "two\n\nThree four\n\nFive"
    assert second.textCursor().position() == 0


def test_coming_back_gives_back_and_a_press_ends_it(open_talk: Callable[..., TranscriptView]) -> None:
    view = open_talk(talk("One two", "Three four", "Five six"))
    first, second, third = bodies(view)
    drag(first, place(first, 0), place(third, 4), place(second, 5))
    assert [body.selected_text() for body in (first, second, third)] == ["One two", "Three", ""]
    drag(first, place(first, 0), place(third, 4), place(first, 3))
    assert [body.selected_text() for body in (first, second, third)] == ["One", "", ""]
    drag(first, place(first, 0), place(third, 4))
    mouse(QEvent.Type.MouseButtonPress, second, place(second, 2), held=True)
    mouse(QEvent.Type.MouseButtonRelease, second, place(second, 2), held=False)
    assert [body.selected_text() for body in (first, second, third)] == ["", "", ""]
    assert copied(first).text() == ""


def test_a_key_that_selects_ends_it_too(open_talk: Callable[..., TranscriptView]) -> None:
    view = open_talk(talk("One two", "Three four"))
    first, second = bodies(view)
    drag(first, place(first, 4), place(second, 5))
    QTest.keyClick(first, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert [body.selected_text() for body in (first, second)] == ["One two", ""]
    assert copied(first).text() == "One two"


def test_texts_of_one_message_are_one_text_too(open_talk: Callable[..., TranscriptView]) -> None:
    question = user_message("Look", None)
    view = open_talk(PlainSource([question, reply("Let me see.", question.id, "Found it.", "Done now.")]))
    _question, first, _second, third = bodies(view)
    drag(first, place(first, 4), place(third, 4))
    assert copied(first).text() == "me see.\n\nFound it.\n\nDone"


def test_it_reaches_over_messages_whose_rows_are_long_gone(open_talk: Callable[..., TranscriptView]) -> None:
    source = talk(*(f"Message {at} " + "and more words " * 30 for at in range(400)))
    view = open_talk(source)
    view.go_to_end()
    last = bodies(view)[-1]
    last.setFocus()
    mouse(QEvent.Type.MouseButtonPress, last, place(last, 7), held=True)
    middle = view.viewport().mapToGlobal(QPoint(view.width() // 2, 2))
    for _ in range(150):
        wheel(view, 360)
        mouse(QEvent.Type.MouseMove, last, middle, held=True)
    mouse(QEvent.Type.MouseButtonRelease, last, middle, held=False)
    parts = copied(last).text().split("\n\n")
    assert len(parts) > 100
    assert view.row(source.path[-len(parts) // 2]) is None, "else nothing is tried here"
    assert [part.split()[1] for part in parts[1:-1]] == [str(at) for at in range(400 - len(parts) + 1, 399)]
    assert parts[-1] == "Message"
    assert last in bodies(view), "where it began stays alive"


def test_a_row_that_is_made_again_shows_its_part_of_it(open_talk: Callable[..., TranscriptView]) -> None:
    source = talk(*(f"Message {at} " + "and more words " * 60 for at in range(200)))
    view = open_talk(source)
    view.go_to_end()
    last = bodies(view)[-1]
    mouse(QEvent.Type.MouseButtonPress, last, place(last, 7), held=True)
    top = view.viewport().mapToGlobal(QPoint(view.width() // 2, 2))
    for _ in range(150):
        wheel(view, 360)
        mouse(QEvent.Type.MouseMove, last, top, held=True)
    gone = next(message_id for message_id in reversed(source.path) if view.row(message_id) is None)
    view.focus_message(gone)
    row = view.row(gone)
    assert isinstance(row, MessageView)
    assert row.selected_text().strip() == source.messages[gone].text.strip()


TEXTS = ["Alpha beta", "Gamma delta", "Epsilon", "Zeta eta theta"]


@pytest.fixture
def four(open_talk: Callable[..., TranscriptView]) -> list[Body]:
    return bodies(open_talk(talk(*TEXTS)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_what_is_copied_is_what_lies_between_two_places(four: list[Body], data: st.DataObject) -> None:
    begin, end = (data.draw(st.integers(0, len(TEXTS) - 1)) for _ in range(2))
    at, to = (data.draw(st.integers(0, len(TEXTS[index]))) for index in (begin, end))
    drag(four[begin], place(four[begin], at), place(four[end], to))
    (first, start), (last, stop) = sorted([(begin, at), (end, to)])
    cut = TEXTS[first : last + 1]
    cut[-1] = cut[-1][:stop]
    cut[0] = cut[0][start:]
    assert [body.selected_text() for body in four[first : last + 1]] == cut
    assert copied(four[begin]).text() == "\n\n".join(part for part in cut if part)
