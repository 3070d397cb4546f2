"""Brings along the licence of everything inside, as most of them ask; "About" in the program shows them.

_internal/NAME-VERSION.dist-info/           those of the Python packages, where packages keep them
_internal/turbodesk/_resources/licences/    those of Qt, which the checkout holds, of Python and of the libraries
"""

from __future__ import annotations

import shutil
import sys
import sysconfig
from pathlib import Path

from bundle import origins, project
from bundle.build import Build, BuildError


def place(build: Build) -> Path:
    """Return the folder of the frozen program for the licences of what is no Python package."""
    return build.contents / project.NAME / "_resources" / "licences"


def gather(build: Build) -> None:
    """Put the texts into the frozen program, and let each package say which files it has there.

    Raises:
        BuildError: the licence of Python is nowhere to be found.
    """
    folder = place(build)
    _copy(_python_text(), folder / "Python.txt")
    for library in origins.system_libraries(build):
        text = Path("/usr/share/doc", library.package or "-", "copyright")
        if text.is_file():
            _copy(text, folder / "libraries" / f"{library.package}.txt")
    for one in sorted(build.contents.glob("*.dist-info")):
        _record(one)


def _record(metadata: Path) -> None:
    """Write which files the package has, without which nobody finds its licence at run time.

    The one it was installed with lists programs that are not here, by hashes that differ from machine to machine.
    """
    files = sorted(path.relative_to(metadata.parent).as_posix() for path in metadata.rglob("*") if path.is_file())
    lines = "".join(f"{file},,\n" for file in [*files, f"{metadata.name}/RECORD"])
    (metadata / "RECORD").write_text(lines, encoding="utf-8", newline="\n")


def _python_text() -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = (
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path("/usr/share/doc", version, "copyright"),
        Path("/usr/share/doc", f"lib{version}-minimal", "copyright"),
        Path(sys.base_prefix, "LICENSE.txt"),
    )
    for one in places:
        if one.is_file():
            return one
    raise BuildError(f"Python's licence is in none of {', '.join(map(str, places))}.")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
