"""A run that ended badly leaves a report, one that ended well or lost its power leaves nothing to tell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.test_database import full_disk, posix_only
from turbodesk.store.crash_report import KEPT, RUNNING, CrashWatch

RUN = """
import faulthandler, os, signal, sys
from pathlib import Path
from turbodesk.store.crash_report import CrashWatch

watch = CrashWatch(Path(sys.argv[1]))
watch.begin("1.2.3")
match sys.argv[2]:
    case "ends well":
        watch.end()
    case "ends with an error":
        watch.record(ValueError("x-api-key: sk-ant-abcdef123456"))
        watch.end(well=False)
    case "loses its power":
        os.kill(os.getpid(), signal.SIGKILL)
    case "crashes":
        os.kill(os.getpid(), signal.SIGSEGV)
    case "aborts":
        os.abort()
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def run(folder: Path, how: str) -> None:
    subprocess.run([sys.executable, "-c", RUN, str(folder), how], check=False, timeout=60)


def found(folder: Path, log: str = "") -> Path | None:
    watch = CrashWatch(folder)
    try:
        return watch.begin("1.2.4", lambda: log)
    finally:
        watch.end()


@pytest.mark.parametrize("how", ["ends well", "loses its power"])
def test_there_is_nothing_to_tell(tmp_path: Path, how: str) -> None:
    run(tmp_path, how)
    assert found(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("how", "words"),
    [("crashes", "Segmentation fault"), ("aborts", "Aborted"), ("ends with an error", "ValueError")],
)
def test_the_next_start_finds_the_report(tmp_path: Path, how: str, words: str) -> None:
    run(tmp_path, how)
    report = found(tmp_path, log="the last line, sk-ant-zzzzzzzzzzzz")
    assert report is not None
    text = report.read_text("utf-8")
    assert "TurboDesk 1.2.3" in text
    assert words in text
    assert "the last line" in text
    assert "abcdef123456" not in text
    assert "zzzzzzzzzzzz" not in text
    assert found(tmp_path) is None  # told once


def test_only_the_newest_reports_are_kept(tmp_path: Path) -> None:
    for day in range(10, 10 + KEPT + 3):
        (tmp_path / f"crash-2026-01-{day}-000000.txt").write_text("old", "utf-8")
    run(tmp_path, "aborts")
    report = found(tmp_path)
    kept = sorted(tmp_path.glob("crash-*.txt"))
    assert len(kept) == KEPT
    assert report == kept[-1]


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file", "utf-8")
    assert found(tmp_path / "logs") is None


def test_the_file_of_a_run_says_what_runs(tmp_path: Path) -> None:
    watch = CrashWatch(tmp_path)
    watch.begin("1.2.3")
    assert (tmp_path / RUNNING).read_text("utf-8").startswith("TurboDesk 1.2.3")
    watch.end()


@pytest.mark.parametrize("at", [-(10**9), 10**12])
def test_a_report_of_no_known_day_is_found(tmp_path: Path, at: int) -> None:
    run(tmp_path, "aborts")
    try:
        os.utime(tmp_path / RUNNING, (at, at))
    except OSError:
        pytest.skip("this disk knows no such days")
    assert found(tmp_path) is not None


def test_an_error_that_speaks_of_half_a_character_is_recorded(tmp_path: Path) -> None:
    watch = CrashWatch(tmp_path)
    watch.begin("1.2.3")
    watch.record(ValueError("half \ud800"))
    watch.end(well=False)
    assert "half \\ud800" in (tmp_path / RUNNING).read_text("utf-8")


@posix_only
@pytest.mark.parametrize("room", [0, 10_000])
def test_a_full_disk_keeps_nothing_from_ending(tmp_path: Path, room: int) -> None:
    watch = CrashWatch(tmp_path)
    with full_disk(room):
        watch.begin("1.0")
    with full_disk(0):
        watch.record(ValueError("x" * 20_000))
        watch.end(well=False)
