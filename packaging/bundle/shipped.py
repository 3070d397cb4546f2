"""Finds what of the Python packages goes into the frozen program: those the program requires, and nothing else.

The list is not kept by hand: it is what TurboDesk's own metadata requires, followed to its end on this system. Each
package brings its metadata (versions and licences are asked for at run time), its plain files (fonts, tables) and what
it registers as an entry point (key stores, Markdown extensions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions

from bundle import project
from bundle.build import BuildError

EXCLUDED = [
    # Nothing that only developers, or other programs that lie about, would need.
    "tkinter", "_tkinter", "turtle", "idlelib", "lib2to3", "ensurepip", "venv", "pip", "setuptools", "pkg_resources",
    "distutils", "pydoc_data", "test", "doctest", "curses", "readline", "xmlrpc",
    # The program starts no processes of its own Python; PyInstaller would import all of it at each start to be ready.
    "multiprocessing", "_multiprocessing", "_posixshmem",
    # Of Pillow, which decodes AVIF and hands over HEIC: what draws letters, talks to windows, and reads what Qt reads.
    "PIL.ImageFont", "PIL._imagingft", "PIL._imagingcms", "PIL._imagingtk", "PIL._webp", "PIL.ImageQt", "PIL.ImageTk",
    # What `mcp` would run a server of its own on.
    "uvicorn",
    # Optional companions of our packages, used if they happen to be installed.
    "trio", "curio", "h2", "brotli", "brotlicffi", "zstandard", "click", "rich", "numpy", "gi", "PyQt5", "PyQt6",
]  # fmt: skip
"""Modules that are found by following imports, and are never used."""

_QT = frozenset({"pyside6-essentials", "shiboken6"})
"""PyInstaller's own hooks know better than any rule what of these goes in."""

_GROUPS = ("keyring.backends", "markdown.extensions", "pygments.lexers", "pygments.formatters", "pygments.styles")
"""The groups of entry points that our packages look through while they run."""

_BY_NAME = ("jeepney.io.blocking",)
"""What is imported by a name that no bytecode shows, where it is installed."""

_UNWANTED = re.compile(
    # Where and how it was installed: different on every machine, and untrue in the frozen program. RECORD is written
    # anew for what is left (bundle/licences.py).
    r"\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|WHEEL|top_level\.txt|zip-safe)$"
    # What a package was made of; our own bill says it for all of them.
    r"|\.dist-info/sboms/"
    r"|\.pyi$|/py\.typed$|/(tests?|docs?|examples)/"
    # What translators work with; the program reads what is made of it.
    r"|/translations/[^/]+/(turbodesk\.po|glossary\.toml)$"
)


@dataclass(frozen=True, slots=True)
class Packed:
    """What PyInstaller is handed beyond what it finds by following imports."""

    files: list[tuple[str, str]]
    """Where a file or folder lies, and the folder of the frozen program it goes to."""
    modules: list[str]
    libraries: list[tuple[str, str]]
    """Like `files`: libraries that a package loads by itself, which no import shows."""


@cache
def requirements(name: str = project.NAME) -> tuple[Distribution, ...]:
    """Return the installed packages that `name` requires on this system, itself first, the rest by their names.

    Raises:
        BuildError: one of them is not installed.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, Distribution] = {}
    todo: list[tuple[str, frozenset[str]]] = [(name, frozenset())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        asked = todo.pop()
        if asked in seen:
            continue
        seen.add(asked)
        try:
            one = distribution(asked[0])
        except PackageNotFoundError:
            raise BuildError(
                f"{asked[0]} is required and not in requirements.lock; packaging/lock writes it."
            ) from None
        found[canonicalize_name(one.metadata["Name"])] = one
        for text in one.requires or ():
            needed = Requirement(text)
            extras = asked[1] or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                todo.append((canonicalize_name(needed.name), frozenset(needed.extras)))
    first = found.pop(canonicalize_name(name))
    return (first, *(found[key] for key in sorted(found)))


def collect() -> Packed:
    """Return the files and modules of our own package and of all it requires."""
    from PyInstaller.utils.hooks import (
        collect_data_files,
        collect_dynamic_libs,
        collect_entry_point,
        collect_submodules,
        copy_metadata,
    )

    files: list[tuple[str, str]] = []
    libraries: list[tuple[str, str]] = []
    modules: list[str] = collect_submodules(project.NAME)
    for one in requirements():
        files += copy_metadata(one.metadata["Name"])
        if one.metadata["Name"].lower().replace("_", "-") not in _QT:
            for package in import_names(one):
                files += collect_data_files(package)
                libraries += collect_dynamic_libs(package)
    for group in _GROUPS:
        metadata, named = collect_entry_point(group)
        files += metadata
        modules += named
    modules += [module for module in _BY_NAME if _is_installed(module)]
    return Packed([file for file in files if file not in libraries], modules, libraries)


def import_names(one: Distribution) -> list[str]:
    """Return the packages that this distribution is imported as, in order."""
    name = one.metadata["Name"]
    return sorted(module for module, owners in packages_distributions().items() if name in owners and module[0] != "_")


def is_wanted(destination: str) -> bool:
    """Return whether a plain file has a use at run time; how a package was installed has none."""
    return _UNWANTED.search(destination.replace("\\", "/")) is None


def _is_installed(module: str) -> bool:
    return module.partition(".")[0] in packages_distributions()
