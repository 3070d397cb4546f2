"""Does what a person asked for, and has it told why where it does not come to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

_Failure = TypeVar("_Failure", bound=Exception)


async def attempt(
    work: Callable[[], Awaitable[object]],
    *,
    failures: tuple[type[_Failure], ...],
    tell: Callable[[_Failure | None], object],
) -> None:
    """Do `work`, and `tell` which of `failures` ended it. Who cancels it knows, and is told nothing.

    Whatever else ends it is a defect, told as None and raised.
    """
    try:
        await work()
    except asyncio.CancelledError:
        raise
    except failures as failure:
        tell(failure)
    except Exception:
        tell(None)  # the person waits here; the defect itself is for whoever owns the task
        raise
