"""All conversations: the list, what is open, what was deleted, and the models to choose from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from turbodesk.app.gateways import DEMO
from turbodesk.app.live import LiveChat
from turbodesk.app.portions import PORTION
from turbodesk.app.services import Services, start_services
from turbodesk.app.workspace import KEPT_OPEN
from turbodesk.chat.conversation import Conversation, Unseen, new_conversation
from turbodesk.chat.errors import KeyMissing, Remedy
from turbodesk.chat.message import Message, Status
from turbodesk.chat.parameters import Parameters
from turbodesk.settings import GATEWAY_URL, MODEL, TEXT_PERCENT
from turbodesk.store.history import AT_ONCE, History


def unexpected(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as made:
        yield made


async def said(services: Services, chat: LiveChat, text: str) -> Message:
    """Send `text` and wait for the reply."""
    done: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    subscription = services.workspace.reply_ended.connect(lambda ended: done.set_result(ended[1]))
    chat.send(text)
    try:
        return await asyncio.wait_for(done, 20)
    finally:
        subscription.close()


async def test_the_demo_replies_through_every_layer_and_the_next_start_finds_it(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as services:
        chat = services.workspace.new_chat(demo=True)
        reply = await said(services, chat, "Hello")
        assert reply.status is Status.COMPLETE
        assert reply.text
    async with start_services(tmp_path, report=unexpected) as services:
        (found,) = services.workspace.conversations()
        assert (found.title, found.gateway_id) == ("Hello", DEMO)
        again = await services.workspace.open(found.id)
        assert again is not None
        assert again.last_reply() == reply


async def test_without_a_key_a_message_is_kept_and_the_reply_says_what_to_do(services: Services) -> None:
    reply = await said(services, services.workspace.new_chat(demo=False), "Hello")
    assert reply.status is Status.FAILED
    assert reply.failure == KeyMissing().note
    assert reply.failure.remedy is Remedy.OPEN_GATEWAY_SETTINGS


async def test_an_empty_new_chat_is_used_again_and_stays_out_of_the_list(services: Services) -> None:
    chat = services.workspace.new_chat(demo=True)
    assert services.workspace.new_chat(demo=True) is chat
    assert services.workspace.new_chat(demo=False) is not chat
    assert services.workspace.conversations() == []


async def test_the_list_has_the_last_used_first(services: Services) -> None:
    first = services.workspace.new_chat(demo=True)
    await said(services, first, "one")
    await asyncio.sleep(0.002)  # times are in milliseconds
    second = services.workspace.new_chat(demo=True)
    await said(services, second, "two")
    await services.database.drain()
    assert [one.title for one in services.workspace.conversations()] == ["two", "one"]


async def test_a_deleted_conversation_comes_back_with_everything(services: Services) -> None:
    chat = services.workspace.new_chat(demo=True)
    reply = await said(services, chat, "Hello")
    id_ = chat.conversation.id
    await services.workspace.delete(id_)
    assert services.workspace.conversations() == []
    assert await services.workspace.open("no such") is None
    await services.workspace.restore(id_)
    again = await services.workspace.open(id_)
    assert again is not None
    assert again.last_reply() == reply


async def test_a_chat_opened_while_it_is_being_deleted_is_gone_all_the_same(services: Services) -> None:
    chat = services.workspace.new_chat(demo=True)
    await said(services, chat, "Hello")
    id_ = chat.conversation.id
    write = services.workspace.delete(id_)
    assert await services.workspace.open(id_) is None
    await write
    assert services.workspace.conversation(id_) is None


async def test_three_hundred_chats_go_and_come_back_in_one_step(services: Services) -> None:
    workspace, told = services.workspace, list[int]()
    for _ in range(300):
        History(services.database).save_conversation(new_conversation())
    await workspace.load()
    ids = [one.id for one in workspace.conversations()]
    workspace.listed.connect(lambda _: told.append(len(workspace.conversations())))
    gone, back = workspace.delete(*ids[:299]), workspace.restore(*ids[:299])
    assert told == [], "not before it is on disk"
    await gone
    assert told == [1]
    await back
    assert told == [1, 300], "each row that is told is a row that is drawn anew"
    await workspace.delete(*ids[:299])
    await workspace.load()
    assert [one.id for one in workspace.conversations()] == ids[299:]


async def test_what_is_done_to_thousands_leaves_turns_to_others(services: Services) -> None:
    workspace = services.workspace
    for _ in range(PORTION * 4 + 1):
        History(services.database).save_conversation(new_conversation())
    await workspace.load()
    ids = [one.id for one in workspace.conversations()]
    turns, is_done = 0, False

    async def others() -> None:
        nonlocal turns
        while not is_done:  # not after something of the database's, which may come too late
            turns += any(one.pinned for one in workspace.all_conversations())
            await asyncio.sleep(0)

    beside = asyncio.ensure_future(others())
    await workspace.pin_several(dict.fromkeys(ids, True))
    is_done = True
    await beside
    assert turns >= 2, "a portion a turn"
    assert all(one.pinned for one in workspace.conversations())


async def test_a_chat_that_is_not_on_disk_is_not_put_back(services: Services) -> None:
    workspace = services.workspace
    chat = workspace.new_chat(demo=True)
    workspace.put_back(chat)
    assert await workspace.open(chat.conversation.id) is chat


async def test_a_chat_that_was_opened_to_be_read_alone_is_put_back(services: Services) -> None:
    workspace = services.workspace
    chat = workspace.new_chat(demo=True)
    await said(services, chat, "Hello")
    id_ = chat.conversation.id
    workspace.remember_front(id_)
    workspace.put_back(chat)
    assert await workspace.open(id_) is chat, "it is in front"
    workspace.remember_front("another")
    await services.database.drain()
    workspace.attention.beside = id_
    workspace.put_back(chat)
    assert await workspace.open(id_) is chat, "it is in the small window"
    workspace.attention.beside = ""
    workspace.put_back(chat)
    again = await workspace.open(id_)
    assert again is not chat
    assert again is not None
    assert again.last_reply() == chat.last_reply()


async def test_deleting_in_mid_reply_stops_it_and_it_stays_deleted(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=5) as services:
        chat = services.workspace.new_chat(demo=True)
        began = asyncio.Event()
        chat.message_changed.connect(lambda _: began.set())
        chat.send("Hello")
        await asyncio.wait_for(began.wait(), 20)
        services.workspace.delete(chat.conversation.id)
    async with start_services(tmp_path, report=unexpected) as services:
        assert services.workspace.conversations() == []


async def test_chats_that_were_left_are_closed_after_a_few_but_never_a_replying_one(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=5) as services:
        replying = services.workspace.new_chat(demo=True)
        replying.send("Hello")
        chats = []
        for number in range(KEPT_OPEN + 3):
            chat = services.workspace.new_chat(demo=True)
            chat.drafts.write(f"draft {number}")
            chat.drafts.flush()
            chats.append(chat)
        services.workspace.leave(chats[-1])
        assert await services.workspace.open(replying.conversation.id) is replying
        assert await services.workspace.open(chats[-1].conversation.id) is chats[-1]
        assert await services.workspace.open(chats[0].conversation.id) is not chats[0]


async def test_renaming_and_pinning_reach_the_disk(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as services:
        chat = services.workspace.new_chat(demo=True)
        await said(services, chat, "Hello")
        await services.workspace.rename(chat.conversation.id, "Mine")
        await services.workspace.pin(chat.conversation.id, pinned=True)
    async with start_services(tmp_path, report=unexpected) as services:
        (found,) = services.workspace.conversations()
        assert (found.title, found.pinned) == ("Mine", True)


async def test_the_default_model_is_the_settings_and_any_id_can_be_used(services: Services) -> None:
    chat = services.workspace.new_chat(demo=True)
    assert chat.model.id == MODEL.default
    services.preferences.set(MODEL, "claude-opus-4-6")
    assert chat.model.name == "Opus 4.6"
    chat.choose_model("some-new-model")
    assert (chat.model.id, chat.model.known) == ("some-new-model", False)


async def test_settings_survive_and_those_of_the_command_line_do_not(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, gateway_url="http://127.0.0.1:1") as services:
        assert services.preferences.get(GATEWAY_URL) == "http://127.0.0.1:1"
        services.preferences.set(TEXT_PERCENT, 120)
    async with start_services(tmp_path, report=unexpected) as services:
        assert services.preferences.get(GATEWAY_URL) == GATEWAY_URL.default
        assert services.preferences.get(TEXT_PERCENT) == 120


async def test_a_chat_that_was_closed_and_opened_again_has_its_draft(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as services:
        chat = services.workspace.new_chat(demo=True)
        await said(services, chat, "Hello")
        await services.database.drain()  # before that it is in no list, and nobody opens it again
        chat.drafts.write("unsent")
        for number in range(KEPT_OPEN + 2):
            other = services.workspace.new_chat(demo=True)
            other.drafts.write(f"draft {number}")
            services.workspace.leave(other)
        again = await services.workspace.open(chat.conversation.id)
        assert again is not None
        assert again is not chat
        assert again.conversation.draft == "unsent"


async def test_a_chat_whose_opening_was_given_up_is_whole_at_the_next(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as services:
        chat = services.workspace.new_chat(demo=True)
        await said(services, chat, "Hello")
    async with start_services(tmp_path, report=unexpected) as services:
        opening = asyncio.ensure_future(services.workspace.open(chat.conversation.id))
        await asyncio.sleep(0)
        opening.cancel()
        assert services.workspace.new_chat(demo=True).conversation.id != chat.conversation.id
        both = await asyncio.gather(*(services.workspace.open(chat.conversation.id) for _ in range(2)))
        assert both[0] is both[1]
        assert both[0] is not None
        assert len(both[0].ids()) == 2


async def test_a_new_chat_is_set_up_as_before_after_the_program_ended(tmp_path: Path) -> None:
    tuned = Parameters(system="Be brief.", temperature=0.5)
    async with start_services(tmp_path, report=unexpected) as services:
        chat = services.workspace.new_chat(demo=True)
        services.workspace.remember_front(chat.conversation.id)
        chat.tune(tuned)
        chat.choose_model("m-2")
    async with start_services(tmp_path, report=unexpected) as services:
        assert await services.workspace.front(demo=False) is None, "it is the demo's"
        again = await services.workspace.front(demo=True)
        assert again is not None
        assert (again.conversation.id, again.is_saved) == (chat.conversation.id, False)
        assert (again.conversation.parameters, again.conversation.model) == (tuned, "m-2")
        assert services.workspace.new_chat(demo=True) is again
        assert services.workspace.conversations() == []
        again.drafts.write("first words")
        again.drafts.flush()
    async with start_services(tmp_path, report=unexpected) as services:
        found = await services.workspace.front(demo=True)
        assert found is not None
        assert (found.is_saved, found.conversation.draft) == (True, "first words")
        assert found.conversation.parameters == tuned
        assert services.workspace.new_chat(demo=True).conversation.parameters == Parameters()


@pytest.mark.parametrize("stored", ["[]", "{}", '{"id": 1}', "nonsense", '"x"', "[" * 10_000])
async def test_a_new_chat_that_cannot_be_read_is_none(tmp_path: Path, stored: str) -> None:
    async with start_services(tmp_path, report=unexpected) as services:
        job = "INSERT INTO remembered VALUES ('new-chat', ?, 0)"
        await services.database.write(lambda connection: connection.execute(job, (stored,)))
        assert await services.workspace.front(demo=True) is None


async def test_what_came_unseen_is_known_until_it_is_looked_at_and_after_a_restart(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as services:
        workspace, told = services.workspace, []
        workspace.unseen_changed.connect(lambda unseen: told.append(dict(unseen)))
        away, broken = workspace.new_chat(demo=True), workspace.new_chat(demo=False)
        (away_id, broken_id) = (away.conversation.id, broken.conversation.id)
        workspace.remember_front("another")
        await said(services, away, "Hello")
        await said(services, broken, "Hello")
        assert told == [{away_id: Unseen.REPLY}, {away_id: Unseen.REPLY, broken_id: Unseen.FAILURE}]
    async with start_services(tmp_path, report=unexpected, demo_speed=float("inf")) as services:
        workspace = services.workspace
        assert workspace.attention.unseen == {away_id: Unseen.REPLY, broken_id: Unseen.FAILURE}
        workspace.remember_front(away_id)
        assert workspace.attention.unseen == {broken_id: Unseen.FAILURE}
        again = await workspace.open(away_id)
        assert again is not None
        await said(services, again, "More")
        assert workspace.attention.unseen == {broken_id: Unseen.FAILURE}, "it is in front"
    async with start_services(tmp_path, report=unexpected) as services:
        assert services.workspace.attention.unseen == {broken_id: Unseen.FAILURE}


async def test_a_reply_that_the_end_of_the_program_cut_off_counts_as_failed_until_it_is_seen(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=unexpected, demo_speed=60.0) as services:
        chat = services.workspace.new_chat(demo=True)
        chat.send("write me a long text")
        await services.database.drain()
    async with start_services(tmp_path, report=unexpected) as services:
        assert services.workspace.attention.unseen == {chat.conversation.id: Unseen.FAILURE}
        services.workspace.remember_front(chat.conversation.id)
        assert services.workspace.attention.unseen == {}


@pytest.mark.parametrize("stored", ["[]", '{"x": []}', '{"x": "other"}', "nonsense", "[" * 10_000])
async def test_what_cannot_be_read_of_the_unseen_counts_as_seen(tmp_path: Path, stored: str) -> None:
    async with start_services(tmp_path, report=unexpected) as services:
        job = "INSERT INTO remembered VALUES ('unseen', ?, 0)"
        await services.database.write(lambda connection: connection.execute(job, (stored,)))
        await services.workspace.attention.load_unseen()
        assert services.workspace.attention.unseen == {}


async def test_what_stands_in_for_a_model_is_what_the_chats_gateway_has(services: Services) -> None:
    chat, profiles = services.workspace.new_chat(demo=False), services.profiles
    for model_id, instead in (
        ("claude-sonnet-4-6", ""),
        ("claude-sonnet-4-20250514", "claude-sonnet-4-6"),
        ("claude-opus-9", "claude-opus-4-7"),
        ("strange", MODEL.default),
    ):
        chat.choose_model(model_id)
        assert chat.successor == instead
    listed = ({"id": "claude-opus-5-5"}, {"id": "claude-sonnet-5-5"})
    profiles.learn(chat.conversation.gateway_id, listed=listed)
    chat.choose_model("claude-sonnet-4-20250514")
    assert chat.successor == "claude-sonnet-5-5"


async def test_what_others_changed_is_read_a_few_rows_at_a_time(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, history = services.workspace, History(services.database)
    chats = [new_conversation() for _ in range(AT_ONCE * 2 + 1)]
    for chat in chats:
        history.save_conversation(chat)
    read, conversations = list[int](), History.conversations

    async def counted(self: History, ids: Sequence[str] | None = None) -> list[Conversation]:
        found = await conversations(self, ids)
        read.append(len(found))
        return found

    monkeypatch.setattr(History, "conversations", counted)
    await workspace.brought([one.id for one in chats])
    assert read == [AT_ONCE, AT_ONCE, 1]
    assert len(workspace.conversations()) == len(chats)
    await history.delete_conversations(chats[0].id)
    await history.save_conversation(replace(chats[1], title="Theirs"), since=chats[1])
    await workspace.brought([chats[0].id, chats[1].id])
    assert workspace.conversation(chats[0].id) is None
    assert workspace.title_of(chats[1].id) == "Theirs"


async def test_a_chat_that_is_opened_while_others_change_it_is_shown_as_it_is(services: Services) -> None:
    workspace, history = services.workspace, History(services.database)
    chat = new_conversation()
    await history.save_conversation(chat)
    await workspace.brought([chat.id])
    opening = asyncio.ensure_future(workspace.open(chat.id))
    await asyncio.sleep(0)
    history.save_conversation(replace(chat, title="Theirs", pinned=True), since=chat)
    await workspace.brought([chat.id])
    opened = await opening
    assert opened is not None
    assert (opened.conversation.title, opened.conversation.pinned) == ("Theirs", True)
    assert opened.title_on_disk == "Theirs"
