"""The key of all of Windows, against a stand-in that has the messages of a thread as Windows documents them."""

from __future__ import annotations

import asyncio
import ctypes
import queue
import threading
from typing import Any

import pytest
import qasync

from turbodesk.ui.desktop.windows_shortcut import WindowsShortcut

QUIT = 0x0012


class Windows:
    """Has the functions that are called; a thread has no queue before it looks for a message."""

    def __init__(self) -> None:
        self.user32 = self.kernel32 = self
        self.queues: dict[int, queue.Queue[int]] = {}
        self.may_begin = threading.Event()
        self.lost: list[int] = []
        self.calls: list[str] = []

    def GetCurrentThreadId(self) -> int:
        return threading.get_ident()

    def PeekMessageW(self, *_: Any) -> int:
        self.may_begin.wait(5.0)
        self.queues[threading.get_ident()] = queue.Queue()
        return 0

    def RegisterHotKey(self, *_: Any) -> int:
        self.calls.append("register")
        return 1

    def UnregisterHotKey(self, *_: Any) -> int:
        self.calls.append("unregister")
        return 1

    def GetMessageW(self, *_: Any) -> int:
        return 0 if self.queues[threading.get_ident()].get(timeout=5.0) == QUIT else 1

    def PostThreadMessageW(self, thread: int, message: int, *_: Any) -> int:
        if thread not in self.queues:
            self.lost.append(message)
            return 0
        self.queues[thread].put(message)
        return 1


def test_a_key_that_is_let_go_at_once_is_let_go(qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = Windows()
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)
    made = WindowsShortcut()

    async def scene() -> None:
        bound = asyncio.ensure_future(made.bind("Ctrl+Alt+Space"))
        await asyncio.sleep(0)
        thread = made._thread  # noqa: SLF001
        assert thread is not None
        threading.Timer(0.05, windows.may_begin.set).start()
        made.unbind()  # the thread has not begun by now
        assert not thread.is_alive()
        assert windows.lost == []
        assert windows.calls == ["register", "unregister"]
        await bound

    qt_loop.run_until_complete(asyncio.wait_for(scene(), 10.0))
