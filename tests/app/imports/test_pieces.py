"""Pieces that several programs have in much the same form."""

from __future__ import annotations

from typing import Any

import pytest

from tests.app.imports.reading import shown
from turbodesk.app.imports import pieces
from turbodesk.app.imports.chats import SourceNode
from turbodesk.chat.message import Role
from turbodesk.chat.parts import ToolResult, ToolUse


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("data:image/png;base64,aGk=", b"hi"),
        ("DATA:;BASE64,aGk=", b"hi"),
        ("data:text/plain,a%20b", b"a b"),
        ("data:image/png;base64,a", None),
        ("data:image/png;base64,", None),
        ("data:image/png;base64,ä", None),
        ("data:image/png", None),
        ("https://x.example/a,b", None),
        ("file:///etc/passwd,", None),
        (None, None),
        (5, None),
    ],
)
def test_only_an_address_that_holds_its_bytes_has_any(address: object, data: bytes | None) -> None:
    assert pieces.data_of(address) == data
    assert pieces.file_at(address, "a.png", what="picture").content == data


def test_an_address_larger_than_any_file_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_LONGEST_DATA", 3)
    assert pieces.data_of("data:;base64,aGk=") is None


def test_a_call_without_a_name_has_one() -> None:
    use, result = pieces.called(None, 5, None, [])
    assert isinstance(use, ToolUse)
    assert isinstance(result, ToolResult)
    assert (use.id, use.name, use.input_json, result.tool_use_id, result.content) == ("call", "tool", "", "call", "[]")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("six", "six"),
        ([{"text": "a"}, {"text": ""}, {"type": "image"}, None, {"text": "b"}], "a\n\nb"),
        ({"content": [{"text": "a"}]}, "a"),
        ({"content": "a"}, '{"content": "a"}'),
        ({"b": [1]}, '{"b": [1]}'),
        (8, "8"),
        (None, "null"),
    ],
)
def test_what_a_tool_gave_is_text(value: object, words: str) -> None:
    assert pieces.words_of(value) == words


def test_blank_words_and_thoughts_are_none() -> None:
    parts = (*pieces.worded(" "), *pieces.thought(None), *pieces.worded("a"), *pieces.thought("b"))
    assert shown(SourceNode("i", None, Role.USER, parts)) == ["a", ("thinking", "b")]


def test_addresses_are_found_in_each_form() -> None:
    found: Any = {
        "results": [{"url": "https://a.example", "title": "A"}, {"url": "https://a.example", "title": "again"}, None],
        "groundingChunks": [{"web": {"uri": "https://b.example", "title": "B"}}],
        "annotations": [{"url_citation": {"url": "https://c.example"}}],
        "searchResults": [{"link": "http://d.example", "name": "D"}, {"url": "javascript:x"}, {"url": 5}],
        "other": {"url": "https://never.example"},
    }
    links = [(link.url, link.title) for link in pieces.links_in(found)]
    assert sorted(links) == [
        *(("http://d.example", "D"), ("https://a.example", "A"), ("https://b.example", "B"), ("https://c.example", "")),
    ]


def test_addresses_are_looked_for_so_deep_and_no_more_are_taken_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    deep: Any = {"url": "https://a.example"}
    for _ in range(10):
        deep = [deep]
    assert pieces.links_in(deep) == ()
    monkeypatch.setattr(pieces, "_MOST_LINKS", 2)
    assert len(pieces.links_in([{"url": f"https://{n}.example"} for n in range(5)])) == 2
