"""Hears when Windows locks its screen, or another person's session comes to the front.

By WTSRegisterSessionNotification, as learn.microsoft.com documents it: a window that has asked gets a message. It is a
window for messages alone, on a thread of its own that waits for them: on the program's own every message of the system
would have to be looked at in Python.
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
from contextlib import suppress
from typing import Any

from turbodesk.app.signal import Signal

_SESSION_CHANGED, _CLOSE, _DESTROY = 0x02B1, 0x0010, 0x0002
"""WM_WTSSESSION_CHANGE, WM_CLOSE, WM_DESTROY."""
_LOCKED, _AWAY = 7, (2, 4)
"""WTS_SESSION_LOCK; WTS_CONSOLE_DISCONNECT and WTS_REMOTE_DISCONNECT."""
_MESSAGES_ONLY = -3
"""HWND_MESSAGE."""
_NAME = "TurboDesk.ScreenLock"


class WindowsScreenLock:
    """The lock of the screen of this session."""

    def __init__(self) -> None:
        self.locked: Signal[None] = Signal()
        """The screen was locked."""
        self._thread: threading.Thread | None = None
        self._window = 0
        self._is_ready = threading.Event()
        """There is a window, or there will be none."""

    def follow(self, *, is_wanted: bool) -> None:
        """Listen from now on, or no more."""
        if is_wanted and self._thread is None:
            self._is_ready.clear()
            loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._wait, args=(loop,), name="screen-lock", daemon=True)
            self._thread.start()
        elif not is_wanted and self._thread is not None:
            thread, self._thread = self._thread, None
            self._is_ready.wait(1.0)
            if self._window:
                _windows().user32.PostMessageW(self._window, _CLOSE, 0, 0)
            thread.join(1.0)

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        from ctypes import wintypes

        windows = _windows()
        user32, sessions = windows.user32, windows.wtsapi32

        def heard(window: int, message: int, what: int, session: int) -> int:
            if message == _SESSION_CHANGED and what in (_LOCKED, *_AWAY):
                with suppress(RuntimeError):  # the program has ended
                    loop.call_soon_threadsafe(self.locked.emit, None)
            elif message == _DESTROY:
                sessions.WTSUnRegisterSessionNotification(window)
                user32.PostQuitMessage(0)
            return int(user32.DefWindowProcW(window, message, what, session))

        procedure = windows.procedure(heard)
        self._window = windows.new_window(procedure)
        is_heard = bool(self._window) and bool(sessions.WTSRegisterSessionNotification(self._window, 0))
        self._is_ready.set()
        message = wintypes.MSG()
        while is_heard and user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            user32.DispatchMessageW(ctypes.byref(message))
        self._window = 0


class _Windows:
    """The functions, with the types that they have; a handle is as wide as a pointer."""

    def __init__(self) -> None:
        from ctypes import wintypes

        library: Any = getattr(ctypes, "WinDLL")  # noqa: B009 - there alone
        factory: Any = getattr(ctypes, "WINFUNCTYPE")  # noqa: B009 - there alone
        self.user32, self.wtsapi32, self.kernel32 = library("user32"), library("wtsapi32"), library("kernel32")
        place = (wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM)
        self.procedure = factory(ctypes.c_ssize_t, *place)
        self.user32.DefWindowProcW.restype, self.user32.DefWindowProcW.argtypes = ctypes.c_ssize_t, place
        self.user32.PostMessageW.argtypes = place
        self.user32.GetMessageW.argtypes = (ctypes.POINTER(wintypes.MSG), wintypes.HWND, wintypes.UINT, wintypes.UINT)
        self.user32.DispatchMessageW.argtypes = (ctypes.POINTER(wintypes.MSG),)
        self.user32.CreateWindowExW.restype = wintypes.HWND
        self.user32.CreateWindowExW.argtypes = (
            *(wintypes.DWORD, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD, *[ctypes.c_int] * 4),
            *(wintypes.HWND, wintypes.HMENU, wintypes.HINSTANCE, wintypes.LPVOID),
        )
        self.wtsapi32.WTSRegisterSessionNotification.argtypes = (wintypes.HWND, wintypes.DWORD)
        self.wtsapi32.WTSUnRegisterSessionNotification.argtypes = (wintypes.HWND,)
        self.kernel32.GetModuleHandleW.restype = wintypes.HMODULE
        self.kernel32.GetModuleHandleW.argtypes = (wintypes.LPCWSTR,)

    def new_window(self, procedure: Any) -> int:
        """Make a window for messages alone, which `procedure` gets; 0 where there can be none."""
        from ctypes import wintypes

        class WindowKind(ctypes.Structure):
            """A `WNDCLASSW`."""

            _fields_ = (
                ("style", wintypes.UINT),
                ("procedure", self.procedure),
                ("class_extra", ctypes.c_int),
                ("window_extra", ctypes.c_int),
                ("instance", wintypes.HINSTANCE),
                ("icon", wintypes.HICON),
                ("cursor", wintypes.HANDLE),
                ("background", wintypes.HBRUSH),
                ("menu", wintypes.LPCWSTR),
                ("name", wintypes.LPCWSTR),
            )

        instance = self.kernel32.GetModuleHandleW(None)
        kind = WindowKind(procedure=procedure, instance=instance, name=_NAME)
        self.user32.UnregisterClassW(_NAME, ctypes.c_void_p(instance))  # whose procedure was an earlier thread's
        if not self.user32.RegisterClassW(ctypes.byref(kind)):
            return 0
        made = self.user32.CreateWindowExW(0, _NAME, None, 0, 0, 0, 0, 0, _MESSAGES_ONLY, None, instance, None)
        return made or 0


def _windows() -> Any:
    return _Windows()
