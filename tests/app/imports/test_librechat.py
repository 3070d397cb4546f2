"""Chats that LibreChat wrote, flat and nested."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.imports.reading import read, read_all, shown, tree
from turbodesk.app.imports.chats import SourceNode
from turbodesk.app.imports.readers import librechat
from turbodesk.chat.message import Role, Status

ROOT = "00000000-0000-0000-0000-000000000000"


def message(
    id_: str, parent: str | None = ROOT, text: str = "", *, by_user: bool = False, **more: Any
) -> dict[str, Any]:
    about = {"messageId": id_, "parentMessageId": parent, "text": text, "isCreatedByUser": by_user}
    return {**about, "createdAt": "2026-06-09T10:13:20.000Z", "model": None if by_user else "m", **more}


def export(messages: list[Any], key: str = "messages", **more: Any) -> dict[str, Any]:
    options = {"model": "m", "promptPrefix": "You keep bees."}
    return {"conversationId": "c", "title": "Bees", "exportAt": "13:18:04", "options": options, key: messages, **more}


def read_one(folder: Path, one: dict[str, Any]) -> SourceNode:
    (node,) = read(folder, "c.json", export([one])).chat.nodes
    return node


def test_a_file_is_a_chat(tmp_path: Path) -> None:
    messages = [message("u", text="When?", by_user=True), message("a", "u", "In May."), message("b", "u", "Late.")]
    reading = read(tmp_path, "c.json", export(messages))
    chat = reading.chat
    assert (reading.program, reading.told) == ("LibreChat", [])
    assert (chat.id, chat.title, chat.model, chat.system) == ("c", "Bees", "m", "You keep bees.")
    assert tree(chat.nodes) == {"u": None, "a": "u", "b": "u"}
    assert [(node.role, node.model) for node in chat.nodes[:2]] == [(Role.USER, None), (Role.ASSISTANT, "m")]
    assert chat.nodes[0].made_at == 1_781_000_000_000


@pytest.mark.parametrize("key", ["messages", "messagesTree"])
def test_messages_may_lie_in_one_another(tmp_path: Path, key: str) -> None:
    nested = message("u", text="When?", by_user=True)
    nested["children"] = [message("a", "u", "In May.", children=[]), {**message("b", "u"), "children": None}, None, 5]
    nested["files"] = [{"filename": "after the children.txt"}]
    deeper = {"messageId": "d", "text": "no parent told"}
    nested["children"][0]["children"] = [deeper]
    chat = read(tmp_path, "c.json", export([None, nested], key, recursive=True)).chat
    assert tree(chat.nodes) == {"u": None, "a": "u", "d": "a", "b": "u"}
    assert shown(chat.nodes[0]) == [("file", "after the children.txt", None), "When?"]


def test_a_chat_nested_deeper_than_python_goes_is_read(tmp_path: Path) -> None:
    count = 3_000
    opened = "".join(f'{{"messageId": "{at}", "text": "level {at}", "children": [' for at in range(count))
    data = f'{{"conversationId": "c", "messagesTree": [{opened}{"]}" * count}]}}'
    chat = read(tmp_path, "c.json", data.encode()).chat
    assert tree(chat.nodes) == {"0": None, **{str(at): str(at - 1) for at in range(1, count)}}
    assert shown(chat.nodes[-1]) == [f"level {count - 1}"]


def test_each_kind_of_content_becomes_what_it_is_here(tmp_path: Path) -> None:
    ran = {"input": "print(1)", "outputs": []}
    content = [
        {"type": "think", "think": "Spring."},
        {"type": "think", "think": {"value": "Or summer."}},
        {"type": "text", "text": {"value": "In May."}},
        {"type": "tool_call", "tool_call": {"id": "c", "name": "calendar", "args": '{"month":5}', "output": "31"}},
        {"type": "tool_call", "tool_call": {"name": "wait", "args": {"s": 1}}},
        {"type": "tool_call", "tool_call": {"type": "function", "function": {"name": "f", "arguments": "{}"}}},
        {
            "type": "tool_call",
            "tool_call": {"type": "code_interpreter", "code_interpreter": ran},
        },
        {"type": "image_file", "image_file": {"filename": "hive.png"}},
        {"type": "text", "text": "Often."},
        {"type": "agent_update", "agent_update": {"agentId": "x"}},
        {"type": "new"},
        None,
    ]
    files = [{"filename": "a.jpg", "type": "image/jpeg"}, {"file_id": "no name"}]
    attachments = [{"type": "web_search", "web_search": {}, "sources": [{"link": "https://s.example"}]}]
    node = read_one(tmp_path, message("a", text="again", content=content, files=files, attachments=attachments))
    assert shown(node) == [
        ("picture", "a.jpg", None),
        ("thinking", "Spring."),
        ("thinking", "Or summer."),
        "In May.",
        ("call", "calendar", '{"month":5}'),
        ("result", "31"),
        ("call", "wait", '{"s": 1}'),
        ("call", "f", "{}"),
        ("call", "code_interpreter", '{"input": "print(1)"}'),
        ("result", "[]"),
        ("picture", "hive.png", None),
        "Often.",
    ]
    assert [link.url for link in node.links] == ["https://s.example"]
    assert len(node.left_out) == 2


@pytest.mark.parametrize(
    ("more", "status", "error"),
    [
        ({"error": True}, Status.FAILED, "words"),
        ({"content": [{"type": "error", "error": "Broke"}]}, Status.FAILED, "Broke"),
        ({"content": [{"type": "error"}]}, Status.FAILED, "The reply failed."),
        ({"unfinished": True}, Status.INTERRUPTED, ""),
        ({}, Status.COMPLETE, ""),
    ],
)
def test_how_a_reply_ended_is_kept(tmp_path: Path, more: dict[str, Any], status: Status, error: str) -> None:
    node = read_one(tmp_path, message("a", text="words", **more))
    assert (node.status, node.error) == (status, error)
    assert shown(node) == ([] if error else ["words"])


def test_a_reply_that_its_length_ended_says_so(tmp_path: Path) -> None:
    assert read_one(tmp_path, message("a", text="words", finish_reason="length")).stop_reason == "max_tokens"


def test_a_person_is_known_by_either_mark(tmp_path: Path) -> None:
    assert read_one(tmp_path, {"messageId": "u", "sender": "User", "text": "Hi"}).role is Role.USER


def test_several_chats_are_chosen_together(tmp_path: Path) -> None:
    for number in range(3):
        data = {**export([message("u", text="Hi", by_user=True)]), "conversationId": f"c{number}"}
        (tmp_path / f"chat {number}.json").write_text(json.dumps(data))
    (tmp_path / "other.json").write_text('{"conversationId": "no messages"}')
    (tmp_path / "no id.json").write_text('{"conversationId": null, "messages": []}')
    reading = read_all(tmp_path)
    assert [chat.id for chat in reading.chats] == ["c0", "c1", "c2"]
    assert reading.told == ["1 chat that could not be read"]


def test_blocks_that_say_nothing_leave_the_word_to_the_text(tmp_path: Path) -> None:
    data = '{"conversationId": "c", "messages": [{"messageId": "d", "content": [[[]], 1, null], "text": "Hi"}]}'
    assert shown(read(tmp_path, "c.json", data.encode()).chat.nodes[0]) == ["Hi"]


def test_what_cannot_be_read_costs_as_little_as_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = (
        f'{{"messageId": "d", "content": {"[" * 5_000}{"]" * 5_000}, "text": "Hi"}}'  # Python 3.13 reads that, 3.11 not
    )
    data = f'{{"conversationId": "c", "messages": [{deep}, {{"text": "no id"}}], "options": {{"system": " S "}}}}'
    chat = read(tmp_path, "c.json", data.encode()).chat
    assert (tree(chat.nodes), chat.system, shown(chat.nodes[0])) == ({"d": None}, "S", ["Hi"])
    monkeypatch.setattr(librechat, "LONGEST_VALUE", 100)
    reading = read(tmp_path, "c.json", data.encode())
    assert [len(chat.nodes) for chat in reading.chats] == [0]
    assert reading.told == ["“c.json” ends too early or is damaged, so what comes after that is missing."]
