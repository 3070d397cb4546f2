"""The surfaces people see most, beside pictures of how they should be: coarse, so that other fonts do not matter.

A picture differs where a part moved, went, or took another colour; not where letters are a little wider. After a change
that is meant, look at the new pictures and keep them:

    TURBODESK_NEW_PICTURES=1 .venv/bin/python -m pytest tests/ui/test_pictures.py
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import button
from turbodesk.app.commands import MODEL, PALETTE, SETTINGS
from turbodesk.chat.parameters import Parameters
from turbodesk.settings import FAVOURITES, MOTION, THEME, Motion, ThemeChoice

__all__ = ["run"]

PICTURES = Path(__file__).parent / "pictures"
SIZE = QSize(1280, 860)
KEPT = QSize(320, 215)
"""How large a picture is kept: enough to be looked at, and 10 KB."""
CELLS = QSize(64, 43)
"""A cell is 20 x 20 pixels of the window: what is in it is seen as one colour."""
MOST_MEAN = 1.5
"""The mean difference of all cells, of 255."""
MOST_CELL = 24
"""The difference of the worst cell: a word elsewhere in it is below, a button that went or another ground above."""
REPLY = """\
Imagine two **magic coins**. You keep one; your friend takes the other to the Moon. Each of you tosses, again and \
again, and each sees heads and tails in no order at all.

1. **Neither coin had decided** before you looked.
2. **Looking at yours** tells you at once what the other shows.

| | Ordinary coins | Entangled coins |
|---|---|---|
| Each alone | random | random |
| Compared | half the time equal | always equal |

```python
def toss_entangled() -> tuple[str, str]:
    side = random.choice(["heads", "tails"])
```
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two pictures are apart, of 255."""

    mean: float
    worst: int
    where: tuple[int, int]
    """The middle of the worst cell, in pixels of the window."""

    @property
    def is_small(self) -> bool:
        return self.mean <= MOST_MEAN and self.worst <= MOST_CELL


def difference(one: QImage, other: QImage) -> Difference:
    """Compare two pictures of one surface by the mean colour of their cells."""
    first, second = (_cells(picture) for picture in (one, other))
    found = [
        (max(abs(a - b) for a, b in zip(_rgb(first, x, y), _rgb(second, x, y), strict=True)), (x, y))
        for y in range(CELLS.height())
        for x in range(CELLS.width())
    ]
    worst, (x, y) = max(found)
    middle = ((2 * x + 1) * SIZE.width() // (2 * CELLS.width()), (2 * y + 1) * SIZE.height() // (2 * CELLS.height()))
    return Difference(sum(apart for apart, _ in found) / len(found), worst, middle)


def _cells(picture: QImage) -> QImage:
    return picture.scaled(CELLS, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _rgb(picture: QImage, x: int, y: int) -> tuple[int, int, int]:
    color = picture.pixelColor(x, y)
    return color.red(), color.green(), color.blue()


def taken(window: QWidget) -> QImage:
    """Take a picture of a window, with its menu in place if one is open, as small as it is kept."""
    whole = window.grab().toImage()
    painter = QPainter(whole)
    for menu in QApplication.topLevelWidgets():
        if menu.isVisible() and isinstance(menu, QMenu):
            painter.drawImage(window.mapFromGlobal(menu.geometry().topLeft()), menu.grab().toImage())
    painter.end()
    return whole.scaled(KEPT, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


async def empty(seat: Seat) -> None:
    """An empty page."""


async def chat(seat: Seat) -> None:
    """A question and its reply."""
    await seat.says("Explain entanglement to a curious twelve-year-old. With a little code, if it helps.")


async def chat_dark(seat: Seat) -> None:
    """The same at night."""
    seat.services.preferences.set(THEME, ThemeChoice.DARK)
    await chat(seat)


async def writing(seat: Seat) -> None:
    """A message that is being written."""
    await chat(seat)
    seat.type("Draw me the two coins, one on the Moon and one at home, and explain to me what I would see.")


async def menu(seat: Seat) -> None:
    """The chat's menu."""
    await chat(seat)
    button(seat.window, "Menu").click()


async def settings(seat: Seat) -> None:
    """The settings."""
    await chat(seat)
    seat.give(SETTINGS)


async def palette(seat: Seat) -> None:
    """What Ctrl+K opens."""
    await chat(seat)
    seat.give(PALETTE)


async def models(seat: Seat) -> None:
    """The list of models with a favourite and a preset, and the card of the one in front."""
    registry = seat.services.model_registry
    for model in [one for one in registry.models if one.retires is not None]:
        assert registry.set_values(replace(model, retires=None)) == "", "what is told of it changes every day"
    seat.services.presets.keep("Pirate", "claude-sonnet-4-6", Parameters(system="You are a pirate."))
    seat.services.preferences.set(FAVOURITES, '["claude-sonnet-4-6"]')
    await chat(seat)
    seat.give(MODEL)
    seat.key(Qt.Key.Key_Right)


async def side_by_side(seat: Seat) -> None:
    """Two models' replies to one question, with the reader where they begin."""
    front = seat.presenter.chat_presenter.chat
    assert front is not None
    front.pairs.set_second("claude-opus-4-7")
    await chat(seat)
    front.pairs.set_second("claude-opus-4-7")


Surface = Callable[[Seat], Awaitable[None]]
SURFACES: tuple[Surface, ...] = (
    empty,
    chat,
    chat_dark,
    writing,
    menu,
    settings,
    palette,
    models,
    side_by_side,
)


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.__name__)
def test_it_looks_as_its_picture(run: Callable[..., None], surface: Surface) -> None:
    picture = PICTURES / f"{surface.__name__.replace('_', '-')}.png"

    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(default=Answer(text=REPLY))
        seat.services.preferences.set(MOTION, Motion.REDUCED)
        seat.services.preferences.set(THEME, ThemeChoice.LIGHT)
        seat.window.resize(SIZE)
        await surface(seat)
        await asyncio.sleep(0.3)  # what is set a little later, such as colours of code
        now = taken(seat.window)
        if os.environ.get("TURBODESK_NEW_PICTURES"):
            PICTURES.mkdir(exist_ok=True)
            assert now.save(str(picture))
        found = difference(now, QImage(str(picture)))
        assert found.is_small, found

    run(scene)


@pytest.mark.parametrize("change", ["moved", "gone", "colour"])
def test_a_change_one_would_see_is_found(change: str) -> None:
    kept = QImage(str(PICTURES / "chat.png"))
    changed = QImage(kept)
    painter = QPainter(changed)
    scale = KEPT.width() / SIZE.width()
    match change:
        case "moved":
            painter.drawImage(0, round(24 * scale), kept)
        case "gone":  # the button that sends
            painter.fillRect(QRect(*(round(at * scale) for at in (1060, 790, 50, 50))), kept.pixelColor(200, 203))
        case "colour":
            painter.fillRect(QRect(0, 0, round(264 * scale), KEPT.height()), QColor("#E8E2D4"))
    painter.end()
    assert not difference(kept, changed).is_small
