"""What one round does, and what several computers make of it: the plain cases, one by one."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial

import pytest

from tests.app.syncing.conftest import Make
from tests.app.syncing.faulty_storage import MemoryStorage
from tests.app.syncing.people import Computer, MortalComputer, differences, rounds, the_vault
from turbodesk.app.syncing.round_result import RoundResult
from turbodesk.chat.storage_errors import (
    Emptied,
    Refused,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
)
from turbodesk.chat.sync_names import LogName, new_writer
from turbodesk.remote import vault as vaults
from turbodesk.remote.recovery_code import new_code
from turbodesk.remote.vault import Vault
from turbodesk.store.sync import incoming, others_files, own_files
from turbodesk.store.sync.outgoing import dump
from turbodesk.store.sync.stamps import writer_of

Mortal = Callable[..., MortalComputer]
DAY_MS = 86_400_000


async def same(*computers: Computer) -> None:
    sights = [await one.sight() for one in computers]
    for sight in sights[1:]:
        assert differences(sights[0], sight) == {}


async def titles(one: Computer) -> list[object]:
    return [title for (title,) in await one.ask("SELECT title FROM conversation ORDER BY id")]


async def test_chat_arrives_with_its_picture(a: Computer, b: Computer) -> None:
    chat = await a.new_chat("Trip")
    message = await a.say(chat, "word one", attachment=b"picture" * 1000)
    await a.change(chat, title="Trip plan", pinned=1, draft="half a sent")
    await rounds(a)
    result = await b.sync()
    assert (result.messages, result.chats, result.blobs_fetched) == (1, {chat}, 1)
    assert result.writers == {await a.database.read(writer_of)}
    await same(a, b)
    assert await b.messages() == {message}
    assert await b.ask("SELECT title, pinned, draft FROM conversation") == [("Trip plan", 1, "")]
    assert await b.ask("SELECT text FROM sync_draft") == [("half a sent",)]


async def test_round_with_nothing_new_asks_once_and_writes_nothing(a: Computer, b: Computer) -> None:
    await a.say(await a.new_chat("x"), "word")
    await rounds(a, b)
    a.storage.asked.clear()
    rows = [await one.database.read(lambda one: one.total_changes) for one in (a, b)]
    result = await a.sync()
    assert a.storage.asked == ["list log"]
    assert result == RoundResult(room=result.room)
    await b.sync()
    assert [await one.database.read(lambda one: one.total_changes) for one in (a, b)] == rows
    assert result.room == sum(len(one) for one in a.storage.files.values())


@pytest.mark.parametrize("is_news", [False, True])
async def test_round_costs_as_much_with_many_messages_as_with_few(make: Make, is_news: bool) -> None:
    costs: list[int] = []
    for name, count in (("few", 20), ("many", 1_000)):
        one = await make(name, MemoryStorage())
        chat = await one.new_chat("x")
        for at in range(count):
            await one.say(chat, f"word {at}")
        await rounds(one)
        if is_news:
            await one.say(chat, "word last")
        steps: list[int] = []
        count_step = partial(steps.append, 1)
        await one.database.read(partial(_handled, count_step))
        await one.sync()
        await one.database.read(partial(_handled, None))
        costs.append(len(steps))
    assert costs[1] < 2 * costs[0] + 20


def _handled(step: Callable[[], None] | None, connection: sqlite3.Connection) -> None:
    """Have every hundredth step of SQLite's counted."""
    connection.set_progress_handler(step, 100)


async def test_what_is_sent_next_is_found_as_fast_among_much_as_among_little(make: Make) -> None:
    costs: list[int] = []
    for name, count in (("few", 250), ("many", 1_500)):
        one = await make(name)
        for at in range(count):
            await one.new_chat(f"chat {at}")
        steps: list[int] = []
        await one.database.read(partial(_handled, partial(steps.append, 1)))
        assert await one.database.write(partial(own_files.cut, suffix="b" * 8))
        await one.database.read(partial(_handled, None))
        costs.append(len(steps))
    assert costs[1] < costs[0] + 20


async def test_edits_of_different_fields_both_hold(a: Computer, b: Computer) -> None:
    chat = await a.new_chat("x")
    await rounds(a, b)
    await a.change(chat, title="new title")
    await b.change(chat, pinned=1)
    await rounds(a, b)
    for one in (a, b):
        assert await one.ask("SELECT title, pinned FROM conversation") == [("new title", 1)]


