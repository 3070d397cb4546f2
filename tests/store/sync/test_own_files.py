"""Files of records are cut newest first and a little at a time, and kept until they are known to be there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from functools import partial

import pytest

from tests.app.syncing.faulty_storage import MemoryStorage
from tests.app.syncing.people import Computer, memory_computer
from turbodesk.chat.sync_names import LogName, Ranges
from turbodesk.store.sync import others_files, own_files
from turbodesk.store.sync.outgoing import load

DAY_MS = 86_400_000


@pytest.fixture
async def one() -> AsyncIterator[Computer]:
    made = await memory_computer("a", MemoryStorage())
    yield made
    await made.database.close()


async def cut(one: Computer, name: LogName | None = None) -> own_files.CutRecords | None:
    return await one.database.write(partial(own_files.cut, suffix="b" * 8, name=name))


async def test_newest_messages_go_first_and_few_in_one_job(one: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_files, "AT_ONCE", 4)
    chat = await one.new_chat("x")
    said = [await one.say(chat, f"word {at}") for at in range(6)]
    first = await cut(one)
    assert first is not None
    second = await cut(one, first.name)
    assert second is not None
    assert await cut(one, first.name) is None
    kinds = [(record["k"], record["id"]) for record in load(first.content + second.content).records]
    assert kinds == [("chat", chat), *(("message", id_) for id_ in reversed(said))]
    assert len(load(first.content).records) == 4
    assert await cut(one) is None


async def test_long_messages_end_a_job_early(one: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_files, "ENOUGH", 1_000)
    chat = await one.new_chat("x")
    for _ in range(3):
        await one.say(chat, "word " * 300)
    first = await cut(one)
    assert first is not None
    assert len(load(first.content).records) == 2
    keys = await one.database.read(partial(own_files.keys_of, first=1, last=1))
    assert len(keys) == 2
    content, count = await one.database.read(partial(own_files.records_of, keys=keys[1:]))
    assert (len(load(content).records), count) == (1, 1)


async def test_file_that_was_not_sealed_is_made_of_what_stands_under_its_number(one: Computer) -> None:
    chat = await one.new_chat("x")
    begun = await cut(one)
    assert begun is not None
    await one.change(chat, title="y")
    assert await one.database.read(partial(own_files.unfinished, state="cut")) == [begun.name]
    keys = await one.database.read(partial(own_files.keys_of, first=1, last=1))
    content, _ = await one.database.read(partial(own_files.records_of, keys=keys))
    (record,) = load(content).records
    assert json.loads(json.dumps(record))["f"]["name"][2][0] == "y"
    assert (await one.database.read(own_files.backlog)) == (1, 1)


async def test_bytes_are_kept_until_a_listing_shows_them_whole(one: Computer) -> None:
    await one.new_chat("x")
    begun = await cut(one)
    assert begun is not None
    name = str(begun.name)
    await one.database.write(partial(own_files.keep, name=name, sealed=b"sealed", unsealed=9))
    for listing in ({}, {name: 3}):  # nothing, or half of it: it is sent again under the same name
        await one.database.write(partial(own_files.check, listing=listing))
        assert await one.database.read(own_files.waiting) == [(name, 6)]
        assert await one.database.read(partial(own_files.content_of, name=name)) == b"sealed"
    await one.database.write(partial(own_files.check, listing={name: 6}))
    assert await one.database.read(own_files.waiting) == []
    assert await one.database.read(partial(own_files.content_of, name=name)) is None
    assert not await one.database.read(own_files.is_behind)
    for _ in range(2):  # gone from two listings: written anew under another name
        assert not await one.database.write(partial(own_files.renew, suffix="c" * 8))
        await one.database.write(partial(own_files.check, listing={}))
    assert await one.database.write(partial(own_files.renew, suffix="c" * 8))
    assert [one.suffix for one in await one.database.read(partial(own_files.unfinished, state="anew"))] == ["c" * 8]


async def test_replaced_file_is_deleted_only_once_its_replacement_is_there(one: Computer) -> None:
    await one.new_chat("x")
    begun = await cut(one)
    assert begun is not None
    old, new = str(begun.name), str(begun.name._replace(suffix="c" * 8))
    await one.database.write(partial(own_files.keep, name=old, sealed=b"sealed", unsealed=9))
    await one.database.write(partial(own_files.check, listing={old: 6}))
    await one.do("UPDATE sync_file SET stale = 1")
    await one.database.write(partial(own_files.renew, suffix="c" * 8))
    assert await one.database.write(partial(own_files.check, listing={old: 6})) == []
    await one.database.write(partial(own_files.keep, name=new, sealed=b"shut", unsealed=9))
    assert await one.database.write(partial(own_files.check, listing={old: 6})) == []
    assert await one.database.write(partial(own_files.check, listing={old: 6, new: 3})) == []
    assert await one.database.write(partial(own_files.check, listing={old: 6, new: 4})) == [old]
    assert not await one.database.read(partial(own_files.is_twins, names=[begun.name]))
    assert await one.database.read(partial(own_files.is_twins, names=[begun.name._replace(suffix="d" * 8)]))


async def test_nothing_vanished_asks_for_no_register(one: Computer) -> None:
    writer = "z" * 16
    await one.do("INSERT INTO sync_seen VALUES (?, 1, 4)", writer)
    assert await one.database.write(partial(own_files.put_back, lying={writer: Ranges([(1, 9)])})) == []
    assert await one.ask("SELECT * FROM sync_vanished") == []


async def test_unreadable_files_are_counted_from_the_first_time(one: Computer) -> None:
    names = [LogName("z" * 16, at, at, "b" * 8) for at in (1, 2)]

    async def told(some: list[LogName], now: int) -> dict[str, int]:
        note = partial(others_files.note_unreadable, names=some, now=now)
        return dict(await one.database.write(note))

    assert await told(names[:1], 0) == {}
    assert await told(names, DAY_MS) == {"z" * 16: 1}
    assert await told(names, 2 * DAY_MS) == {"z" * 16: 2}
    assert await told(names, 5) == {}  # the clock was set back
    assert await told([], 3 * DAY_MS) == {}
    assert await told(names, 3 * DAY_MS) == {}


@pytest.mark.parametrize("unsealed", [9, own_files.PORTION])
async def test_what_shrank_much_is_not_gathered_until_it_fits_into_no_memory(one: Computer, unsealed: int) -> None:
    for _ in range(own_files.GATHERED):
        await one.new_chat("x")
        begun = await cut(one)
        assert begun is not None
        keep = partial(own_files.keep, name=str(begun.name), sealed=b"sealed", unsealed=unsealed)
        await one.database.write(keep)
    assert await one.database.write(partial(own_files.renew, suffix="c" * 8)) == (unsealed == 9)
