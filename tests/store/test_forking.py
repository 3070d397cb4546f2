"""A conversation that goes on from another: all that leads to a message is copied, and nothing else changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from turbodesk.chat.conversation import Conversation, Fork, branched, new_conversation
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.message import Block, Message, Role, Usage, user_message
from turbodesk.chat.parts import Image, Part, Text
from turbodesk.store import Database, History
from turbodesk.store.spending import Spending

HASH = "a" * 64


def reply(text: str, parent: Message) -> Message:
    usage = Usage(input_tokens=10, output_tokens=5)
    blocks = (Block(0, Text(text)),)
    return Message(new_id(), parent.id, Role.ASSISTANT, blocks, model="m", usage=usage, created_at=now_ms())


async def talk(history: History, *, turns: int = 3) -> tuple[Conversation, list[Message]]:
    """Keep a conversation of so many turns, the first with a picture, and each with a second try beside."""
    conversation = new_conversation()
    said: list[Message] = []
    history.save_conversation(conversation)
    for turn in range(turns):
        picture: tuple[Part, ...] = (Image({"type": "attachment", "sha256": HASH}),) if turn == 0 else ()
        question = user_message(f"question {turn}", said[-1].id if said else None, picture)
        said += [question, reply(f"reply {turn}", question)]
        history.save_message(conversation.id, reply("beside", question))
        for message in said[-2:]:
            history.save_message(conversation.id, message)
    conversation = replace(conversation, leaf_id=said[-1].id, sent_from=said[2].id)
    await history.save_conversation(conversation)
    return conversation, said


async def fork(history: History, conversation: Conversation, ids: list[str]) -> Conversation:
    made = branched(conversation, title="Branch")
    last = await history.forking.fork(made, ids)
    found = await history.conversation(made.id)
    assert found is not None
    assert found.fork == Fork(conversation.id, last)
    return found


@pytest.mark.parametrize("count", [2, 4, 6])
async def test_what_leads_to_the_message_is_there_and_the_other_chat_is_as_it_was(history: History, count: int) -> None:
    conversation, said = await talk(history)
    before = await history.nodes(conversation.id)
    made = await fork(history, conversation, [one.id for one in said[:count]])
    copies = await history.messages([node.id for node in await history.nodes(made.id)])
    assert [one.text for one in copies] == [one.text for one in said[:count]]
    assert [one.parent_id for one in copies] == [None, *[one.id for one in copies[:-1]]]
    assert [replace(one, id="", parent_id=None) for one in copies] == [
        replace(one, id="", parent_id=None) for one in said[:count]
    ]
    assert made.leaf_id == copies[-1].id
    assert made.sent_from == (copies[2].id if count > 2 else None)
    assert made.wire_id not in ("", conversation.wire_id)
    assert await history.nodes(conversation.id) == before
    assert await history.conversation(conversation.id) == conversation


async def test_it_goes_on_with_the_preset_and_what_was_told_of_the_model(history: History) -> None:
    conversation, said = await talk(history)
    conversation = replace(conversation, preset_id="patient", ending_told="m ends", project_id="norway")
    made = await fork(history, conversation, [one.id for one in said])
    assert (made.preset_id, made.ending_told, made.project_id) == ("patient", "m ends", "norway")


async def test_a_copied_reply_is_paid_for_once_and_a_copied_picture_is_kept(
    history: History, database: Database
) -> None:
    conversation, said = await talk(history)
    spending = Spending(database, demo="demo")
    today = dt.datetime.now().astimezone().date() - dt.timedelta(days=1)
    (before,) = await spending.since(today)
    made = await fork(history, conversation, [one.id for one in said])
    assert await spending.since(today) == [before]
    assert await spending.of(made.id) == []
    assert list((await history.attachment_counts(made.id)).values()) == [1]


async def test_the_way_back_leads_to_the_message_until_it_is_gone(history: History) -> None:
    conversation, said = await talk(history)
    made = await fork(history, conversation, [one.id for one in said[:2]])
    assert made.leaf_id is not None
    assert await history.forking.source(made.leaf_id) == (conversation.id, said[1].id)
    assert await history.forking.source(said[1].id) is None
    again = await fork(history, made, [node.id for node in await history.nodes(made.id)])
    assert again.leaf_id is not None
    assert await history.forking.source(again.leaf_id) == (made.id, made.leaf_id)
    await history.delete_conversations(conversation.id)
    assert await history.forking.source(made.leaf_id) is None


async def test_nothing_is_written_where_a_message_is_not_there(history: History) -> None:
    conversation, said = await talk(history)
    with pytest.raises(KeyError):
        await history.forking.fork(branched(conversation, title="Branch"), [said[0].id, new_id()])
    assert await history.conversations() == [conversation]
