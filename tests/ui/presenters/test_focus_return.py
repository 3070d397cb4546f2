"""Whatever is opened and closed, the focus is back where it was, or with what is written when that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget

from tests.ui.presenters.test_commands import give
from tests.ui.presenters.test_window import Seat, play  # noqa: F401 - a fixture
from tests.ui.seen import button, name_of
from turbodesk.app import commands
from turbodesk.app.commands import Command

Play = Callable[..., None]
ESC, RETURN = Qt.Key.Key_Escape, Qt.Key.Key_Return

OPENED = (
    commands.PALETTE,
    commands.SHORTCUTS,
    commands.SETTINGS,
    commands.USAGE,
    commands.INSTRUCTIONS,
    commands.INSPECT,
    commands.ABOUT,
    commands.CHECK_CONNECTION,
    commands.MODEL,
    commands.FIND,
    commands.SEARCH,
    commands.RENAME,
)
"""All that opens something which Esc closes."""


def told(widget: QWidget | None) -> str:
    return "nothing" if widget is None else f"{type(widget).__name__} {name_of(widget)!r}"


async def opened_and_closed(seat: Seat, command: Command, start: QWidget) -> str:
    """Return what has the focus after `command` has opened something and Esc has closed it; "" when all is well."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    await seat.until(start.hasFocus)
    await give(seat, command)
    await seat.until(lambda: QApplication.focusWidget() is not start and seat.window.isActiveWindow())
    seat.key(ESC)
    try:
        await asyncio.wait_for(seat.until(start.hasFocus), 5)  # what is closed may give it back in the next turn
    except TimeoutError:
        return f"{command.title}: from {told(start)} to {told(QApplication.focusWidget())}"
    return ""


@pytest.mark.parametrize("place", ["composer", "header"])
def test_what_is_closed_gives_the_focus_back(play: Play, place: str) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        await seat.says("hello")
        start: QWidget = seat.editor() if place == "composer" else button(seat.window, "Menu")
        wrong = [await opened_and_closed(seat, command, start) for command in OPENED]
        assert not [one for one in wrong if one]

    play(scene)


@pytest.mark.parametrize("how", ["by the pointer", "by keys"])
def test_after_another_try_the_focus_is_with_what_is_written(play: Play, how: str) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        await seat.says("hello")
        again = next(
            one
            for one in seat.window.findChildren(QAbstractButton)
            if one.isVisible() and name_of(one).startswith("Try again")
        )
        before = seat.chat_ids()
        if how == "by keys":
            again.setFocus(Qt.FocusReason.TabFocusReason)
            QTest.keyClick(again, Qt.Key.Key_Space)
        else:
            QTest.mouseClick(again, Qt.MouseButton.LeftButton)
        await seat.until(lambda: seat.chat_ids() != before and not seat.is_replying())
        await seat.until(seat.editor().hasFocus)

    play(scene)


def test_a_toasts_button_gives_the_focus_to_what_is_written(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        await seat.says("hello")
        seat.give(commands.DELETE)

        def undo() -> QPushButton | None:
            buttons = seat.window.findChildren(QPushButton)
            return next((one for one in buttons if one.text() == "Undo" and one.isVisible()), None)

        await seat.until(undo)
        pressed = undo()
        assert pressed is not None
        pressed.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(pressed, Qt.Key.Key_Space)
        await seat.until(lambda: seat.chat_ids())
        await seat.until(seat.editor().hasFocus)

    play(scene)
