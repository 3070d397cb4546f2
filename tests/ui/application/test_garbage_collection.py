"""Garbage is collected on the window's thread alone, when there is some, and old objects seldom."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from turbodesk.ui.application.garbage_collection import ROUNDS, YOUNG, GarbageCollection

PROGRAM = """
import gc, os, signal, sys, threading
from turbodesk.ui.application.garbage_collection import GarbageCollection

begin = GarbageCollection.begin

def begun(self):
    begin(self)
    print("automatic:", gc.isenabled())
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()

GarbageCollection.begin = begun
from turbodesk.main import main
raise SystemExit(main(["--demo", "--data-dir", sys.argv[1]]))
"""


@pytest.fixture
def collecting(qtbot: QtBot) -> Iterator[GarbageCollection]:
    made = GarbageCollection()
    made.begin()
    yield made
    delete(made)
    gc.unfreeze()


@pytest.fixture
def generations(collecting: GarbageCollection) -> Iterator[list[tuple[int, int]]]:
    """Each collection: its generation, and the thread it ran on."""
    seen: list[tuple[int, int]] = []

    def note(phase: str, facts: dict[str, Any]) -> None:
        if phase == "start":
            seen.append((facts["generation"], threading.get_ident()))

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def grown() -> list[list[int]]:
    return [[] for _ in range(YOUNG + 500)]


def test_a_thread_that_allocates_destroys_nothing_of_qt(
    qtbot: QtBot, collecting: GarbageCollection, generations: list[tuple[int, int]]
) -> None:
    ended_on: list[int] = []
    garbage = QObject()
    garbage.destroyed.connect(lambda: ended_on.append(threading.get_ident()))
    garbage.itself = garbage  # type: ignore[attr-defined]
    del garbage
    worker = threading.Thread(target=lambda: [grown() for _ in range(20)])
    worker.start()
    worker.join()
    assert not generations
    assert not ended_on
    kept = grown()
    collecting.look()
    assert [thread for _, thread in generations] == [threading.get_ident()]
    assert ended_on == [threading.get_ident()]
    assert kept


def test_nothing_is_collected_where_little_was_made(
    collecting: GarbageCollection, generations: list[tuple[int, int]]
) -> None:
    collecting.look()
    generations.clear()
    for _ in range(50):
        collecting.look()
    assert not generations


def test_no_timer_runs_while_there_is_little_to_look_at(
    collecting: GarbageCollection, generations: list[tuple[int, int]], qtbot: QtBot
) -> None:
    timer = collecting.findChild(QTimer)
    assert timer is not None
    gc.collect()
    qtbot.wait(1)
    assert collecting.is_at_rest
    kept = grown()
    qtbot.wait(1)  # whatever wakes the loop
    assert not collecting.is_at_rest
    generations.clear()
    timer.stop()
    timer.timeout.emit()  # as when the time is over
    assert len(generations) == 1
    qtbot.wait(1)
    assert collecting.is_at_rest
    kept += grown()
    qtbot.wait(1)
    assert not collecting.is_at_rest


def test_old_objects_are_looked_through_seldom(
    collecting: GarbageCollection, generations: list[tuple[int, int]]
) -> None:
    def look(rounds: int) -> list[int]:
        generations.clear()
        for _ in range(rounds):
            held.append(grown())
            collecting.look()
        return [generation for generation, _ in generations]

    held: list[object] = []
    found = look((ROUNDS + 1) ** 2)
    assert found.count(2) == 1
    assert found.count(1) >= ROUNDS - 1
    assert found.count(0) == len(found) - found.count(1) - 1
    del held[len(held) // 4 :]  # what is left and comes now is no more than there was
    assert 2 not in look(len(found) // 2)


def test_the_program_collects_so_while_its_window_is_open(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "folder")],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (0, "automatic: False\n"), done.stderr
