"""What servers say of their tools, and what a gateway is told of them."""

from __future__ import annotations

import re
from typing import Any

import hypothesis.strategies as st
import jsonschema
import pytest
from hypothesis import given

from turbodesk.app.mcp.json_schema import SchemaRefused, cleaned
from turbodesk.app.mcp.offering import MOST_TOOLS, api_name, fingerprint, offer
from turbodesk.app.mcp.tool_schema import tool_schema

WORDS = [
    "type", "properties", "items", "required", "enum", "anyOf", "oneOf", "allOf", "not", "$ref", "$defs", "definitions",
    "minimum", "exclusiveMinimum", "additionalProperties", "nullable", "pattern", "description", "default",
    "multipleOf", "minLength", "uniqueItems", "additionalItems", "x-own",
]  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=True)
    | st.sampled_from([*WORDS, "object", "int"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=3), inner),
    max_leaves=20,
)


@given(VALUES)
def test_whatever_comes_becomes_a_schema_of_the_current_draft_or_is_refused(raw: object) -> None:
    jsonschema.Draft202012Validator.check_schema(cleaned(raw))
    try:
        made = tool_schema(raw)
    except SchemaRefused:
        return
    jsonschema.Draft202012Validator.check_schema(made.schema)
    assert made.schema["type"] == "object"
    assert not {"oneOf", "anyOf", "allOf", "$ref"} & set(made.schema)
    assert all(re.fullmatch(r"[a-zA-Z0-9_.-]{1,64}", name) for name in made.schema["properties"])
    assert set(made.schema.get("required", ())) <= set(made.schema["properties"])


@given(VALUES)
def test_what_is_cleaned_stays_as_it_is(raw: object) -> None:
    assert cleaned(cleaned(raw)) == cleaned(raw)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ({"type": "integer", "exclusiveMinimum": True, "minimum": 0}, {"type": "integer", "exclusiveMinimum": 0}),
        ({"type": "array", "items": [{}, {"type": "str"}]}, {"type": "array", "prefixItems": [{}, {"type": "string"}]}),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"type": "date"}, {}),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "$id": "x", "example": 1}, {}),
        ({"$ref": "https://example.com/schema.json"}, {}),
        ({"required": True, "enum": [], "minLength": -1, "multipleOf": 0, "pattern": None}, {}),
        ({"enum": [1, True, 1]}, {"enum": [1, True]}),
        (False, {"not": {}}),
        ({"description": "a\u200bb"}, {"description": "ab"}),
    ],
)
def test_older_and_other_dialects_are_said_in_todays_words(raw: Any, wanted: Any) -> None:
    assert cleaned(raw) == wanted


def test_an_argument_with_other_letters_is_called_otherwise_and_found_again() -> None:
    names = ["$top", "filter[name]", "日本", "ok", "_top"]
    made = tool_schema({"type": "object", "properties": {name: {} for name in names}, "required": ["$top", "gone"]})
    safe = list(made.schema["properties"])
    assert len(safe) == len(set(safe)) == 5
    assert made.sent({name: name for name in safe}) == {made.called.get(name, name): name for name in safe}
    assert set(made.sent(dict.fromkeys(safe))) == set(names)
    assert made.schema["required"] == [safe[0]]


def test_branches_at_the_top_are_put_together_and_their_rule_is_said() -> None:
    by_id = {"properties": {"kind": {"const": "id"}, "id": {"type": "string"}}, "required": ["kind", "id"]}
    by_name = {"properties": {"kind": {"const": "name"}, "name": {}}, "required": ["kind", "name"]}
    made = tool_schema(
        {"oneOf": [by_id, {"$ref": "#/$defs/n"}], "$defs": {"n": by_name}, "additionalProperties": False}
    )
    assert made.schema["properties"]["kind"] == {"anyOf": [{"const": "id"}, {"const": "name"}]}
    assert set(made.schema["properties"]) == {"kind", "id", "name"}
    assert made.schema["required"] == ["kind"]
    assert "additionalProperties" not in made.schema
    assert made.note == "Give either id and kind, or kind and name."
    both = tool_schema({"allOf": [{"required": ["a"], "properties": {"a": {}}}, {"properties": {"b": {}}}]})
    assert (both.schema["required"], both.note) == (["a"], "")


