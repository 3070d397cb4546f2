"""Makes the package for Debian and Ubuntu."""

from __future__ import annotations

import hashlib
import textwrap
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from bundle import changelog, depends, layout, project
from bundle.build import Build
from bundle.copyright import debian_copyright

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}

_KEY_STORES = "gnome-keyring | plasma-workspace | keepassxc"
"""Something that keeps secrets; without one the key lasts until the program ends, and the program says so."""

_OVERRIDES = """\
# The program brings its Python, Qt and most libraries along, so that one package fits every release of Debian and
# Ubuntu. What these tags advise against is how that is done.
turbodesk: embedded-library
turbodesk: custom-library-search-path
turbodesk: shared-library-lacks-prerequisites
turbodesk: library-not-linked-against-libc
# Formulas are laid out by the measures of exactly this font.
turbodesk: duplicate-font-file
# PyInstaller's launcher is built without.
turbodesk: hardening-no-pie
"""


def make(build: Build) -> Path:
    """Build the package and return its path.

    Raises:
        BuildError: a library has no known package, or dpkg-deb failed.
    """
    architecture = _ARCHITECTURES[build.machine]
    stage = build.fresh("deb")
    layout.lay_out(build, stage / "usr", channel="deb")
    needed = depends.of(stage / "usr" / "lib" / project.NAME)
    doc = stage / "usr" / "share" / "doc" / project.NAME
    (doc / "CHANGELOG.gz").unlink()
    (doc / "changelog.gz").write_bytes(layout.gzipped(debian_changelog(build.root).encode()))
    (doc / "copyright").write_text(debian_copyright(build.root), encoding="utf-8")
    overrides = stage / "usr" / "share" / "lintian" / "overrides"
    overrides.mkdir(parents=True)
    (overrides / project.NAME).write_text(_OVERRIDES, encoding="ascii")
    _write_control(build, stage, needed, architecture)
    layout.settle_permissions(stage)
    layout.settle_times(build, stage)
    build.out.mkdir(parents=True, exist_ok=True)
    package = build.out / f"{project.NAME}_{build.version}_{architecture}.deb"
    build.run("dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", stage, package)
    return package


def control(version: str, needed: depends.Depends, *, architecture: str, size_kb: int) -> str:
    """Return the control file; `size_kb` is what the installed files take, in units of 1024 bytes."""
    recommends = [_KEY_STORES, "xdg-desktop-portal", "fonts-noto-color-emoji", *needed.debian_recommends()]
    description = "\n .\n".join(
        "\n".join(f" {line}" for line in textwrap.wrap(paragraph, 78)) for paragraph in project.PARAGRAPHS
    )
    return (
        f"Package: {project.NAME}\n"
        f"Version: {version}\n"
        f"Architecture: {architecture}\n"
        f"Maintainer: {project.MAINTAINER}\n"
        f"Installed-Size: {size_kb}\n"
        f"Depends: {', '.join(needed.debian())}\n"
        f"Recommends: {', '.join(recommends)}\n"
        "Section: net\n"
        "Priority: optional\n"
        f"Homepage: {project.HOMEPAGE}\n"
        f"Description: {project.SUMMARY[0].lower()}{project.SUMMARY[1:]}\n"
        f"{description}\n"
    )


def _write_control(build: Build, stage: Path, needed: depends.Depends, architecture: str) -> None:
    files = sorted(path for path in (stage / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    size_kb = sum(-(-path.stat().st_size // 1024) for path in files)
    folder = stage / "DEBIAN"
    folder.mkdir()
    text = control(build.version, needed, architecture=architecture, size_kb=size_kb)
    (folder / "control").write_text(text, encoding="utf-8")
    sums = (f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(stage)}\n" for path in files)
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")
    farewell = folder / "postrm"
    farewell.write_bytes(project.AFTER_REMOVAL.read_bytes())
    farewell.chmod(0o755)


def debian_changelog(root: Path = project.ROOT) -> str:
    """Return CHANGELOG.md in the form of a Debian changelog, for tools that show what an upgrade brings."""
    entries = []
    for one in changelog.releases(root):
        points = "\n".join(
            textwrap.fill(point, 78, initial_indent="  * ", subsequent_indent="    ") for point in one.points
        )
        day = format_datetime(datetime(one.day.year, one.day.month, one.day.day, tzinfo=UTC))
        entries.append(
            f"{project.NAME} ({one.version}) stable; urgency=medium\n\n{points}\n\n -- {project.MAINTAINER}  {day}\n"
        )
    return "\n".join(entries)
