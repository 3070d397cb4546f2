"""A real program with files on disk, killed with -9 at any moment of its rounds: nothing is lost, and it goes on.

KILLS=200 .venv/bin/python -m pytest tests/app/syncing/test_killed.py    more of it
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.app.syncing.people import Computer, differences, rounds
from tests.app.syncing.syncing_forever import on_disk
from turbodesk.remote.recovery_code import new_code
from turbodesk.store.sync import blobs, own_files

KILLS = int(os.environ.get("KILLS", "4"))


def killed_after(database: Path, folder: Path, code: str, delay_s: float) -> int:
    """Kill the program so long after its first round began; return how many rounds it had begun."""
    command = [sys.executable, "-m", "tests.app.syncing.syncing_forever", str(database), str(folder), code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as program:
        assert program.stdout is not None
        lines = [program.stdout.readline()]
        time.sleep(delay_s)
        program.send_signal(signal.SIGKILL)
        lines += program.stdout.readlines()
    return len(lines)


async def closed(computer: Computer) -> None:
    await computer.database.close()
    await computer.storage.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
async def test_killed_at_any_moment_it_goes_on(tmp_path: Path) -> None:
    chance, code, folder = random.Random(), new_code(), tmp_path / "folder"
    folder.mkdir()
    begun = 0
    for _ in range(KILLS):
        begun += killed_after(tmp_path / "a" / "a.db", folder, code, chance.uniform(0.0, 0.4))
    a = await on_disk(tmp_path / "a" / "a.db", folder, code)
    b = await on_disk(tmp_path / "b" / "b.db", folder, code)
    await rounds(a, b, times=4)
    assert differences(await a.sight(), await b.sight()) == {}
    assert len(await b.chats()) >= begun >= KILLS
    assert not await a.database.read(own_files.is_behind)
    assert not await b.database.read(blobs.to_fetch)
    for one in (a, b):
        await closed(one)
