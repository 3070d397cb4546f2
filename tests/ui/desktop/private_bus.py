"""A session bus of a test's own, and services on it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.store.keyring_session import session

PATIENCE_S = 20.0
NOTIFICATIONS = "org.freedesktop.Notifications"
WATCHER = "org.kde.StatusNotifierWatcher"


def has_bus() -> bool:
    """Whether there can be one."""
    return sys.platform == "linux" and shutil.which("dbus-daemon") is not None


@contextmanager
def private_bus(home: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of those on a bus that starts no services by itself."""
    with session(home, with_services=False) as private:
        yield private.environment


class Service:
    """One service on the bus (`service.py`)."""

    def __init__(self, environment: dict[str, str], name: str, capabilities: str = "") -> None:
        program = Path(__file__).with_name("service.py")
        self._process = subprocess.Popen(
            [sys.executable, str(program), name, capabilities],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.heard() == ["ready", []]

    def heard(self) -> list[Any]:
        """Return the next call it gets, `[member, values]`."""
        assert self._process.stdout is not None
        call: list[Any] = json.loads(self._process.stdout.readline())
        return call

    def emit(self, member: str, signature: str, *values: object) -> None:
        """Have it send a signal."""
        self._tell(["emit", member, signature, values])

    def set(self, name: str, value: object) -> None:
        """Have one of its properties be this from now on."""
        self._tell(["set", name, value])

    def answer(self, member: str, signature: str, *values: object) -> None:
        """Have a method give this from now on."""
        self._tell(["answer", member, signature, values])

    def end(self) -> None:
        """End it, as when the desktop's panel ends."""
        self._process.kill()
        self._process.wait(PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _tell(self, words: list[Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()


@contextmanager
def service(environment: dict[str, str], name: str, capabilities: str = "") -> Iterator[Service]:
    """Run a service, and end it."""
    made = Service(environment, name, capabilities)
    try:
        yield made
    finally:
        made.end()
