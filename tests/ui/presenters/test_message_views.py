"""The messages of the chat in front, in the real window: copied, selected, awaited, and what is done about an end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import posted, run
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat, play
from tests.ui.seen import button, first_of, name_of, press, shown_text
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.instructions import InstructionsSheet
from turbodesk.ui.main_window.contents_row import ContentsRow
from turbodesk.ui.main_window.empty_state import DEMO_SUGGESTIONS, EmptyState
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.waiting import WaitingLine

__all__ = ["play", "run"]

Play = Callable[..., None]


def test_the_last_reply_is_copied_whether_it_is_in_sight_or_not(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        reply = chat.last_reply()
        assert reply is not None
        clipboard = QApplication.clipboard()
        clipboard.setText("")
        seat.key(Qt.Key.Key_C, CTRL | SHIFT)
        in_sight = clipboard.text()
        assert in_sight.split()[:3] == [word for word in reply.text.split() if word != "#"][:3]
        rows = len(seat.window.findChildren(MessageView))
        seat.presenter._views.message_views.watch(list)  # noqa: SLF001 - as when its row was given up far below
        clipboard.setText("")
        seat.key(Qt.Key.Key_C, CTRL | SHIFT)
        assert clipboard.text() == in_sight
        assert len(seat.window.findChildren(MessageView)) == rows

    play(scene)


def test_one_message_at_a_time_has_a_selection(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello there")
        first, second = (one.findChildren(Body)[0] for one in seat.window.findChildren(MessageView)[:2])
        for body in (first, second, first):
            body.selectAll()
            assert body.textCursor().hasSelection()
            assert [one.textCursor().hasSelection() for one in (first, second)] == [
                one is body for one in (first, second)
            ]

    play(scene)


def test_a_gateway_that_asks_to_wait_is_told_in_the_reply_and_can_be_given_up(run: Play) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(Answer(status=529, headers={"retry-after": "50"}), default=Answer(text="At last."))
        seat.editor().setFocus()
        seat.type("Hello")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: any(one.stop_button.isVisible() for one in seat.window.findChildren(WaitingLine)))
        assert "busy" in shown_text(seat.window).lower()
        seat.key(Qt.Key.Key_N, CTRL)  # who looks elsewhere meanwhile finds it as it is
        conversation = seat.services.workspace.conversations()[0]
        seat.presenter._chat_list.choose(conversation.id)  # noqa: SLF001 - as a click into the list
        await seat.until(lambda: any(one.stop_button.isVisible() for one in seat.window.findChildren(WaitingLine)))
        press(button(seat.window, "Stop waiting"), Qt.Key.Key_Space)
        await seat.until(lambda: not seat.is_replying())
        assert len(posted(server)) == 1

    run(scene)


def test_a_reply_that_failed_is_asked_for_again(run: Play) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(Answer(text="Half", stop_after=4, then="drop"), default=Answer(text="Whole."))
        await seat.says("Hello")
        press(button(seat.window, "Try again"), Qt.Key.Key_Space)
        await seat.until(lambda: "Whole." in shown_text(seat.window) or not seat.is_replying())
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        await seat.until(lambda: (reply := chat.last_reply()) is not None and reply.text == "Whole.")
        assert chat.siblings(seat.chat_ids()[-1]) == (1, 2)
        press(button(seat.window, "Previous reply"), Qt.Key.Key_Space)
        await seat.until(lambda: chat.siblings(seat.chat_ids()[-1]) == (0, 2))

    run(scene)


@pytest.mark.parametrize(("asked", "limit"), [("Go on", 8_192), ("Allow longer replies", 16_384)])
def test_a_reply_cut_off_goes_on(run: Play, asked: str, limit: int) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(Answer(text="The first half", stop_reason="max_tokens"), default=Answer(text=" and the rest."))
        await seat.says("Hello")
        press(button(seat.window, asked), Qt.Key.Key_Space)
        await seat.until(lambda: len(posted(server)) == 2 and not seat.is_replying())
        assert posted(server)[1]["max_tokens"] == limit
        assert len(posted(server)[1]["messages"]) > 1  # type: ignore[arg-type]  # JSON's list

    run(scene)


def test_a_suggestion_is_written_for_the_person_to_send(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        empty = seat.window.findChildren(EmptyState)[0]
        press(first_of(empty, ContentsRow), Qt.Key.Key_Space)
        assert seat.written() == DEMO_SUGGESTIONS[0].text
        assert seat.editor().hasFocus()
        assert seat.chat_ids() == ()

    play(scene)


def test_instructions_closed_by_their_button_lead_back_to_the_message(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        assert seat.window.findChild(InstructionsSheet) is None, "nothing is made before it is asked for"
        seat.editor().setFocus()
        seat.key(Qt.Key.Key_T, CTRL | SHIFT)
        sheet = seat.window.findChildren(InstructionsSheet)[0]
        assert sheet.isVisible()
        press(button(sheet, "Close"), Qt.Key.Key_Space)
        assert not sheet.isVisible()
        assert seat.editor().hasFocus()

    play(scene)


def test_the_limit_of_a_month_is_told_before_it_is_reached(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.services.workspace.ledger.warned.emit("You have used 80% of this month's limit.")
        assert "80% of this month's limit" in shown_text(seat.window)
        press(button(seat.window, "Usage and limit"), Qt.Key.Key_Space)
        await seat.until(lambda: "This month, by model" in shown_text(seat.window))
        await seat.until(lambda: not seat.services.scope.is_running("account"))

    play(scene)


def test_a_chat_that_nearly_fills_the_model_offers_to_leave_out_its_oldest_turns(run: Play) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_model("claude-haiku-4-5-20251001")
        server.script(
            Answer(text="One."), default=Answer(text="Two.", usage={"input_tokens": 190_000, "output_tokens": 1})
        )
        await seat.says("Hello")
        assert "can keep in mind" not in shown_text(seat.window)
        await seat.says("Hello again")
        await seat.until(lambda: "of what Haiku 4.5 can keep in mind" in shown_text(seat.window))
        asked = len(posted(server))
        press(button(seat.window, "Make room…"), Qt.Key.Key_Space)
        press(button(seat.window, "Leave out the oldest"), Qt.Key.Key_Space)
        assert chat.conversation.sent_from == seat.chat_ids()[2]
        assert len(posted(server)) == asked, "that alone sends nothing"

    run(scene)


def test_a_model_chosen_in_the_header_is_the_chats(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        seat.key(Qt.Key.Key_M, CTRL | SHIFT)
        seat.type("haiku 4.5")
        seat.key(Qt.Key.Key_Return)
        assert chat.model.id == "claude-haiku-4-5-20251001"
        assert button(seat.window, "Model").text().startswith("Haiku 4.5")

    play(scene)


def test_a_limit_that_cannot_be_raised_is_not_offered_to_be(run: Play) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        server.script(default=Answer(text="The first half", stop_reason="max_tokens"))
        for limit, is_offered in ((100, True), (chat.model.max_output, False)):
            chat.tune(Parameters(max_tokens=limit))
            await seat.says("Hello")
            names = {name_of(one) for one in seat.window.findChildren(QPushButton) if one.isVisible()}
            assert "Go on" in names
            assert ("Allow longer replies" in names) is is_offered

    run(scene)


def test_a_chat_is_found_where_its_reader_left_it(play: Play) -> None:
    def top(seat: Seat) -> ReadingPlace | None:
        return seat.presenter._views.transcript.place()  # noqa: SLF001 - where the reader is, which nothing says

    left: list[ReadingPlace | None] = []

    async def first(seat: Seat) -> None:
        for _ in range(2):
            await seat.says("Show me everything: tables, code, lists")
        seat.presenter._views.transcript.go_to(ReadingPlace(seat.chat_ids()[0]))  # noqa: SLF001 - as the wheel does
        left.append(top(seat))
        assert left[0] is not None
        assert left[0].message_id == seat.chat_ids()[0]
        title = seat.window.windowTitle()
        seat.key(Qt.Key.Key_N, CTRL)
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == title)
        assert top(seat) == left[0]

    async def second(seat: Seat) -> None:
        await seat.until(lambda: top(seat) == left[0])

    play(first, second)
