"""What is told outside the window of chats that nobody looks at, and when it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from tests.app.tool_source import HeldTools
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import posted, run
from tests.ui.presenters.test_tools import offered, using
from tests.ui.presenters.test_window import Seat, play
from turbodesk.app.signal import Signal
from turbodesk.app.tool_loop import ToolDecision
from turbodesk.app.tools import ToolOutcome
from turbodesk.chat.errors import FailureNote, Remedy
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.parts import Text
from turbodesk.settings import NOTIFICATION_WORDS, NOTIFICATIONS
from turbodesk.ui.desktop import notification_services, program_icon
from turbodesk.ui.desktop.notifications import Notification, NotificationAction, NotificationPress
from turbodesk.ui.widgets.raising import is_in_front

__all__ = ["play", "run"]

Play = Callable[..., None]
MARKDOWN = "show me some python code"
"""To which the demo answers with Markdown."""


class Desk:
    """Notes what a desktop would show."""

    def __init__(self) -> None:
        self.pressed: Signal[NotificationPress] = Signal()
        self.shown: dict[str, Notification] = {}
        self.told: list[Notification] = []

    async def show(self, notification: Notification) -> bool:
        """Show it."""
        self.shown[notification.key] = notification
        self.told.append(notification)
        return True

    def withdraw(self, key: str) -> None:
        """Show it no longer."""
        self.shown.pop(key, None)

    def close(self) -> None:
        """Show nothing."""
        self.shown.clear()


class Icon:
    """Notes what the program's icon would show."""

    def __init__(self, marks: list[int]) -> None:
        self._marks = marks

    def set_count(self, count: int) -> None:
        """Show it."""
        self._marks.append(count)

    def set_progress(self, share: float | None) -> None:
        """Show nothing: that is no chat that waits."""


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr(notification_services, "notification_service", lambda _bus: made)
    return made


class Elsewhere:
    """Another program's window, as far as ours can tell: it has the focus."""

    def __init__(self, seat: Seat) -> None:
        self._seat, self._other = seat, QWidget()

    async def begin(self) -> None:
        """Look at it."""
        self._other.show()
        self._other.activateWindow()
        await self._seat.until(lambda: not is_in_front(self._seat.window))

    async def end(self) -> None:
        """Look at our window again."""
        self._other.close()
        self._other.deleteLater()
        self._seat.window.activateWindow()
        await self._seat.until(lambda: is_in_front(self._seat.window))


def reply(text: str = "", status: Status = Status.COMPLETE, failure: FailureNote | None = None) -> Message:
    blocks = (Block(0, Text(text), True),) if text else ()
    return Message("r", None, Role.ASSISTANT, blocks, status=status, failure=failure)


def say(seat: Seat, text: str) -> None:
    """Send what was written before, or is written elsewhere, while the window is not in front."""
    assert seat.presenter.chat_presenter.chat is not None
    seat.presenter.chat_presenter.chat.send(text)


def told_so_many(desk: Desk, count: int) -> bool:
    return len(desk.told) == count


async def new_chat(seat: Seat, text: str) -> str:
    seat.presenter._chat_list.new_chat()  # noqa: SLF001
    await seat.says(text)
    assert seat.presenter.chat_presenter.chat is not None
    return seat.presenter.chat_presenter.chat.conversation.id


