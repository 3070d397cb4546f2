"""The check of macOS, by a stand-in for LocalAuthentication that answers on a thread of its own, as that does."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from turbodesk.ui.desktop.macos_owner import MacOwner, open_owner


class Context:
    """One question, as `LAContext` has it."""

    answer: bool | None = True
    asked: list[str]
    ended = 0

    def __init__(self) -> None:
        Context.asked = []

    def canEvaluatePolicy(self, policy: int, *, error: object) -> bool:
        """Whether anybody can be asked."""
        return policy == 2 and error is None

    def evaluatePolicy(self, policy: int, *, localizedReason: str, reply: Callable[[bool, Any], None]) -> None:
        """Ask."""
        Context.asked.append(f"{policy} {localizedReason}")
        if Context.answer is not None:
            threading.Thread(target=reply, args=(Context.answer, None)).start()

    def invalidate(self) -> None:
        """Ask no more."""
        Context.ended += 1


@pytest.mark.parametrize("answer", [True, False])
async def test_it_asks_with_a_reason_and_says_whether_it_was_the_owner(answer: bool) -> None:
    Context.answer = answer
    owner = MacOwner(Context, lambda call: call)
    assert owner.can_be_asked()
    assert await owner.is_there("show your chats") is answer
    assert Context.asked == ["2 show your chats"]


async def test_a_question_nobody_waits_for_is_taken_away() -> None:
    Context.answer, Context.ended = None, 0
    asking = asyncio.ensure_future(MacOwner(Context, lambda call: call).is_there("show your chats"))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert Context.ended == 1


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has one")
def test_other_systems_have_none() -> None:
    assert open_owner() is None
