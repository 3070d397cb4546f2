"""Nothing runs in a window in which nothing changes, and nothing is drawn in one that nobody sees."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from tests.ui.presenters.test_window import Seat, play
from tests.ui.widgets.test_exposure import set_exposed
from turbodesk.chat.message import Message
from turbodesk.ui.application.event_loop import EventLoop
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.presenters import daily_backups, lazy
from turbodesk.ui.widgets.breathing_dot import BreathingDot
from turbodesk.ui.widgets.caret_rest import CaretRest
from turbodesk.ui.widgets.exposure import Exposure

__all__ = ["play"]  # a fixture
Play = Callable[..., None]

SPAN_S = 0.7
"""Longer than half a blink, the rarest of what goes on by itself and is no QTimer."""

SPANS = 8
OUR_OWN = {"_Calls of NoneType": 2}
"""The end of such a sleep, and the turn in which that is told."""


@pytest.fixture(autouse=True)
def soon_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes once after the start, or after each use, comes at once."""
    monkeypatch.setattr(lazy, "REMOVE_OLD_AFTER_S", 0.0)
    monkeypatch.setattr(daily_backups, "BACK_UP_AFTER_S", 0.0)
    monkeypatch.setattr("turbodesk.store.connection.LOOK_EVERY_S", 0.01)


class _Timers(QObject):
    """Counts whose timers fire."""

    def __init__(self) -> None:
        super().__init__()
        self.fired: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Timer:
            self.fired[f"{type(watched).__name__} of {type(watched.parent()).__name__}"] += 1
        return False


@contextmanager
def timers_counted(qapp: QApplication) -> Iterator[Counter[str]]:
    timers = _Timers()
    qapp.installEventFilter(timers)
    yield timers.fired
    qapp.removeEventFilter(timers)


def running_timers() -> list[str]:
    """The timers that Python made and that run, by the class of what they belong to."""
    timers = [one for one in gc.get_objects() if isinstance(one, QTimer) and isValid(one) and one.isActive()]
    return sorted(type(one.parent()).__name__ for one in timers)


def let_caret_rest(seat: Seat) -> None:
    """Do as when nothing was pressed for ten seconds."""
    rest = seat.window.findChild(CaretRest)
    assert rest is not None
    timer = rest.findChild(QTimer)
    assert timer is not None
    timer.stop()
    timer.timeout.emit()


def test_no_timer_runs_while_nothing_changes(play: Play, qapp: QApplication) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.type("a draft")
        assert "CaretRest" in running_timers()
        let_caret_rest(seat)
        await seat.until(lambda: not seat.services.scope.is_running("warm-up"))
        await seat.until(lambda: running_timers() == [])
        loop = asyncio.get_running_loop()
        assert isinstance(loop, EventLoop)
        # The limit of this wait itself, and the look for today's backup in an hour.
        await seat.until(lambda: loop.pending_calls == 2)
        for _ in range(SPANS):  # the start's last work may end in the first ones
            with timers_counted(qapp) as fired:
                await asyncio.sleep(SPAN_S)
            if fired == OUR_OWN:
                break
        assert fired == OUR_OWN
        assert seat.editor().hasFocus()
        with timers_counted(qapp) as fired:
            seat.type("!")
            await seat.until(lambda: fired["QTimer of Editor"])  # the caret blinks again

    play(scene)


def test_a_reply_that_nobody_sees_is_kept_and_drawn_when_somebody_does(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(seat: Seat) -> None:
        shown: list[Message] = []
        original = MessageView.set_message

        def noted(view: MessageView, message: Message) -> None:
            shown.append(message)
            original(view, message)

        monkeypatch.setattr(MessageView, "set_message", noted)
        seat.type("write me a long text")
        seat.key(Qt.Key.Key_Return)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None

        def written() -> int:
            reply = chat.message(chat.ids()[-1]) if len(chat.ids()) == 2 else None
            return 0 if reply is None else len(reply.text)

        await seat.until(lambda: shown and shown[-1].text)
        exposure = Exposure.of(seat.window)
        set_exposed(exposure, is_exposed=False)
        assert not seat.services.workspace.attention.has(chat.conversation.id)
        frames, begun = len(shown), written()
        await seat.until(lambda: written() > begun + 200)
        assert len(shown) == frames
        await seat.until(lambda: not [one for one in seat.window.findChildren(BreathingDot) if one.is_breathing])
        await seat.until(lambda: "ConversationList" not in running_timers())
        set_exposed(exposure, is_exposed=True)
        assert len(shown[-1].text) == written(), "in the same turn"
        assert seat.services.workspace.attention.has(chat.conversation.id)
        await seat.until(lambda: len(shown) > frames + 2)
        chat.stop()
        await seat.until(lambda: not seat.is_replying())

    play(scene, speed=2_000)
