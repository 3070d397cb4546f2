"""Computes what a frozen program asks of the system it is installed on, for each kind of package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bundle import elf, host
from bundle.build import BuildError

_COMPILERS = {
    (3, 4, 26): 9,
    (3, 4, 28): 10,
    (3, 4, 29): 11,
    (3, 4, 30): 12,
    (3, 4, 32): 13,
    (3, 4, 33): 14,
}
"""The GCC that brought each version of the C++ library's symbols, from libstdc++'s ABI policy page."""


@dataclass(frozen=True, slots=True)
class Depends:
    """What the system has to bring."""

    libraries: frozenset[str]
    """Sonames, those the program opens by name among them."""
    optional: frozenset[str]
    """Sonames it does without, at the price of one feature each."""
    glibc: tuple[int, ...]
    glibcxx: tuple[int, ...]

    def debian(self) -> list[str]:
        """Return the Depends of a Debian package, sorted."""
        runtime = {f"libc6 (>= {_dotted(self.glibc)})"}
        names = {host.LIBRARIES[soname] for soname in self.libraries}
        if "libstdc++6" in names and self.glibcxx > (3, 4):
            names.remove("libstdc++6")
            runtime.add(f"libstdc++6 (>= {_compiler(self.glibcxx)})")
        return sorted(runtime | names)

    def debian_recommends(self) -> list[str]:
        """Return the packages of the libraries it does without, sorted."""
        return sorted(host.LIBRARIES[soname] for soname in self.optional)

    def rpm(self) -> list[str]:
        """Return the Requires of an RPM package: sonames, which mean the same to Fedora and openSUSE."""
        versioned = {f"libc.so.6(GLIBC_{_dotted(self.glibc)})(64bit)"}
        if self.glibcxx > (3, 4):
            versioned.add(f"libstdc++.so.6(GLIBCXX_{_dotted(self.glibcxx)})(64bit)")
        return sorted(versioned | {f"{soname}()(64bit)" for soname in self.libraries})

    def rpm_recommends(self) -> list[str]:
        """Return the sonames of the libraries it does without."""
        return sorted(f"{soname}()(64bit)" for soname in self.optional)


def of(folder: Path) -> Depends:
    """Return what the program frozen into `folder` asks of the system.

    Raises:
        BuildError: a file needs a library that is neither in the folder nor one that is left to the system.
    """
    files = elf.read_tree(folder)
    # A library answers to its soname, and to the name that its file, or a link to it, has.
    within = {path.name for path in folder.rglob("*.so*")} | {one.soname for one in files.values() if one.soname}
    outside = {soname for one in files.values() for soname in one.needed} - within
    strange = {soname for soname in outside if not host.stays(soname)}
    if strange:
        users = sorted(str(path) for path, one in files.items() if one.needed & strange)
        raise BuildError(f"Nothing brings {', '.join(sorted(strange))}, needed by {', '.join(users[:3])}.")
    libraries = {soname for soname in outside | host.OPENED_LATER if not host.is_runtime(soname)}
    return Depends(
        frozenset(libraries - host.OPTIONAL),
        frozenset(libraries & host.OPTIONAL),
        elf.newest(files.values(), "GLIBC"),
        elf.newest(files.values(), "GLIBCXX"),
    )


def _dotted(number: tuple[int, ...]) -> str:
    return ".".join(map(str, number))


def _compiler(glibcxx: tuple[int, ...]) -> int:
    for number, compiler in sorted(_COMPILERS.items()):
        if glibcxx <= number:
            return compiler
    raise BuildError(f"No known GCC brings GLIBCXX_{_dotted(glibcxx)}; add it to bundle/depends.py.")
