"""Back-ups of Cherry Studio 2: a stranger's database is read without being trusted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.app.imports.reading import PNG, SECRET, Reading, database, read, refusal, shown, tree, zipped
from turbodesk.app.imports.container import Container
from turbodesk.app.imports.findings import Findings
from turbodesk.app.imports.readers import cherry_sqlite
from turbodesk.app.imports.recognition import recognise
from turbodesk.chat.errors import ImportRefused
from turbodesk.chat.message import Role, Status

MADE = 1_780_000_000_250
TABLES = {
    "topic": "id text, name text, assistant_id text, active_node_id text, created_at, updated_at, deleted_at",
    "message": "id text, parent_id text, topic_id text, role text, data, status text, model_id text, "
    "message_snapshot text, created_at, updated_at, deleted_at",
    "assistant": "id text, name text, prompt text, model_id text, settings text",
    "pin": "id text, entity_type text, entity_id text",
    "user_provider": "provider_id text, api_keys text",
}
TOPIC = ("t", "Ferns", "a", "m2", MADE, MADE + 1, None)
Rows = Sequence[Sequence[object]]


def message(
    id_: str | None,
    parent: str | None = None,
    role: str = "user",
    parts: object = (),
    *,
    topic: object = "t",
    status: str = "success",
    model: str | None = None,
    snapshot: object = None,
    deleted_at: int | None = None,
) -> tuple[object, ...]:
    data = parts if isinstance(parts, str | bytes | None) else json.dumps({"parts": parts})
    shot = None if snapshot is None else json.dumps(snapshot)
    return id_, parent, topic, role, data, status, model, shot, MADE, MADE, deleted_at


def words(text: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": text}]


def backup(
    folder: Path,
    messages: Rows,
    *,
    topics: Rows = (TOPIC,),
    more: Mapping[str, Rows] | None = None,
    tables: Mapping[str, str] = TABLES,
    version: object = 7,
    files: Mapping[str, object] | None = None,
) -> bytes:
    rows = {"topic": topics, "message": messages, **(more or {})}
    if "user_provider" in tables:
        rows["user_provider"] = [("gateway", SECRET)]
    made = database(folder / "made.sqlite", tables, rows)
    about = {"version": version, "appName": "Cherry Studio"}
    return zipped({"metadata.json": about, "Data/cherrystudio.sqlite": made, **(files or {})})


def read_rows(folder: Path, messages: Rows, *, topics: Rows = (TOPIC,)) -> Reading:
    return read(folder, "cherry.zip", backup(folder, messages, topics=topics))


def test_a_topic_has_the_facts_of_its_row_and_its_assistant(tmp_path: Path) -> None:
    more: dict[str, Rows] = {
        "assistant": [("a", "Plants", " You know plants. ", "gateway::m", SECRET)],
        "pin": [("p", "topic", "t"), ("q", "assistant", "b")],
    }
    archive = backup(tmp_path, [message("m1", parts=words("Why?")), message("m2", "m1", "assistant")], more=more)
    reading = read(tmp_path, "c.zip", archive)
    chat = reading.chat
    assert (reading.program, reading.told) == ("Cherry Studio", [])
    assert (chat.id, chat.title, chat.folder, chat.system) == ("t", "Ferns", "Plants", "You know plants.")
    assert (chat.created_at, chat.updated_at, chat.pinned, chat.model) == (MADE, MADE + 1, True, "m")
    assert (chat.current_id, tree(chat.nodes)) == ("m2", {"m1": None, "m2": "m1"})


def test_what_is_thrown_away_stays_away_and_its_children_hang_on(tmp_path: Path) -> None:
    messages = [
        message("r", role="root", parts="{}"),
        message("m1", "r", parts=words("gone"), deleted_at=MADE),
        message("m2", "m1", "assistant", words("stays")),
        message("x", topic="thrown", parts=words("of a topic that is gone")),
        message("y", topic="never", parts=words("of no topic")),
        message("z", topic=None),
        message(None),
    ]
    reading = read_rows(tmp_path, messages, topics=[TOPIC, ("thrown", "Away", None, None, 1, 1, MADE)])
    never, kept = sorted(reading.chats, key=lambda chat: chat.id)
    assert [(node.role, shown(node)) for node in kept.nodes] == [(None, []), (None, []), (Role.ASSISTANT, ["stays"])]
    assert (never.title, never.created_at, shown(never.nodes[0])) == (None, None, ["of no topic"])
    assert reading.told == ["1 message that could not be read"]


def test_topics_without_messages_are_given_out_too(tmp_path: Path) -> None:
    topics = [TOPIC, ("e", "Empty", None, None, 1, 1, None), ("d", "Gone", None, None, 1, 1, MADE), (None, *TOPIC[1:])]
    assert [chat.title for chat in read_rows(tmp_path, [message("m")], topics=topics).chats] == ["Ferns", "Empty"]


def test_each_kind_of_part_becomes_what_it_is_here(tmp_path: Path) -> None:
    entry = {"cherry": {"fileEntryId": "f1"}}
    parts: list[object] = [
        {"type": "step-start"},
        {"type": "reasoning", "text": "Too dry?"},
        {"type": "text", "text": "Water it."},
        {"type": "data-code", "data": {"content": "water()", "language": "py"}},
        {"type": "data-code", "data": {}},
        {"type": "dynamic-tool", "toolName": "notes", "toolCallId": "c", "input": {"q": 1}, "output": {"days": 2}},
        {"type": "tool-search", "state": "output-error", "input": {}, "errorText": "No net"},
        {"type": "tool-wait", "state": "input-available", "input": {}},
        {"type": "file", "mediaType": "image/png", "filename": "a.png", "providerMetadata": entry, "url": "file:///x"},
        {"type": "file", "mediaType": "image/png", "url": "data:image/png;base64,aGk="},
        {"type": "file", "mediaType": "application/pdf", "filename": "lost.pdf", "url": "file:///C:/lost.pdf"},
        {"type": "source-url", "url": "https://s.example", "title": "S"},
        {"type": "data-translation", "data": {}},
        {"type": "data-video"},
        {"type": "data-compact", "data": {"content": "summary"}},
        {"type": "data-new"},
        None,
    ]
    files = {"Data/Files/f1.png": PNG}
    archive = backup(tmp_path, [message("m", role="assistant", parts=parts)], files=files)
    reading = read(tmp_path, "c.zip", archive)
    (node,) = reading.chat.nodes
    assert shown(node) == [
        ("thinking", "Too dry?"),
        "Water it.",
        "```py\nwater()\n```",
        ("call", "notes", '{"q": 1}'),
        ("result", '{"days": 2}'),
        ("call", "search", "{}"),
        ("error", "No net"),
        ("call", "wait", "{}"),
        ("picture", "a.png", "Data/Files/f1.png"),
        ("picture", "", b"hi"),
        ("file", "lost.pdf", None),
    ]
    assert [(link.url, link.title) for link in node.links] == [("https://s.example", "S")]
    assert reading.told == ["translation", "video", "piece of an unknown kind"]


def test_the_blocks_of_the_first_releases_and_sources_at_the_words_are_read(tmp_path: Path) -> None:
    blocks = [
        {"type": "main_text", "content": "Look."},
        {"type": "image", "fileId": "f1"},
        {"type": "file", "fileId": "f2"},
        {"type": "error", "error": {"message": "Broke"}},
    ]
    reference = {"category": "citation", "content": {"results": [{"url": "https://s.example", "title": "S"}]}}
    parts = [{"type": "text", "text": "So.", "providerMetadata": {"cherry": {"references": [reference]}}}]
    rows = [message("m1", role="assistant", parts=json.dumps({"blocks": blocks})), message("m2", "m1", parts=parts)]
    old, new = read(tmp_path, "c.zip", backup(tmp_path, rows, files={"Data/Files/f1.png": PNG})).chat.nodes
    assert shown(old) == ["Look.", ("picture", "", "Data/Files/f1.png"), ("file", "", None)]
    assert (old.status, old.error) == (Status.FAILED, "Broke")
    assert [(link.url, link.title) for link in new.links] == [("https://s.example", "S")]


@pytest.mark.parametrize(
    ("snapshot", "model"),
    [
        ({"id": "m"}, "m"),
        ({"model": {"id": "n"}}, "n"),
        ({"id": 5}, "o"),
        (None, "o"),
    ],
)
def test_a_reply_names_its_model(tmp_path: Path, snapshot: object, model: str) -> None:
    row = message("m", role="assistant", parts=words("Hi"), model="gateway::o", snapshot=snapshot)
    chat = read_rows(tmp_path, [row]).chat
    assert (chat.nodes[0].model, chat.model) == (model, model)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("error", Status.FAILED),
        ("success", Status.FAILED),
        ("paused", Status.STOPPED),
        ("pending", Status.INTERRUPTED),
    ],
)
def test_how_a_reply_ended_is_kept(tmp_path: Path, told: str, status: Status) -> None:
    parts = [{"type": "data-error", "data": {"message": "Too many"}}]
    (node,) = read_rows(tmp_path, [message("m", role="assistant", parts=parts, status=told)]).chat.nodes
    assert (node.status, node.error) == (status, "Too many")


@pytest.mark.parametrize("data", [None, "{not json", b"\x00\xff", "[1]", "[" * 100_000])
def test_a_row_that_cannot_be_read_is_counted_and_costs_no_other(tmp_path: Path, data: object) -> None:
    rows = [message("m1", parts=data), message("m2", "m1", parts='{"parts": [{"type": "text", "text": "\\ud800 1"}]}')]
    reading = read_rows(tmp_path, rows)
    assert [len(node.parts) for node in reading.chat.nodes] == [0, 1]
    assert reading.told == ["message that could not be read"]


def test_columns_that_a_release_does_not_have_are_done_without(tmp_path: Path) -> None:
    tables = {"message": "id text, data text, topic_id text, role text"}
    rows = {"message": [("m", json.dumps({"parts": words("Why?")}), "t", "user")]}
    made = database(tmp_path / "d", tables, rows)
    (node,) = read(tmp_path, "cherrystudio.sqlite", made).chat.nodes
    assert (node.parent_id, node.made_at, shown(node)) == (None, None, ["Why?"])
    strange = database(tmp_path / "d", {"message": "other text", "topic": "other text"}, {})
    assert read(tmp_path, "cherrystudio.sqlite", strange).chats == []


def test_words_that_are_read_count_as_progress(tmp_path: Path) -> None:
    (tmp_path / "c.zip").write_bytes(backup(tmp_path, [message("m", parts=words("Why?")), message("n", parts=None)]))
    with Container([tmp_path / "c.zip"]) as container:
        archive = recognise(container)
        container.begin()
        assert len(list(archive.chats(Findings()))) == 1
        assert container.told == archive.size


def test_one_of_a_newer_release_is_read_and_told(tmp_path: Path) -> None:
    reading = read(tmp_path, "c.zip", backup(tmp_path, [message("m", parts=words("Why?"))], version=8))
    assert shown(reading.chat.nodes[0]) == ["Why?"]
    assert reading.told == ["This back-up was made by a newer Cherry Studio; what is new in it may be missing."]


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 't' AS topic_id FROM n"


@pytest.mark.parametrize(
    "script",
    [
        f"CREATE VIEW message AS {ENDLESS}",
        f"CREATE TABLE message (id text, topic_id text); CREATE VIEW Topic AS {ENDLESS}",
        "CREATE VIRTUAL TABLE message USING fts5(id, topic_id)",
        "CREATE TABLE other (id text)",
    ],
)
def test_only_real_tables_are_asked(tmp_path: Path, script: str) -> None:
    path = tmp_path / "made"
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    assert "No chats can be read" in refusal(tmp_path, "cherrystudio.sqlite", path.read_bytes())


def test_conditions_in_the_schema_are_not_worked_out(tmp_path: Path) -> None:
    path = tmp_path / "made"
    connection = sqlite3.connect(path)
    connection.executescript(
        "PRAGMA ignore_check_constraints=ON;"
        "CREATE TABLE message (id text, topic_id text, role text, data text CHECK (length(printf('%.*c', 1e9, 'x'))));"
        """INSERT INTO message VALUES ('m', 't', 'user', '{"parts": [{"type": "text", "text": "Why?"}]}');"""
    )
    connection.close()
    assert shown(read(tmp_path, "cherrystudio.sqlite", path.read_bytes()).chat.nodes[0]) == ["Why?"]


def test_what_was_not_yet_written_into_the_database_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "made"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE message (id text, topic_id text, role text, data text)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("INSERT INTO message VALUES ('m', 't', 'user', ?)", (json.dumps({"parts": words("Why?")}),))
    files = {
        "Data/cherrystudio.sqlite": path.read_bytes(),
        "Data/cherrystudio.sqlite-wal": Path(f"{path}-wal").read_bytes(),
    }
    connection.close()
    assert shown(read(tmp_path, "c.zip", zipped(files)).chat.nodes[0]) == ["Why?"]
    assert read(tmp_path, "d.zip", zipped({**files, "Data/cherrystudio.sqlite-wal": b""})).chats == []
    with_odd = {**files, "Data/cherrystudio.sqlite-wal": b"no log of a database" * 99}
    assert read(tmp_path, "e.zip", zipped(with_odd)).chats == []


def test_a_reading_that_is_given_up_keeps_no_file_open(tmp_path: Path) -> None:
    rows = [message("m", parts=words("Why?")), message("n", topic="u", parts=words("How?"))]
    (tmp_path / "c.zip").write_bytes(backup(tmp_path, rows))
    with Container([tmp_path / "c.zip"]) as container:
        chats = recognise(container).chats(Findings())
        next(chats)
    with pytest.raises(ImportRefused):
        next(chats)


def test_a_damaged_database_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(tmp_path, [message(f"m{n}", parts=words("x" * 900)) for n in range(40)])
    whole = (tmp_path / "made.sqlite").read_bytes()
    zeros = whole[:4096] + bytes(len(whole) - 4096)
    for data in (b"words, no database" * 300, whole[: len(whole) // 2], zeros):
        assert "damaged" in refusal(tmp_path, "cherrystudio.sqlite", data)
    monkeypatch.setattr(cherry_sqlite, "LARGEST", 1000)
    assert "damaged" in refusal(tmp_path, "cherrystudio.sqlite", whole)


def test_a_cell_larger_than_any_chat_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = backup(tmp_path, [message("m1", parts=words("x" * 9_000)), message("m2", parts=words("Why?"))])
    monkeypatch.setattr(cherry_sqlite, "LONGEST_CELL", 5_000)
    assert "damaged" in refusal(tmp_path, "c.zip", archive)
