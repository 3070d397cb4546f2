"""What is known of diagrams: asked for once, kept within bounds, and found again in other colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.diagrams.drawn import drawn_here, settled
from turbodesk.rendering.diagrams import DrawnDiagram, UndrawnDiagram
from turbodesk.ui.diagrams import diagrams as module
from turbodesk.ui.diagrams import handing_on
from turbodesk.ui.diagrams.diagrams import Diagrams
from turbodesk.ui.diagrams.look import look_of
from turbodesk.ui.diagrams.separate_diagrams import DiagramKey
from turbodesk.ui.theme.themes import DARK, LIGHT

KEY = DiagramKey("graph TD\n", look_of(LIGHT), 1.0)
ASKED: list[DiagramKey] = []


@pytest.fixture
def known(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Diagrams]:
    ASKED.clear()
    with drawn_here(monkeypatch, ASKED) as made:
        yield made


def test_it_is_drawn_once_however_often_it_is_asked_for(known: Diagrams, qtbot: QtBot) -> None:
    assert known.get(KEY) is None
    for _ in range(3):
        known.ask(KEY)
    settled(qtbot)
    known.ask(KEY)
    assert isinstance(known.get(KEY), DrawnDiagram)
    assert ASKED == [KEY]


def test_until_it_is_drawn_in_other_colours_the_first_ones_do(known: Diagrams, qtbot: QtBot) -> None:
    dark = KEY._replace(look=look_of(DARK))
    known.ask(KEY)
    settled(qtbot)
    assert known.nearest(dark) == KEY
    known.ask(dark)
    settled(qtbot)
    assert known.nearest(dark) == dark


def test_what_was_not_drawn_is_not_tried_again(known: Diagrams, qtbot: QtBot) -> None:
    broken = KEY._replace(source="broken")
    known.ask(broken)
    settled(qtbot)
    known.ask(broken)
    assert known.get(broken) == UndrawnDiagram("a mistake in it")
    assert [broken] == ASKED


def test_old_ones_go_when_there_are_many(known: Diagrams, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_KNOWN_BYTES", 3_000)
    keys = [KEY._replace(source=f"graph TD {at}\n") for at in range(30)]
    for key in keys:
        known.ask(key)
    settled(qtbot)
    assert known.get(keys[0]) is None
    assert known.nearest(keys[0]) is None
    assert known.get(keys[-1]) is not None


def test_it_is_handed_on_as_picture_outlines_and_source(known: Diagrams, qtbot: QtBot, tmp_path: Path) -> None:
    known.ask(KEY)
    settled(qtbot)
    handing_on.copy_picture(KEY)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (300, 200)
    handing_on.copy_outlines(KEY)
    assert QGuiApplication.clipboard().mimeData().hasFormat("image/svg+xml")
    assert QGuiApplication.clipboard().text().startswith("<svg>")
    for name, begin in (("a.png", b"\x89PNG"), ("a.svg", b"<svg>"), ("a.mmd", b"graph")):
        handing_on.save(KEY, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begin)
    QGuiApplication.clipboard().clear()