def test_a_reference_at_the_top_is_followed_within_the_document_alone() -> None:
    defs = {"Root": {"type": "object", "properties": {"a": {"$ref": "#/definitions/A"}}}, "A": {"type": "string"}}
    made = tool_schema({"$ref": "#/definitions/Root", "definitions": defs})
    assert made.schema["properties"] == {"a": {"$ref": "#/definitions/A"}}
    assert made.schema["definitions"]["A"] == {"type": "string"}, "what is referred to has to be there"
    assert tool_schema({"$ref": "#"}).schema["properties"] == {}


@pytest.mark.parametrize(
    "raw",
    ["x", {"type": "array"}, {"oneOf": [{"type": "string"}]}, {"properties": {"a": {"description": "x" * 60_000}}}],
)
def test_what_nothing_can_be_made_of_is_refused(raw: object) -> None:
    with pytest.raises(SchemaRefused):
        tool_schema(raw)


def test_nesting_without_end_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"properties": {"a": deep}}
    with pytest.raises(SchemaRefused, match="too deeply"):
        tool_schema(deep)


@given(st.text(min_size=1, max_size=90))
def test_a_name_is_one_the_gateway_takes(tool: str) -> None:
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", api_name("a-server-of-20-signs", tool))


def test_names_stay_apart_and_depend_on_nothing_else() -> None:
    tools = ["a.b", "a/b", "a_b", "x" * 90, "x" * 91, "日本", "日中"]
    names = [api_name("files", tool) for tool in tools]
    assert len(set(names)) == len(tools)
    assert names[2] == "files__a_b"
    offered, _ = offer("files", [{"name": tool} for tool in reversed(tools)])
    assert [one.definition.name for one in offered] == names[::-1]


def test_one_bad_tool_never_costs_the_others() -> None:
    good = {"name": "good", "description": "Reads.", "inputSchema": {"type": "object"}}
    raw: list[dict[str, Any]] = [
        good,
        {"name": ""},
        {"inputSchema": {}},
        {"name": "list", "inputSchema": {"type": "array"}},
        good,
        {"name": "b"},
    ]
    offered, left_out = offer("s", raw)
    assert [one.tool for one in offered] == ["good", "b"]
    assert [(one.tool, one.why) for one in left_out] == [
        ("", "It has no name."),
        ("", "It has no name."),
        ("list", "Its arguments are not an object."),
        ("good", "Another one has the same name."),
    ]
    offered, left_out = offer("s", [{"name": f"t{number}"} for number in range(MOST_TOOLS + 3)])
    assert (len(offered), len(left_out)) == (MOST_TOOLS, 3)


def test_what_the_person_agreed_to_is_what_is_said_and_run() -> None:
    tool = {"name": "t", "description": "Reads.", "inputSchema": {"type": "object"}}
    assert fingerprint(tool) == fingerprint(dict(reversed(tool.items())))
    others: list[dict[str, Any]] = [
        {**tool, "description": "Reads.\u200b"},
        {**tool, "inputSchema": {"type": "object", "properties": {"a": {}}}},
        {**tool, "title": "\ud800"},
    ]
    assert len({fingerprint(one) for one in (tool, *others)} | {fingerprint(tool, "another command")}) == 5
    assert fingerprint({**tool, "annotations": {"readOnlyHint": True}}) == fingerprint(tool), "hints allow nothing"


def test_letters_nobody_sees_do_not_reach_the_model() -> None:
    (one,), _ = offer("s", [{"name": "t", "title": "T\u202e", "description": "Reads.\u200b\U000e0041 On.\nMore"}])
    assert (one.title, one.definition.description, one.summary) == ("T", "Reads. On.\nMore", "Reads. On. More")


def test_hints_are_words_alone() -> None:
    hints: list[Any] = [{}, {"readOnlyHint": True}, {"destructiveHint": False, "openWorldHint": False}, "no", None]
    offered, _ = offer("s", [{"name": f"t{number}", "annotations": one} for number, one in enumerate(hints)])
    assert [one.says_read_only for one in offered] == [False, True, False, False, False]


def test_a_tool_costs_what_is_sent_of_it() -> None:
    (small,), _ = offer("s", [{"name": "t"}])
    (large,), _ = offer("s", [{"name": "t", "description": "word " * 2_000}])
    assert small.tokens < 30
    assert 2_000 < large.tokens < 3_000
