"""Notices that the program on disk is another one than the one that runs, and says when that one can be started.

Packages put files in place one by one, so what is seen first may be half an update. A successor is spoken of when
nothing has changed for a moment, and when it has told its version: then it starts, with its Python and its libraries.
"""

from __future__ import annotations

import asyncio
import logging
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

from turbodesk.quick_dataclasses import dataclass

LOOK_EVERY_S = 600.0
"""Beside the looks when the window comes to the front. One asks the system about one file, and wakes an idle window."""
SETTLED_AFTER_S = 3.0
"""Putting the files of a package in place took dpkg 0.1 to 0.6 s, on Debian 12."""
_ANSWER_WITHIN_S = 60.0

log = logging.getLogger("turbodesk")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one file from another that has taken its place, even one of the same version and date.

    While a program runs, the number of its file is given to no other.
    """

    device: int
    inode: int
    size: int
    changed_ns: int


def stamp_of(program: Path) -> Stamp | None:
    """Return the stamp of a file, None where there is none now."""
    try:
        found = program.stat()
    except OSError:
        return None
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


async def version_of(program: Path) -> str:
    """Start `program` to ask for its version; "" when it does not answer as ours does."""
    try:
        done = await asyncio.to_thread(
            subprocess.run,
            [str(program), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_WITHIN_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.info("the program that lies in our place does not start: %s", error)
        return ""
    name, _, version = done.stdout.decode("utf-8", "replace").strip().partition(" ")
    return version if done.returncode == 0 and name == "TurboDesk" else ""


class Installation:
    """The file this program was started from."""

    def __init__(
        self,
        program: Path,
        *,
        ask: Callable[[Path], Awaitable[str]] = version_of,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`ask` returns a program's version, "" for none; `rest` waits for seconds."""
        self._program = program
        self._ask = ask
        self._rest = rest
        self._known = stamp_of(program)

    async def successor(self) -> str | None:
        """Return the version of a program that has taken this one's place since the last answer, and starts.

        None: there is none, or not yet; a removed program has no successor.
        """
        seen = stamp_of(self._program)
        if seen is None or seen == self._known:
            return None
        await self._rest(SETTLED_AFTER_S)
        if stamp_of(self._program) != seen:
            return None
        version = await self._ask(self._program)
        if not version or stamp_of(self._program) != seen:
            return None
        self._known = seen
        return version
