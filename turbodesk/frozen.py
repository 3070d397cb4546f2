"""Keeps the frozen program apart from others: what it starts gets the person's environment.

A frozen program brings its own Python, Qt and libraries. Its launcher tells the loader where by LD_LIBRARY_PATH, and
runtime hooks tell Qt by QT_PLUGIN_PATH; a browser that inherited these would load our libraries in place of its own
and die of it. This program has read them by the time any of our code runs, so they are given back at once, for every
way of starting another: the desktop's opener, a print command, a key store's helper.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

_LAUNCHER = "_PYI_"
"""What the launcher tells a process it starts itself; another frozen program would take it for its own."""
_SAVED = "_ORIG"
"""The launcher keeps under this ending what a variable was before it."""
_OF_THE_SHELL = frozenset({"PWD", "OLDPWD", "HOME", "_"})
"""Places a person may well be in; they make nothing load anything."""


def home() -> Path | None:
    """Return the folder with what the frozen program brings, None where it runs from its source."""
    place = getattr(sys, "_MEIPASS", None)
    return Path(place) if place is not None and getattr(sys, "frozen", False) else None


def begin() -> None:
    """Do what has to be done before anything else is imported or started."""
    if (ours := home()) is not None:
        give_back(os.environ, str(ours), started_with=_started_with())


def give_back(
    environment: MutableMapping[str, str],
    ours: str,
    *,
    started_with: Mapping[str, str] = MappingProxyType({}),
    system: str = sys.platform,
) -> None:
    """Make `environment` what it was before the launcher, whose libraries lie in `ours`, and its hooks changed it.

    Told by what a value says and not by a list of names, which would be short of the next hook's. What a hook has
    overwritten is taken from `started_with`, where the system tells. On Windows PATH stays: libraries that are loaded
    late are found by it, and it is the last place others look in.
    """
    for name in [name for name in environment if name.startswith(_LAUNCHER)]:
        del environment[name]
    for name in _leading_to(environment, ours, system):
        kept = [place for place in environment[name].split(os.pathsep) if not _is_inside(place, ours)]
        before = environment.pop(name + _SAVED, None) or started_with.get(name, "")
        if before and not any(_is_inside(place, ours) for place in before.split(os.pathsep)):
            environment[name] = before
        elif any(kept):
            environment[name] = os.pathsep.join(kept)
        else:
            del environment[name]


def _leading_to(environment: Mapping[str, str], ours: str, system: str) -> list[str]:
    """Return the names of the variables that make a program load files from `ours`."""
    return [
        name
        for name, value in environment.items()
        if name not in _OF_THE_SHELL
        and not (system == "win32" and name.upper() == "PATH")
        and any(_is_inside(place, ours) for place in value.split(os.pathsep))
    ]


def _is_inside(place: str, folder: str) -> bool:
    return place == folder or place.startswith((folder + "/", folder + os.sep))


def _started_with() -> dict[str, str]:
    """Return the environment the launcher gave to this process, before any hook ran, where the system tells."""
    try:
        raw = Path("/proc/self/environ").read_bytes()
    except OSError:
        return {}
    pairs = (os.fsdecode(one).partition("=") for one in raw.split(b"\0") if one)
    return {name: value for name, _, value in pairs}


@contextmanager
def lent_to_no_other() -> Iterator[None]:
    """While this lasts, programs that are started do not look for libraries among ours; for Windows alone.

    There a process hands on where it looks for libraries, apart from its environment. It cannot be given back once
    and for all: our own are looked for by it whenever Qt loads a plugin.
    """
    ours = home()
    if sys.platform != "win32" or ours is None:
        yield
        return
    import ctypes

    ctypes.windll.kernel32.SetDllDirectoryW(None)
    try:
        yield
    finally:
        ctypes.windll.kernel32.SetDllDirectoryW(str(ours))


def shortcomings() -> list[str]:
    """Return what `begin` could not do, in words for whoever builds packages: the launcher may be another one now."""
    ours = home()
    if ours is None:
        return []
    return [f"{name} leads others to our files" for name in _leading_to(os.environ, str(ours), sys.platform)]
