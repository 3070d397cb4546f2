"""What was found stands a chat at a time, titles first, and says what is not shown."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.conversation import Conversation
from turbodesk.chat.found import FoundMessage
from turbodesk.ui.sidebar.grouping import ChatHit, Hit, MoreHits, Row, Summary, places_in
from turbodesk.ui.sidebar.results import SNIPPETS, TITLES, results

TODAY = dt.date(2026, 3, 10)
WORDS = ("zebra",)


def chat(id_: str, title: str, *, at: int = 0) -> Conversation:
    return Conversation(id_, title, updated_at=at)


def said(chat_id: str, number: int, *, in_chat: int = 1) -> FoundMessage:
    return FoundMessage(chat_id, f"{chat_id}{number}", "", 1, "a zebra", ((2, 7),), in_chat=in_chat)


def found(*given: Conversation, by: tuple[FoundMessage, ...] = (), is_cut: bool = False) -> list[Row]:
    return results({one.id: one for one in given}, WORDS, by, is_cut=is_cut, today=TODAY)


def test_titles_come_first_the_newest_of_them_before_the_others_and_then_as_the_search_has_it() -> None:
    rows = found(
        chat("a", "Old zebra", at=1),
        chat("b", "Stripes", at=9),
        chat("c", "New zebra", at=5),
        chat("d", "Animals", at=7),
        by=(said("d", 1), said("b", 1), said("a", 1), said("gone", 1)),
    )
    shown = [row.conversation.id for row in rows if isinstance(row, ChatHit)]
    assert shown == ["c", "a", "d", "b"]
    assert isinstance(rows[0], Summary)
    assert rows[0].name == "4 chats, 3 places"
    assert [type(row) for row in rows[2:4]] == [ChatHit, Hit], "what a title's chat says stands beneath it"


def test_of_a_chat_two_places_are_shown_and_the_others_counted() -> None:
    rows = found(chat("a", "Animals"), by=tuple(said("a", number, in_chat=5) for number in range(3)))
    assert [type(row) for row in rows] == [Summary, ChatHit, Hit, Hit, MoreHits]
    assert [row.name for row in rows if isinstance(row, Summary | MoreHits)] == ["1 chat, 5 places", "3 more here"]
    assert [row.is_last for row in rows if isinstance(row, Hit)] == [False, False]


def test_more_titles_than_anybody_reads_are_said_to_be_more() -> None:
    rows = found(*(chat(f"c{number}", f"Zebra {number}", at=number) for number in range(TITLES + 5)))
    assert isinstance(rows[0], Summary)
    assert rows[0].name == f"{TITLES} chats and more"
    assert len(rows) == TITLES + 1


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["zebra", "ant"])),
    st.lists(st.tuples(st.sampled_from("abcdefg"), st.integers(0, 5)), unique=True),
)
def test_a_chat_stands_there_once_and_nothing_that_was_found_is_lost(
    titles: dict[str, str], places: list[tuple[str, int]]
) -> None:
    counts = {id_: sum(1 for one, _ in places if one == id_) for id_, _ in places}
    rows = found(
        *(chat(id_, title) for id_, title in titles.items()),
        by=tuple(said(id_, number, in_chat=counts[id_]) for id_, number in places),
    )
    shown = [row.conversation.id for row in rows if isinstance(row, ChatHit)]
    there = {id_ for id_ in counts if id_ in titles}
    assert sorted(shown) == sorted(there | {id_ for id_, title in titles.items() if title == "zebra"})
    assert len({row.key for row in rows}) == len(rows)
    for id_ in there:
        here = [row for row in rows if isinstance(row, Hit) and row.found.conversation_id == id_]
        rest = [row.count for row in rows if isinstance(row, MoreHits) and row.best.conversation_id == id_]
        assert len(here) == min(SNIPPETS, counts[id_])
        assert len(here) + sum(rest) == counts[id_]


@pytest.mark.parametrize(
    ("title", "words", "places"),
    [
        ("A zebra, a Zebra", ("zebra",), ((2, 7), (11, 16))),
        ("zebrazebra", ("zebra",), ((0, 10),)),
        ("Größe der Straße", ("strasse",), ((10, 16),)),
        ("abcd", ("abc", "bcd"), ((0, 4),)),
        ("ant", ("zebra",), ()),
    ],
)
def test_words_are_found_in_a_title_as_it_is_written(
    title: str, words: tuple[str, ...], places: tuple[tuple[int, int], ...]
) -> None:
    assert places_in(title, words) == places
