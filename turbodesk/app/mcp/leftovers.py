"""Notes which servers run, so that those which outlive a crash of this program are ended at its next start.

A process is the same when its number and the moment it was started are: numbers are given again. Windows needs none of
this, for there the job ends with the program, and nothing is noted where the moment cannot be learned.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from turbodesk.store.paths import private

_MOST = 1_000


class Leftovers:
    """The processes that run, as a file knows them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._running: dict[int, str] = {}
        self._one_at_a_time = threading.Lock()

    def note(self, number: int) -> None:
        """A process was started; it leads a group of its own."""
        if (moment := started_at(number)) and sys.platform != "win32":
            self._running[number] = moment
            self._write()

    def forget(self, number: int) -> None:
        """It has ended."""
        if self._running.pop(number, None) is not None:
            self._write()

    def end_old(self) -> list[int]:
        """End the groups of an earlier run that are still there, and return their numbers. Takes a moment; blocks."""
        with self._one_at_a_time:
            old = _read(self._path)
        ended = []
        for number, moment in old.items():
            if number not in self._running and moment and started_at(number) == moment:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(number, signal.SIGKILL)
                    ended.append(number)
        if old:
            self._write()
        return ended

    def _write(self) -> None:
        """Without waiting for the disk: what has to outlive this program's crash need not outlive the system's.

        A folder that takes nothing costs no more than a process that is not found again.
        """
        with self._one_at_a_time, suppress(OSError):
            if not self._running:
                self._path.unlink(missing_ok=True)
                return
            told = json.dumps({str(number): moment for number, moment in self._running.items()})
            beside = self._path.with_suffix(".part")
            with open(beside, "w", encoding="ascii", opener=private) as file:
                file.write(told)
            beside.replace(self._path)


def _read(path: Path) -> dict[int, str]:
    try:
        raw = json.loads(path.read_bytes()[:1_000_000])
    except (OSError, ValueError, RecursionError):
        return {}
    pairs = list(raw.items())[:_MOST] if isinstance(raw, dict) else []
    return {
        int(number): str(moment)
        for number, moment in pairs
        if number.isascii() and number.isdecimal() and int(number) > 1
    }


def started_at(number: int) -> str:
    """Return the moment a process was started, in words that only that one has; "" for none, or where nobody tells."""
    if sys.platform == "linux":
        try:
            told = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
            return f"{boot} {told.rpartition(')')[2].split()[19]}"
        except (OSError, IndexError):
            return ""
    if sys.platform == "win32":
        return ""
    try:
        done = subprocess.run(["ps", "-o", "lstart=", "-p", str(number)], capture_output=True, timeout=2, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("ascii", "replace").strip()
