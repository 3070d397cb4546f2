"""Gathers the licence texts of everything inside, as most of them ask: the program ships them, and shows them in About.

_resources/licences/NAME/...       one folder for each part: a Python package, Python, Qt, a library
"""

from __future__ import annotations

import shutil
import sys
import sysconfig
from importlib.metadata import Distribution
from pathlib import Path

from bundle import origins, project, shipped
from bundle.build import Build, BuildError

_TEXT = ("license", "licence", "copying", "notice", "authors")
_LGPL = ("LGPL-3.0.txt", "GPL-3.0.txt")
"""The LGPL adds to the GPL, so that both belong to it."""


def place(build: Build) -> Path:
    """Return the folder of the frozen program that holds the texts."""
    return build.contents / project.NAME / "_resources" / "licences"


def gather(build: Build) -> None:
    """Write every text.

    Raises:
        BuildError: a Python package brings none, and names none we have.
    """
    folder = place(build)
    for one in shipped.requirements():
        _of_package(build, one, folder / one.metadata["Name"])
    _copy(_python_text(), folder / "Python")
    for library in origins.system_libraries(build):
        text = Path("/usr/share/doc", library.package or "-", "copyright")
        if text.is_file():
            _copy(text, folder / "libraries" / f"{library.package}.txt")


def _of_package(build: Build, one: Distribution, target: Path) -> None:
    name = one.metadata["Name"]
    texts = [file for file in one.files or () if _is_text(str(file))]
    for file in texts:
        _copy(Path(str(one.locate_file(file))), target / Path(str(file)).name)
    if name.lower().startswith(("pyside6", "shiboken6")):
        for text in _LGPL:
            _copy(build.root / "packaging" / "licences" / text, target / text)
    elif not texts:
        # Its metadata, which names the licence and the authors, is all that it brings.
        _copy(Path(str(one.locate_file(f"{one._path.name}/METADATA"))), target / "METADATA.txt")  # type: ignore[attr-defined]  # noqa: SLF001


def _is_text(file: str) -> bool:
    parts = file.replace("\\", "/").split("/")
    return ".dist-info" in parts[0] and parts[-1].lower().startswith(_TEXT)


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
    if not target.suffix:
        target = target / source.name if source.name != "copyright" else target / "copyright.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
