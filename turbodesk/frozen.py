"""Keeps the frozen program apart from others: what it starts gets the person's environment, and it outlives an update.

A frozen program brings its own Python, Qt and libraries. Its launcher tells the loader where by LD_LIBRARY_PATH, and
runtime hooks tell Qt by QT_PLUGIN_PATH; a browser that inherited these would load our libraries in place of its own
and die of it. This program has read them by the time any of our code runs, so they are given back at once, for every
way of starting another: the desktop's opener, a print command, our own restart.

An update replaces the files of a program that runs. The launcher reads modules by their offset in a file that it opens
anew each time, and would read nonsense from the new one. So both archives are held open here, which costs two
descriptors, and `hold_libraries` maps what Python and Qt load late. Preloading all modules instead would cost a
second and a third more memory in every run, for the few that meet an update.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

_LAUNCHER = "_PYI_"
"""What the launcher tells a process it starts itself; another frozen program would take it for its own."""
_SAVED = "_ORIG"
"""The launcher keeps under this ending what a variable was before it."""
_OF_THE_SHELL = frozenset({"PWD", "OLDPWD", "HOME", "_"})
"""Places a person may well be in; they make nothing load anything."""
_LATE = ("*.so", "*/*.so", "*/lib-dynload/*.so", "*/hazmat/bindings/*.so", "PySide6/Qt/plugins/imageformats/*.so")
"""Python's extension modules, and the plugins that read pictures; other plugins are loaded at the start or never."""

_APART = ("pypdfium2_raw/*", "merman/*", "resvg_py/*")
"""What only a process of its own loads, which an update does not meet while it runs."""


def home() -> Path | None:
    """Return the folder with what the frozen program brings, None where it runs from its source."""
    place = getattr(sys, "_MEIPASS", None)
    return Path(place) if place is not None and getattr(sys, "frozen", False) else None


def program(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the file that starts this frozen program: the AppImage, where it came in one. None from its source."""
    ours = home()
    if ours is None:
        return None
    # Both may be another program's, from whose AppImage this one was started.
    image, mounted = environment.get("APPIMAGE"), environment.get("APPDIR")
    return Path(image) if image and mounted and ours.is_relative_to(mounted) else Path(sys.executable)


def begin() -> None:
    """Do what has to be done before anything else is imported or started."""
    if (ours := home()) is not None:
        give_back(os.environ, str(ours), started_with=_started_with())
        hold_archives()


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


class HeldFile(io.RawIOBase):
    """A file that stays the same whatever is put in its place; each reader has a position of its own."""

    def __init__(self, descriptor: int) -> None:
        """`descriptor` stays open when this is closed."""
        super().__init__()
        self._descriptor = descriptor
        self._at = 0

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to `offset` bytes from the beginning, the only place it is counted from."""
        if whence != os.SEEK_SET:
            raise io.UnsupportedOperation("counted from the beginning alone")
        self._at = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        parts = []
        while size and (part := os.pread(self._descriptor, size if size > 0 else 1 << 20, self._at)):
            parts.append(part)
            self._at += len(part)
            size = size - len(part) if size > 0 else size
        return b"".join(parts)


def hold_archives() -> None:
    """Keep the modules this run may still import, whatever an update does to the files they are in.

    Where the launcher is another than we know, nothing is held, and nothing breaks. Windows lets nobody replace a
    program that runs.
    """
    ours = home()
    if ours is None or sys.platform == "win32":
        return
    with suppress(ImportError, AttributeError, OSError):
        import pyimod01_archive  # type: ignore[import-not-found]
        from pyimod02_importers import pyz_archive  # type: ignore[import-not-found]

        descriptor = os.open(pyz_archive._filename, os.O_RDONLY | os.O_CLOEXEC)  # noqa: SLF001
        # In that module alone: it opens no other file.
        pyimod01_archive.open = lambda *_: HeldFile(descriptor)
    with suppress(OSError):
        base = str(ours / "base_library.zip")
        held = f"/proc/self/fd/{os.open(base, os.O_RDONLY | os.O_CLOEXEC)}"
        if os.path.exists(held):  # macOS has no such way; there the few encodings in it are read from the new one
            _point_at(base, held)


def _point_at(archive: str, held: str) -> None:
    """Have Python read the modules of a zip archive from `held`; where each lies in it, it knows already."""
    import encodings

    for folder in encodings.__path__:  # what is imported late of it are encodings; each folder has its importer
        for hook in sys.path_hooks:
            with suppress(ImportError):
                sys.path_importer_cache.setdefault(folder, hook(folder))
                break
    for importer in sys.path_importer_cache.values():
        if getattr(importer, "archive", None) == archive:
            importer.archive = held  # type: ignore[union-attr]


def hold_libraries() -> None:
    """Map the libraries that Python and Qt load at first use, for the same reason; 1.5 MB of memory, on Debian 12."""
    ours = home()
    if ours is None or sys.platform == "win32":
        return
    import ctypes

    apart = {library for pattern in _APART for library in ours.glob(pattern)}
    for pattern in _LATE:
        for library in sorted(set(ours.glob(pattern)) - apart):
            with suppress(OSError):  # one whose own needs this system lacks could not be loaded later either
                ctypes.CDLL(str(library), mode=os.RTLD_LAZY | os.RTLD_LOCAL)


def shortcomings() -> list[str]:
    """Return what `begin` could not do, in words for whoever builds packages: the launcher may be another one now."""
    ours = home()
    if ours is None:
        return []
    found = [f"{name} leads others to our files" for name in _leading_to(os.environ, str(ours), sys.platform)]
    if sys.platform != "win32" and "open" not in vars(sys.modules.get("pyimod01_archive", sys)):
        found.append("an update would take away modules that are not loaded yet")
    return found


def restart_command(arguments: list[str]) -> list[str]:
    """Return what starts this program once more with `arguments`."""
    file = program()
    if file is not None:
        return [str(file), *arguments]
    return [*sys.orig_argv[: len(sys.orig_argv) - len(sys.argv[1:])], *arguments]


def start_again(arguments: list[str]) -> int:
    """Put a new start in the place of this process; returns an exit code on Windows alone, where that is not possible.

    Raises:
        OSError: there is no program to start any more.
    """
    command = restart_command(arguments)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    if sys.platform != "win32":
        os.execv(command[0], command)
    import subprocess

    with lent_to_no_other():
        subprocess.Popen(command)
    return 0
