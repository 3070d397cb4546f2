"""Reading aloud in the real window, by what a person presses; the voice is one that the test lets end its sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.app.speech.fakes import FakeVoice
from tests.app.speech.service import speech_service
from tests.app.wired import streamed
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.locks import set_lock
from tests.ui.presenters.test_own_gateway import keyed, run
from tests.ui.presenters.test_window import SHIFT, Seat
from tests.ui.seen import name_of, nameless, shown_text
from tests.ui.transcript.test_text_selection import drag, place
from turbodesk.app import commands
from turbodesk.app.speech.speech_dispatcher import SpeechDispatcher
from turbodesk.chat.errors import SpeechMissing
from turbodesk.settings import READING_SPEED
from turbodesk.ui.main_window.reading_bar import ReadingBar
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.presenters import read_aloud_setup
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.word_button import WordButton

__all__ = ["run"]

Run = Callable[..., None]
TWO = "First **one** here. Then $x$ another.\n\n- A point"


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> FakeVoice:
    """What the window reads with."""
    made = FakeVoice()
    monkeypatch.setattr(read_aloud_setup, "open_engine", lambda: made)
    return made


async def replied(seat: Seat, server: GatewayServer, *texts: str) -> None:
    """Have a chat with these replies in front."""
    await keyed(seat, server)
    for text in texts:
        server.script(default=Answer(text=text))
        await seat.says("Go on")


def bars(seat: Seat) -> list[ReadingBar]:
    return [one for one in seat.window.findChildren(ReadingBar) if one.isVisible()]


def words_of_bar(seat: Seat) -> str:
    return next(one.text() for one in bars(seat)[0].findChildren(PlainLabel))


def press(seat: Seat, name: str) -> None:
    found = next(one for one in bars(seat)[0].findChildren(WordButton) if name_of(one).startswith(name))
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def bodies(seat: Seat) -> list[Body]:
    return [one for one in seat.window.findChildren(Body) if one.accessibleName() == "Reply"]


def marked(seat: Seat) -> list[str]:
    """What is marked as read."""
    found = []
    for body in seat.window.findChildren(Body):
        for start, end in body.spoken.spans():
            cursor = body.textCursor()
            cursor.setPosition(start)
            cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
            found.append(cursor.selectedText().replace("\ufffc", ""))
    return found


def has_begun(voice: FakeVoice, count: int) -> bool:
    return len(voice.words) == count


async def says(seat: Seat, voice: FakeVoice, words: str) -> None:
    """Wait until it says this."""
    await seat.until(lambda: voice.is_speaking and voice.words[-1] == words)


async def begun(seat: Seat, voice: FakeVoice, count: int) -> None:
    """Wait until it says so many sentences, the last one now."""
    await seat.until(lambda: voice.is_speaking and len(voice.words) == count)


def choose(menu: QMenu, text: str) -> None:
    """Choose an entry as a click does, and close the menu."""
    next(one for one in menu.actions() if one.text() == text).trigger()
    menu.close()
    menu.deleteLater()


def test_a_reply_is_read_to_its_end_with_the_sentence_marked(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await replied(seat, server, TWO)
        assert not seat.window.findChildren(ReadingBar)
        choose(seat.window.findChildren(Footer)[-1].menu(), "Read aloud")
        await seat.until(lambda: voice.is_speaking)
        assert not nameless(bars(seat)[0])
        assert words_of_bar(seat) == "Reading aloud"
        for said, shown in (
            ("First one here.", "First one here."),
            ("Then x another.", "Then x another."),
            ("A point", "A point"),
        ):
            await says(seat, voice, said)
            assert marked(seat) == [shown]
            voice.finish()
            await seat.until(lambda: voice.is_speaking or not bars(seat))
        assert not bars(seat)
        assert marked(seat) == []

    run(scene)


def test_the_bar_holds_goes_on_leaps_and_ends(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await replied(seat, server, TWO)
        seat.give(commands.READ_ALOUD)
        await seat.until(lambda: voice.is_speaking)
        press(seat, "Pause reading")
        await seat.until(lambda: not voice.is_speaking)
        assert words_of_bar(seat) == "Paused"
        assert seat.focused() is seat.editor()
        press(seat, "Next sentence")
        await seat.until(lambda: marked(seat) == ["Then x another."])
        assert not voice.is_speaking
        press(seat, "Go on reading")
        await seat.until(lambda: voice.words[-1] == "Then x another.")
        press(seat, "Previous sentence")
        await seat.until(lambda: voice.words[-1] == "First one here.")
        menu = bars(seat)[0].speeds()
        choose(menu, "1.5×")
        await seat.until(lambda: voice.said[-1][2] == 1.5)
        assert seat.services.preferences.get(READING_SPEED) == 150
        bars(seat)[0].findChildren(WordButton)[-1].setFocus(Qt.FocusReason.TabFocusReason)
        seat.key(Qt.Key.Key_Space)
        await seat.until(lambda: not voice.is_speaking)
        assert not bars(seat)
        assert seat.focused() is seat.editor()

    run(scene)


def test_the_key_holds_and_goes_on_and_the_palette_ends(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await replied(seat, server, TWO)
        action = seat.presenter.actions[commands.STOP_READING]
        assert not action.isEnabled()
        for count in (1, 1, 2):
            QTest.keyClick(seat.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier | SHIFT)
            await seat.until(partial(has_begun, voice, count))
        await seat.until(lambda: voice.is_speaking)
        assert action.isEnabled()
        seat.give(commands.STOP_READING)
        await seat.until(lambda: not bars(seat) and not action.isEnabled())

    run(scene)


def test_what_is_selected_is_read_and_nothing_else(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await replied(seat, server, "One. Two two. Three.\n\n| A | B |\n|---|---|\n| c | d |\n\nEnd. Of it.")
        body = bodies(seat)[0]
        start = body.toPlainText().index("two")
        body.select_between(start, body.toPlainText().index(". Of") + 1)
        choose(body.context_menu(QPoint(5, 5)), "Read aloud")
        heard: list[tuple[str, tuple[str, ...]]] = []
        while len(heard) < 5:
            await seat.until(lambda: voice.is_speaking)
            heard.append((voice.words[-1], tuple(marked(seat))))
            voice.finish()
        await seat.until(lambda: not bars(seat))
        assert heard == [
            *(("two.", ("two.",)), ("Three.", ("Three.",)), ("A, B.", ("A", "B")), ("c, d.", ("c", "d"))),
            ("End.", ("End.",)),
        ]

    run(scene)


def test_a_selection_over_several_messages_is_read(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await replied(seat, server, "First reply.", "Second reply.")
        texts = seat.window.findChildren(Body)
        texts.sort(key=lambda body: body.mapTo(seat.window, QPoint()).y())
        drag(texts[1], place(texts[1], 6), place(texts[3], 6))
        seat.give(commands.READ_ALOUD)
        for words in ("reply.", "Go on", "Second"):
            await says(seat, voice, words)
            voice.finish()
        await seat.until(lambda: not bars(seat))

    run(scene)


def test_reading_begins_with_the_sentence_that_is_pointed_at(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await replied(seat, server, "One. Two.\n\nThree here. Four.")
        body = bodies(seat)[0]
        cursor = body.textCursor()
        cursor.setPosition(body.toPlainText().index("Four") + 1)
        choose(body.context_menu(body.cursorRect(cursor).center()), "Read aloud from here")
        await seat.until(lambda: voice.words == ["Four."])
        seat.give(commands.PREVIOUS_SENTENCE)
        await seat.until(lambda: voice.words == ["Four.", "Four."])

    run(scene)


def test_a_reply_that_grows_is_read_as_far_as_it_is_done_and_waited_for(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await keyed(seat, server)
        text = "First here.\n\nSecond here.\n\nThird *here* and last."
        server.script(default=Answer(text=text, chars=20, stall_after=4, stall_ms=60_000))
        seat.type("Hello")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: "Second" in "".join(body.toPlainText() for body in bodies(seat)))
        seat.give(commands.READ_ALOUD)
        await seat.until(lambda: voice.is_speaking)
        voice.finish()
        await seat.until(lambda: words_of_bar(seat) == "Waiting for more of the reply")
        assert voice.words == ["First here."]
        seat.give(commands.STOP)  # what has come stays, and is whole now
        await seat.until(lambda: voice.is_speaking)
        assert voice.words[-1].startswith("Second")
        assert words_of_bar(seat) == "Reading aloud"

    run(scene)


def test_the_items_of_a_list_that_grows_are_read_as_they_come(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await keyed(seat, server)
        text = "1. Item one.\n2. Item two.\n3. Item three.\n4. Four"
        server.script(default=Answer(text=text, chars=42, stall_after=4, stall_ms=60_000))
        seat.type("Hello")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: "two" in "".join(body.toPlainText() for body in bodies(seat)))
        seat.give(commands.READ_ALOUD)
        await says(seat, voice, "1. Item one.")
        assert marked(seat) == ["Item one."]
        voice.finish()
        await says(seat, voice, "2. Item two.")
        seat.give(commands.STOP)
        voice.finish()
        await says(seat, voice, "3. Item three.")
        assert len(set(voice.words)) == len(voice.words)

    run(scene)


@pytest.mark.parametrize("leaves", ["another", "deleted", "tried-again", "locked", "hidden"])
def test_what_is_read_ends_with_its_place(run: Run, voice: FakeVoice, leaves: str) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await replied(seat, server, TWO)
        lock = await set_lock(seat) if leaves == "locked" else None
        seat.give(commands.READ_ALOUD)
        await seat.until(lambda: voice.is_speaking)
        match leaves:
            case "locked":
                assert lock is not None
                lock.lock_now()
            case "another":
                seat.give(commands.NEW_CHAT)
            case "deleted":
                seat.give(commands.DELETE)
            case "tried-again":
                seat.give(commands.TRY_AGAIN)
            case _:
                seat.window.hide()
        await seat.until(lambda: not voice.is_speaking)
        seat.window.show()
        assert not bars(seat)
        assert marked(seat) == []
        assert voice.words == ["First one here."]

    run(scene)


def test_without_a_voice_it_is_said_how_to_get_one(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await replied(seat, server, TWO)
        seat.give(commands.READ_ALOUD)
        await seat.until(lambda: voice.is_speaking)
        voice.fail(SpeechMissing(advice="Install one."))
        await seat.until(lambda: not bars(seat))
        assert "This computer has no voice to read aloud with. Install one." in shown_text(seat.window)
        assert marked(seat) == []

    run(scene)


def test_the_sentence_is_kept_in_view_for_who_follows_and_for_nobody_else(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await replied(seat, server, "\n\n".join(f"Paragraph {number}." for number in range(60)))
        transcript = seat.presenter._views.transcript  # noqa: SLF001
        bar = transcript.verticalScrollBar()
        bar.setValue(bar.minimum())
        seat.give(commands.READ_ALOUD)
        places = set()
        for number in range(30):
            await begun(seat, voice, number + 1)
            places.add(bar.value())
            assert seen(seat)
            voice.finish()
        assert 1 < len(places) < 10  # it moves only when the sentence leaves the view
        await seat.until(lambda: voice.is_speaking)
        transcript.scroll_by(-10_000)
        await seat.until(lambda: not seen(seat))
        value = bar.value()
        for number in range(31, 34):
            voice.finish()
            await begun(seat, voice, number + 1)
        assert bar.value() == value
        press(seat, "Next sentence")
        await seat.until(lambda: seen(seat))

    run(scene)


def seen(seat: Seat) -> bool:
    """Whether the sentence that is read is in view."""
    page = seat.presenter._views.transcript.viewport()  # noqa: SLF001
    for body in seat.window.findChildren(Body):
        rect = body.spoken.rect()
        if rect is not None and body.isVisible():
            top = body.mapTo(page, QPoint(0, round(rect.top()))).y()
            return 0 <= top <= page.height() - rect.height()
    return False


def test_the_parts_of_a_reply_around_calls_of_tools_are_read_as_one(run: Run, voice: FakeVoice) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await keyed(seat, server)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        call = {"type": "tool_use", "id": "toolu_1", "name": "calculator", "json": '{"expression": "1 + 1"}'}
        first = streamed([{"type": "text", "text": "I work it out."}, call], stop_reason="tool_use")
        server.script(first, default=Answer(text="It is two."))
        chat.tune(replace(chat.conversation.parameters, tools=("calculator",)))
        await seat.says("What is 1 + 1?")
        await seat.until(lambda: name_of(seat.focused()) == "Allow: Calculator")
        seat.give(commands.READ_ALOUD)
        await seat.until(lambda: voice.words == ["I work it out."] and voice.is_speaking)
        voice.finish()
        await seat.until(lambda: words_of_bar(seat) == "Waiting for more of the reply")
        seat.key(Qt.Key.Key_Space)
        await seat.until(lambda: voice.words[1:] == ["It is two."] and voice.is_speaking)
        seat.give(commands.STOP_READING)
        await seat.until(lambda: not bars(seat) and bool(seat.window.findChildren(Footer)))
        choose(seat.window.findChildren(Footer)[-1].menu(), "Read aloud")
        await seat.until(lambda: voice.words[2:] == ["I work it out."] and voice.is_speaking)
        voice.finish()
        await seat.until(lambda: voice.words[3:] == ["It is two."] and voice.is_speaking)
        voice.finish()
        await seat.until(lambda: not bars(seat))

    run(scene)


def test_the_real_service_reads_a_reply_in_its_languages(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        async with speech_service(writes=True) as service:
            monkeypatch.setattr(read_aloud_setup, "open_engine", lambda: SpeechDispatcher(service.environment))
            await replied(seat, server, "It is one of two.\n\n```python\nprint()\n```\n\nDas ist nicht alles. 你好。")
            seat.give(commands.READ_ALOUD)
            await seat.until(lambda: len(service.said) == 4 and not bars(seat))
            assert service.said == [
                *("en|0|It is one of two.", "en|0|Code in Python.", "de|0|Das ist nicht alles.", "cmn|0|你好。")
            ]

    run(scene)


def test_a_real_service_that_is_killed_ends_it_plainly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        async with speech_service(writes=True) as service:
            service.take_time(30)
            monkeypatch.setattr(read_aloud_setup, "open_engine", lambda: SpeechDispatcher(service.environment))
            await replied(seat, server, TWO)
            seat.give(commands.READ_ALOUD)
            await seat.until(lambda: bool(service.said))
            await service.end()
            await seat.until(lambda: not bars(seat))
            assert "the voice of this computer does not answer" in shown_text(seat.window)

    run(scene)
