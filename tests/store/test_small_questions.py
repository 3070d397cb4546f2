"""Small questions that the window asks of the store: texts for the contents, pins at once, whether a file is there."""

from __future__ import annotations

import pytest

from turbodesk.chat.conversation import ReadingPlace, new_conversation
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.message import Block, Message, Role, user_message
from turbodesk.chat.parts import Text
from turbodesk.chat.prompt import fill
from turbodesk.store import Database, History
from turbodesk.store.attachments import AttachmentStore, hash_of


@pytest.mark.parametrize(("said", "told"), [("## Heading\nWords", "## Heading\nWords"), ("No heading", "")])
async def test_texts_come_in_the_order_asked_for_and_replies_only_with_headings(
    history: History, said: str, told: str
) -> None:
    conversation, question = new_conversation(), user_message("x" * 2_000, None)
    reply = Message(new_id(), question.id, Role.ASSISTANT, (Block(0, Text(said)),), created_at=now_ms())
    history.save_conversation(conversation)
    for message in (question, reply):
        history.save_message(conversation.id, message)
    found = await history.texts([reply.id, "nobody", question.id])
    assert found == [(reply.id, Role.ASSISTANT, told), (question.id, Role.USER, "x" * 1_200)]


async def test_several_are_pinned_at_once(history: History) -> None:
    chats = [new_conversation() for _ in range(3)]
    for one in chats:
        history.save_conversation(one)
    await history.pin_conversations({chats[0].id: True, chats[2].id: True})
    await history.pin_conversations({chats[0].id: False})
    assert {one.id for one in await history.conversations() if one.pinned} == {chats[2].id}


async def test_a_file_is_there_or_not(database: Database) -> None:
    store = AttachmentStore(database)
    await store.put(b"x", "text/plain")
    assert await store.has(hash_of(b"x"))
    assert not await store.has(hash_of(b"y"))


async def test_imports_that_cannot_be_read_are_none(database: Database, history: History) -> None:
    await history.remembered.save_imports(["one"])
    assert await history.remembered.imports() == ["one"]
    await database.write(lambda connection: connection.execute("UPDATE remembered SET value = '{'"))
    assert await history.remembered.imports() == []


def test_where_a_message_begins_is_clear_of_the_edge() -> None:
    assert ReadingPlace.beginning_of("1") == ReadingPlace("1", -24)


def test_a_blank_without_a_name_is_none() -> None:
    assert fill("{{ }} and {{\t}}", {}) == ("{{ }} and {{\t}}", ())
