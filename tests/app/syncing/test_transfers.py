"""In what order files are fetched, how many at once, and how much of them is in memory."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.syncing.blob_transfers import AbsentBlobs
from turbodesk.app.syncing.lanes import AT_ONCE, Room, each
from turbodesk.app.syncing.place import Listing
from turbodesk.app.syncing.receiving import in_order, needed
from turbodesk.app.syncing.round_result import RoundProgress
from turbodesk.chat.storage_errors import StorageBusy
from turbodesk.chat.sync_names import LogName, Ranges
from turbodesk.store.sync import own_files

LARGE = own_files.FULL * 2


def name(first: int, last: int, writer: str = "a" * 16) -> LogName:
    return LogName(writer, first, last, "b" * 8)


def test_newest_chats_are_fetched_first() -> None:
    sizes = {name(1, 1): LARGE, name(2, 2): LARGE, name(3, 3): LARGE, name(4, 11): 5_000, name(12, 12): 900}
    assert [one.first for one in in_order(sizes, sizes)] == [12, 4, 1, 2, 3]


names = st.tuples(st.integers(1, 9), st.integers(0, 4), st.sampled_from("abc")).map(
    lambda one: LogName(one[2] * 16, one[0], one[0] + one[1], "b" * 8)
)


@given(st.sets(names), st.lists(st.tuples(st.integers(1, 9), st.integers(0, 4))))
def test_what_is_fetched_is_all_that_was_not_read_and_nothing_twice(found: set[LogName], read: object) -> None:
    seen = {"a" * 16: Ranges((first, first + more) for first, more in read)}  # type: ignore[attr-defined]
    some = needed(found, seen, {})
    known = {writer * 16: Ranges(seen.get(writer * 16, ())) for writer in "abc"}
    for one in some:
        assert not known[one.writer].covers(one.first, one.last)
        known[one.writer].add(one.first, one.last)
    assert all(known[one.writer].covers(one.first, one.last) for one in found)


def test_of_an_id_under_which_two_have_written_every_file_is_read_once() -> None:
    read, other = name(1, 9), name(2, 2)._replace(suffix="c" * 8)
    seen = {read.writer: Ranges([(1, 9)])}
    assert needed([read, other], seen, {}) == []
    assert needed([read, other], seen, {read.writer: {str(read)}}) == [other]


def test_copies_stand_for_a_file_that_is_not_there() -> None:
    one, other = name(1, 1), name(2, 2)
    copy = f"{str(one)[:-4]} (conflicted copy).tds"
    listing = Listing({copy: 7, str(other): 9, f"{str(other)[:-4]}-PC.tds": 3, "desktop.ini": 5})
    assert listing.sizes == {one: 7, other: 9}
    assert listing.paths(one) == [f"log/{one}", f"log/{copy}"]


async def test_a_few_are_done_at_once_and_a_failure_ends_it() -> None:
    running, most, done = 0, 0, list[int]()

    async def do(number: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        if number == 9:
            raise StorageBusy
        await asyncio.sleep(0)
        done.append(number)

    with pytest.raises(StorageBusy):
        await each(range(50), do)
    assert (most, running) == (AT_ONCE, 0)
    assert set(done) <= set(range(13))
    await each(range(20, 30), do)
    assert set(range(20, 30)) <= set(done)


async def test_large_attachments_wait_for_room() -> None:
    room, held = Room(100), list[int]()

    async def one(size: int) -> None:
        async with room.of(size):
            held.append(size)
            assert sum(min(one, 100) for one in held) <= 100
            await asyncio.sleep(0)
            held.remove(size)

    await asyncio.wait_for(asyncio.gather(*(one(size) for size in (60, 30, 500, 10, 80, 100, 1))), 20)


def test_missing_attachments_are_looked_for_more_and_more_rarely() -> None:
    absent, looks = AbsentBlobs(), list[int]()
    for number in range(150):
        if absent.is_due(frozenset("a")):
            looks.append(number)
            absent.looked(frozenset("a"))
    assert looks[:5] == [0, 2, 5, 10, 19]
    assert looks[-1] - looks[-2] == 33
    assert absent.is_due(frozenset("ab"))
    assert not AbsentBlobs().is_due(frozenset())


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    progress = RoundProgress(lambda done, total: told.append((done, total)))
    progress.expect(5)
    progress.did(2)
    progress.expect(4)
    assert told == [(0, 5), (2, 5), (2, 9)]
