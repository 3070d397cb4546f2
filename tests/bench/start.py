"""Measures the way to the first paint of the window, and its memory, against a bare Qt window.

Three programs, each started anew several times, in turns: a bare PySide6 window with a text view; the same with the
imports that our window needs; and TurboDesk with the demo, in an empty folder.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 7

# Each prints its memory at the first paint of a top-level window, and ends. What it prints besides is not looked at.
_WATCH = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
class Watch(QObject):
    def eventFilter(self, thing, event):
        if event.type() == QEvent.Type.Paint and thing.isWidgetType() and thing.isWindow():
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        import os
        with open("/proc/self/smaps_rollup") as file:
            pss_kb = next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        print("PAINTED", pss_kb, flush=True)
        os._exit(0)
"""
_BARE = (
    _WATCH
    + """
from PySide6.QtWidgets import QApplication, QMainWindow, QTextBrowser
application = QApplication(sys.argv)
watch = Watch()
application.installEventFilter(watch)
window = QMainWindow()
window.setCentralWidget(QTextBrowser())
window.resize(1120, 760)
window.show()
application.exec()
"""
)
_IMPORTS = (
    "import asyncio, httpx, httpx_sse, keyring, markdown, aiosqlite, platformdirs, truststore, qasync, sqlite3, json\n"
    + _BARE
)
_OURS = (
    _WATCH
    + """
from turbodesk.ui import application
from turbodesk import main
class Watched(application.Application):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        from PySide6.QtWidgets import QApplication
        self.watch = Watch()
        QApplication.instance().installEventFilter(self.watch)
application.Application = Watched
sys.exit(main.main(["--demo", "--data-dir", sys.argv[1]]))
"""
)
PROGRAMS = {"bare": _BARE, "imports": _IMPORTS, "ours": _OURS}


def start(program: str, folder: Path) -> tuple[float, float]:
    """Milliseconds to the first paint, and memory in MiB then (its own, and its part of what is shared)."""
    folder.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "TURBODESK_API_KEY"}
    command = [sys.executable, "-c", PROGRAMS[program], str(folder)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        line = next((line for line in process.stdout if line.startswith("PAINTED")), "")
        took_ms = (time.perf_counter() - began) * 1000
    if not line:
        raise SystemExit(f"{program} ended without a paint, exit {process.returncode}")
    return took_ms, int(line.split()[1]) / 1024


def main() -> None:
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in PROGRAMS}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(ROUNDS + 1):
            for name in PROGRAMS:
                measured = start(name, Path(folder, f"{name}-{turn}"))
                if turn:  # the first round only fills the caches
                    results[name].append(measured)
    ms = {name: statistics.median(time_ms for time_ms, _ in all_) for name, all_ in results.items()}
    mib = {name: statistics.median(memory for _, memory in all_) for name, all_ in results.items()}
    print(  # noqa: T201
        json.dumps(
            {
                "first_paint_ms": {name: round(value) for name, value in ms.items()},
                "memory_mib": {name: round(value, 1) for name, value in mib.items()},
                "start_over_bare": round(ms["ours"] / ms["bare"], 2),
                "memory_over_imports": round(mib["ours"] / mib["imports"], 2),
                "aims": {"start_over_bare": 1.8, "memory_over_imports": 1.5},
                "rounds": ROUNDS,
            }
        )
    )


if __name__ == "__main__":
    main()
