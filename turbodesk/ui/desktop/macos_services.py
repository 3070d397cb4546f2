"""Takes the text that another program of macOS sends from its menu Services, "Ask TurboDesk".

As developer.apple.com has it in "Services Implementation Guide": the packaged program declares the entry
(packaging/bundle/services.py), and an object of ours gets the pasteboard with what is selected. By rubicon-objc, which
is there for the speller.
"""

from __future__ import annotations

from collections.abc import Callable
from ctypes import c_void_p
from typing import Any

MESSAGE = "askTurboDesk"
"""What the declaration calls it, and how the method below begins."""
_TEXT = "public.utf8-plain-text"


def offer_service(ask: Callable[[str], object]) -> Any:
    """Have `ask` called with each text that comes; returns what has to live as long, None where there are none."""
    try:
        from rubicon.objc import NSObject, ObjCClass, objc_method

        class TurboDeskServices(NSObject):  # type: ignore[misc, unused-ignore]
            """A services provider. What has no type here is an object for rubicon; the last is a place for one."""

            @objc_method  # type: ignore[untyped-decorator, unused-ignore]
            def askTurboDesk_userData_error_(self, pasteboard, data, error: c_void_p) -> None:  # type: ignore[no-untyped-def]
                if text := text_of(pasteboard):
                    ask(text)

        provider = TurboDeskServices.alloc().init()
        ObjCClass("NSApplication").sharedApplication.setServicesProvider(provider)
    except (ImportError, OSError, AttributeError, NameError, ValueError):
        return None
    return provider


def text_of(pasteboard: Any) -> str:
    """Return the text on a pasteboard, "" where there is none."""
    text = pasteboard.stringForType(_TEXT)
    return "" if text is None else str(text).strip()
