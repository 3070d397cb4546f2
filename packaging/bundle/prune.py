"""Decides what of Qt and of this machine's libraries a frozen program is shipped with; the PyInstaller spec asks it.

Rules, not lists of files to delete, for such lists age with every Qt:

1. A Qt plugin is kept if its folder serves something the program does (`PURPOSES`), whatever is new in a later Qt
   stays out until somebody has a purpose for it.
2. On Linux, it is kept only if all it needs is there: Qt's own libraries, ours, or what `host` leaves to the system.
   So a plugin that would drag a foreign toolkit off the build machine stays out on every machine alike.
3. On Linux, a library is kept if something that is kept needs it, followed through the files' own DT_NEEDED entries,
   and if it does not stay the system's.

Entries are PyInstaller's: where a file goes, where it lies now, and its kind.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bundle import elf, host, words
from bundle.build import BuildError

Entry = tuple[str, str, str]

PURPOSES: dict[str, frozenset[str] | None] = {
    # The screen: X11, Wayland, Windows, macOS; offscreen for the smoke test. The rest of the folder is for devices.
    "platforms": frozenset({"xcb", "wayland", "windows", "cocoa", "offscreen"}),
    # Looks as the desktop says, and its own file dialogs; the GTK one falls to rule 2.
    "platformthemes": None,
    # Dead keys and Compose; the input methods of Chinese, Japanese and Korean. The keyboard on the screen needs Quick.
    "platforminputcontexts": frozenset({"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}),
    # Pictures people put into a chat, and our own icons.
    "imageformats": frozenset({"gif", "icns", "ico", "jpeg", "macheif", "svg", "tiff", "webp"}),
    "iconengines": None,
    # Whether the network is paid for by the byte, while chats are synced: Linux, Windows. Others do not tell.
    "networkinformation": frozenset({"networkmanager", "networklistmanager"}),
    # Printing.
    "printsupport": None,
    # A window on Wayland: its frame, and the protocol every desktop speaks.
    "wayland-decoration-client": None,
    "wayland-shell-integration": frozenset({"xdg-shell"}),
    # The native look of Windows and macOS, which the theme leaves to a few dialogs.
    "styles": None,
}
"""Each folder of plugins the program needs, and which of them; None for all.

Not in it, on purpose: `tls`, as httpx uses Python's own; OpenGL integrations, as widgets are drawn without.
"""

_PLUGIN = re.compile(r"(?:^|/)PySide6/(?:Qt/)?plugins/([^/]+)/(?:lib)?(?:q)?([^/]+?)(?:\.[a-z0-9.]+)?$")
_SOFTWARE_OPENGL = re.compile(r"(?:^|/)PySide6/opengl32sw\.dll$")
_TRANSLATION = re.compile(r"(?:^|/)PySide6/(?:Qt/)?translations/(.*)")
_LIBRARY = re.compile(r"^lib[^/]*\.so(\.\d+)*$")
_OPENED_BY_PACKAGES = frozenset({"libpdfium.so", "libmerman_uniffi.so"})
"""What a Python package opens by its name, so that no file says that it needs it."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """Where a Qt plugin belongs."""

    folder: str
    name: str
    """Without what the file name adds for the system: "jpeg" of libqjpeg.so and qjpeg.dll."""


def plugin_of(destination: str) -> Plugin | None:
    """Return which Qt plugin a file of the frozen program is, None for any other file."""
    found = _PLUGIN.search(destination.replace(os.sep, "/"))
    return Plugin(found[1], found[2]) if found else None


def has_purpose(destination: str) -> bool:
    """Return whether the program has a use for this file of Qt; anything that is not Qt's has one (rule 1)."""
    if found := _TRANSLATION.search(destination.replace(os.sep, "/")):
        # The few words Qt adds to a window, such as "Paste", in the languages the program speaks.
        return found[1] in {f"qtbase_{one}.qm" for one in words.languages()}
    if _SOFTWARE_OPENGL.search(destination.replace(os.sep, "/")):
        return False  # 20 MB for drawing in three dimensions where no driver does; widgets are drawn without
    plugin = plugin_of(destination)
    if plugin is None:
        return True
    names = PURPOSES.get(plugin.folder, frozenset())
    return names is None or plugin.name in names


def without_orphans(
    binaries: Iterable[Entry], *, qt_needs: Iterable[str], read: Callable[[Path], elf.Elf] = elf.read
) -> list[Entry]:
    """Return the binaries that rules 2 and 3 keep, in their order.

    `qt_needs` are the sonames Qt leaves to the system and we bring along.

    Raises:
        BuildError: something that is kept needs a library that this machine does not have.
    """
    entries = [entry for entry in binaries if not host.stays(Path(entry[0]).name)]
    by_destination = {entry[0]: entry for entry in entries}
    provided = {Path(entry[0]).name: entry[0] for entry in entries if entry[2] != "SYMLINK"}
    known: dict[str, elf.Elf] = {}

    def needs(destination: str) -> frozenset[str]:
        if destination not in known:
            known[destination] = read(Path(by_destination[destination][1]))
        return known[destination].needed

    brought = set(qt_needs) | {name for name, place in provided.items() if "PySide6/" in place or "shiboken6/" in place}

    def can_live(entry: Entry) -> bool:
        return all(one in brought or host.stays(one) for one in needs(entry[0]))

    real = [entry for entry in entries if entry[2] != "SYMLINK"]
    roots = [entry[0] for entry in real if (can_live(entry) if plugin_of(entry[0]) else not _is_plain_library(entry))]
    reached, outside = elf.reached(roots, needs, provided)
    _require_all(outside)
    names = {Path(destination).name for destination in reached}
    return [one for one in entries if (Path(one[0]).name in names if one[2] == "SYMLINK" else one[0] in reached)]


def without_dangling_links(datas: Iterable[Entry], *, kept: Iterable[Entry]) -> list[Entry]:
    """Return the files but for the links PyInstaller made to libraries that were not kept."""
    names = {Path(entry[0]).name for entry in kept}
    return [
        one
        for one in datas
        if one[2] != "SYMLINK" or not _LIBRARY.match(Path(one[0]).name) or Path(one[0]).name in names
    ]


def _is_plain_library(entry: Entry) -> bool:
    """Whether nothing but need is a reason to keep it: not a Python module, not Python itself, nothing it opens."""
    name = Path(entry[0]).name
    is_opened = name in _OPENED_BY_PACKAGES or name.startswith("libpython")
    return entry[2] == "BINARY" and _LIBRARY.match(name) is not None and not is_opened


def _require_all(outside: dict[str, set[str]]) -> None:
    lacking = {soname: users for soname, users in outside.items() if not host.stays(soname)}
    if lacking:
        listed = "\n".join(f"    {soname}, for {sorted(users)[0]}" for soname, users in sorted(lacking.items()))
        raise BuildError(f"This machine lacks libraries that the program is shipped with:\n{listed}")
