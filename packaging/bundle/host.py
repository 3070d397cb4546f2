"""Knows which libraries stay the system's, and what package brings each of them.

A package for every distribution brings its libraries along, but for those that must be the ones of the machine it runs
on: the C and C++ runtime, what talks to the screen and its driver, to the session bus and to the printers, and what
reads the machine's fonts. Two copies of these in one process crash, or are blind to the machine's settings. The idea,
and most of the names, are those of the AppImage project's exclude list.
"""

from __future__ import annotations

import re

RUNTIME = re.compile(r"^(lib(c|m|dl|pthread|rt|resolv|util)\.so\.\d+|ld-linux\S*\.so\.\d+)$")
"""What the C library's own package holds; every program of Linux has it."""

LIBRARIES = {
    # C++ and the compiler
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    # the screen and its driver
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libdrm.so.2": "libdrm2",
    "libgbm.so.1": "libgbm1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    # fonts
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    # the session
    "libdbus-1.so.3": "libdbus-1-3",
    # what the above bring along anyway
    "libz.so.1": "zlib1g",
    "libexpat.so.1": "libexpat1",
    "libcom_err.so.2": "libcom-err2",
    "libgpg-error.so.0": "libgpg-error0",
    # printers
    "libcups.so.2": "libcups2",
}
"""The soname of each library that stays the system's, and the package that holds it on Debian 12 and 13 and Ubuntu."""

OPENED_LATER = {"libEGL.so.1", "libGL.so.1", "libdbus-1.so.3"}
"""What Qt opens by name while it runs, so that no file says that it needs it."""

OPTIONAL = {"libcups.so.2"}
"""What only a plugin needs that the program does without: a printer is not there for everyone."""


def is_runtime(soname: str) -> bool:
    """Return whether this is the C library itself, or a part of it."""
    return RUNTIME.match(soname) is not None


def stays(soname: str) -> bool:
    """Return whether this library stays the system's and is never packed."""
    return soname in LIBRARIES or is_runtime(soname)
