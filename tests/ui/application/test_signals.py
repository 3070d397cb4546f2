"""A window in which nothing happens hears that it is to end, also where the event loop knows no signals."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import Any, cast

import pytest

from turbodesk.ui.application.application import Application
from turbodesk.ui.application.event_loop import EventLoop

PATIENCE_S = 20.0


def end_us_soon() -> None:
    """Have another program send us the signal once nothing happens here any more."""
    subprocess.Popen(["/bin/sh", "-c", f"(sleep 0.2; kill -TERM {os.getpid()}) &"]).wait()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to a program without a console")
@pytest.mark.parametrize("knows_signals", [True, False])
def test_the_wish_of_the_system_is_heard_where_nothing_else_happens(
    qt_loop: EventLoop, monkeypatch: pytest.MonkeyPatch, knows_signals: bool
) -> None:
    def unknown(*_: object) -> None:
        raise NotImplementedError  # as on Windows

    async def main() -> None:
        loop = asyncio.get_running_loop()
        if not knows_signals:
            monkeypatch.setattr(loop, "add_signal_handler", unknown)
            monkeypatch.setattr(loop, "remove_signal_handler", unknown)
        heard = asyncio.Event()
        before = signal.getsignal(signal.SIGTERM)
        limit = loop.call_later(PATIENCE_S, heard.set)  # Python runs then, and would hear of it
        with Application.ended_by_system(cast(Any, None), heard.set):
            end_us_soon()
            await heard.wait()
            assert loop.time() < limit.when()
        limit.cancel()
        assert signal.getsignal(signal.SIGTERM) == before

    qt_loop.run_until_complete(main())
