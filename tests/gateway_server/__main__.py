"""Runs the test gateway as a process of its own; see the package for its script and its control endpoints."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from tests.gateway_server.server import RIGHT_KEY, GatewayServer


async def _run(port: int, key: str, script: str) -> None:
    async with GatewayServer(port=port, key=key) as server:
        server.script_json({"key": key, **json.loads(script)})
        sys.stdout.write(json.dumps({"url": server.url, "pid": os.getpid()}) + "\n")
        sys.stdout.flush()
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.gateway_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--key", default=RIGHT_KEY, help="the key that is accepted; a script's own wins")
    parser.add_argument("--script", type=Path, help="a JSON file with the first script")
    given = parser.parse_args()
    script = given.script.read_text("utf-8") if given.script else "{}"
    asyncio.run(_run(given.port, given.key, script))


if __name__ == "__main__":
    main()
