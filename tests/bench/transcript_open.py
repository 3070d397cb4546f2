"""Measures how long a conversation of 50, 500 and 10,000 messages takes to open, and how many rows that makes.

    python -m tests.bench.transcript_open

Prints one JSON object. Times are medians in milliseconds of the same run; `ratio` is 10,000 messages over 500, each the
fastest run, with the program's own rows. "plain" rows cost next to nothing and show what the view itself takes.
`call_ms` is the call alone, `open_ms` until everything in view is painted, `rest_ms` what is then done in idle time.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.transcript.plain import PlainRow, PlainSource, message
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parts import Text
from turbodesk.settings import ThemeChoice
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.theme.apply import style_application
from turbodesk.ui.theme.themes import theme_for
from turbodesk.ui.transcript.source import RowFactory
from turbodesk.ui.transcript.view import TranscriptView

COUNTS = (50, 500, 10_000)
TIMES = 15

REPLY = """## What it does

A paragraph of **some length** with `inline code`, as replies have them, so that a row costs what rows cost.

- one thing
- another thing with a [link](https://example.org)

```python
def answer(question: str) -> int:
    return len(question) % 43
```

| a | b |
|---|---|
| 1 | 2 |
"""


def conversation(count: int) -> PlainSource:
    """Questions of a line and replies with all that is usual, the same ones at the end whatever the length."""
    messages: list[Message] = []
    for at in range(count):
        one = message(at, 60 + (count - at) % 7 * 40)
        if one.role is Role.ASSISTANT:
            one = Message(one.id, one.parent_id, one.role, (Block(0, Text(REPLY * (1 + (count - at) % 3))),))
        messages.append(one)
    return PlainSource(messages)


class Painted(QObject):
    """Ends a loop when a widget has painted."""

    def __init__(self, watched: QWidget, done: Callable[[], object]) -> None:
        super().__init__()
        self._done = done
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._done)
        return False


def run_until(condition: Callable[[], bool]) -> None:
    loop = QEventLoop()
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start()
    loop.exec()


def open_once(view: TranscriptView, source: PlainSource) -> dict[str, float]:
    """Switch the view to `source` and measure until it is painted, and until it rests."""
    view.set_source(None)
    run_until(lambda: view.is_idle)
    made = view.rows_made
    loop = QEventLoop()
    painted = Painted(view.viewport(), loop.quit)
    began = time.perf_counter()
    view.set_source(source)
    called = time.perf_counter()
    view.viewport().update()
    loop.exec()
    shown = time.perf_counter()
    rows = view.rows_made - made
    run_until(lambda: view.is_idle)
    rested = time.perf_counter()
    painted.deleteLater()
    return {
        "call_ms": (called - began) * 1000,
        "open_ms": (shown - began) * 1000,
        "rest_ms": (rested - shown) * 1000,
        "rows_in_view": rows,
        "rows_alive": len(view.living_rows),
    }


def measure(make_row: RowFactory) -> dict[str, Any]:
    view = TranscriptView(make_row)
    view.resize(1000, 800)
    view.show()
    sources = {count: conversation(count) for count in COUNTS}
    open_once(view, sources[50])  # warms caches of fonts and imports
    runs: dict[int, list[dict[str, float]]] = {count: [] for count in COUNTS}
    for _ in range(TIMES):
        for count in COUNTS:
            runs[count].append(open_once(view, sources[count]))
    found: dict[str, Any] = {
        str(count): {key: round(statistics.median(run[key] for run in all_), 2) for key in all_[0]}
        for count, all_ in runs.items()
    }
    # Of the fastest runs: what else the machine does can only add to a time.
    fastest = {count: min(run["open_ms"] for run in all_) for count, all_ in runs.items()}
    found["ratio"] = round(fastest[10_000] / fastest[500], 3)
    view.close()
    view.deleteLater()
    return found


def main() -> None:
    app = QApplication(sys.argv)
    theme = theme_for(ThemeChoice.LIGHT, False)
    style_application(app, theme)
    message_rows = measure(
        lambda shown: MessageView(shown, actions=MessageActions(), theme=theme, model_name="Sonnet 4.6")
    )
    result = {
        "ratio": message_rows.pop("ratio"),
        "message": message_rows,
        "plain": measure(PlainRow),
        "aims": {"ratio": 1.3},
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
