from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from turbodesk.app.services import start_services
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.message import user_message
from turbodesk.settings import MODEL


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: the kernel refuses as a full disk does."""
    import resource  # not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def report(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
async def test_a_disk_that_fills_up_is_told_once_and_work_goes_on(tmp_path: Path) -> None:
    told: list[FailureNote] = []
    async with start_services(tmp_path, report=report) as services:
        services.store_failed.connect(told.append)
        chat = services.workspace.new_chat(demo=True)
        with full_disk(200_000):
            for _ in range(3):
                chat.drafts.write(f"{new_conversation().id} {user_message('long ' * 50_000, None).text}")
                chat.drafts.flush()
                await services.workspace.load()  # reads after what was written
            assert [note.kind for note in told] == ["store-unwritable"]
            assert [one.id for one in services.workspace.conversations()] == [chat.conversation.id]
    async with start_services(tmp_path, report=report) as services:
        assert services.notices == ()
        assert [one.draft for one in services.workspace.conversations()] == [chat.conversation.draft]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open files")
async def test_a_folder_removed_while_it_is_in_use_comes_back_with_everything(tmp_path: Path) -> None:
    names = {"turbodesk.db", "settings.json", "gateways.json", "models.json", "presets.json"}
    async with start_services(tmp_path / "data", report=report) as services:
        saved: list[bool] = []
        services.store_saved.connect(saved.append)
        services.preferences.set(MODEL, "some-model")
        services.preferences.save_now()
        shutil.rmtree(tmp_path / "data")
        assert await services.database.try_again() == 0
        await services.database.drain()
        assert saved == [True]
    assert names <= {one.name for one in services.folder.iterdir()}
    async with start_services(tmp_path / "data", report=report) as services:
        assert services.preferences.get(MODEL) == "some-model"
        assert services.notices == ()
