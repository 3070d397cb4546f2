"""Measures a long reply streamed through the whole program: a real server, the network, the store, the window.

    python -m tests.bench.stream               those that most people meet
    python -m tests.bench.stream list fence    only these; "all" for everything that is long

A gateway on loopback, in a process of its own, sends replies in deltas of 4 characters, about 4,000 characters a
second: of 100 KB and 200 KB as models write them, and such that are one long thing to their end (`_long_things`): a
list of 40 KB, a fence of 50 KB, a table of 500 rows. The program is complete but for the screen.

Prints one JSON object a reply: CPU seconds of the program, milliseconds a flush takes of the window's thread (p50, p95,
longest), how late a 5 ms timer of the event loop fires (p99: what typing would feel), and the mean flush of the last
tenth over that of the first. A flush is what the list of messages does with a new state of the reply, its height and
place included. The baseline of the same run is the whole reply rendered and set anew at its first and last tenth, as a
naive client does at each flush.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from tests.bench._long_things import LONG_THINGS
from tests.bench.message_flush import reply_of
from tests.gateway_server.server import RIGHT_KEY
from turbodesk.app.services import Services, start_services
from turbodesk.chat.message import Block, Message, Status, empty_reply
from turbodesk.chat.parts import Text
from turbodesk.ui.application.application import Application
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.presenters.session import open_window
from turbodesk.ui.presenters.window import WindowPresenter
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.transcript.message_list import MessageList

REPLIES: dict[str, Callable[[], str]] = {
    "100 KB": lambda: reply_of(100_000),
    "200 KB": lambda: reply_of(200_000),
    **LONG_THINGS,
}
USUAL = ("100 KB", "200 KB", "list", "fence", "table")
CHARS_PER_DELTA = 4
GAP_MS = 0.75
"""Between two deltas; with the server's own work about 4,000 characters a second."""
TICK_MS = 5


class Lag(QObject):
    """A timer that notes how late it fires."""

    def __init__(self) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self._due = 0.0
        self._timer = QTimer(self, interval=TICK_MS, singleShot=True)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._due = time.perf_counter() + TICK_MS / 1000
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        self.late_ms.append(max(0.0, (time.perf_counter() - self._due) * 1000))
        self.start()


@contextmanager
def server(text: str, **answer: float) -> Iterator[str]:
    """Run the test gateway with this reply and yield its URL; `answer` is how it comes, if not as here."""
    how = answer or {"chars": CHARS_PER_DELTA, "gap_ms": GAP_MS}
    script = {"answers": [{"text": text, **how}]}
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(script, file)
        file.flush()
        command = [sys.executable, "-m", "tests.gateway_server", "--script", file.name]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()
            process.wait()


@contextmanager
def timed_flushes(flushes: list[tuple[int, float]]) -> Iterator[None]:
    """Note the length of the reply and the milliseconds of each flush: a message's new state until its row is laid.

    Of the window's thread alone, so that neither other programs nor the journal's thread count.
    """
    original = MessageList.show_message

    def timed(messages: MessageList, message: Message, row_id: str) -> None:
        began = time.thread_time()
        original(messages, message, row_id)
        flushes.append((len(message.text), (time.thread_time() - began) * 1000))

    MessageList.show_message = timed  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        MessageList.show_message = original  # type: ignore[method-assign]


async def streamed(services: Services, presenter: WindowPresenter, size: int) -> dict[str, Any]:
    """Stream one reply and return what it cost."""
    flushes: list[tuple[int, float]] = []
    lag = Lag()
    ended: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    subscription = services.workspace.reply_ended.connect(lambda told: ended.set_result(told[1]))
    chat = presenter.chat_presenter.chat
    assert chat is not None
    await asyncio.sleep(1)  # what the start left to do
    with timed_flushes(flushes):
        cpu, began = time.process_time(), time.perf_counter()
        lag.start()
        chat.send("Please write at length")
        reply = await ended
        lag.stop()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - began
    subscription.close()
    assert reply.status is Status.COMPLETE, reply.failure
    costs = [cost for _, cost in flushes[:-1]]  # the last one draws the footer
    first = statistics.mean(cost for length, cost in flushes[:-1] if length <= size / 10)
    last = statistics.mean(cost for length, cost in flushes[:-1] if length > size * 9 / 10)
    quantiles = statistics.quantiles(costs, n=100)
    return {
        "wall_s": round(wall, 1),
        "chars_per_s": round(size / wall),
        "cpu_s": round(cpu, 2),
        "flushes": len(costs),
        "flush_p50_ms": round(quantiles[49], 2),
        "flush_p95_ms": round(quantiles[94], 2),
        "flush_max_ms": round(max(costs), 2),
        "lag_max_ms": round(max(lag.late_ms), 2),
        "lag_p99_ms": round(statistics.quantiles(lag.late_ms, n=100)[98], 2),
        "last_tenth_over_first": round(last / first, 2),
    }


def whole(text: str) -> float:
    """Return the milliseconds of setting a whole reply anew."""
    reply = empty_reply("m", "q")
    view = MessageView(reply, actions=MessageActions(), theme=LIGHT)
    view.resize(760, 100)
    began = time.perf_counter()
    view.set_message(Message(reply.id, "q", reply.role, (Block(0, Text(text), closed=False),), Status.REPLYING))
    view.heightForWidth(760)
    cost = (time.perf_counter() - began) * 1000
    view.deleteLater()
    return cost


async def measured(application: Application, name: str) -> None:
    """Measure one reply and print it."""
    text = REPLIES[name]()
    size = len(text)
    os.environ["TURBODESK_API_KEY"] = RIGHT_KEY
    with tempfile.TemporaryDirectory() as folder, server(text) as url:
        os.environ["TURBODESK_API_KEY_FOR"] = url
        async with (
            start_services(Path(folder), report=application.report, gateway_url=url) as services,
            open_window(services, application, demo=False) as presenter,
        ):
            gc.freeze()  # as `main` does: what the start made is not looked through again
            found = await streamed(services, presenter, size)
            naive = {"whole_first_tenth_ms": whole(text[: size // 10]), "whole_last_tenth_ms": whole(text)}
    found |= {name: round(value, 1) for name, value in naive.items()}
    aims = {"flush_max_ms": 16, "last_tenth_over_first": 1.1}
    sys.stdout.write(json.dumps({"reply": name, "characters": size, **found, "aims": aims}) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure the usual replies, or those that are named."""
    named = REPLIES if sys.argv[1:] == ["all"] else sys.argv[1:] or USUAL
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = Application(["bench"])

    async def run() -> int:
        for name in named:
            await measured(application, name)
        return 0

    raise SystemExit(application.run(run))


if __name__ == "__main__":
    main()
