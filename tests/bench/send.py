"""Measures what a send does before the request leaves, in a chat of 45 messages and with a long text that was pasted.

    python -m tests.bench.send

The whole program, over the network, on the loopback interface. Prints one JSON object a case: milliseconds that the
window's thread computes within the call that sends (`call_ms`), and the longest turn of the event loop from then until
the reply has ended (`longest_turn_ms`). The baseline of the same run is a new chat's first message.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from tests.bench.message_flush import reply_of
from tests.bench.stream import server
from tests.gateway_server.server import RIGHT_KEY
from turbodesk.app.services import Services, start_services
from turbodesk.ui.application.application import Application
from turbodesk.ui.presenters.session import open_window
from turbodesk.ui.presenters.window import WindowPresenter

TIMES = 5


class Turns:
    """The longest turn of the running event loop, by what its thread computed."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._last = time.thread_time()
        self._timer = QTimer(interval=1)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    def beat(self) -> None:
        now = time.thread_time()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now

    def stop(self) -> float:
        self.beat()
        self._timer.stop()
        return self.longest_ms


async def sent(services: Services, presenter: WindowPresenter, text: str) -> tuple[float, float]:
    """Write and send a text as a person does; return what the call took and the longest turn until the reply ended."""
    ended: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    subscription = services.workspace.reply_ended.connect(ended.set_result)
    composer = presenter.chat_presenter._composer  # noqa: SLF001 - as a person finds it
    composer.set_draft(text)
    await asyncio.sleep(0.2)
    turns = Turns()
    began = time.thread_time()
    composer.send()
    call_ms = (time.thread_time() - began) * 1000
    await ended
    await asyncio.sleep(0.3)
    subscription.close()
    return call_ms, turns.stop()


async def measured(application: Application) -> None:
    os.environ["TURBODESK_API_KEY"] = RIGHT_KEY
    with tempfile.TemporaryDirectory() as folder, server(reply_of(1_500)) as url:
        os.environ["TURBODESK_API_KEY_FOR"] = url
        async with (
            start_services(Path(folder), report=application.report, gateway_url=url) as services,
            open_window(services, application, demo=False) as presenter,
        ):
            await sent(services, presenter, "Hello")  # what is imported at first use is not a send's cost
            gc.freeze()
            base = await sent(services, presenter, "And now?")
            chat = presenter.chat_presenter.chat
            assert chat is not None
            while len(chat.ids()) < 44:
                await sent(services, presenter, "Go on, please")
            for name, text in {
                "45 messages": "And then?",
                "250 KB pasted": reply_of(250_000),
                "2.5 MB pasted": reply_of(2_500_000),
                "250 KB in one line": "word " * 50_000,
            }.items():
                found = [await sent(services, presenter, text) for _ in range(TIMES if len(text) < 99 else 1)]
                told = {
                    "case": name,
                    "call_ms": round(max(call for call, _ in found), 1),
                    "call_ratio": round(max(call for call, _ in found) / base[0], 1),
                    "longest_turn_ms": round(max(turn for _, turn in found), 1),
                    "aims": {"call_ms": 16, "longest_turn_ms": 16},
                }
                sys.stdout.write(json.dumps(told) + "\n")
                sys.stdout.flush()


def main() -> None:
    """Measure and print, one JSON object a line."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = Application(["bench"])

    async def run() -> int:
        await measured(application)
        return 0

    raise SystemExit(application.run(run))


if __name__ == "__main__":
    main()
