"""Tool servers in the whole program: read when they are wanted, offered in the toolbox, gone at the end."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.mcp.conftest import is_running, nasty, until
from tests.app.wired import streamed, wired
from tests.gateway_server import GatewayServer
from turbodesk.app.live import LiveChat
from turbodesk.app.mcp.server_records import ServerRecord, to_json
from turbodesk.app.services import start_services
from turbodesk.app.tool_loop import Call, CallState, ToolDecision
from turbodesk.app.tools.tool import ToolCall
from turbodesk.store.secrets import Secrets

PROGRAM = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from turbodesk.app.services import start_services
from turbodesk.chat.message import Status
from turbodesk.ui.application.application import Application
from turbodesk.ui.presenters.session import open_window

async def main():
    async with (
        start_services(Path(sys.argv[1]), report=application.report, demo_speed=2_000.0) as services,
        open_window(services, application, demo=True) as presenter,
    ):
        await presenter.painted
        chat = presenter.chat_presenter.chat
        assert services.toolbox().find("good__go") is not None, services.toolbox().tools()
        chat.tune(replace(chat.conversation.parameters, tools=("good__go",)))
        ended = asyncio.get_running_loop().create_future()
        services.workspace.reply_ended.connect(lambda told: ended.set_result(told[1]))
        chat.send("Hello")
        reply = await ended
        assert reply.status is Status.COMPLETE, reply
        print(*sys.modules, sep="\\n", flush=True)
    return 0

application = Application(["turbodesk"])
raise SystemExit(application.run(main))
"""


def offered(folder: Path) -> None:
    """Write a file of servers as an earlier run would have left it."""
    record = to_json(ServerRecord(nasty("good")))
    record["tools"] = [{"name": "go", "description": "Goes.", "inputSchema": {"type": "object"}}]
    (folder / "toolservers.json").write_text(json.dumps({"servers": [record]}))


def test_a_chat_with_tools_of_a_server_brings_nothing_in_that_speaks_to_it(tmp_path: Path) -> None:
    offered(tmp_path)
    done = subprocess.run([sys.executable, "-c", PROGRAM, tmp_path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    imported = {name.split(".")[0] for name in done.stdout.split()}
    assert "turbodesk" in imported
    assert not imported & {"mcp", "mcp_types", "pydantic", "pydantic_core", "httpx2", "starlette", "jsonschema"}
    assert not list(tmp_path.glob("toolservers-running.json")), "a server was started"


async def test_tools_of_servers_are_in_the_toolbox_and_end_with_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHELL", raising=False)
    reports: list[object] = []
    report = lambda *found: reports.append(found)  # noqa: E731
    async with start_services(tmp_path, report=report, secrets=Secrets(environment={})) as services:
        own = len(services.toolbox().tools())
        source = await services.tool_servers().add(nasty("children"), {})
        await services.tool_servers().check(source.id)
        tool = services.toolbox().find("children__go")
        assert tool is not None
        child = int(str((await tool.run({}, ToolCall("c", "v"))).content))
        assert is_running(child)
    await until(lambda: not is_running(child))
    async with start_services(tmp_path, report=report, secrets=Secrets(environment={})) as services:
        assert len(services.toolbox().tools()) == own + 1
        await services.tool_servers().remove("children")
        assert len(services.toolbox().tools()) == own
    assert not reports, reports


async def test_a_call_that_runs_at_the_end_of_the_program_has_not_failed_and_no_model_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHELL", raising=False)
    call = {"type": "tool_use", "id": "a", "name": "long__go", "json": "{}"}
    async with GatewayServer(key="sk-right") as server:
        server.script(streamed([call], stop_reason="tool_use"))
        async with wired(tmp_path, server) as services:
            source = await services.tool_servers().add(nasty("long"), {})
            await services.tool_servers().check(source.id)
            chat = services.workspace.new_chat(demo=False)
            chat.tune(replace(chat.conversation.parameters, tools=("long__go",)))
            chat.send("Go")
            await until(lambda: any(call.state is CallState.ASKING for call in calls_of(chat)))
            chat.answer("a", ToolDecision.ONCE)
            await until(lambda: calls_of(chat)[0].progress is not None)
        async with wired(tmp_path, server) as services:
            again = await services.workspace.open(chat.conversation.id)
            assert again is not None
            await until(lambda: bool(calls_of(again)))
            assert [call.state for call in calls_of(again)] == [CallState.LOST]
        assert len([one for one in server.requests if one.path.endswith("/messages")]) == 1


def calls_of(chat: LiveChat) -> list[Call]:
    """Return the calls of the last reply."""
    reply = chat.last_reply()
    return [] if reply is None else list(chat.calls(reply.id))
