"""What a person chose to add becomes a server that runs just that, its secrets apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.mcp.bundles import bundle, manifest, server
from turbodesk import translation
from turbodesk.app.mcp.adding import is_there, server_at, server_of_bundle, server_of_entry, shared_folders
from turbodesk.app.mcp.bundle import read_bundle
from turbodesk.app.mcp.filling import filled
from turbodesk.app.mcp.other_programs import read_list
from turbodesk.app.mcp.server_records import ServerRecord, from_json, to_json
from turbodesk.chat.tool_server import ToolServer


def test_a_bundle_runs_from_its_own_folder_and_reaches_what_was_chosen(tmp_path: Path) -> None:
    fields = {
        "dirs": {"type": "directory", "title": "D", "multiple": True},
        "file": {"type": "file", "title": "F"},
        "word": {"type": "string", "title": "W"},
        "key": {"type": "string", "title": "K", "sensitive": True},
    }
    said = manifest(
        user_config=fields, server=server(args=["i.js", "${user_config.dirs}"], env={"K": "${user_config.key}"})
    )
    read = read_bundle(bundle(tmp_path / "a.mcpb", said))
    values = {"dirs": ["/x", "/x", "/y"], "file": "/f.txt", "word": "w", "key": "k1"}
    made = server_of_bundle(read, filled(read, Path("/b"), values, {}), is_fenced=False, has_network=True)
    assert (made.name, made.command, made.args) == ("Files", "node", ("i.js", "/x", "/x", "/y"))
    assert (made.folder, made.own_folder, made.secrets) == ("/b", "/b", ("K",))
    assert not made.has_network, "a word for fenced-in ones alone"
    assert shared_folders(read, values) == ("/x", "/y", "/f.txt")
    assert shared_folders(read, {"dirs": [], "file": ""}) == ()


def test_an_entry_asks_for_what_its_list_leaves_open() -> None:
    args = ["--org=${input:org}", "--token=${input:pat}"]
    inputs = [{"id": "pat", "description": "Token", "password": True}, {"id": "org"}]
    entry = {"command": "x", "args": args, "env": {"T": "Bearer ${input:pat}"}}
    (listed,) = read_list(json.dumps({"inputs": inputs, "servers": {"g": entry}}))
    made, secrets = server_of_entry(listed, {"pat": "t1", "org": "acme"})
    assert made.args == ("--org=acme", "--token=${secret:PAT}")
    assert made.env == {"T": "Bearer ${secret:PAT}"}
    assert secrets == {"PAT": "t1"}
    assert made.secrets == ("PAT",)
    assert "t1" not in repr(made)


def test_an_entry_with_an_address_keeps_its_headers() -> None:
    entry = '{"url": "https://x.example/mcp", "headers": {"Authorization": "Bearer abcdefgh", "X-Team": "a"}}'
    made, secrets = server_of_entry(read_list(entry)[0], {})
    assert (made.address, made.headers, made.command) == ("https://x.example/mcp", {"X-Team": "a"}, "")
    assert secrets == {"Authorization": "Bearer abcdefgh"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mcp.example.com/mcp", "https://mcp.example.com/mcp"),
        (" https://www.example.com/mcp?x=1 ", "https://www.example.com/mcp?x=1"),
        ("http://127.0.0.1:3000/mcp", "http://127.0.0.1:3000/mcp"),
        ("http://[::1]/mcp", "http://[::1]/mcp"),
        ("localhost:3000/mcp", "https://localhost:3000/mcp"),
    ],
)
def test_an_address_is_taken_as_people_write_it(text: str, address: str) -> None:
    assert server_at(text).address == address


def test_a_server_at_an_address_is_called_by_its_host() -> None:
    assert server_at("https://www.example.com/mcp").name == "example.com"


@pytest.mark.parametrize(
    "text",
    ["http://x.example/mcp", "ftp://x.example", "https://", "https://a:b@x.example", "https://x.example/ y", "https://x:99999",
     "file:///etc/passwd", "https://[::1", "http://localhost.evil.example", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_is_none_or_not_safe_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        server_at(text)


def test_what_runs_already_is_known_by_what_it_runs() -> None:
    one = ToolServer("a", "A", "npx", ("x",))
    assert is_there(ToolServer("", "Other name", "npx", ("x",)), (one,))
    assert not is_there(ToolServer("", "A", "npx", ("y",)), (one,))


def test_who_made_a_bundle_is_said_in_the_language_in_use_and_kept_without_one() -> None:
    server = ToolServer("files", "Files", "node", author="Ada", version="1.2")
    record = from_json(to_json(ServerRecord(server)))
    assert record is not None
    assert record.server == server
    assert server.came_from == "By Ada · version 1.2"
    translation.install(["de"])
    try:
        assert server.came_from == "Von Ada · Version 1.2"
    finally:
        translation.use(translation.ENGLISH, None)
    assert ToolServer("a", "A", "node", version="3").came_from == "version 3"
    assert ToolServer("a", "A", "node", origin="Von Ada").came_from == "Von Ada", "as an earlier version kept it"
