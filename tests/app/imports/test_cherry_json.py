"""Back-ups of Cherry Studio 1, in each of its forms."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.imports.reading import PNG, SECRET, Reading, read, read_all, refusal, shown, tree, zipped
from turbodesk.app.imports.container import Container
from turbodesk.app.imports.findings import Findings
from turbodesk.app.imports.recognition import recognise
from turbodesk.chat.message import Role, Status

MADE = "2026-05-28T20:26:40.250Z"
MADE_MS = 1_780_000_000_250


def backup(
    messages: list[Any], blocks: list[Any] | None = None, *, assistants: list[Any] | None = None, version: int = 5
) -> dict[str, Any]:
    topic = {"id": "t", "name": "Ferns", "createdAt": MADE, "updatedAt": MADE, "pinned": True, "prompt": ""}
    plants = {"id": "a", "name": "Plants", "prompt": "You know plants.", "model": {"id": "m"}, "topics": [topic]}
    stored = {
        "assistants": json.dumps({"assistants": [plants] if assistants is None else assistants}),
        "llm": json.dumps({"providers": [{"apiKey": SECRET}]}),
    }
    return {
        "time": 1,
        "version": version,
        "localStorage": {"theme": "dark", "persist:cherry-studio": json.dumps(stored)},
        "indexedDB": {"topics": [{"id": "t", "messages": messages}], "files": [], "message_blocks": blocks or []},
    }


def message(id_: str, role: str, *blocks: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "role": role, "createdAt": MADE, "status": "success", "blocks": list(blocks), **more}


def words(id_: str, content: str) -> dict[str, Any]:
    return {"id": id_, "type": "main_text", "content": content}


def read_json(folder: Path, data: object) -> Reading:
    return read(folder, "cherry.zip", zipped({"data.json": data}))


def test_a_topic_has_the_facts_of_its_assistant(tmp_path: Path) -> None:
    data = backup([message("u", "user", "b")], [words("b", "Why brown?")])
    reading = read_json(tmp_path, data)
    chat = reading.chat
    assert (reading.program, reading.told) == ("Cherry Studio", [])
    assert (chat.id, chat.title, chat.folder, chat.system) == ("t", "Ferns", "Plants", "You know plants.")
    assert (chat.created_at, chat.updated_at, chat.pinned, chat.model) == (MADE_MS, MADE_MS, True, "m")
    (node,) = chat.nodes
    assert (node.role, node.made_at, node.model, shown(node)) == (Role.USER, MADE_MS, None, ["Why brown?"])


@pytest.mark.parametrize("name", ["cherry.bak", "data.json", "renamed.json"])
def test_it_is_read_from_gzip_and_as_it_is(tmp_path: Path, name: str) -> None:
    written = json.dumps(backup([message("u", "user", "b")], [words("b", "Why?")])).encode()
    reading = read(tmp_path, name, gzip.compress(written) if name.endswith(".bak") else written)
    assert shown(reading.chat.nodes[0]) == ["Why?"]


def test_a_topics_own_prompt_goes_before_the_assistants(tmp_path: Path) -> None:
    topic = {"id": "t", "name": "", "prompt": " Be brief. "}
    data = backup([message("u", "user")], assistants=[{"name": "", "prompt": "Long.", "topics": [topic, {}, None]}, 5])
    assert (chat := read_json(tmp_path, data).chat).system == "Be brief."
    assert (chat.title, chat.folder) == (None, None)


def test_a_topic_of_no_assistant_is_a_chat_without_a_title(tmp_path: Path) -> None:
    data = backup([message("u", "user"), message("a", "assistant", modelId="p::m2")], assistants=[])
    chat = read_json(tmp_path, data).chat
    assert (chat.title, chat.created_at, chat.model, chat.folder) == (None, None, "m2", None)


def test_answers_to_one_question_stand_beside_each_other(tmp_path: Path) -> None:
    messages = [
        message("q1", "user"),
        message("a", "assistant", askId="q1", foldSelected=False),
        message("b", "assistant", askId="q1", foldSelected=True),
        message("c", "assistant", askId="q1", useful=True),
        message("q2", "user", type="clear"),
        message("q3", "user"),
        message("d", "assistant", askId="q3", useful=True),
        message("e", "assistant", askId="q3"),
        message("f", "assistant", askId="q1"),
        message("q4", "user"),
        message("g", "assistant", askId="gone"),
        message("h", "assistant", askId="gone"),
        message("i", "assistant"),
    ]
    chat = read_json(tmp_path, backup(messages)).chat
    assert tree(chat.nodes) == {
        "q1": None,
        "a": "q1",
        "b": "q1",
        "c": "q1",
        "q3": "b",
        "d": "q3",
        "e": "q3",
        "f": "q1",
        "q4": "d",
        "g": "q4",
        "h": "q4",
        "i": "h",
    }
    assert chat.current_id == "i"


def test_the_last_of_several_answers_is_in_front_where_none_was_chosen(tmp_path: Path) -> None:
    messages = [message("q", "user"), message("a", "assistant", askId="q"), message("b", "assistant", askId="q")]
    assert read_json(tmp_path, backup(messages)).chat.current_id == "b"


def test_each_kind_of_block_becomes_what_it_is_here(tmp_path: Path) -> None:
    response = {"isError": True, "content": [{"type": "text", "text": "No"}]}
    raw = {"tool": {"name": "water"}, "arguments": {"of": "fern"}, "response": response}
    blocks = [
        {"id": "1", "type": "thinking", "content": "Too dry?"},
        words("2", "Water it."),
        {"id": "3", "type": "code", "content": "water(`fern`)", "language": "python"},
        {"id": "4", "type": "tool", "toolId": "c", "toolName": "notes", "arguments": {"q": 1}, "content": "Mondays"},
        {"id": "5", "type": "tool", "metadata": {"rawMcpToolResponse": raw}},
        {"id": "6", "type": "image", "url": "data:image/png;base64,aGk="},
        {"id": "7", "type": "image", "url": "https://x.example/p.png"},
        {"id": "8", "type": "file", "file": {"id": "f1", "origin_name": "care.pdf", "path": "C:\\gone"}},
        {"id": "9", "type": "file", "file": {"id": "f2", "origin_name": "lost.pdf"}},
        {"id": "10", "type": "citation", "response": {"results": [{"url": "https://s.example", "title": "S"}]}},
        {"id": "11", "type": "translation", "content": "Gieß es."},
        {"id": "12", "type": "video"},
        {"id": "13", "type": "new", "content": "new words"},
        {"id": "14", "type": "newer"},
        {"id": "15", "type": "code", "content": " "},
    ]
    ids = [str(number) for number in range(1, 17)]
    data = backup([message("a", "assistant", *ids, model={"id": "m"})], [*blocks, None, {"id": None}])
    reading = read(tmp_path, "c.zip", zipped({"data.json": data, "Data/Files/f1.pdf": b"%PDF-", "Data/f2.pdf": b""}))
    (node,) = reading.chat.nodes
    assert shown(node) == [
        ("thinking", "Too dry?"),
        "Water it.",
        "```python\nwater(`fern`)\n```",
        ("call", "notes", '{"q": 1}'),
        ("result", "Mondays"),
        ("call", "water", '{"of": "fern"}'),
        ("error", "No"),
        ("picture", "", b"hi"),
        ("picture", "", None),
        ("file", "care.pdf", "Data/Files/f1.pdf"),
        ("file", "lost.pdf", None),
        "new words",
    ]
    assert [(link.url, link.title) for link in node.links] == [("https://s.example", "S")]
    assert (node.model, node.status) == ("m", Status.COMPLETE)
    assert reading.told == [
        *("1 piece of an unknown kind", "translation", "video", "piece of an unknown kind"),
        "message that could not be read",
    ]


@pytest.mark.parametrize(
    ("told", "status", "error"),
    [
        ("error", Status.FAILED, "Too many"),
        ("success", Status.FAILED, "Too many"),
        ("paused", Status.STOPPED, "Too many"),
        ("processing", Status.INTERRUPTED, "Too many"),
    ],
)
def test_how_a_reply_ended_is_kept(tmp_path: Path, told: str, status: Status, error: str) -> None:
    blocks = [{"id": "1", "type": "error", "error": {"message": "Too many"}}, {"id": "2", "type": "error"}]
    (node,) = read_json(tmp_path, backup([message("a", "assistant", "1", "2", status=told)], blocks)).chat.nodes
    assert (node.status, node.error) == (status, error)


def test_before_version_4_messages_hold_their_words_themselves(tmp_path: Path) -> None:
    made = {"images": ["aGk="]}
    tools = [{"id": "c", "tool": {"name": "look", "inputs": {"at": 1}}, "response": {"content": [{"text": "seen"}]}}]
    search = {"results": [{"url": "https://s.example"}]}
    messages = [
        {
            "id": "u",
            "role": "user",
            "content": "Hello",
            "files": [{"id": "f", "origin_name": "a.png", "type": "image"}],
        },
        {
            "id": "a",
            "role": "assistant",
            "content": "Hi.",
            "reasoning_content": "Greet.",
            "modelId": "r1",
            "metadata": {"generateImage": made, "mcpTools": tools, "webSearch": search},
            "error": {"name": "Broken"},
        },
        {"id": "s", "role": "system", "content": "hidden"},
        {"id": None, "role": "user", "content": "no id"},
    ]
    archive = zipped({"data.json": backup(messages, version=3), "Data/Files/f.png": PNG})
    user, reply, system = read(tmp_path, "c.zip", archive).chat.nodes
    assert shown(user) == [("picture", "a.png", "Data/Files/f.png"), "Hello"]
    assert shown(reply) == [
        *(("thinking", "Greet."), ("picture", "", b"hi"), ("call", "look", '{"at": 1}'), ("result", "seen"), "Hi."),
    ]
    assert (reply.model, reply.status, reply.error) == ("r1", Status.FAILED, "Broken")
    assert [link.url for link in reply.links] == ["https://s.example"]
    assert (system.role, system.parts) == (None, ())


def test_in_version_1_all_tables_are_one_list(tmp_path: Path) -> None:
    data = backup([], version=1)
    topic = {"id": "t", "messages": [{"id": "u", "role": "user", "content": "Very old"}]}
    data["indexedDB"] = [
        {"key": "topic:t", "value": topic},
        {"key": "image://avatar", "value": SECRET},
        {"key": "topic:x", "value": None},
        7,
    ]
    reading = read_json(tmp_path, data)
    assert shown(reading.chat.nodes[0]) == ["Very old"]
    assert reading.told == ["2 chats that could not be read"]


def test_without_its_names_a_back_up_is_read_all_the_same(tmp_path: Path) -> None:
    for stored in ("{", json.dumps({"assistants": "{"}), json.dumps({"assistants": 5}), 5, "[" * 100_000):
        data = backup([message("u", "user", "b")], [words("b", "Why?")])
        data["localStorage"]["persist:cherry-studio"] = stored
        reading = read_json(tmp_path, data)
        assert reading.chat.title is None
        assert reading.told == ["The names of the chats could not be read; each is called by its first words."]


def test_what_is_nested_too_deeply_costs_its_own_chat(tmp_path: Path) -> None:
    written = json.dumps(backup([message("u", "user", "b")], [words("b", "Why?")]))
    deep = f'{{"id": "d", "messages": {"[" * 100_000}{"]" * 100_000}}}'
    reading = read(tmp_path, "data.json", written.replace('"topics": [', f'"topics": [{deep}, ').encode())
    assert shown(reading.chat.nodes[0]) == ["Why?"]
    assert reading.told == ["1 chat that could not be read"]


def test_pictures_that_a_model_made_are_kept(tmp_path: Path) -> None:
    made = [
        {"generateImageResponse": {"type": "base64", "images": images}} for images in (["aGk="], ["https://x.example"])
    ]
    blocks = [{"id": f"{number}", "type": "image", "metadata": metadata} for number, metadata in enumerate(made)]
    blocks.append({"id": "2", "type": "unknown"})
    reading = read_json(tmp_path, backup([message("a", "assistant", "0", "1", "2")], blocks))
    assert shown(reading.chat.nodes[0]) == [("picture", "", b"hi"), ("picture", "", None)]
    assert reading.told == []


def test_reading_and_putting_together_are_half_of_the_progress_each(tmp_path: Path) -> None:
    data = backup([message("u", "user", "b")], [words("b", "Why?")])
    data["indexedDB"]["topics"] *= 2
    (tmp_path / "data.json").write_text(json.dumps(data))
    with Container([tmp_path / "data.json"]) as container:
        archive = recognise(container)
        container.begin()
        told = [container.told for _ in archive.chats(Findings())]
        assert told == [archive.size // 2, archive.size * 3 // 4]
        assert container.told == archive.size


def test_half_letters_in_ids_cost_nothing(tmp_path: Path) -> None:
    data = backup([message("u\ud800", "user", "b\ud800")], [words("b\ud800", "Why?")])
    assert shown(read_json(tmp_path, data).chat.nodes[0]) == ["Why?"]


def test_one_that_is_cut_is_refused(tmp_path: Path) -> None:
    written = json.dumps(backup([message("u", "user", "b")], [words("b", "Why?")]))
    for end in range(written.index('"indexedDB"') + 12, len(written)):
        assert "damaged" in refusal(tmp_path, "data.json", written[:end].encode())


def test_back_ups_that_only_cherry_studio_reads_are_told_apart(tmp_path: Path) -> None:
    known = {"version": 6, "appName": "Cherry Studio"}
    direct = zipped({"metadata.json": known, "IndexedDB/a.leveldb/CURRENT": "x"})
    assert "1.7.18 to 1.9" in refusal(tmp_path, "direct.zip", direct)
    coming = zipped({"manifest.json": {}, "backup.sqlite": b""})
    assert "newer Cherry Studio" in refusal(tmp_path, "a.cherrybackup", coming)
    others: list[object] = [{"version": "6", "appName": ""}, {"version": True, "resources": {}}, {"version": 6}, {}]
    for about in others:
        other = zipped({"metadata.json": about, "IndexedDB/a.leveldb/CURRENT": "x"})
        assert "No chats" in refusal(tmp_path, "other.zip", other)


def test_a_back_up_may_be_unpacked(tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    (folder / "data.json").write_text(json.dumps(backup([message("u", "user", "b")], [words("b", "Why?")])))
    (folder / "metadata.json").write_text("[1]")
    assert shown(read_all(folder).chat.nodes[0]) == ["Why?"]
