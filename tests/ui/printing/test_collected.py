"""PDF files are made while Python collects its garbage on another thread: no page may be left for it to destroy."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from shiboken6 import isValid

from tests.ui.printing.test_pages import asked, reply, saved
from turbodesk.app.exports.transcript import Transcript
from turbodesk.ui.document.document import MessageDocument

ROOT = Path(__file__).parents[3]
COUNT = int(os.environ.get("PDFS", "6"))
"""PDF files in a row; the first six were enough to end the program each time. `PDFS=150` for more."""

PROGRAM = """
import asyncio, gc, sys, threading
from pathlib import Path
from PySide6.QtWidgets import QApplication
from tests.ui.printing.test_collected import talk
from turbodesk.ui.application.event_loop import EventLoop
from turbodesk.ui.printing.pages import save_pdf

app = QApplication([])
gc.freeze()  # a collection takes less than a millisecond then, and there are many more of them
is_over = threading.Event()

def collect():
    while not is_over.wait(0.002):
        gc.collect()

async def main(path, count):
    collector = threading.Thread(target=collect)
    collector.start()
    try:
        for _ in range(count):
            await save_pdf(talk(), path, lambda done, of: None)
    finally:
        is_over.set()
        collector.join()

with EventLoop(app) as loop:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(main(Path(sys.argv[1]), int(sys.argv[2])))
print("all made")
"""
EVERYTHING = """# Heading

words **bold** and `code`, $x^2$

| a | b |
|---|---|
| 1 | 2 |

$$\\int_0^1 x$$

"""


def talk() -> Transcript:
    code = "\n".join(f"x = {at}  # a comment" for at in range(700))
    turns = (turn for _ in range(3) for turn in (asked("Why?"), reply(f"{EVERYTHING}```python\n{code}\n```")))
    return Transcript("A talk", "1 May 2026", tuple(turns))


def test_a_collector_on_another_thread_finds_no_page(tmp_path: Path) -> None:
    path = tmp_path / "talk.pdf"
    command = [sys.executable, "-X", "faulthandler", "-c", PROGRAM, str(path), str(COUNT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "all made\n"
    assert not done.stderr
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.usefixtures("qapp")
def test_no_page_outlives_its_file(tmp_path: Path) -> None:
    gc.disable()
    try:
        others = pages()
        saved(tmp_path / "a.pdf", asked("Why?"), reply(EVERYTHING), reply("once more"))
        left = [one for one in pages() if not any(one is other for other in others)]
    finally:
        gc.enable()
    assert not left


def pages() -> list[MessageDocument]:
    """Return every page there is; of tests before this one, some may wait for the collector."""
    return [one for one in gc.get_objects() if isinstance(one, MessageDocument) and isValid(one)]
