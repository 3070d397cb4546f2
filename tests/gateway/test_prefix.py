"""What is remembered of how a request begins, and what is found to differ in the next one."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.gateway.conftest import MODELS, Connect, asking, hear
from tests.gateway.test_golden import CLOCK, LONG, SEAL, said
from tests.gateway_server import Answer, GatewayServer
from turbodesk.chat.message import Message, Role
from turbodesk.chat.model import Effort
from turbodesk.chat.parameters import CacheLife, Parameters
from turbodesk.chat.parts import Document, Part, Text, Thinking
from turbodesk.chat.sent_prefix import CacheMark, PrefixPart, SentPrefix
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.prefix import prefix_of
from turbodesk.gateway.request import build

OPUS = MODELS["claude-opus-4-7"]
PDF = Document({"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQK"}, title="report.pdf")
FIRST: tuple[Part, ...] = (PDF, Text(LONG))
USUAL = Parameters(system="Be brief.")


def talk(*more: Message, first: tuple[Part, ...] = FIRST) -> tuple[Message, ...]:
    return (said("m1", None, Role.USER, *first), *more)


GOING_ON = (
    said("m2", "m1", Role.ASSISTANT, Thinking("Hm.", SEAL), Text("Yes."), model=OPUS.id),
    said("m3", "m2", Role.USER, Text("And then?")),
)


def sent(
    messages: tuple[Message, ...] = talk(),
    parameters: Parameters = USUAL,
    *,
    before: SentPrefix | None = None,
    address: str = "https://one.example",
    at: int = 1_000_000,
    **changes: object,
) -> SentPrefix:
    request = replace(ReplyRequest(OPUS, messages, parameters, "w", sent_before=before, kept_before=7), **changes)  # type: ignore[arg-type]
    return prefix_of(request, build(request), address=address, at=at)


def test_what_only_goes_on_differs_in_nothing() -> None:
    first = sent()
    assert (first.is_first, first.changed, first.expected, first.mark) == (True, (), 0, CacheMark.FIVE_MINUTES)
    second = sent(talk(*GOING_ON), before=first, at=1_200_000)
    assert (second.is_first, second.changed, second.expected, second.lapsed) == (False, (), 7, None)
    third = sent(
        talk(
            *GOING_ON,
            said("m4", "m3", Role.ASSISTANT, Text("No."), model=OPUS.id),
            said("m5", "m4", Role.USER, Text("?")),
        ),
        before=second,
    )
    assert third.changed == (), "marks that have moved on are no part of it"


def test_more_in_the_same_turn_differs_in_nothing() -> None:
    """A reply that failed leaves two messages of the person's behind each other, which become one turn."""
    assert sent(talk(said("m3", "m1", Role.USER, Text("Are you there?"))), before=sent()).changed == ()


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        (PrefixPart.GATEWAY, {"address": "https://other.example"}),
        (PrefixPart.MODEL, {"model": MODELS["claude-opus-4-6"]}),
        (PrefixPart.TOOLS, {"tools": (CLOCK,)}),
        (PrefixPart.SYSTEM, {"parameters": Parameters(system="Be long.")}),
        (PrefixPart.THINKING, {"parameters": replace(USUAL, effort=Effort.MAX)}),
        (PrefixPart.THINKING, {"parameters": replace(USUAL, thinking=True)}),
        (PrefixPart.TOOL_CHOICE, {"tools": (CLOCK,), "parameters": replace(USUAL, tool_choice="any")}),
        (PrefixPart.FIRST, {"messages": GOING_ON[1:]}),
        (PrefixPart.FILES, {"messages": talk(*GOING_ON, first=FIRST[1:])}),
        (PrefixPart.FIRST, {"messages": talk(*GOING_ON, first=(PDF, Text(f"{LONG}!")))}),
    ],
)
def test_what_differs_is_found(part: PrefixPart, changes: dict[str, object]) -> None:
    changed = sent(**{"messages": talk(*GOING_ON), "before": sent(), **changes}).changed  # type: ignore[arg-type]
    assert changed[0] is part or (part is PrefixPart.TOOL_CHOICE and part in changed)


