"""Measures what one frame of a growing reply costs, at the length it has reached.

    python -m tests.bench.message_flush               all of them
    python -m tests.bench.message_flush table quote   only these

A reply of 100 KB, one of 200 KB, and such as are one long thing to their end (`_long_things`) arrive in deltas of 4
characters, 4,000 characters a second, drawn together once a frame of 16 ms as the transcript does. A flush is
everything between the new state of the message and its new height, in time of the window's thread; painting what is
visible is measured apart. It runs in real time, five minutes, because a flush that was slow is followed by a rest, as
in the program. The baseline is the whole reply rendered and set anew, at samples of the same lengths.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.bench._long_things import LONG_THINGS
from turbodesk.chat.message import Block, Message, Status, empty_reply
from turbodesk.chat.parts import Text
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.theme.apply import style_application
from turbodesk.ui.theme.themes import LIGHT

WIDTH = 760
FRAME_S = 0.016
CHARS_PER_S = 4_000
DELTA = 4
"""Characters that arrive together."""
AIMS = {"last_tenth_over_first": 1.1, "flush_max_ms": 16.0}

_CHAPTER = """
## Chapter {n}: how the tide turns

The water rises for *six hours* and **falls** for six, but `not quite`: each day it is some fifty minutes late, because
the moon has moved on. See [the tables](https://example.org/tides/{n}) for the harbour of your choice, and note that
wind and air pressure change the height by a hand or more.

- The moon pulls at the near side more than at the far side
- The sun does the same with less than half the strength
    - Together, at new and full moon, they make spring tides
    - At right angles they make neap tides
- The shape of the coast does the rest

```python
def height(hours: float, range_m: float = {n}.5) -> float:
    # The rule of twelfths, made smooth.
    return range_m / 2 * (1 - cos(2 * pi * hours / 12.42))
```

| Hour | Rule of twelfths | Height |
|-----:|:-----------------|-------:|
| 1 | 1/12 | 0.4 m |
| 2 | 3/12 | 1.1 m |
| 3 | 6/12 | 2.2 m |

> Time and tide wait for no man, and chapter {n} waits for nobody either.

1. Look up high water
2. Count the hours
3. Add what the rule says
"""


def reply_of(size: int) -> str:
    """Return Markdown of `size` characters as models write it."""
    text, n = "# Tides\n", 0
    while len(text) < size:
        n += 1
        text += _CHAPTER.format(n=n)
    return text[:size]


def main() -> None:
    app = QApplication(sys.argv)
    style_application(app, LIGHT)
    window = QWidget()
    _whole(window, reply_of(5_000))  # what is imported at first use is not a flush's cost
    window.deleteLater()
    replies = {"100 KB": lambda: reply_of(100_000), "200 KB": lambda: reply_of(200_000), **LONG_THINGS}
    for name in sys.argv[1:] or replies:
        sys.stdout.write(json.dumps(_measured(replies[name](), name)) + "\n")
        sys.stdout.flush()


def _arriving(text: str) -> Iterator[Message]:
    """Yield the reply as it is at each frame: what has arrived by then, in real time, then the whole, finished."""
    message = empty_reply("demo", "question")
    began = time.perf_counter()
    end, frame = 0, 0
    while end < len(text):
        frame += 1
        time.sleep(max(0.0, began + frame * FRAME_S - time.perf_counter()))
        arrived = int((time.perf_counter() - began) * CHARS_PER_S)
        end = min(len(text), arrived - arrived % DELTA)
        frame = int((time.perf_counter() - began) / FRAME_S)
        message = replace(message, blocks=(Block(0, Text(text[:end]), closed=False),))
        yield message
    yield replace(message, blocks=(Block(0, Text(text)),), status=Status.COMPLETE)


def _measured(text: str, name: str) -> dict[str, object]:
    window = QWidget()
    window.resize(WIDTH, 900)
    view: MessageView | None = None
    window.show()
    flushes: list[float] = []
    paints: list[float] = []
    cpu = time.process_time()
    for message in _arriving(text):
        began = time.thread_time()
        if view is None:
            view = MessageView(message, actions=MessageActions(), theme=LIGHT, model_name="Demo", parent=window)
        else:
            view.set_message(message)
        height = view.heightForWidth(WIDTH)
        view.setGeometry(0, min(0, 900 - height), WIDTH, height)
        flushed = time.thread_time()
        view.show()
        QCoreApplication.processEvents()
        flushes.append((flushed - began) * 1000)
        paints.append((time.thread_time() - flushed) * 1000)
    cpu = time.process_time() - cpu
    whole = [_whole(window, text[: len(text) * tenth // 10]) for tenth in range(1, 11)]
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {"reply": name, "cpu_s": round(cpu, 2), **_told(flushes, paints, whole), "aims": AIMS}


def _told(flushes: list[float], paints: list[float], whole: list[float]) -> dict[str, object]:
    steady = flushes[1:-1]  # without the first, which makes the row, and the last, which makes its buttons
    tenth = max(1, len(steady) // 10)
    return {
        "flushes": len(flushes),
        "flush_p50_ms": round(statistics.median(steady), 3),
        "flush_p95_ms": round(_percentile(steady, 0.95), 3),
        "flush_p99_ms": round(_percentile(steady, 0.99), 3),
        "flush_max_ms": round(max(steady), 3),
        "first_ms": round(flushes[0], 3),
        "finish_ms": round(flushes[-1], 3),
        "paint_p50_ms": round(statistics.median(paints), 3),
        "paint_p95_ms": round(_percentile(paints, 0.95), 3),
        "last_tenth_over_first": round(statistics.median(steady[-tenth:]) / statistics.median(steady[:tenth]), 3),
        "whole_ms_at_tenths": [round(one, 1) for one in whole],
        "mean_over_whole": round(statistics.mean(steady) / statistics.mean(whole), 4),
    }


def _whole(window: QWidget, text: str) -> float:
    began = time.thread_time()
    message = replace(empty_reply("demo", "question"), blocks=(Block(0, Text(text)),), status=Status.COMPLETE)
    view = MessageView(message, actions=MessageActions(), theme=LIGHT, parent=window)
    view.heightForWidth(WIDTH)
    took = (time.thread_time() - began) * 1000
    view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return took


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    main()
