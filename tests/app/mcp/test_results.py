"""What a tool gave, and what the model and the person get of it."""

from __future__ import annotations

import base64
import json
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from tests.app.mcp.servers.nasty import PICTURE
from turbodesk.app.mcp.mending import MOST_BLOCKS, MOST_STRUCTURED, STRUCTURED, mend
from turbodesk.app.mcp.results import (
    MOST_FILES,
    MOST_PICTURES,
    MOST_REFERENCES,
    MOST_TEXT,
    NOTHING,
    outcome,
    picture_kind,
)
from turbodesk.app.tools.tool import ToolOutcome, ToolReference
from turbodesk.chat.parts import Image, Text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "text", "data", "content", "uri", "resource", "annotations"]), inner)
    ),
    max_leaves=20,
)
KEYS = st.sampled_from(["content", "isError", "structuredContent", "_meta", "tools", "contents", "messages", "prompts"])
METHODS = [
    "tools/call",
    "tools/list",
    "initialize",
    "server/discover",
    "resources/list",
    "resources/read",
    "prompts/get",
]


def given_back(**result: Any) -> ToolOutcome:
    mend("tools/call", result, [])
    return outcome(result)


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


@settings(max_examples=40)
@given(st.dictionaries(KEYS, JSON))
def test_no_result_raises_and_all_are_something_the_gateway_takes(result: dict[str, Any]) -> None:
    found = given_back(**result)
    parts = (Text(found.content),) if isinstance(found.content, str) else found.content
    assert parts
    for part in parts:
        assert part.text.strip() if isinstance(part, Text) else part.source["media_type"]


@settings(max_examples=40)
@given(st.sampled_from(METHODS), st.dictionaries(KEYS | st.sampled_from(["capabilities", "serverInfo"]), JSON))
def test_no_answer_is_too_bad_to_be_mended(method: str, result: dict[str, Any]) -> None:
    mend(method, result, [])


def test_text_is_given_as_it_is() -> None:
    assert given_back(content=[text("one"), text(" "), text("two")]) == ToolOutcome("one\n\ntwo")
    assert given_back(content=[]).content == NOTHING == given_back(content=[text("\n")]).content
    assert given_back(content=[text("bad")], isError=True).is_error
    assert given_back(content=[text("\x1b[31mred\x1b[0m \x1b]0;title\x07x\x00\ud800")]).content == "red x?"


def test_a_long_text_is_cut_in_its_middle_for_the_model_alone() -> None:
    found = given_back(content=[text("a" * 100_000 + "b" * 100_000)])
    assert isinstance(found.content, str)
    assert len(found.content) < MOST_TEXT + 100
    assert found.content.startswith("aaa")
    assert found.content.endswith("bbb")
    assert "140,000 characters were left out" in found.content
    assert len(found.shown) == 200_000


def test_structured_data_is_a_table_and_said_where_nothing_else_is() -> None:
    rows = [{"city": "Köln", "degrees": 3}]
    assert given_back(content=[text("said")], structuredContent={"rows": rows}) == ToolOutcome(
        "said", table={"rows": rows}
    )
    assert given_back(structuredContent=rows).content == '[{"city": "Köln", "degrees": 3}]'
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    assert outcome({"content": [text("x")], "_meta": {STRUCTURED: deep}}).table is None


def test_pictures_are_what_their_bytes_say() -> None:
    found = given_back(
        content=[text("see"), {"type": "image", "data": f"{PICTURE[:40]}\n{PICTURE[40:]}", "mimeType": "image/jpeg"}]
    )
    assert isinstance(found.content, tuple)
    assert isinstance(found.content[1], Image)
    assert found.content[1].source == {"type": "base64", "media_type": "image/png", "data": PICTURE}
    many = given_back(content=[{"type": "image", "data": PICTURE, "mimeType": "image/png"}] * (MOST_PICTURES + 1))
    assert (len(many.content), len(many.files)) == (MOST_PICTURES + 1, 1), "the words of the file among them"
    kinds = [picture_kind(data) for data in (b"RIFF1234WEBP", b"GIF89a", b"\xff\xd8\xff", b"BM")]
    assert kinds == ["image/webp", "image/gif", "image/jpeg", ""]


