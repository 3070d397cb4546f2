"""How long until the window is painted, and what it weighs, beside a bare window of the same toolkit.

    python -m tests.bench.start

Three programs, each in fresh processes and in turn, so that a busy moment of the machine meets them all: `bare` paints
an empty window; `imports` does the same after importing what TurboDesk is made of; `turbodesk` is the real program on
a data folder with one conversation. Prints one JSON object: medians of seconds from the start of the process to the
first paint, of resident memory in MB when the window has rested for half a second, and their ratios.

Everything runs from bytecode, as it does where it is installed: the first run of each program writes it, and
PYTHONDONTWRITEBYTECODE is taken away, under which every start would compile all our modules and Qt's none.
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

BARE = """
{imports}
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not hasattr(self, "painted"):
            self.painted = time.time()
            QTimer.singleShot(500, finish)

def finish():
    print(window.painted, flush=True)
    print(open("/proc/self/status").read().split("VmRSS:")[1].split()[0], flush=True)
    app.quit()

app = QApplication(["bare"])
window = Window()
window.setCentralWidget(QLabel("Hello"))
window.resize(1120, 760)
window.show()
app.exec()
"""

IMPORTS = """
import asyncio, sqlite3
import aiosqlite, httpx, httpx_sse, keyring, markdown, platformdirs, pygments.lexers, qasync, truststore
from PySide6 import QtSvg
"""

TURBODESK = """
import gc
gc.disable()
import asyncio, sys, time
from pathlib import Path
from turbodesk.ui.application.application import Application
from turbodesk.app.services import start_services
from turbodesk.ui.presenters.session import open_window

async def main():
    async with start_services(Path(sys.argv[1]), report=application.report) as services:
        async with open_window(services, application, demo=True) as presenter:
            painted = await presenter.painted
            filled = time.time()
            await asyncio.sleep(0.5)
            print(painted, flush=True)
            print(open("/proc/self/status").read().split("VmRSS:")[1].split()[0], flush=True)
    return 0

application = Application(["turbodesk"])
raise SystemExit(application.run(main))
"""

PREPARE = """
import asyncio, sys
from pathlib import Path
from turbodesk.app.services import start_services

def report(name, error):
    raise error

async def main():
    async with start_services(Path(sys.argv[1]), report=report, demo_speed=float("inf")) as services:
        done = asyncio.Event()
        services.workspace.reply_ended.connect(lambda _: done.set())
        chat = services.workspace.new_chat(demo=True)
        chat.send("show me the tour")
        await done.wait()
        from turbodesk.settings import LAST_CONVERSATION
        services.preferences.set(LAST_CONVERSATION, chat.conversation.id)

asyncio.run(main())
"""


def measured(program: str, *arguments: str) -> tuple[float, float]:
    """Run a program once; return seconds to its first paint and its resident memory in MB."""
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    painted, kilobytes = done.stdout.split()
    return float(painted) - started, int(kilobytes) / 1024


def main(runs: int = 7) -> None:
    """Measure and print."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        folder = str(Path(name) / "turbodesk")
        subprocess.run([sys.executable, "-c", PREPARE, folder], check=True, timeout=60)
        programs = {
            "bare": (BARE.format(imports=""),),
            "imports": (BARE.format(imports=IMPORTS),),
            "turbodesk": (TURBODESK, folder),
        }
        results: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
        for run in range(runs + 1):
            for name, program in programs.items():
                result = measured(*program)
                if run:  # the first of each only warms the disk's cache, and writes bytecode
                    results[name].append(result)
    seconds = {name: statistics.median(one[0] for one in found) for name, found in results.items()}
    megabytes = {name: statistics.median(one[1] for one in found) for name, found in results.items()}
    report = {
        "runs": runs,
        "platform": os.environ["QT_QPA_PLATFORM"],
        **{f"first_paint_{name}_s": round(value, 3) for name, value in seconds.items()},
        **{f"memory_{name}_mb": round(value, 1) for name, value in megabytes.items()},
        "first_paint_over_bare": round(seconds["turbodesk"] / seconds["bare"], 2),
        "memory_over_bare_with_imports": round(megabytes["turbodesk"] / megabytes["imports"], 2),
        "aims": {"first_paint_over_bare": 1.8, "memory_over_bare_with_imports": 1.5},
    }
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
