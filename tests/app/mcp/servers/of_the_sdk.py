"""A server made with the SDK itself, at an address or on stdio, of both eras of the protocol.

python -m tests.app.mcp.servers.of_the_sdk PORT     at http://127.0.0.1:PORT/mcp; "stdio" for the pipes
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count

from mcp.server.mcpserver import Context, MCPServer
from pydantic import BaseModel

numbers = count()
server = MCPServer("of the SDK", instructions="Say please.")


class Answer(BaseModel):
    """What the person is asked."""

    name: str


@server.tool()
async def steps(count: int, context: Context) -> dict[str, int]:
    """Takes some steps and tells of each."""
    for step in range(count):
        await context.report_progress(step + 1, count, f"step {step + 1}")
        await asyncio.sleep(0.12)
    return {"steps": count}


@server.tool()
async def wait() -> str:
    """Waits for long."""
    await asyncio.sleep(300)
    return "done"


@server.tool()
async def more(context: Context) -> str:
    """Brings one more tool."""
    name = f"extra{next(numbers)}"
    server.add_tool(lambda: name, name=name, description="An extra one.")
    await context.notify_tools_changed()
    await context.session.send_tool_list_changed()
    return "brought"


@server.resource("note://one")
def note() -> str:
    """A note."""
    return "the note"


@server.prompt()
def greet(name: str) -> str:
    """Greets somebody."""
    return f"Say hello to {name}."


if __name__ == "__main__":
    if sys.argv[1] == "stdio":
        server.run("stdio")
    else:
        server.run("streamable-http", port=int(sys.argv[1]))
