from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.store.strategies import conversations, messages
from turbodesk.chat import conversation as tree
from turbodesk.chat.conversation import UNTITLED, Conversation, Node, ReadingPlace, new_conversation, path
from turbodesk.chat.message import Block, Message, Role, empty_reply, user_message
from turbodesk.chat.parts import Opaque, Text, ToolUse
from turbodesk.store import Database, History
from turbodesk.store.cells import Cells
from turbodesk.store.history import NODES
from turbodesk.store.row_mapping import conversation_from_row, conversation_row, message_from_cells, message_row
from turbodesk.store.trash import TrashTable

same_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


async def begun(history: History) -> Conversation:
    conversation = new_conversation()
    await history.save_conversation(conversation)
    return conversation


async def test_a_conversation_comes_back_as_it_was(history: History) -> None:
    conversation = replace(await begun(history), title="Größe 漢字 🙂", pinned=True, place=None)
    await history.save_conversation(conversation)
    assert await history.conversations() == [conversation]


async def test_a_title_of_another_program_turns_no_words_around(database: Database, history: History) -> None:
    turning, blank = await begun(history), await begun(history)
    for conversation, title in ((turning, "\u202eexe.txt\u202c"), (blank, "\u202e")):
        await history.save_conversation(replace(conversation, title=title))
    assert {one.id: one.title for one in await history.conversations()} == {turning.id: "exe.txt", blank.id: UNTITLED}
    await history.delete_conversations(turning.id)
    assert [one.title for one in await TrashTable(database).deleted()] == ["exe.txt"]


async def test_reading_sees_what_was_queued_before_it(history: History) -> None:
    conversation = new_conversation()
    history.save_conversation(conversation)
    question = user_message("Hello", None)
    history.save_message(conversation.id, question)
    assert await history.messages([question.id]) == [question]


async def test_the_newest_conversation_comes_first(history: History) -> None:
    made = [replace(new_conversation(), updated_at=at) for at in (2, 3, 1)]
    for conversation in made:
        history.save_conversation(conversation)
    assert [one.updated_at for one in await history.conversations()] == [3, 2, 1]


async def test_a_draft_and_a_place_outlive_a_save_of_the_conversation(history: History) -> None:
    conversation = await begun(history)
    history.save_draft(conversation.id, "half a thought \ud83d")
    history.save_place(conversation.id, ReadingPlace("m", 12))
    history.save_conversation(replace(conversation, title="Named"))
    (found,) = await history.conversations()
    assert (found.title, found.draft, found.place) == ("Named", "half a thought \ufffd", ReadingPlace("m", 12))
    assert found.updated_at == conversation.updated_at
    await history.save_place(conversation.id, None)
    assert (await history.conversations())[0].place is None


async def test_a_deleted_conversation_returns_when_asked_and_not_by_a_late_save(history: History) -> None:
    conversation = await begun(history)
    question = user_message("Hello", None)
    history.save_message(conversation.id, question)
    history.delete_conversations(conversation.id)
    history.save_conversation(replace(conversation, title="late"))
    assert await history.conversations() == []
    history.restore_conversations(conversation.id)
    assert [one.title for one in await history.conversations()] == ["late"]
    assert len(await history.nodes(conversation.id)) == 1


async def test_nodes_tell_the_tree_without_its_text(history: History) -> None:
    conversation = await begun(history)
    question = user_message("four", None)
    replies = [replace(empty_reply("m", question.id), blocks=(Block(0, Text("x" * size)),)) for size in (3, 5)]
    for message in (question, *replies):
        history.save_message(conversation.id, message)
    nodes = await history.nodes(conversation.id)
    assert nodes == [
        Node(question.id, None, Role.USER, 4),
        Node(replies[0].id, question.id, Role.ASSISTANT, 3),
        Node(replies[1].id, question.id, Role.ASSISTANT, 5),
    ]
    assert path({node.id: node for node in nodes}, replies[1].id) == [question.id, replies[1].id]


async def test_nodes_are_read_from_the_index_alone(database: Database, history: History) -> None:
    plan = await database.read(
        lambda connection: connection.execute(f"EXPLAIN QUERY PLAN {NODES}", ("any",)).fetchall()
    )
    assert ["USING COVERING INDEX message_tree" in row[3] for row in plan] == [True]


