"""Asks macOS whether the owner of its session is there: by Touch ID, by their watch, or by their password.

By LocalAuthentication ("LAContext", developer.apple.com), through rubicon-objc, which the speller brings. The system
shows its own dialog, and we learn nothing but yes or no. Linux has no such thing for programs: polkit asks for actions
that a package has registered as root, and PAM would have people type the password of their account into our window.
Windows has one (UserConsentVerifier), by interfaces of WinRT alone: some hundred lines of COM by hand, or a package for
each Python, for a curtain that encrypts nothing.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

_OWNER = 2
"""LAPolicyDeviceOwnerAuthentication: the password too, where there is no finger."""


class MacOwner:
    """One who may be asked for."""

    def __init__(self, new_context: Any, new_block: Any) -> None:
        """`new_context` makes an `LAContext`, `new_block` an Objective-C block of what is called with a reply."""
        self._new_context, self._new_block = new_context, new_block
        self._asked: Any = None
        """The question that is open, with what it calls: both must live until the reply."""

    def can_be_asked(self) -> bool:
        """Whether this Mac can tell, as one without a password cannot."""
        return bool(self._new_context().canEvaluatePolicy(_OWNER, error=None))

    async def is_there(self, reason: str) -> bool:
        """Ask, and return whether it was the owner; `reason` stands in the dialog, behind the program's name."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[bool] = loop.create_future()

        def settle(is_owner: bool) -> None:
            if not answer.done():
                answer.set_result(is_owner)

        def replied(is_owner: bool, _error: Any) -> None:  # on a thread of the system's
            loop.call_soon_threadsafe(settle, bool(is_owner))

        context, block = self._new_context(), self._new_block(replied)
        self._asked = context, block
        try:
            context.evaluatePolicy(_OWNER, localizedReason=reason, reply=block)
            return await answer
        finally:
            context.invalidate()  # takes the dialog away where nobody waits any more
            self._asked = None


def open_owner() -> MacOwner | None:
    """Return who can be asked for on this system; None where nobody can."""
    if sys.platform != "darwin":
        return None
    try:
        from rubicon.objc import Block, ObjCClass
        from rubicon.objc.runtime import load_library, objc_id
    except (ImportError, OSError):
        return None
    try:
        load_library("LocalAuthentication")
        context = ObjCClass("LAContext")
    except (OSError, NameError, ValueError):
        return None
    from ctypes import c_bool

    found = MacOwner(lambda: context.alloc().init(), lambda call: Block(call, None, c_bool, objc_id))
    return found if found.can_be_asked() else None
