"""Whatever lies over the main window belongs to the one widget that has all there is in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from tests.ui.presenters.test_window import Seat, play
from turbodesk.app import commands
from turbodesk.ui.widgets.focus_ring import FocusRing
from turbodesk.ui.widgets.surface import surface_of
from turbodesk.ui.widgets.tip import Tip

__all__ = ["play"]

OPENS = (
    commands.FIND,
    commands.MODEL,
    commands.OUTLINE,
    commands.PALETTE,
    commands.PROMPTS,
    commands.SHORTCUTS,
    commands.MOVE,
)


def test_nothing_that_opens_is_a_child_of_the_window_itself(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        for command in OPENS:
            seat.give(command)
        parts = [one for one in seat.window.children() if isinstance(one, QWidget) and not one.isWindow()]
        assert {type(one) for one in parts} == {QWidget, FocusRing, Tip}  # these two follow the focus and the pointer
        assert surface_of(seat.window) in parts

    play(scene)


def test_a_window_without_one_has_all_itself(qapp: object) -> None:
    window = QWidget()
    assert surface_of(window) is window
