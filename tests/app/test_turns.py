"""Turns that take more than a question and a reply: tools, pauses, continuing, editing, leaving out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.app.conftest import AppFixture
from tests.app.gateways import PAUSE, Step, spoken
from tests.app.test_live import ended, talked
from turbodesk.app import message_cache
from turbodesk.app.live import LiveChat
from turbodesk.app.remedies import raise_limit, senseless, use_successor
from turbodesk.app.tool_loop import DENIED, MOST_ROUNDS, CallState, ToolDecision
from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.errors import CutOff, ModelUnavailable, Remedy
from turbodesk.chat.events import (
    BlockStarted,
    BlockStopped,
    Finished,
    InputDelta,
    SignatureDelta,
    Started,
    StopReasonGiven,
    TextDelta,
    ThinkingDelta,
)
from turbodesk.chat.message import Message, Role, Status
from turbodesk.chat.model import Effort, Model, ThinkingMode
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Opaque, Text, Thinking, ToolResult, ToolUse
from turbodesk.chat.turns import is_go_on, is_results

TOOLS = Parameters(tools=("calculator", "current_time"))


def calling(*wanted: tuple[str, str, str], stop_reason: str = "tool_use") -> list[Step]:
    """The events of a reply that thinks, says a word, and asks for tools: each an id, a name and arguments."""
    steps: list[Step] = [
        Started("msg_2", "scripted", {"input_tokens": 9}),
        BlockStarted(0, Thinking()),
        ThinkingDelta(0, "A sum."),
        SignatureDelta(0, "sealed"),
        BlockStopped(0),
        BlockStarted(1, Text()),
        TextDelta(1, "Let me see."),
    ]
    for at, (id_, name, given) in enumerate(wanted, 2):
        steps += [BlockStarted(at, ToolUse(id_, name)), InputDelta(at, given[:4]), InputDelta(at, given[4:])]
        steps.append(BlockStopped(at))
    return [*steps, StopReasonGiven(stop_reason, usage={"output_tokens": 4}), Finished()]


def sums(*expressions: str) -> list[Step]:
    return calling(*((f"toolu_{at}", "calculator", f'{{"expression": "{one}"}}') for at, one in enumerate(expressions)))


async def asked(
    services: AppFixture, *scripts: Sequence[Step], parameters: Parameters = TOOLS
) -> tuple[LiveChat, Message]:
    """A chat whose first reply has ended in a question for tools."""
    chat = services.chat()
    chat.tune(parameters)
    services.gateway.scripts += scripts
    chat.send("What is it?")
    reply = await ended(chat)
    return chat, reply


def told(chat: LiveChat, reply: Message) -> list[tuple[CallState, str]]:
    return [(call.state, call.result) for call in chat.calls(reply.id)]


async def test_nothing_runs_before_the_person_says_so_and_then_the_model_is_told(services: AppFixture) -> None:
    chat, reply = await asked(services, sums("6 * 7"), spoken("It is 42."))
    assert [one.name for one in services.gateway.requests[0].tools] == ["current_time", "calculator"]
    assert told(chat, reply) == [(CallState.ASKING, "")]
    assert len(services.gateway.requests) == 1
    chat.answer("toolu_0", ToolDecision.ONCE)
    final = await ended(chat)
    question, call, results = services.gateway.requests[1].messages
    assert (question.text, call) == ("What is it?", reply)
    assert results.parts == (ToolResult("toolu_0", "42"),)
    assert is_results(results)
    assert told(chat, reply) == [(CallState.DONE, "42")]
    found = await services.again(chat.conversation.id)
    assert found.last_reply() == final
    assert told(found, reply) == [(CallState.DONE, "42")]


async def test_a_denied_call_is_told_as_an_error_and_several_are_answered_together(services: AppFixture) -> None:
    chat, reply = await asked(services, sums("1 + 1", "2 + 2"), spoken("Fine."))
    chat.answer("toolu_1", ToolDecision.DENY)
    assert told(chat, reply) == [(CallState.ASKING, ""), (CallState.DENIED, DENIED)]
    assert len(services.gateway.requests) == 1
    chat.answer("toolu_0", ToolDecision.ONCE)
    await ended(chat)
    assert services.gateway.requests[1].messages[-1].parts == (
        ToolResult("toolu_0", "2"),
        ToolResult("toolu_1", DENIED, is_error=True),
    )
    assert told(chat, reply) == [(CallState.DONE, "2"), (CallState.DENIED, DENIED)]


async def test_always_lasts_for_the_conversation_and_over_a_restart(services: AppFixture) -> None:
    chat, _ = await asked(services, sums("1 + 1"), sums("2 + 2"), spoken("Four."))
    chat.answer("toolu_0", ToolDecision.ALWAYS)
    while (await ended(chat)).text != "Four.":
        pass
    assert len(services.gateway.requests) == 3
    found = await services.again(chat.conversation.id)
    assert found.conversation.allowed_tools == ("calculator",)
    services.gateway.scripts += [sums("3 + 3"), spoken("Six.")]
    found.send("And now?")
    while (await ended(found)).text != "Six.":
        pass
    found.tools.permission.ask_again()
    assert (await services.again(chat.conversation.id)).conversation.allowed_tools == ()


async def test_unknown_and_switched_off_tools_are_told_so_without_asking(services: AppFixture) -> None:
    wanted = calling(("toolu_0", "rm_rf", "{}"), ("toolu_1", "current_time", "{}"))
    chat, _ = await asked(services, wanted, spoken("Sorry."), parameters=Parameters(tools=("calculator",)))
    await ended(chat)
    one, two = services.gateway.requests[1].messages[-1].parts
    assert isinstance(one, ToolResult)
    assert isinstance(two, ToolResult)
    assert (one.is_error, two.is_error) == (True, True)
    assert "rm_rf" in str(one.content)
    assert "switched off" in str(two.content)


async def test_a_question_open_at_the_end_of_a_run_is_open_in_the_next(services: AppFixture) -> None:
    chat, reply = await asked(services, sums("6 * 7"), spoken("42"))
    found = await services.again(chat.conversation.id)
    assert told(found, reply) == [(CallState.ASKING, "")]
    assert len(services.gateway.requests) == 1
    found.answer("toolu_0", ToolDecision.ONCE)
    assert (await ended(found)).text == "42"


async def test_a_call_nobody_answered_is_closed_by_what_the_person_says_next(services: AppFixture) -> None:
    chat, reply = await asked(services, sums("6 * 7"), spoken("All right."))
    chat.send("Never mind")
    await ended(chat)
    assert told(chat, reply) == [(CallState.NOT_RUN, "")]


async def test_a_call_that_was_cut_off_is_marked_and_not_run(services: AppFixture) -> None:
    chat, reply = await asked(services, calling(("toolu_0", "calculator", '{"expression'), stop_reason="max_tokens"))
    assert told(chat, reply) == [(CallState.INCOMPLETE, "")]
    chat.answer("toolu_0", ToolDecision.ONCE)
    assert not chat.is_replying


async def test_a_model_that_goes_round_in_circles_is_stopped_by_a_question(services: AppFixture) -> None:
    chat, _ = await asked(services, *(sums("1 + 1") for _ in range(MOST_ROUNDS + 1)))
    chat.answer("toolu_0", ToolDecision.ALWAYS)
    while len(services.gateway.requests) <= MOST_ROUNDS:
        reply = await ended(chat)
    reply = reply if reply.is_final else await ended(chat)
    assert told(chat, reply) == [(CallState.ASKING, "")]
    services.gateway.scripts.append(spoken("Two."))
    chat.answer("toolu_0", ToolDecision.ONCE)
    assert (await ended(chat)).text == "Two."


async def test_stopping_in_mid_loop_ends_it(services: AppFixture) -> None:
    chat, reply = await asked(services, sums("1 + 1"), [*spoken("slow")[:3], PAUSE])
    chat.answer("toolu_0", ToolDecision.ONCE)
    await services.gateway.reached_pause.wait()
    chat.stop()
    stopped = await ended(chat)
    assert (stopped.status, stopped.text) == (Status.STOPPED, "slow")
    assert told(chat, reply) == [(CallState.DONE, "2")]


async def test_a_pause_of_the_gateways_own_is_no_end(services: AppFixture) -> None:
    search = Opaque({"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "x"}})
    found = Opaque({"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []})
    paused: list[Step] = [
        Started("msg_1", "m", {"input_tokens": 10, "output_tokens": 1}),
        BlockStarted(0, Text("Looking.")),
        BlockStarted(1, search),
        StopReasonGiven("pause_turn", usage={"output_tokens": 7}),
        Finished(),
    ]
    rest: list[Step] = [
        Started("msg_2", "m", {"input_tokens": 20, "output_tokens": 1}),
        BlockStarted(0, found),
        BlockStarted(1, Text()),
        TextDelta(1, "Found."),
        StopReasonGiven("end_turn", usage={"output_tokens": 5}),
        Finished(),
    ]
    chat = services.chat()
    services.gateway.scripts += [paused, rest]
    chat.send("Look it up")
    reply = await ended(chat)
    assert reply.parts == (Text("Looking."), search, found, Text("Found."))
    assert (reply.stop_reason, reply.usage.input_tokens, reply.usage.output_tokens) == ("end_turn", 30, 12)
    again = services.gateway.requests[1]
    assert [message.text for message in again.messages] == ["Look it up"]
    assert again.continues is not None
    assert again.continues.parts == (Text("Looking."), search)
    assert (await services.again(chat.conversation.id)).last_reply() == reply


async def test_pauses_without_end_are_left_to_the_person(services: AppFixture) -> None:
    chat = services.chat()
    pause: list[Step] = [BlockStarted(0, Text("Hm. ")), StopReasonGiven("pause_turn"), Finished()]
    services.gateway.scripts += [pause] * 6
    chat.send("Go")
    reply = await ended(chat)
    assert (reply.status, reply.stop_reason, len(services.gateway.requests)) == (Status.COMPLETE, "pause_turn", 6)
    services.gateway.scripts.append(spoken("Done."))
    chat.go_on()
    final = await ended(chat)
    assert final.parts == (*reply.parts, Text("Done."))
    assert chat.siblings(final.id) == (1, 2)


async def test_a_model_that_takes_it_goes_on_in_the_middle_of_a_word(services: AppFixture) -> None:
    services.models["m-old"] = Model("m-old", "Old", prefill=True)
    chat = services.chat()
    chat.choose_model("m-old")
    cut: list[Step] = [BlockStarted(0, Text()), TextDelta(0, "The qui "), CutOff()]
    services.gateway.scripts += [cut, spoken("ck", " fox")]
    chat.send("Write")
    first = await ended(chat)
    chat.go_on()
    whole = await ended(chat)
    assert (whole.text, whole.status) == ("The quick fox", Status.COMPLETE)
    assert chat.siblings(whole.id) == (1, 2)
    assert services.gateway.requests[1].continues == first
    assert [one.text for one in services.gateway.requests[1].messages] == ["Write"]
    assert (await services.again(chat.conversation.id)).last_reply() == whole


async def test_a_model_that_thinks_is_asked_in_words(services: AppFixture) -> None:
    services.models["m-old"] = Model("m-old", "Old", prefill=True)
    chat = services.chat()
    chat.choose_model("m-old")
    chat.tune(Parameters(thinking=True))
    services.gateway.scripts += [[BlockStarted(0, Text()), TextDelta(0, "The qui"), CutOff()], spoken("ck")]
    chat.send("Write")
    await ended(chat)
    chat.go_on()
    await ended(chat)
    words = services.gateway.requests[1].messages[-1]
    assert is_go_on(words)
    assert "“The qui”" in words.text


async def test_an_edit_is_a_sibling_and_what_followed_is_kept_but_not_sent(services: AppFixture) -> None:
    chat, _ = await asked(services, sums("1 + 1"), spoken("Better."))
    question = chat.ids()[0]
    old = chat.message(question)
    assert old is not None
    assert not chat.edit(old, "  ")
    assert not chat.is_replying
    assert chat.edit(old, "Second\n")
    await ended(chat)
    assert [one.text for one in services.gateway.requests[1].messages] == ["Second"]
    edited = chat.ids()[0]
    assert chat.siblings(edited) == (1, 2)
    chat.show_sibling(edited, -1)
    assert chat.ids()[0] == question
    found = await services.again(chat.conversation.id)
    assert list(found.ids()) == list(chat.ids())
    assert found.conversation.title == "What is it?"


async def test_a_message_is_edited_though_it_left_the_memory_meanwhile(
    services: AppFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await talked(services, ("one", "1"), ("two", "2"))
    first = chat.ids()[0]
    old = chat.message(first)
    assert old is not None
    monkeypatch.setattr(message_cache, "KEPT_MESSAGES", 1)
    chat = await services.again(chat.conversation.id)
    assert chat.message(first) is None
    services.gateway.scripts.append(spoken("1 again"))
    assert chat.edit(old, "One")
    await ended(chat)
    assert [one.text for one in services.gateway.requests[-1].messages] == ["One"]


async def test_the_oldest_turns_are_left_out_whole_and_come_back(services: AppFixture) -> None:
    chat = await talked(services, ("one " * 50, "1"), ("two", "2"), ("three", "3"))
    assert Remedy.LEAVE_OUT not in senseless(chat)
    services.gateway.scripts.append(spoken("3 again"))
    assert chat.leave_out_oldest()
    await ended(chat)
    assert [one.text for one in services.gateway.requests[-1].messages] == ["two", "2", "three"]
    found = await services.again(chat.conversation.id)
    assert found.conversation.sent_from == chat.ids()[2]
    services.gateway.scripts += [spoken("3 more"), spoken("all")]
    assert found.leave_out_oldest()
    await ended(found)
    assert [one.text for one in services.gateway.requests[-1].messages] == ["three"]
    assert not found.leave_out_oldest()
    assert Remedy.LEAVE_OUT in senseless(found)
    found.summaries.send_all_again()
    found.try_again()
    await ended(found)
    assert [one.role for one in services.gateway.requests[-1].messages] == [Role.USER, Role.ASSISTANT] * 2 + [Role.USER]


@pytest.mark.parametrize("rounds", [1, 2])
async def test_leaving_out_never_parts_a_call_from_its_result(services: AppFixture, rounds: int) -> None:
    chat, _ = await asked(
        services, *(sums("1 + 1") for _ in range(rounds)), spoken("x" * 900), spoken("y"), spoken("z")
    )
    chat.answer("toolu_0", ToolDecision.ALWAYS)
    while (await ended(chat)).text != "x" * 900:
        pass
    chat.send("next")
    await ended(chat)
    chat.leave_out_oldest()
    await ended(chat)
    sent = services.gateway.requests[-1].messages
    assert [one.text for one in sent] == ["next"]


LENGTHS = [
    (Model("m-1", "M1", max_output=64_000), Parameters(), 16_384),
    (Model("m-1", "M1", max_output=64_000), Parameters(max_tokens=20_000), 40_000),
    (Model("m-1", "M1", max_output=64_000), Parameters(max_tokens=50_000), 64_000),
    (Model("m-1", "M1", max_output=64_000), Parameters(stream=False), 16_384),
    (Model("m-1", "M1", max_output=64_000, thinking=(ThinkingMode.ADAPTIVE,)), Parameters(thinking=True), 48_384),
    (
        Model("m-1", "M1", max_output=64_000, thinking=(ThinkingMode.BUDGET,)),
        Parameters(thinking=True, budget_tokens=10_000, max_tokens=1_000),
        22_000,
    ),
    (
        Model("m-1", "M1", max_output=128_000, efforts=tuple(Effort)),
        Parameters(effort=Effort.MAX),
        128_000,
    ),
]


@pytest.mark.parametrize(("model", "parameters", "expected"), LENGTHS)
async def test_a_raised_limit_is_twice_what_was_sent(
    services: AppFixture, model: Model, parameters: Parameters, expected: int
) -> None:
    services.models["m-1"] = model
    chat = services.chat()
    chat.tune(parameters)
    services.gateway.scripts += [
        [BlockStarted(0, Text("Half")), StopReasonGiven("max_tokens"), Finished()],
        spoken("whole"),
    ]
    chat.send("Write")
    await ended(chat)
    assert Remedy.RAISE_LIMIT not in senseless(chat)
    raise_limit(chat)
    await ended(chat)
    assert gates.longest_reply(model, chat.conversation.parameters) == expected
    assert len(services.gateway.requests) == 2
    chat.tune(replace(parameters, max_tokens=model.max_output))
    assert Remedy.RAISE_LIMIT in senseless(chat)


async def test_a_model_that_is_gone_has_a_successor_where_one_is_known(services: AppFixture) -> None:
    services.models["old"] = Model("old", "Old", replacement="new")
    chat = services.chat()
    services.gateway.scripts += [[ModelUnavailable()], spoken("Here.")]
    assert Remedy.USE_SUCCESSOR in senseless(chat)
    chat.choose_model("old")
    assert Remedy.USE_SUCCESSOR not in senseless(chat)
    chat.send("Are you there?")
    await ended(chat)
    use_successor(chat)
    assert (await ended(chat)).text == "Here."
    assert services.gateway.requests[1].model.id == chat.conversation.model == "new"
    assert [one.text for one in services.gateway.requests[1].messages] == ["Are you there?"]
