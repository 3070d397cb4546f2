"""Starts this program once more to do one job that may harm it, and lets that process end in every case.

A file from outside can ask for hours of work or all memory, and a library that reads a rare format can crash. A thread
cannot be ended and takes the program with it; a process is ended by whoever started it, by its own clock, and when the
program that started it is gone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event

from turbodesk import frozen
from turbodesk.translation import VARIABLE, language

_LOOK_S = 0.2
"""Between two looks of a process at whether it is still wanted."""
_ASK_S = 0.05
"""Between two looks at whether an answer still is."""


def start(word: str) -> subprocess.Popen[bytes]:
    """Start this program to do the job called `word`, which `turbodesk.main` knows, with pipes to talk to it.

    Raises:
        OSError: it cannot be started.
    """
    words = [sys.executable, word] if frozen.home() is not None else [sys.executable, "-P", "-m", "turbodesk", word]
    with frozen.lent_to_no_other():
        return subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library thinks of a file is not for our log
            env={**os.environ, VARIABLE: language()},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )


def exchange(process: subprocess.Popen[bytes], given: bytes, *, seconds: float, stop: Event) -> bytes:
    """Give a process its job and return its whole answer; it is ended when its time is over or once `stop` is set.

    Raises:
        TimeoutError: its time was over.
        ChildProcessError: it was stopped, crashed, or said that it failed.
    """
    end = time.monotonic() + seconds
    answers = SimpleQueue[bytes]()

    def talk() -> None:
        answer = b""
        try:
            answer = process.communicate(given)[0]
        finally:
            answers.put(answer)

    with process:
        # A thread talks to it: both pipes can be full. Not joined, and told to be a daemon: Python would keep a record
        # of Qt's thread for good to compare it or ask it.
        threading.Thread(target=talk, name="separate-process", daemon=True).start()
        answer = None
        while answer is None:
            try:
                answer = answers.get(timeout=_ASK_S)
            except Empty:
                if stop.is_set() or time.monotonic() > end:
                    process.kill()
    if time.monotonic() > end:
        raise TimeoutError
    if process.returncode:
        raise ChildProcessError(f"exit code {process.returncode}")  # not for people
    return answer


def limit_memory(most_bytes: int) -> None:
    """Let this process have no more memory than that, where the system can limit it, and no time a window waits for."""
    if sys.platform != "win32":
        import resource

        os.nice(10)
        with suppress(ValueError, OSError):  # macOS knows the limit and does not keep it
            resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


class Deadline:
    """Ends this process when its time is over, or when the program that started it is gone (not on Windows)."""

    def __init__(self, parent: int) -> None:
        """`parent`: the process that started this one."""
        self._parent = parent
        self._end: float | None = None
        threading.Thread(target=self._watch, daemon=True).start()

    def set(self, seconds: float | None) -> None:
        """Begin to count; None: there is nothing to do, and no end to that."""
        self._end = None if seconds is None else time.monotonic() + seconds

    def _watch(self) -> None:
        while not self._is_over() and (sys.platform == "win32" or os.getppid() == self._parent):
            time.sleep(_LOOK_S)
        os._exit(1)

    def _is_over(self) -> bool:
        end = self._end
        return end is not None and time.monotonic() >= end
