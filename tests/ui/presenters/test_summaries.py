"""The oldest turns summed up, from the ring to the card: its price, its progress, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.app.test_summaries import WORDS, texts
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_message_actions import row
from tests.ui.presenters.test_own_gateway import posted, run
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import button, first_of, press, shown_text
from turbodesk.app.commands import MAKE_ROOM
from turbodesk.app.live import LiveChat
from turbodesk.chat.summary import told
from turbodesk.ui.message.summary_card import SummaryCard
from turbodesk.ui.usage.context_popup import ContextPopup

__all__ = ["run"]

FULL = Answer(text="Two.", usage={"input_tokens": 190_000, "output_tokens": 1})


async def full_chat(seat: Seat, server: GatewayServer, *then: Answer) -> LiveChat:
    """Three questions and answers, of which the last fill the model's memory."""
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    chat.choose_model("claude-haiku-4-5-20251001")
    server.script(Answer(text="One."), FULL, FULL, *then, default=Answer(text="So."))
    for words in ("Hello", "Hello again", "And again"):
        await seat.says(words)
    return chat


def card(seat: Seat) -> SummaryCard:
    return first_of(seat.window, SummaryCard)


async def made(seat: Seat) -> None:
    """Ask for a summary as a person does, and wait for it."""
    await seat.until(lambda: "of what Haiku 4.5 can keep in mind" in shown_text(seat.window))
    press(button(seat.window, "Make room…"), Qt.Key.Key_Space)
    press(button(seat.window, "Sum up the oldest"), Qt.Key.Key_Space)
    await seat.until(lambda: "Summary of " in shown_text(seat.window))


def test_the_price_is_said_before_and_the_summary_is_sent_instead(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chat = await full_chat(seat, server, WORDS)
        await seat.until(lambda: "of what Haiku 4.5 can keep in mind" in shown_text(seat.window))
        asked = len(posted(server))
        press(button(seat.window, "Make room…"), Qt.Key.Key_Space)
        words = shown_text(first_of(seat.window, ContextPopup))
        assert "Summing up the oldest 4 messages costs about $" in words
        assert len(posted(server)) == asked, "nothing is sent before it is wanted"
        press(button(seat.window, "Sum up the oldest"), Qt.Key.Key_Space)
        await seat.until(lambda: "Summary of 4 earlier messages" in shown_text(seat.window))
        assert first_of(seat.window, ContextPopup).isHidden()
        assert row(seat, seat.chat_ids()[4]).isAncestorOf(card(seat)), "it stands above what is sent whole"
        summary = chat.summaries.in_force
        assert summary is not None
        assert "They count apples." not in shown_text(card(seat))
        press(card(seat).read_button, Qt.Key.Key_Space)
        assert "They count apples." in shown_text(card(seat))
        await seat.says("Still there?")
        assert texts(posted(server)[-1])[:2] == [told(summary), "And again"]

    run(scene)


def test_it_is_changed_in_place_and_what_is_typed_is_sent(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chat = await full_chat(seat, server, WORDS)
        await made(seat)
        press(card(seat).edit_button, Qt.Key.Key_Space)
        field = card(seat).field
        assert field is not None
        assert field.hasFocus()
        seat.type(" And pears.")
        seat.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert "changed by you" in card(seat).title.text()
        assert card(seat).edit_button.hasFocus(), "the focus goes back to where it came from"
        summary = chat.summaries.in_force
        assert summary is not None
        assert summary.text == "They count apples. And pears."
        press(card(seat).edit_button, Qt.Key.Key_Space)
        seat.type(" No.")
        seat.key(Qt.Key.Key_Escape)
        assert chat.summaries.in_force == summary, "Esc leaves all as it was"
        assert card(seat).field is None

    run(scene)


def test_undo_sends_the_messages_again_and_can_be_taken_back(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chat = await full_chat(seat, server, WORDS)
        await made(seat)
        press(card(seat).undo_button, Qt.Key.Key_Space)
        await seat.until(lambda: not seat.window.findChildren(SummaryCard) or not card(seat).isVisible())
        assert chat.summaries.in_force is None
        assert seat.focused() is seat.editor(), "the focus does not go with the card"
        await seat.until(lambda: "The messages themselves are sent again" in shown_text(seat.window))
        press(button(seat.window, "Put it back: The messages themselves are sent again"), Qt.Key.Key_Space)
        assert chat.summaries.in_force is not None
        await seat.until(lambda: "Summary of 4 earlier messages" in shown_text(seat.window))

    run(scene)


def test_progress_is_told_and_it_can_be_stopped(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        slow = Answer(text="word " * 10_000, gap_ms=1)
        chat = await full_chat(seat, server, slow)
        seat.give(MAKE_ROOM)
        press(button(seat.window, "Sum up the oldest"), Qt.Key.Key_Space)
        await seat.until(lambda: "Summing up 4 earlier messages…" in shown_text(seat.window))
        await seat.until(lambda: "characters so far" in shown_text(seat.window))
        press(card(seat).stop_button, Qt.Key.Key_Space)
        await seat.until(lambda: "Summing up" not in shown_text(seat.window))
        assert chat.conversation.summaries == ()
        assert seat.focused() is seat.editor()

    run(scene)


def test_a_failure_says_why_and_is_tried_again(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await full_chat(seat, server, Answer(status=413), WORDS)
        seat.give(MAKE_ROOM)
        press(button(seat.window, "Sum up the oldest"), Qt.Key.Key_Space)
        await seat.until(lambda: "could not be summed up" in shown_text(seat.window))
        press(card(seat).again_button, Qt.Key.Key_Space)
        assert card(seat).isAncestorOf(seat.focused()), "there is more to do here"
        await seat.until(lambda: "Summary of 4 earlier messages" in shown_text(seat.window))

    run(scene)
