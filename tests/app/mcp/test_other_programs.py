"""Other programs' lists are read, and their secrets taken out before anybody sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.mcp.other_programs import LARGEST_LIST, ListUnread, known_lists, read_file, read_list

TOKEN = "sk-ant-" + "a1" * 12


def test_claude_desktops_list_is_read_and_its_secrets_taken_out() -> None:
    entry = {
        "command": "npx",
        "args": ["-y", "github", "--api-key", "abc1"],
        "env": {"GITHUB_TOKEN": "ghp_1", "A": "b"},
    }
    (found,) = read_list(json.dumps({"mcpServers": {"GitHub": entry}}))
    assert found.name == "GitHub"
    assert found.env == {"A": "b"}
    assert found.args[-1] == "${secret:API_KEY}"
    assert found.secrets == {"GITHUB_TOKEN": "ghp_1", "API_KEY": "abc1"}
    assert "ghp_1" not in repr(found)
    assert "abc1" not in repr(found)


def test_a_secret_is_known_by_how_it_looks_too() -> None:
    args = ["postgresql://ada:pw@db/x", "--mode=fast", "--password=pw2", "ghp_" + "a" * 36]
    (found,) = read_list(json.dumps({"command": "uvx", "args": args, "env": {"X": TOKEN}}))
    assert "pw" not in repr(found)
    assert "--mode=fast" in found.args
    assert "X" in found.secrets
    assert sorted(found.secrets.values()) == sorted([args[0], "pw2", args[3], TOKEN])


def test_an_address_with_headers() -> None:
    entry = {"type": "http", "url": "https://x.example/mcp", "headers": {"Authorization": "Bearer yy", "X-Team": "a"}}
    (found,) = read_list(json.dumps({"servers": {"w": entry}}))
    assert found.url
    assert not found.command
    assert found.headers == {"X-Team": "a"}
    assert list(found.secrets) == ["Authorization"]


def test_what_a_list_leaves_to_be_asked_for() -> None:
    inputs = [{"id": "pat", "type": "promptString", "description": "Token", "password": True}]
    entry = {"command": "x", "args": ["${input:pat}", "${input:gone}"], "env": {"TOKEN": "${input:pat}"}}
    (found,) = read_list(json.dumps({"inputs": inputs, "servers": {"w": entry}}))
    assert [(one.id, one.words, one.is_secret) for one in found.asked] == [
        ("pat", "Token", True),
        ("gone", "gone", False),
    ]
    assert not found.secrets  # a question is none


def test_comments_and_last_commas_are_taken() -> None:
    text = """// mine
    {"context_servers": { /* all */
      "a": {"command": {"path": "run//this", "args": ["/* no */", ",}"], "env": {},}, }, // one
      "b": {"command": "x", "disabled": true,},
    },}"""
    first, second = read_list(text)
    assert (first.command, first.args) == ("run//this", ("/* no */", ",}"))
    assert second.is_off
    assert not first.is_off


def test_an_entry_alone_gets_a_name() -> None:
    assert read_list('{"command": "npx", "args": ["-y", "@x/files"]}')[0].name == "@x/files"
    assert read_list('{"url": "https://x.example/mcp"}')[0].name == "x.example"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        '{"mcpServers": {}}',
        '{"mcpServers": {"a": 1, "b": {}}}',
        '{"theme": {"dark": true}}',
        "[" * 99_999,
    ],
)
def test_no_list_is_told(text: str) -> None:
    with pytest.raises(ListUnread):
        read_list(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["mcpServers", "command", "args", "env", "url", "inputs", "id", "headers", "a"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_breaks_it(raw: object) -> None:
    try:
        found = read_list(json.dumps(raw))
    except ListUnread:
        return
    assert all(isinstance(arg, str) for one in found for arg in one.args)


def test_lists_are_found_where_programs_keep_them(tmp_path: Path) -> None:
    new = tmp_path / "AppData/Local/Packages/Claude_x/LocalCache/Roaming/Claude/claude_desktop_config.json"
    old = tmp_path / "AppData/Roaming/Claude/claude_desktop_config.json"
    mac = tmp_path / "Library/Application Support/Claude/claude_desktop_config.json"
    here = tmp_path / ".config/Claude/claude_desktop_config.json"
    cursor = tmp_path / ".cursor/mcp.json"
    for path in (new, old, mac, here, cursor):
        path.parent.mkdir(parents=True)
        path.write_text("{}")
    found = {system: [one.path for one in known_lists(tmp_path, {}, system)] for system in ("win32", "darwin", "linux")}
    assert found == {"win32": [new, cursor], "darwin": [mac, cursor], "linux": [here, cursor]}


def test_a_file_too_large_or_gone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mcp.json"
    with pytest.raises(ListUnread, match="could not be read"):
        read_file(path)
    path.write_text(" " * (LARGEST_LIST + 1))
    with pytest.raises(ListUnread, match="larger"):
        read_file(path)
    path.write_bytes(b'\xef\xbb\xbf{"mcpServers": {"a": {"command": "x"}}}')
    assert read_file(path)[0].command == "x"
