"""The messages and what is written beneath them stand in one column, to the pixel, at every width and size of text."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from tests.ui.presenters.test_window import Seat, play  # noqa: F401 - a fixture
from tests.ui.seen import button, first_of, press
from turbodesk.chat.keys import ApiKey
from turbodesk.settings import READING_WIDTH, TEXT_PERCENT
from turbodesk.ui.composer import Composer
from turbodesk.ui.composer.demo_question import DemoQuestion
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.theme.column import Column
from turbodesk.ui.transcript.view import TranscriptView

WIDTHS = (640, 760, 0)
PERCENTS = (80, 100, 115, 150)
WINDOWS = (720, 1001, 1500, 1900)


def edges(seat: Seat) -> set[tuple[int, int]]:
    """Return where the text of each part of the chat begins and how wide it is, in pixels of the window.

    What is written in, and what is asked above it, are as much wider than the text on either side as marks hang.
    """
    hang = Column(scale=seat.services.preferences.get(TEXT_PERCENT) / 100).hang
    parts = [first_of(seat.window, kind) for kind in (Composer, DemoQuestion)]
    row = first_of(seat.window, MessageView)
    assert all(part.isVisible() for part in (row, *parts))
    column = (row.mapTo(seat.window, QPoint(row.column_x, 0)).x(), row.column_width)
    return {column, *((part.mapTo(seat.window, QPoint()).x() + hang, part.width() - 2 * hang) for part in parts)}


def placeholder(seat: Seat) -> int:
    """Return how many pixels high the letters are that say whom the message is for."""
    editor = seat.editor()
    image = editor.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    caret = editor.cursorWidth() + 4  # the cursor's room at the left, which may blink
    ground = image.pixel(image.width() - 1, image.height() - 1)
    inked = [
        y
        for y in range(image.height())
        if any(image.pixel(x, y) != ground for x in range(caret, min(400, image.width())))
    ]
    return inked[-1] - inked[0] + 1


def test_everything_follows_the_reading_width_and_the_text_size(play: Callable[..., None]) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        preferences, transcript = seat.services.preferences, first_of(seat.window, TranscriptView)
        seat.window.resize(1500, 700)
        preferences.set(READING_WIDTH, 760)
        await seat.services.keys.keep(ApiKey("sk-right"), this_run_only=True)
        press(button(seat.window, "Demo: add your key"), Qt.Key.Key_Space)
        await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(DemoQuestion)))
        await seat.until(lambda: len(edges(seat)) == 1)  # the question too, which was made after the setting
        for window, width, percent in product(WINDOWS, WIDTHS, PERCENTS):
            seat.window.resize(window, 700)
            preferences.set(READING_WIDTH, width)
            preferences.set(TEXT_PERCENT, percent)
            await seat.until(lambda: len(edges(seat)) == 1)
            (_, seen), room = edges(seat).pop(), transcript.width()
            assert seen == Column(width, percent / 100).within(room)[1]

    play(scene)


def test_the_placeholder_is_as_large_as_what_is_written(play: Callable[..., None]) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        usual = placeholder(seat)
        seat.services.preferences.set(TEXT_PERCENT, 200)
        assert abs(placeholder(seat) - 2 * usual) <= 3
        seat.services.preferences.set(TEXT_PERCENT, 100)
        assert placeholder(seat) == usual

    play(scene)
