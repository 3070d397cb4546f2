"""The way through a long chat: the list of its questions and headings, ticks at the edge, and two keys."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QListView

from tests.ui.presenters.test_message_actions import Play, front, row, rows
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import first_of
from turbodesk.app import commands
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.outline.popup import OutlinePopup
from turbodesk.ui.outline.ticks import OutlineTicks

__all__ = ["play"]  # fixtures

ASKED = ("Show me the tour", "Show me a list", "Show me a table", "Show me code", "And now the tour again")


async def talked(seat: Seat) -> None:
    for words in ASKED:
        await seat.says(words)


async def opened(seat: Seat) -> QListView:
    seat.give(commands.OUTLINE)
    await seat.until(lambda: seat.window.findChildren(OutlinePopup) and first_of(seat.window, OutlinePopup).isVisible())
    return first_of(first_of(seat.window, OutlinePopup), QListView)


def lines(view: QListView) -> list[str]:
    model = view.model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def top(seat: Seat) -> int:
    """The position of the message at the top of the view."""
    place = seat.presenter.chat_presenter._transcript.place()  # noqa: SLF001 - what the reader sees
    return len(seat.chat_ids()) if place is None else seat.chat_ids().index(place.message_id)


def test_the_list_leads_to_questions_and_headings(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await talked(seat)
        view = await opened(seat)
        shown = lines(view)
        assert [line for line in shown if not line.startswith("Heading: ")] == list(ASKED)
        heading = next(at for at, line in enumerate(shown) if line.startswith("Heading: "))
        assert view.currentIndex().row() == shown.index(ASKED[-1]), "where the reader is"
        view.setCurrentIndex(view.model().index(shown.index(ASKED[1]), 0))
        QTest.keyClick(view, Qt.Key.Key_Return)
        await seat.until(lambda: top(seat) in (1, 2))
        assert first_of(seat.window, OutlinePopup).isHidden()
        view = await opened(seat)
        view.activated.emit(view.model().index(heading, 0))
        first_reply = seat.chat_ids()[1]
        await seat.until(lambda: rows(seat, first_reply))
        rect = row(seat, first_reply).heading_rect(0)
        assert rect is not None
        at = row(seat, first_reply).mapTo(seat.window, rect.center())
        assert seat.window.rect().contains(at)

    play(scene)


def test_two_keys_go_from_question_to_question(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await talked(seat)
        questions = range(0, 2 * len(ASKED), 2)
        seen = []
        for _ in ASKED:
            seat.give(commands.PREVIOUS_QUESTION)
            seen.append(top(seat))
        assert seen[-1] == 0
        assert all(earlier >= later for earlier, later in pairwise(seen))
        assert all(abs(min(questions, key=lambda one: abs(one - at)) - at) <= 1 for at in seen)
        for _ in range(len(ASKED) + 1):
            seat.give(commands.NEXT_QUESTION)
        assert top(seat) == len(seat.chat_ids()), "past the last, the end"

    play(scene)


def test_ticks_stand_at_the_edge_where_there_are_questions_enough_and_room(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.window.resize(1180, 760)
        await seat.says("One")
        await seat.until(lambda: seat.window.findChildren(OutlineTicks))
        ticks = first_of(seat.window, OutlineTicks)
        assert ticks.isHidden()
        for words in ("Two", "Three", "Four"):
            await seat.says(words)
        await seat.until(ticks.isVisible)
        QTest.mouseClick(ticks, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
        await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(OutlinePopup)))
        popup = first_of(seat.window, OutlinePopup)
        assert popup.geometry().right() < ticks.mapTo(seat.window, QPoint()).x() + 1
        seat.key(Qt.Key.Key_Escape)
        assert popup.isHidden()
        assert front(seat).ids()

    play(scene)


@pytest.mark.parametrize(("width", "is_there"), [(1000, True), (480, False)])
def test_the_header_offers_the_contents_where_it_has_the_room(play: Play, width: int, is_there: bool) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("One")
        seat.window.resize(width, 700)
        header = first_of(seat.window, Header)
        names = (one.accessibleName() for one in header.findChildren(QAbstractButton) if one.isVisible())
        await seat.until(lambda: header.width() <= width)
        assert ("Contents of this chat" in names) is is_there
        await opened(seat)
        seat.key(Qt.Key.Key_Escape)

    play(scene)
