"""Finds out where each binary of the frozen program came from: a package, Python, or this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bundle.build import Build


@dataclass(frozen=True, slots=True)
class SystemLibrary:
    """A library of this machine that is shipped."""

    name: str
    """Its file name in the frozen program."""
    source: Path
    package: str | None
    """The Debian package it came from, None on other systems."""
    version: str | None


def manifest(build: Build) -> Path:
    """Return where the PyInstaller spec writes which binaries it took from where."""
    return build.work / "binaries.json"


def system_libraries(build: Build) -> list[SystemLibrary]:
    """Return the libraries of this machine that are shipped, by name; none where packages bring all of them."""
    site = Path(sysconfig.get_path("purelib")).resolve()
    python = Path(sys.base_prefix).resolve()
    standard = Path(sysconfig.get_path("platstdlib")).resolve()
    found = {}
    for destination, source, kind in json.loads(manifest(build).read_text(encoding="utf-8")):
        path = Path(source).resolve()
        foreign = not any(path.is_relative_to(folder) for folder in (site, standard))
        if kind != "BINARY" or not foreign or path.name.startswith("libpython"):
            continue
        if python != Path("/usr") and path.is_relative_to(python):
            continue
        name = Path(destination).name
        package, version = package_of(path)
        found[name] = SystemLibrary(name, path, package, version)
    return [found[name] for name in sorted(found)]


@cache
def package_of(path: Path) -> tuple[str | None, str | None]:
    """Return the Debian package that owns this file and its version; None and None where nobody knows."""
    if shutil.which("dpkg-query") is None:
        return None, None
    # /lib is a link to /usr/lib, and the package may know its files by either name.
    inside = str(path).removeprefix("/usr")
    for name in (f"/usr{inside}", inside):
        asked = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            package = asked.stdout.partition(":")[0]
            command = ["dpkg-query", "--show", "--showformat=${Version}\n", package]
            version = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
            return package, version[0] if version else None
    return None, None
