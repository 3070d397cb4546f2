"""Tool servers as real processes, and what their runs are given."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from turbodesk.app.mcp.context import ServerContext
from turbodesk.app.mcp.runner import ServerRunner
from turbodesk.app.tasks import Scope
from turbodesk.chat.tool_server import ServerFacts, ToolServer

ROOT = Path(__file__).parents[3]
NASTY = ("-S", "-m", "tests.app.mcp.servers.nasty")


def nasty(name: str, *args: str, **more: Any) -> ToolServer:
    """Return one of the servers of `servers/nasty.py`."""
    return ToolServer(name[:20].replace("_", "-"), name.capitalize(), sys.executable, (*NASTY, name, *args),
                      folder=str(ROOT), **more)  # fmt: skip


@dataclass
class Servers:
    """Runs servers, and ends them all."""

    context: ServerContext
    reports: list[tuple[str, BaseException]]
    runners: list[ServerRunner] = field(default_factory=list)

    def run(self, server: ToolServer | str, *args: str, era: str = "legacy", **more: Any) -> ServerRunner:
        """Make a runner of a nasty server, or of any; `more` replaces something of its surroundings."""
        server = nasty(server, *args) if isinstance(server, str) else server
        runner = ServerRunner(server, ServerFacts(era), replace(self.context, **more))
        self.runners.append(runner)
        return runner


async def inherited() -> Mapping[str, str]:
    """Give what the tests' own Python has."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


async def no_secrets(_: ToolServer) -> Mapping[str, str]:
    """Have none."""
    return {}


@pytest.fixture
async def servers(tmp_path: Path) -> AsyncIterator[Servers]:
    reports: list[tuple[str, BaseException]] = []
    scope = Scope("tests", lambda name, error: reports.append((name, error)))
    made = Servers(ServerContext(scope, inherited, no_secrets, "1.0", tmp_path / "homes"), reports)
    yield made
    await asyncio.gather(*(runner.stop() for runner in made.runners))
    await scope.close()
    assert not reports, reports


def is_running(number: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def until(holds: Callable[[], object], patience_s: float = 20.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(patience_s):
        while not holds():  # noqa: ASYNC110  # other processes tell nobody
            await asyncio.sleep(0.01)
