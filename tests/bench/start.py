"""How long until the window is painted, and what it weighs, beside a bare window of the same toolkit.

    python -m tests.bench.start

Programs in fresh processes and in turn, so that a busy moment of the machine meets them all: `bare` paints an empty
window; `imports` does the same after importing what TurboDesk is made of; `turbodesk` is the real program on a data
folder with one conversation, which has a formula, a diagram and code; `empty` the same on a folder without one; `long`
with 500 messages open. Prints one JSON object: medians of seconds from the start of the process to the first paint, of
seconds of CPU until then, and of memory in MB when the window has rested; and their ratios. Resident memory counts what
is shared with other programs, as Qt's libraries are; the proportional set size (PSS) counts a share of that.

Where other programs run beside it the times grow and their ratio wavers; that of the CPU does not.

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

REST_S = 5.0
"""How long the program rests before its memory is read: what it loads in idle time is there by then."""

MEMORY = """
def memory():
    with open("/proc/self/smaps_rollup") as file:
        found = dict(line.split()[:2] for line in list(file)[1:])
    return f"{found['Rss:']} {found['Pss:']}"
"""

BARE = """
{imports}
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
{memory}
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not hasattr(self, "painted"):
            self.painted = f"{{time.time()}} {{time.process_time()}}"
            QTimer.singleShot(500, finish)

def finish():
    print(window.painted, memory(), flush=True)
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
from turbodesk.ui.application.garbage_collection import GarbageCollection
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.presenters.window import WindowPresenter
{memory}
async def main():
    async with start_services(Path(sys.argv[1]), report=application.report) as services:
        views = MainWindowViews(application.qt, services)
        presenter = WindowPresenter(services, views, demo=True)
        seconds = []
        presenter.painted.add_done_callback(lambda _: seconds.append(time.process_time()))
        await presenter.start()
        GarbageCollection(application.qt).begin()
        await asyncio.sleep({rest})
        print(presenter.painted.result(), seconds[0], memory(), flush=True)
        presenter.finish()
        views.window.deleteLater()
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
        services.workspace.remember_front(chat.conversation.id, is_temporary=False)

asyncio.run(main())
"""

PREPARE_LONG = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from tests.bench.transcript_open import REPLY
from turbodesk.app.gateways import DEMO
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.ids import new_id
from turbodesk.chat.message import Block, Message, Role, Status, user_message
from turbodesk.chat.parts import Text
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.paths import DataFolder
from turbodesk.store.remembered import Remembered

async def main():
    database = (await Database.open(DataFolder(Path(sys.argv[1])).database)).database
    history, conversation, last = History(database), replace(new_conversation(), gateway_id=DEMO), None
    history.save_conversation(conversation)
    for number in range(250):
        question = user_message(f"Question {number}", last)
        last = new_id()
        reply = Message(last, question.id, Role.ASSISTANT, (Block(0, Text(REPLY)),), Status.COMPLETE)
        history.save_message(conversation.id, question)
        history.save_message(conversation.id, reply)
    history.save_conversation(replace(conversation, leaf_id=last))
    Remembered(database).save_front(conversation.id)
    await database.drain()
    await database.close()

asyncio.run(main())
"""


def measured(program: str, *arguments: str) -> tuple[float, ...]:
    """Run a program once; return seconds to its first paint, CPU seconds until then, RSS and PSS in MB."""
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    painted, cpu, resident, proportional = done.stdout.split()
    return float(painted) - started, float(cpu), int(resident) / 1024, int(proportional) / 1024


def main(runs: int = 7) -> None:
    """Measure and print."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        folders = {one: str(Path(name) / one) for one in ("turbodesk", "empty", "long")}
        for one, prepare in (("turbodesk", PREPARE), ("long", PREPARE_LONG)):
            subprocess.run([sys.executable, "-c", prepare, folders[one]], check=True, timeout=60)
        real = TURBODESK.format(memory=MEMORY, rest=REST_S)
        programs = {
            "bare": (BARE.format(imports="", memory=MEMORY),),
            "imports": (BARE.format(imports=IMPORTS, memory=MEMORY),),
            **{one: (real, folder) for one, folder in folders.items()},
        }
        results: dict[str, list[tuple[float, ...]]] = {one: [] for one in programs}
        for run in range(runs + 1):
            for one, program in programs.items():
                result = measured(*program)
                if run:  # the first of each only warms the disk's cache, and writes bytecode
                    results[one].append(result)
    seconds, cpu, resident, proportional = (
        {one: statistics.median(result[at] for result in found) for one, found in results.items()} for at in range(4)
    )
    report = {
        "runs": runs,
        "platform": os.environ["QT_QPA_PLATFORM"],
        **{f"first_paint_{one}_s": round(seconds[one], 3) for one in ("bare", "imports", "turbodesk")},
        **{f"first_paint_{one}_cpu_s": round(cpu[one], 3) for one in ("bare", "imports", "turbodesk")},
        **{f"memory_{one}_mb": round(value, 1) for one, value in resident.items()},
        **{f"pss_{one}_mb": round(value, 1) for one, value in proportional.items()},
        "first_paint_over_bare": round(seconds["turbodesk"] / seconds["bare"], 2),
        "first_paint_cpu_over_bare": round(cpu["turbodesk"] / cpu["bare"], 2),
        "memory_over_bare_with_imports": round(resident["turbodesk"] / resident["imports"], 2),
        "memory_empty_over_bare_with_imports": round(resident["empty"] / resident["imports"], 2),
        "pss_500_messages_over_empty_mb": round(proportional["long"] - proportional["empty"], 1),
        "aims": {
            "first_paint_over_bare": 1.8,
            "first_paint_cpu_over_bare": 1.8,
            "memory_over_bare_with_imports": 1.4,
            "memory_empty_over_bare_with_imports": 1.4,
            "pss_500_messages_over_empty_mb": 30,
        },
    }
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
