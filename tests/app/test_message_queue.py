"""What is said while a reply is on its way waits, in order, and is sent when it is there."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.conftest import AppFixture
from tests.app.gateways import PAUSE, spoken
from tests.app.test_live import ended
from turbodesk.app.live import LiveChat
from turbodesk.app.message_queue import MOST, MessageQueue
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.errors import Busy
from turbodesk.chat.message import Role


def said(chat: LiveChat) -> list[str]:
    """What the person has said on the path."""
    messages = (chat.message(id_) for id_ in chat.ids())
    return [one.text for one in messages if one is not None and one.role is Role.USER]


def waiting(chat: LiveChat) -> list[str]:
    return [one.text for one in chat.queue.waiting]


async def replying(services: AppFixture, *, queued: tuple[str, ...] = ("second", "third")) -> LiveChat:
    """A chat in mid-reply, with messages in line."""
    chat = services.chat()
    services.gateway.scripts += [[*spoken("Some text")[:3], PAUSE, *spoken("Some text")[3:]], spoken("a"), spoken("b")]
    chat.send("first")
    await services.gateway.reached_pause.wait()
    for text in queued:
        chat.queue.add(text)
    return chat


async def test_what_waits_is_sent_in_its_order_and_the_draft_stays(services: AppFixture) -> None:
    chat = await replying(services)
    chat.drafts.write("being written")
    services.gateway.go_on()
    for _ in range(3):
        await ended(chat)
    await asyncio.sleep(0)
    assert said(chat) == ["first", "second", "third"]
    assert [request.messages[-1].text for request in services.gateway.requests] == ["first", "second", "third"]
    assert waiting(chat) == []
    assert chat.conversation.draft == "being written"
    found = await services.again(chat.conversation.id)
    assert (said(found), waiting(found), found.conversation.draft) == (said(chat), [], "being written")


@pytest.mark.parametrize("ending", ["stopped", "failed"])
async def test_a_reply_that_did_not_come_to_its_end_sends_nothing(services: AppFixture, ending: str) -> None:
    chat = services.chat()
    services.gateway.scripts += [[*spoken("Some text")[:3], PAUSE, Busy(status=529)]]
    chat.send("first")
    await services.gateway.reached_pause.wait()
    chat.queue.add("second")
    if ending == "stopped":
        chat.stop()
    else:
        services.gateway.go_on()
    await ended(chat)
    await services.database.drain()
    assert not chat.is_busy
    assert (said(chat), waiting(chat)) == (["first"], ["second"])
    assert waiting(await services.again(chat.conversation.id)) == ["second"]


async def test_one_is_sent_at_once_and_the_reply_stops_for_it(services: AppFixture) -> None:
    chat = await replying(services)
    chat.queue.send_now(chat.queue.waiting[1].id)
    await ended(chat)
    await ended(chat)
    assert said(chat)[:2] == ["first", "third"]
    await ended(chat)
    assert said(chat) == ["first", "third", "second"], "the others go on after it"


async def test_where_nothing_grows_it_is_sent_at_once(services: AppFixture) -> None:
    conversation = replace(new_conversation(), draft="mine")
    chat = services.chat(conversation)
    services.gateway.scripts.append(spoken("a"))
    chat.queue.add("first")
    chat.queue.send_now(chat.queue.waiting[0].id)
    await ended(chat)
    assert (said(chat), waiting(chat), chat.conversation.title) == (["first"], [], "first")


async def test_what_is_taken_out_to_be_changed_comes_back_to_its_place(services: AppFixture) -> None:
    chat = await replying(services, queued=("1", "2", "3"))
    found = chat.queue.take_out(chat.queue.waiting[1].id, to_change=True)
    assert found is not None
    chat.queue.add("two")
    assert waiting(chat) == ["1", "two", "3"]
    at, queued = chat.queue.take_out(chat.queue.waiting[0].id) or (9, found[1])
    chat.queue.add("4")
    chat.queue.add(queued.text, queued.parts, at=at)
    assert waiting(chat) == ["1", "two", "3", "4"]
    assert chat.queue.take_out("nobody") is None
    await chat.close()


class Held:
    """A chat that says nothing."""

    def __init__(self) -> None:
        self.conversation = Conversation("1")
        self.is_busy = True

    def say(self, text: str, parts: object) -> None:
        """Say nothing."""

    def stop(self) -> None:
        """Stop nothing."""

    def update(self, **changes: object) -> None:
        self.conversation = replace(self.conversation, **changes)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.sampled_from(["add", "remove", "change"]), st.integers(0, 9)), max_size=80))
def test_nothing_is_lost_or_doubled_whatever_is_done(moves: list[tuple[str, int]]) -> None:
    chat = Held()
    queue, count, out = MessageQueue(chat, chat.update), 0, 0
    for move, at in moves:
        if move == "add" and not queue.is_full:
            queue.add(str(count))
            count += 1
        elif move != "add" and queue.waiting:
            one = queue.waiting[at % len(queue.waiting)]
            assert queue.take_out(one.id, to_change=move == "change") is not None
            out += 1
    assert len(queue.waiting) == count - out <= MOST
    assert len({one.id for one in queue.waiting}) == len(queue.waiting)
