"""A bare machine forgets what was done on it, also where the kernel refuses an overlay and its tree is copied."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundle.build import BuildError
from bundle.machine import machine


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Path]:
    """Where the trees are: an empty file system of its own, so that it is the same whatever `tmp_path` lies on."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("root alone may mount")
    place = tmp_path / "work"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], check=False, capture_output=True).returncode:
        pytest.skip("this root may not mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def made(work: Path) -> Path:
    """Put a tree of no release there: just what a machine needs to be lent."""
    base = work / "base-small"
    for name in ("etc", "proc", "dev", "tmp"):
        (base / name).mkdir(parents=True)
    (base / "etc" / "hostname").write_text("small\n", encoding="ascii")
    return base


def is_mounted(place: Path) -> bool:
    mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    return any(line.split()[1] == str(place) for line in mounts)


def forgets(work: Path, *, is_overlay: bool) -> None:
    base = made(work)
    with machine("small", work) as bare:
        assert is_mounted(bare.tree) == is_overlay
        assert (bare.tree / "etc" / "hostname").read_text(encoding="ascii") == "small\n"
        (bare.tree / "etc" / "hostname").write_text("changed\n", encoding="ascii")
        (bare.tree / "new").touch()
    assert not bare.tree.exists()
    assert (base / "etc" / "hostname").read_text(encoding="ascii") == "small\n"
    assert not (base / "new").exists()
    assert os.listdir("/dev")


def test_it_is_forgotten(work: Path) -> None:
    forgets(work, is_overlay=True)


def test_a_copy_is_forgotten_too(work: Path) -> None:
    """An overlay takes no overlay for what was changed: this is what a container looks like."""
    for name in ("lower", "upper", "between", "container"):
        (work / name).mkdir()
    layers = f"lowerdir={work}/lower,upperdir={work}/upper,workdir={work}/between"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, str(work / "container")], check=True)
    try:
        forgets(work / "container", is_overlay=False)
    finally:
        subprocess.run(["umount", "--lazy", str(work / "container")], check=True)


def test_pip_trusts_whom_it_trusts_here(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(work)
    authority = tmp_path / "authority.pem"
    authority.write_text("somebody\n", encoding="ascii")
    monkeypatch.setenv("PIP_CERT", str(authority))
    with machine("small", work) as bare:
        settings = (bare.tree / "etc" / "pip.conf").read_text(encoding="ascii")
        assert settings == "[global]\ncert = /etc/lent-certificates.pem\n"
        assert (bare.tree / "etc" / "lent-certificates.pem").read_text(encoding="ascii") == "somebody\n"


def test_a_release_that_cannot_be_had_is_told(work: Path) -> None:
    with (
        pytest.raises(BuildError, match=r"debootstrap"),
        machine("no-such-release", work, mirror="file:///nowhere"),
    ):
        pass