async def test_what_is_removed_for_good_leaves_the_storage(a: Computer, b: Computer, storage: MemoryStorage) -> None:
    chat = await a.new_chat("secret")
    await a.say(chat, "word" * 500, attachment=b"secret picture" * 100)
    kept = await a.new_chat("kept")
    await a.say(kept, "something")
    await rounds(a, b)
    assert len(await b.messages()) == 2
    await b.trash(chat)
    await b.empty_trash(chat)
    await rounds(b, a, times=4)
    await same(a, b)
    assert await a.chats() == [kept]
    opened = [
        the_vault().open(name.removeprefix("log/"), content)
        for name, content in storage.files.items()
        if name.startswith("log/")
    ]
    assert not any(b"secret" in one or b"wordword" in one for one in opened)
    assert not [name for name in storage.files if name.startswith("blobs/")]


async def test_emptied_storage_removes_nothing_and_asks(a: Computer, b: Computer, make: Make) -> None:
    await a.say(await a.new_chat("x"), "word", attachment=b"picture")
    await rounds(a, b)
    await b.say((await b.chats())[0], "word two")
    await rounds(a, b)
    a.storage.files.clear()
    for one in (a, b):
        with pytest.raises(Emptied):
            await one.sync()
        assert len(await one.messages()) == 2
    assert a.storage.files == {}
    await a.sync(refill=True)
    c = await make("c")
    await rounds(c, b, a, c)
    await same(a, b, c)


async def test_who_has_only_read_is_asked_too(a: Computer, b: Computer) -> None:
    await a.new_chat("x")
    await rounds(a, b, times=1)
    b.storage.files.clear()
    with pytest.raises(Emptied):
        await b.sync()


async def test_lost_computer_is_taken_over_and_its_files_go(a: Computer, b: Computer, make: Make) -> None:
    await a.say(await a.new_chat("x"), "word", attachment=b"picture")
    await rounds(a, b)
    lost = await a.database.read(writer_of)
    blob = f"blobs/{the_vault().blob_name(lost, str((await a.ask('SELECT sha256 FROM attachment'))[0][0]))}"
    assert blob in b.storage.files
    assert await b.rounds.remove_writer(lost) == 0
    assert not [name for name in b.storage.files if lost in name]
    assert blob not in b.storage.files
    c = await make("c")
    await rounds(c, b)
    await same(a, b, c)


async def test_a_file_goes_with_the_copies_that_were_made_of_it(a: Computer, b: Computer) -> None:
    """What keeps folders in step makes them, and what was removed for good would stay in them."""

    def copied() -> None:
        for name, content in list(a.storage.files.items()):
            a.storage.files[name.removesuffix(".tds") + " (conflicted copy).tds"] = content

    chat = await a.new_chat("x")
    message = await a.say(chat, "word")
    await rounds(a, b)
    copied()
    before = set(a.storage.files)
    await a.remove_message(message)
    await rounds(a, b)
    assert not before & set(a.storage.files)
    copied()
    assert await b.rounds.remove_writer(await a.database.read(writer_of)) == 0
    assert not [name for name in b.storage.files if str(await a.database.read(writer_of)) in name]


async def test_of_a_lost_computer_only_what_was_read_goes(a: Computer, b: Computer) -> None:
    await a.new_chat("x")
    await rounds(a, b)
    lost = await a.database.read(writer_of)
    unread = f"log/{LogName.new(lost, 7, 7)}"
    b.storage.files[unread] = b"not to be opened"
    assert await b.rounds.remove_writer(lost) == 1
    assert [name for name in b.storage.files if lost in name] == [unread]


async def test_what_storage_loses_is_put_back_by_whoever_has_read_it(a: Computer, b: Computer, make: Make) -> None:
    await a.say(await a.new_chat("x"), "word", attachment=b"picture")
    await rounds(a, b)
    b.storage.files.clear()
    b.storage.files[f"log/{LogName.new('z' * 16, 1, 1)}"] = b"so that it is not empty"
    assert (await b.sync(deep=True)).vanished == (await a.database.read(writer_of),)
    await rounds(b, times=2)
    c = await make("c")
    await rounds(c)
    await same(b, c)
    assert len(await c.messages()) == 1


@pytest.fixture
async def mortal(storage: MemoryStorage) -> AsyncIterator[Callable[..., MortalComputer]]:
    """Make computers that can be cloned and killed."""
    made: list[MortalComputer] = []

    def computer(name: str, content: bytes | None = None, place: MemoryStorage | None = None) -> MortalComputer:
        made.append(MortalComputer(name, place or storage, content))
        return made[-1]

    yield computer
    for one in made:
        await one.database.close()


