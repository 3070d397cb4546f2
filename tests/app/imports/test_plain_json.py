"""Chats without a program's marks: JSON, and JSON a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.imports.reading import read, read_all, refusal, shown, tree
from turbodesk.app.imports.readers import plain_json
from turbodesk.chat.message import Role


def says(role: str, content: object, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, **more}


HELLO = [says("user", "Hi"), says("assistant", "Hello!", model="m", timestamp=1_780_000_000)]


def lines(*rows: object) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


def test_lines_of_messages_are_one_chat_and_bad_lines_cost_no_other(tmp_path: Path) -> None:
    rows = ["not json", says("system", "Be short."), HELLO[0], "", '{"role": "user"}', "[" * 100_000, HELLO[1]]
    reading = read(tmp_path, "chat.jsonl", lines(*rows))
    chat = reading.chat
    assert (reading.program, chat.title, chat.system) == ("JSON", None, "Be short.")
    assert [(node.role, shown(node)) for node in chat.nodes] == [(Role.USER, ["Hi"]), (Role.ASSISTANT, ["Hello!"])]
    assert (chat.nodes[1].parent_id, chat.nodes[1].model) == (chat.nodes[0].id, "m")
    assert (chat.current_id, chat.nodes[1].made_at) == (chat.nodes[1].id, 1_780_000_000_000)
    assert reading.told == ["3 lines that could not be read"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson"])
def test_a_line_may_be_a_chat(tmp_path: Path, name: str) -> None:
    rows = [{"title": "A", "messages": HELLO}, {"name": "B", "conversations": [{"from": "human", "value": "Ho"}]}]
    first, second = read(tmp_path, name, lines(*rows)).chats
    assert (first.title, second.title) == ("A", "B")
    assert shown(second.nodes[0]) == ["Ho"]


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        (HELLO, [None]),
        ({"title": "A", "messages": HELLO}, ["A"]),
        ([{"title": "A", "messages": HELLO}, {"title": "B", "messages": HELLO}], ["A", "B"]),
        ({"chats": [{"title": "A", "messages": HELLO}], "folders": []}, ["A"]),
    ],
)
def test_json_holds_messages_or_chats(tmp_path: Path, data: object, titles: list[str | None]) -> None:
    reading = read(tmp_path, "c.json", data)
    assert [chat.title for chat in reading.chats] == titles
    assert [len(chat.nodes) for chat in reading.chats] == [2] * len(titles)
    assert reading.told == []


@pytest.mark.parametrize(
    "data",
    [{"name": "package"}, {"messages": [{"text": "?"}]}, {"rows": HELLO}, [1, "x"], [{"role": "king", "content": ""}]],
)
def test_other_json_is_none_of_these(tmp_path: Path, data: object) -> None:
    assert "No chats" in refusal(tmp_path, "c.json", data)
    assert "No chats" in refusal(tmp_path, "c.jsonl", data)


def test_a_file_that_has_grown_is_known_again_and_another_ending_is_a_branch(tmp_path: Path) -> None:
    chats = [
        read(tmp_path, "c.json", [*HELLO, *more]).chat
        for more in ([], [says("user", "Why?")], [says("user", "How?", timestamp=5)])
    ]
    assert len({chat.id for chat in chats}) == 1
    assert len({node.id for chat in chats for node in chat.nodes}) == 4
    assert tree(chats[0].nodes).items() <= tree(chats[1].nodes).items()


def test_chats_that_begin_in_the_same_words_are_told_apart(tmp_path: Path) -> None:
    rows = [{"messages": HELLO}, {"messages": HELLO[:1]}, {"id": "own", "messages": HELLO}]
    first, second, third = read(tmp_path, "c.jsonl", lines(*rows)).chats
    assert second.id == f"{first.id} 2"
    assert third.id == "own"


def test_each_kind_of_content_becomes_what_it_is_here(tmp_path: Path) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "aGk="}
    content = [
        {"type": "thinking", "thinking": "Hm."},
        {"type": "reasoning", "text": "Well."},
        {"type": "text", "text": "Words"},
        "loose",
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}},
        {"type": "image_url", "image_url": "https://x.example/p.png"},
        {"type": "image", "source": source},
        {"type": "image", "source": {"url": "https://x.example/q.png"}},
        {"type": "new"},
        None,
    ]
    call = {"id": "c", "function": {"name": "look", "arguments": '{"at": 1}'}}
    messages = [
        says("user", "Look"),
        says("system", "said later, shown to nobody"),
        says("assistant", content, reasoning_content="First.", tool_calls=[call, None]),
        says("tool", [{"type": "text", "text": "seen"}], tool_call_id="c"),
        says("assistant", None),
    ]
    _, system, reply, result, empty = read(tmp_path, "c.json", messages).chat.nodes
    assert (system.role, system.parts) == (None, ())
    assert shown(reply) == [
        *(("thinking", "First."), ("thinking", "Hm."), ("thinking", "Well."), "Words", "loose"),
        *(("picture", "", b"hi"), ("picture", "", None), ("picture", "", b"hi"), ("picture", "", None)),
        ("call", "look", '{"at": 1}'),
    ]
    assert len(reply.left_out) == 2
    assert (result.role, shown(result)) == (Role.ASSISTANT, [("result", "seen")])
    assert shown(empty) == []


def test_a_file_of_lines_is_looked_at_no_further_than_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_json, "_LOOKED_AT", 2)
    assert "No chats" in refusal(tmp_path, "c.jsonl", lines("?", "?", HELLO[0]))


def test_several_files_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(HELLO))
    (tmp_path / "b.jsonl").write_bytes(lines(*HELLO))
    (tmp_path / "c.json").write_text("{}")
    first, second = read_all(tmp_path).chats
    assert second.id == f"{first.id} 2"
