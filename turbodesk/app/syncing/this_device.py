"""Tells what this computer is called and what runs on it, as other computers list it."""

from __future__ import annotations

import platform
import sys

_WINDOWS_11 = 22_000
"""The first build of Windows that calls itself 11; the number 10 stands in all of them
(learn.microsoft.com, "Windows 11 release information")."""


def host_name(node: str | None = None) -> str:
    """Return the computer's own name without its domain; "" where it has none."""
    name = platform.node() if node is None else node
    return name.partition(".")[0].strip()


def system_name(system: str = sys.platform, version: str = "") -> str:
    """Return the name of the operating system as people call it, such as "Linux", "Windows 11" or "macOS 15".

    `version` is the system's own number, "10.0.22631" or "15.1"; "" asks it.
    """
    # not for people: names that are the same in every language
    if system == "win32":
        build = (version or platform.version()).split(".")[2:3]
        return "Windows 11" if build and build[0].isdigit() and int(build[0]) >= _WINDOWS_11 else "Windows 10"
    if system == "darwin":
        return f"macOS {(version or platform.mac_ver()[0]).partition('.')[0]}".strip()
    return "Linux" if system.startswith("linux") else system.capitalize()  # not for people: the same
