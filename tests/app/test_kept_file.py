"""A small file is written while its values change, loses none of them, and is written by one at a time."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from turbodesk.app.kept_file import SAVE_EVERY_S, KeptFile
from turbodesk.app.tasks import Scope
from turbodesk.store import settings_file


class Pen:
    """Writes as the program does, and can be held in the middle of it."""

    def __init__(self) -> None:
        self.writes: list[dict[str, object]] = []
        self.may_go = threading.Event()
        self.may_go.set()
        self.is_writing = threading.Event()
        self.at_once = 0
        self.save = settings_file.save

    def __call__(self, path: Path, content: Mapping[str, object]) -> None:
        self.at_once += 1
        assert self.at_once == 1, "two write at once"
        self.is_writing.set()
        assert self.may_go.wait(20)
        self.save(path, content)
        self.writes.append(dict(content))
        self.at_once -= 1


@pytest.fixture
def pen(monkeypatch: pytest.MonkeyPatch) -> Pen:
    made = Pen()
    monkeypatch.setattr(settings_file, "save", made)
    return made


@pytest.fixture
async def scope() -> AsyncIterator[Scope]:
    def report(name: str, error: BaseException) -> None:
        raise AssertionError(name) from error

    made = Scope("root", report)
    yield made
    await made.close()


async def test_changes_without_a_pause_are_written_while_they_go_on_in_few_writes(
    tmp_path: Path, scope: Scope, pen: Pen
) -> None:
    values: dict[str, object] = {}
    file = KeptFile(tmp_path / "a.json", scope, lambda: values)
    loop = asyncio.get_running_loop()
    began, count = loop.time(), 0
    while loop.time() - began < 4 * SAVE_EVERY_S:
        count += 1
        values["count"] = count
        file.save_soon()
        await asyncio.sleep(0.005)
    took = loop.time() - began
    assert 2 <= len(pen.writes) <= took / SAVE_EVERY_S + 1
    assert pen.writes[0] == {"count": 1}, "the first change is written at once"
    file.save_now()
    assert json.loads((tmp_path / "a.json").read_text()) == {"count": count}
    writes = len(pen.writes)
    file.save_now()
    assert len(pen.writes) == writes, "nothing was left to write"


async def test_the_end_of_the_run_waits_for_a_write_under_way_and_loses_neither(
    tmp_path: Path, scope: Scope, pen: Pen
) -> None:
    values: dict[str, object] = {"a": 1}
    file = KeptFile(tmp_path / "a.json", scope, lambda: values)
    pen.may_go.clear()
    file.save_soon()
    await asyncio.to_thread(pen.is_writing.wait, 20)
    values.clear()
    values["b"] = 2  # as settings do: only what was changed is written
    file.save_soon()
    threading.Timer(0.05, pen.may_go.set).start()
    file.save_now()
    assert json.loads((tmp_path / "a.json").read_text()) == {"a": 1, "b": 2}
    assert pen.writes == [{"a": 1}, {"b": 2}]


async def test_what_is_told_is_in_the_file_and_a_file_that_takes_nothing_is_told_once(
    tmp_path: Path, scope: Scope
) -> None:
    values: dict[str, object] = {}
    folder = tmp_path / "there"
    file = KeptFile(folder / "a.json", scope, lambda: values)
    failures, told = list[str](), asyncio.Queue[object]()
    file.failed.connect(lambda note: failures.append(note.sentence))
    for number in range(3):
        values["number"] = number
        file.save_soon()
        file.when_written(lambda: told.put_nowait(json.loads((folder / "a.json").read_text())))
        assert told.empty()
    async with asyncio.timeout(20):
        assert [await told.get() for _ in range(3)] == [{"number": 2}] * 3
    file.when_written(lambda: told.put_nowait("at once"))
    assert told.get_nowait() == "at once", "nothing waits to be written"
    (folder / "a.json").unlink()
    folder.rmdir()
    folder.write_text("no folder")
    file.save_soon()
    file.when_written(lambda: told.put_nowait("went on"))
    async with asyncio.timeout(20):
        assert await told.get() == "went on"
    assert failures == ["The settings could not be saved."]
    folder.unlink()
    file.save_now()
    assert json.loads((folder / "a.json").read_text()) == {"number": 2}


async def test_whoever_waits_is_told_by_a_write_at_once_too(tmp_path: Path, scope: Scope) -> None:
    values: dict[str, object] = {"a": 1}
    file = KeptFile(tmp_path / "a.json", scope, lambda: values)
    told: list[str] = []
    file.save_soon()
    file.when_written(lambda: told.append("first"))
    file.save_now()  # ends the task that would have told
    assert told == ["first"]
    file.save_soon()
    file.when_written(lambda: told.append("second"))
    while len(told) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert told == ["first", "second"]
