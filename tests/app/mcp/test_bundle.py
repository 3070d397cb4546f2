"""What a bundle says of itself, read leniently and believed never."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.app.mcp.bundles import bundle, manifest, server
from turbodesk.app.mcp.bundle import BundleRefused, FieldKind, ServerKind, read_bundle

OTHER = "win32" if sys.platform != "win32" else "linux"


def test_a_manifest_is_read(tmp_path: Path) -> None:
    fields = {"folder": {"type": "directory", "title": "Folder", "required": True, "multiple": True, "default": []}}
    path = bundle(tmp_path / "a.mcpb", manifest(user_config=fields, tools=[{"name": "read"}, {"nothing": 1}, "odd"]))
    read = read_bundle(path)
    assert (read.title, read.version, read.author, read.kind) == ("Files", "1.2.0", "Ada", ServerKind.NODE)
    assert (read.command, read.args, read.tools) == ("node", ("${__dirname}/server/index.js",), ("read",))
    (field,) = read.fields
    assert (field.kind, field.title, field.is_required, field.is_list) == (FieldKind.FOLDER, "Folder", True, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"manifest_version": None, "dxt_version": "0.1"},
        {"manifest_version": None},
        {"display_name": 7, "author": "Ada", "tools": {}, "user_config": [], "icons": 3, "_meta": None},
        {"user_config": {"a": "text", "b": {"type": "colour", "min": "1", "title": None}}},
    ],
)
def test_what_only_informs_may_be_odd(tmp_path: Path, changed: dict[str, Any]) -> None:
    assert read_bundle(bundle(tmp_path / "a.mcpb", manifest(**changed))).command == "node"


def test_what_a_system_says_for_itself_replaces_the_rest(tmp_path: Path) -> None:
    own = {sys.platform: {"command": "here", "args": ["x"]}, OTHER: {"command": "there"}}
    read = read_bundle(bundle(tmp_path / "a.mcpb", manifest(server=server(env={"A": "b"}, platform_overrides=own))))
    assert (read.command, read.args, read.env) == ("here", ("x",), {"A": "b"})


def test_a_bundle_for_uv_needs_no_command(tmp_path: Path) -> None:
    said = manifest(manifest_version="0.4", server={"type": "uv", "entry_point": "main.py"})
    read = read_bundle(bundle(tmp_path / "a.mcpb", said))
    assert (read.command, read.args) == ("uv", ("run", "--directory", "${__dirname}", "main.py"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"manifest_version": "1.0"}, "newer"),
        ({"server": None}, "does not say how"),
        ({"server": {"type": "java"}}, "does not say how"),
        ({"server": "node x.js"}, "does not say how"),
        ({"compatibility": {"platforms": [OTHER]}}, "run on"),
    ],
)
def test_what_cannot_run_here_is_refused_in_words(tmp_path: Path, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(BundleRefused, match=words):
        read_bundle(bundle(tmp_path / "a.mcpb", manifest(**changed)))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"name": "\\ud800"', "[" * 5_000, '{"a":' * 60 + "1" + "}" * 60])
def test_no_manifest_is_told_as_that(tmp_path: Path, text: str) -> None:
    with pytest.raises(BundleRefused, match="no bundle"):
        read_bundle(bundle(tmp_path / "a.mcpb", text))


def test_no_archive_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "a.mcpb"
    path.write_bytes(b"MZ")
    with pytest.raises(BundleRefused, match="no bundle"):
        read_bundle(path)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("other.json", "{}")
    with pytest.raises(BundleRefused, match="no bundle"):
        read_bundle(path)
    with pytest.raises(BundleRefused, match="could not be read"):
        read_bundle(tmp_path / "none.mcpb")


def test_a_manifest_that_swells_is_not_unpacked_whole(tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match="longer"):
        read_bundle(bundle(tmp_path / "a.mcpb", " " * 50_000_000))


def test_a_signature_behind_the_archive_does_not_disturb(tmp_path: Path) -> None:
    path = bundle(tmp_path / "a.mcpb")
    with path.open("ab") as file:
        file.write(b"MCPB_SIG_V1\x04\0\0\0abcdMCPB_SIG_END")
    assert read_bundle(path).title == "Files"


def test_words_of_a_bundle_are_one_line_of_bounded_length(tmp_path: Path) -> None:
    read = read_bundle(bundle(tmp_path / "a.mcpb", manifest(display_name="a\n\x1b[2Jb" + "x" * 5_000)))
    assert "\n" not in read.title
    assert "\x1b" not in read.title
    assert len(read.title) <= 100
