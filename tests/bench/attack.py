"""Measures how long the window stands still while text arrives that no person would write, and when it is opened again.

    python -m tests.bench.attack                     all of them
    python -m tests.bench.attack "one line" table    only these

Each text comes as a reply in a transcript, in pieces of 16 KB as a fast gateway sends them, ends, and is then shown
again as from the disk, at its end and at its beginning; a person's own message of the same text comes at once. Prints
one JSON object a text: the longest turn of the event loop, in milliseconds, of each. The baseline of the same run is an
ordinary reply of 20 KB. Each text has a process of its own, which is ended after a minute. Milliseconds are those the
window's thread computed, so that what else the machine does is not taken for the text's cost.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from tests.bench.message_flush import reply_of
from tests.ui.transcript.plain import PlainSource, message
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.parts import Opaque, Text, ToolUse
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.theme.apply import style_application
from turbodesk.ui.theme.themes import LIGHT
from turbodesk.ui.transcript.view import TranscriptView

ORDINARY = "ordinary"
LIMIT_S = 60
PIECE = 16_384
"""Characters that arrive together."""
TURN_MS = 4
"""Between two pieces."""
AIMS = {"live_ms": 100.0, "end_ms": 100.0, "beginning_ms": 100.0, "typed_ms": 100.0}

TEXTS: dict[str, Callable[[], str]] = {
    ORDINARY: lambda: reply_of(20_000),
    "long": lambda: reply_of(1_000_000),
    "one line": lambda: ("word " * 100_000)[:500_000],
    "one word": lambda: "x" * 500_000,
    "table": lambda: "| a | b | c |\n|---|---|---|\n" + "| one | two | three |\n" * 25_000,
    "cells": lambda: "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + ("|" + "b|" * 1_000 + "\n") * 100,
    "open tags": lambda: "<b>" * 100_000,
    "addresses": lambda: "a@b." * 50_000,
    "quotes": lambda: ">" * 100_000 + " deep",
    "code line": lambda: "```\n" + "x = 1; " * 143_000 + "\n```\n",
    "code lines": lambda: "```python\n" + "x = 1\n" * 100_000 + "```\n",
    "numbered": lambda: "".join(f"{n}. An item of the list\n" for n in range(1, 24_000)),
    "bullets": lambda: "- x\n" * 100_000,
    "entities": lambda: "&amp;" * 100_000,
    "bars": lambda: "|" * 300_000,
    "angles": lambda: "<" * 300_000,
    "links": lambda: "[a](https://example.org) " * 50_000,
    "link lines": lambda: "[a](https://example.org)\n\n" * 50_000,
    "stars": lambda: "*a " * 100_000,
    "lines": lambda: "a\n" * 200_000,
    "paragraphs": lambda: "a\n\n" * 100_000,
    "maths": lambda: "$x^2$ " * 30_000,
    "right to left": lambda: "שלום " * 100_000,
    "nested lists": lambda: "".join("  " * n + "- x\n" for n in range(500)) + "- y\n" * 10_000,
}
"""Texts that grow in one block."""
BLOCKS: dict[str, Callable[[], tuple[Block, ...]]] = {
    "content blocks": lambda: tuple(Block(n, Opaque({"type": "odd", "n": n})) for n in range(30_000)),
    "text blocks": lambda: tuple(Block(n, Text(f"Block {n}\n\n")) for n in range(30_000)),
    "cited blocks": lambda: tuple(
        Block(n, Text(f"Block {n} ", ({"type": "web", "url": f"https://example.org/{n}"},))) for n in range(5_000)
    ),
    "tool calls": lambda: tuple(Block(n, ToolUse(f"call-{n}", "clock", "{}")) for n in range(5_000)),
}
"""Messages that come in many blocks."""


class Turns:
    """Runs an event loop and notes the longest time between two of its turns."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._loop = QEventLoop()

    def run(self, step: Callable[[], bool], *, every_ms: int) -> float:
        """Call `step` every few milliseconds until it returns True; return the longest turn, in milliseconds."""
        self.longest_ms, last = 0.0, time.thread_time()

        def beat() -> None:
            nonlocal last
            now = time.thread_time()
            self.longest_ms = max(self.longest_ms, (now - last) * 1000)
            last = now

        def turn() -> None:
            beat()
            if step():
                self._loop.quit()
            beat()

        beats = QTimer(interval=1)
        beats.timeout.connect(beat)
        steps = QTimer(interval=every_ms)
        steps.timeout.connect(turn)
        beats.start()
        steps.start()
        self._loop.exec()
        beat()
        return round(self.longest_ms, 1)


