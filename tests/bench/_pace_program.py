"""One window that takes one reply, in a process of its own: what `pace` measures.

    python -m tests.bench._pace_program turbodesk '{"url": "http://127.0.0.1:8000", …}'
    python -m tests.bench._pace_program plain '{"characters": 20000, "pace": 400, …}'

The first is the whole program on an empty data folder; the second is the ruler: a plain QTextEdit that is handed
what has come at the same pace once a frame, and follows the end. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QTextEdit

from tests.bench.message_flush import DELTA, reply_of
from tests.gateway_server.server import RIGHT_KEY
from tests.ui.event_count import EventCount
from turbodesk.app.services import Services, start_services
from turbodesk.chat.message import Message, Status
from turbodesk.settings import SCROLLING, Scrolling
from turbodesk.ui.application.application import Application
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.presenters.session import open_window
from turbodesk.ui.presenters.window import WindowPresenter

SIZE = (1120, 760)
REST_S = 1.5
"""Between the start of the window and the reply: what a start leaves to do is not the reply's."""
FRAME_MS = 16
"""How often the plain window takes what has come."""


@dataclass(slots=True)
class Usage:
    """What the program and the X server have used since the program began."""

    wall_s: float
    cpu_s: float
    server_s: float
    """0 where the X server is not known."""
    wakeups: int
    """How often a thread of the program waited for something and was woken."""

    @classmethod
    def now(cls, server: int | None) -> Usage:
        """`server` is the X server's process."""
        woken = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
        return cls(time.perf_counter(), time.process_time(), _cpu_of(server), woken)

    def since(self, before: Usage) -> dict[str, float]:
        """Return what was used meanwhile."""
        wall = self.wall_s - before.wall_s
        return {
            "wall_s": round(wall, 1),
            "cpu_s": round(self.cpu_s - before.cpu_s, 2),
            "busy": round((self.cpu_s - before.cpu_s) / wall, 4),
            "server_cpu_s": round(self.server_s - before.server_s, 2),
            "server_busy": round((self.server_s - before.server_s) / wall, 4),
            "wakeups_per_s": round((self.wakeups - before.wakeups) / wall, 1),
        }


def _cpu_of(process: int | None) -> float:
    if process is None:
        return 0.0
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _counted(is_counted: bool) -> Iterator[EventCount]:
    """Count while it lasts, or nothing: counting costs more than what is counted."""
    count, app = EventCount(), QApplication.instance()
    if is_counted and app is not None:
        app.installEventFilter(count)
    yield count
    if app is not None:
        app.removeEventFilter(count)


@contextmanager
def _flushes() -> Iterator[list[None]]:
    """Note each time a row is handed a later state of its message."""
    original, made = MessageView.set_message, list[None]()

    def noted(view: MessageView, message: Message) -> None:
        made.append(None)
        original(view, message)

    MessageView.set_message = noted  # type: ignore[assignment, method-assign]
    try:
        yield made
    finally:
        MessageView.set_message = original  # type: ignore[method-assign]


async def _streamed(services: Services, presenter: WindowPresenter, task: dict[str, Any]) -> dict[str, Any]:
    beside = task.get("beside", 0)
    ended: asyncio.Queue[Message] = asyncio.Queue()
    subscription = services.workspace.reply_ended.connect(lambda told: ended.put_nowait(told[1]))
    chat = presenter.chat_presenter.chat
    assert chat is not None
    await asyncio.sleep(REST_S)
    with ExitStack() as stack:
        made = stack.enter_context(_flushes())
        count = stack.enter_context(_counted(task["is_counted"]))
        before = Usage.now(task["server"])
        chat.send("Please write at length")
        for _ in range(beside):  # in chats that nobody has in front
            services.workspace.new_chat(demo=False).send("Please write at length")
        replies = [await ended.get() for _ in range(1 + beside)]
        used = Usage.now(task["server"]).since(before)
    subscription.close()
    assert all(reply.status is Status.COMPLETE for reply in replies), [reply.failure for reply in replies]
    reply = replies[0]
    told = {"platform": QApplication.platformName(), "chars_per_s": round(len(reply.text) / used["wall_s"]), **used}
    told |= {"flushes": len(made), "flushes_per_s": round(len(made) / used["wall_s"], 1)}
    return told | (count.told(len(made)) if task["is_counted"] else {})


def turbodesk(task: dict[str, Any]) -> None:
    """Run the program and let it take the reply of the gateway at `task["url"]`."""
    os.environ["TURBODESK_API_KEY"] = RIGHT_KEY
    os.environ["TURBODESK_API_KEY_FOR"] = task["url"]
    application = Application(["pace"])

    async def run() -> int:
        with tempfile.TemporaryDirectory() as folder:
            async with start_services(Path(folder), report=application.report, gateway_url=task["url"]) as services:
                services.preferences.set(SCROLLING, Scrolling(task["scrolling"]))
                async with open_window(services, application, demo=False) as presenter:
                    await presenter.painted
                    window = next(one for one in application.qt.topLevelWidgets() if one.isVisible())
                    window.resize(*SIZE)
                    gc.freeze()  # as `main` does: what the start made is not looked through again
                    _tell(await _streamed(services, presenter, task))
        return 0

    raise SystemExit(application.run(run))


def plain(task: dict[str, Any]) -> None:
    """Hand a plain window the same pieces at the same pace."""
    app = QApplication(["plain"])
    edit, text = QTextEdit(), reply_of(task["characters"])
    edit.setReadOnly(True)
    edit.resize(*SIZE)
    edit.show()
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=FRAME_MS)
    cursor = QTextCursor(edit.document())
    shown, before = 0, Usage.now(task["server"])

    def begin() -> None:
        nonlocal before
        before = Usage.now(task["server"])
        timer.start()

    def frame() -> None:
        nonlocal shown
        arrived = int((time.perf_counter() - before.wall_s) * task["pace"]) // DELTA * DELTA
        if arrived > shown:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[shown:arrived])
            edit.verticalScrollBar().setValue(edit.verticalScrollBar().maximum())
            shown = arrived
        if shown >= len(text):
            _tell(Usage.now(task["server"]).since(before))
            app.quit()

    timer.timeout.connect(frame)
    QTimer.singleShot(round(REST_S * 1000), begin)
    app.exec()


def _tell(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


PROGRAMS: dict[str, Callable[[dict[str, Any]], None]] = {"turbodesk": turbodesk, "plain": plain}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](json.loads(sys.argv[2]))