def test_thinking_that_no_longer_goes_back_is_told_from_words() -> None:
    before = sent(talk(*GOING_ON))
    assert sent(talk(*GOING_ON), before=before, refused=frozenset({"thinking_blocks"})).changed == (
        PrefixPart.THOUGHTS,
    )
    other = (
        replace(GOING_ON[0], blocks=said("x", None, Role.USER, Thinking("Hm.", SEAL), Text("Yes!")).blocks),
        GOING_ON[1],
    )
    assert sent(talk(*other), before=before).changed == (PrefixPart.WORDS,)


def test_the_mark_says_whether_anything_is_kept() -> None:
    assert sent(parameters=replace(USUAL, cache=CacheLife.ONE_HOUR)).mark is CacheMark.ONE_HOUR
    assert sent(parameters=replace(USUAL, cache=CacheLife.OFF)).mark is CacheMark.OFF
    assert sent(refused=frozenset({"cache_control"})).mark is CacheMark.REFUSED
    assert sent(talk(first=(Text("Hi"),))).mark is CacheMark.SHORT


def test_time_that_has_passed_is_measured_by_what_the_request_before_asked_for() -> None:
    short, long = sent(), sent(parameters=replace(USUAL, cache=CacheLife.ONE_HOUR))
    assert sent(before=short, at=1_300_000).lapsed is None
    assert sent(before=short, at=1_300_001).lapsed is CacheMark.FIVE_MINUTES
    assert sent(before=long, at=4_600_000).lapsed is None
    assert sent(before=long, at=4_600_001).lapsed is CacheMark.ONE_HOUR


def test_no_word_of_a_chat_is_in_it() -> None:
    text = json.dumps(sent(talk(*GOING_ON)).to_json())
    assert "Chapter" not in text
    assert "brief" not in text
    assert len(text) < 700


async def test_it_is_told_before_the_reply_and_names_the_provider_s_reason(
    server: GatewayServer, connect: Connect
) -> None:
    events = [
        {
            "type": "message_start",
            "message": {
                "id": "msg_01b",
                "type": "message",
                "role": "assistant",
                "model": "m",
                "content": [],
                "usage": {"input_tokens": 9},
                "diagnostics": {"cache_miss_reason": {"type": "tools_changed", "cache_missed_input_tokens": 8}},
            },
        },
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    ]
    server.script(Answer(events=events))
    told = await hear(connect(), replace(asking(), asks_about="msg_01a"))
    assert isinstance(told.events[0], SentPrefix)
    assert told.message.sent is not None
    assert (told.message.sent.asks, told.message.sent.told) == (True, "tools_changed")
    assert server.requests[0].json["diagnostics"] == {"previous_message_id": "msg_01a"}


async def test_a_gateway_that_refuses_the_question_is_asked_without_it(server: GatewayServer, connect: Connect) -> None:
    words = {"type": "error", "error": {"type": "invalid_request_error", "message": "diagnostics: Extra inputs"}}
    server.script(Answer(status=400, body=words), Answer())
    told = await hear(connect(), replace(asking(), asks_about="msg_01a"))
    assert [one.parameter for one in told.message.adjusted] == ["diagnostics"]
    assert "diagnostics" not in server.requests[1].json
    assert told.message.sent is not None
    assert not told.message.sent.asks


@pytest.mark.parametrize("odd", [7, {}, {"cache_miss_reason": None}, {"cache_miss_reason": {"type": 7}}])
async def test_odd_diagnostics_are_none(server: GatewayServer, connect: Connect, odd: object) -> None:
    whole = {**Answer().message("m"), "diagnostics": odd}
    server.script(Answer(body=whole))
    told = await hear(connect())
    assert told.failure is None
    assert told.message.sent is not None
    assert told.message.sent.told == ""
