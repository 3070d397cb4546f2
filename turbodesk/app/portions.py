"""Changes thousands of things on the event loop's thread, a portion a turn: the window goes on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from typing import TypeVar

T = TypeVar("T")

PORTION = 500
"""Things that are changed in one turn."""


async def change_each(tables: Sequence[MutableMapping[str, T]], ids: Iterable[str], change: Callable[[T], T]) -> None:
    """Put `change` of it in the place of each thing, in all tables that have one of its id when its turn comes."""
    for number, id_ in enumerate(ids, start=1):
        for table in tables:
            if id_ in table:
                table[id_] = change(table[id_])
        if number % PORTION == 0:
            await asyncio.sleep(0)
