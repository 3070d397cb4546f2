"""Two real programs' insides on two data folders and one folder: set up, in step, in trouble, and taken apart again."""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from keyring.errors import KeyringError, KeyringLocked

from tests.app.test_workspace import said, unexpected
from tests.app.wired import until
from tests.store.test_secrets import Scripted
from turbodesk.app.services import Services, start_services
from turbodesk.app.syncing import leaving, schedule, turn, verdicts
from turbodesk.app.syncing.making import why_off
from turbodesk.app.syncing.round_result import RoundResult
from turbodesk.app.syncing.rounds import Rounds
from turbodesk.app.syncing.storage_settings import StorageFile, StorageSettings
from turbodesk.app.syncing.syncing import Syncing
from turbodesk.chat.errors import SecretFailure, StoreUnwritable
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.storage_errors import (
    CodeReplaced,
    NotStorage,
    Refused,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
)
from turbodesk.chat.storage_trial import TrialStep
from turbodesk.chat.sync_names import NEW_CODE_WRITER
from turbodesk.chat.sync_status import Arrived, RenewalStep, SyncState, SyncStatus
from turbodesk.remote.recovery_code import WrongCode
from turbodesk.remote.storage import Storage
from turbodesk.settings import DEMO_CHOSEN
from turbodesk.store.paths import DataFolder
from turbodesk.store.secrets import Secrets
from turbodesk.store.sync import schema


class Computer:
    """One computer: its services, its key store, and how its syncing went."""

    def __init__(self, services: Services, keys: Scripted) -> None:
        self.services, self.keys = services, keys
        self.told: list[SyncStatus] = []
        self.arrived: list[Arrived] = []
        self.syncing.changed.connect(self.told.append)
        self.syncing.arrived.connect(self.arrived.append)

    @property
    def syncing(self) -> Syncing:
        return self.services.syncing()

    @property
    def state(self) -> SyncState:
        return self.syncing.status.state

    @property
    def file(self) -> Path:
        return self.services.folder / "other-computers.json"

    def titles(self) -> set[str]:
        return {one.title for one in self.services.workspace.all_conversations()}

    async def say(self, text: str) -> str:
        """Say something in a new chat; without a key the reply is that there is none."""
        chat = self.services.workspace.new_chat(demo=False)
        await said(self.services, chat, text)
        return chat.conversation.id

    async def round(self) -> SyncStatus:
        """Have a round run that begins now, and wait until there is nothing more to do."""
        running = self.syncing._round  # noqa: SLF001 - one that has begun may have looked already
        await until(lambda: running is None or running.done())
        before = len(self.told)
        self.syncing.sync_now()
        await until(lambda: len(self.told) > before and self.state is not SyncState.SYNCING)
        return self.syncing.status

    async def is_noticing(self) -> bool:
        return await self.services.database.read(schema.is_on)


