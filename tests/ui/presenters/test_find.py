"""Finding words in the chat in front, by the keys a person presses in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton

from tests.ui.presenters.test_window import SPEED, Seat, play
from tests.ui.seen import first_of, name_of, nameless
from turbodesk.app.commands import FIND, FIND_NEXT, FIND_PREVIOUS, NEW_CHAT, STOP
from turbodesk.app.text_matcher import matcher_for
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.message import user_message
from turbodesk.ui.document.marks import lines_of
from turbodesk.ui.main_window.find_bar import FindBar
from turbodesk.ui.message.body import Body
from turbodesk.ui.transcript.scroll_marks import ScrollMarks
from turbodesk.ui.widgets.lifetime import briefly
from turbodesk.ui.widgets.plain import PlainLabel

__all__ = ["play"]

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
WORDS = "zebra one\nzebra two\nZEBRA three"
FEW = 40.0
"""Tokens a second: a reply that takes some seconds."""

MANY = 1500
"""Messages; more than are kept in memory."""

LONG = "A line before it.\n\n" * 80
"""What stands before a match, higher than the window."""

Play = Callable[..., None]


def bar(seat: Seat) -> FindBar:
    return seat.window.findChildren(FindBar)[0]


def is_open(seat: Seat) -> bool:
    return any(one.isVisible() for one in seat.window.findChildren(FindBar))


def press(seat: Seat, name: str) -> None:
    found = next(one for one in bar(seat).findChildren(QToolButton) if name_of(one) == name)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


async def look_for(seat: Seat, words: str, count: str) -> None:
    """Open the bar, write, and wait for the count, or for one that ends so."""
    seat.presenter.actions[FIND].trigger()
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    seat.type(words)
    await counted(seat, count)


def count_shown(seat: Seat) -> str:
    """What the bar says of the number of matches."""
    return next(one.text() for one in bar(seat).findChildren(PlainLabel) if one.property("kind") == "muted")


async def counted(seat: Seat, count: str) -> None:
    await seat.until(lambda: count_shown(seat).endswith(count))


def marks(seat: Seat) -> int:
    return sum(body.marks.count() for body in seat.window.findChildren(Body) if body.marks.matcher is not None)


def place(seat: Seat) -> ReadingPlace | None:
    return seat.presenter._views.transcript.place()  # noqa: SLF001 - where the reader is, which nothing says in words


def shows_its_match(seat: Seat) -> bool:
    """Whether one match is in front and its line is in view."""
    viewport = seat.presenter._views.transcript.viewport()  # noqa: SLF001
    front = [
        (body, span)
        for body in seat.window.findChildren(Body)
        if (span := body.marks.front) is not None and body.isVisible()
    ]
    if len(front) != 1:
        return False
    body, span = front[0]
    y = body.mapTo(viewport, body.rect().topLeft()).y() + body.y_of(span[0])
    return 0 <= y <= viewport.height()


def test_keys_lead_through_the_matches_and_round(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says(WORDS.replace("\n", " "))
        await look_for(seat, "zebra", "1 of 3")
        await seat.until(lambda: marks(seat) == 3)
        assert not nameless(bar(seat))
        for key, modifiers, count in (
            (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "2 of 3"),
            (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "3 of 3"),
            (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "1 of 3"),
            (Qt.Key.Key_Return, SHIFT, "3 of 3"),
        ):
            seat.key(key, modifiers)
            await counted(seat, count)
        seat.presenter.actions[FIND_NEXT].trigger()
        await counted(seat, "1 of 3")
        seat.presenter.actions[FIND_PREVIOUS].trigger()
        await counted(seat, "3 of 3")
        press(seat, "Next match")
        await counted(seat, "1 of 3")
        press(seat, "Previous match")
        await counted(seat, "3 of 3")
        seat.type("xyz")
        await counted(seat, "No matches")
        assert marks(seat) == 0
        assert not next(one for one in bar(seat).findChildren(QToolButton) if name_of(one) == "Next match").isEnabled()

    play(scene)


def test_escape_and_the_button_stay_where_the_search_led(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("zebra")
        for _ in range(2):
            await seat.says("Show me everything: tables, code, lists")
        transcript = seat.presenter._views.transcript  # noqa: SLF001
        for by_key in (True, False):
            transcript.go_to_end()
            assert place(seat) is None
            seat.editor().setFocus()
            await look_for(seat, "zebra", "1 of 1")
            await seat.until(lambda: (there := place(seat)) is not None and there.message_id == seat.chat_ids()[0])
            there = place(seat)
            if by_key:
                seat.key(Qt.Key.Key_Escape)
            else:
                press(seat, "Close find")
            assert not is_open(seat)
            await seat.until(lambda: transcript.is_idle)
            assert place(seat) == there
            assert marks(seat) == 0

    play(scene)


def test_the_bar_floats_and_pushes_nothing(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("zebra")
        page = seat.presenter._views.transcript  # noqa: SLF001
        before, at = page.geometry(), place(seat)
        await look_for(seat, "zebra", "1 of 1")
        assert page.geometry() == before
        assert place(seat) == at
        found = bar(seat)
        assert found.height() == 44
        right = page.mapTo(seat.window, page.rect().topRight()).x()
        assert right - found.geometry().right() == 24
        seat.window.resize(seat.window.width() + 100, seat.window.height())
        await seat.until(lambda: found.geometry().right() == page.mapTo(seat.window, page.rect().topRight()).x() - 24)

    play(scene)


def test_the_bar_never_lies_over_the_match_in_front(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.window.resize(420, 736)  # so narrow that the bar is over all of the text
        words = "zebra " * 30
        await seat.says(words.strip())
        await seat.says("Show me everything: tables, code, lists")
        await look_for(seat, "zebra", "1 of 30")
        for number in range(1, 31):
            await counted(seat, f"{number} of 30")
            await seat.until(lambda: shows_its_match(seat))
            body, span = next(
                (body, body.marks.front) for body in seat.window.findChildren(Body) if body.marks.front is not None
            )

            def is_clear(body: Body = body, start: int = span[0]) -> bool:
                y = body.mapTo(seat.window, QPoint(0, body.y_of(start))).y()
                taken = bar(seat).geometry()
                return y >= taken.bottom() or y + 8 <= taken.top()

            await seat.until(is_clear)
            seat.key(Qt.Key.Key_Return)

    play(scene)


def test_the_scroll_bar_is_marked_where_something_was_found(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("zebra")
        for _ in range(2):
            await seat.says("Show me everything: tables, code, lists")
        await seat.says("last zebra")
        await look_for(seat, "zebra", " of 2")
        on_bar = first_of(seat.window, ScrollMarks)
        await seat.until(lambda: len(on_bar.heights()) == 2)
        first, last = on_bar.heights()
        assert first < on_bar.height() // 10
        assert last > on_bar.height() * 3 // 4
        seat.key(Qt.Key.Key_Escape)
        assert on_bar.isHidden()

    play(scene)


def test_the_focus_goes_back_to_where_it_came_from_or_to_the_composer(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("zebra")
        for before in (seat.editor(), first_of(seat.window, Body)):
            before.setFocus()
            await look_for(seat, "zebra", "1 of 1")
            seat.presenter.actions[FIND].trigger()  # once more: it is in the bar, which is not where it came from
            seat.key(Qt.Key.Key_Escape)
            assert before.hasFocus()

        with briefly(QLineEdit(seat.window)) as gone:
            gone.show()
            gone.setFocus()
            await look_for(seat, "zebra", "1 of 1")
        seat.key(Qt.Key.Key_Escape)
        assert seat.editor().hasFocus()

    play(scene)


def test_a_match_far_away_is_shown_where_it_stands(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        for _ in range(3):
            await seat.says("Show me everything: tables, code, lists")
        chat, sought = seat.presenter.chat_presenter.chat, matcher_for("function")
        assert chat is not None
        assert sought is not None
        messages = [message for one in chat.ids() if (message := chat.message(one)) is not None]
        total = sum(sought.count(lines_of(message)) for message in messages)
        assert total > 3
        await look_for(seat, "function", f" of {total}")
        first = int(count_shown(seat).split()[0]) - 1
        for step in range(1, 9):
            seat.key(Qt.Key.Key_Return)
            await counted(seat, f"{(first + step) % total + 1} of {total}")
            await seat.until(lambda: shows_its_match(seat))

    play(scene)


def test_escape_in_the_bar_does_not_stop_a_reply(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.editor().setFocus()
        seat.type("zebra table")
        seat.key(Qt.Key.Key_Return)
        await seat.until(seat.is_replying)
        await look_for(seat, "zebra", "1 of 1")
        seat.key(Qt.Key.Key_Escape)
        assert not is_open(seat)
        assert seat.is_replying()
        seat.presenter.actions[FIND].trigger()
        seat.type("e")
        await seat.until(lambda: marks(seat) > 5)  # they are marked as they come
        assert seat.is_replying()
        seat.give(STOP)
        await seat.until(lambda: count_shown(seat) == f"1 of {marks(seat)}")

    play(scene, speed=FEW)


def test_another_chat_ends_the_search(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("zebra")
        await look_for(seat, "zebra", "1 of 1")
        seat.give(NEW_CHAT)
        await seat.until(lambda: not is_open(seat))
        assert not seat.presenter.actions[FIND].isEnabled()

    play(scene, speed=SPEED)


def test_a_match_in_a_message_that_was_never_read_is_gone_to(play: Play) -> None:
    async def write(seat: Seat) -> None:
        await seat.says("start")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        history = chat.context.history  # as many messages as nobody sends in a test
        parent = chat.ids()[-1]
        for at in range(MANY):
            message = user_message(LONG + "the zebra" if at == MANY // 3 else f"number {at}", parent)
            history.save_message(chat.conversation.id, message)
            parent = message.id
        history.save_conversation(replace(chat.conversation, leaf_id=parent))

    async def read(seat: Seat) -> None:
        await seat.until(lambda: len(seat.chat_ids()) == MANY + 2)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        wanted = seat.chat_ids()[MANY // 3 + 2]
        assert chat.message(wanted) is None
        seat.presenter.actions[FIND].trigger()
        seat.type("zebra")
        await seat.until(lambda: count_shown(seat) == "1 of 1")
        await seat.until(lambda: any(body.marks.front for body in seat.window.findChildren(Body)))
        transcript = seat.presenter._views.transcript  # noqa: SLF001
        await seat.until(lambda: shows_its_match(seat))
        assert len(transcript.living_rows) < 100

        async def read_on(message_id: str) -> None:
            transcript.go_to(ReadingPlace(message_id))
            await seat.until(lambda: transcript.is_idle and chat.message(message_id) is not None)

        for message_id in seat.chat_ids()[MANY // 3 + 40 :: 30]:
            await read_on(message_id)
        assert chat.message(wanted) is None, "it has left the memory"
        await read_on(below := seat.chat_ids()[MANY // 3 + 5])
        await seat.until(lambda: chat.message(wanted) is not None)
        assert (there := place(seat)) is not None
        assert there.message_id == below, "who reads on is not brought back to the match when it is read again"

        seat.key(Qt.Key.Key_Escape)
        await seat.until(lambda: transcript.is_idle)
        assert (there := place(seat)) is not None
        assert there.message_id == below

    play(write, read)


def test_words_that_only_ask_to_go_on_are_not_found(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        seat.type("write me a long text")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len((chat.last_reply() or user_message("", None)).text) > 40)
        chat.stop()
        await seat.until(lambda: not seat.is_replying())
        chat.go_on()
        await seat.until(lambda: len(seat.chat_ids()) == 4)
        assert "interrupted" in (chat.message(seat.chat_ids()[2]) or user_message("", None)).text
        chat.stop()
        await seat.until(lambda: not seat.is_replying())
        await look_for(seat, "Your previous response was", "No matches")

    play(scene, speed=300.0)
