from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.strategies import endings, events
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.events import Event, Finished, Interrupted, Started, TextDelta, Waiting
from turbodesk.chat.message import Message, Status, empty_reply
from turbodesk.chat.reduce import apply
from turbodesk.store import Database, History, Journal
from turbodesk.store.event_rows import event_from_json, joined, json_from_event

same_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


async def begun(history: History, journal: Journal) -> Message:
    conversation = new_conversation()
    history.save_conversation(conversation)
    message = empty_reply("claude-sonnet-4-6", "parent")
    await journal.begin(conversation.id, message)
    return message


def grown(message: Message, happened: list[Event]) -> Message:
    for event in happened:
        message = apply(message, event)
    return message


def timeless(message: Message) -> Message:
    return replace(message, first_part_at=None, finished_at=None)


async def rows(database: Database, message_id: str = "%") -> int:
    query = "SELECT count(*) FROM journal WHERE message_id LIKE ?"
    return int(await database.read(lambda connection: connection.execute(query, (message_id,)).fetchone()[0]))


@same_database
@given(flushed=st.lists(st.lists(events(), max_size=6), max_size=4), lost=st.lists(events(), max_size=3))
async def test_what_was_flushed_is_recovered(
    database: Database, history: History, flushed: list[list[Event]], lost: list[Event]
) -> None:
    journal = Journal(database)
    message = await begun(history, journal)
    for some in flushed:
        for event in some:
            journal.append(message.id, event)
        journal.flush()
    for event in lost:
        journal.append(message.id, event)  # and the program is gone
    recovered = [found for _, found in await Journal(database).recover()]
    expected = grown(message, [event for some in flushed for event in some] + [Interrupted()])
    assert [timeless(found) for found in recovered] == [timeless(expected)]
    assert await history.messages([message.id]) == recovered
    assert (recovered[0].first_part_at is None) == (expected.first_part_at is None)
    assert await rows(database, message.id) == 0  # what an earlier example lost may have been written meanwhile
    journal.flush().cancel()


@same_database
@given(happened=st.lists(events(), max_size=6), ending=endings())
async def test_a_reply_that_ended_is_whole_and_leaves_no_journal(
    database: Database, history: History, happened: list[Event], ending: Event
) -> None:
    journal = Journal(database)
    message = await begun(history, journal)
    for number, event in enumerate(happened):
        journal.append(message.id, event)
        if number % 2:
            journal.flush()
    final = grown(message, [*happened, ending])
    await journal.end(final)
    await journal.flush()
    assert await history.messages([message.id]) == [final]
    assert await rows(database) == 0
    assert await Journal(database).recover() == []


@given(st.lists(events() | endings(), max_size=12))
def test_joining_deltas_changes_no_message(happened: list[Event]) -> None:
    message = empty_reply("m", "p")
    assert timeless(grown(message, joined(happened))) == timeless(grown(message, happened))


@given(events() | endings())
def test_an_event_reads_back(event: Event) -> None:
    stored = json_from_event(event)
    assert stored is None if isinstance(event, Waiting) else event_from_json(stored) == event


async def test_a_run_of_deltas_is_one_entry() -> None:
    assert joined([TextDelta(0, "a"), TextDelta(0, "b"), TextDelta(1, "c"), TextDelta(0, "d")]) == [
        TextDelta(0, "ab"),
        TextDelta(1, "c"),
        TextDelta(0, "d"),
    ]


async def test_several_replies_share_one_write_in_time(database: Database, history: History) -> None:
    journal = Journal(database, gather_s=0.01)
    first, second = await begun(history, journal), await begun(history, journal)
    for message in (first, second):
        for text in "abc":
            journal.append(message.id, TextDelta(0, text))
    async with asyncio.timeout(10):
        while await rows(database) == 0:  # noqa: ASYNC110  # the database has no event for it; nobody else asks
            await asyncio.sleep(0.005)
    assert await rows(database) == 2
    assert {found.text for _, found in await Journal(database).recover()} == {"abc"}


async def test_the_promise_leaves_time_for_the_write() -> None:
    assert Journal.__init__.__kwdefaults__ == {"gather_s": 0.15}


async def test_a_half_character_survives(database: Database, history: History, journal: Journal) -> None:
    message = await begun(history, journal)
    journal.append(message.id, TextDelta(0, "a\ud83d"))
    await journal.flush()
    ((_, found),) = await Journal(database).recover()
    assert found.text == "a\ud83d"


async def test_damaged_rows_cost_only_themselves(database: Database, history: History, journal: Journal) -> None:
    message = await begun(history, journal)
    damaged = ["{", "3", '[["text"],["text",0,"kept "],["block",0,{"b":3}],["new kind",1],7]', "[" * 5000]
    insert = "INSERT INTO journal (message_id, events, written_at) VALUES (?, ?, 5)"
    pairs = [(message.id, text) for text in damaged]
    await database.write(lambda connection: connection.executemany(insert, pairs).rowcount)
    journal.append(message.id, TextDelta(0, "too"))
    await journal.flush()
    ((_, found),) = await Journal(database).recover()
    assert (found.text, found.status, found.first_part_at) == ("kept too", Status.INTERRUPTED, 5)


async def test_times_are_those_of_the_reply_and_not_of_its_recovery(
    database: Database, history: History, journal: Journal
) -> None:
    message = await begun(history, journal)
    journal.append(message.id, Started("id", "m"))
    journal.append(message.id, TextDelta(0, "x"))
    await journal.flush()
    await database.write(lambda connection: connection.execute("UPDATE journal SET written_at = 7").rowcount)
    ((_, found),) = await Journal(database).recover()
    assert (found.first_part_at, found.finished_at) == (7, 7)


async def test_a_reply_that_had_not_begun_is_interrupted_too(path: Path) -> None:
    opened = await Database.open(path)
    message = await begun(History(opened.database), Journal(opened.database))
    await opened.database.close()
    opened = await Database.open(path)
    ((_, found),) = await Journal(opened.database).recover()
    assert found == replace(message, status=Status.INTERRUPTED, finished_at=message.created_at)
    await opened.database.close()


async def test_a_journalled_ending_counts(database: Database, history: History, journal: Journal) -> None:
    message = await begun(history, journal)
    for event in (TextDelta(0, "all"), Finished()):
        journal.append(message.id, event)
    await journal.flush()
    ((_, found),) = await Journal(database).recover()
    assert (found.text, found.status) == ("all", Status.COMPLETE)


async def test_a_second_recovery_finds_nothing(database: Database, history: History, journal: Journal) -> None:
    await begun(history, journal)
    assert len(await journal.recover()) == 1
    assert await journal.recover() == []


async def test_ending_a_reply_that_was_never_begun_is_a_defect(journal: Journal) -> None:
    with pytest.raises(KeyError):
        journal.end(apply(empty_reply("m", "p"), Finished()))


async def test_nothing_is_written_after_the_last_reply_has_ended(path: Path) -> None:
    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    database = (await Database.open(path)).database
    journal = Journal(database, gather_s=0.0)
    message = await begun(History(database), journal)
    journal.append(message.id, TextDelta(0, "a"))
    await journal.end(apply(message, Finished()))
    await database.close()
    await asyncio.sleep(0.01)  # a timer left behind would write to the closed database now
    assert reported == []
