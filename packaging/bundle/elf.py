"""Reads what shared libraries and programs say they need, and finds out which of a set of them anything needs at all.

Why not `ldd` or `dpkg-shlibdeps`: both follow needs through whatever this machine has installed. A package that brings
most libraries with it has to know the direct needs of each file, and follow them through its own files only.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)", re.MULTILINE)
_SONAME = re.compile(r"^\s+SONAME\s+(\S+)", re.MULTILINE)
_SECTION = re.compile(r"^\s+required from (\S+):\n((?:\s+0x.*\n)*)", re.MULTILINE)
_VERSION = re.compile(r"\s([A-Z]+)_([0-9.]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Elf:
    """What one file says of itself."""

    needed: frozenset[str]
    """The libraries it asks the loader for, by soname."""
    soname: str | None
    versions: frozenset[tuple[str, tuple[int, ...]]]
    """The symbol versions it asks of the C and C++ runtime, as ("GLIBC", (2, 34))."""


def is_elf(path: Path) -> bool:
    """Return whether the file is a program or a library of Linux; a link is not."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def read(path: Path) -> Elf:
    """Return what the file at `path` says of itself.

    Raises:
        subprocess.CalledProcessError: it is no ELF file.
    """
    command = ["objdump", "--private-headers", str(path)]
    told = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": _PATH}
    ).stdout
    soname = _SONAME.search(told)
    versions = {
        (name, tuple(int(part) for part in number.split(".")))
        for _, lines in _SECTION.findall(told)
        for name, number in _VERSION.findall(lines)
    }
    return Elf(frozenset(_NEEDED.findall(told)), soname[1] if soname else None, frozenset(versions))


def read_tree(folder: Path) -> dict[Path, Elf]:
    """Return every ELF file below `folder`, by its path relative to it."""
    return {path.relative_to(folder): read(path) for path in sorted(folder.rglob("*")) if is_elf(path)}


def newest(files: Iterable[Elf], name: str) -> tuple[int, ...]:
    """Return the newest symbol version of this name that any of the files asks for; (0,) when none does."""
    return max((number for file in files for one, number in file.versions if one == name), default=(0,))


def reached(
    roots: Iterable[str], needs: Callable[[str], Iterable[str]], provided: Mapping[str, str]
) -> tuple[set[str], dict[str, set[str]]]:
    """Follow needs from the files `roots` through the files of one set.

    `needs` gives the sonames that a file asks for; `provided` maps a soname to the file of the set that is it.

    Returns:
        The files that are reached, the roots among them, and the sonames outside the set with the files that need them.
    """
    seen: set[str] = set()
    outside: dict[str, set[str]] = {}
    todo = list(roots)
    while todo:
        file = todo.pop()
        if file in seen:
            continue
        seen.add(file)
        for soname in needs(file):
            if soname in provided:
                todo.append(provided[soname])
            else:
                outside.setdefault(soname, set()).add(file)
    return seen, outside


_PATH = "/usr/local/bin:/usr/bin:/bin"
