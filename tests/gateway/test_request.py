"""What is sent of a conversation, and what never is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.conftest import MODELS, SONNET, asking
from turbodesk.chat.estimate import of_part
from turbodesk.chat.message import DEMO_ID, Block, Message, Role, Status
from turbodesk.chat.model import Sampling, ThinkingOff, unknown_model
from turbodesk.chat.parameter_rules import ROOM_TO_THINK
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import (
    Document,
    Image,
    Opaque,
    Part,
    RedactedThinking,
    Text,
    Thinking,
    ToolResult,
    ToolUse,
)
from turbodesk.chat.tools import ToolDefinition
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.request import build

OPUS_47 = MODELS["claude-opus-4-7"]
SONNET_4 = MODELS["claude-sonnet-4-20250514"]


def user(*parts: Part | str) -> Message:
    blocks = tuple(Block(at, Text(part) if isinstance(part, str) else part) for at, part in enumerate(parts))
    return Message("u", None, Role.USER, blocks)


def reply(*parts: Part | str, model: str = SONNET.id, **changes: object) -> Message:
    return replace(user(*parts), role=Role.ASSISTANT, model=model, **changes)  # type: ignore[arg-type]


def sent(*messages: Message, **changes: object) -> list[tuple[str, list[dict[str, object]]]]:
    request = replace(asking(), messages=messages, **changes)  # type: ignore[arg-type]
    body = json.loads(json.dumps(build(request)))
    return [(one["role"], one["content"]) for one in body["messages"]]


def nested(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


ODD: list[Opaque] = [
    *(Opaque(raw) for raw in ({}, {"type": None}, {"type": ["text"]}, {"type": ""}, {"text": "of no kind"})),
    *(Opaque({"type": "news", "x": value}) for value in (float("nan"), float("inf"), 10**500, nested(900))),
    Opaque({"type": "server_tool_use", "id": {"a": 1}, "name": "web_search", "input": {}}),
    Opaque({"type": "server_tool_use", "id": None, "name": "web_search", "input": None}),
    Opaque({"type": "mcp_tool_use", "id": "m1", "name": "x", "input": {}}),
]
"""Blocks as older versions kept them."""

LOOK = ToolDefinition("look", "Looks.", {"type": "object", "properties": {}})


def text(words: str) -> dict[str, object]:
    return {"type": "text", "text": words}


class TestWhatOlderVersionsKept:
    @pytest.mark.parametrize("odd", ODD, ids=lambda odd: str(odd.raw)[:60])
    def test_is_left_out_where_no_gateway_takes_it(self, odd: Opaque) -> None:
        assert sent(user("Q"), reply("A", odd), user("Next"))[1] == ("assistant", [text("A")])
        assert [role for role, _ in sent(user("Q"), reply(odd), user("Next"))] == ["user"]
        assert of_part(odd, SONNET) < 100

    def test_goes_without_the_fields_that_no_gateway_takes(self) -> None:
        cited: dict[str, object] = {"type": "page_location", "cited_text": "x"}
        odd: tuple[dict[str, object], ...] = (cited, {}, {"type": 7}, {"type": "page_location", "start": float("inf")})
        found = sent(user("Q"), reply(Text("A", odd, {"news": nested(900)})), user("Next"))
        assert found[1][1] == [{**text("A"), "citations": [cited]}]

    @pytest.mark.parametrize(
        "part",
        [
            Image({"type": "base64", "data": float("nan")}),
            Document({"type": "content", "content": nested(900)}),
            ToolResult("t", nested(900)),
        ],
        ids=lambda part: type(part).__name__,
    )
    def test_is_left_out_of_a_persons_turn_too(self, part: Part) -> None:
        assert sent(user(part, "Q")) == [("user", [text("Q")])]
        assert of_part(part, SONNET) < 5_000

    def test_has_no_call_whose_arguments_are_no_json(self) -> None:
        answered = (reply("A", ToolUse("t", "look", '{"x": NaN}')), user(ToolResult("t", "fine"), "Next"))
        assert sent(user("Q"), *answered, tools=(LOOK,))[1:] == [("assistant", [text("A")]), ("user", [text("Next")])]


class TestTheBody:
    def test_has_only_what_the_protocol_allows_in_a_stable_order(self) -> None:
        body = build(asking(parameters=Parameters(system="Be brief.", temperature=0.5, max_tokens=100)))
        assert list(body) == ["model", "max_tokens", "system", "messages", "temperature", "stream"]
        assert body == {
            "model": "claude-sonnet-4-6",
            "max_tokens": 100,
            "system": [text("Be brief.")],
            "messages": [{"role": "user", "content": [text("Hello")]}],
            "temperature": 0.5,
            "stream": True,
        }

    def test_by_default_sends_no_sampling_and_no_system(self) -> None:
        assert list(build(asking())) == ["model", "max_tokens", "messages", "stream"]
        assert "system" not in build(asking(parameters=Parameters(system=" \n ")))

    @pytest.mark.parametrize("model", [*MODELS.values(), unknown_model("claude-new-9")], ids=lambda model: model.id)
    @pytest.mark.parametrize("stream", [True, False])
    def test_never_asks_for_more_than_the_model_can_write(self, model: object, stream: bool) -> None:
        parameters = Parameters(max_tokens=10_000_000, stream=stream)
        body = build(asking(model=model, parameters=parameters))  # type: ignore[arg-type]
        assert body["max_tokens"] == (model.max_output if stream else 21_333)  # type: ignore[attr-defined]
        room = ROOM_TO_THINK if model.thinking_off is ThinkingOff.NEVER else 0  # type: ignore[attr-defined]
        assert build(asking(model=model))["max_tokens"] == 8_192 + room  # type: ignore[arg-type]

    @pytest.mark.parametrize("model", [*MODELS.values(), unknown_model("claude-new-9")], ids=lambda model: model.id)
    def test_sends_only_the_sampling_the_model_takes(self, model: object) -> None:
        both = build(asking(model=model, parameters=Parameters(temperature=1.5, top_p=0.9)))  # type: ignore[arg-type]
        only_p = build(asking(model=model, parameters=Parameters(top_p=0.9)))  # type: ignore[arg-type]
        found = [(body.get("temperature"), body.get("top_p")) for body in (both, only_p)]
        match model.sampling:  # type: ignore[attr-defined]
            case Sampling.NONE:
                assert found == [(None, None), (None, None)]
            case Sampling.ONE:
                assert found == [(1.5, None), (None, 0.9)]
            case Sampling.BOTH:
                assert found == [(1.5, 0.9), (None, 0.9)]

    def test_keeps_sampling_within_what_gateways_document(self) -> None:
        high = build(asking(model=SONNET_4, parameters=Parameters(temperature=9.0, top_p=7.0)))
        low = build(asking(model=SONNET_4, parameters=Parameters(temperature=-1.0, top_p=-1.0)))
        assert (high["temperature"], high["top_p"], low["temperature"], low["top_p"]) == (2.0, 1.0, 0.0, 0.0)
        assert build(asking(parameters=Parameters(temperature=0.0)))["temperature"] == 0.0


class TestMessages:
    def test_a_last_turn_that_cannot_be_sent_leaves_no_reply_at_the_end(self) -> None:
        search = Opaque({"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}})
        assert [role for role, _ in sent(user("Question"), reply("Answer"), user(search))] == ["user"]

    def test_empty_text_and_turns_left_empty_are_dropped_and_neighbours_merged(self) -> None:
        assert sent(
            user("One", "", " \n"),
            reply("", status=Status.STOPPED),
            user("Two"),
            reply("Three"),
            reply("Four"),
            user("Five"),
        ) == [
            ("user", [text("One"), text("Two")]),
            ("assistant", [text("Three"), text("Four")]),
            ("user", [text("Five")]),
        ]

    def test_the_person_begins_and_ends(self) -> None:
        assert sent(reply("Zero"), user("One"), reply("Two")) == [("user", [text("One")])]

    @pytest.mark.parametrize("messages", [(), (user(" "),), (reply("x"),), (user(""), reply("x"))])
    def test_nothing_to_send_is_an_error(self, messages: tuple[Message, ...]) -> None:
        with pytest.raises(ValueError, match="nothing to send"):
            sent(*messages)

    @pytest.mark.parametrize("status", [Status.STOPPED, Status.FAILED, Status.INTERRUPTED])
    def test_what_had_come_of_a_broken_reply_is_sent(self, status: Status) -> None:
        assert sent(user("One"), reply("Half a rep", status=status), user("Go on"))[1] == (
            "assistant",
            [text("Half a rep")],
        )

    def test_a_refused_reply_leaves_with_its_question(self) -> None:
        refused = reply("I can", stop_reason="refusal")
        assert sent(user("One"), reply("Two"), user("Bad"), refused, user("Three")) == [
            ("user", [text("One")]),
            ("assistant", [text("Two")]),
            ("user", [text("Three")]),
        ]
        assert sent(user("Bad"), refused, user("Three")) == [("user", [text("Three")])]

    def test_thinking_goes_back_sealed_and_to_its_own_model_only(self) -> None:
        thought = reply(Thinking("Hm", "seal"), RedactedThinking("x"), Thinking("unsealed"), "Two")
        own = [{"type": "thinking", "thinking": "Hm", "signature": "seal"}, {"type": "redacted_thinking", "data": "x"}]
        assert sent(user("One"), thought, user("Three"))[1] == ("assistant", [*own, text("Two")])
        assert sent(user("One"), thought, user("Three"), model=OPUS_47)[1] == ("assistant", [text("Two")])

    def test_the_demos_thinking_goes_to_nobody(self) -> None:
        thought = replace(reply(Thinking("Hm", "demo"), "Two"), wire_id=f"{DEMO_ID}0")
        assert sent(user("One"), thought, user("Three"))[1] == ("assistant", [text("Two")])

    def test_a_turn_of_thinking_alone_is_dropped(self) -> None:
        assert sent(user("One"), reply(Thinking("Hm", "seal")), user("Two")) == [("user", [text("One"), text("Two")])]

    def test_unknown_blocks_go_back_unchanged_and_damaged_ones_do_not(self) -> None:
        news = {"type": "mcp_news", "id": "s", "name": "web_search", "input": {"query": "x"}}
        assert sent(user("One"), reply(Opaque(news), Opaque({"type": "text", "text": 7}), "Two"), user("Three"))[1] == (
            "assistant",
            [news, text("Two")],
        )

    def test_pictures_and_documents_stay_in_their_place(self) -> None:
        source = {"type": "base64", "media_type": "image/png", "data": "AA=="}
        found = sent(user(Image(source), Document({"type": "text", "data": "x"}, "a.txt"), "What is this?"))
        assert [block["type"] for block in found[0][1]] == ["image", "document", "text"]

    def test_tool_calls_and_results_are_sent_in_pairs_only(self) -> None:
        call, result = ToolUse("t1", "look", '{"a": 1}'), ToolResult("t1", "fine")
        lost, stray = ToolUse("t2", "look"), ToolResult("t9", "?")
        cut_off = ToolUse("t3", "look", '{"a": ')
        assert sent(user("One"), reply("Two", call, lost, cut_off), user("And", result, stray), tools=(LOOK,)) == [
            ("user", [text("One")]),
            ("assistant", [text("Two"), {"type": "tool_use", "id": "t1", "name": "look", "input": {"a": 1}}]),
            ("user", [{"type": "tool_result", "tool_use_id": "t1", "content": "fine"}, text("And")]),
        ]
        assert sent(user("One"), reply(lost), user(stray, "Two")) == [("user", [text("One"), text("Two")])]
        assert sent(user("One"), reply("Two", lost), user(stray), reply("Three"), user("Four")) == [
            ("user", [text("One")]),
            ("assistant", [text("Two"), text("Three")]),
            ("user", [text("Four")]),
        ]


PARTS = st.one_of(
    st.sampled_from(["", " ", "Hi", "There"]).map(Text),
    st.builds(Thinking, st.sampled_from(["", "Hm"]), st.sampled_from(["", "seal"])),
    st.just(RedactedThinking("x")),
    st.builds(ToolUse, st.sampled_from(["t1", "t2", ""]), st.just("look"), st.sampled_from(["", '{"a"', '{"a": 1}'])),
    st.builds(ToolResult, st.sampled_from(["t1", "t2"])),
    st.just(Opaque({"type": "news"})),
    st.just(Image({"type": "base64"})),
)
MESSAGES = st.builds(
    lambda role, parts, model, reason: replace(user(*parts), role=role, model=model, stop_reason=reason),
    st.sampled_from(Role),
    st.lists(PARTS, max_size=4),
    st.sampled_from([SONNET.id, "claude-other"]),
    st.sampled_from([None, "end_turn", "refusal"]),
)


@given(st.lists(MESSAGES, max_size=8))
def test_no_history_makes_a_request_the_protocol_refuses(messages: list[Message]) -> None:
    request = ReplyRequest(SONNET, tuple(messages), Parameters(), "w")
    try:
        body = json.loads(json.dumps(build(request)))
    except ValueError:
        return
    turns = body["messages"]
    assert [turn["role"] for turn in turns] == ["user", "assistant"] * (len(turns) // 2) + ["user"]
    calls: set[str] = set()
    for turn in turns:
        assert turn["content"]
        kinds = [block["type"] for block in turn["content"]]
        assert any(kind not in ("thinking", "redacted_thinking") for kind in kinds)
        results = [block["tool_use_id"] for block in turn["content"] if block["type"] == "tool_result"]
        assert all(kind == "tool_result" for kind in kinds[: len(results)])
        assert set(results) == calls
        for block in turn["content"]:
            assert block["type"] != "text" or block["text"].strip()
            assert block["type"] != "thinking" or block["signature"]
        calls = {block["id"] for block in turn["content"] if block["type"] == "tool_use"}
    assert not calls
