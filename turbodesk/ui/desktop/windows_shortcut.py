"""Has one key of all of Windows open a quick question.

By RegisterHotKey, as learn.microsoft.com documents it, on a thread of its own that waits for messages: on the window's
thread every message of the system would have to be looked at in Python. The thread ends when the key is let go.
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
from typing import Any

from turbodesk.app.signal import Signal

_HOTKEY, _QUIT, _USER, _NO_REPEAT, _NO_REMOVE = 0x0312, 0x0012, 0x0400, 0x4000, 0
_MODIFIERS = {"alt": 1, "ctrl": 2, "shift": 4, "meta": 8}
_KEYS = {"space": 0x20, "tab": 0x09, "return": 0x0D, **{f"f{at}": 0x6F + at for at in range(1, 13)}}


class WindowsShortcut:
    """One key, while it is bound."""

    def __init__(self) -> None:
        self.pressed: Signal[str] = Signal()
        self._thread: threading.Thread | None = None
        self._thread_id = 0
        self._has_queue = threading.Event()
        """The thread can be told to end."""

    async def bind(self, keys: str) -> bool:
        """Ask for a key, such as "Ctrl+Alt+Space"; returns whether it is ours: another program may have it."""
        self.unbind()
        codes = key_codes(keys)
        if codes is None:
            return False
        loop = asyncio.get_running_loop()
        bound: asyncio.Future[bool] = loop.create_future()
        self._has_queue = has_queue = threading.Event()

        def told(is_bound: bool) -> None:
            if not bound.done():
                bound.set_result(is_bound)

        def wait() -> None:
            windows: Any = getattr(ctypes, "windll")  # noqa: B009 - there alone
            from ctypes import wintypes

            message = wintypes.MSG()
            # As PostThreadMessageW has it: a thread has no queue, and gets nothing, before it looks for a message.
            windows.user32.PeekMessageW(ctypes.byref(message), None, _USER, _USER, _NO_REMOVE)
            self._thread_id = windows.kernel32.GetCurrentThreadId()
            has_queue.set()
            is_bound = bool(windows.user32.RegisterHotKey(None, 1, codes[0] | _NO_REPEAT, codes[1]))
            loop.call_soon_threadsafe(told, is_bound)
            while is_bound and windows.user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
                if message.message == _HOTKEY:
                    loop.call_soon_threadsafe(self.pressed.emit, "")
            windows.user32.UnregisterHotKey(None, 1)

        self._thread = threading.Thread(target=wait, name="global-shortcut", daemon=True)
        self._thread.start()
        return await bound

    def unbind(self) -> None:
        """Let go of the key."""
        thread, self._thread = self._thread, None
        if thread is not None and thread.is_alive():
            windows: Any = getattr(ctypes, "windll")  # noqa: B009 - there alone
            self._has_queue.wait(1.0)
            windows.user32.PostThreadMessageW(self._thread_id, _QUIT, 0, 0)
            thread.join(1.0)

    def close(self) -> None:
        """Let go of the key."""
        self.unbind()


def key_codes(keys: str) -> tuple[int, int] | None:
    """Return modifiers and key as Windows numbers them; None for what is no such key, or has no modifier."""
    *modifiers, key = keys.lower().replace(" ", "").split("+")
    if not modifiers or any(one not in _MODIFIERS for one in modifiers):
        return None
    code = ord(key.upper()) if len(key) == 1 and key.isascii() and key.isalnum() else _KEYS.get(key)
    return None if code is None else (sum(_MODIFIERS[one] for one in set(modifiers)), code)
