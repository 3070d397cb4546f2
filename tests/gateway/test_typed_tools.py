"""A tool the provider knows by its type is sent so to its own models, and with a schema wherever that is not taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.gateway.conftest import SONNET, asking
from turbodesk.app.tools.notes import MEMORY
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.left_out import words
from turbodesk.chat.tools import TYPED_TOOLS, ToolDefinition
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.parameter_fallback import objection
from turbodesk.gateway.request import build

PLAIN = ToolDefinition("calculator", "Sums.", {"type": "object", "properties": {}})
REQUEST = replace(asking(), tools=(PLAIN, MEMORY))


def objected(detail: str, request: ReplyRequest = REQUEST) -> str | None:
    return objection(FailureNote("request-refused", "No.", status=400, detail=detail), build(request), request)


def test_its_own_models_get_the_type_alone_and_others_the_schema() -> None:
    assert [*map(dict, build(REQUEST)["tools"])] == [  # type: ignore[call-overload]
        dict(PLAIN.block),
        {"type": "memory_20250818", "name": "memory"},
    ]
    for other in (
        replace(REQUEST, model=replace(SONNET, id="gpt-5.5")),
        replace(REQUEST, refused=frozenset({TYPED_TOOLS})),
    ):
        sent = build(other)["tools"]
        assert isinstance(sent, list)
        assert sent[1]["input_schema"] == MEMORY.input_schema
        assert "type" not in sent[1]


@pytest.mark.parametrize(
    "detail",
    [
        "tools.1: Input tag 'memory_20250818' found using 'type' does not match any of the expected tags: 'custom', "
        "'bash_20250124', 'web_search_20250305'",
        "memory_20250818 is not supported on this model",
        "Unknown tool type: memory_20250818",
        "tools[1].input_schema: Field required",
        "tools.1.custom.input_schema: Field required",
        "tool type 'memory_20250818' requires the beta context-management-2025-06-27",
    ],
)
def test_what_refuses_the_type_is_sent_the_schema(detail: str) -> None:
    assert objected(detail) == TYPED_TOOLS
    assert objected(detail, replace(REQUEST, refused=frozenset({TYPED_TOOLS}))) != TYPED_TOOLS
    assert words(TYPED_TOOLS) != TYPED_TOOLS


@pytest.mark.parametrize(
    "detail",
    [
        "tools.0: Input tag 'web_search_20260318' found using 'type' does not match any of the expected tags: "
        "'bash_20250124', 'memory_20250818', 'custom'",
        "temperature: Input should be less than or equal to 1",
    ],
)
def test_what_objects_to_something_else_is_not_taken_for_it(detail: str) -> None:
    assert objected(detail) != TYPED_TOOLS
