"""Exports of Chatbox, of today and of its first days."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.imports.reading import SECRET, read, read_all, shown, tree
from turbodesk.app.imports.chats import SourceNode
from turbodesk.chat.message import Role, Status

AT = 1_782_000_000_125


def message(id_: str, role: str, *parts: Any, **more: Any) -> dict[str, Any]:
    return {"id": id_, "role": role, "contentParts": list(parts), "timestamp": AT, **more}


def words(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def export(*sessions: dict[str, Any], listed: list[Any] | None = None) -> dict[str, Any]:
    return {
        "settings": {"providers": {"x": {"apiKey": SECRET}}},
        "chat-sessions-list": listed or [],
        **{f"session:{one['id']}": one for one in sessions},
    }


def session(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"id": "s", "name": "Soup", "messages": list(messages), "settings": {"modelId": "m"}, **more}


def read_one(folder: Path, one: dict[str, Any]) -> SourceNode:
    (node,) = read(folder, "c.json", export(session(one))).chat.nodes
    return node


def test_a_session_is_a_chat(tmp_path: Path) -> None:
    first = message("y", "system", words("Cook well."))
    one = session(first, message("q", "user", words("Soup?")), message("a", "assistant", words("Leek.")))
    reading = read(tmp_path, "c.json", export(one, listed=[{"id": "s", "name": "Old", "starred": True}]))
    chat = reading.chat
    assert (reading.program, reading.told) == ("Chatbox", [])
    assert (chat.id, chat.title, chat.pinned, chat.model) == ("s", "Soup", True, "m")
    assert (chat.system, chat.current_id) == ("Cook well.", "a")
    assert tree(chat.nodes) == {"y": None, "q": "y", "a": "q"}
    assert [node.role for node in chat.nodes] == [None, Role.USER, Role.ASSISTANT]


def test_what_is_listed_and_not_there_is_counted(tmp_path: Path) -> None:
    listed = [None, {"id": "s"}, {"id": "gone"}, {"id": "gone"}, {"id": "empty"}, {"id": None}]
    data = {**export(session(), listed=listed), "session:empty": None}
    reading = read(tmp_path, "c.json", data)
    assert reading.told == ["2 chats that are listed without their content"]


def test_a_session_that_the_list_lacks_is_read(tmp_path: Path) -> None:
    data = {"session:lost": {"messages": [message("q", "user", words("Am I lost?"))]}}
    chat = read(tmp_path, "c.json", data).chat
    assert (chat.id, chat.title, chat.model, shown(chat.nodes[0])) == ("lost", None, None, ["Am I lost?"])


def test_earlier_talks_of_a_session_are_chats_of_their_own(tmp_path: Path) -> None:
    first = message("y2", "system", words("Bake."))
    threads = [{"id": "th", "name": "Bread", "messages": [first, message("o", "user", words("Rye?"))]}, None, {}]
    live, earlier = read(tmp_path, "c.json", export(session(threads=threads, starred=True))).chats
    assert (live.id, live.pinned, live.system) == ("s", True, None)
    assert (earlier.id, earlier.title, earlier.model, earlier.system) == ("th", "Bread", "m", "Bake.")
    assert (earlier.pinned, tree(earlier.nodes)) == (False, {"y2": None, "o": "y2"})


def test_forks_hang_from_their_message_and_may_lie_in_one_another(tmp_path: Path) -> None:
    forks = {
        "a": {"position": 1, "lists": [{"messages": [message("b", "user"), message("c", "assistant")]}, {}]},
        "b": {"position": 0, "lists": [{"messages": []}, {"messages": [message("d", "assistant")]}, None]},
        "nowhere": {"lists": [{"messages": [message("e", "assistant"), message("a", "user")]}]},
        "odd": None,
    }
    one = session(message("q", "user"), message("a", "assistant"), message("r", "user"), messageForksHash=forks)
    chat = read(tmp_path, "c.json", export(one)).chat
    assert tree(chat.nodes) == {"q": None, "a": "q", "r": "a", "b": "a", "c": "b", "d": "b", "e": "nowhere"}
    assert chat.current_id == "r"


def test_each_kind_of_part_becomes_what_it_is_here(tmp_path: Path) -> None:
    call = {"type": "tool-call", "toolCallId": "c", "toolName": "search", "args": {"q": 1}}
    parts = [
        {"type": "reasoning", "text": "Leeks."},
        words("Leek soup."),
        {"type": "image", "storageKey": "picture:x"},
        {"type": "image", "url": "data:image/png;base64,aGk="},
        {**call, "state": "result", "result": {"found": 2}},
        {**call, "state": "call", "result": "ignored"},
        {**call, "state": "error", "result": "No net"},
        {"type": "info", "text": "Searched the web"},
        {"type": "new"},
        None,
    ]
    links = [{"url": "https://soup.example", "title": "Soups"}]
    node = read_one(tmp_path, message("a", "assistant", *parts, files=[{"name": "a.txt"}], links=links, model="GPT"))
    assert shown(node) == [
        ("file", "a.txt", None),
        ("thinking", "Leeks."),
        "Leek soup.",
        ("picture", "", None),
        ("picture", "", b"hi"),
        ("call", "search", '{"q": 1}'),
        ("result", '{"found": 2}'),
        ("call", "search", '{"q": 1}'),
        ("call", "search", '{"q": 1}'),
        ("error", "No net"),
    ]
    assert [(link.url, link.title) for link in node.links] == [("https://soup.example", "Soups")]
    assert (node.model, node.made_at, len(node.left_out)) == ("GPT", AT, 2)


def test_older_messages_hold_their_words_themselves(tmp_path: Path) -> None:
    browsed = {"query": ["old"], "links": [{"title": "Old page", "url": "https://old.example/"}]}
    old = {"id": "a", "role": "assistant", "content": "Still read.", "reasoningContent": "Old thinking."}
    node = read_one(tmp_path, {**old, "webBrowsing": browsed, "pictures": [{"url": "https://p.example"}, None]})
    assert shown(node) == [
        ("call", "web_search", '{"query": ["old"]}'),
        ("result", '[{"title": "Old page", "url": "https://old.example/"}]'),
        ("thinking", "Old thinking."),
        "Still read.",
        ("picture", "", None),
    ]
    assert [link.url for link in node.links] == ["https://old.example/"]


@pytest.mark.parametrize(
    ("more", "status", "error"),
    [
        ({"error": "Broke"}, Status.FAILED, "Broke"),
        ({"errorCode": 10_000}, Status.FAILED, ""),
        ({"generating": True}, Status.INTERRUPTED, ""),
        ({"generating": False}, Status.COMPLETE, ""),
    ],
)
def test_how_a_reply_ended_is_kept(tmp_path: Path, more: dict[str, Any], status: Status, error: str) -> None:
    node = read_one(tmp_path, message("a", "assistant", words("Hi"), **more))
    assert (node.status, node.error) == (status, error)
    assert read_one(tmp_path, message("q", "user", words("Hi"), **more)).status is Status.COMPLETE


def test_a_summary_for_the_model_shows_nothing_and_a_length_that_ended_a_reply_is_told(tmp_path: Path) -> None:
    assert read_one(tmp_path, message("a", "assistant", words("All that was said"), isSummary=True)).role is None
    assert read_one(tmp_path, message("a", "assistant", words("Hi"), finishReason="length")).stop_reason == "max_tokens"


def test_in_its_first_form_all_sessions_are_one_list(tmp_path: Path) -> None:
    old = {"id": "s", "name": "Sailor", "messages": [{"id": "y", "role": "system", "content": "Talk like a sailor."}]}
    data = {"chat-sessions": [old, None, {"name": "no id"}], "settings": {"openaiKey": SECRET}}
    chat = read(tmp_path, "c.json", data).chat
    assert (chat.title, chat.system) == ("Sailor", "Talk like a sailor.")


def test_several_exports_are_read_together_and_what_is_too_deep_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(export(session(message("q", "user")))))
    deep = f'{{"session:s2": {"[" * 100_000}{"]" * 100_000}, "session:s3": {{"messages": []}}}}'
    (tmp_path / "b.json").write_text(deep)
    (tmp_path / "c.json").write_text("{}")
    reading = read_all(tmp_path)
    assert [chat.id for chat in reading.chats] == ["s", "s3"]
    assert reading.told == ["1 chat that could not be read"]


def test_what_was_read_before_a_cut_stays(tmp_path: Path) -> None:
    whole = json.dumps({"session:a": {"messages": []}, "session:b": {"messages": []}}).encode()
    reading = read(tmp_path, "c.json", whole[:-8])
    assert [chat.id for chat in reading.chats] == ["a"]
    assert reading.told == ["“c.json” ends too early or is damaged, so what comes after that is missing."]
