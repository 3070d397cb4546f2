"""Has a writer write a file on a thread, so that the window goes on working, and stops it when nobody wants it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as StillWaiting
from pathlib import Path

from turbodesk.app.exports.transcript import Transcript
from turbodesk.app.exports.writer import ExportCancelled, ExportContext, ExportWriter
from turbodesk.rendering.diagrams import DrawnDiagram

_LOOK_EVERY_S = 0.2
"""How soon a writer that waits for an attachment sees that it is no longer wanted."""


async def save(
    write: ExportWriter,
    transcript: Transcript,
    path: Path,
    *,
    content: Callable[[str], Awaitable[bytes | None]],
    progress: Callable[[int, int], None],
    as_png: Callable[[bytes], bytes | None] = lambda content: None,
    drawn: Callable[[str], DrawnDiagram | None] = lambda source: None,
    is_letter: bool = False,
    is_comma_decimal: bool = False,
) -> None:
    """Write one file. Cancelled, the writer ends at its next step, and what was at `path` before is untouched.

    `content` gives the bytes of an attachment by their hash; `progress` is told how many messages of how many are
    done. Both are called on the loop's thread, `as_png` and `drawn` on the writer's.

    Raises:
        StoreFailure: it cannot be written.
    """
    loop, ended = asyncio.get_running_loop(), threading.Event()

    async def read(sha256: str) -> bytes | None:
        return await content(sha256)

    def tell(done: int, of: int) -> None:
        if not ended.is_set():
            progress(done, of)

    def step(done: int, of: int) -> None:
        if ended.is_set():
            raise ExportCancelled
        loop.call_soon_threadsafe(tell, done, of)

    def content_of(sha256: str) -> bytes | None:
        future = asyncio.run_coroutine_threadsafe(read(sha256), loop)
        while True:
            try:
                return future.result(_LOOK_EVERY_S)
            except StillWaiting:
                if ended.is_set():
                    future.cancel()
                    raise ExportCancelled from None

    def drawn_of(source: str) -> DrawnDiagram | None:
        if ended.is_set():
            raise ExportCancelled
        return drawn(source)

    context = ExportContext(step, content_of, as_png, drawn_of, lambda: not ended.is_set(), is_letter, is_comma_decimal)
    try:
        await asyncio.to_thread(write, transcript, path, context)
    finally:
        ended.set()