def rests(view: TranscriptView) -> bool:
    """Whether nothing is left to do, neither in the view nor in its rows."""
    return view.is_idle and not any(getattr(row, "is_filling", False) for row in view.living_rows)


def arriving(blocks: tuple[Block, ...], reply: Message) -> list[Message]:
    """Return the states of a reply as it comes."""
    states: list[Message] = []
    if len(blocks) == 1 and isinstance(part := blocks[0].part, Text):
        ends = [*range(PIECE, len(part.text), PIECE), len(part.text)]
        growing: list[tuple[Block, ...]] = [(Block(0, Text(part.text[:end]), closed=False),) for end in ends]
    else:
        growing = [blocks[:end] for end in range(len(blocks) // 50, len(blocks), len(blocks) // 50)]
    states += [replace(reply, blocks=one, status=Status.REPLYING) for one in growing]
    return [*states, replace(reply, blocks=blocks, status=Status.COMPLETE)]


def measured(blocks: tuple[Block, ...]) -> dict[str, float]:
    """Return the longest turn of each way to show these blocks."""
    view = TranscriptView(lambda shown: MessageView(shown, actions=MessageActions(), theme=LIGHT, model_name="Demo"))
    view.resize(1000, 800)
    view.show()
    turns, found = Turns(), dict[str, float]()
    source = PlainSource([message(at, 40) for at in range(2)])
    reply = replace(message(1, 40), id="reply", parent_id="m1", blocks=(), status=Status.REPLYING)
    view.set_source(source)
    turns.run(lambda: rests(view), every_ms=5)
    source.put(reply)
    source.path.append("reply")
    view.path_changed(2)
    view.reply_began("m1", "reply")
    states = arriving(blocks, reply)
    last = states[-1]

    def arrive() -> bool:
        if states:
            source.put(states[0])
            view.message_changed(states.pop(0))
        return not states and rests(view)

    def shown(place: ReadingPlace | None) -> float:
        view.set_source(PlainSource([message(0, 40), message(1, 40)]))
        turns.run(lambda: rests(view), every_ms=5)
        began = time.thread_time()
        view.set_source(source, place)
        set_ms = (time.thread_time() - began) * 1000
        return max(round(set_ms, 1), turns.run(lambda: rests(view), every_ms=TURN_MS))

    ways: dict[str, Callable[[], float]] = {
        "live_ms": lambda: turns.run(arrive, every_ms=TURN_MS),
        "end_ms": lambda: shown(None),
        "beginning_ms": lambda: shown(ReadingPlace("reply", 0)),
    }
    for name, measure in ways.items():
        found[name] = measure()
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()
    if len(blocks) == 1:
        source.put(replace(last, role=Role.USER))
        found["typed_ms"] = shown(ReadingPlace("reply", 0))
    return found


def one(name: str) -> None:
    """Measure a text in this process."""
    app = QApplication(sys.argv)
    style_application(app, LIGHT)
    measured((Block(0, Text(TEXTS[ORDINARY]())),))  # what is imported at first use is no text's cost
    blocks = BLOCKS[name]() if name in BLOCKS else (Block(0, Text(TEXTS[name]())),)
    sys.stdout.write(json.dumps(measured(blocks)) + "\n")


def started(name: str) -> dict[str, float]:
    """Measure a text in a process of its own; what is missing did not end."""
    command = [sys.executable, "-m", "tests.bench.attack", "--one", name]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        out, _ = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        out, _ = process.communicate()
    lines = out.splitlines()[3:]  # the first three are the ordinary reply's
    found: dict[str, float] = json.loads(lines[-1]) if lines else {}
    return found


def main() -> None:
    """Measure every text, or those that are named."""
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2])
        return
    base = started(ORDINARY)
    for name in sys.argv[1:] or [*TEXTS, *BLOCKS]:
        found = started(name)
        ratios = {key.replace("_ms", "_ratio"): round(value / base[key], 1) for key, value in found.items()}
        aims = {key: limit for key, limit in AIMS.items() if key != "typed_ms" or name not in BLOCKS}
        sys.stdout.write(json.dumps({"text": name, **found, **ratios, "aims": aims}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
