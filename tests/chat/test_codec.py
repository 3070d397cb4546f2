"""Content blocks become parts and come back without losing a field."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from turbodesk.chat.codec import block_from_part, part_from_block, tool_input
from turbodesk.chat.parts import Document, Image, Opaque, Part, RedactedThinking, Text, Thinking, ToolResult, ToolUse

BLOCKS: list[dict[str, object]] = [
    {"type": "text", "text": "Hi"},
    {"type": "text", "text": "", "citations": [{"type": "page_location", "cited_text": "x"}]},
    {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}},
    {"type": "thinking", "thinking": "Hm", "signature": "s=="},
    {"type": "thinking", "thinking": "", "signature": "s", "estimated_tokens": 7},
    {"type": "redacted_thinking", "data": "xyz"},
    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}},
    {"type": "document", "source": {"type": "text", "data": "x"}, "title": "a.txt", "citations": {"enabled": True}},
    {"type": "document", "source": {"type": "file", "file_id": "file_1"}},
    {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {"where": "世界"}, "caller": {"type": "direct"}},
    {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}},
    {"type": "tool_result", "tool_use_id": "toolu_1", "content": "fine"},
    {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "x"}], "is_error": True},
    {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "x"}},
    {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [{"encrypted_content": "abc"}]},
    {"type": "compaction", "content": None, "encrypted_content": "x"},
]
DAMAGED: list[dict[str, object]] = [
    {},
    {"type": None},
    {"type": "text", "text": 7},
    {"type": "text", "text": "x", "citations": "none"},
    {"type": "thinking", "thinking": "x", "signature": 7},
    {"type": "redacted_thinking", "data": 7},
    {"type": "image", "source": "here"},
    {"type": "document", "source": {}, "title": 7},
    {"type": "tool_use", "id": "t", "name": "n", "input": []},
    {"type": "tool_result", "tool_use_id": 7},
    {"type": "tool_result", "tool_use_id": "t", "is_error": "yes"},
]
LEFT_EMPTY: list[tuple[dict[str, object], Part]] = [
    ({"type": "text"}, Text()),
    ({"type": "text", "text": None}, Text()),
    ({"type": "text", "text": "x", "citations": None}, Text("x")),
    ({"type": "thinking"}, Thinking()),
    ({"type": "thinking", "thinking": None, "signature": None}, Thinking()),
    ({"type": "redacted_thinking"}, RedactedThinking()),
    ({"type": "document", "source": {}, "title": None}, Document({})),
    ({"type": "tool_use"}, ToolUse("", "")),
    ({"type": "tool_use", "id": "t", "name": "n", "input": None}, ToolUse("t", "n")),
    ({"type": "tool_use", "id": "t", "name": "n", "input": '{"a": 1}'}, ToolUse("t", "n", '{"a": 1}')),
    ({"type": "tool_result", "tool_use_id": "t", "is_error": None}, ToolResult("t")),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ANY_BLOCK = st.builds(
    lambda kind, rest: {**rest, "type": kind},
    st.sampled_from([str(block["type"]) for block in BLOCKS]),
    st.dictionaries(
        st.sampled_from(["text", "thinking", "signature", "data", "source", "title", "id", "name", "input", "x"])
        | st.sampled_from(["tool_use_id", "content", "is_error", "citations"]),
        JSON,
        max_size=6,
    ),
)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: str(block["type"]))
def test_a_block_comes_back_as_it_was(block: dict[str, object]) -> None:
    part = part_from_block(block)
    assert block_from_part(part) == block
    assert json.loads(json.dumps(block_from_part(part))) == block


@pytest.mark.parametrize("block", DAMAGED, ids=str)
def test_a_damaged_block_is_kept_as_it_is(block: dict[str, object]) -> None:
    part = part_from_block(block)
    assert isinstance(part, Opaque)
    assert block_from_part(part) == block


@pytest.mark.parametrize(("block", "part"), LEFT_EMPTY, ids=str)
def test_what_is_absent_or_null_is_empty(block: dict[str, object], part: Part) -> None:
    assert part_from_block(block) == part


@given(ANY_BLOCK)
def test_any_block_survives_a_round_trip(block: dict[str, object]) -> None:
    assume(not isinstance(block.get("input"), str))  # arguments as text: below, and not every text is an object
    once = block_from_part(part_from_block(block))
    assert part_from_block(once) == part_from_block(block)
    said = {name for name, value in block.items() if value is not None}
    assert said <= {*once, "citations", "is_error", "signature", "title"}


def test_parts_are_what_their_type_says() -> None:
    kinds = [type(part_from_block(block)) for block in BLOCKS]
    assert kinds == [
        *[Text] * 3,
        *[Thinking] * 2,
        RedactedThinking,
        Image,
        *[Document] * 2,
        *[ToolUse] * 2,
        *[ToolResult] * 2,
        *[Opaque] * 3,
    ]


@pytest.mark.parametrize("text", ['{"a": ', "[1]", "7", '"x"', "[" * 100_000, '{"a": NaN}', '{"a": 1e999}'])
def test_arguments_that_are_no_object_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a JSON object"):
        tool_input(ToolUse("t", "n", text))
    with pytest.raises(ValueError, match="not a JSON object"):
        block_from_part(ToolUse("t", "n", text))
