"""The rules keep what the program needs of the real Qt packages, and leave out what would drag more along."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import PySide6
import pytest
from bundle import elf, host, prune, qt_needs
from bundle.build import BuildError
from bundle.elf import Elf

PYSIDE = Path(PySide6.__file__).parent
PLUGINS = PYSIDE / "Qt" / "plugins"

on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("objdump") is None, reason="needs binutils on Linux"
)


@pytest.mark.parametrize(
    ("destination", "folder", "name"),
    [
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", "imageformats", "jpeg"),
        ("PySide6/plugins/imageformats/qjpeg.dll", "imageformats", "jpeg"),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", "platforms", "cocoa"),
        ("PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so", "wayland-shell-integration", "xdg-shell"),
        ("Contents/Frameworks/PySide6/Qt/plugins/styles/libqmacstyle.dylib", "styles", "macstyle"),
    ],
)
def test_a_plugin_is_known_on_every_system(destination: str, folder: str, name: str) -> None:
    assert prune.plugin_of(destination) == prune.Plugin(folder, name)
    assert prune.has_purpose(destination)


@pytest.mark.parametrize(
    "destination",
    [
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/plugins/tls/qopensslbackend.dll",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/plugins/a-folder-of-a-later-qt/libqnew.so",
        "PySide6/Qt/translations/qtbase_sv.qm",
    ],
)
def test_what_nobody_has_a_purpose_for_stays_out(destination: str) -> None:
    assert not prune.has_purpose(destination)


def test_what_is_not_qts_is_none_of_its_business() -> None:
    assert prune.plugin_of("numpy/plugins/libqthing.so") is None
    assert prune.has_purpose("turbodesk/_resources/icons/turbodesk.svg")


@on_linux
def test_real_plugins_fall_by_what_they_need() -> None:
    entries = [
        (str(path.relative_to(PYSIDE.parent)), str(path), "BINARY")
        for folder in ("platformthemes", "imageformats", "platforms")
        for path in sorted((PLUGINS / folder).glob("*.so"))
    ] + [(f"PySide6/Qt/lib/{path.name}", str(path), "BINARY") for path in sorted((PYSIDE / "Qt/lib").glob("lib*.so.*"))]
    # The last two lie in packages of the table, beside libraries that it names.
    needs = [*qt_needs.packages(), "libgthread-2.0.so.0", "libbrotlicommon.so.1"]
    carried = [(name, "", "BINARY") for name in needs if not host.stays(name)]

    def read(path: Path) -> Elf:
        return elf.read(path) if path.name else Elf(frozenset(), None, frozenset())

    kept = {Path(one[0]).name for one in prune.without_orphans([*entries, *carried], qt_needs=needs, read=read)}
    assert {"libqxcb.so", "libqwayland.so", "libqoffscreen.so", "libqxdgdesktopportal.so", "libqjpeg.so"} <= kept
    # GTK is not ours to bring, and Pdf belongs to another package.
    assert not {"libqgtk3.so", "libqpdf.so"} & kept
    assert "libQt6Quick.so.6" not in kept
    assert {"libQt6Core.so.6", "libQt6XcbQpa.so.6", "libxcb-cursor.so.0"} <= kept


def test_libraries_go_with_the_last_that_needs_them() -> None:
    needs = {
        "module.so": {"libused.so.1", "libEGL.so.1", "libc.so.6"},
        "libused.so.1": {"libdeep.so.2"},
        "libdeep.so.2": set(),
        "libunused.so.1": {"libdeeper.so.1"},
        "libdeeper.so.1": set(),
        "libpython3.11.so.1.0": set(),
        "libpdfium.so": set(),
        "libmerman_uniffi.so": set(),
    }
    entries = [(name, name, "EXTENSION" if name == "module.so" else "BINARY") for name in needs]
    entries += [("libEGL.so.1", "libEGL.so.1", "BINARY"), ("libdeep.so.2", "PySide6/libdeep.so.2", "SYMLINK")]

    def read(path: Path) -> Elf:
        return Elf(frozenset(needs[path.name]), None, frozenset())

    kept = prune.without_orphans(entries, qt_needs=(), read=read)
    assert [one[0] for one in kept] == [
        "module.so", "libused.so.1", "libdeep.so.2", "libpython3.11.so.1.0", "libpdfium.so", "libmerman_uniffi.so",
        "libdeep.so.2",
    ]  # fmt: skip
    links = [("liball.so", "x", "SYMLINK"), ("libused.so.1", "x", "SYMLINK"), ("font.ttf", "x", "DATA")]
    assert [one[0] for one in prune.without_dangling_links(links, kept=kept)] == ["libused.so.1", "font.ttf"]


def test_a_library_nobody_brings_stops_the_build() -> None:
    entries = [("module.so", "module.so", "EXTENSION")]

    def read(_: Path) -> Elf:
        return Elf(frozenset({"libmissing.so.3"}), None, frozenset())

    with pytest.raises(BuildError, match=r"libmissing\.so\.3, for module\.so"):
        prune.without_orphans(entries, qt_needs=(), read=read)
