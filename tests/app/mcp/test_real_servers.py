"""Servers that others made, where they are installed: started, listed, called, and gone.

python3 -m venv py && py/bin/pip install mcp-server-time mcp-server-git mcp-server-fetch
npm install --ignore-scripts @modelcontextprotocol/server-{filesystem,memory,everything}
TOOL_SERVERS=$PWD/py/bin:$PWD/node_modules/.bin python -m pytest tests/app/mcp/test_real_servers.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.app.mcp.conftest import Servers
from turbodesk.app.mcp.offering import offer
from turbodesk.app.mcp.results import outcome
from turbodesk.app.mcp.sandbox import why_not
from turbodesk.chat.parts import Image
from turbodesk.chat.tool_server import ToolServer

INSTALLED = os.environ.get("TOOL_SERVERS", "")
pytestmark = pytest.mark.skipif(not INSTALLED, reason="TOOL_SERVERS says where they are installed")

CALLS: list[tuple[str, tuple[str, ...], str, dict[str, Any], str]] = [
    ("mcp-server-time", (), "get_current_time", {"timezone": "Asia/Shanghai"}, "Asia/Shanghai"),
    ("mcp-server-git", (), "git_status", {"repo_path": "FOLDER"}, "No commits yet"),
    ("mcp-server-fetch", (), "fetch", {"url": "http://127.0.0.1:1/"}, ""),
    ("mcp-server-filesystem", ("FOLDER",), "read_text_file", {"path": "FOLDER/hello.txt"}, "hello"),
    ("mcp-server-memory", (), "read_graph", {}, "entities"),
    ("mcp-server-everything", (), "get-tiny-image", {}, "image"),
]


@pytest.mark.parametrize("is_fenced", [False, True])
@pytest.mark.parametrize(("command", "args", "tool", "given", "words"), CALLS, ids=[call[0] for call in CALLS])
async def test_a_real_server_is_spoken_to(
    servers: Servers,
    tmp_path: Path,
    command: str,
    args: tuple[str, ...],
    tool: str,
    given: Any,
    words: str,
    is_fenced: bool,
) -> None:
    file = shutil.which(command, path=INSTALLED)
    if file is None:
        pytest.skip(f"{command} is not installed")
    if is_fenced and await why_not(dict(os.environ)):
        pytest.skip("bubblewrap is not here, or not allowed")
    (tmp_path / "hello.txt").write_text("hello")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)  # noqa: ASYNC221

    def put(text: str) -> str:
        return text.replace("FOLDER", str(tmp_path))

    server = ToolServer("real", "Real", file, tuple(map(put, args)), env={"MEMORY_FILE_PATH": str(tmp_path / "m.json")})
    root = str(Path(file).parents[1])
    fenced = replace(server, is_fenced=True, own_folder=root, shared_folders=(str(tmp_path),))
    runner = servers.run(fenced if is_fenced else server, era="")
    await runner.start()
    offered, left_out = offer("real", runner.facts.tools)
    assert not left_out
    one = next(one for one in offered if one.tool == tool)
    arguments = one.schema.sent({name: put(value) for name, value in given.items()})
    result = await runner.ask(lambda client: client.call_tool(one.tool, arguments))
    found = outcome(result.model_dump(mode="json", by_alias=True, exclude_none=True))
    assert words in str(found.content)
    assert found.is_error == (tool == "fetch")
    if tool == "get-tiny-image":
        assert any(isinstance(part, Image) for part in found.content)
