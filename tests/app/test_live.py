"""One open conversation, from the first word to the next start of the program."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.app.conftest import AppFixture
from tests.app.gateways import PAUSE, spoken
from turbodesk.app.live import LiveChat
from turbodesk.app.message_cache import KEPT_MESSAGES
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.errors import Busy, CutOff, Remedy
from turbodesk.chat.events import BlockStarted, Started, TextDelta, Waiting
from turbodesk.chat.message import Message, Role, Status, user_message
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Text
from turbodesk.chat.turns import can_continue


async def ended(chat: LiveChat) -> Message:
    """Wait for the reply that is growing."""
    done: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    subscription = chat.reply_ended.connect(lambda reply: None if done.done() else done.set_result(reply))
    try:
        return await asyncio.wait_for(done, 10)
    finally:
        subscription.close()


async def talked(services: AppFixture, *pairs: tuple[str, str]) -> LiveChat:
    chat = services.chat()
    for question, answer in pairs:
        services.gateway.scripts.append(spoken(answer))
        chat.send(question)
        await ended(chat)
    return chat


async def test_a_message_becomes_a_reply_and_both_are_found_at_the_next_start(services: AppFixture) -> None:
    chat = services.chat()
    services.gateway.scripts.append(spoken("Hel", "lo"))
    grown: list[str] = []
    chat.message_changed.connect(lambda message: grown.append(message.text))
    chat.send("Hi there\n")
    assert chat.is_replying
    growing = chat.replies.get(chat.ids()[-1])
    reply = await ended(chat)
    assert growing is not None
    assert growing.heard_ms >= reply.created_at
    assert (reply.text, reply.status, reply.usage.output_tokens) == ("Hello", Status.COMPLETE, 2)
    assert grown[-1] == "Hello"
    assert grown == sorted(grown, key=len)
    asked = services.gateway.requests[0]
    assert [message.text for message in asked.messages] == ["Hi there"]
    assert asked.wire_id == chat.conversation.wire_id

    found = await services.again(chat.conversation.id)
    assert found.conversation.title == "Hi there"
    assert [(found.message(one) or reply).text for one in found.ids()] == ["Hi there", "Hello"]
    assert found.message(reply.id) == reply


async def test_stopping_keeps_what_arrived_and_closes_the_connection(services: AppFixture) -> None:
    chat = services.chat()
    services.gateway.scripts.append([*spoken("Some text")[:3], PAUSE])
    chat.send("Go")
    await services.gateway.reached_pause.wait()
    chat.stop()
    reply = await ended(chat)
    assert (reply.text, reply.status) == ("Some text", Status.STOPPED)
    assert can_continue(reply)
    await asyncio.sleep(0)
    assert services.gateway.closed_early == 1
    assert (await services.again(chat.conversation.id)).message(reply.id) == reply


async def test_stopping_at_once_still_ends_the_reply(services: AppFixture) -> None:
    chat = services.chat()
    services.gateway.scripts.append(spoken("never"))
    chat.send("Go")
    chat.stop()
    reply = await ended(chat)
    assert (reply.status, reply.text) == (Status.STOPPED, "")
    assert not chat.is_replying


async def test_closing_in_mid_reply_leaves_it_interrupted(services: AppFixture) -> None:
    chat = services.chat()
    services.gateway.scripts.append([*spoken("Some text")[:3], PAUSE])
    chat.send("Go")
    await services.gateway.reached_pause.wait()
    await chat.close()
    found = await services.again(chat.conversation.id)
    reply = found.last_reply()
    assert reply is not None
    assert (reply.text, reply.status) == ("Some text", Status.INTERRUPTED)


@pytest.mark.parametrize("arrived", [0, 3])
async def test_a_failure_is_kept_with_what_arrived(services: AppFixture, arrived: int) -> None:
    chat = services.chat()
    services.gateway.scripts.append([*spoken("Some text")[:arrived], Busy(status=529) if not arrived else CutOff()])
    chat.send("Go")
    reply = await ended(chat)
    assert reply.status is Status.FAILED
    assert reply.text == ("Some text" if arrived else "")
    assert reply.failure is not None
    assert reply.failure.remedy is Remedy.TRY_AGAIN
    assert (await services.again(chat.conversation.id)).message(reply.id) == reply


async def test_trying_again_makes_a_sibling_and_keeps_the_first_try(services: AppFixture) -> None:
    chat = await talked(services, ("Question", "First"))
    services.gateway.scripts.append(spoken("Second"))
    chat.try_again()
    second = await ended(chat)
    assert [message.text for message in services.gateway.requests[1].messages] == ["Question"]
    assert chat.siblings(second.id) == (1, 2)
    moved: list[int] = []
    chat.path_changed.connect(moved.append)
    chat.show_sibling(second.id, -1)
    assert moved == [1]
    first = chat.last_reply()
    assert first is not None
    assert first.text == "First"
    found = await services.again(chat.conversation.id)
    assert list(found.ids()) == list(chat.ids())


async def test_going_on_quotes_the_end_of_what_was_interrupted(services: AppFixture) -> None:
    chat = services.chat()
    services.gateway.scripts += [[*spoken("One two")[:3], CutOff()], spoken("three")]
    chat.send("Count")
    await ended(chat)
    chat.go_on()
    await ended(chat)
    last = services.gateway.requests[1].messages[-1]
    assert last.role is Role.USER
    assert "“One two”" in last.text
    assert [message.text for message in services.gateway.requests[1].messages[:2]] == ["Count", "One two"]


async def test_a_message_sent_the_moment_a_reply_ends_gets_its_own_whole_reply(services: AppFixture) -> None:
    chat = services.chat()
    services.gateway.scripts += [spoken("first"), spoken("sec", "ond")]
    ended_replies: list[Message] = []

    def hear(reply: Message) -> None:
        ended_replies.append(reply)
        if len(ended_replies) == 1:
            chat.send("And then?")

    chat.reply_ended.connect(hear)
    chat.send("Go")
    while len(ended_replies) < 2:
        await ended(chat)
    assert [(one.text, one.status) for one in ended_replies] == [
        ("first", Status.COMPLETE),
        ("second", Status.COMPLETE),
    ]


async def test_two_conversations_reply_at_once_without_disturbing_each_other(services: AppFixture) -> None:
    one, two = services.chat(), services.chat()
    services.gateway.scripts += [[*spoken("slow")[:3], PAUSE, *spoken("slow")[3:]], spoken("fast")]
    one.send("first")
    await services.gateway.reached_pause.wait()
    two.send("second")
    assert (await ended(two)).text == "fast"
    assert one.is_replying
    services.gateway.go_on()
    assert (await ended(one)).text == "slow"


async def test_waiting_for_a_retry_is_told_and_ends_with_the_first_event(services: AppFixture) -> None:
    chat = services.chat()
    waiting = Waiting(1, 2.0, Busy(status=529).note)
    services.gateway.scripts.append([waiting, PAUSE, *spoken("Hi")])
    heard: list[Waiting | None] = []
    chat.waiting_changed.connect(heard.append)
    chat.send("Go")
    await services.gateway.reached_pause.wait()
    growing = chat.replies.get(chat.ids()[-1])
    assert growing is not None
    assert growing.waiting is waiting
    services.gateway.go_on()
    assert (await ended(chat)).text == "Hi"
    assert heard == [waiting, None]


async def test_a_defect_in_the_stream_ends_the_reply_and_is_reported(services: AppFixture) -> None:
    chat = services.chat()
    services.gateway.scripts.append([Started(), BlockStarted(0, Text()), TextDelta(0, "x"), object()])
    chat.send("Go")
    reply = await ended(chat)
    assert reply.status is Status.FAILED
    assert reply.text == "x"
    await asyncio.sleep(0)
    assert [type(error) for _, error in services.reports] == [AssertionError]
    services.reports.clear()


async def test_a_chat_without_words_is_not_saved_and_a_draft_saves_it(services: AppFixture) -> None:
    chat = services.chat()
    chat.choose_model("m-2")
    chat.tune(Parameters(temperature=0.5))
    await services.database.drain()
    assert await services.history.conversations() == []
    chat.drafts.write("half a th")
    chat.drafts.flush()
    found = await services.again(chat.conversation.id)
    assert found.conversation.draft == "half a th"
    assert found.conversation.model == "m-2"
    assert found.conversation.parameters == Parameters(temperature=0.5)


async def test_a_draft_reaches_the_disk_without_anybody_closing_anything(services: AppFixture) -> None:
    chat = services.chat()
    for text in ("h", "he", "hel"):
        chat.drafts.write(text)
    async with asyncio.timeout(20):
        while (found := await services.history.conversations())[0].draft != "hel":
            pass
    assert [(one.id, one.draft) for one in found] == [(chat.conversation.id, "hel")]


async def test_sending_clears_the_draft_on_disk(services: AppFixture) -> None:
    chat = services.chat()
    chat.drafts.write("Hello")
    chat.drafts.flush()
    services.gateway.scripts.append(spoken("Hi"))
    chat.send("Hello")
    await ended(chat)
    assert (await services.again(chat.conversation.id)).conversation.draft == ""


async def test_a_title_given_by_hand_stays(services: AppFixture) -> None:
    chat = services.chat()
    chat.rename("  Mine \n own ")
    services.gateway.scripts.append(spoken("Hi"))
    chat.send("Hello")
    await ended(chat)
    assert (await services.again(chat.conversation.id)).conversation.title == "Mine own"


async def test_the_readers_place_is_remembered(services: AppFixture) -> None:
    chat = await talked(services, ("One", "1"), ("Two", "2"))
    chat.set_place(ReadingPlace(chat.ids()[1], 12))
    assert (await services.again(chat.conversation.id)).conversation.place == ReadingPlace(chat.ids()[1], 12)


async def test_blank_text_and_a_second_message_while_replying_are_not_sent(services: AppFixture) -> None:
    chat = services.chat()
    chat.send("  \n ")
    assert chat.ids() == []
    services.gateway.scripts.append([*spoken("x")[:2], PAUSE])
    chat.send("One")
    await services.gateway.reached_pause.wait()
    chat.send("Two")
    assert len(chat.ids()) == 2
    chat.stop()
    await ended(chat)


async def test_a_long_conversation_is_read_in_portions_and_sent_whole(services: AppFixture) -> None:
    chat = await talked(services, ("first", "reply"))
    parent = chat.ids()[-1]
    for number in range(1000):
        message = user_message(f"message {number}", parent)
        services.history.save_message(chat.conversation.id, message)
        parent = message.id
    found = await services.again(chat.conversation.id)
    found.conversation_changed.connect(lambda _: None)
    assert len(found.ids()) == 2  # the leaf is the old one until somebody moves it
    found = services.chat(replace(found.conversation, leaf_id=parent))
    await found.open()
    assert len(found.ids()) == 1002
    read = [one for one in found.ids() if found.message(one) is not None]
    assert read == list(found.ids())[-40:]
    told: list[str] = []
    all_told = asyncio.Event()

    def hear(ids: tuple[str, ...]) -> None:
        told.extend(ids)
        if len(told) == 30:
            all_told.set()

    found.loaded.connect(hear)
    found.request(found.ids()[:20])
    found.request(found.ids()[10:30])
    await asyncio.wait_for(all_told.wait(), 10)
    assert sorted(told) == sorted(found.ids()[:30])
    services.gateway.scripts.append(spoken("done"))
    found.send("last")
    await ended(found)
    assert len(services.gateway.requests[-1].messages) == 1003
    assert len(found._messages) <= KEPT_MESSAGES  # noqa: SLF001  # the bound is the promise
