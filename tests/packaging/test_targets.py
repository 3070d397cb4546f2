"""What is packed is what is in the tree, in the version it says, readable for everybody, from whatever machine."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundle import appdir, depends, freeze, project, rpm, shipped, sums, tar, targets
from bundle.build import Build, BuildError
from bundle.targets import Target

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of Linux")


@pytest.mark.parametrize("asked", [["deb"], ["freeze", "deb"], ["deb", "rpm"]])
def test_what_was_frozen_before_is_never_packed(
    build: Build, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    for name in targets.TARGETS:
        stand_in = Target(targets.LINUX, lambda _, name=name: made.append(name))  # type: ignore[misc]
        monkeypatch.setitem(targets.TARGETS, name, stand_in)
    build.out.mkdir()
    assert build.program.exists()
    targets.run(build, asked)
    assert made == ["freeze", *(name for name in asked if name != "freeze")]


@pytest.mark.parametrize("inside", [[], ["0.1.0"], ["0.1.0", "1.2.3"]])
def test_a_program_of_another_version_is_told_before_it_is_packed(build: Build, inside: list[str]) -> None:
    for version in inside:
        (build.contents / f"turbodesk-{version}.dist-info").mkdir()
    with pytest.raises(BuildError, match=r"the tree is of 1\.2\.3"):
        freeze.require_version(build)


def test_a_program_of_this_version_is_packed(build: Build) -> None:
    (build.contents / "turbodesk-1.2.3.dist-info").mkdir()
    freeze.require_version(build)


def test_the_checksums_are_those_of_this_version(build: Build) -> None:
    build.out.mkdir()
    mine = {"turbodesk_1.2.3_amd64.deb", "turbodesk-1.2.3-1.x86_64.rpm", "turbodesk-1.2.3-linux-x86_64.tar.xz"}
    others = {"turbodesk_0.1.0_amd64.deb", "turbodesk-1.2.30-1.x86_64.rpm", "turbodesk-11.2.3-linux-x86_64.tar.xz"}
    for name in mine | others:
        (build.out / name).touch()
    text = sums.write(build).read_text(encoding="utf-8")
    assert {line.split()[1] for line in text.splitlines()} == mine


@pytest.fixture
def strict_umask() -> Iterator[None]:
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.usefixtures("strict_umask", "qapp")
def test_everybody_may_read_what_was_packed_under_a_strict_umask(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package for Debian is looked at by lintian; the others by nobody but this."""
    monkeypatch.setattr(Build, "run", lambda *_arguments, **_settings: None)
    monkeypatch.setattr(depends, "of", lambda _: NEEDED)
    rpm.make(build)
    tar.make(build)
    made = [build.work / "rpm", build.work / "tar", appdir.lay_out(build)]
    for path in (path for folder in made for path in folder.rglob("*") if not path.is_symlink()):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o755 if path.is_dir() or path.name in RUN else 0o644), path


RUN = {"turbodesk", "install.sh", "AppRun"}
NEEDED = depends.Depends(frozenset({"libEGL.so.1"}), frozenset(), (2, 35), (0,))


def test_an_rpm_names_no_machine(build: Build, tmp_path: Path) -> None:
    """Else each machine makes other bytes of the same sources; `packaging/reproduce` compares whole packages."""
    (tmp_path / "usr" / "lib" / "turbodesk").mkdir(parents=True)
    configuration = rpm.configuration(build, tmp_path, NEEDED)
    assert configuration["rpm"]["buildhost"] == "localhost"
    assert configuration["mtime"] == project.date(build.root).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_nothing_of_the_program_imports_what_is_left_out() -> None:
    left_out = "|".join(map(re.escape, shipped.EXCLUDED))
    importing = re.compile(rf"^\s*(?:import|from)\s+({left_out})\b", re.MULTILINE)
    found = {
        str(path): importing.findall(path.read_text(encoding="utf-8"))
        for path in (project.ROOT / "turbodesk").rglob("*.py")
    }
    assert len(found) > 100
    assert not {path: modules for path, modules in found.items() if modules}
