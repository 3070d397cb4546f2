"""Diagrams that are drawn at once and without a process, for tests of what shows them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QColor, QImage, QImageWriter
from pytestqt.qtbot import QtBot

from turbodesk.rendering.diagrams import DrawnDiagram, UndrawnDiagram
from turbodesk.ui.diagrams import diagrams as module
from turbodesk.ui.diagrams.diagrams import Diagrams, diagrams
from turbodesk.ui.diagrams.separate_diagrams import Answer, DiagramKey
from turbodesk.ui.document import figures
from turbodesk.ui.widgets.lifetime import briefly

SIZE = (300, 200)
INK = QColor("#ff00aa")


def picture(width: int, height: int) -> bytes:
    """Return a PNG of one colour."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(INK)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())


def answer(key: DiagramKey) -> Answer:
    """Draw what a test asks for: `broken` is not drawn, `WIDTHxHEIGHT` in the first line is the size."""
    if "broken" in key.source:
        return UndrawnDiagram("a mistake in it")
    width, height = SIZE
    first = key.source.split("\n", 1)[0]
    if "%" in first:
        width, height = (int(one) for one in first.partition("%")[2].split("x"))
    return DrawnDiagram(
        picture(round(width * key.zoom), round(height * key.zoom)), f"<svg>{key.look.ground}</svg>", width, height
    )


@contextmanager
def drawn_here(monkeypatch: pytest.MonkeyPatch, asked: list[DiagramKey]) -> Iterator[Diagrams]:
    """Have diagrams drawn by `answer`, nothing known before; what is asked for is added to `asked`."""

    def draw(keys: Sequence[DiagramKey]) -> Iterator[Answer]:
        for key in keys:
            asked.append(key)
            yield answer(key)

    monkeypatch.setattr(module, "drawn_apart", draw)
    monkeypatch.setattr(figures, "can_draw", lambda: True)
    diagrams.cache_clear()
    with briefly(diagrams()) as made:
        yield made
        made.give_up()
        for thread in threading.enumerate():
            if thread.name == "diagrams":
                thread.join()
    diagrams.cache_clear()


def settled(qtbot: QtBot) -> None:
    """Wait until all that was asked for is drawn."""
    qtbot.waitUntil(lambda: diagrams().is_idle)
