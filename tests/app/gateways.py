"""A gateway whose replies are scripted and whose pace the test decides: a fake of the protocol `Gateway`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from turbodesk.chat.errors import Failure
from turbodesk.chat.events import (
    BlockStarted,
    BlockStopped,
    Finished,
    GatewayEvent,
    Started,
    StopReasonGiven,
    TextDelta,
)
from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.parts import Text
from turbodesk.chat.traffic import Exchanged, Outgoing
from turbodesk.gateway.base import ReplyRequest

PAUSE = object()
"""In a script: wait until the test says `go_on`."""

Step = GatewayEvent | Failure | object


def spoken(*texts: str) -> list[Step]:
    """Return the events of a plain reply in these pieces."""
    deltas = [TextDelta(0, text) for text in texts]
    opening: list[Step] = [Started("msg_1", "scripted", {"input_tokens": 3}), BlockStarted(0, Text())]
    return [
        *opening,
        *deltas,
        BlockStopped(0),
        StopReasonGiven("end_turn", usage={"output_tokens": len(texts)}),
        Finished(),
    ]


class ScriptedGateway:
    """Plays one script per request, in order, and keeps what it was asked."""

    def __init__(self, *scripts: Sequence[Step]) -> None:
        self.scripts = list(scripts)
        self.requests: list[ReplyRequest] = []
        self.offers: tuple[ListedModel, ...] = ()
        self.closed_early = 0
        self._gate = asyncio.Event()
        self.reached_pause = asyncio.Event()

    def go_on(self) -> None:
        self._gate.set()

    async def reply(self, request: ReplyRequest) -> AsyncIterator[GatewayEvent]:
        self.requests.append(request)
        script = self.scripts.pop(0)
        finished = False
        try:
            for step in script:
                if step is PAUSE:
                    self.reached_pause.set()
                    await self._gate.wait()
                    self._gate.clear()
                    self.reached_pause.clear()
                elif isinstance(step, Failure):
                    finished = True
                    raise step
                else:
                    yield step  # type: ignore[misc]  # the script holds events
                    await asyncio.sleep(0)
            finished = True
        finally:
            self.closed_early += not finished

    async def check(self) -> None:
        return None

    async def models(self) -> tuple[ListedModel, ...]:
        return self.offers

    async def count_tokens(self, request: ReplyRequest) -> int | None:
        return None

    def preview(self, request: ReplyRequest) -> Outgoing:
        return Outgoing("POST", "https://scripted.invalid/v1/messages", (("x-api-key", "[key]"),), {"model": "x"}, 13)

    def exchanges(self) -> tuple[Exchanged, ...]:
        return ()

    async def close(self) -> None:
        return None
