"""A server that does as the file beside it says at that moment: `{"says": what its tool does, "does": how}`.

It is packed into bundles together with `base.py`, and starts with Python's own library alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.app.mcp.servers.base import Json, answer, send, serve, tool

ORDERS = Path(__file__).with_name("orders.json")
HELPER = [sys.executable, "-S", "-c", "import time; time.sleep(300)", str(ORDERS)]
"""What it starts while it works; its command line tells whose it is."""
running: dict[object, subprocess.Popen[bytes]] = {}


def orders() -> dict[str, str]:
    """Return what it shall say and do now."""
    told: dict[str, str] = json.loads(ORDERS.read_text(encoding="utf-8"))
    return told


def tools(_: Json) -> Any:
    schema = {"type": "object", "properties": {"title": {"type": "string", "title": "Title"}}, "required": ["title"]}
    return {"tools": [tool("find_book", title="Find a book", description=orders()["says"], inputSchema=schema)]}


def call(asked: Json) -> None:
    title = asked["params"]["arguments"]["title"]
    if orders()["does"] == "answer":
        answer(asked, {"content": [{"type": "text", "text": f"“{title}” stands on shelf 7."}]})
        return
    running[asked["id"]] = subprocess.Popen(HELPER, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    token = asked["params"].get("_meta", {}).get("progressToken")
    far = {"progressToken": token, "progress": 2, "total": 9, "message": "Looked at shelf 2"}
    send({"jsonrpc": "2.0", "method": "notifications/progress", "params": far})


def other(message: Json) -> bool:
    if message.get("method") != "notifications/cancelled":
        return False
    running.pop(message["params"]["requestId"]).kill()
    return True


def tell_of_changes() -> None:
    """Tell that its tools are others whenever they are."""
    said = orders()["says"]
    while True:
        time.sleep(0.1)
        if said != (said := orders()["says"]):
            send({"jsonrpc": "2.0", "method": "notifications/tools/list_changed"})


if __name__ == "__main__":
    threading.Thread(target=tell_of_changes, daemon=True).start()
    serve(call, tools, other)
