"""Files are written on a thread, told of as they grow, and given up at once when nobody wants them any more."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from turbodesk.app.exports.formats import FORMATS, format_for
from turbodesk.app.exports.saving import save
from turbodesk.app.exports.transcript import Transcript
from turbodesk.app.exports.writer import ExportCancelled, ExportContext
from turbodesk.chat.errors import StoreFailure

TALK = Transcript("A talk", "1 May 2026", ())


async def nothing(sha256: str) -> bytes | None:
    return None


async def test_a_writer_works_on_a_thread_and_is_given_attachments() -> None:
    told: list[tuple[int, int]] = []
    threads: list[threading.Thread] = []

    async def content(sha256: str) -> bytes | None:
        assert threading.current_thread() is threading.main_thread()
        return sha256.encode()

    def write(transcript: Transcript, path: Path, context: ExportContext) -> None:
        threads.append(threading.current_thread())
        context.step(1, 2)
        assert context.content("abc") == b"abc"
        assert context.is_letter

    await save(write, TALK, Path("x"), content=content, progress=lambda *done: told.append(done), is_letter=True)
    assert threads != [threading.main_thread()]
    assert told == [(1, 2)]


async def test_a_writer_that_is_no_longer_wanted_ends_at_its_next_step() -> None:
    began, go_on, ended = threading.Event(), threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def write(transcript: Transcript, path: Path, context: ExportContext) -> None:
        began.set()
        go_on.wait()
        try:
            context.step(1, 2)
        except ExportCancelled:
            loop.call_soon_threadsafe(ended.set)
            raise

    told: list[object] = []
    work = asyncio.create_task(save(write, TALK, Path("x"), content=nothing, progress=lambda *done: told.append(done)))
    await asyncio.to_thread(began.wait)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    go_on.set()
    await ended.wait()
    assert not told


async def test_a_writer_that_waits_for_an_attachment_ends_too() -> None:
    asked, ended = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async def never(sha256: str) -> bytes | None:
        asked.set()
        await asyncio.Event().wait()
        return None

    def write(transcript: Transcript, path: Path, context: ExportContext) -> None:
        try:
            context.content("abc")
        except ExportCancelled:
            loop.call_soon_threadsafe(ended.set)
            raise

    work = asyncio.create_task(save(write, TALK, Path("x"), content=never, progress=lambda *_: None))
    await asked.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    await ended.wait()


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
async def test_every_format_says_why_a_file_cannot_be_written(format_: object, tmp_path: Path) -> None:
    one = next(known for known in FORMATS if known is format_)
    assert format_for(one.command) is one
    if one.load is None:
        return
    path = tmp_path / "nowhere" / f"talk{one.suffix}"
    with pytest.raises(StoreFailure) as caught:
        await save(one.load(), TALK, path, content=nothing, progress=lambda *_: None)
    assert path.name in caught.value.note.sentence
