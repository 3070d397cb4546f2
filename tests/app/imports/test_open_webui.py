"""Exports of Open WebUI, wrapped and bare, with replies of its older form and of today's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.app.imports.reading import read, refusal, shown, tree
from turbodesk.app.imports.chats import SourceNode
from turbodesk.chat.message import Role, Status

AT = 1_783_000_000


def message(id_: str, parent: str | None, role: str, content: object = "", **more: Any) -> dict[str, Any]:
    about = {"id": id_, "parentId": parent, "childrenIds": [], "role": role, "content": content, "timestamp": AT}
    return {**about, "model": "m" if role == "assistant" else None, **more}


def bare(*messages: dict[str, Any], current: object = None, **more: Any) -> dict[str, Any]:
    history = {"messages": {one["id"]: one for one in messages}, "currentId": current}
    return {"title": "Legs", "models": [None, "m", "n"], "history": history, **more}


def wrapped(chat: object, **more: Any) -> dict[str, Any]:
    return {"id": "c", "title": "Legs", "chat": chat, "created_at": AT, "updated_at": AT * 1000 + 7, **more}


def read_one(folder: Path, one: dict[str, Any]) -> SourceNode:
    (node,) = read(folder, "c.json", [wrapped(bare(one))]).chat.nodes
    return node


def test_a_row_is_a_chat(tmp_path: Path) -> None:
    chat = bare(
        message("u", None, "user", "How many?"),
        message("a", "u", "assistant", "Six."),
        message("b", "u", "assistant", "6"),
        current="a",
        params={"system": "Count well."},
    )
    reading = read(tmp_path, "c.json", [wrapped(chat, pinned=True, archived=True)])
    chat_ = reading.chat
    assert (reading.program, reading.told) == ("Open WebUI", [])
    assert (chat_.id, chat_.title, chat_.pinned, chat_.archived) == ("c", "Legs", True, True)
    assert (chat_.created_at, chat_.updated_at) == (AT * 1000, AT * 1000 + 7)
    assert (chat_.model, chat_.system, chat_.current_id) == ("m", "Count well.", "a")
    assert tree(chat_.nodes) == {"u": None, "a": "u", "b": "u"}
    assert [(node.role, node.model, node.made_at) for node in chat_.nodes[:2]] == [
        *((Role.USER, None, AT * 1000), (Role.ASSISTANT, "m", AT * 1000)),
    ]


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one], lambda one: {"chats": [one]}, wrapped])
def test_a_bare_chat_is_known_again_by_how_it_begins(tmp_path: Path, wrap: Any) -> None:
    first = message("u", None, "user", "Hi")
    one = read(tmp_path, "c.json", wrap(bare(first, files=[{"id": "f"}]))).chat
    grown = read(tmp_path, "c.json", wrap(bare(message("a", "u", "assistant", "Hello!"), first))).chat
    assert one.id == grown.id
    assert len(grown.nodes) == 2
    assert read(tmp_path, "c.json", [bare(message("u", None, "user", "Ho"))]).chat.id != one.id
    loop = bare(message("u", "u", "user", "Hi"), id="own")
    assert read(tmp_path, "c.json", [loop]).chat.id == "own"


def test_a_chat_without_a_tree_is_read_in_a_line(tmp_path: Path) -> None:
    messages = [{"role": "user", "content": "Hi"}, {"id": "a", "role": "assistant", "content": "Hello"}, None]
    chat = read(tmp_path, "c.json", [wrapped({"title": "L", "messages": messages})]).chat
    assert (tree(chat.nodes), chat.current_id) == ({"message 0": None, "a": "message 0"}, "a")


def test_what_is_no_chat_is_counted(tmp_path: Path) -> None:
    rows = [wrapped(bare(message("u", None, "user", "Hi"))), None, {"chat": None}, {"id": "e", "chat": {}}]
    reading = read(tmp_path, "c.json", rows)
    assert [len(chat.nodes) for chat in reading.chats] == [1, 0]
    assert reading.told == ["2 chats that could not be read"]
    assert "No chats" in refusal(tmp_path, "c.json", [{"chat": {"history": {"messages": {}}}}])


def test_files_are_kept_where_their_bytes_are_there(tmp_path: Path) -> None:
    files: list[object] = [
        {"type": "image", "url": "data:image/png;base64,aGk="},
        {"type": "image", "url": "/api/v1/files/x"},
        {"type": "file", "name": "ants.txt", "file": {"data": {"content": "Ants."}}},
        {"type": "file", "file": {"filename": "b.txt", "data": {"content": " "}}, "url": "data:text/plain,a%20b"},
        {"type": "file", "name": "wings.pdf", "url": "/api/v1/files/y"},
        None,
    ]
    node = read_one(tmp_path, message("u", None, "user", [{"type": "text", "text": "Look"}], files=files))
    assert shown(node) == [
        ("picture", "", b"hi"),
        ("picture", "", None),
        ("file", "ants.txt", b"Ants."),
        ("file", "b.txt", b"a b"),
        ("file", "wings.pdf", None),
        "Look",
    ]


DETAILS = (
    '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 seconds</summary>\n'
    "&gt; Count &amp; add.\n&gt; \n&gt; Twice.\n</details>\n"
    '<details type="tool_calls" done="true" id="c" name="insects" arguments="&quot;{\\&quot;q\\&quot;:1}&quot;" '
    'result="&quot;six&quot;">\n<summary>Tool Executed</summary>\n</details>\nSix legs.\n'
    '<details type="tool_calls" id="d" name="wait" arguments="not json">\n<summary>…</summary>\n{&quot;a&quot;: 1}\n'
    '</details><details type="tool_calls" name="never"></details>'
    '<details type="code_interpreter" done="true" output="{&quot;stdout&quot;: &quot;6&quot;}">\n'
    "<summary>Analyzed</summary>\n```python\nprint(6)\n```\n</details>"
    "<details>\n<summary>the model's own</summary>\n</details>"
)


def test_thinking_and_calls_folded_into_the_words_are_taken_out(tmp_path: Path) -> None:
    assert shown(read_one(tmp_path, message("a", None, "assistant", DETAILS))) == [
        ("thinking", "Count & add.\n\nTwice."),
        ("call", "insects", '{"q":1}'),
        ("result", "six"),
        "Six legs.",
        ("call", "wait", '{"input": "not json"}'),
        ("result", '{"a": 1}'),
        ("call", "never", ""),
        ("call", "code_interpreter", '{"code": "print(6)"}'),
        ("result", '{"stdout": "6"}'),
        "<details>\n<summary>the model's own</summary>\n</details>",
    ]


@pytest.mark.parametrize(
    "words",
    [
        '<details type="reasoning" ' * 100_000,
        f'<details type="tool_calls" {"a" * 1_000_000}></details>x',
        f'<details type="reasoning">{"<summary>" * 200_000}</details>x',
        f'<details type="reasoning">{" " * 1_000_000}</details>x',
    ],
)
def test_words_that_are_made_to_be_slow_are_not(tmp_path: Path, words: str) -> None:
    assert read_one(tmp_path, message("a", None, "assistant", words)).parts


def test_what_is_not_closed_is_words(tmp_path: Path) -> None:
    node = read_one(tmp_path, message("a", None, "assistant", 'Well <details type="reasoning">\nnever closed'))
    assert shown(node) == ["Well ", "never closed"]
    person = read_one(tmp_path, message("u", None, "user", DETAILS))
    assert shown(person) == [DETAILS]


def test_steps_that_are_told_apart_are_better_than_words(tmp_path: Path) -> None:
    output: list[object] = [
        {"type": "reasoning", "content": [{"text": "Arach"}, {"text": "nid."}]},
        {"type": "reasoning", "content": None, "summary": [{"text": "In short."}]},
        {"type": "function_call", "call_id": "c", "name": "legs", "arguments": '{"of":"spider"}'},
        {"type": "function_call_output", "call_id": "c", "output": [{"type": "input_text", "text": "8"}]},
        {"type": "function_call", "call_id": "d", "name": "open"},
        {"type": "new"},
        {"type": "message", "content": [{"type": "output_text", "text": "Eight."}]},
    ]
    whole = [
        ("thinking", "Arachnid."),
        ("thinking", "In short."),
        ("call", "legs", '{"of":"spider"}'),
        ("result", "8"),
        ("call", "open", ""),
        "Eight.",
    ]
    assert shown(read_one(tmp_path, message("a", None, "assistant", DETAILS, output=output))) == whole
    assert shown(read_one(tmp_path, message("a", None, "assistant", "Words.", output=output[:-1]))) == ["Words."]
    assert shown(read_one(tmp_path, message("a", None, "assistant", "", output=output[:-1]))) == whole[:-1]


def test_sources_are_listed(tmp_path: Path) -> None:
    sources = [{"source": {"name": "Ants", "url": "https://ants.example"}, "metadata": [{"source": "x"}]}, None]
    node = read_one(tmp_path, message("a", None, "assistant", "Six.", sources=sources))
    assert [(link.url, link.title) for link in node.links] == [("https://ants.example", "Ants")]
    searched = {"type": "web_search", "name": "ants", "urls": ["https://found.example", None]}
    node = read_one(tmp_path, message("u", None, "user", "Six?", files=[searched]))
    assert ([link.url for link in node.links], shown(node)) == (["https://found.example"], ["Six?"])


@pytest.mark.parametrize(
    ("more", "status", "error"),
    [
        ({"error": {"content": "Broke"}}, Status.FAILED, "Broke"),
        ({"error": {"message": "Broke"}}, Status.FAILED, "Broke"),
        ({"error": "Broke", "done": False}, Status.FAILED, "Broke"),
        ({"error": True}, Status.FAILED, ""),
        ({"error": None, "done": False}, Status.INTERRUPTED, ""),
        ({"done": True}, Status.COMPLETE, ""),
    ],
)
def test_how_a_reply_ended_is_kept(tmp_path: Path, more: dict[str, Any], status: Status, error: str) -> None:
    node = read_one(tmp_path, message("a", None, "assistant", 5, **more))
    assert (node.status, node.error, node.parts) == (status, error, ())
    person = read_one(tmp_path, message("u", None, "user", "Hi", **more))
    assert (person.status, person.error) == (Status.COMPLETE, "")


def test_a_system_message_in_the_tree_shows_nothing(tmp_path: Path) -> None:
    assert (node := read_one(tmp_path, message("y", None, "system", "hidden"))).role is None
    assert not node.parts
