"""What each piece of JSON on the wire comes to, known, unknown or hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat import reduce
from turbodesk.chat.events import (
    BlockStarted,
    BlockStopped,
    CitationDelta,
    Finished,
    InputDelta,
    SignatureDelta,
    Started,
    StopReasonGiven,
    TextDelta,
    ThinkingDelta,
)
from turbodesk.chat.message import Status, empty_reply
from turbodesk.chat.parts import Opaque, RedactedThinking, Text, Thinking, ToolUse
from turbodesk.gateway.wire import Fault, GarbledValue, Read, read_event, read_payload

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KINDS = [
    *("message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta"),
    *("message_stop", "message", "error", "ping", "news"),
]
FIELDS = ["message", "index", "content_block", "delta", "usage", "content", "type", "text", "stop_reason", "error"]


def read(payload: object, name: str = "") -> tuple[Read, ...]:
    return read_event(json.dumps(payload), name=name)


def block(block_: Mapping[str, object], index: int = 0) -> tuple[Read, ...]:
    return read({"type": "content_block_start", "index": index, "content_block": block_})


def delta(delta_: Mapping[str, object]) -> tuple[Read, ...]:
    return read({"type": "content_block_delta", "index": 3, "delta": delta_})


def test_the_events_of_the_protocol() -> None:
    usage = {"input_tokens": 25, "output_tokens": 1}
    start = {"type": "message_start", "message": {"id": "msg_1", "model": "m", "content": [], "usage": usage}}
    assert read(start) == (Started("msg_1", "m", usage),)
    assert block({"type": "text", "text": ""}) == (BlockStarted(0, Text()),)
    assert block({"type": "thinking", "thinking": "", "signature": ""}, 1) == (BlockStarted(1, Thinking()),)
    assert block({"type": "redacted_thinking", "data": "x"}) == (BlockStarted(0, RedactedThinking("x")),)
    tool = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}
    assert block(tool) == (BlockStarted(0, ToolUse("toolu_1", "look")),)
    assert delta({"type": "text_delta", "text": "Hi"}) == (TextDelta(3, "Hi"),)
    assert delta({"type": "thinking_delta", "thinking": "Hm"}) == (ThinkingDelta(3, "Hm"),)
    assert delta({"type": "signature_delta", "signature": "s"}) == (SignatureDelta(3, "s"),)
    assert delta({"type": "input_json_delta", "partial_json": ""}) == (InputDelta(3, ""),)
    citation = {"type": "char_location", "cited_text": "x"}
    assert delta({"type": "citations_delta", "citation": citation}) == (CitationDelta(3, citation),)
    assert read({"type": "content_block_stop", "index": 3}) == (BlockStopped(3),)
    ending = {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}}
    assert read({**ending, "usage": {"output_tokens": 5}}) == (StopReasonGiven("end_turn", usage={"output_tokens": 5}),)
    assert read(ending) == (StopReasonGiven("end_turn"),)
    assert read({"type": "message_stop", "amazon-bedrock-invocationMetrics": {}}) == (Finished(),)
    assert read({"type": "ping"}) == ()


def test_a_refusal_keeps_its_details() -> None:
    details = {"type": "refusal", "category": "bio", "explanation": None}
    found = read({"type": "message_delta", "delta": {"stop_reason": "refusal", "stop_details": details}})
    assert found == (StopReasonGiven("refusal", stop_details=details),)


@pytest.mark.parametrize(
    "data", ["[DONE]", " [DONE] ", "", "{}", "null", "7", '"text"', "[]", '{"type": "news"}', '{"type": 7}']
)
def test_what_says_nothing_is_ignored(data: str) -> None:
    assert read_event(data) == ()
    assert read_event(data, name="message") == ()


def test_unknown_blocks_are_kept_and_unknown_deltas_ignored() -> None:
    news = {"type": "server_news", "x": [1, {"y": None}]}
    assert block(news) == (BlockStarted(0, Opaque(news)),)
    assert delta({"type": "news_delta", "text": "x"}) == ()


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": 7}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": {}}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": ["s"]}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "citations_delta", "citation": {"type": 7}}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "citations_delta", "citation": "x"}},
        {"type": "content_block_delta", "index": 0, "delta": {"text": "of no kind"}},
        {"type": "content_block_delta", "index": 0, "delta": ["x"]},
        {"type": "content_block_delta", "index": -1, "delta": {"type": "text_delta", "text": "x"}},
        {"type": "content_block_delta", "index": "0", "delta": {"type": "text_delta", "text": "x"}},
        {"type": "content_block_stop", "index": 1e9},
        {"type": "content_block_start", "index": 10**9, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_start", "content_block": {"text": "of no kind"}},
        {"type": "content_block_start", "content_block": {"type": ["text"]}},
        {"type": "content_block_start", "content_block": {"type": "text", "text": {}}},
        {"type": "content_block_start", "content_block": {"type": "text", "citations": [{"type": None}]}},
        {"type": "content_block_start", "content_block": {"type": "tool_use", "id": 7, "name": "n", "input": {}}},
        {"type": "content_block_start", "content_block": {"type": "server_tool_use", "id": {"x": 1}, "name": "n"}},
        {"type": "content_block_start", "content_block": {"type": "server_tool_use", "id": "x", "input": [1]}},
        {"type": "content_block_start", "content_block": {"type": "web_search_tool_result", "tool_use_id": []}},
        {"type": "content_block_start", "content_block": "text"},
        {"type": "message_start", "message": [1]},
        {"type": "message_delta", "delta": {"stop_reason": 7}},
        {"type": "message", "content": [{"type": "text", "text": "x"}, "y"]},
        {"type": "message", "content": {"type": "text"}},
    ],
    ids=str,
)
def test_a_value_that_the_protocol_does_not_know_is_garbled(payload: dict[str, object]) -> None:
    with pytest.raises(GarbledValue):
        read(payload)


def test_what_is_absent_or_null_is_empty() -> None:
    assert read({"type": "content_block_start", "content_block": None}) == ()
    assert block({"type": "text"}) == block({"type": "text", "text": None}) == (BlockStarted(0, Text()),)
    call = {"type": "tool_use", "id": "toolu_1", "name": "look"}
    assert block(call) == block({**call, "input": None}) == (BlockStarted(0, ToolUse("toolu_1", "look")),)
    assert delta({"type": "text_delta"}) == delta({"type": "thinking_delta", "thinking": None}) == ()
    assert delta({"type": "input_json_delta", "partial_json": None}) == (InputDelta(3, ""),)
    assert delta({"type": "citations_delta", "citation": None}) == delta({}) == ()
    assert read({"type": "message_delta", "delta": None, "usage": None}) == (StopReasonGiven(),)


def test_a_call_without_an_id_gets_one_to_be_answered_by() -> None:
    ids = set()
    for id_ in (None, ""):
        (started,) = block({"type": "tool_use", "id": id_, "name": "look", "input": {}})
        assert isinstance(started, BlockStarted)
        assert isinstance(started.part, ToolUse)
        ids.add(started.part.id)
    assert len(ids) == 2
    assert all(re.fullmatch(r"toolu_[\w-]+", one) for one in ids)


def test_what_is_only_told_is_left_out_when_it_is_odd_and_cut_when_it_is_long() -> None:
    start = {"id": 7, "model": "m" * 5_000, "usage": [1]}
    assert read({"type": "message_start", "message": start}) == (Started(None, "m" * 1_000),)
    ending = {"stop_reason": "r" * 5_000, "stop_sequence": {}, "stop_details": []}
    assert read({"type": "message_delta", "delta": ending, "usage": "x"}) == (StopReasonGiven("r" * 1_000),)


def test_the_name_counts_only_where_the_type_is_missing() -> None:
    assert read({"index": 2}, "content_block_stop") == (BlockStopped(2),)
    assert read({"type": "message_stop"}, "content_block_stop") == (Finished(),)


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        ({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, ""),
        ({"error": {"message": "Overloaded"}}, ""),
        ({"error": "Overloaded"}, "message"),
        ({"message": "Overloaded"}, "error"),
        ({"type": None, "error": {"message": "Overloaded"}}, ""),
    ],
)
def test_errors_are_seen_in_any_form(payload: dict[str, object], name: str) -> None:
    assert read(payload, name) == (Fault(payload),)


def test_a_whole_message_comes_to_a_complete_reply() -> None:
    payload = {
        "id": "msg_1",
        "type": "message",
        "model": "m",
        "content": [{"type": "text", "text": "Hi"}, {"type": "tool_use", "id": "t", "name": "n", "input": {"a": 1}}],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 3, "output_tokens": 4},
    }
    message = empty_reply("m", "p")
    for event in read_payload(payload):
        assert not isinstance(event, Fault)
        message = reduce.apply(message, event)
    assert (message.status, message.stop_reason, message.text) == (Status.COMPLETE, "tool_use", "Hi")
    assert message.parts[1] == ToolUse("t", "n", '{"a": 1}')
    assert message.usage.output_tokens == 4


def test_halves_of_characters_become_whole_ones() -> None:
    assert delta({"type": "text_delta", "text": "a\ud83d"}) == (TextDelta(3, "a�"),)
    assert delta({"type": "text_delta", "text": "\ud83d\ude00"}) == (TextDelta(3, "😀"),)


def test_a_byte_order_mark_is_no_part_of_an_event() -> None:
    assert read_event('\ufeff{"type": "message_stop"}') == (Finished(),)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5), st.sampled_from(KINDS), st.sampled_from(KINDS))
def test_no_json_breaks_the_reader_or_the_reply(payload: dict[str, object], kind: str, name: str) -> None:
    message = empty_reply("m", "p")
    for value, its_name in (({**payload, "type": kind}, ""), (payload, name)):
        with suppress(GarbledValue):
            for event in read_payload(value, name=its_name):
                if not isinstance(event, Fault):
                    message = reduce.apply(message, event)
