"""Tool servers on the loop of the program: Qt's, by which processes are started, read and ended as well."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import QTimer

from tests.app.mcp.conftest import Servers, inherited, is_running, nasty, no_secrets, until
from turbodesk.app.mcp.context import ServerContext, ServerFailed
from turbodesk.app.mcp.environment import shell_path
from turbodesk.app.mcp.results import outcome
from turbodesk.app.mcp.runner import ServerRunner, ServerState
from turbodesk.app.tasks import Scope


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Servers]:
    """Run servers, and end them."""
    reports: list[tuple[str, BaseException]] = []
    scope = Scope("tests", lambda name, error: reports.append((name, error)))
    made = Servers(ServerContext(scope, inherited, no_secrets, "1.0", folder / "homes"), reports)
    try:
        yield made
    finally:
        await asyncio.gather(*(runner.stop() for runner in made.runners))
        await scope.close()
        assert not reports, reports


async def called(runner: ServerRunner) -> str:
    result = await runner.ask(lambda client: client.call_tool("go", {}))
    return str(outcome(result.model_dump(mode="json", by_alias=True)).content)


def test_servers_start_answer_and_end_with_all_they_started(qt_loop: qasync.QEventLoop, tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as servers:
            runners = [servers.run(name) for name in ("children", "stubborn")]
            children = [int(await called(runner)) for runner in runners]
            assert all(map(is_running, children))
            await asyncio.gather(*(runner.stop() for runner in runners))
            assert {runner.state for runner in runners} == {ServerState.OFF}
            await until(lambda: not any(map(is_running, children)))

    qt_loop.run_until_complete(work())


def test_a_dead_server_ends_its_call_though_its_pipes_stay_open(qt_loop: qasync.QEventLoop, tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as servers:
            with pytest.raises(ServerFailed, match="code 3"):
                await called(servers.run("dies"))
            with pytest.raises(ServerFailed, match="did not answer"):
                await servers.run("mute", start_limit_s=0.3).start()

    qt_loop.run_until_complete(work())


def test_the_window_goes_on_while_a_server_floods_and_one_gives_much(
    qt_loop: qasync.QEventLoop, tmp_path: Path
) -> None:
    """Counted in turns of the loop that a timer of Qt's gets meanwhile."""
    turns: list[None] = []

    async def work() -> None:
        timer = QTimer()
        timer.timeout.connect(lambda: turns.append(None))
        async with running(tmp_path) as servers:
            flood, large = servers.run("flood"), servers.run(nasty("large", "8000000"))
            await asyncio.gather(flood.start(), large.start())
            timer.start(0)
            before = len(turns)
            assert len(await called(large)) < 61_000
            assert await called(flood) == "ok"
            timer.stop()
            assert len(turns) - before > 20

    qt_loop.run_until_complete(work())


def test_the_shell_is_asked(qt_loop: qasync.QEventLoop, tmp_path: Path) -> None:
    shell = tmp_path / "shell"
    shell.write_text('#!/bin/sh\nPATH=/from/it:$PATH; eval "$2"\n')
    shell.chmod(0o755)
    found = qt_loop.run_until_complete(shell_path({"SHELL": str(shell), "PATH": "/usr/bin:/bin"}))
    assert found.startswith("/from/it:")