Start = Callable[[str], Awaitable[Computer]]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Start a computer by its name; each has a key store that outlives it."""
    stores: dict[str, Scripted] = {}
    async with AsyncExitStack() as stack:

        async def started(name: str) -> Computer:
            keys = stores.setdefault(name, Scripted())
            secrets = Secrets(environment={}, find_store=lambda: keys)
            services = await stack.enter_async_context(
                start_services(tmp_path / name, report=unexpected, secrets=secrets)
            )
            return Computer(services, keys)

        yield started


@pytest.fixture
def shared(tmp_path: Path) -> StorageChoice:
    (tmp_path / "shared").mkdir()
    return StorageChoice("folder", str(tmp_path / "shared"))


def files_in(choice: StorageChoice) -> list[Path]:
    return [one for one in Path(choice.address).rglob("*") if one.is_file()]


def vaults_in(choice: StorageChoice) -> list[str]:
    return [one.name for one in Path(choice.address).iterdir()]


def is_there(choice: StorageChoice) -> bool:
    return Path(choice.address).exists()


def take_away(choice: StorageChoice) -> Path:
    """Have a folder not there; returns where it is."""
    return Path(choice.address).rename(Path(choice.address).with_name("elsewhere"))


def bring_back(choice: StorageChoice) -> None:
    Path(choice.address).with_name("elsewhere").rename(choice.address)


async def joined(computer: Computer, choice: StorageChoice, code: str) -> None:
    await computer.syncing.begin(choice, "", code)
    await until(lambda: computer.state is SyncState.UP_TO_DATE)


async def pair(start: Start, shared: StorageChoice) -> tuple[Computer, Computer, str]:
    """Two computers in step, and their code."""
    one, other = await start("one"), await start("other")
    code = one.syncing.new_code()
    await joined(one, shared, code)
    await joined(other, shared, code)
    return one, other, code


async def test_a_folder_of_our_own_is_no_storage(start: Start) -> None:
    here = await start("home")
    place = here.services.folder / "backups"
    place.mkdir(exist_ok=True)
    for path in (place, here.services.folder):
        results = [one async for one in here.syncing.try_out(StorageChoice("folder", str(path)), "")]
        assert [type(one.error) for one in results] == [NotStorage]


async def test_what_is_said_here_is_seen_there(start: Start, shared: StorageChoice) -> None:
    one, other = await start("one"), await start("other")
    await one.say("From one")
    await other.say("From the other")
    code = one.syncing.new_code()
    await joined(one, shared, code)
    await joined(other, shared, code)
    assert other.titles() == {"From one", "From the other"}
    assert other.arrived
    assert one.titles() == {"From one"}
    status = await one.round()
    assert one.titles() == {"From one", "From the other"}
    assert (status.waiting, status.waiting_chats, status.choice) == (0, 0, shared)
    assert status.last_at is not None
    assert status.room > 0
    assert [device.is_this for device in status.devices] == [True, False]
    (arrived,) = one.arrived
    assert arrived.messages == 2
    assert len(arrived.chat_ids) == 1
    (chat_id,) = arrived.chat_ids
    chat = await one.services.workspace.open(chat_id)
    assert chat is not None
    assert len(chat.ids()) == 2


async def test_the_next_start_goes_on(shared: StorageChoice, tmp_path: Path) -> None:
    keys = Scripted()
    secrets = Secrets(environment={}, find_store=lambda: keys)
    async with start_services(tmp_path / "one", report=unexpected, secrets=secrets) as services:
        first = Computer(services, keys)
        await joined(first, shared, first.syncing.new_code())
    secrets = Secrets(environment={}, find_store=lambda: keys)
    async with start_services(tmp_path / "one", report=unexpected, secrets=secrets) as services:
        assert services.has_other_computers
        again = Computer(services, keys)
        assert not again.syncing.is_on
        await again.syncing.start()
        await again.syncing.start()
        assert again.syncing.is_on
        await until(lambda: again.state is SyncState.UP_TO_DATE)
        assert [one.state for one in again.told][:1] == [SyncState.STARTING]
        assert len(again.syncing.status.devices) == 1


async def test_while_it_is_off_there_is_nothing(start: Start) -> None:
    one = await start("one")
    assert not one.services.has_other_computers
    await one.syncing.start()
    assert not one.syncing.is_on
    one.syncing.sync_now()
    one.syncing.cancel()
    one.syncing.message_ended()
    one.syncing.in_front(True)
    assert one.state is SyncState.OFF
    assert not one.keys.asked
    assert not await one.is_noticing()
    assert not one.file.exists()
    with pytest.raises(StoreUnwritable):
        await one.syncing.code()


async def test_the_code_can_be_read_again_and_is_written_as_it_is_shown(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    code = one.syncing.new_code()
    assert code != one.syncing.new_code()
    with pytest.raises(WrongCode):
        await one.syncing.begin(shared, "", code[:-1])
    assert not one.keys.kept
    await joined(one, shared, code.lower().replace("-", " "))
    assert await one.syncing.code() == code


async def test_who_was_refused_the_code_can_ask_again(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    code = one.syncing.new_code()
    await joined(one, shared, code)
    one.keys.error = KeyringLocked("dismissed")
    with pytest.raises(SecretFailure):
        await one.syncing.code()
    one.keys.error = None
    assert await one.syncing.code() == code


async def test_without_a_key_store_nothing_begins(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    one.keys.error = KeyringLocked("no")
    with pytest.raises(SecretFailure):
        await one.syncing.begin(shared, "", one.syncing.new_code())
    assert not one.syncing.is_on
    assert not one.file.exists()
    assert one.state is SyncState.OFF


async def test_where_the_settings_cannot_be_kept_the_secrets_are_not(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    one.file.mkdir()
    with pytest.raises(StoreUnwritable):
        await one.syncing.begin(shared, "", one.syncing.new_code())
    assert not one.syncing.is_on
    assert not one.keys.kept
    one.file.rmdir()


async def test_in_the_demo_nothing_is_synced(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    assert one.syncing.why_off == ""
    one.services.preferences.set(DEMO_CHOSEN, True)
    assert one.syncing.why_off == "The demo stays on this computer."
    with pytest.raises(StoreUnwritable) as failed:
        await one.syncing.begin(shared, "", one.syncing.new_code())
    assert failed.value.note.sentence == "The demo stays on this computer."
    one.services.preferences.set(DEMO_CHOSEN, False)
    await joined(one, shared, one.syncing.new_code())
    one.services.preferences.set(DEMO_CHOSEN, True)
    status = await one.round()
    assert status.state is SyncState.FAILED
    assert status.detail.startswith("The demo stays on this computer.")


async def test_who_begins_once_more_goes_on_with_what_was_chosen_last(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    await one.say("Hello")
    await joined(one, shared, one.syncing.new_code())
    await joined(one, shared, code := one.syncing.new_code())
    assert await one.syncing.code() == code
    assert len(one.keys.kept) == 1


async def test_stopping_that_is_cancelled_once_the_settings_are_gone_has_stopped(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    real, removed = StorageFile.remove, asyncio.Event()

    async def remove(file: StorageFile) -> None:
        await real(file)
        removed.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(StorageFile, "remove", remove)
    stopping = asyncio.ensure_future(one.syncing.stop())
    await removed.wait()
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping
    assert not one.syncing.is_on
    assert one.state is SyncState.OFF


@pytest.mark.skipif(sys.platform == "win32", reason="a link wants rights there that few have")
async def test_a_folder_that_leads_to_itself_is_no_storage(start: Start, tmp_path: Path) -> None:
    one = await start("one")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    steps = [step async for step in one.syncing.try_out(StorageChoice("folder", str(tmp_path / "loop")), "")]
    assert isinstance(steps[-1].error, StorageError)


async def test_a_storage_is_tried_and_looked_into_without_a_trace(start: Start, shared: StorageChoice) -> None:
    one, other = await start("one"), await start("other")
    steps = [step async for step in one.syncing.try_out(shared, "")]
    assert [step.step for step in steps] == list(TrialStep)
    assert all(step.error is None for step in steps)
    assert vaults_in(shared) == []
    (failed,) = [step async for step in one.syncing.try_out(StorageChoice("carrier pigeon", "x"), "")]
    assert (failed.step, failed.error is None) == (TrialStep.REACH, False)
    code = one.syncing.new_code()
    assert (await other.syncing.find(shared, "", code)).is_new
    await one.say("Hello")
    await joined(one, shared, code)
    found = await other.syncing.find(shared, "", code)
    assert (found.is_new, found.chats, len(found.devices)) == (False, 1, 1)
    with pytest.raises(ValueError, match=r"."):
        await other.syncing.find(shared, "", "nonsense")
    assert not other.syncing.is_on


async def test_who_stops_keeps_all_and_is_listed_no_more(start: Start, shared: StorageChoice) -> None:
    one, other, code = await pair(start, shared)
    await one.say("Before")
    await one.round()
    await one.syncing.stop()
    assert not one.syncing.is_on
    assert one.syncing.status == SyncStatus()
    assert not one.file.exists()
    assert not one.keys.kept
    assert not await one.is_noticing()
    assert one.titles() == {"Before"}
    status = await other.round()
    assert other.titles() == {"Before"}
    assert [device.is_this for device in status.devices] == [True]
    with pytest.raises(StoreUnwritable):
        await one.syncing.stop()

    await one.say("Alone")
    await joined(one, shared, code)
    await other.round()
    assert other.titles() == {"Before", "Alone"}
    assert len(other.syncing.status.devices) == 2


async def test_where_nobody_answers_it_stops_all_the_same(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    shutil.rmtree(shared.address)
    await one.syncing.stop()
    assert not one.syncing.is_on
    assert not one.file.exists()


async def test_where_the_key_store_is_locked_it_stops_and_says_what_is_left(
    start: Start, shared: StorageChoice
) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    one.keys.error = KeyringLocked("no")
    with pytest.raises(SecretFailure):
        await one.syncing.stop()
    assert not one.syncing.is_on
    assert not one.file.exists()
    assert not await one.is_noticing()


async def test_where_the_settings_cannot_be_removed_it_goes_on(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())

    async def refuse(_: StorageFile) -> None:
        raise StoreUnwritable

    monkeypatch.setattr(StorageFile, "remove", refuse)
    with pytest.raises(StoreUnwritable):
        await one.syncing.stop()
    assert one.syncing.is_on
    await until(lambda: one.state is SyncState.UP_TO_DATE)
    assert one.keys.kept


async def test_everything_can_be_deleted_from_the_storage_and_is_still_here(
    start: Start, shared: StorageChoice
) -> None:
    one, other, _ = await pair(start, shared)
    await one.say("Hello")
    await one.round()
    await other.round()
    assert files_in(shared)
    await one.syncing.delete_all()
    assert vaults_in(shared) == []
    assert not one.syncing.is_on
    assert one.titles() == {"Hello"}
    status = await other.round()
    assert status.state is SyncState.EMPTIED
    assert other.titles() == {"Hello"}
    assert files_in(shared) == [], "nothing is sent unasked"
    other.syncing.send_everything_again()
    await until(lambda: other.state is SyncState.UP_TO_DATE)
    assert files_in(shared)


async def test_a_computer_that_is_lost_is_taken_out_and_its_chats_stay(start: Start, shared: StorageChoice) -> None:
    one, other, code = await pair(start, shared)
    await other.say("On the lost one")
    await other.round()
    lost = next(device for device in other.syncing.status.devices if device.is_this)
    await one.round()
    assert await one.syncing.remove_device(lost.id) == 0
    await until(lambda: one.state is SyncState.UP_TO_DATE)
    status = await one.round()
    assert [device.is_this for device in status.devices] == [True]
    assert not [file for file in files_in(shared) if file.name.startswith(lost.id)]
    third = await start("third")
    await joined(third, shared, code)
    assert third.titles() == {"On the lost one"}


async def test_a_new_code_moves_everything_and_deletes_the_old(start: Start, shared: StorageChoice) -> None:
    one, other, code = await pair(start, shared)
    await one.say("From one")
    await other.say("From the other")
    await other.round()
    (before,) = vaults_in(shared)
    steps = list[RenewalStep]()
    new = await one.syncing.change_code(steps.append)
    assert new != code
    assert steps == list(RenewalStep)
    assert await one.syncing.code() == new
    assert len(one.keys.kept) == 1
    assert len(set(vaults_in(shared)) - {before}) == 1
    (notice,) = [file for file in files_in(shared) if before in file.parts]
    assert notice.name.startswith(NEW_CODE_WRITER)
    await until(lambda: one.state is SyncState.UP_TO_DATE)
    assert len(one.syncing.status.devices) == 1
    with pytest.raises(CodeReplaced):
        await other.syncing.find(shared, "", code)
    assert (await other.round()).state is SyncState.CODE_REPLACED
    assert other.syncing.status.is_trouble
    assert not await other.syncing.use_code(other.syncing.new_code())
    assert (await other.round()).state is SyncState.CODE_REPLACED
    assert await other.syncing.use_code(new.lower())
    await until(lambda: other.state is SyncState.UP_TO_DATE)
    assert await other.syncing.code() == new
    assert len(other.keys.kept) == 1
    await one.round()
    for computer in (one, other):
        assert computer.titles() == {"From one", "From the other"}
        assert len(computer.syncing.status.devices) == 2


async def test_where_the_old_files_cannot_be_deleted_yet_the_next_rounds_do(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await start("one")
    await one.say("Hello")
    await joined(one, shared, one.syncing.new_code())
    (before,) = vaults_in(shared)
    real, fails = leaving.delete_everything, [True]

    async def delete(storage: Storage, *, but: str = "") -> None:
        if fails:
            raise StorageUnreachable("x")
        await real(storage, but=but)

    monkeypatch.setattr("turbodesk.app.syncing.renewing.delete_everything", delete)
    code = await one.syncing.change_code(lambda _step: None)
    assert await one.syncing.code() == code
    assert len(vaults_in(shared)) == 2
    fails.clear()
    await until(lambda: one.state in (SyncState.UP_TO_DATE, SyncState.WAITING))
    await one.round()
    await until(lambda: len([file for file in files_in(shared) if before in file.parts]) == 1)
    settings, _ = await StorageFile(one.file).load()
    assert settings is not None
    assert settings.former == ()


async def test_a_new_code_that_is_kept_holds_though_nobody_waits_until_the_others_are_told(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await start("one")
    code = one.syncing.new_code()
    await joined(one, shared, code)
    await one.round()
    is_telling = asyncio.Event()

    async def never(*_: object) -> None:
        is_telling.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("turbodesk.app.syncing.renewing.leave_notice", never)
    steps: list[RenewalStep] = []
    changing = asyncio.create_task(one.syncing.change_code(steps.append))
    await is_telling.wait()
    changing.cancel()
    await asyncio.wait([changing])
    assert steps[-1] is RenewalStep.SEND
    assert await one.syncing.code() != code
    assert (await one.round()).state is SyncState.UP_TO_DATE
    assert str(one.syncing._known().id) in one.file.read_text()  # noqa: SLF001


async def test_a_new_code_that_cannot_be_kept_changes_nothing(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    code = one.syncing.new_code()
    await joined(one, shared, code)
    one.keys.error_of["set"] = KeyringError("no")
    with pytest.raises(SecretFailure):
        await one.syncing.change_code(lambda _step: None)
    one.keys.error_of.clear()
    assert await one.syncing.code() == code
    assert (await one.round()).state is SyncState.UP_TO_DATE


async def test_a_computer_can_be_called_otherwise(start: Start, shared: StorageChoice) -> None:
    one, other, _ = await pair(start, shared)
    await one.syncing.rename_device("  My\nlaptop ")
    await until(lambda: one.state is SyncState.UP_TO_DATE)
    await one.round()
    await other.round()
    assert [device.name for device in other.syncing.status.devices if not device.is_this] == ["My laptop"]


async def test_the_storage_can_be_another_with_the_same_code(
    start: Start, shared: StorageChoice, tmp_path: Path
) -> None:
    one = await start("one")
    await one.say("Hello")
    code = one.syncing.new_code()
    await joined(one, shared, code)
    with pytest.raises(StorageError):
        await one.syncing.change_storage(StorageChoice("folder", str(tmp_path / "nowhere")), "")
    assert one.syncing.status.choice == shared
    (tmp_path / "moved").mkdir()
    moved = StorageChoice("folder", str(tmp_path / "moved"))
    await one.syncing.change_storage(moved, "password")
    await until(lambda: one.state is SyncState.UP_TO_DATE)
    assert one.syncing.status.choice == moved
    assert files_in(moved)
    assert await one.syncing.code() == code
    assert len(one.keys.kept) == 2, "the code and the password, and nothing of before"


async def test_a_storage_that_cannot_be_kept_has_nothing_sent_again(
    start: Start, shared: StorageChoice, tmp_path: Path
) -> None:
    one = await start("one")
    await one.say("Hello")
    await joined(one, shared, one.syncing.new_code())
    await one.round()
    before = files_in(shared)
    (tmp_path / "moved").mkdir()
    one.keys.error_of["set"] = KeyringError("no")
    with pytest.raises(SecretFailure):
        await one.syncing.change_storage(StorageChoice("folder", str(tmp_path / "moved")), "password")
    one.keys.error_of.clear()
    assert (await one.round()).state is SyncState.UP_TO_DATE
    await one.round()
    assert files_in(shared) == before


async def test_another_password_is_proved_before_it_is_kept(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    kept = dict(one.keys.kept)
    take_away(shared)
    with pytest.raises(StorageError):
        await one.syncing.sign_in_again("new")
    assert one.keys.kept == kept
    bring_back(shared)
    await one.syncing.sign_in_again("new")
    assert set(one.keys.kept.values()) - set(kept.values()) == {"new"}
    await until(lambda: one.state is SyncState.UP_TO_DATE)


async def test_a_folder_that_is_not_there_is_waited_for(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    await one.say("Hello")
    take_away(shared)
    status = await one.round()
    assert status.state is SyncState.FOLDER_GONE
    assert status.waiting > 0
    assert status.waiting_chats == 1
    assert not is_there(shared)
    bring_back(shared)
    status = await one.round()
    assert (status.state, status.waiting) == (SyncState.UP_TO_DATE, 0)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (StorageBusy("x", wait_s=4_000), SyncState.BUSY),
        (Refused("x"), SyncState.BUSY),
        (StorageFull("x"), SyncState.FULL),
        (StorageUnreachable("x"), SyncState.WAITING),
    ],
)
async def test_trouble_is_told_and_passes(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch, error: StorageError, state: SyncState
) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    session = one.syncing._session  # noqa: SLF001 - there is no storage that fails on demand
    assert session is not None
    fails = [True]
    real = session.storage.list

    async def listed(folder: str) -> dict[str, int]:
        if fails:
            raise error
        return await real(folder)

    monkeypatch.setattr(session.storage, "list", listed)
    status = await one.round()
    assert (status.state, status.detail) == (state, "x")
    assert (status.until is not None) is (state is SyncState.BUSY)
    fails.clear()
    status = await one.round()
    assert (status.state, status.detail, status.until) == (SyncState.UP_TO_DATE, "", None)


@pytest.mark.parametrize("error", [KeyringError("no"), KeyringLocked("dismissed")])
async def test_a_key_store_that_cannot_be_read_waits_for_a_person(
    shared: StorageChoice, tmp_path: Path, error: KeyringError
) -> None:
    keys = Scripted()
    async with start_services(
        tmp_path / "one", report=unexpected, secrets=Secrets(environment={}, find_store=lambda: keys)
    ) as services:
        first = Computer(services, keys)
        await joined(first, shared, first.syncing.new_code())
    keys.error = error
    async with start_services(
        tmp_path / "one", report=unexpected, secrets=Secrets(environment={}, find_store=lambda: keys)
    ) as services:
        again = Computer(services, keys)
        await again.syncing.start()
        await until(lambda: again.state is SyncState.KEYS_LOCKED)
        with pytest.raises(SecretFailure):
            await again.syncing.code()
        keys.error = None
        assert (await again.round()).state is SyncState.UP_TO_DATE


async def test_a_defect_is_reported_and_said(
    tmp_path: Path, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = list[str]()
    keys = Scripted()
    async with start_services(
        tmp_path / "one",
        report=lambda name, _: reports.append(name),
        secrets=Secrets(environment={}, find_store=lambda: keys),
    ) as services:
        one = Computer(services, keys)
        await joined(one, shared, one.syncing.new_code())

        async def broken(_: str) -> dict[str, int]:
            raise ZeroDivisionError

        session = one.syncing._session  # noqa: SLF001 - a defect is made
        assert session is not None
        monkeypatch.setattr(session.storage, "list", broken)
        status = await one.round()
        assert (status.state, status.detail) == (SyncState.FAILED, "Something unexpected has happened.")
        await until(lambda: reports == ["root.syncing.round"])
        monkeypatch.undo()
        assert (await one.round()).state is SyncState.UP_TO_DATE


async def test_a_round_can_be_cancelled_and_the_next_one_goes_on(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    session = one.syncing._session  # noqa: SLF001 - it has to stand still
    assert session is not None
    stands = asyncio.Event()

    async def standing_still(_: str) -> dict[str, int]:
        stands.set()
        await asyncio.Event().wait()
        return {}

    monkeypatch.setattr(session.storage, "list", standing_still)
    one.syncing.sync_now()
    await stands.wait()
    assert one.state is SyncState.SYNCING
    one.syncing.cancel()
    await until(lambda: one.state is SyncState.UP_TO_DATE)
    monkeypatch.undo()
    assert (await one.round()).state is SyncState.UP_TO_DATE


async def test_what_is_said_goes_out_by_itself(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "AFTER_MESSAGE_S", 0.0)
    one, other, _ = await pair(start, shared)
    before, told = one.syncing.status.last_at, len(one.told)
    await one.say("Hello")
    await until(lambda: one.syncing.status.last_at != before and one.state is SyncState.UP_TO_DATE)
    assert {status.state for status in one.told[told:]} == {SyncState.UP_TO_DATE}, "nobody waits for it"
    monkeypatch.setattr(schedule, "FRONT_S", 0.0)
    other.syncing.in_front(True)
    await until(lambda: other.titles() == {"Hello"})


async def test_on_a_network_that_is_paid_for_attachments_wait_unless_a_person_asks(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    ran = list[tuple[bool, bool]]()
    real = Rounds.run

    async def run(
        self: Rounds, result: RoundResult, *, deep: bool = False, is_metered: bool, **rest: Any
    ) -> RoundResult:
        ran.append((deep, is_metered))
        return await real(self, result, deep=deep, is_metered=is_metered, **rest)

    monkeypatch.setattr(Rounds, "run", run)
    monkeypatch.setattr(schedule, "METERED_S", 0.0)
    monkeypatch.setattr(turn, "DEEP_EVERY_S", 0.0)
    await one.round()
    assert ran == [(True, False)]
    monkeypatch.setattr(turn, "DEEP_EVERY_S", 60.0)
    await one.round()
    assert ran[1:] == [(False, False)], "attachments are looked for once a day"
    monkeypatch.setattr(turn, "DEEP_EVERY_S", 0.0)
    one.syncing.note_metered(True)
    await until(lambda: (False, True) in ran)
    ran.clear()
    one.syncing.sync_now()
    await until(lambda: (True, False) in ran)
    monkeypatch.undo()


async def test_a_network_that_is_paid_for_is_told(start: Start) -> None:
    one = await start("one")
    one.syncing.note_metered(True)
    assert one.syncing.status.metered
    one.syncing.note_metered(False)
    assert not one.syncing.status.metered


async def test_what_waits_at_the_end_is_sent(start: Start, shared: StorageChoice, tmp_path: Path) -> None:
    other = await start("other")
    code = other.syncing.new_code()
    await joined(other, shared, code)
    keys = Scripted()
    async with start_services(
        tmp_path / "one", report=unexpected, secrets=Secrets(environment={}, find_store=lambda: keys)
    ) as services:
        one = Computer(services, keys)
        await joined(one, shared, code)
        await one.say("Last words")
    await other.round()
    assert other.titles() == {"Last words"}
    assert one.syncing.is_on
    one.syncing.sync_now()
    await one.syncing.start()


async def test_a_storage_that_does_not_answer_holds_the_end_up_no_longer_than_said(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    await one.say("Hello")
    session = one.syncing._session  # noqa: SLF001 - it has to stand still
    assert session is not None

    async def standing_still(_: str) -> dict[str, int]:
        await asyncio.Event().wait()
        return {}

    monkeypatch.setattr(session.storage, "list", standing_still)
    await one.syncing.close(0.05)
    await one.syncing.close(0.05)


async def test_a_backup_that_is_put_back_takes_part_as_another(start: Start, shared: StorageChoice) -> None:
    one, other, _ = await pair(start, shared)
    await one.say("Before")
    await one.round()
    made = await one.services.backups().make()
    await one.say("After")
    await one.round()
    await other.round()
    assert other.titles() == {"Before", "After"}
    await one.services.backups().restore(made.path)
    assert one.titles() == {"Before"}
    await until(lambda: one.syncing.status.was_copy)
    assert one.titles() == {"Before", "After"}
    assert (await other.round()).state is SyncState.UP_TO_DATE
    assert other.titles() == {"Before", "After"}


async def test_a_draft_of_another_computer_is_offered_and_put_over_nothing(start: Start, shared: StorageChoice) -> None:
    one, other, _ = await pair(start, shared)
    chat_id = await one.say("Hello")
    await one.round()
    await other.round()
    chat = await other.services.workspace.open(chat_id)
    assert chat is not None
    chat.drafts.write("half a thought")
    await other.round()
    changed = list[str]()
    one.syncing.drafts_changed.connect(changed.append)
    await one.round()
    (draft,) = one.syncing.offered(chat_id)
    assert (draft.chat_id, draft.text) == (chat_id, "half a thought")
    assert changed == [chat_id]
    assert one.syncing.take_draft(chat_id, draft.writer) == "half a thought"
    assert one.syncing.offered(chat_id) == ()
    chat.drafts.write("another")
    await other.round()
    await one.round()
    (draft,) = one.syncing.offered(chat_id)
    one.syncing.decline_draft(chat_id, draft.writer)
    await one.round()
    assert one.syncing.offered(chat_id) == ()


async def test_presets_are_the_same_on_both_and_what_is_deleted_stays_deleted(
    start: Start, shared: StorageChoice
) -> None:
    one, other = await start("one"), await start("other")
    mine = one.services.presets.keep("Mine", "m-1", Parameters(system="Be brief."))
    code = one.syncing.new_code()
    await joined(one, shared, code)
    await joined(other, shared, code)
    assert [preset.name for preset in other.services.presets.all()] == ["Mine"]
    one.services.presets.delete(mine.id)
    one.services.presets.keep("Another", "m-2", Parameters())
    await one.round()
    await other.round()
    assert [preset.name for preset in other.services.presets.all()] == ["Another"]


async def test_a_long_round_has_a_bar(start: Start, shared: StorageChoice) -> None:
    one = await start("one")
    await one.say(random.Random(1).randbytes(2 * turn.SHORT).hex())
    await joined(one, shared, one.syncing.new_code())
    bars = [(status.done, status.total) for status in one.told if status.state is SyncState.SYNCING and status.total]
    assert bars
    assert all(0 <= done <= total and total >= turn.SHORT for done, total in bars)
    assert (one.syncing.status.done, one.syncing.status.total) == (0, 0)


async def test_who_was_taken_out_and_is_not_lost_takes_part_as_another(start: Start, shared: StorageChoice) -> None:
    one, other, _ = await pair(start, shared)
    await one.round()
    (before,) = (device.id for device in one.syncing.status.devices if not device.is_this)
    await one.syncing.remove_device(before)
    await one.round()
    await other.round()
    await other.round()
    status = await one.round()
    (after,) = (device.id for device in status.devices if not device.is_this)
    assert after != before


async def test_what_cannot_be_deleted_is_still_synced(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    session = one.syncing._session  # noqa: SLF001 - there is no storage that fails on demand
    assert session is not None

    async def refuse(_: str) -> None:
        raise Refused("read-only")

    monkeypatch.setattr(session.storage, "delete", refuse)
    with pytest.raises(Refused):
        await one.syncing.delete_all()
    assert one.syncing.is_on
    assert one.file.exists()
    monkeypatch.undo()
    assert (await one.round()).state is SyncState.UP_TO_DATE


async def test_a_new_code_whose_settings_cannot_be_kept_changes_nothing(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await start("one")
    code = one.syncing.new_code()
    await joined(one, shared, code)
    kept = dict(one.keys.kept)

    async def refuse(*_: object) -> None:
        raise StoreUnwritable

    monkeypatch.setattr(StorageFile, "save", refuse)
    with pytest.raises(StoreUnwritable):
        await one.syncing.change_code(lambda _step: None)
    assert one.keys.kept == kept
    monkeypatch.undo()
    assert await one.syncing.code() == code
    assert (await one.round()).state is SyncState.UP_TO_DATE


async def test_what_is_in_the_way_at_the_start_is_said(shared: StorageChoice, tmp_path: Path) -> None:
    keys = Scripted()
    async with start_services(
        tmp_path / "one", report=unexpected, secrets=Secrets(environment={}, find_store=lambda: keys)
    ) as services:
        services.preferences.set(DEMO_CHOSEN, True)
        await StorageFile(services.folder / "other-computers.json").save(StorageSettings.new(shared))
        one = Computer(services, keys)
        await one.syncing.start()
        await until(lambda: one.state is SyncState.FAILED)
        assert one.syncing.status.detail.startswith("The demo stays on this computer.")
        assert not keys.asked


async def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected) as services:
        (tmp_path / "other-computers.json").write_text('{"id": 1}')
        await services.syncing().start()
        assert services.syncing().status.state is SyncState.OFF
        assert services.syncing().status.detail.startswith("What was set up for syncing cannot be read.")


class Placed:
    """A database, as far as where it is."""

    def __init__(self, path: Path | None) -> None:
        self.path = path


async def test_chats_that_are_not_on_disk_as_themselves_are_not_synced(start: Start) -> None:
    one = await start("one")
    files, preferences = DataFolder(one.services.folder), one.services.preferences

    def reason(path: Path | None) -> str:
        return why_off(Placed(path), files, preferences)  # type: ignore[arg-type]

    assert reason(files.database) == ""
    assert reason(None).startswith("Chats are in memory alone")
    assert reason(files.database.with_name("turbodesk-v9.db")).startswith("These chats stand in for")


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
async def test_whatever_is_cancelled_is_done_or_not_and_it_goes_on(
    start: Start, shared: StorageChoice, tmp_path: Path, turns: int
) -> None:
    one = await start("one")
    (tmp_path / "moved").mkdir()
    moved = StorageChoice("folder", str(tmp_path / "moved"))

    async def cancelled(work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.ensure_future(work)
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    await one.say("Hello")
    await cancelled(one.syncing.begin(shared, "", one.syncing.new_code()))
    assert one.syncing.is_on is one.file.exists()
    assert len(one.keys.kept) == one.syncing.is_on
    if not one.syncing.is_on:
        await joined(one, shared, one.syncing.new_code())
    for work in (
        one.syncing.rename_device("Laptop"),
        one.syncing.sign_in_again("new"),
        one.syncing.change_storage(moved, "new"),
        one.syncing.change_code(lambda _step: None),
    ):
        await cancelled(work)
        assert one.syncing.is_on
        assert (await one.round()).state is SyncState.UP_TO_DATE
        await one.syncing.code()
    await cancelled(one.syncing.stop())
    assert one.syncing.is_on is one.file.exists()
    if one.syncing.is_on:
        assert (await one.round()).state is SyncState.UP_TO_DATE
    else:
        assert one.state is SyncState.OFF


async def test_sending_everything_again_is_begun_once_and_not_given_up(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, _ = await pair(start, shared)
    await one.say("Hello")
    await one.round()
    await other.round()
    await one.syncing.delete_all()
    assert (await other.round()).state is SyncState.EMPTIED
    refilled, put = list[bool](), other.syncing._session.storage.put  # type: ignore[union-attr]  # noqa: SLF001
    real = Rounds.run

    async def run(self: Rounds, result: RoundResult, *, refill: bool = False, **rest: Any) -> RoundResult:
        refilled.append(refill)
        return await real(self, result, refill=refill, **rest)

    async def refuse(*_: object) -> None:
        raise StorageUnreachable("x")

    monkeypatch.setattr(Rounds, "run", run)
    monkeypatch.setattr(other.syncing._session.storage, "put", refuse)  # type: ignore[union-attr]  # noqa: SLF001
    other.syncing.send_everything_again()
    await until(lambda: other.state is SyncState.WAITING)
    assert (await other.round()).state is SyncState.WAITING
    assert refilled == [True, True], "nothing is there yet"

    async def put_once(name: str, content: bytes) -> None:
        await put(name, content)
        monkeypatch.setattr(other.syncing._session.storage, "put", refuse)  # type: ignore[union-attr]  # noqa: SLF001

    monkeypatch.setattr(other.syncing._session.storage, "put", put_once)  # type: ignore[union-attr]  # noqa: SLF001
    other.services.presets.keep("Mine", "m-1", Parameters())
    await other.round()
    monkeypatch.undo()
    monkeypatch.setattr(Rounds, "run", run)
    assert (await other.round()).state is SyncState.UP_TO_DATE
    assert refilled[2:4] == [True, False]
    assert files_in(shared)


async def test_a_password_that_is_refused_for_long_waits_for_a_person(
    start: Start, shared: StorageChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "REFUSED_FOR_S", 0.1)
    one = await start("one")
    await joined(one, shared, one.syncing.new_code())
    session = one.syncing._session  # noqa: SLF001 - there is no storage that fails on demand
    assert session is not None
    real = session.storage.list

    async def refuse(_: str) -> dict[str, int]:
        raise Refused("401")

    monkeypatch.setattr(session.storage, "list", refuse)
    assert (await one.round()).state is SyncState.BUSY
    monkeypatch.setattr(session.storage, "list", real)
    assert (await one.round()).state is SyncState.UP_TO_DATE
    await asyncio.sleep(0.15)
    monkeypatch.setattr(session.storage, "list", refuse)
    assert (await one.round()).state is SyncState.BUSY, "the one before no longer counts"
    await asyncio.sleep(0.15)
    status = await one.round()
    assert (status.state, status.detail, status.until) == (SyncState.REFUSED, "401", None)
    await one.syncing.sign_in_again("new")
    await until(lambda: one.state is SyncState.UP_TO_DATE)
