"""Asks two things of macOS that Qt does not: what types the pasteboard holds, and to put the program behind others.

By the C functions of the Objective-C runtime (developer.apple.com, "Objective-C Runtime"), since PyObjC weighs 15 MB
for these. Every answer may be missing: who asks does without.
"""

from __future__ import annotations

import ctypes
from ctypes import c_char_p, c_ulong, c_void_p
from typing import Any


def pasteboard_types() -> list[str] | None:
    """Return the types of what is copied (NSPasteboard, `types`); None where nobody answers."""
    try:
        send, name = _runtime()
        board = send(c_void_p, name("NSPasteboard"), "generalPasteboard")
        types = send(c_void_p, board, "types")
        count = send(c_ulong, types, "count")
        found = []
        for at in range(count):
            one = send(c_void_p, types, "objectAtIndex:", c_ulong(at))
            found.append((send(c_char_p, one, "UTF8String") or b"").decode("utf-8", "replace"))
        return found
    except (OSError, AttributeError, ValueError):
        return None


def hide_program() -> bool:
    """Put the program behind all others, so that the one before has the focus again; False where nobody answers."""
    try:
        send, name = _runtime()
        application = send(c_void_p, name("NSApplication"), "sharedApplication")
        send(None, application, "hide:", c_void_p(None))
        return True
    except (OSError, AttributeError, ValueError):
        return False


def _runtime() -> tuple[Any, Any]:
    library = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
    library.objc_getClass.restype = library.sel_registerName.restype = c_void_p
    library.objc_getClass.argtypes = library.sel_registerName.argtypes = [c_char_p]

    def send(result: Any, target: int, selector: str, *arguments: Any) -> Any:
        kinds = [type(one) for one in arguments]
        call = ctypes.CFUNCTYPE(result, c_void_p, c_void_p, *kinds)(("objc_msgSend", library))
        return call(target, library.sel_registerName(selector.encode()), *arguments)

    return send, lambda name: library.objc_getClass(name.encode())
