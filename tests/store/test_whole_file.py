from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from turbodesk.store.whole_file import write_whole


class Interruption(BaseException):
    """What ends a thread in the middle of its work."""


@pytest.mark.parametrize("before", [None, b"what was there"])
@pytest.mark.parametrize("failure", [OSError, ValueError, Interruption])
def test_a_file_that_is_not_filled_leaves_all_as_it_was(
    tmp_path: Path, before: bytes | None, failure: type[BaseException]
) -> None:
    file = tmp_path / "file.txt"
    if before is not None:
        file.write_bytes(before)

    def fill(new: BinaryIO) -> None:
        new.write(b"half of")
        raise failure

    with pytest.raises(failure):
        write_whole(file, fill)
    assert [one.name for one in tmp_path.iterdir()] == ([] if before is None else ["file.txt"])
    assert before is None or file.read_bytes() == before


@pytest.mark.parametrize("name", ["file.txt", "x" * 200 + ".md", "名" * 60 + ".md", ".hidden"])
def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"old")
    write_whole(file, lambda new: new.write(b"new"))
    assert file.read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_only_the_owner_reads_what_is_private(tmp_path: Path) -> None:
    file = tmp_path / "file"
    for _ in range(2):
        write_whole(file, lambda new: new.write(b"secret"), private=True)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o664)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_a_new_file_is_as_the_system_makes_them_and_an_old_one_keeps_its_rights(tmp_path: Path) -> None:
    file, usual = tmp_path / "file", tmp_path / "usual"
    usual.touch()
    write_whole(file, lambda new: new.write(b"words"))
    assert file.stat().st_mode == usual.stat().st_mode
    for mode in (0o664, 0o640, 0o400, 0o755):
        file.chmod(mode)
        write_whole(file, lambda new: new.write(b"other words"))
        assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("target", ["elsewhere/file", "elsewhere/new"])
def test_a_link_stays_a_link(tmp_path: Path, target: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "file").write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to(target)
    write_whole(link, lambda new: new.write(b"new"))
    assert link.is_symlink()
    assert (tmp_path / target).read_bytes() == link.read_bytes() == b"new"
    assert not list(tmp_path.rglob("*.part"))
