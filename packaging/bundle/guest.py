"""Lends a bare Debian with the package on it, and somebody who uses the program there, to what is to be proven."""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bundle.build import BuildError, say
from bundle.machine import Machine, machine
from tests.e2e.desktop import Desktop
from tests.e2e.person import Person

PROGRAM = "/usr/bin/turbodesk"


@dataclass(slots=True)
class Guest(Person):
    """Somebody who uses the installed program of a bare machine."""

    machine: Machine = field(kw_only=True)

    def starts(self) -> None:
        arguments = ["--gateway", self.url] if self.url else []
        command = self.machine.command(PROGRAM)
        self.desktop.run(*arguments, *self.arguments, command=command, **self.environment)
        self.desktop.wait_until(lambda: self.desktop.find(role="frame"), "the window")


def install(bare: Machine, package: Path, *, with_apt: bool = True) -> None:
    """Install it as a person would, and say what came with it; without apt only where all it needs is there."""
    place = bare.put(package)
    command = ["dpkg", "--install", place]
    if with_apt:
        bare.run("apt-get", "update")
        command = ["apt-get", "install", "--yes", "--no-install-recommends", place]
    told = timed(f"{' '.join(command[:2])} {package.name}", lambda: bare.run(*command))
    (bare.tree / place.lstrip("/")).unlink()
    counted = [line for line in told.splitlines() if "newly installed" in line]
    say(f"{bare.release}: {counted[0] if counted else 'installed'}; {bare.run(PROGRAM, '--version').strip()}")


def purge(bare: Machine, before: set[str]) -> None:
    """Remove the package and what came with it, and make sure that nothing of it is left."""
    bare.run("apt-get", "purge", "--yes", "turbodesk")
    left = {path for path in bare.files() - before if "turbodesk" in path.lower()}
    require(not left, f"left behind: {sorted(left)[:10]}")
    bare.run("apt-get", "autoremove", "--purge", "--yes")
    more = sorted(bare.files() - before)
    say(f"{bare.release}: purged; nothing of TurboDesk is left ({len(more)} files of other packages: {more[:6]})")


def lent(given: argparse.Namespace) -> AbstractContextManager[Machine]:
    """Lend the machine that a command line names."""
    return machine(given.release, given.work, mirror=given.mirror, extras=given.extras)


def photograph(given: argparse.Namespace, desktop: Desktop, name: str) -> None:
    """Photograph the screen, and keep that where pictures are wanted."""
    shot = desktop.screenshot(f"{given.release}-{name}")
    if given.pictures:
        given.pictures.mkdir(parents=True, exist_ok=True)
        say(shutil.copy(shot, given.pictures))


def timed(what: str, do: Callable[[], str | None]) -> str:
    """Do something, say how long it took, and return what it told."""
    began = time.monotonic()
    told = do()
    say(f"{what}: {time.monotonic() - began:.1f} s")
    return told or ""


def require(holds: bool, sentence: str) -> None:
    """Go on only where this holds.

    Raises:
        BuildError: it does not.
    """
    if not holds:
        raise BuildError(f"Not proven: {sentence}.")


def processes(tree: Path, name: str) -> list[Path]:
    """Return the folder in /proc of each program of the bare machine with this in its name."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            program = (process / "exe").readlink()
            if program.is_relative_to(tree) and name in program.name:
                found.append(process)
    return found
