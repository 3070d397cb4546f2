"""A tool server is changed without its secrets being shown again, and one that is left empty stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.mcp.bundles import bundle, manifest, server
from turbodesk.app.mcp.adding import server_of_bundle
from turbodesk.app.mcp.bundle import Bundle, BundleRefused, read_bundle, read_unpacked
from turbodesk.app.mcp.changing import changed, choices_of, fields_of, values_of
from turbodesk.app.mcp.filling import filled
from turbodesk.app.mcp.unpacking import unpack
from turbodesk.chat.tool_server import ToolServer

FIELDS = {
    "dirs": {"type": "directory", "title": "Folders", "multiple": True, "required": True},
    "key": {"type": "string", "title": "Key", "sensitive": True, "required": True},
    "more": {"type": "string", "title": "More", "sensitive": True},
}
RUN = server(args=["${user_config.dirs}", "--more=${user_config.more}"], env={"KEY": "Bearer ${user_config.key}"})
REMOTE = ToolServer("x", "X", address="https://x.example/mcp", secrets=("Authorization",))
LOCAL = ToolServer("y", "Y", "npx", ("-y", "a b", "--key=${secret:KEY}"), {"A": "b"}, secrets=("KEY",))


def there(tmp_path: Path) -> tuple[ToolServer, Bundle]:
    path, folder = bundle(tmp_path / "a.mcpb", manifest(user_config=FIELDS, server=RUN)), tmp_path / "in"
    unpack(path, folder)
    read = read_unpacked(folder)
    values = {"dirs": ["/x"], "key": "k1", "more": ""}
    made = server_of_bundle(read, filled(read, folder, values, {}), is_fenced=True, has_network=True, folders=("/x",))
    return replace(made, id="files", choices=choices_of(read, values)), read


def test_an_unpacked_bundle_says_what_the_packed_one_says(tmp_path: Path) -> None:
    _, read = there(tmp_path)
    assert read == read_bundle(tmp_path / "a.mcpb")
    with pytest.raises(BundleRefused, match="could not be read"):
        read_unpacked(tmp_path / "gone")


def test_what_was_chosen_stands_there_and_no_secret(tmp_path: Path) -> None:
    made, read = there(tmp_path)
    assert values_of(made, read, {}) == {"dirs": ["/x"]}
    assert "k1" not in repr(made)
    assert [one.is_required for one in fields_of(made, read)] == [True, False, False]


def test_a_secret_that_is_left_empty_stays(tmp_path: Path) -> None:
    made, read = there(tmp_path)
    now, secrets = changed(made, read, {"dirs": ["/y"], "key": "", "more": ""}, {}, is_fenced=False, has_network=True)
    assert now.args[0] == "/y"
    assert secrets == {}
    assert now.secrets == ("KEY",)
    assert not now.is_fenced
    assert not now.has_network
    assert (now.id, now.name, now.choices) == ("files", made.name, {"dirs": ["/y"]})
    now, secrets = changed(now, read, {"dirs": ["/y"], "key": "k2", "more": "m"}, {}, is_fenced=True, has_network=False)
    assert secrets == {"KEY": "Bearer k2", "MORE": "m"}
    assert set(now.secrets) == {"KEY", "MORE"}
    assert now.shared_folders == ("/y",)


def test_a_command_line_is_changed_as_it_is_written() -> None:
    values = values_of(LOCAL, None, {})
    assert values["command"] == "npx -y 'a b' '--key=${secret:KEY}'"
    assert [one.title for one in fields_of(LOCAL, None)] == ["Command line", "KEY"]
    now, secrets = changed(
        LOCAL, None, {"command": 'npx -y "c d"', "secret:KEY": "k2"}, {}, is_fenced=True, has_network=True
    )
    assert (now.command, now.args, now.env, secrets) == ("npx", ("-y", "c d"), {"A": "b"}, {"KEY": "k2"})
    assert now.has_network


@pytest.mark.parametrize("text", ["", "npx 'a"])
def test_a_command_line_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        changed(LOCAL, None, {"command": text}, {}, is_fenced=False, has_network=False)


def test_an_address_is_changed_for_a_safe_one_alone() -> None:
    now, _ = changed(REMOTE, None, {"address": "y.example/mcp"}, {}, is_fenced=False, has_network=False)
    assert now.address == "https://y.example/mcp"
    with pytest.raises(ValueError, match="https"):
        changed(REMOTE, None, {"address": "http://y.example"}, {}, is_fenced=False, has_network=False)