async def test_twins_part(mortal: Mortal) -> None:
    """Two computers from one image, both online: neither loses what it wrote."""
    a = mortal("a")
    await a.say(await a.new_chat("x"), "word")
    await a.sync()
    b = mortal("b", a.database.copied())
    await a.say(await a.new_chat("from a"), "word a")
    await b.say(await b.new_chat("from b"), "word b")
    await a.sync()
    assert (await b.sync()).was_copy
    await rounds(a, b, times=3)
    await same(a, b)
    assert len(await a.messages()) == 3
    assert await a.database.read(writer_of) != await b.database.read(writer_of)
    for one in (a, b):  # the new one begins at 1
        assert (await one.sync()).awaited == ()


async def test_twins_that_wrote_under_the_same_number(mortal: Mortal, storage: MemoryStorage, make: Make) -> None:
    """Neither had seen the other's file, and others read only one of the two."""
    a = mortal("a")
    await a.say(await a.new_chat("x"), "word")
    await a.sync()
    apart = MemoryStorage(storage.files)  # a folder that is not kept in step yet
    b = mortal("b", a.database.copied(), apart)
    await a.say(await a.new_chat("from a"), "word a")
    await b.say(await b.new_chat("from b"), "word b")
    await a.sync()
    await b.sync()
    storage.files.update(apart.files)
    c = await make("c")
    await rounds(c, times=1)
    await rounds(a, c, times=3)  # the clone is never seen again
    await same(a, c)
    assert len(await c.messages()) == 3


async def test_backup_put_back_loses_nothing(mortal: Mortal, b: Computer) -> None:
    a = mortal("a")
    chat = await a.new_chat("x")
    await a.say(chat, "word")
    await rounds(a, b)
    old = a.database.copied()
    await a.say(chat, "word after the backup")
    await rounds(a, b)
    await a.go_back(old)
    await a.say(chat, "word on the old state")
    await rounds(a, b, times=4)
    await same(a, b)
    assert len(await b.messages()) == 3


async def test_who_has_read_the_beginning_reads_the_rest(a: Computer, b: Computer) -> None:
    chat = await a.new_chat("x")
    for at in range(60):
        await a.say(chat, f"word {at}")
        await a.sync()
        if at in (2, 17, 18, 40):
            await b.sync()
            assert await b.messages() == await a.messages()
    await rounds(a, b)
    await same(a, b)


async def test_many_rounds_make_few_files(a: Computer, b: Computer, make: Make) -> None:
    chat = await a.new_chat("x")
    for at in range(200):
        await a.say(chat, f"word {at} " + "some more words here " * 20)
        await a.sync()
    await rounds(a, b)
    assert len(a.storage.files) < 30
    await same(a, b)
    c = await make("c")
    await c.sync()
    await same(a, c)
    assert not (await b.sync()).vanished


async def test_storage_never_shows_less_than_before(a: Computer, make: Make) -> None:
    """Whenever this computer dies, what was once there is there: also while old files give way to new ones."""
    chance = random.Random(3)
    works, chat, known = a.storage.put, await a.new_chat("x"), set[str]()

    async def put(name: str, content: bytes) -> None:
        luck = chance.random()
        if luck < 0.3:
            raise StorageUnreachable
        await works(name, content[:50] if luck < 0.4 else content)  # cut off, and said to be well
        if luck > 0.8:
            raise StorageUnreachable

    a.storage.put = put
    for at in range(60):
        await a.say(chat, f"word {at}")
        await a.change(chat, title=f"title {at}")
        with suppress(StorageError):
            await a.sync()
        stranger = await make("s", MemoryStorage(a.storage.files))
        await stranger.sync()
        assert known <= await stranger.messages()
        known = await stranger.messages()
    assert len(known) > 40


async def test_chat_that_came_back_gets_what_its_remover_has_forgotten(a: Computer, b: Computer) -> None:
    """A title that is read only after the chat was removed and came back, from a file that is to be written anew."""
    chat = await a.new_chat("old")
    await rounds(a, b)
    await a.change(chat, title="new", titled_by_hand=1)
    before = set(a.storage.files)
    await a.sync()
    (late,) = set(a.storage.files) - before
    held_back = a.storage.files.pop(late)
    await b.say(chat, "word")
    await a.trash(chat)
    await a.empty_trash(chat)
    works = a.storage.put

    async def put(name: str, content: bytes) -> None:
        if (LogName.read(name.removeprefix("log/")) or LogName("", 0, 0, "")).first <= 2:
            raise StorageFull
        await works(name, content)

    a.storage.put = put
    with pytest.raises(StorageFull):
        await a.sync()
    a.storage.put = works
    await b.sync()
    b.storage.files[late] = held_back
    await rounds(b, a)
    await same(a, b)
    assert await titles(a) == ["new"]