def test_who_looks_at_the_window_is_told_nothing_and_who_does_not_is_told_once(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        assert desk.told == []
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        say(seat, MARKDOWN)
        await seat.until(lambda: desk.shown)
        ((id_, told),) = desk.shown.items()
        assert told.title == "Hello"
        assert told.text
        assert not {"*", "`", "#"} & set(told.text)
        assert "" not in told.text.split("\n", 2)
        assert id_ == seat.presenter.chat_presenter.chat.conversation.id  # type: ignore[union-attr]
        await elsewhere.end()
        assert desk.shown == {}
        assert len(desk.told) == 1

    play(scene)


def test_pressing_one_opens_its_chat(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        first, second = await new_chat(seat, "First"), await new_chat(seat, "Second")
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        seat.services.workspace.reply_ended.emit((first, reply("Done")))
        await seat.until(lambda: first in desk.shown)
        seat.window.showMinimized()
        desk.pressed.emit(NotificationPress(first))
        await seat.until(lambda: seat.services.workspace.attention.front == first)
        await elsewhere.end()
        assert not seat.window.isMinimized()
        await seat.until(lambda: not desk.shown)
        assert second != first

    play(scene)


BROKEN = Answer(text="Half of it", stop_after=4, error={"type": "api_error", "message": "Nothing works."})


@pytest.mark.parametrize("is_in_front", [True, False])
def test_a_reply_that_failed_is_asked_for_again_once_without_the_window(
    run: Play, desk: Desk, is_in_front: bool
) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(BROKEN, default=Answer(text="All of it"))
        id_ = seat.presenter.chat_presenter.chat.conversation.id  # type: ignore[union-attr]
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        say(seat, "Hello")
        await seat.until(lambda: id_ in desk.shown)
        failed = desk.shown[id_]
        assert failed.buttons == ((NotificationAction.TRY_AGAIN, "Try again"),)
        assert failed.category == "im.error"
        if not is_in_front:
            seat.presenter._chat_list.new_chat()  # noqa: SLF001
        for _ in range(2):
            desk.pressed.emit(NotificationPress(id_, NotificationAction.TRY_AGAIN))
        assert desk.shown == {}
        await seat.until(lambda: id_ in desk.shown)
        assert (desk.shown[id_].text, desk.shown[id_].category) == ("All of it", "im.received")
        assert len(posted(server)) == 2
        assert not seat.window.isActiveWindow()
        chat = await seat.services.workspace.open(id_)
        assert chat is not None
        assert len(chat.ids()) == 2
        await elsewhere.end()

    run(scene)


def test_a_button_of_a_chat_that_is_gone_or_went_on_does_nothing(run: Play, desk: Desk) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(BROKEN, default=Answer(text="All of it"))
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        id_ = chat.conversation.id
        again = NotificationPress(id_, NotificationAction.TRY_AGAIN)
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        say(seat, "Hello")
        await seat.until(lambda: id_ in desk.shown)
        failed = chat.last_reply()
        assert failed is not None
        chat.try_again()  # as in the small window
        await seat.until(lambda: desk.shown[id_].text == "All of it")
        desk.pressed.emit(again)
        seat.services.workspace.reply_ended.emit((id_, failed))
        desk.pressed.emit(again)
        seat.services.workspace.reply_ended.emit((id_, failed))
        seat.services.workspace.delete(id_)
        desk.pressed.emit(again)
        await seat.until(lambda: seat.services.workspace.conversation(id_) is None)
        desk.pressed.emit(again)
        await elsewhere.end()
        assert len(posted(server)) == 2

    run(scene)


def test_a_reply_is_copied_once_and_its_chat_waits_on(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        id_ = await new_chat(seat, "First")
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        seat.services.workspace.reply_ended.emit((id_, reply("**All** is well")))
        await seat.until(lambda: id_ in desk.shown)
        assert desk.shown[id_].buttons == ((NotificationAction.COPY, "Copy reply"),)
        QApplication.clipboard().setText("Before")
        desk.pressed.emit(NotificationPress(id_, NotificationAction.COPY))
        assert QApplication.clipboard().text() == "All is well"
        assert desk.shown == {}
        QApplication.clipboard().setText("Later")
        desk.pressed.emit(NotificationPress(id_, NotificationAction.COPY))
        assert QApplication.clipboard().text() == "Later"
        assert not is_in_front(seat.window)
        await elsewhere.end()

    play(scene)


def test_no_button_does_less_than_it_says(play: Play, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(seat: Seat) -> None:
        id_ = await new_chat(seat, "First")
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        failure = FailureNote("key-refused", "The key is refused.", remedy=Remedy.OPEN_GATEWAY_SETTINGS)
        busy = FailureNote("busy", "The gateway is busy.", remedy=Remedy.TRY_AGAIN)
        seat.services.workspace.reply_ended.emit((id_, reply(" ")))
        await seat.until(lambda: desk.told)
        assert desk.told.pop().buttons == ()
        monkeypatch.setattr(QGuiApplication, "platformName", lambda: "wayland")
        given = (reply("Done"), reply("", Status.FAILED, failure), reply("", Status.FAILED, busy))
        for at, one in enumerate(given):  # the last is one of the demo's
            seat.services.workspace.reply_ended.emit((id_, one))
            await seat.until(partial(told_so_many, desk, at + 1))
        assert [one.buttons for one in desk.told] == [(), (), ()]
        await elsewhere.end()

    play(scene)


def test_a_chat_brought_to_the_front_takes_its_own_back(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        first, second = await new_chat(seat, "First"), await new_chat(seat, "Second")
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        for id_ in (first, second):
            seat.services.workspace.reply_ended.emit((id_, reply("Done")))
        await seat.until(lambda: len(desk.shown) == 2)
        await elsewhere.end()
        assert list(desk.shown) == [first]  # the second is in front
        seat.presenter._chat_list.choose(first)  # noqa: SLF001
        await seat.until(lambda: not desk.shown)

    play(scene)


@pytest.mark.parametrize("has_words", [True, False])
def test_words_are_left_out_where_the_person_wants_none(play: Play, desk: Desk, has_words: bool) -> None:
    async def scene(seat: Seat) -> None:
        id_ = await new_chat(seat, "First")
        seat.services.preferences.set(NOTIFICATION_WORDS, has_words)
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        emit = seat.services.workspace.reply_ended.emit
        failure = FailureNote("busy", "The gateway is busy.", "Try again.")
        given = (reply("**All** is well"), reply(), reply("Half", Status.FAILED, failure))
        for at in range(3):
            emit((id_, given[at]))
            await seat.until(partial(told_so_many, desk, at + 1))
        emit((id_, reply("x", Status.STOPPED)))
        emit((id_, reply("x", Status.INTERRUPTED)))
        words = [one.text for one in desk.told]
        ready = "The reply is ready."
        assert words == (
            ["All is well", ready, "The gateway is busy."] if has_words else [ready, ready, "The reply failed."]
        )
        await elsewhere.end()

    play(scene)


def test_a_temporary_chat_says_no_words(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        seat.presenter._lazy.temporary.begin()  # noqa: SLF001
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        say(seat, "My secret")
        await seat.until(lambda: desk.told)
        assert (desk.told[0].title, desk.told[0].text) == ("Temporary chat", "The reply is ready.")
        desk.pressed.emit(NotificationPress(desk.told[0].key))
        await elsewhere.end()
        assert desk.shown == {}
        seat.presenter._lazy.temporary.close()  # noqa: SLF001

    play(scene)


def test_a_temporary_chat_that_is_closed_waits_no_longer(
    play: Play, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks: list[int] = []
    monkeypatch.setattr(program_icon, "program_icon", lambda *_: Icon(marks))

    async def scene(seat: Seat) -> None:
        seat.presenter._lazy.temporary.begin()  # noqa: SLF001
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        say(seat, "My secret")
        await seat.until(lambda: desk.shown)
        seat.presenter._lazy.temporary.close()  # noqa: SLF001
        assert desk.shown == {}
        assert marks == [1, 0]
        await elsewhere.end()

    play(scene)


def test_a_chat_that_was_temporary_is_missed_when_it_is_deleted_and_a_chat_of_that_name_too(
    play: Play, desk: Desk
) -> None:
    async def scene(seat: Seat) -> None:
        workspace = seat.services.workspace
        named = await new_chat(seat, "First")
        await workspace.rename(named, "Temporary chat")
        seat.presenter._lazy.temporary.begin()  # noqa: SLF001
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        say(seat, "My secret")
        workspace.reply_ended.emit((named, reply("Done")))
        await seat.until(lambda: len(desk.shown) == 2)
        (kept,) = set(desk.shown) - {named}
        seat.presenter._lazy.temporary.keep()  # noqa: SLF001
        await seat.until(lambda: workspace.conversation(kept) is not None)
        for id_ in (named, kept):
            workspace.delete(id_)
        await seat.until(lambda: not desk.shown)
        await elsewhere.end()

    play(scene)


def test_a_chat_in_the_small_window_is_seen(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        first, second = await new_chat(seat, "First"), await new_chat(seat, "Second")
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        seat.services.workspace.attention.beside = first
        for id_ in (first, second):
            seat.services.workspace.reply_ended.emit((id_, reply("Done")))
        await seat.until(lambda: desk.told)
        assert list(desk.shown) == [second]
        await elsewhere.end()

    play(scene)


def test_many_at_once_are_one(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        ids = [await new_chat(seat, f"Chat {at}") for at in range(6)]
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        for id_ in ids:
            seat.services.workspace.reply_ended.emit((id_, reply("Done")))
        await seat.until(lambda: desk.shown)
        (one,) = desk.shown.values()
        assert one.title == "6 chats wait for you"
        assert one.text == "Chat 5, Chat 4, Chat 3 and Chat 2"
        seat.services.workspace.delete(ids[5])
        await seat.until(lambda: seat.services.workspace.conversation(ids[5]) is None)
        desk.pressed.emit(NotificationPress(one.key))
        await seat.until(lambda: seat.services.workspace.attention.front == ids[4])
        await elsewhere.end()
        assert desk.shown == {}

    play(scene)


def test_who_wants_none_gets_none_and_those_that_stand_go(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        id_ = await new_chat(seat, "First")
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        seat.services.workspace.reply_ended.emit((id_, reply("Done")))
        await seat.until(lambda: desk.shown)
        seat.services.preferences.set(NOTIFICATIONS, False)
        assert desk.shown == {}
        seat.services.workspace.reply_ended.emit((id_, reply("Done")))
        await elsewhere.end()
        assert len(desk.told) == 1

    play(scene)


def test_a_tool_that_asks_is_told_and_a_reply_that_goes_on_by_itself_is_not(run: Play, desk: Desk) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        tools = HeldTools()
        chat = offered(seat, tools)
        server.script(using("a"), using("b"), default=Answer(text="I see."))
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        say(seat, "What is in it?")
        await seat.until(lambda: desk.told)
        chat.answer("a", ToolDecision.ALWAYS)  # and so `b` runs without a question
        for at in range(2):
            (await tools.until(at + 1))[at].outcome.set_result(ToolOutcome("text"))
        await seat.until(lambda: len(desk.told) == 2)
        assert [one.text for one in desk.told] == ["A tool waits for your answer.", "I see."]
        assert len(desk.shown) == 1
        await elsewhere.end()

    run(scene)


def test_a_tool_server_that_asks_is_told_until_the_window_is_looked_at(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        seat.presenter._lazy._if_away(lambda told: told.server_asked("Calendar\nserver"))  # noqa: SLF001
        await seat.until(lambda: desk.shown)
        assert [(one.title, one.text) for one in desk.told] == [("Calendar server", "Asks you something.")]
        assert desk.told[0].buttons == ((NotificationAction.ANSWER, "Answer…"),)
        desk.pressed.emit(NotificationPress("server", NotificationAction.ANSWER, "token"))
        await elsewhere.end()
        assert desk.shown == {}

    play(scene)


def test_the_icon_says_how_many_chats_wait(play: Play, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    marks: list[int] = []
    monkeypatch.setattr(program_icon, "program_icon", lambda *_: Icon(marks))

    async def scene(seat: Seat) -> None:
        first, second = await new_chat(seat, "First"), await new_chat(seat, "Second")
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        for id_ in (first, second):
            seat.services.workspace.reply_ended.emit((id_, reply("Done")))
        await seat.until(lambda: len(desk.shown) == 2)
        await elsewhere.end()
        assert marks == [1, 2, 1]

    play(scene)
    assert marks == [1, 2, 1, 0]
    assert desk.shown == {}


def test_nothing_of_it_is_there_before_it_is_needed_and_nothing_runs_afterwards(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        id_ = await new_chat(seat, "First")
        assert "attention" not in vars(seat.presenter._lazy)  # noqa: SLF001
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        seat.services.workspace.reply_ended.emit((id_, reply("Done")))
        await seat.until(lambda: desk.shown)
        presenter = seat.presenter._lazy.attention.notifications  # noqa: SLF001
        assert presenter.findChildren(QTimer) == []
        await elsewhere.end()

    play(scene)
