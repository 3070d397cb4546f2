"""One process with three pipes: its end is heard of at once, and it ends with all that it has started.

Why not `asyncio.create_subprocess_exec`: it tells of an end only when the pipes are closed too, which a child of the
process may keep open for ever. The protocol below it tells of each by itself, so nothing has to look again and again.

On Linux and macOS the process leads a group of its own, on Windows it is put into a job; both are ended whole. What
leaves its group, as a daemon does, stays.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from turbodesk import frozen

STDIN, STDOUT, STDERR = 0, 1, 2
_LOOK_S = 0.01
"""Between two looks at whether a group that was told to end has ended; the system tells of its leader alone."""


class PipedProcess(asyncio.SubprocessProtocol):
    """A process; `start` starts it, and whoever started it calls `kill` and `let_go` in the end, whatever happens."""

    def __init__(self, heard: Callable[[int, bytes], None], closed: Callable[[int], None]) -> None:
        """`heard` is told what comes of `STDOUT` and `STDERR`, `closed` that a pipe has ended."""
        self.exited = asyncio.Event()
        self.exit_code: int | None = None
        """Negative: the signal that ended it."""
        self.pid = 0
        self._heard, self._closed = heard, closed
        self._transport: asyncio.SubprocessTransport | None = None
        self._job: Any = None
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._is_let_go = False

    async def start(self, argv: Sequence[str], *, env: Mapping[str, str], folder: str | None = None) -> None:
        """Start it in a folder, this program's own unless given.

        Raises:
            OSError: it cannot be started.
            ValueError: an argument or a variable holds what none can.
        """
        loop = asyncio.get_running_loop()
        with frozen.lent_to_no_other():
            await loop.subprocess_exec(lambda: self, *argv, env=dict(env), cwd=folder, **_apart())
        self._job = _job_of(self._transport)

    async def write(self, data: bytes) -> None:
        """Write to its stdin; waits while it does not read.

        Raises:
            BrokenPipeError: nobody reads any more.
        """
        await self._may_write.wait()
        pipe = self._stdin
        if pipe is None or pipe.is_closing():
            raise BrokenPipeError
        pipe.write(data)

    def close_stdin(self) -> None:
        """Tell it that there is nothing more to do, as programs of this kind end by."""
        if (pipe := self._stdin) is not None:
            pipe.close()

    def pause(self, pipe: int, is_paused: bool) -> None:
        """Read no more of one of its pipes for a while, which makes it wait; or go on."""
        reads = self._transport.get_pipe_transport(pipe) if self._transport is not None else None
        if reads is not None and not reads.is_closing():
            reads = cast(asyncio.ReadTransport, reads)
            if is_paused:
                reads.pause_reading()
            else:
                reads.resume_reading()

    def terminate(self) -> None:
        """Ask the whole group to end. On Windows, where a program without a window cannot be asked, end it."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the whole group now. May be called at any time, also when the loop no longer runs."""
        self._signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    async def gone(self, limit_s: float) -> bool:
        """Wait for its end and say whether it came; what it has started may still be there."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.exited.wait(), limit_s)
        return self.exited.is_set()

    async def group_gone(self, limit_s: float) -> None:
        """Wait until nothing of its group is left."""
        until = time.monotonic() + limit_s
        while self._has_group and time.monotonic() < until:  # noqa: ASYNC110  # the system tells nobody
            await asyncio.sleep(_LOOK_S)

    def let_go(self) -> None:
        """Close our ends of its pipes; nothing is told of it any more."""
        self._is_let_go = True
        self._may_write.set()
        if self._transport is not None:
            self._transport.close()
        self._job = None

    @property
    def _stdin(self) -> asyncio.WriteTransport | None:
        pipe = self._transport.get_pipe_transport(STDIN) if self._transport is not None else None
        return cast("asyncio.WriteTransport | None", pipe)

    @property
    def _has_group(self) -> bool:
        if sys.platform == "win32" or not self.pid:
            return False
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:  # macOS says so of one that has ended and was not waited for
            return not self.exited.is_set()
        return True

    def _signal(self, number: int) -> None:
        if not self.pid or self._is_let_go:  # its number may be another's by then
            return
        if sys.platform == "win32":
            _end_job(self._job)
            with suppress(OSError):
                os.kill(self.pid, number)
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)  # the number of the group, which may outlive the process

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.SubprocessTransport, transport)
        self.pid = self._transport.get_pid()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if not self._is_let_go:
            self._heard(fd, data)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == STDIN:
            self._may_write.set()
        if not self._is_let_go:
            self._closed(fd)

    def process_exited(self) -> None:
        assert self._transport is not None
        self.exit_code = self._transport.get_returncode()
        self.exited.set()

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()


def _apart() -> dict[str, Any]:
    """What makes a process the head of all that it starts, without a window of its own."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _job_of(transport: asyncio.SubprocessTransport | None) -> Any:
    """Put a process of Windows into a job that ends with this program; None where that is not possible."""
    if sys.platform != "win32":
        return None
    if transport is None:
        return None
    import pywintypes
    import win32job

    try:
        job = win32job.CreateJobObject(None, "")
        limits = win32job.QueryInformationJobObject(job, win32job.JobObjectExtendedLimitInformation)
        limits["BasicLimitInformation"]["LimitFlags"] |= win32job.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
        win32job.SetInformationJobObject(job, win32job.JobObjectExtendedLimitInformation, limits)
        win32job.AssignProcessToJobObject(job, int(transport.get_extra_info("subprocess")._handle))  # noqa: SLF001
    except pywintypes.error:
        return None
    return job


def _end_job(job: Any) -> None:
    if sys.platform == "win32" and job is not None:
        import pywintypes
        import win32job

        with suppress(pywintypes.error):
            win32job.TerminateJobObject(job, 1)
