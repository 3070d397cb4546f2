"""What a person leaves out of requests is not sent, and what is sent stays what the protocol takes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.conftest import AppFixture
from tests.app.gateways import spoken
from tests.app.test_live import ended
from tests.app.test_marks import talked
from tests.app.test_turns import asked, sums
from tests.gateway.conftest import MODELS
from tests.gateway.rules import FACTS, broken
from turbodesk.app.forecast import forecast
from turbodesk.app.live import LiveChat
from turbodesk.app.marks import whole_reply
from turbodesk.app.tool_loop import ToolDecision
from turbodesk.app.trimming import sent_ids
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Part, Text, Thinking, ToolResult, ToolUse
from turbodesk.chat.tools import ToolDefinition
from turbodesk.chat.turns import is_results
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.request import build
from turbodesk.store.search import SearchIndex

MODEL = "claude-sonnet-4-6"
TOOLS = (ToolDefinition("look", "A tool.", {"type": "object", "properties": {}}),)


def sent(services: AppFixture) -> list[str]:
    """The words of the messages that the last reply was asked for with."""
    return [one.text for one in services.gateway.requests[-1].messages]


async def says(services: AppFixture, chat: LiveChat, words: str) -> None:
    services.gateway.scripts.append(spoken(f"About {words}"))
    chat.send(words)
    await ended(chat)


async def test_what_is_left_out_is_not_sent_and_comes_back(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    first, reply = chat.ids()[:2]
    before = forecast(chat, "x")
    await chat.marks.leave_out(reply, is_unsent=True)
    assert forecast(chat, "x").tokens < before.tokens or not before.is_exact
    await says(services, chat, "three")
    assert sent(services) == ["one", "two", "About two", "three"]
    again = await services.again(chat.conversation.id)
    assert again.conversation.unsent == (reply,)
    assert list(again.ids()) == list(chat.ids())
    assert [one.text for one in (await again.next_request()).messages][:2] == ["one", "two"]
    await again.marks.leave_out(reply, is_unsent=False)
    await again.marks.leave_out("not of this chat", is_unsent=True)
    assert not again.conversation.unsent
    await says(services, again, "four")
    assert sent(services)[:2] == ["one", "About one"]
    assert first == again.ids()[0]


async def test_pictures_that_are_left_out_make_room_for_earlier_ones(services: AppFixture) -> None:
    chat = services.chat()
    chat.tune(Parameters(keep_attachments=1))
    for number, words in enumerate(("one", "two")):
        services.gateway.scripts.append(spoken("Seen"))
        chat.send(words, (Attachment(str(number) * 64, "image/png", size=5).part,))
        await ended(chat)
    first, second = chat.ids()[0], chat.ids()[2]
    assert (chat.attached.left_out(first), chat.attached.left_out(second)) == (1, 0)
    await chat.marks.leave_out(second, is_unsent=True)
    assert chat.attached.left_out(first) == 0


async def test_a_question_that_is_asked_once_more_is_sent(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    question = chat.ids()[2]
    await chat.marks.leave_out(question, is_unsent=True)
    services.gateway.scripts.append(spoken("Again"))
    chat.try_again()
    await ended(chat)
    assert sent(services) == ["one", "About one", "two"]
    assert not chat.marks.is_unsent(question)


async def test_a_reply_goes_with_the_calls_of_tools_it_is_made_of(services: AppFixture) -> None:
    chat, _ = await asked(services, sums("6 * 7"), spoken("It is 42."))
    chat.answer("toolu_0", ToolDecision.ONCE)
    await ended(chat)
    question, call, results, reply = chat.ids()
    await chat.marks.leave_out(reply, is_unsent=True)
    assert set(chat.conversation.unsent) == {call, results, reply}
    await says(services, chat, "And now?")
    assert sent(services) == ["What is it?", "And now?"]
    await chat.marks.leave_out(call, is_unsent=False)
    assert chat.conversation.unsent == ()
    assert list(chat.ids()[:4]) == [question, call, results, reply]


async def test_a_tool_that_is_answered_after_all_is_told_with_all_that_led_to_it(services: AppFixture) -> None:
    chat, call = await asked(services, sums("6 * 7"), spoken("It is 42."))
    for id_ in (chat.ids()[0], call.id):
        await chat.marks.leave_out(id_, is_unsent=True)
    chat.answer("toolu_0", ToolDecision.ONCE)
    await ended(chat)
    assert [one.role for one in services.gateway.requests[-1].messages] == [Role.USER, Role.ASSISTANT, Role.USER]
    assert chat.conversation.unsent == ()


async def test_a_branch_leaves_out_the_copies_and_search_finds_what_is_left_out(services: AppFixture) -> None:
    from turbodesk.chat.conversation import branched

    chat = await talked(services, "lighthouse", "two")
    await chat.marks.leave_out(chat.ids()[0], is_unsent=True)
    made = branched(chat.conversation, title="Branch")
    await services.history.forking.fork(made, list(chat.ids()))
    kept = await services.history.conversation(made.id)
    assert kept is not None
    first = min(node.id for node in await services.history.nodes(made.id))
    assert kept.unsent == (first,)
    found = await SearchIndex(services.database).find("lighthouse")
    assert chat.ids()[0] in [one.message_id for one in found]


@st.composite
def talks(draw: st.DrawFn) -> list[Message]:
    """A path of questions, each with a reply that may have called tools on the way; it ends with a question."""
    path: list[Message] = []

    def say(role: Role, *parts: Part) -> None:
        blocks = tuple(Block(at, part) for at, part in enumerate(parts))
        model = MODEL if role is Role.ASSISTANT else None
        parent = path[-1].id if path else None
        path.append(Message(f"m{len(path)}", parent, role, blocks, model=model))

    for turn in range(draw(st.integers(0, 4))):
        say(Role.USER, Text(f"Question {turn}"))
        for round_ in range(draw(st.integers(0, 2))):
            thought: tuple[Part, ...] = (Thinking("Hm", "seal"),) if draw(st.booleans()) else ()
            say(Role.ASSISTANT, *thought, ToolUse(f"t{turn}{round_}", "look", "{}"))
            say(Role.USER, ToolResult(f"t{turn}{round_}", "7"))
        say(Role.ASSISTANT, Text(f"Reply {turn}"))
    say(Role.USER, Text("The last question"))
    return path


@given(path=talks(), data=st.data())
def test_whatever_is_left_out_the_request_is_one_the_protocol_takes(path: list[Message], data: st.DataObject) -> None:
    ids = [one.id for one in path]
    messages = {one.id: one for one in path}
    chosen = data.draw(st.lists(st.sampled_from(ids[:-1]), max_size=6)) if len(ids) > 1 else []
    unsent = {one for id_ in chosen for one in whole_reply(id_, ids, messages)}
    conversation = Conversation("c", unsent=tuple(unsent))
    going = tuple(messages[id_] for id_ in sent_ids(ids, conversation))
    assert not unsent & {one.id for one in going}
    assert going[-1].id == ids[-1]
    request = ReplyRequest(MODELS[MODEL], going, Parameters(), "w", tools=TOOLS)
    body = build(request)
    assert broken(body, FACTS[MODEL]) == []
    told = str(body["messages"])
    for one in path:
        if one.id in unsent and one.text:
            assert f"'{one.text}'" not in told
    questions = [one.text for one in going if one.role is Role.USER and one.text]
    assert all(f"'{words}'" in told for words in questions)


@given(path=talks(), data=st.data())
def test_even_what_belongs_together_may_be_left_out_apart(path: list[Message], data: st.DataObject) -> None:
    """A file from elsewhere may say so."""
    ids = [one.id for one in path]
    unsent = data.draw(st.sets(st.sampled_from(ids)))
    conversation = Conversation("c", unsent=tuple(unsent))
    going = tuple(one for one in path if one.id in sent_ids(ids, conversation))
    try:
        body = build(ReplyRequest(MODELS[MODEL], going, Parameters(), "w", tools=TOOLS))
    except ValueError:
        return  # nothing of the person's is left
    assert broken(body, FACTS[MODEL]) == []


@given(path=talks(), data=st.data())
def test_a_whole_reply_is_the_same_from_each_of_its_parts(path: list[Message], data: st.DataObject) -> None:
    ids = [one.id for one in path]
    messages = {one.id: one for one in path}
    whole = whole_reply(data.draw(st.sampled_from(ids)), ids, messages)
    assert all(whole_reply(one, ids, messages) == whole for one in whole)
    asked_ = [one for one in whole if messages[one].role is Role.USER and not is_results(messages[one])]
    assert not asked_ or len(whole) == 1


@pytest.mark.parametrize("unsent", [("x", "x", "gone"), ()])
def test_ids_of_nothing_leave_nothing_out(unsent: tuple[str, ...]) -> None:
    assert list(sent_ids(["a", "b"], replace(Conversation("c"), unsent=unsent))) == ["a", "b"]
