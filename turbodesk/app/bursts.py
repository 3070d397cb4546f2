"""Gathers the small pieces of a reply that come in one turn of the event loop, so that the reply grows once for all.

A reply grows by a new text in place of the old one; where a gateway sends thousands of letters at once in pieces of a
few, each piece would copy all that came before, and have the window look at it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from turbodesk.chat.events import GatewayEvent, InputDelta, TextDelta, ThinkingDelta


class Burst:
    """What has come of one reply in this turn of the loop, given on by its end, or as soon as something else comes."""

    def __init__(self, give: Callable[[GatewayEvent], None]) -> None:
        self._give = give
        self._first: TextDelta | ThinkingDelta | InputDelta | None = None
        self._texts: list[str] = []

    def take(self, event: GatewayEvent) -> None:
        """Take the next event of the reply."""
        if not isinstance(event, TextDelta | ThinkingDelta | InputDelta):
            self.end()
            self._give(event)
            return
        if self._first is not None and (type(self._first), self._first.index) != (type(event), event.index):
            self.end()
        if self._first is None:
            self._first = event
            asyncio.get_running_loop().call_soon(self.end)
        self._texts.append(event.partial_json if isinstance(event, InputDelta) else event.text)

    def end(self) -> None:
        """Give on what is held, if anything is."""
        first, text = self._first, "".join(self._texts)
        self._first, self._texts = None, []
        if isinstance(first, InputDelta):
            self._give(replace(first, partial_json=text))
        elif first is not None:
            self._give(replace(first, text=text))
