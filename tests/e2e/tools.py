"""Knows which programs the tests with a real display need, and which packages bring them.

One list for the tests, which are left out where something is missing, and for whoever wants to run them.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path

SYSTEM_PYTHON = "/usr/bin/python3"
"""The accessibility bus is read by the system's Python, because its bindings come as a package of the system."""

_PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "xclip": "xclip",
    "import": "imagemagick",
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
}
_AT_SPI_LAUNCHERS = [
    Path("/usr/libexec/at-spi-bus-launcher"),
    Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"),
    Path("/usr/lib/at-spi-bus-launcher"),
]
_READER = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"


@functools.cache
def missing() -> tuple[str, ...]:
    """The names of the packages, as Debian calls them, that have yet to be installed; asked once a run."""
    packages = {package for program, package in _PROGRAMS.items() if shutil.which(program) is None}
    if not any(launcher.exists() for launcher in _AT_SPI_LAUNCHERS):
        packages.add("at-spi2-core")
    if not _system_python_reads_the_bus():
        packages |= {"python3-gi", "gir1.2-atspi-2.0"}
    return tuple(sorted(packages))


def how_to_get() -> str:
    """The command that installs what is missing on Debian and its relatives."""
    return f"sudo apt-get install --no-install-recommends {' '.join(missing())}"


def _system_python_reads_the_bus() -> bool:
    try:
        asked = subprocess.run([SYSTEM_PYTHON, "-c", _READER], capture_output=True, check=False, timeout=30)
    except OSError:
        return False
    return asked.returncode == 0
