"""A small tool server of version 2025-11-25 in plain Python, for servers that behave badly."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

Json = dict[str, Any]


def send(message: Any) -> None:
    """Write one message."""
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


def answer(asked: Json, result: Any) -> None:
    """Answer a question."""
    send({"jsonrpc": "2.0", "id": asked["id"], "result": result})


def say(asked: Json, text: str = "ok") -> None:
    """Give a text as a tool's result."""
    answer(asked, {"content": [{"type": "text", "text": text}]})


def tool(name: str = "go", **more: Any) -> Json:
    """Describe a tool without arguments."""
    return {"name": name, "description": name, "inputSchema": {"type": "object", "properties": {}}, **more}


def serve(
    call: Callable[[Json], None] = say,
    tools: Callable[[Json], Any] | Iterable[Json] = (),
    other: Callable[[Json], bool] = lambda _: False,
    abilities: Json | None = None,
    about: Any = None,
) -> None:
    """Answer until stdin closes. `tools` gives the list, or all of the answer that holds it."""
    for line in sys.stdin.buffer:
        message = json.loads(line)
        method = message.get("method")
        if method == "initialize":
            able = {"tools": {"listChanged": True}} if abilities is None else abilities
            info = {"name": "nasty", "version": "1"} if about is None else about
            answer(message, {"protocolVersion": "2025-11-25", "capabilities": able, "serverInfo": info})
        elif method == "tools/list":
            listed = tools(message) if callable(tools) else list(tools) or [tool()]
            answer(message, listed if isinstance(listed, dict) else {"tools": listed})
        elif method == "tools/call":
            call(message)
        elif not other(message) and "id" in message and method:
            send({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "Method not found"}})
