"""A chat that is open here and is changed in the database by others: nothing that either did is undone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.conftest import AppFixture
from tests.app.gateways import PAUSE, spoken
from tests.app.wired import until
from turbodesk.app.live import LiveChat
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.conversation import Conversation, Edit, ReadingPlace, ReplyPair, new_conversation
from turbodesk.chat.message import Block, Message, Status, empty_reply, user_message
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Text
from turbodesk.store.history import put_message
from turbodesk.store.row_mapping import conversation_row, message_row

SETTERS: dict[str, tuple[Callable[[LiveChat, Any], object], Callable[[int], Any]]] = {
    "title": (lambda chat, value: chat.rename(value), lambda number: f"Title {number}"),
    "model": (lambda chat, value: chat.choose_model(value), lambda number: f"m-{number}"),
    "parameters": (lambda chat, value: chat.tune(value), lambda number: Parameters(system=f"Be {number}")),
    "project_id": (lambda chat, value: chat.belong(value), lambda number: f"project-{number}"),
    "gateway_id": (lambda chat, value: chat.choose_gateway(value), lambda number: f"gateway-{number}"),
    "second_model": (lambda chat, value: chat.pairs.set_second(value), lambda number: f"second-{number}"),
    "ending_told": (lambda chat, value: chat.note_ending(value), lambda number: f"ends {number}"),
}
"""What the window changes, how, and with what."""


def elsewhere(services: AppFixture, chat_id: str, **facts: Any) -> asyncio.Future[None]:
    """Change a conversation straight in the database, as an import does."""
    if "title" in facts:
        facts["titled_by_hand"] = True
    any_one = new_conversation()
    before, row = conversation_row(any_one), conversation_row(replace(any_one, **facts))
    columns = [name for name in row if row[name] != before[name] and name != "updated_at"]
    statement = f"UPDATE conversation SET {', '.join(f'{one} = :{one}' for one in columns)} WHERE id = :id"
    return change(services, statement, {**row, "id": chat_id})


def change(services: AppFixture, statement: str, values: Any = ()) -> asyncio.Future[None]:
    def job(connection: sqlite3.Connection) -> None:
        connection.execute(statement, values)

    return services.database.write(job)


def said(services: AppFixture, chat_id: str, *messages: Message) -> asyncio.Future[None]:
    """Put messages straight into the database."""

    def job(connection: sqlite3.Connection) -> None:
        for message in messages:
            put_message(connection, message_row(chat_id, message))

    return services.database.write(job)


def answered(question: Message, words: str) -> Message:
    return replace(empty_reply("m", question.id), blocks=(Block(0, Text(words)),), status=Status.COMPLETE)


async def on_disk(services: AppFixture, chat: LiveChat) -> Conversation:
    found = await services.history.conversation(chat.conversation.id)
    assert found is not None
    return found


async def begun(services: AppFixture, *questions: str) -> LiveChat:
    """Return an open chat in which this was said, and answered."""
    conversation = new_conversation()
    services.history.save_conversation(conversation)
    parent = None
    for words in questions:
        question = user_message(words, parent)
        reply = answered(question, f"About {words}")
        said(services, conversation.id, question, reply)
        parent = reply.id
    if parent is not None:
        elsewhere(services, conversation.id, leaf_id=parent)
    return await services.again(conversation.id)


steps = st.lists(
    st.tuples(st.sampled_from(("here", "elsewhere")), st.sampled_from(sorted(SETTERS)))
    | st.sampled_from((("named", ""), ("named, and not waited for", ""), ("a turn", ""))),
    max_size=14,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=steps)
async def test_the_later_change_of_each_fact_stays_whoever_made_it(
    services: AppFixture, steps: list[tuple[str, str]]
) -> None:
    chat = await begun(services)
    expected: dict[str, Any] = {}
    rereadings: list[asyncio.Task[None]] = []
    for number, (step, name) in enumerate(steps):
        match step:
            case "here" | "elsewhere":
                change, make = SETTERS[name]
                expected[name] = make(number)
                if step == "here":
                    change(chat, expected[name])
                else:
                    elsewhere(services, chat.conversation.id, **{name: expected[name]})
            case "named":
                await chat.rereading.run()
            case "named, and not waited for":
                rereadings.append(asyncio.ensure_future(chat.rereading.run()))
            case _:
                await asyncio.sleep(0)
    await asyncio.gather(*rereadings)
    await chat.rereading.run()
    found = await on_disk(services, chat)
    assert {name: getattr(found, name) for name in expected} == expected
    assert chat.conversation == found


async def test_a_save_takes_back_nothing_that_nobody_has_named(services: AppFixture) -> None:
    chat = await begun(services, "one")
    elsewhere(services, chat.conversation.id, title="Theirs", pinned=True)
    chat.choose_model("mine")
    found = await on_disk(services, chat)
    assert (found.title, found.pinned, found.model) == ("Theirs", True, "mine")


async def test_a_title_and_who_gave_it_go_together(services: AppFixture) -> None:
    chat = await begun(services, "one")
    chat.rename("By hand")
    services.history.save_conversation(replace(chat.conversation, title="Made", titled_by_hand=False))
    chat.rename("By hand again")
    found = await on_disk(services, chat)
    assert (found.title, found.titled_by_hand) == ("By hand again", True)


async def test_messages_that_came_are_shown_and_those_that_are_the_same_are_not_told(services: AppFixture) -> None:
    chat = await begun(services, "one", "two")
    path, told, changed = list(chat.ids()), list[int](), list[str]()
    chat.path_changed.connect(told.append)
    chat.message_changed.connect(lambda message: changed.append(message.id))
    question = user_message("three", path[-1])
    reply = answered(question, "Three")
    (first,) = await chat.fetch(path[:1])
    said(services, chat.conversation.id, question, reply, replace(first, blocks=(Block(0, Text("one, at length")),)))
    elsewhere(services, chat.conversation.id, leaf_id=reply.id, title="Longer")
    await chat.rereading.run()
    assert list(chat.ids()) == [*path, question.id, reply.id]
    assert (chat.conversation.title, told, changed) == ("Longer", [4], [first.id])
    shown = chat.message(first.id)
    assert shown is not None
    assert shown.text == "one, at length"
    await chat.rereading.run()
    assert (told, changed) == ([4], [first.id]), "nothing is another than before"


async def test_a_message_that_is_gone_is_shown_no_more_and_its_edit_joins_the_draft(services: AppFixture) -> None:
    chat = await begun(services, "one", "two")
    ids = list(chat.ids())
    (question,) = await chat.fetch([ids[2]])
    chat.drafts.begin_edit(question)
    chat.drafts.write_edit("two, differently")
    chat.drafts.flush()
    for id_ in ids[2:]:
        change(services, "DELETE FROM message WHERE id = ?", (id_,))
    await elsewhere(services, chat.conversation.id, leaf_id=ids[1])
    await chat.rereading.run()
    assert list(chat.ids()) == ids[:2]
    assert (chat.conversation.edit, chat.conversation.draft) == (None, "two, differently")
    assert (await on_disk(services, chat)).draft == "two, differently"


async def test_what_is_being_written_stays_and_is_written_over_what_came(services: AppFixture) -> None:
    chat = await begun(services, "one")
    (question,) = await chat.fetch([chat.ids()[0]])
    came = list[None]()
    chat.drafts.came.connect(came.append)
    chat.drafts.write("half a tho")
    chat.drafts.begin_edit(question)
    chat.set_place(ReadingPlace(question.id, 7))
    elsewhere(services, chat.conversation.id, draft="theirs", title="Theirs", place=ReadingPlace("x", 1))
    elsewhere(services, chat.conversation.id, edit=Edit("x", "theirs"))
    await chat.rereading.run()
    chat.drafts.write("half a thought")
    chat.drafts.flush()
    assert (chat.conversation.title, chat.conversation.place) == ("Theirs", ReadingPlace(question.id, 7))
    found = await on_disk(services, chat)
    assert (found.draft, found.edit) == ("half a thought", Edit(question.id, "one"))
    assert came == []


async def test_a_draft_comes_into_an_empty_place_and_an_attachment_takes_none_back(services: AppFixture) -> None:
    chat = await begun(services, "one")
    came = list[None]()
    chat.drafts.came.connect(came.append)
    elsewhere(services, chat.conversation.id, draft="theirs")
    file = Attachment("a" * 64, "text/plain", "notes.txt", 3)
    columns = "(sha256, media_type, name, content, created_at, updated_at)"
    change(services, f"INSERT INTO attachment {columns} VALUES (?, 'text/plain', '', x'00', 0, 0)", (file.sha256,))
    await chat.drafts.attach(file)
    assert (await on_disk(services, chat)).draft == "theirs", "the attachment alone was changed here"
    chat.drafts.detach(file)
    await chat.rereading.run()
    assert (chat.conversation.draft, came) == ("theirs", [None])


async def test_a_reply_that_grows_goes_on_and_stays_in_front(services: AppFixture) -> None:
    chat = await begun(services, "one")
    script = spoken("Still ", "growing")
    services.gateway.scripts.append([*script[:3], PAUSE, *script[3:]])
    chat.send("two")
    await services.gateway.reached_pause.wait()
    path = list(chat.ids())
    other = user_message("theirs", path[1])
    said(services, chat.conversation.id, other)
    elsewhere(services, chat.conversation.id, leaf_id=other.id, title="Theirs")
    await chat.rereading.run()
    assert list(chat.ids()) == path
    assert (chat.is_replying, chat.has(other.id), chat.conversation.title) == (True, True, "Theirs")
    services.gateway.go_on()
    await until(lambda: not chat.is_busy)
    again = await services.again(chat.conversation.id)
    assert list(again.ids()) == path
    assert again.siblings(path[2])[1] == 2


async def test_what_is_said_while_it_is_read_stays(services: AppFixture) -> None:
    chat = await begun(services, "one")
    other = user_message("theirs", chat.ids()[-1])
    said(services, chat.conversation.id, other)
    elsewhere(services, chat.conversation.id, leaf_id=other.id)
    reading = asyncio.ensure_future(chat.rereading.run())
    for _ in range(3):
        await asyncio.sleep(0)
    services.gateway.scripts.append(spoken("Mine"))
    chat.send("mine")
    await reading
    await until(lambda: not chat.is_busy)
    await chat.rereading.run()
    texts = [one.text for one in await chat.fetch(chat.ids())]
    assert texts[2:] == ["mine", "Mine"]
    assert chat.has(other.id)


async def test_pairs_and_summaries_that_came_are_told(services: AppFixture) -> None:
    chat = await begun(services, "one")
    (question,) = await chat.fetch([chat.ids()[0]])
    other = answered(question, "Otherwise")
    told = list[str]()
    chat.pairs.changed.connect(told.append)
    said(services, chat.conversation.id, other)
    elsewhere(services, chat.conversation.id, pairs=(ReplyPair(chat.ids()[1], other.id),))
    await chat.rereading.run()
    summed = list[None]()
    chat.summaries.changed.connect(summed.append)
    elsewhere(services, chat.conversation.id, sent_from=chat.ids()[1])
    await chat.rereading.run()
    assert summed == [None]
    assert (told, chat.pairs.of(other.id)) == ([question.id], ReplyPair(chat.ids()[1], other.id))


@pytest.mark.parametrize("is_saved", [False, True])
async def test_a_chat_that_is_not_on_disk_is_left_alone(services: AppFixture, is_saved: bool) -> None:
    chat = services.chat()
    if is_saved:
        chat = await begun(services, "one")
        change(services, "DELETE FROM message")
        change(services, "DELETE FROM conversation")
    before = chat.conversation
    await chat.rereading.run()
    assert chat.conversation == before
    chat.rename("late")
    assert not is_saved or await services.history.conversation(before.id) is None, "a late save brings nothing back"
