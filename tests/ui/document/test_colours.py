"""Long code takes its colours later, from a thread, and nothing else of it changes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from turbodesk.rendering import to_html
from turbodesk.rendering.highlight import MAX_LENGTH, highlight
from turbodesk.ui.document.colours import colours
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.typography import typography
from turbodesk.ui.theme.themes import DARK, LIGHT

LINE = 'def answer(): return "😀 forty-two"  # 42\n'
CODE = LINE * (MAX_LENGTH // len(LINE) + 50)


def page_of(html: str) -> MessageDocument:
    page = MessageDocument(typography(LIGHT, 100))
    page.setTextWidth(600)
    page.update_page([html], "")
    return page


def coloured(page: MessageDocument, index: int) -> list[list[tuple[int, int]]]:
    return [[(one.start, one.length) for one in block.layout().formats()] for block in page.code.blocks(index)]


def wait(page: MessageDocument, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.colouring.is_idle and colours().is_idle)


def test_long_code_is_coloured_as_short_code_is_and_keeps_its_place(qtbot: QtBot, qapp: QApplication) -> None:
    page = page_of(to_html(f"Before\n\n```python\n{CODE}```\n\nAfter"))
    text, height = page.toPlainText(), page.height()
    assert not any(coloured(page, 1))
    wait(page, qtbot)
    assert (page.toPlainText(), page.height()) == (text, height)
    wanted, at = [], 0
    for kind, part in highlight(LINE, "python"):
        size = len(part.rstrip("\n").encode("utf-16-le")) // 2
        if kind:
            wanted.append((at, size))
        at += size
    lines = coloured(page, 1)
    assert len(lines) == CODE.count("\n")
    assert all(line == wanted for line in lines)


def test_a_machine_that_is_late_at_every_look_at_the_clock_colours_it_too(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count()
    late = SimpleNamespace(perf_counter=lambda: float(next(clock)), sleep=time.sleep)
    monkeypatch.setattr("turbodesk.ui.document.colours.time", late)
    page = page_of(to_html(f"```python\n{CODE}```"))
    wait(page, qtbot)
    assert all(coloured(page, 0))


def test_another_theme_colours_it_again(qtbot: QtBot, qapp: QApplication) -> None:
    page = page_of(to_html(f"```python\n{CODE}```"))
    wait(page, qtbot)
    page.restyle(typography(DARK, 100))
    wait(page, qtbot)
    ranges = page.block(0).layout().formats()
    format_ = ranges[0].format
    assert format_.foreground().color() == DARK.color("code-keyword")


def test_an_unfinished_fence_stays_plain_until_its_end(qtbot: QtBot, qapp: QApplication) -> None:
    page = MessageDocument(typography(LIGHT, 100))
    page.setTextWidth(600)
    page.update_page([], to_html(f"```python\n{CODE}"))
    wait(page, qtbot)
    assert not any(coloured(page, 0))
    page.update_page([], to_html(f"```python\n{CODE}```"))
    wait(page, qtbot)
    assert all(coloured(page, 0))


@pytest.mark.parametrize("language", ["", "no-such-language"])
def test_what_has_no_known_language_stays_plain(qtbot: QtBot, qapp: QApplication, language: str) -> None:
    page = page_of(to_html(f"```{language}\n{CODE}```"))
    wait(page, qtbot)
    assert not any(coloured(page, 0))


def test_code_whose_page_is_gone_is_not_looked_at(qtbot: QtBot, qapp: QApplication) -> None:
    page: MessageDocument | None = page_of(to_html(f"```python\n{CODE}gone = 1\n```"))
    assert page is not None
    page.deleteLater()
    page = None
    qtbot.waitUntil(lambda: colours().is_idle)


def test_paper_has_its_colours_at_once(qapp: QApplication, qtbot: QtBot) -> None:
    page = page_of(to_html(f"```python\n{CODE}paper = 1\n```"))
    page.colouring.now()
    assert all(coloured(page, 0))
    qtbot.waitUntil(lambda: colours().is_idle)


def test_what_a_language_needs_is_imported_while_its_code_is_still_written(qtbot: QtBot) -> None:
    code = """
import sys, threading
from PySide6.QtWidgets import QApplication
from turbodesk.rendering import BlockStream
from turbodesk.ui.theme.themes import LIGHT
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.typography import typography
app = QApplication(["test"])
page, stream = MessageDocument(typography(LIGHT, 100)), BlockStream()
for part in ("```rust\\n", "fn main() {}\\n"):
    update = stream.feed(part)
    page.update_page(update.finished, update.tail, reset=update.reset)
[thread.join() for thread in threading.enumerate() if thread.name == "lexer"]
assert "pygments.lexers.rust" in sys.modules
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=60)