async def test_title_of_a_chat_that_came_back_before_its_message(
    a: Computer, b: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await a.new_chat("title")
    await rounds(a, b)
    await b.trash(chat)
    await b.empty_trash(chat)
    await b.sync()
    monkeypatch.setattr(own_files, "PORTION", 1)
    monkeypatch.setattr(own_files, "AT_ONCE", 1)
    await a.say(chat, "word")
    before = set(a.storage.files)
    await a.sync()
    *_, late = sorted(set(a.storage.files) - before)
    held_back = a.storage.files.pop(late)
    await b.sync()
    assert await b.chats() == []
    b.storage.files[late] = held_back
    await rounds(b, a)
    await same(a, b)
    assert await titles(b) == ["title"]


# Storage that takes nothing


async def full(*_: object) -> None:
    raise StorageFull


async def refused(*_: object) -> None:
    raise Refused


@pytest.mark.parametrize(("answer", "error"), [(full, StorageFull), (refused, Refused)])
async def test_storage_that_takes_nothing_is_read_on(a: Computer, b: Computer, answer: object, error: type) -> None:
    chat = await a.new_chat("x")
    await rounds(a, b)
    await b.say(chat, "word from b", attachment=b"picture")
    await b.sync()
    place = MemoryStorage()
    place.files = b.storage.files
    place.put = place.delete = answer  # type: ignore[method-assign, assignment]
    a.storage = place
    a.restart()
    await a.say(chat, "word two")
    result = RoundResult()
    with pytest.raises(error):
        await a.sync(result=result)
    assert len(await a.messages()) == 2
    assert (result.messages, result.blobs_fetched) == (1, 1)
    assert (result.waiting_chats, result.waiting > 0) == (1, True)
    a.storage = b.storage
    a.restart()
    await rounds(a, b)
    await same(a, b)


async def test_storage_that_asks_to_wait_is_left_alone(a: Computer, b: Computer) -> None:
    chat = await a.new_chat("x")
    await rounds(a, b)
    await b.say(chat, "word", attachment=b"picture")
    await b.sync()
    await a.say(chat, "word two", attachment=b"another")

    async def busy(*_: object) -> None:
        raise StorageBusy

    a.storage.put = busy
    a.storage.asked.clear()
    with pytest.raises(StorageBusy):
        await a.sync()
    assert not [one for one in a.storage.asked if "blobs" in one]
    assert len(await a.messages()) == 2


async def test_attachment_that_is_too_large_keeps_no_other_from_being_sent(a: Computer, b: Computer) -> None:
    chat = await a.new_chat("x")
    small, large = b"small", b"large" * 1000
    for content in (small, large):
        await a.say(chat, "word", attachment=content)
    works = a.storage.put

    async def put(name: str, content: bytes) -> None:
        if name.startswith("blobs/") and len(content) > 1000:
            raise StorageFull
        await works(name, content)

    a.storage.put = put
    result = RoundResult()
    with pytest.raises(StorageFull):
        await a.sync(result=result)
    assert (result.sent, result.blobs_sent, result.waiting) == (1, 1, 0)
    assert (await b.sync()).blobs_fetched == 1
    assert len(await b.messages()) == 2


async def test_metered_round_passes_attachments_by(a: Computer, b: Computer) -> None:
    await a.say(await a.new_chat("x"), "word", attachment=b"picture")
    await a.sync(is_metered=True)
    assert not [name for name in a.storage.files if name.startswith("blobs/")]
    await a.sync()
    await b.sync(is_metered=True)
    assert len(await b.messages()) == 1
    assert not [one for one in b.storage.asked if one.startswith("get blobs/")]
    assert (await b.sync()).blobs_fetched == 1


async def test_picture_that_went_is_fetched_again_for_another_message(a: Computer, b: Computer) -> None:
    first, second = await a.new_chat("x"), await a.new_chat("y")
    message = await a.say(first, "word", attachment=b"picture")
    await rounds(a, b)
    await b.remove_message(message)
    assert await b.ask("SELECT sha256 FROM attachment") == []
    await a.say(second, "word", attachment=b"picture")
    await rounds(a, b)
    await same(a, b)
    assert len(await b.ask("SELECT sha256 FROM attachment")) == 1


async def test_missing_attachment_is_not_asked_for_each_time(a: Computer, b: Computer) -> None:
    await a.say(await a.new_chat("x"), "word", attachment=b"picture")
    await a.sync(is_metered=True)
    for _ in range(40):
        await b.sync()
    asked = [one for one in b.storage.asked if "blobs" in one]
    assert 3 < len(asked) < 8
    await a.sync()
    await b.sync(deep=True)
    await same(a, b)


# Cancelling, killing, and what a round tells


async def test_cancelled_round_holds_what_it_did(a: Computer, b: Computer) -> None:
    for at in range(12):
        await a.new_chat(f"chat {at}")
        await a.sync()
    works, got, hangs = b.storage.get, list[str](), asyncio.Event()

    async def get(name: str) -> bytes:
        got.append(name)
        if len(got) == 4:
            hangs.set()
            await asyncio.Event().wait()
        return bytes(await works(name))

    b.storage.get = get
    result = RoundResult()
    running = asyncio.create_task(b.sync(result=result))
    await hangs.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    b.storage.get = works
    assert set(await b.chats()) == result.chats
    await rounds(b)
    await same(a, b)


async def test_progress_ends_where_it_was_to_end(a: Computer, b: Computer) -> None:
    for at in range(5):
        await a.say(await a.new_chat(f"chat {at}"), f"word {at}", attachment=b"picture %d" % at)
        await a.sync()
    await b.say(await b.new_chat("of b"), "word")
    told: list[tuple[int, int]] = []
    arrived: list[int] = []
    result = RoundResult()
    await b.sync(
        result=result,
        deep=True,
        on_progress=lambda done, total: told.append((done, total)),
        on_arrived=lambda: arrived.append(len(result.chats)),
    )
    assert told == sorted(told)
    assert all(done <= total for done, total in told)
    assert told[-1][0] == told[-1][1] > 0
    assert len(arrived) >= 5


async def test_unreadable_file_is_told_after_a_day_and_no_longer_once_it_is_read(a: Computer, b: Computer) -> None:
    await a.new_chat("x")
    await a.sync()
    (name,) = a.storage.files
    whole = a.storage.files[name]
    a.storage.files[name] = whole[:-1]
    writer = await a.database.read(writer_of)
    result = await b.sync()
    assert (result.damaged, result.unreadable) == ([name.removeprefix("log/")], {})
    b.clock.now += DAY_MS
    assert (await b.sync()).unreadable == {writer: 1}
    a.storage.files[name] = whole
    result = await b.sync()
    assert (result.damaged, result.unreadable, len(result.chats)) == ([], {}, 1)
    assert await b.ask("SELECT key FROM sync_state WHERE key GLOB 'unreadable *'") == []


async def test_file_of_a_newer_program_waits_for_the_update(
    a: Computer, storage: MemoryStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = LogName.new(new_writer(), 1, 1)
    item = {"k": "preset", "id": "p", "at": 1, "by": name.writer, "value": {}}
    storage.files[f"log/{name}"] = the_vault().seal(str(name), dump([item]), form=vaults.FORM + 1)
    result = RoundResult()
    for _ in range(2):
        await a.sync(result=result)
        assert (result.too_new, result.records) == (1, 0)
    monkeypatch.setattr(vaults, "FORM", vaults.FORM + 1)
    a.restart()
    result = await a.sync()
    assert (result.too_new, result.records, result.items) == (0, 1, {"preset"})


async def test_missing_numbers_are_awaited(a: Computer, b: Computer) -> None:
    for at in range(3):
        await a.new_chat(f"chat {at}")
        await a.sync()
    names = sorted(a.storage.files)
    held_back = a.storage.files.pop(names[1])
    assert (await b.sync()).awaited == (await a.database.read(writer_of),)
    b.storage.files[names[1]] = held_back
    assert (await b.sync()).awaited == ()


async def test_large_file_is_taken_in_a_few_records_at_a_time(
    a: Computer, b: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await a.new_chat("x")
    for at in range(450):
        await a.say(chat, f"word {at}")
    await a.sync()
    sizes: list[int] = []
    takes = incoming.apply_all

    def counted(connection: object, records: list[dict[str, object]], name: LogName) -> object:
        sizes.append(len(records))
        return takes(connection, records, name)  # type: ignore[arg-type]

    monkeypatch.setattr(others_files, "apply_all", counted)
    await b.sync()
    assert max(sizes) == others_files.AT_ONCE
    await same(a, b)


class OnceStorage(MemoryStorage):
    """Storage that lets no name be used for anything else."""

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, bytes] = {}

    async def put(self, name: str, content: bytes) -> None:
        assert name.startswith("blobs/") or self._names.setdefault(name, content) == content
        await super().put(name, content)


async def test_killed_before_any_job_it_goes_on(mortal: Mortal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the last job or transfer was: nothing is lost, and nothing is written twice under one name."""
    monkeypatch.setattr(own_files, "GATHERED", 3)
    left = 0
    while True:
        place = OnceStorage()
        a, b = mortal("a", None, place), mortal("b", None, place)
        await b.be_new()
        chat = await a.new_chat("x")
        for at in range(3):
            await a.say(chat, f"word {at}", attachment=b"picture")
            await a.sync()
        await a.remove_message(min(await a.messages()))
        await a.say(chat, "word last")
        is_killed = await a.sync_and_die(left)
        await rounds(a, b, times=4)
        await same(a, b)
        assert not await a.database.read(own_files.is_behind)
        if not is_killed:
            break
        left += 1
    assert left > 20


# Another code


async def test_new_code_moves_everything(a: Computer, b: Computer, make: Make) -> None:
    await a.say(await a.new_chat("x"), "word", attachment=b"picture")
    await b.say(await b.new_chat("y"), "word", attachment=b"another")
    await rounds(a, b)
    new, place = Vault.of(new_code()), MemoryStorage()
    for one in (a, b):
        one.vault, one.storage = new, place
        one.restart()
    await a.sync()
    await a.sync()
    c = await make("c", place, vault=new)
    await c.sync()
    await same(a, c)
    await rounds(b, a, c)
    await same(a, b, c)


async def test_files_that_do_not_open_are_not_fetched_each_time(a: Computer, storage: MemoryStorage) -> None:
    damaged, newer = (LogName.new(new_writer(), 1, 1) for _ in range(2))
    storage.files[f"log/{damaged}"] = b"cut off"
    storage.files[f"log/{newer}"] = the_vault().seal(str(newer), b"{}", form=9)
    for _ in range(100):
        result = await a.sync()
        assert (result.damaged, result.too_new) == ([str(damaged)], 1)
    asked = [storage.asked.count(f"get log/{one}") for one in (damaged, newer)]
    assert asked == [8, 1]
    storage.files[f"log/{damaged}"] = the_vault().seal(str(damaged), b"")
    assert (await a.sync()).damaged == []
    await a.sync(deep=True)
    assert storage.asked.count(f"get log/{newer}") == 2


class _CountsOtherwise(MemoryStorage):
    """Storage that encrypts what it is given, and tells how long that is."""

    async def list(self, folder: str) -> dict[str, int]:
        return {name: size + 16 for name, size in (await super().list(folder)).items()}


async def test_storage_that_tells_other_sizes_is_sent_everything_once(make: Make) -> None:
    storage = _CountsOtherwise()
    a, b = await make("a", storage), await make("b", storage)
    await a.say(await a.new_chat("x"), "word", attachment=b"picture" * 100)
    await rounds(a, b)
    await b.sync(deep=True)  # it has sent nothing yet by which it would know, and sends the picture once more
    await rounds(b, a)
    await same(a, b)
    storage.asked.clear()
    for _ in range(5):
        for one in (a, b):
            one.restart()
            await one.sync(deep=True)
    assert not [asked for asked in storage.asked if not asked.startswith("list")]
    log = next(name for name in storage.files if name.startswith("log/"))
    storage.files[log] = storage.files[log][:-1]
    await rounds(a, b)
    assert log not in storage.files


async def test_many_names_of_nobody_are_not_compared_each_with_each(
    a: Computer, storage: MemoryStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, compared = new_writer(), list[object]()
    for at in range(1, 301):
        storage.files[f"log/{LogName.new(writer, 2 * at, 2 * at)}"] = b""

    def equal(one: LogName, other: object) -> bool:
        compared.append(other)
        return tuple.__eq__(one, other)

    monkeypatch.setattr(LogName, "__eq__", equal)
    assert len((await a.sync()).damaged) == 300
    assert len(compared) < 3_000
