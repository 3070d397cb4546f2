"""The lock of Windows' screen, against a stand-in that has a window's messages as Windows documents them."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any

import pytest
import qasync

from turbodesk.ui.desktop import windows_screen_lock
from turbodesk.ui.desktop.windows_screen_lock import WindowsScreenLock

CHANGED, CLOSE, DESTROY = 0x02B1, 0x0010, 0x0002
Heard = Callable[[int, int, int, int], int]


class MessageWindows:
    """Has the functions that are called, and one window."""

    def __init__(self, window: int = 7) -> None:
        self.user32 = self.wtsapi32 = self
        self.window = window
        self.messages: queue.Queue[tuple[int, int]] = queue.Queue()
        self.calls: list[str] = []
        self.heard: Heard | None = None

    def procedure(self, heard: Heard) -> Heard:
        return heard

    def new_window(self, procedure: Heard) -> int:
        self.heard = procedure
        return self.window

    def WTSRegisterSessionNotification(self, window: int, whose: int) -> int:
        self.calls.append(f"register {window} {whose}")
        return 1

    def WTSUnRegisterSessionNotification(self, window: int) -> int:
        self.calls.append(f"unregister {window}")
        return 1

    def PostMessageW(self, window: int, message: int, what: int, session: int) -> int:
        assert window == self.window
        self.messages.put((message, what))
        return 1

    def PostQuitMessage(self, code: int) -> None:
        self.messages.put((0, code))

    def DefWindowProcW(self, window: int, message: int, what: int, session: int) -> int:
        if message == CLOSE and self.heard is not None:  # which destroys a window
            self.heard(window, DESTROY, 0, 0)
        return 0

    def GetMessageW(self, *_: Any) -> int:
        self.now = self.messages.get(timeout=5.0)
        return int(self.now[0] != 0)

    def DispatchMessageW(self, *_: Any) -> int:
        assert self.heard is not None
        return self.heard(self.window, *self.now, 1)


def test_a_screen_that_is_locked_is_told_until_nobody_wants_to_know(
    qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = MessageWindows()
    monkeypatch.setattr(windows_screen_lock, "_windows", lambda: windows)

    async def work() -> None:
        screen, told, is_told = WindowsScreenLock(), list[int](), asyncio.Event()
        screen.locked.connect(lambda _: told.append(1))
        screen.locked.connect(lambda _: is_told.set())
        screen.follow(is_wanted=True)
        screen.follow(is_wanted=True)
        for what in (8, 5, 7):  # opened, signed in, locked
            windows.PostMessageW(7, CHANGED, what, 1)
        await asyncio.wait_for(is_told.wait(), 5)
        screen.follow(is_wanted=False)
        screen.follow(is_wanted=False)
        assert told == [1]

    qt_loop.run_until_complete(work())
    assert windows.calls == ["register 7 0", "unregister 7"]
    assert not [one for one in threading.enumerate() if one.name == "screen-lock"]


def test_where_there_can_be_no_window_nothing_is_told_and_nothing_hangs(
    qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = MessageWindows(window=0)
    monkeypatch.setattr(windows_screen_lock, "_windows", lambda: windows)

    async def work() -> None:
        screen = WindowsScreenLock()
        screen.follow(is_wanted=True)
        screen.follow(is_wanted=False)

    qt_loop.run_until_complete(work())
    assert windows.calls == []
