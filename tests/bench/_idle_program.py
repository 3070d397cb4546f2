"""One window at rest, in a process of its own: what `idle` watches from outside.

    python -m tests.bench._idle_program turbodesk FOLDER
    python -m tests.bench._idle_program bare FOLDER

The first is the whole program as `main` runs it, with a finished chat of 500 messages open; the second is a bare
window of the same toolkit with a text field that has the focus. Reads the names of states from standard input, brings
the window into each and says so; and on "timers" says which objects' timers have fired since. Between two such lines
it does nothing by itself.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from turbodesk.app.services import Services

MESSAGES = 500
SIZE = (1120, 760)

REPLY = """## What it does

A paragraph of **some length** with `inline code`, as replies have them.

- one thing
- another thing with a [link](https://example.org)

```python
def answer(question: str) -> int:
    return len(question) % 43
```
"""


class Timers(QObject):
    """Counts whose timers fire. It looks at events, which wakes nobody, while wake-ups are counted."""

    def __init__(self) -> None:
        super().__init__()
        self.fired: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Timer:
            owner = watched.parent()
            of = "" if owner is None else f" of {type(owner).__name__}"
            self.fired[f"{watched.metaObject().className()}{of}"] += 1
        return False


class Orders(QObject):
    """Does what standard input says with one window."""

    def __init__(self, window: QWidget, field: QWidget, end: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._field, self._end = window, field, end
        self._timers = Timers()
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self._timers)
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        _say("ready")

    def _read(self) -> None:
        order = os.read(sys.stdin.fileno(), 100).decode().strip()
        match order:
            case "open":
                self._window.show()
                self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
                self._window.activateWindow()
                self._field.setFocus()
                QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImCursorRectangle)  # as with a key
            case "minimised":
                self._window.showMinimized()
            case "hidden":
                self._window.hide()
            case "timers":
                _say(json.dumps(self._timers.fired))
                self._timers.fired.clear()
                return
            case _:
                self._notifier.setEnabled(False)
                self._end()
                return
        self._timers.fired.clear()
        _say(order)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def _fill(services: Services) -> None:
    """Keep a finished chat and have it open at the next start."""
    from turbodesk.app.gateways import DEMO
    from turbodesk.chat.conversation import Conversation
    from turbodesk.chat.message import Block, Message, Role, Status, user_message
    from turbodesk.chat.parts import Text
    from turbodesk.settings import LAST_CONVERSATION
    from turbodesk.store.history import History

    parent: str | None = None
    messages: list[Message] = []
    for number in range(MESSAGES // 2):
        question = user_message(f"Question {number} about things", parent)
        reply = Message(f"r{number}", question.id, Role.ASSISTANT, (Block(0, Text(REPLY)),), Status.COMPLETE)
        messages += [question, reply]
        parent = reply.id
    history = History(services.database)
    conversation = Conversation(id="c", title="A long chat", leaf_id=parent, gateway_id=DEMO)
    history.save_conversation(conversation)
    for message in messages:
        history.save_message(conversation.id, message)
    services.preferences.set(LAST_CONVERSATION, conversation.id)
    await services.database.drain()


def turbodesk(folder: str) -> None:
    """Run the program on `folder`, which is filled first."""
    from turbodesk.app.services import start_services
    from turbodesk.ui.application.application import Application
    from turbodesk.ui.application.garbage_collection import GarbageCollection
    from turbodesk.ui.presenters import lazy
    from turbodesk.ui.presenters.session import open_window

    lazy.REMOVE_OLD_AFTER_S = 1.0  # what comes once, a minute after the start, is not idleness
    application = Application(["idle"])
    gc.disable()  # as `main` does

    async def fill() -> int:
        async with start_services(Path(folder), report=application.report) as services:
            await _fill(services)
        return 0

    async def run() -> int:
        async with (
            start_services(Path(folder), report=application.report) as services,
            open_window(services, application, demo=True) as presenter,
        ):
            GarbageCollection(application.qt).begin()
            await presenter.painted
            window = next(one for one in application.qt.topLevelWidgets() if one.isVisible())
            window.resize(*SIZE)
            ended = asyncio.Event()
            composer = next(one for one in window.findChildren(QPlainTextEdit) if one.isVisible())
            Orders(window, composer, ended.set)
            await ended.wait()
        return 0

    raise SystemExit(application.run(fill) or application.run(run))


def bare(_folder: str) -> None:
    """Show a plain window with a field."""
    app = QApplication(["bare"])
    window, field = QMainWindow(), QPlainTextEdit()
    window.setCentralWidget(field)
    window.resize(*SIZE)
    window.show()
    Orders(window, field, app.quit)
    app.exec()


PROGRAMS: dict[str, Callable[[str], None]] = {"turbodesk": turbodesk, "bare": bare}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](sys.argv[2])