def test_sounds_and_files_are_kept_for_the_person() -> None:
    sound = base64.b64encode(b"RIFF....WAVE").decode()
    found = given_back(
        content=[
            {"type": "audio", "data": sound, "mimeType": "audio/wav"},
            {
                "type": "resource",
                "resource": {"uri": "file:///a/b%20c.pdf", "blob": sound, "mimeType": "application/pdf"},
            },
            {"type": "image", "data": "no base64!", "mimeType": "image/png"},
            {"type": "audio", "data": "", "mimeType": "audio/wav"},
        ]
    )
    assert [(one.name, one.media_type, one.data) for one in found.files] == [
        ("audio.wav", "audio/wav", b"RIFF....WAVE"),
        ("b c.pdf", "application/pdf", b"RIFF....WAVE"),
    ]
    assert isinstance(found.content, str)
    assert "[A picture that came damaged]" in found.content
    assert "[A sound that is empty]" in found.content
    assert "b c.pdf, application/pdf, 12 bytes" in found.content
    many = given_back(content=[{"type": "audio", "data": sound, "mimeType": "x"}] * (MOST_FILES + 5))
    assert len(many.files) == MOST_FILES


def test_resources_and_links_are_told_with_where_they_are_from() -> None:
    found = given_back(
        content=[
            {"type": "resource", "resource": {"uri": "file:///home/a/notes.txt", "text": "the notes"}},
            {"type": "resource_link", "uri": "https://example.com/x", "name": "X", "description": "A page"},
            {"type": "resource_link", "uri": "http://[bad", "name": "bad"},
        ]
    )
    assert found.content == (
        "[file:///home/a/notes.txt]\nthe notes\n\n[X](https://example.com/x) A page\n\n[bad](http://[bad)"
    )
    assert found.references[:2] == (ToolReference("notes.txt"), ToolReference("X", "https://example.com/x"))


def test_what_is_for_the_person_alone_does_not_go_to_the_model() -> None:
    aside = {**text("Saved to your desktop"), "annotations": {"audience": ["user"]}}
    assert given_back(content=[text("done"), aside]) == ToolOutcome("done", shown="Saved to your desktop\n\ndone")


@pytest.mark.parametrize("value", ["yes", 0, [], {}, None, False])
def test_an_error_is_one_where_the_server_says_so(value: object) -> None:
    assert not given_back(content=[], isError=value).is_error


def test_of_very_many_pieces_the_texts_are_put_together_and_the_others_are_counted() -> None:
    for_the_person = {**text("aside"), "annotations": {"audience": ["user"]}}
    many = [text(f"t{at}") for at in range(3 * MOST_BLOCKS)]
    result: dict[str, Any] = {"content": [*many, for_the_person, {"type": "image", "data": PICTURE}]}
    mend("tools/call", result, [])
    assert len(result["content"]) == MOST_BLOCKS
    found = outcome(result)
    texts = "\n\n".join(one["text"] for one in many)
    assert found.content == f"{texts}\n\n[2 more pieces are left out.]"
    links = [{"type": "resource_link", "uri": f"https://x/{at}", "name": "n"} for at in range(MOST_REFERENCES + 1)]
    assert len(given_back(content=links).references) == MOST_REFERENCES


def test_data_too_large_for_a_table_is_text_alone() -> None:
    large = {"rows": ["x" * 100] * (MOST_STRUCTURED // 100)}
    found = given_back(content=[], structuredContent=large)
    assert found.table is None
    assert found.shown == json.dumps(large)
    assert given_back(content=[text("x")], structuredContent=large) == ToolOutcome("x")
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    found = given_back(content=[text("x")], structuredContent=deep)
    assert found.content == "x\n\n[Data that lies too deep within other data is left out.]"
