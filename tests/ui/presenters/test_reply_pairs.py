"""Two models answer one question side by side, in the whole window: asked, stopped, found, kept, and over a restart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QMenu, QPushButton, QWidget

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_find import counted, look_for
from tests.ui.presenters.test_message_actions import front
from tests.ui.presenters.test_own_gateway import posted, run
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, name_of, nameless, shown_text
from tests.ui.transcript.test_text_selection import drag
from turbodesk.app import commands
from turbodesk.chat.conversation import ReplyPair
from turbodesk.chat.message import Status
from turbodesk.settings import LIMIT_DOLLARS, LIMIT_STOPS, MOTION, SECOND_MODEL, Motion
from turbodesk.ui.composer import Composer
from turbodesk.ui.composer.tool_buttons import ToolChip
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.pair_head import PairHead
from turbodesk.ui.message.pair_view import PairView
from turbodesk.ui.message.paired_views import PairedQuestionView
from turbodesk.ui.transcript.message_list import MARGIN
from turbodesk.ui.widgets import announcement
from turbodesk.ui.widgets.lifetime import briefly
from turbodesk.ui.widgets.toast import Toast

__all__ = ["play", "run"]  # fixtures

Play = Callable[..., None]
OPUS = "claude-opus-4-7"
COINS, GLOVES = "Two magic coins, one here.", "A pair of gloves, one here."
WIDE, NARROW = QSize(1280, 860), QSize(640, 860)


def pair(seat: Seat) -> ReplyPair:
    found = front(seat).pairs.newest()
    assert found is not None
    return found


def pair_row(seat: Seat) -> PairView:
    """The row with both, visible."""
    (found,) = [one for one in seat.window.findChildren(PairView) if one.isVisible()]
    return found


def invites(seat: Seat) -> str:
    """What stands in the composer while nothing is written."""
    return first_of(seat.window, Composer)._placeholder  # noqa: SLF001 - it is painted


def shown(seat: Seat) -> list[MessageView]:
    return [view for view in pair_row(seat).views if view.isVisible()]


async def asked_two(seat: Seat, server: GatewayServer, *answers: Answer, size: QSize = WIDE) -> None:
    """Ask Sonnet and Opus, and wait until both are shown."""
    server.script(*(answers or (Answer(text=COINS), Answer(text=GLOVES))))
    seat.window.resize(size)
    front(seat).pairs.set_second(OPUS)
    await seat.says("Explain entanglement")
    await settled(seat)


async def settled(seat: Seat) -> None:
    transcript = seat.presenter._views.transcript  # noqa: SLF001 - that nothing moves any more says nothing in words
    await seat.until(lambda: transcript.is_idle and any(one.isVisible() for one in seat.window.findChildren(PairView)))


def test_a_question_is_asked_of_both_and_the_composer_says_so(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(Answer(text=COINS), Answer(text=GLOVES))
        seat.window.resize(WIDE)
        seat.give(commands.ASK_TWO)
        await seat.until(lambda: isinstance(seat.focused(), QListView))
        seat.type("opus 4.7")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: seat.focused() is seat.editor())
        (chip,) = [one for one in seat.window.findChildren(ToolChip) if "Opus 4.7" in name_of(one)]
        assert chip.isVisible()
        assert name_of(chip) == "The next question goes to Sonnet 4.6 and Opus 4.7"
        assert invites(seat) == "Message both"
        await seat.says("Explain entanglement")
        await settled(seat)
        first, second = posted(server)
        assert (first["model"], second["model"]) == ("claude-sonnet-4-6", OPUS)
        assert first["messages"] == second["messages"]
        assert not chip.isVisible()
        assert invites(seat) == "Message Sonnet 4.6"
        assert seat.services.preferences.get(SECOND_MODEL) == OPUS
        assert [one.text for one in map(front(seat).message, (pair(seat).left, pair(seat).right)) if one] == [
            COINS,
            GLOVES,
        ]
        text = shown_text(pair_row(seat))
        assert "Sonnet 4.6" in text
        assert "Opus 4.7" in text
        assert text.count("The chat goes on with this one") == 1
        assert nameless(pair_row(seat)) == []

    run(scene)


def test_both_stand_beside_each_other_under_their_question(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        left, right = shown(seat)
        (question,) = seat.window.findChildren(PairedQuestionView)
        assert left.y() == right.y()
        assert left.geometry().right() < right.geometry().left()
        assert left.column_width == right.column_width
        ends = [view.mapTo(seat.window, QPoint(view.column_x + view.column_width, 0)).x() for view in (question, right)]
        assert ends[0] == ends[1]
        assert [view.accessibleName() for view in (left, right)] == [
            "Reply by Sonnet 4.6, 1 of 2",
            "Reply by Opus 4.7, 2 of 2",
        ]

    run(scene)


def test_a_screen_reader_is_told_which_of_the_two_has_ended(
    run: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(announcement, "announce", lambda _source, sentence: told.append(sentence))

    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        assert {one.partition(":")[0] for one in told if "$" in one} == {"Sonnet 4.6", "Opus 4.7"}

    run(scene)


def test_both_are_counted_in_the_month(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        usage = {"input_tokens": 1_000_000, "output_tokens": 1}
        await asked_two(seat, server, Answer(text=COINS, usage=usage), Answer(text=GLOVES, usage=usage))
        assert round(await seat.services.workspace.ledger.spent_this_month(), 2) == 3.00 + 5.00

    run(scene)


def test_a_limit_that_is_reached_stops_both(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        usage = {"input_tokens": 1_000_000, "output_tokens": 1}
        seat.services.preferences.set(LIMIT_DOLLARS, 2)
        seat.services.preferences.set(LIMIT_STOPS, True)
        server.script(Answer(text=COINS, usage=usage))
        await seat.says("Hello")
        await asked_two(seat, server)
        assert len(posted(server)) == 1
        for view in shown(seat):
            assert view.message.status is Status.FAILED
            assert "limit" in shown_text(view)

    run(scene)


def test_in_a_narrow_window_one_is_shown_and_the_other_is_a_step_away(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        seat.window.resize(NARROW)
        await seat.until(lambda: len(shown(seat)) == 1)
        assert shown(seat)[0].message.text == COINS
        head = next(one for one in seat.window.findChildren(PairHead) if one.isVisible())
        assert "1 of 2" in shown_text(head)
        assert not head.previous_button.isEnabled()
        head.next_button.click()
        await seat.until(lambda: shown(seat)[0].message.text == GLOVES)
        assert seat.chat_ids()[-1] == pair(seat).right
        seat.window.resize(WIDE)
        await seat.until(lambda: len(shown(seat)) == 2)
        assert [view.message.text for view in shown(seat)] == [COINS, GLOVES]

    run(scene)


@pytest.mark.parametrize("width", [1280, 1000, 640, 420])
def test_with_large_letters_no_button_of_the_head_is_cut(run: Callable[..., None], width: int) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        for _ in range(12):
            seat.give(commands.ZOOM_IN)
        seat.window.resize(QSize(width, 860))
        await settled(seat)
        for view in shown(seat):
            head = pair_row(seat).heads[pair_row(seat).views.index(view)]
            parts = (head.previous_button, head.next_button, head.keep_button, head.more_button, head.stop_button)
            visible = [one for one in parts if one.isVisible()]
            assert head.name.isVisible()
            assert head.more_button in visible
            assert [name_of(one) for one in visible if one.width() < one.sizeHint().width()] == []
            assert any(one.text() == "Keep this one" for one in head.menu().actions())

    run(scene)


def test_the_line_at_the_top_stays_when_the_window_gets_narrow_and_wide_again(run: Callable[..., None]) -> None:
    line = "A line of the left reply that is long enough to be set in two lines."
    text = "\n\n".join(f"Row {at:02}. {line}" for at in range(60))

    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server, Answer(text=text, chars=400), Answer(text=GLOVES))
        transcript = seat.presenter._views.transcript  # noqa: SLF001 - where the reader is
        transcript.scroll_by(900)
        await settled(seat)

        def top() -> str:
            view = shown(seat)[0]
            body = first_of(view, Body)
            y = -body.mapTo(transcript.viewport(), QPoint()).y() + 2
            return body.cursorForPosition(QPoint(5, y)).block().text()[:6]

        before = top()
        for size in (NARROW, WIDE):
            seat.window.resize(size)
            await seat.until(lambda size=size: len(shown(seat)) == 1 + (size is WIDE))  # type: ignore[misc]
            await settled(seat)
            assert top() == before

    run(scene)


def test_one_fails_and_is_asked_once_more_while_the_other_stays(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        error = {"type": "error", "error": {"type": "invalid_request_error", "message": "no"}}
        await asked_two(seat, server, Answer(text=COINS), Answer(status=400, body=error))
        kept = pair(seat).left
        left, right = shown(seat)
        assert left.message.status is Status.COMPLETE
        assert "The gateway did not accept the request." in shown_text(right)
        server.script(Answer(text=GLOVES))
        first_of(right, Footer).again_button.click()
        await seat.until(lambda: not seat.is_replying() and shown(seat)[1].message.text == GLOVES)
        assert (pair(seat).left, seat.chat_ids()[-1]) == (kept, kept)
        assert posted(server)[-1]["model"] == OPUS
        assert seat.focused() is seat.editor()

    run(scene)


def test_each_has_a_stop_of_its_own_and_escape_stops_both(run: Callable[..., None]) -> None:
    slow = " ".join(f"word{at}" for at in range(400))

    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(*(Answer(text=slow, gap_ms=20) for _ in range(4)))
        seat.window.resize(WIDE)
        chat, now = front(seat), await growing(seat, 1)
        await settled_row(seat, now)
        button(pair_of(seat, now), "Stop Opus 4.7").click()
        await seat.until(lambda: now.right not in chat.replies)
        assert now.left in chat.replies
        button(pair_of(seat, now), "Stop Sonnet 4.6").click()
        await seat.until(lambda: not seat.is_replying())
        both = await growing(seat, 2)
        seat.key(Qt.Key.Key_Escape)
        await seat.until(lambda: not seat.is_replying())
        for id_ in (now.left, now.right, both.left, both.right):
            message = chat.message(id_)
            assert message is not None
            assert message.status is Status.STOPPED

    run(scene)


async def growing(seat: Seat, count: int) -> ReplyPair:
    """Ask both, as the question number `count`, and wait until both have begun."""
    front(seat).pairs.set_second(OPUS)
    seat.editor().setFocus()
    seat.type("Go")
    seat.key(Qt.Key.Key_Return)
    await seat.until(lambda: len(front(seat).conversation.pairs) == count)
    now = pair(seat)
    for id_ in (now.left, now.right):
        await seat.until(lambda id_=id_: (found := front(seat).message(id_)) and found.text)  # type: ignore[misc]
    return now


def pair_of(seat: Seat, now: ReplyPair) -> PairView:
    return next(one for one in seat.window.findChildren(PairView) if one.ids() == [now.left, now.right])


async def settled_row(seat: Seat, now: ReplyPair) -> None:
    await seat.until(lambda: any(one.ids() == [now.left, now.right] for one in seat.window.findChildren(PairView)))


def test_what_is_looked_for_is_found_in_both(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        await look_for(seat, "one here", "1 of 2")
        seat.give(commands.FIND_NEXT)
        await counted(seat, "2 of 2")
        assert shown(seat)[1].match_rect(0) is not None
        seat.window.resize(NARROW)
        await seat.until(lambda: len(shown(seat)) == 1)
        seat.give(commands.FIND_PREVIOUS)
        await seat.until(lambda: shown(seat)[0].message.text == COINS)
        seat.give(commands.FIND_NEXT)
        await seat.until(lambda: shown(seat)[0].message.text == GLOVES)
        assert seat.chat_ids()[-1] == pair(seat).left

    run(scene)


def double_click(body: Body, x: int) -> None:
    """Press twice, as a hand does, so many pixels into the first line."""
    at = body.text_rect.topLeft() - body.pos() + QPoint(x, 10)
    QTest.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(body.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_words_are_selected_in_one_column_and_copied(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        left, right = (first_of(view, Body) for view in shown(seat))
        double_click(left, 8)
        assert left.selected_text() == "Two"
        double_click(right, 30)
        assert (left.has_selection(), right.selected_text()) == (False, "pair")
        seat.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "pair"
        row = pair_row(seat)
        begin, end = row.place_at(QPoint(0, 0)), row.place_at(QPoint(row.width(), row.height()))
        assert begin < end
        row.select(end, begin, is_upwards=True)
        assert (left.selected_text(), right.selected_text()) == (COINS, GLOVES)
        row.select(begin, None, is_upwards=False)
        assert [one.markdown for one in row.copied()] == [COINS, GLOVES]
        row.clear_selection()
        assert not row.has_selection()

    run(scene)


def test_a_drag_selects_from_the_question_into_both_columns(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        left, right = (first_of(view, Body) for view in shown(seat))
        (asked,) = seat.window.findChildren(PairedQuestionView)
        question = first_of(asked, Body)

        def point(body: Body, x: int) -> QPoint:
            """So many pixels into the first line, on the screen."""
            return body.mapToGlobal(body.text_rect.topLeft() - body.pos() + QPoint(x, 10))

        far = 380
        drag(question, point(question, 0), point(left, far))
        assert (question.selected_text(), left.selected_text()) == ("Explain entanglement", COINS)
        assert not right.has_selection()
        drag(left, point(left, 0), point(left, 60), point(right, 24))
        assert (question.has_selection(), left.selected_text()) == (False, COINS)
        assert GLOVES.startswith(right.selected_text())
        assert right.has_selection()
        drag(right, point(right, far), point(question, 0))
        assert [one.selected_text() for one in (question, left, right)] == ["Explain entanglement", COINS, GLOVES]
        seat.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text().split("\n\n") == ["Explain entanglement", COINS, GLOVES]

    run(scene)


def test_the_one_that_is_kept_goes_on_with_its_model_and_can_be_undone(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        both = pair(seat)
        button(pair_row(seat).heads[1], "Keep this one, Opus 4.7").click()
        assert seat.focused() is seat.editor()
        await seat.until(lambda: not [one for one in seat.window.findChildren(PairView) if one.isVisible()])
        assert seat.chat_ids()[-1] == both.right
        assert invites(seat) == "Message Opus 4.7"
        toast = first_of(seat.window, Toast)
        assert "The chat goes on with Opus 4.7" in shown_text(toast)
        first_of(toast, QPushButton).click()
        await settled(seat)
        assert (pair(seat), seat.chat_ids()[-1]) == (both, both.left)
        assert invites(seat) == "Message Sonnet 4.6"
        seat.give(commands.KEEP_RIGHT)
        server.script(Answer(text="More."))
        await seat.says("Go on")
        assert posted(server)[-1]["model"] == OPUS
        assert GLOVES in str(posted(server)[-1]["messages"])

    run(scene)


def test_both_are_kept_in_two_chats(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        chat, both = front(seat), pair(seat)
        with briefly(pair_row(seat).heads[0].menu()) as menu:
            assert isinstance(menu, QMenu)
            next(one for one in menu.actions() if one.text().startswith("Keep both")).trigger()
        await seat.until(lambda: chat.pairs.newest() is None)
        assert (front(seat), seat.chat_ids()[-1]) == (chat, both.left)
        toast = first_of(seat.window, Toast)
        await seat.until(lambda: "The other reply is in" in shown_text(toast))
        first_of(toast, QPushButton).click()
        await seat.until(lambda: front(seat) is not chat and seat.chat_ids())
        other = front(seat)
        last = other.last_reply()
        assert last is not None
        assert (last.text, other.model.id) == (GLOVES, OPUS)

    run(scene)


def test_a_reply_is_compared_with_another_from_its_own_menu(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(Answer(text=COINS), Answer(text=GLOVES))
        seat.window.resize(WIDE)
        await seat.says("Explain entanglement")
        reply = seat.chat_ids()[-1]
        footer = next(one for one in seat.window.findChildren(Footer) if one.message_id == reply)
        footer.models_button.click()
        menu = next(one for one in footer.models_button.findChildren(QMenu))
        next(one for one in menu.actions() if one.text().startswith("Compare with")).trigger()
        menu.close()
        await seat.until(lambda: isinstance(seat.focused(), QListView))
        seat.type("opus 4.7")
        seat.key(Qt.Key.Key_Return)
        await settled(seat)
        await seat.until(lambda: not seat.is_replying())
        assert pair(seat).left == reply
        assert posted(server)[-1]["model"] == OPUS
        assert posted(server)[0]["messages"] == posted(server)[-1]["messages"]

    run(scene)


SLOW = " ".join(f"word{at}" for at in range(400))


def test_an_earlier_reply_is_compared_too_and_one_of_two_is_not(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        seat.window.resize(WIDE)
        for text in (COINS, "More."):
            server.script(Answer(text=text))
            await seat.says("Explain entanglement")
        reply = seat.chat_ids()[1]
        footer = next(one for one in seat.window.findChildren(Footer) if one.message_id == reply)
        server.script(Answer(text=GLOVES))
        with briefly(footer.menu()) as menu:
            assert isinstance(menu, QMenu)
            next(one for one in menu.actions() if one.text().startswith("Compare with")).trigger()
        await seat.until(lambda: isinstance(seat.focused(), QListView))
        seat.key(Qt.Key.Key_Return)
        await settled(seat)
        await seat.until(lambda: not seat.is_replying())
        assert pair(seat).left == reply
        assert len(seat.chat_ids()) == 4
        with briefly(first_of(shown(seat)[0], Footer).menu()) as menu:
            assert isinstance(menu, QMenu)
            assert not [one for one in menu.actions() if one.text().startswith("Compare with")]

    run(scene)


def test_both_grow_on_while_another_chat_is_in_front_and_are_there_again(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(*(Answer(text=SLOW, gap_ms=8, chars=40) for _ in range(2)))
        seat.window.resize(WIDE)
        now, chat = await growing(seat, 1), front(seat)
        seat.give(commands.NEW_CHAT)
        await seat.until(lambda: front(seat) is not chat)
        seat.give(commands.NEXT_CHAT)
        await seat.until(lambda: front(seat) is chat and not chat.is_replying)
        await settled(seat)
        row = pair_of(seat, now)
        for view in row.views:
            assert view.message.text == SLOW
        assert "writing" not in shown_text(row)

    run(scene)


def test_what_is_read_stays_where_it_is_while_both_grow(run: Callable[..., None]) -> None:
    long = "\n\n".join(f"Row {at:02}. {'More words. ' * 8}" for at in range(30))

    async def scene(seat: Seat, server: GatewayServer) -> None:
        seat.services.preferences.set(MOTION, Motion.REDUCED)
        await seat.says("Something before")
        server.script(Answer(text=long, gap_ms=4, chars=80), Answer(text=f"{long}\n\n{long}", gap_ms=4, chars=80))
        seat.window.resize(WIDE)
        now = await growing(seat, 1)
        await settled_row(seat, now)
        row, tops = pair_of(seat, now), set[int]()
        (question,) = seat.window.findChildren(PairedQuestionView)
        await seat.until(lambda: row.isVisible() and question.y() == MARGIN)

        def has_ended() -> bool:
            tops.add(row.y())
            return not seat.is_replying()

        await seat.until(has_ended)
        await settled(seat)
        tops.add(row.y())
        assert len(tops) == 1
        assert row.height() > seat.window.height()
        heights = [view.height() for view in row.views]
        assert heights[0] < heights[1]

    run(scene)


def test_a_step_to_the_other_and_keeping_it_work_while_both_grow(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(*(Answer(text=SLOW, gap_ms=5) for _ in range(2)))
        seat.window.resize(NARROW)
        now, chat = await growing(seat, 1), front(seat)
        await settled_row(seat, now)
        pair_of(seat, now).heads[0].next_button.click()
        await seat.until(lambda: seat.chat_ids()[-1] == now.right and len(shown(seat)) == 1)
        head = pair_row(seat).heads[1]
        assert (head.isVisible(), chat.is_replying) == (True, True)
        head.keep_button.click()
        await seat.until(lambda: now.left not in chat.replies)
        assert now.right in chat.replies
        await seat.until(lambda: not [one for one in seat.window.findChildren(PairView) if one.isVisible()])
        seat.key(Qt.Key.Key_Escape)
        await seat.until(lambda: not seat.is_replying())
        assert seat.chat_ids()[-1] == now.right

    run(scene)


def test_a_reply_that_was_cut_off_goes_on_in_its_column(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server, Answer(text=COINS), Answer(text=GLOVES, stop_reason="max_tokens"))
        server.script(Answer(text=" And so on."))
        button(pair_row(seat).views[1], "Go on").click()
        await seat.until(lambda: len(posted(server)) == 3 and not seat.is_replying())
        assert GLOVES in str(posted(server)[-1]["messages"])
        assert COINS not in str(posted(server)[-1]["messages"])

    run(scene)


def test_in_a_temporary_chat_both_are_asked_and_neither_gets_a_chat_of_its_own(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.window.resize(WIDE)
        seat.give(commands.TEMPORARY)
        await seat.until(lambda: front(seat).context.is_temporary)
        front(seat).pairs.set_second(OPUS)
        await seat.says("Show me a list")
        await settled(seat)
        with briefly(pair_row(seat).heads[0].menu()) as menu:
            assert isinstance(menu, QMenu)
            next(one for one in menu.actions() if one.text().startswith("Keep both")).trigger()
        assert "Keep this chat to branch it" in shown_text(first_of(seat.window, Toast))
        assert front(seat).pairs.newest() is not None
        assert not seat.services.workspace.conversations()

    play(scene)


def test_a_pair_is_shown_as_one_after_a_restart(play: Play) -> None:
    async def first(seat: Seat) -> None:
        seat.window.resize(WIDE)
        front(seat).pairs.set_second(OPUS)
        await seat.says("Show me a list")
        front(seat).pairs.set_second(OPUS)
        await seat.services.database.drain()

    async def second(seat: Seat) -> None:
        seat.window.resize(WIDE)
        await settled(seat)
        assert len(shown(seat)) == 2
        assert invites(seat) == "Message both"

    play(first, second)


@pytest.mark.parametrize("forward", [True, False])
def test_tab_goes_through_the_left_reply_and_then_the_right_one(run: Callable[..., None], forward: bool) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        row, stops = pair_row(seat), list[QWidget]()
        transcript = seat.presenter._views.transcript  # noqa: SLF001 - where Tab begins
        transcript.put_in_order()
        edge: QWidget = (row.heads[0].keep_button, row.views[1].findChildren(Footer)[0].more_button)[not forward]
        edge.setFocus(Qt.FocusReason.TabFocusReason)
        while row.isAncestorOf(seat.focused()) and len(stops) < 40:
            stops.append(seat.focused())
            seat.key(Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab)
        sides = [at for stop in stops for at in (0, 1) if _stands_in(row, at, stop)]
        assert sides == sorted(sides, reverse=not forward)
        assert set(sides) == {0, 1}

    run(scene)


def _stands_in(row: PairView, at: int, stop: QWidget) -> bool:
    return row.heads[at].isAncestorOf(stop) or row.views[at].isAncestorOf(stop)
