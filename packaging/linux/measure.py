#!/usr/bin/env python3
"""Measures what freezing costs: how long until the window is painted, beside the same program in its plain environment.

    python3 packaging/linux/measure.py build/frozen/turbodesk/turbodesk .venv/bin/python

Both start on one virtual screen, in turn, so that a busy moment of the machine meets both. A start is measured from
outside the process to the moment its self-test says the window was painted. "evicted" are starts after the pages of
all its files were dropped from memory, as after switching on; a disk slower than this machine's makes them longer.
Prints medians of seconds, their ratio, and sizes in MB, as one JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

from bundle.smoke import screen  # noqa: E402

WARM, EVICTED = 9, 5


def started_s(command: list[str], display: str) -> float:
    """Return the seconds from starting the process to its first paint."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "HOME": home,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
        }
        began = time.time()
        done = subprocess.run([*command, "--self-test"], env=environment, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["window"]["painted_at"]) - began


def files_of(command: list[str]) -> list[Path]:
    """Return every file the program is made of: the frozen folder, or the environment and its Python."""
    program = Path(command[0])
    if len(command) == 1:
        folders = [program.parent]
    else:
        asked = subprocess.run(
            [command[0], "-c", "import sys; print(sys.base_prefix)"], capture_output=True, text=True, check=True
        )
        folders = [program.parents[1], Path(asked.stdout.strip()) / "lib", ROOT / "turbodesk", ROOT / "resources"]
    return [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def evict(files: list[Path]) -> None:
    """Drop their pages from memory."""
    os.sync()
    for path in files:
        handle = os.open(path, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def main() -> None:
    frozen, python = (str(Path(one).absolute()) for one in sys.argv[1:3])
    programs = {"frozen": [frozen], "plain": [python, "-P", "-m", "turbodesk"]}
    files = {name: files_of(command) for name, command in programs.items()}
    found: dict[str, dict[str, float]] = {"warm_s": {}, "evicted_s": {}}
    with screen() as display:
        for kind, times in (("warm_s", WARM), ("evicted_s", EVICTED)):
            taken: dict[str, list[float]] = {name: [] for name in programs}
            for number in range(times + 1):
                for name, command in programs.items():
                    if kind == "evicted_s":
                        evict(files[name])
                    took = started_s(command, display)
                    if number:  # the first of each fills caches of the system
                        taken[name].append(took)
            found[kind] = {name: round(statistics.median(all_), 3) for name, all_ in taken.items()}
            found[kind]["ratio"] = round(found[kind]["frozen"] / found[kind]["plain"], 3)
    found["size_mb"] = {"frozen": round(sum(path.stat().st_size for path in files["frozen"]) / 1e6, 1)}
    json.dump(found, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    if len(sys.argv) != 3 or shutil.which("Xvfb") is None:
        sys.exit(__doc__)
    main()
