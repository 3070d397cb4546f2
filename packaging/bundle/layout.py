"""Lays the frozen program out as it lies on an installed Linux, the same for every kind of package.

lib/turbodesk/                     the frozen program
bin/turbodesk                      a link to it
share/applications, icons, ...     its place in the desktop
"""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

from bundle import desktop_entry, icons, manual, metainfo, project
from bundle.build import Build

CHANNEL = "channel"
"""A file among the program's resources: one word that says which kind of package it came in."""


def lay_out(build: Build, prefix: Path, *, channel: str, doc: str = "share/doc/turbodesk") -> None:
    """Fill `prefix`, as in /usr, with everything that is installed."""
    home = prefix / "lib" / project.NAME
    copy_program(build, home, channel=channel)
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin" / project.NAME).symlink_to(f"../lib/{project.NAME}/{project.NAME}")
    write_share(build, prefix / "share")
    _write(prefix / doc / "CHANGELOG.gz", gzipped((build.root / "CHANGELOG.md").read_bytes()))


def copy_program(build: Build, folder: Path, *, channel: str) -> None:
    """Copy the frozen program, and write into it which kind of package it came in."""
    shutil.copytree(build.frozen, folder, symlinks=True)
    mark(build, folder, channel=channel)


def mark(build: Build, folder: Path, *, channel: str) -> None:
    """Write into a copy of the frozen program which kind of package it comes in."""
    relative = build.contents.relative_to(build.frozen)
    _write(folder / relative / project.NAME / "_resources" / CHANNEL, f"{channel}\n".encode())


def write_share(build: Build, share: Path, *, command: str = project.NAME) -> None:
    """Write the program's place in the desktop: menu entry, icons, AppStream file and manual page."""
    from turbodesk.main import command_line

    identity = project.APP_ID
    day = project.date(build.root).date().isoformat()
    page = manual.page(command_line(), version=build.version, day=day)
    _write(share / "applications" / f"{identity}.desktop", desktop_entry.text(command).encode())
    _write(share / "metainfo" / f"{identity}.metainfo.xml", metainfo.text(build.root).encode())
    _write(share / "man" / "man1" / f"{project.NAME}.1.gz", gzipped(page.encode()))
    hicolor = share / "icons" / "hicolor"
    drawing = project.icon(build.root)
    for side in icons.SIZES:
        _write(hicolor / f"{side}x{side}" / "apps" / f"{identity}.png", icons.png(side, drawing))
    _write(hicolor / "scalable" / "apps" / f"{identity}.svg", drawing.read_bytes())


def settle_permissions(folder: Path) -> None:
    """Whatever umask this machine has: everybody can enter folders, read files and run what its owner can run."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_symlink():
            continue
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def settle_times(build: Build, folder: Path) -> None:
    """Give every file and folder the build's date."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (build.epoch, build.epoch), follow_symlinks=False)


def gzipped(content: bytes) -> bytes:
    """Return it compressed, without a time or a name in it."""
    return gzip.compress(content, 9, mtime=0)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o644)
