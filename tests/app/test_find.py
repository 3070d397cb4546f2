"""Searching a conversation: what is counted, which match is in front, and how much work that is."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turbodesk.app.find import PORTION, Find, TextMatch
from turbodesk.app.tasks import Scope
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.parts import Text


def message(id_: str, text: str, status: Status = Status.COMPLETE) -> Message:
    return Message(id_, None, Role.ASSISTANT, (Block(0, Text(text)),), status)


class FakeChat:
    """Messages that have to be fetched."""

    def __init__(self, *texts: str) -> None:
        self.messages = {f"m{at}": message(f"m{at}", text) for at, text in enumerate(texts)}
        self.fetched: list[int] = []

    def ids(self) -> Sequence[str]:
        return list(self.messages)

    async def fetch(self, ids: Sequence[str]) -> Sequence[Message]:
        self.fetched.append(len(ids))
        await asyncio.sleep(0)
        return [self.messages[one] for one in ids if one in self.messages]

    def put(self, changed: Message) -> Message:
        self.messages[changed.id] = changed
        return changed


def lines_of(message: Message) -> Sequence[str]:
    return message.text.split("\n")


class Search:
    """A search with what it told."""

    def __init__(self, chat: FakeChat, scope: Scope, lines_of: Callable[[Message], Sequence[str]] = lines_of) -> None:
        self.find = Find(chat, lines_of, scope)
        self.moves: list[TextMatch] = []
        self.totals: list[int] = []
        self._changed = asyncio.Event()
        self.find.moved.connect(self.moves.append)
        self.find.changed.connect(lambda _: self._told())

    def _told(self) -> None:
        self.totals.append(self.find.total)
        self._changed.set()

    async def until_total(self, total: int) -> None:
        async with asyncio.timeout(20):
            while not (self.find.is_done and self.find.total == total):
                self._changed.clear()
                await self._changed.wait()

    def state(self) -> tuple[int, int, TextMatch | None]:
        return self.find.number, self.find.total, self.find.match


@pytest.fixture
async def scope() -> AsyncIterator[Scope]:
    failed: list[BaseException] = []
    scope = Scope("test", lambda _, error: failed.append(error))
    yield scope
    await scope.close()
    assert failed == []


async def test_matches_are_counted_and_walked_through_round_and_round(scope: Scope) -> None:
    search = Search(FakeChat("a cat", "nothing", "Cat\ncat cAT"), scope)
    search.find.search("cat", None)
    await search.until_total(4)
    assert search.state() == (1, 4, TextMatch("m0", 0))
    forth = []
    for _ in range(5):
        search.find.step(1)
        forth.append(search.find.number)
    assert forth == [2, 3, 4, 1, 2]
    back = []
    for _ in range(5):
        search.find.step(-1)
        back.append(search.find.number)
    assert back == [1, 4, 3, 2, 1]


async def test_the_first_match_is_the_first_from_where_the_reader_is(scope: Scope) -> None:
    search = Search(FakeChat("cat", "dog", "cat", "cat"), scope)
    search.find.search("cat", "m1")
    await search.until_total(3)
    assert search.moves == [TextMatch("m2", 0)]
    search.find.search("dog", "m2")
    await search.until_total(1)
    assert search.find.match == TextMatch("m1", 0)


async def test_one_match_alone_is_come_back_to(scope: Scope) -> None:
    search = Search(FakeChat("x", "cat", "x"), scope)
    search.find.search("cat", None)
    await search.until_total(1)
    search.find.step(1)
    search.find.step(-1)
    assert search.moves == [TextMatch("m1", 0)] * 3


async def test_nothing_is_found_and_nothing_is_looked_for(scope: Scope) -> None:
    search = Search(FakeChat("x", "y"), scope)
    search.find.search("cat", None)
    await search.until_total(0)
    search.find.step(1)
    assert search.state() == (0, 0, None)
    search.find.search("", None)
    assert search.find.is_done
    assert not search.moves


async def test_ten_thousand_messages_are_read_once_in_portions(scope: Scope) -> None:
    chat = FakeChat(*("cat" if at % 100 == 0 else "dog" for at in range(10_000)))
    search = Search(chat, scope)
    search.find.search("cat", "m9950")
    other_turns = 0

    async def others() -> None:
        nonlocal other_turns
        while not search.find.is_done:
            other_turns += 1
            await asyncio.sleep(0)

    await asyncio.gather(search.until_total(100), others())
    assert sum(chat.fetched) == 10_000
    assert max(chat.fetched) <= PORTION
    assert other_turns >= len(chat.fetched)  # everything else had its turn between any two portions
    assert search.moves == [TextMatch("m0", 0)]
    assert search.totals == sorted(search.totals)
    search.find.search("cats", None)  # one more letter reads nothing again
    await search.until_total(0)
    assert sum(chat.fetched) == 10_000


async def test_messages_without_the_words_are_never_rendered(scope: Scope) -> None:
    rendered: list[str] = []

    def counted(message: Message) -> Sequence[str]:
        rendered.append(message.id)
        return lines_of(message)

    chat = FakeChat(*("a zebra" if at % 1000 == 0 else "a dog & a cat" for at in range(10_000)))
    search = Search(chat, scope, counted)
    search.find.search("zeb", None)
    await search.until_total(10)
    assert len(rendered) == 10
    search.find.search("dog", None)
    await search.until_total(9_990)
    assert len(rendered) == 10_000  # each once
    search.find.search("dogs", None)
    await search.until_total(0)
    assert len(rendered) == 10_000
    assert sum(chat.fetched) == 10_000


async def test_other_work_has_its_turns_while_nothing_is_read_from_disk(
    scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count()
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock) / 1000)  # each message takes a millisecond
    chat = FakeChat(*["cat"] * 2_000)
    search = Search(chat, scope)
    search.find.search("cat", None)
    await search.until_total(2_000)
    turns = 0
    search.find.search("ca", None)
    while not search.find.is_done:
        turns += 1
        await asyncio.sleep(0)
    assert turns >= 2_000 / 8


async def test_the_first_match_is_there_before_the_rest_is_read(scope: Scope) -> None:
    chat = FakeChat(*["cat"] * 1000)
    search = Search(chat, scope)
    read_at_first: list[int] = []
    search.find.moved.connect(lambda _: read_at_first.append(sum(chat.fetched)))
    search.find.search("cat", "m700")
    await search.until_total(1000)
    assert search.state() == (701, 1000, TextMatch("m700", 0))
    assert read_at_first == [PORTION]


async def test_a_growing_reply_is_counted_and_moves_nobody(scope: Scope) -> None:
    chat = FakeChat("cat")
    search = Search(chat, scope)
    growing = chat.put(message("m1", "", Status.REPLYING))
    search.find.search("cat", None)
    await search.until_total(1)
    search.find.message_changed(chat.put(message("m1", "cat", Status.REPLYING)))
    await search.until_total(2)
    search.find.message_changed(chat.put(message("m1", "cat ca", Status.REPLYING)))
    search.find.message_changed(chat.put(replace(message("m1", "cat cat"), id=growing.id)))
    await search.until_total(3)
    assert search.moves == [TextMatch("m0", 0)]
    search.find.step(-1)
    assert search.state() == (3, 3, TextMatch("m1", 1))


async def test_what_comes_later_into_an_empty_search_moves_nobody(scope: Scope) -> None:
    chat = FakeChat("dog")
    search = Search(chat, scope)
    chat.put(message("m1", "", Status.REPLYING))
    search.find.search("cat", None)
    await search.until_total(0)
    search.find.message_changed(chat.put(message("m1", "a cat", Status.REPLYING)))
    await search.until_total(1)
    assert search.moves == []
    search.find.step(1)
    assert search.state() == (1, 1, TextMatch("m1", 0))


async def test_another_path_is_another_count(scope: Scope) -> None:
    chat = FakeChat("cat", "cat", "cat")
    search = Search(chat, scope)
    search.find.search("cat", "m2")
    await search.until_total(3)
    del chat.messages["m2"]
    chat.put(message("m3", "cat cat"))
    search.find.path_changed()
    await search.until_total(4)
    assert search.state() == (0, 4, None)
    search.find.step(1)
    assert search.find.match is not None


async def test_long_messages_are_looked_at_too(scope: Scope) -> None:
    search = Search(FakeChat("cat " * 5000), scope)
    search.find.search("cat", None)
    await search.until_total(5000)


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=8), st.lists(st.sampled_from([1, -1]), max_size=12), st.integers(0, 7))
async def test_steps_walk_the_matches_in_order(counts: list[int], steps: list[int], near: int) -> None:
    scope = Scope("test", lambda _, error: pytest.fail(str(error)))
    search = Search(FakeChat(*("cat " * count for count in counts)), scope)
    search.find.search("cat", f"m{near}")
    total = sum(counts)
    await search.until_total(total)
    before = sum(counts[:near]) if near < len(counts) else 0
    number = before % total + 1 if total else 0
    assert search.find.number == number
    for step in steps:
        search.find.step(step)
        number = (number - 1 + step) % total + 1 if total else 0
        assert search.find.number == number
    await scope.close()


async def test_places_tell_how_far_down_in_a_message_its_matches_stand(scope: Scope) -> None:
    long = "\n".join(["zebra at the top", *["nothing of the kind in this line"] * 60, "zebra at the end"])
    search = Search(FakeChat("no", long, "zebra", "zebra\n" * 500), scope)
    assert search.find.places() == []
    search.find.search("zebra", None)
    await search.until_total(503)
    places = search.find.places()
    assert [id_ for id_, _ in places[:4]] == ["m1", "m1", "m2", "m3"]
    (_, top), (_, end), (_, only) = places[:3]
    assert top == only == 0
    assert 0.9 < end < 1
    assert len(places) < 200, "of a message that is full of them, some stand for all"
    assert all(0 <= share < 1 for _, share in places)
    search.find.search("kind", None)
    await search.until_total(60)
    assert {id_ for id_, _ in search.find.places()} == {"m1"}
