"""Has one key of all of macOS open a quick question.

By RegisterEventHotKey of Carbon's event manager, the one way that needs no permission to watch the keyboard, called
through ctypes: PyObjC does not have it. Its events come on the thread of the window, with those of Qt.
"""

from __future__ import annotations

import asyncio
import ctypes
from ctypes import POINTER, byref, c_int32, c_uint32, c_void_p
from typing import Any

from turbodesk.app.signal import Signal

_CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"
_KEYBOARD, _PRESSED = int.from_bytes(b"keyb", "big"), 5
"""kEventClassKeyboard, kEventHotKeyPressed (CarbonEvents.h)."""
_OURS = int.from_bytes(b"tbdk", "big")
_MODIFIERS = {"meta": 0x100, "shift": 0x200, "alt": 0x800, "ctrl": 0x1000}
_KEYS = {
    **dict(zip("asdfhgzxcv", range(10), strict=True)),
    "b": 11,
    "q": 12,
    "w": 13,
    "e": 14,
    "r": 15,
    "y": 16,
    "t": 17,
    "o": 31,
    "u": 32,
    "i": 34,
    "p": 35,
    "l": 37,
    "j": 38,
    "k": 40,
    "n": 45,
    "m": 46,
    "return": 36,
    "tab": 48,
    "space": 49,
}
"""kVK_… (HIToolbox/Events.h): where a key is on the keyboard, whatever stands on it."""


class _Kind(ctypes.Structure):
    _fields_ = (("class_", c_uint32), ("kind", c_uint32))


class _Id(ctypes.Structure):
    _fields_ = (("signature", c_uint32), ("id", c_uint32))


class MacShortcut:
    """One key, while it is bound."""

    def __init__(self) -> None:
        self.pressed: Signal[str] = Signal()
        self._carbon: Any = None
        self._handler: Any = None
        """What Carbon calls; it must live as long as the program."""
        self._bound = c_void_p()

    async def bind(self, keys: str) -> bool:
        """Ask for a key, such as "Ctrl+Alt+Space"; returns whether it is ours."""
        self.unbind()
        codes = key_codes(keys)
        if codes is None or not self._listen(asyncio.get_running_loop()):
            return False
        modifiers, key = codes
        target = self._carbon.GetApplicationEventTarget()
        return bool(self._carbon.RegisterEventHotKey(key, modifiers, _Id(_OURS, 1), target, 0, byref(self._bound)) == 0)

    def unbind(self) -> None:
        """Let go of the key."""
        if self._bound:
            bound, self._bound = self._bound, c_void_p()
            self._carbon.UnregisterEventHotKey(bound)

    def close(self) -> None:
        """Let go of the key."""
        self.unbind()

    def _listen(self, loop: asyncio.AbstractEventLoop) -> bool:
        if self._handler is not None:
            return True
        try:
            carbon: Any = ctypes.CDLL(_CARBON)
        except OSError:
            return False
        handles = ctypes.CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)
        carbon.GetApplicationEventTarget.restype = c_void_p
        carbon.RegisterEventHotKey.argtypes = [c_uint32, c_uint32, _Id, c_void_p, c_uint32, POINTER(c_void_p)]
        carbon.UnregisterEventHotKey.argtypes = [c_void_p]
        carbon.InstallEventHandler.argtypes = [c_void_p, handles, c_uint32, POINTER(_Kind), c_void_p, c_void_p]

        def heard(_call: int, _event: int, _data: int) -> int:
            loop.call_soon_threadsafe(self.pressed.emit, "")
            return 0

        handler, kind = handles(heard), _Kind(_KEYBOARD, _PRESSED)
        target = carbon.GetApplicationEventTarget()
        if carbon.InstallEventHandler(target, handler, 1, byref(kind), None, None) != 0:
            return False
        self._carbon, self._handler = carbon, handler
        return True


def key_codes(keys: str) -> tuple[int, int] | None:
    """Return modifiers and key as Carbon numbers them; None for what is no such key, or has no modifier."""
    *modifiers, key = keys.lower().replace(" ", "").split("+")
    if not modifiers or any(one not in _MODIFIERS for one in modifiers) or key not in _KEYS:
        return None
    return sum(_MODIFIERS[one] for one in set(modifiers)), _KEYS[key]
