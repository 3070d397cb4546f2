"""Runs tools that never end, in a program of its own that is to be killed: `python -m tests.app.tool_killed FILE`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.app.conftest import AppFixture
from tests.app.test_tool_runs import asked, reading, seen
from tests.app.tool_source import HeldTools
from turbodesk.app.tasks import Scope
from turbodesk.app.tool_loop import CallState, ToolDecision
from turbodesk.app.tools import ToolOutcome
from turbodesk.store.database import Database


async def main(path: Path) -> None:
    """Let one call end and two run, say so, and wait for the end."""
    opened = await Database.open(path)
    services = AppFixture(path, opened.database, Scope("root", lambda *_: None), [])
    tools = HeldTools()
    chat, reply = await asked(services, tools, reading("a", "b", "c", "d"))
    await seen(chat, reply, *[CallState.ASKING] * 4)
    for id_ in "abc":
        chat.answer(id_, ToolDecision.ONCE)
    first, *_ = await tools.until(3)
    first.outcome.set_result(ToolOutcome("first"))
    await seen(chat, reply, CallState.DONE, CallState.RUNNING, CallState.RUNNING, CallState.ASKING)
    await opened.database.drain()
    sys.stdout.write(f"{chat.conversation.id} {reply.id}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
