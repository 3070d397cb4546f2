"""Nothing is cut off anywhere, from the smallest window to full HD, at any scale of the screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "2", "3"])
def test_nothing_is_cut_off(scale: str, tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
    command = [sys.executable, "-P", "-m", "tests.ui.cramped", str(tmp_path), *([] if scale == "1" else ["--few"])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr[-2000:]
