"""What real libraries say of themselves is read right, and needs are followed through one set of files only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import PySide6
import pytest
from bundle import elf
from hypothesis import given
from hypothesis import strategies as st

PYSIDE = Path(PySide6.__file__).parent

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("objdump") is None, reason="needs binutils on Linux"
)


def test_a_qt_library_says_what_it_needs() -> None:
    gui = elf.read(PYSIDE / "Qt" / "lib" / "libQt6Gui.so.6")
    assert gui.soname == "libQt6Gui.so.6"
    assert {"libQt6Core.so.6", "libEGL.so.1", "libc.so.6"} <= gui.needed
    assert elf.newest([gui], "GLIBC") >= (2, 28)
    assert elf.newest([gui], "GLIBCXX") >= (3, 4)
    assert elf.newest([gui], "NOTHING") == (0,)


def test_a_window_on_x11_reaches_its_libraries_and_not_quick() -> None:
    folder = PYSIDE / "Qt" / "lib"
    provided = {path.name: str(path) for path in folder.glob("lib*.so.*")}
    xcb = str(PYSIDE / "Qt" / "plugins" / "platforms" / "libqxcb.so")
    reached, outside = elf.reached([xcb], lambda file: elf.read(Path(file)).needed, provided)
    names = {Path(file).name for file in reached}
    assert {"libqxcb.so", "libQt6XcbQpa.so.6", "libQt6Gui.so.6", "libQt6DBus.so.6"} <= names
    assert not [name for name in names if "Quick" in name or "Qml" in name]
    assert xcb in outside["libxcb-cursor.so.0"] or outside["libxcb-cursor.so.0"]


def test_only_programs_and_libraries_are_read(tmp_path: Path) -> None:
    (tmp_path / "text.so").write_text("not a library", encoding="ascii")
    shutil.copy(PYSIDE / "Qt" / "plugins" / "imageformats" / "libqgif.so", tmp_path / "plugin.so")
    (tmp_path / "link.so").symlink_to("plugin.so")
    assert list(elf.read_tree(tmp_path)) == [Path("plugin.so")]
    with pytest.raises(subprocess.CalledProcessError):
        elf.read(tmp_path / "text.so")


GRAPHS = st.dictionaries(st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from("abcdefghxyz")), min_size=1)


@given(GRAPHS, st.data())
def test_what_is_reached_is_closed_and_nothing_more(needs: dict[str, frozenset[str]], data: st.DataObject) -> None:
    provided = {name: name for name in needs}
    roots = data.draw(st.lists(st.sampled_from(sorted(needs))))
    reached, outside = elf.reached(roots, needs.__getitem__, provided)
    assert set(roots) <= reached
    for file in reached:
        for need in needs[file]:
            assert need in reached or file in outside[need]
    assert reached == _naive(roots, needs)


def _naive(roots: Iterable[str], needs: dict[str, frozenset[str]]) -> set[str]:
    found = set(roots)
    while more := {need for file in found for need in needs[file] if need in needs} - found:
        found |= more
    return found
