"""A trial says which step failed, and leaves nothing behind, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from turbodesk.chat.storage_errors import Damaged, Missing, NotStorage, Refused, StorageError, StorageFull
from turbodesk.chat.storage_trial import TrialResult, TrialStep
from turbodesk.remote import trial
from turbodesk.remote.storage import Storage, split_name
from turbodesk.remote.trial import SIZE, trial_id, try_out


class MemoryStorage:
    """Storage in memory, in which one verb does something else than it should."""

    def __init__(self, **instead: Callable[[], object]) -> None:
        self.files: dict[str, bytes] = {}
        self.folders = False
        self._instead = instead

    async def list(self, folder: str) -> dict[str, int]:
        shown = self._done("list", {split_name(name)[1]: len(content) for name, content in self.files.items()})
        assert isinstance(shown, dict)
        return shown

    async def get(self, name: str) -> bytes:
        content = self._done("get", self.files.get(name))
        if content is None:
            raise Missing(name)
        assert isinstance(content, bytes)
        return content

    async def put(self, name: str, content: bytes) -> None:
        self.files[name] = content
        self.folders = True
        self._done("put", None)

    async def delete(self, name: str) -> None:
        self._done("delete", None)
        self.files.pop(name, None)

    async def remove_empty_folders(self) -> None:
        self.folders = bool(self.files)

    async def close(self) -> None:
        pass

    def _done(self, verb: str, usual: object) -> object:
        return self._instead[verb]() if verb in self._instead else usual


def raising(error: Exception) -> Callable[[], object]:
    def instead() -> object:
        raise error

    return instead


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "AGAIN_S", (0.0, 0.0))


async def outcome(storage: Storage) -> list[TrialResult]:
    return [result async for result in try_out(storage)]


async def test_all_steps_are_told() -> None:
    storage = MemoryStorage()
    assert await outcome(storage) == [TrialResult(step) for step in TrialStep]
    assert not storage.files
    assert not storage.folders


@pytest.mark.parametrize(
    ("verb", "instead", "step", "kind"),
    [
        ("list", raising(Refused()), TrialStep.REACH, Refused),
        ("put", raising(StorageFull()), TrialStep.WRITE, StorageFull),
        ("get", raising(Damaged("large")), TrialStep.READ, NotStorage),
        ("get", raising(Missing("not yet")), TrialStep.READ, NotStorage),
        ("get", lambda: b"a page to sign in", TrialStep.READ, NotStorage),
        ("list", dict, TrialStep.LIST, NotStorage),
    ],
)
async def test_the_step_that_fails_is_the_last(
    verb: str, instead: Callable[[], object], step: TrialStep, kind: type[StorageError]
) -> None:
    storage = MemoryStorage(**{verb: instead})
    *well, failed = await outcome(storage)
    assert all(result.error is None for result in well)
    assert failed.step is step
    assert type(failed.error) is kind
    assert not storage.files, "what came before is tidied up"
    assert not storage.folders


async def test_another_size_in_the_listing_is_no_storage() -> None:
    storage = MemoryStorage(list=lambda: {split_name(name)[1]: SIZE - 1 for name in storage.files})
    failed = (await outcome(storage))[-1]
    assert failed.step is TrialStep.LIST
    assert isinstance(failed.error, NotStorage)
    assert str(SIZE - 1) in failed.error.detail


async def test_what_cannot_be_removed_is_told_and_tried_once_more() -> None:
    asked: list[bool] = []

    def refused() -> object:
        asked.append(True)
        raise Refused

    failed = (await outcome(MemoryStorage(delete=refused)))[-1]
    assert failed.step is TrialStep.REMOVE
    assert isinstance(failed.error, Refused)
    assert len(asked) == 2


async def test_a_file_that_is_shown_a_little_later_is_waited_for() -> None:
    late = [b"", b""]

    def content() -> object:
        if late:
            late.pop()
            raise Missing
        return next(iter(storage.files.values()))

    storage = MemoryStorage(get=content)
    assert await outcome(storage) == [TrialResult(step) for step in TrialStep]


async def test_a_trial_that_is_cancelled_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = asyncio.Event()

    def never() -> object:
        reads.set()
        raise Missing

    monkeypatch.setattr(trial, "AGAIN_S", (3_600.0,))
    storage = MemoryStorage(get=never)
    task = asyncio.create_task(outcome(storage))
    await reads.wait()
    assert storage.files
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not storage.files
    assert not storage.folders


async def test_tidying_up_does_not_take_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(MemoryStorage):
        async def delete(self, name: str) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(trial, "TIDY_LIMIT_S", 0.01)
    assert (await outcome(Hanging(get=raising(Refused()))))[-1].step is TrialStep.READ


def test_a_trial_has_a_folder_of_its_own() -> None:
    assert trial_id() != trial_id()
    assert len(trial_id()) == 16
