"""Claude's archives: texts with tags, blocks without parents, blocks with parents, and several zips at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.app.imports.reading import Reading, read, read_all, refusal, shown, tree, zipped
from turbodesk.app.imports.container import Container
from turbodesk.app.imports.findings import Findings
from turbodesk.app.imports.recognition import recognise
from turbodesk.chat.message import Role

ROOT = "00000000-0000-4000-8000-000000000000"


def said(id_: str, sender: str, content: Any = None, **more: Any) -> dict[str, Any]:
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    return {"uuid": id_, "sender": sender, "content": content, "created_at": "2026-05-01T10:00:00.5Z", **more}


def chat(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"uuid": "c", "name": "Chat", "created_at": "2026-05-01T10:00:00Z", "chat_messages": list(messages), **more}


def reading_of(folder: Path, *messages: Any, **more: Any) -> Reading:
    return read(folder, "conversations.json", [chat(*messages, **more)])


def test_without_parents_messages_follow_one_another(tmp_path: Path) -> None:
    one = reading_of(tmp_path, said("a", "human", "q"), said("b", "assistant", "r"), said("c", "human", "s")).chat
    assert tree(one.nodes) == {"a": None, "b": "a", "c": "b"}
    assert (one.nodes[0].role, one.nodes[1].role, one.nodes[0].made_at) == (Role.USER, Role.ASSISTANT, 1777629600500)


def test_parents_are_taken_where_there_are_any(tmp_path: Path) -> None:
    messages = (
        said("a", "human", "q", parent_message_uuid=ROOT),
        said("b", "assistant", "r", parent_message_uuid="a"),
        said("c", "assistant", "s", parent_message_uuid="a"),
        said("d", "human", "t", parent_message_uuid=None),
    )
    assert tree(reading_of(tmp_path, *messages).chat.nodes) == {"a": None, "b": "a", "c": "a", "d": None}


def test_blocks(tmp_path: Path) -> None:
    link = {"type": "knowledge", "title": "Weather", "url": "https://w.example", "text": "Dry."}
    artifact = {"command": "create", "title": "a.py", "language": "python", "content": "x = 1"}
    blocks = [
        {"type": "thinking", "thinking": "Hm."},
        {"type": "thinking", "thinking": " "},
        {"type": "tool_use", "id": "t", "name": "web_search", "input": {"query": "x"}},
        {"type": "tool_result", "tool_use_id": "t", "content": [link], "is_error": True},
        {"type": "text", "text": "Dry.", "citations": [{"details": {"url": "https://w.example"}}]},
        {"type": "text", "text": " Or not."},
        {"type": "tool_use", "id": "u", "name": "artifacts", "input": artifact},
        {"type": "tool_use", "id": "v", "name": "create_file", "input": {"path": "/a/b.md", "file_text": "- a"}},
        {"type": "token_budget"},
        {"type": "hologram"},
        {"type": "voice_note", "text": "Screws."},
        "loose",
        None,
        {"type": "tool_use"},
    ]
    (step,) = reading_of(tmp_path, said("a", "assistant", blocks)).chat.nodes
    assert shown(step) == [
        ("thinking", "Hm."),
        ("call", "web_search", '{"query": "x"}'),
        ("error", "Weather\nhttps://w.example\nDry."),
        "Dry. ([Weather](<https://w.example>)) Or not.",
        "**a.py**\n\n```python\nx = 1\n```",
        "**b.md**\n\n- a",
        "Screws.",
        "loose",
    ]
    assert len(step.left_out) == 3


def test_the_old_text_is_read_where_no_block_shows_anything(tmp_path: Path) -> None:
    old = (
        "<antThinking>Small.</antThinking>Here:\n\n"
        '<antArtifact identifier="r" type="text/markdown" title="Rain">Soft</antArtifact>\n\nMore?'
    )
    placeholder = "\n```\nThis block is not supported on your current device yet.\n```\n"
    one = reading_of(
        tmp_path,
        said("a", "assistant", None, text=old),
        said("b", "assistant", [], text=f"A{placeholder}B"),
        said("c", "assistant", "block", text="not this"),
        said("d", "assistant", None, text="<antArtifact>without end"),
    ).chat
    assert [shown(step) for step in one.nodes] == [
        [("thinking", "Small."), "Here:", "**Rain**\n\nSoft", "More?"],
        ["A\n\nB"],
        ["block"],
        ["without end"],
    ]


def test_files_have_their_words_or_are_missing_once(tmp_path: Path) -> None:
    attached = [{"file_name": "", "extracted_content": "pasted"}, {"file_name": "scan.docx"}]
    files = [{"file_uuid": "f", "file_name": "garden.png"}, {"file_uuid": "g", "file_name": "plan.pdf"}]
    message = said("a", "human", "q", attachments=attached, files=files, files_v2=[{**files[0], "file_kind": "image"}])
    (step,) = reading_of(tmp_path, message).chat.nodes
    assert shown(step) == [
        ("file", "Pasted text", b"pasted"),
        ("file", "scan.docx", None),
        ("picture", "garden.png", None),
        ("file", "plan.pdf", None),
        "q",
    ]


def test_one_chat_as_the_page_gives_it(tmp_path: Path) -> None:
    facts = {"model": "claude-x", "is_starred": True, "current_leaf_message_uuid": "b", "project_uuid": "p"}
    messages = (said("a", "human", "q", parent_message_uuid=ROOT), said("b", "assistant", "r", parent_message_uuid="a"))
    one = read(tmp_path, "one.json", chat(*messages, **facts, project={"name": "Garden"})).chat
    assert (one.model, one.pinned, one.current_id, one.folder, one.project_id) == ("claude-x", True, "b", "Garden", "p")
    assert [step.model for step in one.nodes] == [None, "claude-x"]


def test_several_downloads_are_one_archive_with_its_projects(tmp_path: Path) -> None:
    project = {
        "uuid": "p",
        "name": "Garden",
        "prompt_template": "Be brief.",
        "docs": [{"filename": "a", "content": "b"}],
    }
    parts: dict[str, dict[str, object]] = {
        "conversations-000.zip": {"conversations.json": [chat(said("a", "human", "q"))]},
        "conversations-001 (1).zip": {"conversations.json": [chat(said("b", "human", "r"), uuid="d")]},
        "projects-000.zip": {"projects/p.json": project, "projects/q.json": {**project, "is_starter_project": True}},
        "memories-000.zip": {"memories/m.json": {"memory_files": [{"path": "a"}]}},
        "design_chats-000.zip": {"design_chats/x.json": {}},
        "light_metadata-000.zip": {"users.json": [{"email_address": "me@a.example"}]},
    }
    for name, members in parts.items():
        (tmp_path / name).write_bytes(zipped(members))
    reading = read_all(tmp_path)
    assert [one.id for one in reading.chats] == ["c", "d"]
    assert sorted(reading.told) == ["1 design chat", "1 memory"]
    with Container([tmp_path]) as container:
        archive = recognise(container)
        assert archive.account == "me@a.example"
        assert [(one.name, one.instructions, one.files) for one in archive.projects(Findings())] == [
            ("Garden", "Be brief.", {"a": "b"})
        ]


def test_what_has_no_chats_says_what_to_choose(tmp_path: Path) -> None:
    links = {"data_files": [{"filename": "conversations-000.zip", "export_url": "https://c.example/once"}]}
    assert "list of files to download" in refusal(tmp_path, "manifest.json", links)
    assert "no chats in it" in refusal(tmp_path, "p.zip", zipped({"projects/p.json": {"uuid": "p", "name": "P"}}))
    assert read(tmp_path, "e.zip", zipped({"conversations.json": [], "users.json": []})).chats == []


def test_odd_shapes_cost_no_more_than_themselves(tmp_path: Path) -> None:
    odd: tuple[Any, ...] = (None, 5, {}, said("x", "system", "x"), said("a", "human", "words"))
    reading = read(tmp_path, "conversations.json", [chat(*odd), {"uuid": 5, "chat_messages": []}, chat(), 7])
    assert [shown(step) for step in reading.chats[0].nodes] == [[], [], ["words"]]
    assert "2 chats that could not be read" in reading.told
