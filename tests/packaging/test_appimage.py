"""An AppImage is its runtime with the program behind it, the same bytes of the same sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bundle import appdir
from bundle.build import Build, BuildError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of Linux")
RUNTIME = b"\x7fELF\x02\x01\x01\x00AI\x02" + bytes(997)
"""Has only what an AppImage is told by; the real one cannot be had without a download."""


@pytest.mark.skipif(shutil.which("mksquashfs") is None, reason="squashfs-tools is not installed")
def test_the_program_lies_behind_the_runtime(
    build: Build, tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = appdir.assemble(build, appdir.lay_out(build), RUNTIME)
    assert image.name == "turbodesk-1.2.3-linux-x86_64.AppImage" or build.machine != "x86_64"
    first = image.read_bytes()
    assert first.startswith(RUNTIME + b"hsqs")
    assert os.access(image, os.X_OK)
    unpack = ["unsquashfs", "-quiet", "-no-progress", "-offset", str(len(RUNTIME)), "-dest", str(tmp_path / "in")]
    subprocess.run([*unpack, str(image)], check=True, capture_output=True)
    told = subprocess.check_output([str(tmp_path / "in" / "AppRun"), "there"], text=True)
    assert told == "TurboDesk 1.2.3 there\n"
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    before = os.umask(0o077)
    try:
        again = appdir.assemble(build, appdir.lay_out(build), RUNTIME)
    finally:
        os.umask(before)
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(first).digest()


def test_another_runtime_than_the_one_that_is_held_to_is_not_packed(
    build: Build, tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = tmp_path / "runtime"
    runtime.write_bytes(RUNTIME)
    monkeypatch.setenv(appdir.VARIABLE, str(runtime))
    with pytest.raises(BuildError, match="SHA-256"):
        appdir.make(build)
    assert not build.out.exists()
