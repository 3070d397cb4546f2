"""What a person chose is given out by name, within bounds, and nothing of it leads anywhere else."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from turbodesk.app.imports import container as container_module
from turbodesk.app.imports.container import Container
from turbodesk.app.imports.findings import UNREADABLE_CHATS, Findings
from turbodesk.chat.errors import ImportRefused


def zipped(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def names(path: Path, *more: Path) -> list[str]:
    with Container([path, *more]) as container:
        return [member.path for member in container.members]


def refused(path: Path) -> str:
    with pytest.raises(ImportRefused) as caught:
        Container([path])
    return caught.value.note.sentence


def test_members_of_a_zip_a_folder_a_gzip_and_single_files(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(
        zipped({"deep/Conversations.JSON": "[]", "__MACOSX/x": "", "deep/._y": "", "../e": ""})
    )
    (tmp_path / "b.bak").write_bytes(gzip.compress(b"{}"))
    folder = tmp_path / "folder"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "one.json").write_text("[]")
    (folder / "conversations-001 (1).zip").write_bytes(zipped({"conversations.json": "[1]"}))
    (folder / "my own.zip").write_bytes(zipped({"conversations.json": "[2]"}))
    (folder / "link").symlink_to("/etc/passwd")
    chosen = [tmp_path / "a.zip", tmp_path / "b.bak", folder, folder / "in" / "one.json"]
    with Container(chosen) as container:
        assert [one.path for one in container.members] == [
            "deep/Conversations.JSON", "b", "conversations.json", "my own.zip", "in/one.json", "one.json",
        ]  # fmt: skip
        assert [one.archive for one in container.named("CONVERSATIONS.json")] == ["a.zip", "conversations-001 (1).zip"]
        assert [one.name for one in container.matching(r"one\.json")] == ["one.json", "one.json"]
        assert container.content(container.members[1]) == b"{}"


def test_a_zip_in_a_zip_is_opened_once_and_only_where_it_is_a_part(tmp_path: Path) -> None:
    inner = zipped({"conversations-000.zip": zipped({"deep.json": "1"}), "conversations.json": "[]"})
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"Conversations__x-part-000.zip": inner, "file-abc.dat": inner, "mine.zip": inner}))
    assert names(path) == ["conversations-000.zip", "conversations.json", "file-abc.dat", "mine.zip"]


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "page.zip").write_text("<!DOCTYPE html><title>Expired</title>")
    (tmp_path / "cut.zip").write_bytes(zipped({"a": "b" * 1_000})[:-30])
    (tmp_path / "none.zip").write_bytes(b"")
    (tmp_path / "other.zip").write_bytes(b"Rar!....")
    assert "web page" in refused(tmp_path / "page.zip")
    assert "not downloaded to its end" in refused(tmp_path / "cut.zip")
    assert "empty" in refused(tmp_path / "none.zip")
    assert "damaged" in refused(tmp_path / "other.zip")
    assert "could not be opened" in refused(tmp_path / "not there.json")


def test_a_bomb_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container_module, "ALWAYS_TAKEN", 1_000)
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({"conversations.json": b" " * 3_000_000}))
    with Container([path]) as container, pytest.raises(ImportRefused, match=r"far more|"):
        list(container.rows(container.members[0], Findings()))


def test_rows_of_an_array_of_a_wrapped_one_of_lines_and_of_one_object(tmp_path: Path) -> None:
    rows = [{"id": number} for number in range(3)]
    files = {
        "array.json": json.dumps(rows),
        "wrapped.json": json.dumps({"more": [1], "chats": rows}),
        "lines.jsonl": "\n".join(map(json.dumps, rows)),
        "one.json": json.dumps(rows[0]),
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with Container([tmp_path]) as container:
        found = Findings()
        by_name = {one.name: one for one in container.members}
        shape = container.shape(by_name["wrapped.json"])
        assert shape.rows_key == "chats"
        assert shape.has("id")
        assert shape.keys == {"more", "chats"}
        assert container.shape(by_name["array.json"]).is_list
        assert container.shape(by_name["one.json"]).keys == {"id"}
        for name in ("array.json", "lines.jsonl"):
            assert list(container.rows(by_name[name], found)) == rows
        assert list(container.rows(by_name["wrapped.json"], found, "chats")) == rows
        assert list(container.rows(by_name["one.json"], found)) == rows[:1]
        assert container.told == sum(map(len, map(files.__getitem__, files)))
        assert not found.troubles
        assert not found.left_out


def test_damage_costs_what_is_damaged_and_is_told(tmp_path: Path) -> None:
    whole = zipped({"a.json": "xyz" * 50, "cut.json": '[{"a": 1}, 2, {"c": 3}, {"b'}, zipfile.ZIP_STORED)
    (tmp_path / "a.zip").write_bytes(whole.replace(b"xyzxyz", b"xyzxxx", 1))
    with Container([tmp_path / "a.zip"]) as container:
        found = Findings()
        rows = [row for member in container.members for row in container.rows(member, found)]
        assert [next(iter(row)) for row in rows] == ["a", "c"]
        assert found.left_out[UNREADABLE_CHATS] == 1
        assert ["damaged" in one for one in found.troubles] == [True, True]
        assert container.content(container.members[0]) is None
        assert container.content(container.members[1], most=3) is None


def test_a_private_copy_ends_with_the_container(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"SQLite")
    with Container([tmp_path / "a.db"]) as container:
        copy = container.temporary_copy(container.members[0], 100)
        assert copy.read_bytes() == b"SQLite"
        with pytest.raises(ValueError, match="too large"):
            container.temporary_copy(container.members[0], 3)
    assert not copy.exists()


def test_lines_are_given_one_at_a_time_however_they_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_bytes("\ufeffä\r\n\nb\udcff".encode("utf-8", "surrogateescape"))
    for piece in (1, 2, 1 << 20):
        monkeypatch.setattr(container_module, "PIECE", piece)
        found = Findings()
        with Container([tmp_path / "a.jsonl"]) as container:
            assert list(container.lines(container.members[0], found)) == ["ä\r", "", "b\ufffd"]
            assert container.told == (tmp_path / "a.jsonl").stat().st_size
        assert not found.troubles


def test_a_line_without_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container_module, "PIECE", 4)
    monkeypatch.setattr(container_module, "LONGEST_VALUE", 10)
    (tmp_path / "a.jsonl").write_text("short\n" + "x" * 50)
    found = Findings()
    with Container([tmp_path / "a.jsonl"]) as container:
        assert list(container.lines(container.members[0], found)) == ["short"]
    assert found.troubles == ["“a.jsonl” is damaged; a part of it could not be read."]
