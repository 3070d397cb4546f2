"""Lists what can be made on each system, in the order it is made, and makes it.

A new target is one function of a `Build` and one line in `TARGETS`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bundle import appdir, deb, dmg, msi, project, rpm, sbom, sums, tar, windows_setup
from bundle.build import Build, BuildError, say
from bundle.freeze import freeze
from bundle.smoke import smoke_test


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that can be made."""

    systems: frozenset[str]
    make: Callable[[Build], Path | None]
    """Makes it and returns its file; None when it leaves no file in the folder of results."""
    tools: tuple[str, ...] = ()
    """The programs it runs."""


EVERYWHERE = frozenset({"linux", "windows", "macos"})
LINUX = frozenset({"linux"})
WINDOWS = frozenset({"windows"})
MACOS = frozenset({"macos"})


def _freeze_and_try(build: Build) -> None:
    freeze(build)
    smoke_test(build)


TARGETS = {
    "freeze": Target(EVERYWHERE, _freeze_and_try),
    "deb": Target(LINUX, deb.make, ("dpkg-deb", "objdump")),
    "rpm": Target(LINUX, rpm.make, ("objdump",)),
    "tar": Target(LINUX, tar.make, ("xz",)),
    "appdir": Target(LINUX, appdir.make, ("mksquashfs",)),
    "setup": Target(WINDOWS, windows_setup.make, ("makensis",)),
    "msi": Target(WINDOWS, msi.make, ("candle", "light")),
    "dmg": Target(MACOS, dmg.make, ("hdiutil", "codesign")),
    "sbom": Target(EVERYWHERE, sbom.make),
}


def of_this_system() -> dict[str, Target]:
    """Return the targets that can be made on this system, by name."""
    return {name: target for name, target in TARGETS.items() if project.system() in target.systems}


def missing_tools(names: Iterable[str]) -> set[str]:
    """Return the programs that these targets run and this machine does not have."""
    tools = {tool for name in names for tool in TARGETS[name].tools}
    return {tool for tool in tools if shutil.which(tool) is None}


def run(build: Build, names: list[str]) -> None:
    """Make the targets in order, then the checksums of everything made of this version.

    What is packed is always what is in the tree: a program frozen before may be of another version, or of other files,
    and to find that out costs as much as freezing again.

    Raises:
        BuildError: one of them could not be made.
    """
    if "freeze" not in names:
        names = ["freeze", *names]
    for name in names:
        say(f"--- {name}")
        made = TARGETS[name].make(build)
        if made is not None:
            if not made.is_file():
                raise BuildError(f"{name} made no {made}.")
            say(f"{made} ({made.stat().st_size / 1_000_000:.1f} MB)")
    if any(name != "freeze" for name in names):
        sums.write(build)
