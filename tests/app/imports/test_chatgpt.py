"""ChatGPT's archives, in the forms they have had: what is shown of each node, its files and its sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.imports.reading import PNG, Reading, read, refusal, shown, zipped
from turbodesk.app.imports.chats import Link
from turbodesk.chat.message import Role, Status

START = 1_755_000_000.0


def node(id_: str, parent: str | None, role: str = "assistant", content: Any = None, **more: Any) -> dict[str, Any]:
    if isinstance(content, str):
        content = {"content_type": "text", "parts": [content]}
    message = {"author": {"role": role}, "content": content, "create_time": START, "metadata": {}, **more}
    return {"id": id_, "parent": parent, "message": None if content is None else message}


def chat(*nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"conversation_id": "c", "title": "Chat", "mapping": {one["id"]: one for one in nodes}, **more}


def reply(folder: Path, content: Any, **more: Any) -> list[object]:
    read_one = read(folder, "a.json", [chat(node("a", None, content=content, **more))])
    return shown(read_one.chat.nodes[0])


def archive(folder: Path, chats: object, **members: object) -> Reading:
    return read(folder, "a.zip", zipped({"conversations.json": chats, **members}))


def test_a_chat_with_all_it_says_of_itself(tmp_path: Path) -> None:
    facts = {"create_time": START, "update_time": "x", "is_starred": True, "is_archived": True, "current_node": "b"}
    reading = archive(
        tmp_path,
        [chat(node("a", None), node("b", "a", "user", "hi"), default_model_slug="gpt-5", **facts)],
        **{"user.json": {"email": "me@a.example"}},
    )
    one = reading.chat
    assert (one.id, one.title, one.current_id, one.created_at, one.updated_at) == (
        "c",
        "Chat",
        "b",
        1755000000000,
        None,
    )
    assert (one.pinned, one.archived, one.model) == (True, True, "gpt-5")
    assert [(step.id, step.parent_id, step.role) for step in one.nodes] == [("a", None, None), ("b", "a", Role.USER)]


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ({"content_type": "code", "text": "a\n```", "language": "python"}, ["````python\na\n```\n````"]),
        ({"content_type": "thoughts", "thoughts": [{"summary": "S", "content": "C"}]}, [("thinking", "**S**\n\nC")]),
        ({"content_type": "thoughts", "thoughts": []}, []),
        ({"content_type": "reasoning_recap", "content": "Thought for 12 seconds"}, []),
        ({"content_type": "multimodal_text", "parts": [{"content_type": "audio_transcription", "text": "T"}]}, ["T"]),
        ({"content_type": "newer", "text": "kept"}, ["kept"]),
        ('Here:\n:::writing{id="1"}\nwords\n:::\nend', ["Here:\nwords\nend"]),
        ("[a.md](sandbox:/mnt/data/a.md) and [b](https://b.example)", ["a.md and [b](https://b.example)"]),
    ],
)
def test_what_becomes_of_each_kind_of_content(tmp_path: Path, content: Any, parts: list[object]) -> None:
    assert reply(tmp_path, content) == parts


def test_calls_and_results_of_tools(tmp_path: Path) -> None:
    given = json.dumps({"q": 1})
    written = json.dumps({"name": "Letter", "type": "document", "content": "Dear"})
    nodes = (
        node("a", None, content=given, recipient="search"),
        node("b", "a", "tool", {"content_type": "execution_output", "text": "found"}),
        node("c", "b", "tool", {"content_type": "system_error", "text": "failed"}),
        node("d", "c", content=written, recipient="canmore.create_textdoc"),
        node("e", "d", content="not json", recipient="python"),
    )
    reading = archive(tmp_path, [chat(*nodes)])
    assert [shown(one) for one in reading.chat.nodes] == [
        [("call", "search", '{"q": 1}')],
        [("result", "found")],
        [("error", "failed")],
        ["**Letter**\n\nDear"],
        [("call", "python", '{"input": "not json"}')],
    ]
    assert [getattr(one.parts[0], "tool_use_id", "") for one in reading.chat.nodes[1:3]] == ["a", "a"]


def test_marks_become_links_and_words_and_nothing_else_is_touched(tmp_path: Path) -> None:
    mark = "\ue200cite\ue202turn0search0\ue201"
    entity, url = '\ue200entity\ue202["p", "Ada"]\ue201', "\ue200url\ue202the notes\ue202https://n.example\ue201"
    text = f"{entity} did{mark}. See {url}\ue203. 全角：！ \uf8ff 【注意】 gone【3†source】 \ue200genui\ue202x\ue201"
    items = [{"title": "H [x]", "url": "https://h.example/?utm_source=chatgpt.com"}, {"url": "javascript:alert(1)"}]
    references = [
        {"matched_text": mark, "items": items},
        {"matched_text": " ", "sources": [{"url": "https://s.example", "title": "S"}]},
    ]
    meta = {"content_references": references, "citations": []}
    reading = archive(tmp_path, [chat(node("a", None, content=text, metadata=meta))])
    (step,) = reading.chat.nodes
    assert shown(step) == [
        "Ada did ([H \\[x\\]](<https://h.example/>)). "
        "See [the notes](<https://n.example>). 全角：！ \uf8ff 【注意】 gone "
    ]
    assert Link("https://s.example", "S") in step.links


def test_older_marks_are_found_by_their_number(tmp_path: Path) -> None:
    cited = {"metadata": {"url": "https://h.example", "title": "H", "extra": {"cited_message_idx": 11}}}
    words = reply(
        tmp_path, "A【11†source】B【4:0†x】C:contentReference[oaicite:0]{index=0}", metadata={"citations": [cited]}
    )
    assert words == ["A ([H](<https://h.example>))BC"]


def test_files_are_found_by_the_whole_of_their_ids(tmp_path: Path) -> None:
    pointers = [
        {"content_type": "image_asset_pointer", "asset_pointer": pointer}
        for pointer in ("file-service://file-abc", "sediment://file_00ff", "file-service://file-gone")
    ]
    attached = [
        {"id": "file-abc", "name": "roof.png", "mime_type": "image/png"},
        {"id": "file-lost", "name": "lost.xlsx"},
        {"id": "file-doc", "name": "note.pdf"},
    ]
    content = {"content_type": "multimodal_text", "parts": [*pointers, "look"]}
    reading = archive(
        tmp_path,
        [chat(node("a", None, "user", content, metadata={"attachments": attached}), node("b", "a", content="made"))],
        **{
            "file-abcd-other.png": b"other",
            "file-abc-sanitized.png": PNG,
            "file_00ff.dat": PNG,
            "deep/file-doc.pdf": b"%PDF",
            "file-made.dat": b"made",
            "conversation_asset_file_names.json": {"file_00ff.dat": "hill.png"},
            "library_files.json": [{"file_id": "file-made", "file_name": "made.md", "origination_message_id": "b"}],
        },
    )
    assert shown(reading.chat.nodes[0]) == [
        ("file", "lost.xlsx", None),
        ("file", "note.pdf", "deep/file-doc.pdf"),
        ("picture", "roof.png", "file-abc-sanitized.png"),
        ("picture", "hill.png", "file_00ff.dat"),
        ("picture", "", None),
        "look",
    ]
    assert shown(reading.chat.nodes[1]) == ["made", ("file", "made.md", "file-made.dat")]


@pytest.mark.parametrize(
    ("more", "status", "reason"),
    [
        ({"status": "in_progress"}, Status.INTERRUPTED, None),
        ({"status": "finished_partial_completion"}, Status.STOPPED, None),
        ({"metadata": {"finish_details": {"type": "interrupted"}}}, Status.STOPPED, None),
        ({"metadata": {"finish_details": {"type": "max_tokens"}}}, Status.COMPLETE, "max_tokens"),
        ({}, Status.COMPLETE, None),
    ],
)
def test_how_a_reply_ended(tmp_path: Path, more: dict[str, Any], status: Status, reason: str | None) -> None:
    (step,) = archive(tmp_path, [chat(node("a", None, content="x", **more))]).chat.nodes
    assert (step.status, step.stop_reason) == (status, reason)


def test_what_is_hidden_or_has_no_place_is_left_out_and_counted(tmp_path: Path) -> None:
    hidden = {"is_visually_hidden_from_conversation": True}
    voice = {"content_type": "multimodal_text", "parts": [{"content_type": "audio_asset_pointer"}, 5]}
    nodes = (
        node("a", None, "system", "You are"),
        node("b", "a", "user", {"content_type": "user_editable_context", "user_profile": "me"}),
        node("c", "b", content="quiet", metadata=hidden),
        node("d", "c", "user", voice),
    )
    reading = archive(tmp_path, [chat(*nodes), {"no": "chat", "mapping": {}}, 5])
    assert [one.role for one in reading.chat.nodes] == [None, None, None, Role.USER]
    assert sorted(reading.told) == [
        "2 chats that could not be read",
        "piece of an unknown kind",
        "set of custom instructions",
        "voice recording",
    ]


def test_lists_of_a_hundred_and_one_that_is_missing(tmp_path: Path) -> None:
    files = {"files": ["conversations-000.json", "conversations-001.json"], "sharded": True}
    for logical in ({"conversations.json": files}, [{"name": "conversations.json", **files}]):
        members = {
            "export_manifest.json": {"logical_files": logical},
            "conversations-000.json": [chat(node("a", None))],
        }
        reading = read(tmp_path, "a.zip", zipped(members))
        assert reading.told == ["“conversations-001.json” is missing, so the chats in it are too."]


def test_what_is_not_chatgpts_or_not_whole_is_said(tmp_path: Path) -> None:
    seek = chat({"id": "1", "parent": None, "message": {"fragments": []}})
    assert "DeepSeek" in refusal(tmp_path, "a.json", [seek])
    assert "conversations.json, is missing" in refusal(tmp_path, "a.zip", zipped({"chat.html": "x", "user.json": {}}))
    assert read(tmp_path, "b.zip", zipped({"conversations.json": [], "user.json": {}})).chats == []
