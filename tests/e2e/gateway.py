"""Runs the scripted gateway in a process of its own beside the program, for the end-to-end tests."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from tests.gateway_server.server import RIGHT_KEY

PROJECT = Path(__file__).parents[2]


@dataclass(slots=True)
class Gateway:
    """The gateway of `tests/gateway_server` on a free port of the loopback interface; a context manager."""

    key: str = RIGHT_KEY
    """The key it accepts."""
    url: str = ""
    _process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Gateway:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.gateway_server", "--key", self.key],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = json.loads(self._process.stdout.readline())["url"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.terminate()
        self._process.stdout.close()
        self._process.wait(10)

    def answer(self, *answers: dict[str, Any]) -> None:
        """Give these answers to the next requests, and the last of them to all that follow."""
        script = {"key": self.key, "answers": answers[:-1], "default": answers[-1]}
        httpx.put(f"{self.url}/_script", json=script).raise_for_status()

    def requests(self) -> list[dict[str, Any]]:
        """What was asked for a reply so far, oldest first: method, path, headers, body and how far the answer went."""
        found: list[dict[str, Any]] = httpx.get(f"{self.url}/_requests").raise_for_status().json()
        return found
