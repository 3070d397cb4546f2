"""What a row holds that cannot be is shown as damaged, stays in the file, and spoils nothing beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.store.test_attachments import carrying
from tests.store.test_trash import DAY_MS, talked
from turbodesk.chat.attachments import PLAIN
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.events import BlockStarted, TextDelta
from turbodesk.chat.ids import made_at
from turbodesk.chat.message import Message, Status, Usage, empty_reply, user_message
from turbodesk.chat.moments import LATEST_MS
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Opaque, Text
from turbodesk.store import AttachmentStore, Database, History, Journal
from turbodesk.store.attachments import hash_of
from turbodesk.store.search import SearchIndex
from turbodesk.store.spending import Spending
from turbodesk.store.trash import TrashTable

FAR = 1_796_000_000_000_000
"""Microseconds where milliseconds belong: the year 58878."""


async def change(database: Database, statement: str, *values: object) -> None:
    await database.write(lambda one: one.execute(statement, values) and None)


async def cell(database: Database, query: str, *values: object) -> object:
    row: tuple[object, ...] = await database.read(lambda one: one.execute(query, values).fetchone())
    return row[0]


async def read(history: History, conversation: Conversation) -> list[Message]:
    return await history.messages([node.id for node in await history.nodes(conversation.id)])


async def test_a_time_that_cannot_be_shown_is_that_of_the_id(database: Database, history: History) -> None:
    chat = talked(history, "One", "Hello")
    await change(database, "UPDATE conversation SET created_at = ?, active_at = ?", FAR, -5)
    await change(database, "UPDATE message SET created_at = ?, finished_at = ?", FAR, FAR)
    (found,) = await history.conversations()
    assert found.created_at == found.updated_at == made_at(chat.id)
    (message,) = await read(history, chat)
    assert (message.created_at, message.finished_at) == (made_at(message.id), None)
    assert history.lost == set(), "every word is there: nobody need be told"


async def test_what_is_damaged_stays_until_the_person_changes_it(database: Database, history: History) -> None:
    chat = talked(history, "One", "Hello")
    await change(database, "UPDATE conversation SET parameters = '{broken', draft_parts = 'nonsense', active_at = -1")
    (found,) = await history.conversations()
    assert found.parameters == Parameters()
    assert history.lost == {f"{chat.id}: active_at, draft_parts, parameters"}
    history.save_draft(chat.id, "typed since")
    history.save_conversation(replace(found, title="Another"))
    (again,) = await history.conversations()
    assert (again.title, again.draft) == ("Another", "typed since")
    for column, held in (("parameters", "{broken"), ("draft_parts", "nonsense"), ("active_at", -1)):
        assert await cell(database, f"SELECT {column} FROM conversation") == held
    history.save_conversation(replace(found, parameters=Parameters(system="Mine")))
    assert (await history.conversations())[0].parameters.system == "Mine"


async def test_words_of_nobody_are_given_to_nobody(database: Database, history: History) -> None:
    chat = talked(history, "One", "Hello")
    await change(database, "UPDATE message SET role = 'system'")
    (message,) = await read(history, chat)
    assert [part.kind for part in message.parts if isinstance(part, Opaque)] == ["unreadable"]
    assert message.text == ""


async def test_a_message_that_is_not_there_is_shown_as_damaged(database: Database, history: History) -> None:
    chat = talked(history, "One")
    first = user_message("first", None)
    second = replace(empty_reply("m", first.id), status=Status.COMPLETE)
    third = user_message("third", second.id)
    for message in (first, second, third):
        history.save_message(chat.id, message)
    await change(database, "DELETE FROM message WHERE id = ?", second.id)
    found = await read(history, chat)
    assert [one.id for one in found] == [first.id, second.id, third.id]
    assert isinstance(found[1].parts[0], Opaque)


async def test_a_damaged_reply_that_grew_stays_as_it_is(database: Database, history: History) -> None:
    journal = Journal(database)
    chat = talked(history, "One", "Hello")
    reply = empty_reply("m", "parent")
    await journal.begin(chat.id, reply)
    journal.append(reply.id, BlockStarted(0, Text("half a")))
    journal.append(reply.id, TextDelta(0, " word"))
    await journal.flush()
    await change(database, "UPDATE message SET usage = 'nonsense', created_at = ? WHERE id = ?", FAR, reply.id)
    assert await Journal(database).recover() == []
    assert await cell(database, "SELECT usage FROM message WHERE id = ?", reply.id) == "nonsense"
    assert await cell(database, "SELECT count(*) FROM journal") == 1
    assert (await history.messages([reply.id]))[0].status is Status.INTERRUPTED


async def test_counts_beyond_all_counts_are_none(database: Database, history: History) -> None:
    chat = talked(history, "One", "Hello")
    reply = replace(empty_reply("m", "p"), status=Status.COMPLETE, usage=Usage(1, 2))
    history.save_message(chat.id, reply)
    history.save_message(chat.id, replace(reply, id=empty_reply("m", "p").id))
    used = '{"input_tokens":9223372036854775807,"output_tokens":1e999}'
    await change(database, "UPDATE message SET usage = ? WHERE id <> ? AND role = 'assistant'", used, reply.id)
    spending = Spending(database, demo="demo")
    (sums,) = await spending.of(chat.id)
    assert (sums.replies, sums.usage.input_tokens, sums.usage.output_tokens) == (2, 1, 2)
    assert await spending.since(dt.date(2026, 1, 1)) == [sums]
    await change(database, "UPDATE message SET created_at = ?", FAR)
    assert await spending.of(chat.id) == []


@pytest.mark.parametrize(
    "damage",
    ["UPDATE message_attachment SET sha256 = 'nonsense'", "UPDATE conversation SET draft_parts = '[{'"],
)
async def test_no_attachment_goes_while_references_are_damaged(
    database: Database, history: History, damage: str
) -> None:
    store = AttachmentStore(database)
    chat = talked(history, "One", "Hello")
    store.put(b"bytes", PLAIN)
    history.save_message(chat.id, carrying(b"bytes", None))
    await change(database, damage)
    assert await store.sweep(spared_ms=-1) == 0
    assert await store.content(hash_of(b"bytes")) == b"bytes"


@pytest.mark.parametrize("times", ["deleted_at = 5", "deleted_at = -5", "updated_at = -1", f"created_at = {LATEST_MS}"])
async def test_nothing_is_removed_for_good_because_of_a_damaged_number(
    database: Database, history: History, times: str
) -> None:
    chat = talked(history, "One", "Hello")
    await history.delete_conversations(chat.id)
    await change(
        database,
        "UPDATE conversation SET created_at = ?, deleted_at = deleted_at - ?",
        made_at(chat.id) - 40 * DAY_MS,
        31 * DAY_MS,
    )
    assert await TrashTable(database).old() == [chat.id]
    await change(database, f"UPDATE conversation SET {times}")
    assert await TrashTable(database).old() == []
    assert [one.title for one in await TrashTable(database).deleted()] == ["One"]


async def test_an_id_with_a_moment_that_is_none_is_found_by_its_words(database: Database, history: History) -> None:
    talked(history, "One", "Hello")
    await change(database, "UPDATE message SET id = 'ffffffff-ffff-7fff-bfff-ffffffffffff'")
    (found,) = await SearchIndex(database).find("Hello")
    assert found.at == 0
