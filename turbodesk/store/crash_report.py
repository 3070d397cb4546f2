"""Leaves a report when the program dies, and finds it at the next start.

While TurboDesk runs, `running.txt` lies in the log folder with a few lines about program and system. Python's
faulthandler writes every thread's stack into it when a library crashes; a Python error that ends the program is
written by `record`. A proper end removes the file. So, at the next start, a file that holds more than its first lines
is a report, and one that holds no more is a computer that was switched off: nobody needs to be told.
"""

from __future__ import annotations

import datetime as dt
import faulthandler
import os
import platform
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from turbodesk.chat.moments import local_time
from turbodesk.store.logbook import redacted
from turbodesk.store.paths import make_private_folder, private

RUNNING = "running.txt"
KEPT = 5
"""Reports kept, newest first."""
_LONGEST = 1_000_000
"""Bytes looked at; a report has some thousand."""
_END_OF_FACTS = "--- what happened ---\n"


class CrashWatch:
    """Watches over one run in a log folder that no other running TurboDesk uses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: TextIO | None = None

    def begin(self, version: str, log: Callable[[], str] = lambda: "") -> Path | None:
        """Watch from now on; return the report the last run left, or None.

        `log` gives the end of the last run's log, which becomes part of that report. A folder that cannot be written to
        is not watched over.
        """
        try:
            make_private_folder(self._folder)
            report = self._left_over(log)
            self._file = open(  # noqa: SIM115 - all along
                self._folder / RUNNING, "w", encoding="utf-8", errors="backslashreplace", opener=private
            )
            self._file.write(_facts(version))
            self._file.flush()
        except OSError:
            self._close()
            return None
        faulthandler.enable(self._file)
        return report

    def record(self, error: BaseException) -> None:
        """Write down a Python error that ends the program."""
        if self._file is not None:
            with suppress(OSError):  # a full disk takes no report either
                self._file.write(redacted("".join(traceback.format_exception(error))))
                self._file.flush()

    def end(self, *, well: bool = True) -> None:
        """Stop watching; a run that did not end well leaves its report."""
        if self._file is None:
            return
        faulthandler.disable()
        self._close()
        if well:
            with suppress(OSError):  # somebody looks into it; at the next start it says nothing
                (self._folder / RUNNING).unlink()

    def _close(self) -> None:
        if self._file is not None:
            with suppress(OSError):  # what a full disk did not take is tried once more, in vain
                self._file.close()
            self._file = None

    def _left_over(self, log: Callable[[], str]) -> Path | None:
        file = self._folder / RUNNING
        if not file.is_file():
            return None
        with file.open("rb") as found:
            text = found.read(_LONGEST).decode("utf-8", "replace")
        if not text.partition(_END_OF_FACTS)[2].strip():
            return None
        at = int(file.stat().st_mtime * 1000)
        moment = (local_time(at) or dt.datetime.now()).strftime("%Y-%m-%d-%H%M%S")
        report = self._folder / f"crash-{moment}.txt"
        with file.open("a", encoding="utf-8") as more:
            more.write(f"\n--- the end of its log ---\n{redacted(log())}")
        os.replace(file, report)
        for old in sorted(self._folder.glob("crash-*.txt"), reverse=True)[KEPT:]:
            with suppress(OSError):
                old.unlink()
        return report


def _facts(version: str) -> str:
    frozen = "frozen" if getattr(sys, "frozen", False) else "from source"
    return (
        f"TurboDesk {version} ({frozen}), Python {platform.python_version()}, {platform.platform()}\n"
        f"started {time.strftime('%Y-%m-%d %H:%M:%S %z')}\n{_END_OF_FACTS}"
    )
