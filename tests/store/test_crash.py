"""What is left after `kill -9` in the middle of a reply: the database, and all but the last 250 ms."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from turbodesk.chat.message import Status
from turbodesk.store import Database, History, Journal

PROMISED_MS = 250
TIMES = 6
"""How often here; the end-to-end test kills the whole program fifty times."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("seed", range(TIMES))
async def test_a_killed_program_loses_at_most_a_quarter_of_a_second(path: Path, seed: int) -> None:
    said = killed_after(path, random.Random(seed).uniform(0.05, 1.2))
    opened = await Database.open(path)
    assert opened.notice is None
    ((conversation_id, found),) = await Journal(opened.database).recover()
    assert found.status is Status.INTERRUPTED
    history = History(opened.database)
    assert [one.id for one in await history.conversations()] == [conversation_id]
    assert await history.messages([found.id]) == [found]
    assert [one.chars for one in await history.nodes(conversation_id)] == [len("Go on for ever"), len(found.text)]

    kept = [int(number) for number in found.text.split(";")[:-1]]
    assert kept == list(range(len(kept)))  # no gap, nothing twice
    lost = [at for number, at in said if number >= len(kept)]
    if lost:
        # Where the machine gave the program no time to do anything, it had none to write either.
        stalled = max((after - before for before, after in itertools.pairwise(lost)), default=0)
        assert said[-1][1] - lost[0] <= PROMISED_MS + stalled
    await opened.database.close()


def killed_after(path: Path, delay_s: float) -> list[tuple[int, int]]:
    """Kill the program `delay_s` after its first delta; return each delta it had begun and when, in milliseconds."""
    command = [sys.executable, "-m", "tests.store.journalling", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True) as program:
        assert program.stdout is not None
        lines = [program.stdout.readline()]
        time.sleep(delay_s)
        program.send_signal(signal.SIGKILL)
        lines += program.stdout.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(int(number), int(at)) for number, at in whole]
