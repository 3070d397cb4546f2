"""What the window paints while a reply grows in it: the lines that changed, and nothing beside the reply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QApplication

from tests.gateway_server import Answer, GatewayServer
from tests.ui.event_count import EventCount
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat
from turbodesk.chat.message import Message
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.transcript.view import TranscriptView

__all__ = ["run"]

WORDS = "Some words of a reply, with `code` and **strong** ones, that go on from line to line until it is long. "
LINES = 4
"""Of text, the most that one flush paints on average: the line that grew, the one before, and room for a new one."""
APART = (
    "Header",
    "Composer",
    "Editor",
    "NoticeBar",
    "PlainLabel",
    "PersonBar",
    "CodeHeader",
    "Paper",
    "Pill",
    "ChatArea",
)
"""Widgets in which nothing changes while a reply grows."""


@pytest.fixture(autouse=True)
def no_caret_blinks(qapp: QApplication) -> Iterator[None]:
    before = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    yield
    qapp.setCursorFlashTime(before)


@contextmanager
def counted(qapp: QApplication) -> Iterator[EventCount]:
    count = EventCount()
    qapp.installEventFilter(count)
    try:
        yield count
    finally:
        qapp.removeEventFilter(count)


@pytest.fixture
def flushes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The length of the reply at each flush so far."""
    made: list[int] = []
    original = MessageView.set_message

    def noted(view: MessageView, message: Message) -> None:
        made.append(len(message.text))
        original(view, message)

    monkeypatch.setattr(MessageView, "set_message", noted)
    return made


async def growing(seat: Seat, server: GatewayServer, times: int, *, from_: int, flushes: list[int]) -> None:
    """Have a reply begin that stops short of its end, and wait until it has so many characters on the screen."""
    text, chars = WORDS * times, times
    server.script(Answer(text=text, chars=chars, gap_ms=8, stop_after=len(text) // chars, then="hold"))
    seat.window.resize(1120, 760)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    chat.send("Go on")
    await seat.until(lambda: flushes and flushes[-1] > from_)


def line_of(seat: Seat) -> int:
    """The pixels of one line of the reply, from edge to edge of its widget."""
    body = seat.window.findChildren(Body)[-1]
    return round(body.width() * body.page.typography.paragraph_line("p"))


def test_a_flush_paints_the_lines_that_changed_and_nothing_beside_the_reply(
    run: Callable[..., None], qapp: QApplication, flushes: list[int]
) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await growing(seat, server, 7, from_=150, flushes=flushes)
        began = len(flushes)
        with counted(qapp) as count:
            await seat.until(lambda: flushes[-1] > 550)
        grew = len(flushes) - began
        assert grew > 9
        assert count.pixels["Body.viewport"] <= grew * LINES * line_of(seat), count.pixels
        assert count.pixels["MessageView"] <= grew * (LINES + 1) * line_of(seat), count.pixels
        assert {name: count.pixels[name] for name in APART if count.pixels[name]} == {}
        assert count.pixels["ConversationList.viewport"] <= 28 * 50 * count.paints["ConversationList.viewport"]
        assert count.events["restack"] == 0
        assert count.events["layout_request"] == 0

    run(scene)


def test_what_grows_out_of_sight_paints_nothing(
    run: Callable[..., None], qapp: QApplication, flushes: list[int]
) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await growing(seat, server, 50, from_=2_500, flushes=flushes)
        assert seat.window.findChildren(TranscriptView)[0].pill.isVisible()
        began = len(flushes)
        with counted(qapp) as count:
            await seat.until(lambda: len(flushes) > began + 20)
        assert not any(count.pixels[name] for name in ("Body.viewport", "MessageView", "Pill", "Paper", "Fade"))
        assert count.events["restack"] == 0
        assert count.events["layout_request"] == 0

    run(scene)
