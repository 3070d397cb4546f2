"""Counts what wakes the program while nothing changes: its window open, with the keys in it, minimised and hidden.

    python -m tests.bench.idle

Prints one JSON object a state. `wakeups_per_s` is how often any thread of the program waited for something and was
woken, as the system counts it from outside (voluntary context switches), so that nothing that wakes goes unseen: timers
of Qt, of the event loop and of threads. `timers` says whose timers fired in the same time, where there are any.

The baseline of the same run is a bare window of the same toolkit with a text field that has the focus. "caret" is the
moment after a key: carets blink, theirs and ours, which is no fault, so it has no aim. "open" is the same window when
nothing was pressed for a while; a bare one blinks on there. The aim is one wake-up in ten seconds: none, but for what
a machine does by itself.

On a screen of its own (Xvfb, with openbox as the window manager, without which nothing can be minimised) where there is
no DISPLAY; without one offscreen, which knows the states open and hidden alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.pace import screen

STATES = {"caret": "open", "open": "open", "minimised": "minimised", "hidden": "hidden"}
"""What is measured, and what the window is told for it."""
SETTLE_S = {"caret": 1.0, "open": 14.0, "minimised": 4.0, "hidden": 4.0}
"""How long a state goes on before it is looked at; a caret comes to rest after 10 s, give or take 2."""
WATCH_S = {"caret": 6.0, "open": 20.0, "minimised": 10.0, "hidden": 10.0}
START_S = 10.0
"""What a start leaves to do, such as imports in idle time, is not idleness."""
AIM = 0.1


@contextmanager
def surroundings() -> Iterator[dict[str, str]]:
    """Yield the environment for a window: a screen with a window manager, else offscreen."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(screen())
        except LookupError:
            yield {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
            return
        environment = {**os.environ, "QT_QPA_PLATFORM": "xcb"}
        if server is not None and shutil.which("openbox") is not None:
            manager = subprocess.Popen(["openbox", "--sm-disable"], env=environment, stderr=subprocess.DEVNULL)
            stack.callback(manager.wait)
            stack.callback(manager.terminate)
        yield environment


class Window:
    """One program at rest."""

    def __init__(self, program: str, folder: Path, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.bench._idle_program", program, str(folder)]
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._line() == "ready"

    def put(self, state: str) -> None:
        """Bring the window into a state."""
        self._ask(state)

    def woken(self, seconds: float) -> tuple[float, dict[str, int]]:
        """Return wake-ups a second of all threads together, and whose timers fired in that time."""
        self._ask("timers")
        time.sleep(0.2)  # what the question woke
        before, began = self._switches(), time.monotonic()
        time.sleep(seconds)
        after, passed = self._switches(), time.monotonic() - began
        count = sum(switches - before.get(thread, 0) for thread, switches in after.items())
        timers: dict[str, int] = json.loads(self._ask("timers"))
        return count / passed, timers

    def end(self) -> None:
        """Let it end."""
        self._write("end")
        self._process.wait(30)

    def _switches(self) -> dict[str, int]:
        """Return how often each thread has waited so far."""
        found: dict[str, int] = {}
        for status in Path(f"/proc/{self._process.pid}/task").glob("*/status"):
            for line in status.read_text().splitlines():
                if line.startswith("voluntary_ctxt_switches"):
                    found[status.parent.name] = int(line.split()[1])
        return found

    def _ask(self, order: str) -> str:
        self._write(order)
        return self._line()

    def _write(self, order: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def main() -> None:
    """Watch both windows in every state."""
    found: dict[str, dict[str, tuple[float, dict[str, int]]]] = {}
    with surroundings() as environment, tempfile.TemporaryDirectory() as name:
        platform = environment["QT_QPA_PLATFORM"]
        states = [state for state in STATES if platform == "xcb" or state != "minimised"]
        for program, start_s in (("bare", 1.0), ("turbodesk", START_S)):
            (folder := Path(name) / program).mkdir()
            window = Window(program, folder, environment)
            time.sleep(start_s)
            found[program] = {state: watched(window, state) for state in states}
            window.end()
    for state in states:
        (woken, timers), (bare_woken, bare_timers) = found["turbodesk"][state], found["bare"][state]
        told = {
            "state": state,
            "platform": platform,
            "wakeups_per_s": round(woken, 2),
            "bare_wakeups_per_s": round(bare_woken, 2),
            "timers": timers,
            "bare_timers": bare_timers,
        }
        if state != "caret":
            told["aims"] = {"wakeups_per_s": AIM}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def watched(window: Window, state: str) -> tuple[float, dict[str, int]]:
    """Bring a window into a state, let that settle, and return what woke it."""
    window.put(STATES[state])
    time.sleep(SETTLE_S[state])
    return window.woken(WATCH_S[state])


if __name__ == "__main__":
    main()