async def test_messages_come_in_the_order_asked_for_and_unknown_ones_are_left_out(history: History) -> None:
    conversation = await begun(history)
    made = [user_message(str(number), None) for number in range(510)]  # more than one query's worth
    for message in made:
        history.save_message(conversation.id, message)
    wanted = [message.id for message in reversed(made)]
    assert await history.messages(["unknown", *wanted]) == list(reversed(made))
    assert await history.messages([]) == []


async def test_a_message_of_an_unknown_conversation_is_refused(history: History) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await history.save_message("nowhere", user_message("Hello", None))


@same_database
@given(message=messages())
async def test_a_message_loses_nothing(history: History, message: Message) -> None:
    conversation = new_conversation()
    history.save_conversation(conversation)
    history.save_message(conversation.id, message)
    assert await history.messages([message.id]) == [message]


@given(messages())
def test_a_message_row_reads_back(message: Message) -> None:
    assert message_from_cells(Cells(message_row("c", message))) == message


@given(conversations())
def test_a_conversation_row_reads_back(conversation: Conversation) -> None:
    assert conversation_from_row(conversation_row(conversation)) == conversation


@pytest.mark.parametrize("text", ['{"pa', "[1]", '{"a":1}', '{ "b" : 1.0 }', '{"a":1,"a":2}', "nonsense", ""])
async def test_tool_arguments_are_kept_as_streamed(history: History, text: str) -> None:
    conversation = await begun(history)
    message = replace(empty_reply("m", "p"), blocks=(Block(2, ToolUse("t", "find", text), closed=False),))
    history.save_message(conversation.id, message)
    assert (await history.messages([message.id]))[0].blocks == message.blocks


@pytest.mark.parametrize("stored", ['{"v":2,"blocks":[]}', "not json", '{"v":1}', '{"v":1,"blocks":[{}]}', "[]"])
async def test_a_row_of_a_newer_form_is_shown_as_unreadable(database: Database, history: History, stored: str) -> None:
    conversation = await begun(history)
    message = user_message("Hello", None)
    history.save_message(conversation.id, message)
    await database.write(lambda connection: connection.execute("UPDATE message SET blocks = ?", (stored,)).rowcount)
    (found,) = await history.messages([message.id])
    assert found.parts == (Opaque({"type": "unreadable", "stored": stored}),)


async def test_the_index_for_searching_keeps_step(database: Database, history: History) -> None:
    conversation = await begun(history)
    message = replace(empty_reply("m", "p"), blocks=(Block(0, Text("Café entanglement")),))
    history.save_message(conversation.id, message)

    async def found(word: str) -> int:
        query = "SELECT count(*) FROM message_text WHERE message_text MATCH ?"
        return int(await database.read(lambda connection: connection.execute(query, (word,)).fetchone()[0]))

    assert (await found("cafe"), await found("spin")) == (1, 0)
    history.save_message(conversation.id, replace(message, blocks=(Block(0, Text("spin")),)))
    assert (await found("cafe"), await found("spin")) == (0, 1)
    await database.write(lambda connection: connection.execute("DELETE FROM message").rowcount)
    assert await found("spin") == 0
    await database.write(
        lambda connection: (
            connection.execute("INSERT INTO message_text(message_text, rank) VALUES ('integrity-check', 1)").rowcount
        )
    )


def test_a_chat_without_a_title_has_none_in_any_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "UNTITLED", "Neuer Chat")
    row = conversation_row(new_conversation())
    untitled = {**row, "title": tree.UNTITLED_ON_DISK}
    assert conversation_row(replace(conversation_from_row(row), title="Neuer Chat"))["title"] == tree.UNTITLED_ON_DISK
    assert conversation_from_row(untitled).title == "Neuer Chat"
    by_hand = {**untitled, "titled_by_hand": 1}
    assert conversation_from_row(by_hand).title == tree.UNTITLED_ON_DISK
    assert conversation_row(conversation_from_row(by_hand))["title"] == tree.UNTITLED_ON_DISK
