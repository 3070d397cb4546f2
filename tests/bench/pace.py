"""Measures what a reply costs that comes at the pace of real ones, in a real window on a real screen.

    python -m tests.bench.pace                 all of them
    python -m tests.bench.pace "20 KB at 400"  only these

A gateway on loopback sends replies in deltas of 4 characters, at 400 and at 4,000 characters a second by the clock, to
the whole program in a window under X. Prints one JSON object a reply: CPU seconds and busy share of one core, of the
program and of the X server, how often the program was woken, how often the reply grew on the screen; then, from a
second, shorter run, since counting costs more than what it counts, what was painted: pixels by class of widget, and
events.

The baseline is a bare window of the same toolkit with a QTextEdit that is handed the same text at the same pace, 60
times a second: no network, no Markdown, no store. It is run before and after each reply, so that a slow moment of the
machine meets both. Why not the same reply set whole, so many times: that is our own code, which would make its own
ruler longer; and it has no frames, wake-ups or X server in it.

The aims stand for 3.0 s of CPU for the 100 KB and 7 % of a core for the 20 KB at 400 characters/s, a fifth of what a
browser takes for the same, on the machine on which they were set: there 5.4 and 8.0 times the plain window's CPU were
7.96 s and 21 %.

Where there is no DISPLAY it starts an Xvfb of its own; where there is none either, it says so and measures nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.bench.message_flush import DELTA, reply_of
from tests.bench.stream import server as gateway


@dataclass(frozen=True, slots=True)
class Case:
    """One reply."""

    characters: int
    pace: int
    """Characters a second."""
    counted: int
    """Characters of the run in which events and pixels are counted."""
    ruler: int
    """Characters of each run of the plain window: enough for its share of a core."""
    most: float | None
    """The aim: its CPU over that of the plain window."""
    scrolling: str = "read"


CASES = {
    "20 KB at 400": Case(20_000, 400, counted=5_000, ruler=5_000, most=2.7),
    "20 KB at 4,000": Case(20_000, 4_000, counted=20_000, ruler=20_000, most=None),
    "100 KB at 4,000": Case(100_000, 4_000, counted=20_000, ruler=20_000, most=2.0),
    "5 KB at 400, following": Case(5_000, 400, counted=5_000, ruler=5_000, most=None, scrolling="follow"),
}


@contextmanager
def screen() -> Iterator[int | None]:
    """Have a screen in DISPLAY; yields the process of the X server, None where it is not ours to look at.

    Raises:
        LookupError: there is no screen and nothing to make one of.
    """
    if os.environ.get("DISPLAY"):
        yield None
        return
    if shutil.which("Xvfb") is None:
        raise LookupError("There is no display, and Xvfb is not installed (Debian: apt install xvfb).")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"]
    process = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as file:
            number = file.readline().strip()
        if not number:
            raise LookupError("Xvfb did not start.")
        os.environ["DISPLAY"] = f":{number}"
        yield process.pid
    finally:
        os.environ.pop("DISPLAY", None)
        process.terminate()
        process.wait()


def run(program: str, task: dict[str, Any]) -> dict[str, Any]:
    """Run one window to the end of its reply and return what it printed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "tests.bench._pace_program", program, json.dumps(task)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def measured(name: str, case: Case, x_server: int | None) -> dict[str, Any]:
    """Measure one reply between two runs of the plain window."""
    task = {"pace": case.pace, "server": x_server, "scrolling": case.scrolling}
    plain = {**task, "characters": case.ruler}
    rulers = [run("plain", plain)]
    found = _program(case.characters, {**task, "is_counted": False})
    rulers.append(run("plain", plain))
    counted = _program(case.counted, {**task, "is_counted": True})
    busy = statistics.mean(one["busy"] for one in rulers)
    told = {
        "reply": name,
        **found,
        "plain_busy": round(busy, 4),
        "plain_server_busy": round(statistics.mean(one["server_busy"] for one in rulers), 4),
        "busy_over_plain": round(found["busy"] / busy, 2),
        "counted": {"characters": case.counted, **{key: counted[key] for key in _COUNTED}},
    }
    if x_server is None:
        told |= {"x_server": "not ours: not measured"}
    return told | ({} if case.most is None else {"aims": {"busy_over_plain": case.most}})


_COUNTED = ("flushes", "paints_per_flush", "pixels_per_flush", "events", "painted")


def _program(characters: int, task: dict[str, Any]) -> dict[str, Any]:
    with gateway(reply_of(characters), chars=DELTA, pace=task["pace"]) as url:
        return run("turbodesk", {**task, "url": url})


def main() -> None:
    """Measure every reply, or those that are named."""
    try:
        with screen() as x_server:
            for name in sys.argv[1:] or CASES:
                sys.stdout.write(json.dumps(measured(name, CASES[name], x_server)) + "\n")
                sys.stdout.flush()
    except LookupError as why:
        sys.stdout.write(json.dumps({"left_out": str(why)}) + "\n")


if __name__ == "__main__":
    main()
