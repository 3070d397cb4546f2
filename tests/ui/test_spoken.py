"""In other languages nothing is cut off either, and no sentence stays English."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.spoken import PSEUDO


@pytest.mark.parametrize(("language", "scale"), [(PSEUDO, "1"), ("de", "2"), ("ar", "2"), ("zh_CN", "1"), ("ru", "1")])
def test_the_window_has_room_for_every_language(language: str, scale: str, tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
    command = [sys.executable, "-P", "-m", "tests.ui.spoken", language, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr[-2000:]
