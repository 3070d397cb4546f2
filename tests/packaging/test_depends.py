"""A package asks for what its files need, by the names that each kind of package uses."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import PySide6
import pytest
from bundle import deb, depends, host, qt_needs, rpm
from bundle.build import Build, BuildError

PYSIDE = Path(PySide6.__file__).parent

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("objdump") is None, reason="needs binutils on Linux"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program of one real Qt library and all of Qt's that it needs."""
    for name in ("libQt6Core.so.6", "libQt6Gui.so.6", "libQt6DBus.so.6"):
        shutil.copy(PYSIDE / "Qt" / "lib" / name, tmp_path)
    for path in (PYSIDE / "Qt" / "lib").glob("libicu*.so.*"):
        shutil.copy(path, tmp_path)
    # libgthread lies in the package of libglib.
    for name in [*qt_needs.packages(), "libgthread-2.0.so.0"]:
        if not host.stays(name):
            (tmp_path / name).touch()
    return tmp_path


def test_a_qt_program_asks_for_the_screen_the_fonts_and_the_bus(folder: Path) -> None:
    needed = depends.of(folder)
    names = needed.debian()
    assert {"libegl1", "libgl1", "libfontconfig1", "libx11-6", "libdbus-1-3"} <= set(names)
    assert any(name.startswith("libc6 (>= 2.") for name in names)
    assert any(name.startswith("libstdc++6 (>= ") for name in names)
    assert names == sorted(names)
    # What we bring is not asked for, whatever package of this machine it came from.
    assert not [name for name in names if name.startswith(("libglib", "libxkbcommon", "libicu", "libqt"))]
    assert "libEGL.so.1()(64bit)" in needed.rpm()
    assert any(name.startswith("libc.so.6(GLIBC_2.") for name in needed.rpm())


def test_printers_are_recommended_and_not_required(folder: Path) -> None:
    shutil.copy(PYSIDE / "Qt" / "plugins" / "printsupport" / "libcupsprintersupport.so", folder)
    for name in ("libQt6PrintSupport.so.6", "libQt6Widgets.so.6"):
        shutil.copy(PYSIDE / "Qt" / "lib" / name, folder)
    needed = depends.of(folder)
    assert needed.debian_recommends() == ["libcups2"]
    assert "libcups2" not in needed.debian()
    assert needed.rpm_recommends() == ["libcups.so.2()(64bit)"]


def test_a_library_nobody_brings_stops_the_build(folder: Path) -> None:
    (folder / "libQt6Core.so.6").unlink()
    with pytest.raises(BuildError, match=r"libQt6Core\.so\.6"):
        depends.of(folder)


def test_an_unknown_compiler_is_told_and_not_guessed() -> None:
    needed = depends.Depends(frozenset({"libstdc++.so.6"}), frozenset(), (2, 34), (3, 4, 99))
    with pytest.raises(BuildError, match=r"GLIBCXX_3\.4\.99"):
        needed.debian()


def test_the_control_file_is_well_formed() -> None:
    needed = depends.Depends(frozenset({"libEGL.so.1"}), frozenset({"libcups.so.2"}), (2, 35), (0,))
    text = deb.control("1.2.3", needed, architecture="amd64", size_kb=7)
    fields = dict(line.split(": ", 1) for line in text.splitlines() if not line.startswith(" "))
    assert fields["Package"] == "turbodesk"
    assert fields["Depends"] == "libc6 (>= 2.35), libegl1"
    assert fields["Recommends"].endswith("libcups2")
    assert all(len(line) <= 80 for line in text.splitlines() if line.startswith(" "))
    assert "\n\n" not in text


def test_an_rpm_owns_its_own_folder_alone(build: Build) -> None:
    stage = build.fresh("stage")
    (stage / "usr" / "lib" / "turbodesk").mkdir(parents=True)
    (stage / "usr" / "lib" / "turbodesk" / "turbodesk").touch()
    (stage / "usr" / "bin").mkdir()
    (stage / "usr" / "bin" / "turbodesk").symlink_to("../lib/turbodesk/turbodesk")
    (stage / "usr" / "share" / "applications").mkdir(parents=True)
    (stage / "usr" / "share" / "applications" / "x.desktop").touch()
    found = {one["dst"]: one.get("type", "file") for one in rpm.contents(stage)}
    assert found == {
        "/usr/lib/turbodesk": "tree", "/usr/bin/turbodesk": "symlink", "/usr/share/applications/x.desktop": "file",
    }  # fmt: skip
