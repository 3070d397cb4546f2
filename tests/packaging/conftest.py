"""Stands in for the frozen program: a small folder of the same shape, with a real library in it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from bundle.build import Build

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of Linux")


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A build below `tmp_path` that has frozen something already: a script that says what it was asked."""
    build = Build(tmp_path / "out", tmp_path / "work", version="1.2.3", epoch=1_790_000_000)
    inside = build.contents / "turbodesk" / "_resources"
    inside.mkdir(parents=True)
    (inside / "models.toml").write_text("", encoding="ascii")
    build.program.write_text('#!/bin/sh\necho "TurboDesk 1.2.3 $*"\n', encoding="ascii")
    build.program.chmod(0o755)
    library = next(Path(one) for one in _LIBRARIES if Path(one).exists())
    shutil.copy(library, build.contents / "libfreetype-of-ours.so.6")
    return build


_LIBRARIES = ("/usr/lib/x86_64-linux-gnu/libfreetype.so.6", "/usr/lib/aarch64-linux-gnu/libfreetype.so.6")
