"""Measures what a piece of a reply costs on its way from the socket to the chat, stage by stage; no window is there.

    python -m tests.bench.wire

A gateway on loopback, in a process of its own, sends a reply in pieces of 4 characters: all at once, 4,000 and 400
characters a second. The program takes it on the event loop that the window runs on. Prints one JSON object a pace:
microseconds of CPU for each piece, of the whole process, the threads of the database among them:

* `json_us`: reading the piece's JSON, and nothing else: the baseline of the same run;
* `decoded_us`: from bytes to events, in gulps as they come at that pace;
* `network_us`: that, with the network: a reply of the gateway alone;
* `kept_us`: that, with the chat it grows in and the journal, as far as `message_changed`.

Then how many times JSON that is, and how often in a second the chat told of a change.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.bench.message_flush import DELTA, reply_of
from tests.bench.stream import server
from tests.gateway.conftest import SONNET, asking
from tests.gateway_server.script import Answer
from tests.gateway_server.server import RIGHT_KEY
from turbodesk.app.services import Services, start_services
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Message, Status
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.reply_reader import ReplyReader, together
from turbodesk.gateway.sse import EventDecoder
from turbodesk.ui.application.application import Application

CASES: dict[str, tuple[int, int | None, float]] = {
    "all at once": (40_000, None, 8),
    "4,000 a second": (20_000, 4_000, 50),
    "400 a second": (4_000, 400, 250),
}
"""Characters, characters a second, and the aim for `kept_over_json`."""
EVERY_S = {None: 1 / 60, 4_000: 1 / 60, 400: 1 / 30}
TIMES = 5


def best_us(work: Callable[[], object], pieces: int) -> float:
    """The least that a piece took of several times."""
    taken = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken) * 1e6 / pieces


def decoded(gulps: list[bytes]) -> None:
    """Take a stream apart, as an exchange does."""
    reader, decoder = ReplyReader(), EventDecoder()
    for gulp in gulps:
        events = (event for one in decoder.feed(gulp) for event in reader.read(one.data, name=one.name))
        for _ in together(events):  # type: ignore[arg-type] # a sound stream has no faults
            pass


async def network(url: str, pace: int | None) -> float:
    """Return the CPU seconds of a reply whose events nobody takes note of."""
    gateway = HttpGateway(url, ApiKey(RIGHT_KEY), version="bench")
    request = asking()
    async for _ in gateway.reply(request):
        pass  # what is imported and connected at the first is no piece's cost
    began = time.process_time()
    async for _ in gateway.reply(request):
        pass
    used = time.process_time() - began
    await gateway.close()
    return used


@asynccontextmanager
async def program(url: str, application: Application) -> AsyncIterator[Services]:
    """The program below its window."""
    os.environ["TURBODESK_API_KEY"] = RIGHT_KEY
    os.environ["TURBODESK_API_KEY_FOR"] = url
    with tempfile.TemporaryDirectory() as folder:
        async with start_services(Path(folder), report=application.report, gateway_url=url) as services:
            yield services


async def kept(services: Services) -> tuple[float, float]:
    """Return the CPU seconds of a reply in a chat, and how often in a second that told of a change."""
    changes: list[Message] = []
    chat = services.workspace.new_chat(demo=False)
    services.workspace.remember_front(chat.conversation.id)
    for _ in range(2):
        ended: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        subscriptions = [chat.reply_ended.connect(ended.set_result), chat.message_changed.connect(changes.append)]
        changes.clear()
        began, started = time.process_time(), time.perf_counter()
        chat.send("Please write at length")
        assert (await ended).status is Status.COMPLETE
        used, took = time.process_time() - began, time.perf_counter() - started
        for subscription in subscriptions:
            subscription.close()
    return used, len(changes) / took


async def measured(application: Application, name: str) -> dict[str, Any]:
    """Measure one pace."""
    characters, pace, most = CASES[name]
    text = reply_of(characters)
    pieces = len(text) / DELTA
    stream = list(Answer(text=text, chars=DELTA).stream(SONNET.id))
    data = [piece.decode().partition("data: ")[2] for piece in stream]
    at_once = 64 * 1024 // len(stream[9]) if pace is None else max(1, round(pace / DELTA * EVERY_S[pace]))
    gulps = [b"".join(stream[at : at + at_once]) for at in range(0, len(stream), at_once)]
    json_us = best_us(lambda: [json.loads(one) for one in data], len(data))
    decoded_us = best_us(lambda: decoded(gulps), len(data))
    how = {"gap_ms": 0} if pace is None else {"pace": pace}
    with server(text, chars=DELTA, times=9, **how) as url:
        network_us = await network(url, pace) * 1e6 / pieces
        async with program(url, application) as services:
            used, changes_per_s = await kept(services)
    kept_us = used * 1e6 / pieces
    costs = {"json_us": json_us, "decoded_us": decoded_us, "network_us": network_us, "kept_us": kept_us}
    return {
        "pace": name,
        "pieces": round(pieces),
        **{key: round(value, 1) for key, value in costs.items()},
        "decoded_over_json": round(decoded_us / json_us, 1),
        "kept_over_json": round(kept_us / json_us, 1),
        "changes_per_s": round(changes_per_s, 1),
        "aims": {"decoded_over_json": 4, "kept_over_json": most},
    }


def main() -> None:
    """Measure every pace, or those that are named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = Application(["bench"])

    async def run() -> int:
        for name in sys.argv[1:] or CASES:
            sys.stdout.write(json.dumps(await measured(application, name)) + "\n")
            sys.stdout.flush()
        return 0

    raise SystemExit(application.run(run))


if __name__ == "__main__":
    main()
