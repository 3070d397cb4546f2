"""The program starts where nobody can read what it prints, as a program of Windows without a console."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_WITHOUT_STREAMS = """
import sys
sys.stdin = sys.stdout = sys.stderr = None
from turbodesk.main import main
raise SystemExit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--self-test"], 0),
        (["--version"], 0),
        (["--help"], 0),
        (["--no-such-option"], 2),
        (["doctor", "--gateway", "http://127.0.0.1:9/"], 1),
        (["doctor", "--profile", "nobody's"], 2),
        (["doctor", "--key-file", "/nowhere"], 2),
    ],
)
def test_it_ends_as_it_should_without_any_stream(arguments: list[str], code: int, tmp_path: Path) -> None:
    home = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_STREAMS, *arguments],
        env=os.environ | home | nowhere,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")
