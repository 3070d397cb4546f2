"""Runs llmock beside the program: a gateway nobody here wrote, broken on demand by its own means."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

_PATIENCE_S = 30.0


@dataclass(slots=True)
class LLMock:
    """`llmock serve` on a free port of the loopback interface; a context manager. Its log goes below `folder`."""

    folder: Path
    _address: str = ""
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """Where it speaks the Messages protocol."""
        return f"{self._address}/anthropic"

    def __enter__(self) -> LLMock:
        # It cannot be asked to choose a port and say which; between our closing and its opening nobody else is quick.
        with socket.create_server(("127.0.0.1", 0)) as finder:
            port = finder.getsockname()[1]
        self._address = f"http://127.0.0.1:{port}"
        start = [sys.executable, "-c", "from llmock.cli import app; app()"]
        serve = ["serve", "--host", "127.0.0.1", "--port", str(port), "--stream-chunk-delay-ms", "15"]
        with (self.folder / "llmock.log").open("wb") as log:
            self._process = subprocess.Popen(
                [*start, *serve], stdout=log, stderr=log, env={**os.environ, "NO_COLOR": "1"}
            )
        self._wait_until_it_listens()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:  # it waits for streams it stalls itself
            self._process.kill()
            self._process.wait(5)

    def behave(self, *behaviours: dict[str, Any]) -> None:
        """Forget what was asked before, and apply these to the next requests, in llmock's own words."""
        httpx.post(f"{self._address}/_llmock/reset").raise_for_status()
        if behaviours:
            asked = {"behaviors": behaviours}
            httpx.post(f"{self._address}/_llmock/scenario", json=asked).raise_for_status()

    def requests(self) -> list[dict[str, Any]]:
        """What was asked since `behave`."""
        found: list[dict[str, Any]] = (
            httpx.get(f"{self._address}/_llmock/requests").raise_for_status().json()["requests"]
        )
        return found

    def misbehaviour(self) -> list[dict[str, Any]]:
        """What llmock holds against its client since `behave`, in its own words."""
        verdict = httpx.get(f"{self._address}/_llmock/verdict").raise_for_status().json()
        findings: list[dict[str, Any]] = verdict["findings"]
        return findings

    def _wait_until_it_listens(self) -> None:
        assert self._process is not None
        end = time.monotonic() + _PATIENCE_S
        while True:
            try:
                httpx.get(f"{self._address}/_llmock/scenario").raise_for_status()
            except httpx.TransportError:
                assert self._process.poll() is None, (self.folder / "llmock.log").read_text(encoding="utf-8")
                assert time.monotonic() < end, "llmock does not listen"
                time.sleep(0.05)
            else:
                return
