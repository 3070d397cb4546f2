"""No combination of model, settings and history a person can reach builds a body the protocol refuses."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gateway.conftest import MODELS
from tests.gateway.rules import FACTS, broken
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.model import Effort, Sampling, unknown_model
from turbodesk.chat.parameters import CacheLife, Parameters, WebParameters
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
from turbodesk.gateway.parameter_fallback import OPTIONAL
from turbodesk.gateway.request import build

ALL = {**MODELS, "claude-unheard-of": unknown_model("claude-unheard-of")}
TOOLS = tuple(ToolDefinition(name, "A tool.", {"type": "object", "properties": {}}) for name in ("look", "count"))
PIXEL = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}

# A gateway that refuses to sum up thinking is sent what the rule about it forbids.
OF_THE_WEB = ["web_search.20260318", "web_search.20260209", "web_search.place", "web_fetch.20250910", "web_fetch"]
REFUSED = [*(one.name for one in OPTIONAL if one.name != "thinking.display"), *OF_THE_WEB]

words = st.sampled_from(["", " ", "\n", "Hi", "There. ", "Long " * 4_000, "漢字" * 3_000, "\ud83d"])
parameters = st.builds(
    Parameters,
    system=words,
    temperature=st.none() | st.floats(0, 1),
    top_p=st.none() | st.floats(0, 1),
    top_k=st.none() | st.integers(1, 500),
    thinking=st.booleans(),
    budget_tokens=st.none() | st.integers(1_024, 10**6),
    effort=st.none() | st.sampled_from(Effort),
    max_tokens=st.none() | st.integers(1, 10**6),
    stop_sequences=st.lists(st.sampled_from(["END", " ", "\n", "x"]), max_size=3).map(tuple),
    stream=st.booleans(),
    cache=st.sampled_from(CacheLife),
    tool_choice=st.sampled_from(["auto", "any", "none", "look", "gone", "web_search"]),
    web_search=st.booleans(),
    web=st.sampled_from([WebParameters(), WebParameters(only=("a.org",)), WebParameters(never=("a.org",), city="A")]),
    keep_attachments=st.none() | st.integers(0, 3),
    user_id=st.sampled_from(["", " ", "u", "u" * 300]),
)
ids = st.sampled_from(["t1", "t2", ""])
search = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "x"}}
found = {"type": "web_search_tool_result", "tool_use_id": "s1", "content": []}
marked = {"cache_control": {"type": "ephemeral"}}
parts = st.one_of(
    words.map(Text),
    st.just(Text("Marked", extra=marked)),
    st.builds(Thinking, words, st.sampled_from(["", "seal"])),
    st.just(RedactedThinking("x")),
    st.builds(ToolUse, ids, st.sampled_from(["look", "gone"]), st.sampled_from(["", '{"a"', '{"a": 1}'])),
    st.builds(ToolResult, ids, st.sampled_from(["fine", "", [{"type": "text", "text": "fine"}]])),
    st.sampled_from([Opaque({"type": "news"}), Opaque(search), Opaque(found), Opaque({"type": "unreadable"})]),
    st.just(Image(PIXEL)),
    st.builds(
        Document,
        st.just({"type": "text", "media_type": "text/plain", "data": "x"}),
        st.none() | st.just("a.txt"),
        st.sampled_from([{}, {"citations": {"enabled": True}}]),
    ),
)
messages = st.builds(
    lambda id_, parent, role, found_parts, model, reason: Message(
        id_,
        parent,
        role,
        tuple(Block(at, part) for at, part in enumerate(found_parts)),
        model=model if role is Role.ASSISTANT else None,
        stop_reason=reason,
    ),
    st.sampled_from(["m1", "m2", "m3"]),
    st.sampled_from([None, "m1", "m2", "m3"]),
    st.sampled_from(Role),
    st.lists(parts, max_size=5),
    st.sampled_from(list(ALL)),
    st.sampled_from([None, "end_turn", "refusal", "pause_turn", "max_tokens"]),
)


@st.composite
def loops(draw: st.DrawFn) -> list[Message]:
    """A tool loop as it comes about: a question, calls and results, with thinking or without."""
    model = draw(st.sampled_from(list(ALL)))
    history = [Message("q", None, Role.USER, (Block(0, Text("How many?")),))]
    for number in range(draw(st.integers(1, 3))):
        thought = [Thinking("Hm", "seal")] if draw(st.booleans()) else []
        call = ToolUse(f"t{number}", draw(st.sampled_from(["look", "gone"])), "{}")
        parts: list[Part] = [*thought, call]
        blocks = tuple(Block(at, part) for at, part in enumerate(parts))
        history.append(Message(f"a{number}", history[-1].id, Role.ASSISTANT, blocks, model=model))
        result = (Block(0, ToolResult(call.id, "7")),)
        history.append(Message(f"r{number}", history[-1].id, Role.USER, result))
    return history


requests = st.builds(
    lambda model_id, history, wishes, tools, continues, refused: ReplyRequest(
        ALL[model_id],
        tuple(history),
        wishes,
        "w",
        tools=tools,
        continues=continues and replace(continues, role=Role.ASSISTANT, status=Status.STOPPED),
        refused=frozenset(refused),
    ),
    st.sampled_from(list(ALL)),
    st.lists(messages, max_size=7) | loops(),
    parameters,
    st.sampled_from([(), TOOLS, TOOLS[:1], (*TOOLS, TOOLS[0])]),
    st.none() | messages,
    st.lists(st.sampled_from(REFUSED), max_size=2),
)


@settings(max_examples=600)
@given(requests)
def test_no_reachable_body_breaks_a_rule(request: ReplyRequest) -> None:
    try:
        body = build(request)
    except ValueError:
        return
    text = json.dumps(body)
    assert broken(json.loads(text), FACTS[request.model.id]) == []
    assert json.dumps(build(request)) == text, "building twice gives the same text, or the cache would miss"


@given(requests)
def test_the_next_turn_begins_as_the_one_before(request: ReplyRequest) -> None:
    """What was sent stays as it was sent, or every turn would pay for the whole conversation again."""
    history = [
        replace(message, id=str(at), parent_id=str(at - 1) if at else None)
        for at, message in enumerate(request.messages)
    ]
    wishes = replace(request.parameters, keep_attachments=None)
    settled = replace(request, continues=None, parameters=wishes, messages=tuple(history))
    try:
        before = json.loads(json.dumps(build(settled)))
    except ValueError:
        return
    last = settled.messages[-1]
    if last.role is not Role.USER or settled.parameters.thinking or any(m.id == "new" for m in settled.messages):
        return
    answer = Message("new", last.id, Role.ASSISTANT, (Block(0, Text("Yes.")),), model=request.model.id)
    question = Message("more", "new", Role.USER, (Block(0, Text("And?")),))
    after = json.loads(json.dumps(build(replace(settled, messages=(*settled.messages, answer, question)))))
    for body in (before, after):
        for block in [*body.get("tools", []), *body.get("system", [])]:
            block.pop("cache_control", None)
        for turn in body["messages"]:
            for block in turn["content"]:
                block.pop("cache_control", None)
    assert after.get("system") == before.get("system")
    assert after.get("tools") == before.get("tools")
    assert after["messages"][: len(before["messages"]) - 1] == before["messages"][:-1]


@pytest.mark.parametrize("model_id", MODELS)
def test_the_catalogue_says_what_the_protocol_says(model_id: str) -> None:
    model, facts = MODELS[model_id], FACTS[model_id]
    sampling = {"both": Sampling.BOTH, "xor": Sampling.ONE, "none": Sampling.NONE}
    assert (model.max_output, tuple(model.thinking), tuple(model.efforts), model.sampling, model.prefill) == (
        facts.out,
        facts.think,
        facts.effort,
        sampling[facts.sampling],
        facts.prefill,
    )
    assert model.asks_for_summary == facts.summarized


def test_the_judge_sees_what_is_wrong() -> None:
    haiku, opus = FACTS["claude-haiku-4-5-20251001"], FACTS["claude-opus-4-7"]
    base = {"model": "m", "max_tokens": 10, "stream": True}
    said = {"role": "user", "content": [{"type": "text", "text": "Hi"}]}
    good = {**base, "messages": [said]}
    assert broken(good, haiku) == []
    begun = {"role": "assistant", "content": [{"type": "text", "text": "So "}]}
    call = {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "look", "input": {}}]}
    wrong = [
        ({**good, "colour": 1}, haiku, "top"),
        ({**good, "max_tokens": 64_001}, haiku, "top"),
        ({**good, "temperature": 1.5}, haiku, "sampling"),
        ({**good, "temperature": 1, "top_p": 1}, haiku, "sampling"),
        ({**good, "top_k": 1}, opus, "sampling"),
        ({**good, "thinking": {"type": "enabled", "budget_tokens": 1_024}}, haiku, "thinking"),
        ({**good, "thinking": {"type": "adaptive"}}, opus, "thinking"),
        ({**good, "output_config": {"effort": "low"}}, haiku, "thinking"),
        ({**good, "messages": [said, said]}, haiku, "turns"),
        ({**good, "messages": [said, begun]}, haiku, "end"),
        ({**good, "messages": [said, begun]}, opus, "end"),
        ({**good, "messages": [said, call, said]}, haiku, "pairs"),
        ({**good, "tool_choice": {"type": "any"}}, haiku, "tools"),
        ({**good, "stop_sequences": [" "]}, haiku, "top"),
        ({**good, "messages": [{"role": "user", "content": [{"type": "text", "text": " "}]}]}, haiku, "blocks"),
    ]
    for body, facts, section in wrong:
        assert any(word.startswith(section) for word in broken(body, facts)), (body, section)
