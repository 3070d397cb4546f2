"""Says what a machine still lacks for a build, all of it at once, with the command that brings it on Debian."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from bundle import qt_needs
from bundle.build import Build, BuildError

_PACKAGES = {
    "dpkg-deb": "dpkg",
    "mksquashfs": "squashfs-tools",
    "objdump": "binutils",
    "strip": "binutils",
    "xz": "xz-utils",
}


def missing_packages(build: Build, missing_tools: Iterable[str]) -> list[str]:
    """Return the Debian packages that this machine lacks for a build, sorted; `missing_tools` are among the reasons."""
    missing = {_PACKAGES.get(tool, tool) for tool in missing_tools}
    if build.system == "linux":
        missing |= {_PACKAGES[tool] for tool in ("objdump", "strip") if shutil.which(tool) is None}
        missing |= _python_packages() | _library_packages(build.root)
    return sorted(missing)


def require(build: Build, missing_tools: Iterable[str]) -> None:
    """Make sure that this machine can build.

    Raises:
        BuildError: it cannot; the message names everything that is missing.
    """
    missing = missing_packages(build, missing_tools)
    if missing:
        command = f"apt-get install --no-install-recommends {' '.join(missing)}"
        raise BuildError(f"This machine lacks what the build needs. On Debian and Ubuntu, as root:\n    {command}")


def _python_packages() -> set[str]:
    """What Debian splits off its Python: the module that makes environments, and the library that is shipped."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    missing = set()
    if importlib.util.find_spec("ensurepip") is None:
        missing.add(f"{name}-venv")
    library = str(sysconfig.get_config_var("INSTSONAME") or "")
    beside = Path(str(sysconfig.get_config_var("LIBDIR") or "/nowhere"), library)
    if ".so" in library and not beside.exists() and library not in _known_libraries():
        missing.add(f"lib{name}")
    return missing


def _library_packages(root: Path) -> set[str]:
    """The libraries that Qt leaves to the system: those we ship, and those the smoke test runs with."""
    known = _known_libraries()
    return {package for soname, package in qt_needs.packages(root).items() if soname not in known}


@cache
def _known_libraries() -> frozenset[str]:
    command = ["/sbin/ldconfig", "--print-cache"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return frozenset(line.split()[0] for line in told.splitlines()[1:] if line.strip())
