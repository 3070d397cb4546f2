"""Walks through every surface of the window at every size, and tells what is cut off there.

    python -m tests.ui.cramped FOLDER [--few]      tells it as one line each; the folder is for the program's data

One process shows one scale of the screen, which Qt takes from QT_SCALE_FACTOR: `test_cramped` runs it for each.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import qasync
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from tests.ui.presenters.test_window import Seat, seated
from tests.ui.seen import button, first_of, name_of
from turbodesk.app import commands
from turbodesk.app.commands import Command
from turbodesk.settings import MOTION, Motion
from turbodesk.ui.settings.section_list import SectionList

SIZES = (
    QSize(420, 480),
    QSize(420, 860),
    QSize(640, 480),
    QSize(839, 600),
    QSize(840, 600),
    QSize(1280, 860),
    QSize(1920, 1080),
)
"""From the smallest window to full HD, in device-independent pixels, with both sides of where the sidebar folds."""
FEW = (SIZES[0], SIZES[4], SIZES[-1])
SURFACES: tuple[Command, ...] = (
    commands.SETTINGS,
    commands.PALETTE,
    commands.FIND,
    commands.MODEL,
    commands.INSTRUCTIONS,
    commands.SHORTCUTS,
    commands.CHECK_CONNECTION,
    commands.INSPECT,
    commands.USAGE,
    commands.ABOUT,
)
_SETTLED_S = 0.02
"""Nothing moves: motion is reduced."""
_LOOKS = 30
_LIFT = 2
"""Pixels by which text is lifted for equal air above and below it."""


def cut_off(window: QWidget) -> Iterator[str]:
    """Tell what in a window has less room than its words need, or lies outside of what holds it."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.isWindow() or widget.size().isEmpty():
            continue
        if (lack := _lack(widget)) and _is_in_sight(widget, window):
            yield f"{_called(widget)}: {lack}"


def _lack(widget: QWidget) -> str:
    """Return what is missing, or ""."""
    if not _may_lie_outside(widget):
        parent = widget.parentWidget()
        room = QRect() if parent is None else parent.rect().adjusted(-_LIFT, -_LIFT, _LIFT, _LIFT)
        if parent is not None and not room.contains(widget.geometry()):
            return f"{_told(widget.geometry())} lies outside of {_told(parent.rect())} of {_called(parent)}"
    match widget:
        case QLabel() if widget.text() and type(widget).__name__ != "ElidedLabel":
            if widget.wordWrap():
                return _short("height", widget.height(), widget.heightForWidth(widget.width()))
            return _short("width", widget.width(), widget.sizeHint().width())
        case QAbstractButton() if widget.text() and not hasattr(widget, "full_text"):
            return _short("width", widget.width(), widget.minimumSizeHint().width())
        case QLineEdit() if widget.placeholderText() and not widget.text():
            needed = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
            return _short("width", widget.contentsRect().width(), needed)
    return ""


def _short(what: str, has: int, needs: int) -> str:
    return f"{what} {has} of {needs}" if has < needs else ""


def _may_lie_outside(widget: QWidget) -> bool:
    """Whether it is a shadow, or somebody scrolls or slides it, so that its place says nothing."""
    parent = widget.parentWidget()
    if widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
        return True
    if parent is None or isinstance(parent, QSplitter | QStackedWidget):
        return True
    holder = parent.parentWidget()
    return isinstance(holder, QAbstractScrollArea) and holder.viewport() is parent


def _is_in_sight(widget: QWidget, window: QWidget) -> bool:
    """Whether the widget belongs to what is in front: what a sheet or a row far away covers may be anything."""
    holder = widget.parentWidget()
    if holder is None or holder.visibleRegion().isEmpty():
        return False  # such as a row of the chat that is scrolled away, which is set anew as it comes back
    box = QRect(widget.mapTo(window, QPoint()), widget.size())
    return window.rect().intersects(box)


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {name_of(widget)[:60]!r}"


def _told(rect: QRect) -> str:
    return f"{rect.width()} x {rect.height()} at {rect.x()}, {rect.y()}"


async def _settle() -> None:
    await asyncio.sleep(_SETTLED_S)


async def _still_cut_off() -> list[str]:
    """Return what is cut off and stays so: what has just come is laid out in the next turns."""
    found: list[str] = []
    for _ in range(_LOOKS):
        await _settle()
        windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
        found = [one for window in windows for one in cut_off(window)]
        if not found:
            break
    return found


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk through the window of somebody who sits before it."""

    seat: Seat
    sizes: Sequence[QSize]

    async def at_every_size(self, surface: str) -> list[str]:
        found: list[str] = []
        for size in self.sizes:
            self.seat.window.resize(size)
            at = f"{surface} at {size.width()} x {size.height()}"
            found += [f"{at}: {one}" for one in await _still_cut_off()]
            if self.seat.window.size() != size:
                found.append(f"{at}: the window is {_told(self.seat.window.rect())}")
        return found

    async def with_a_key(self) -> list[str]:
        found = await self.at_every_size("Empty page")
        for words in ("Show me a table", "And some code"):
            await self.seat.says(words)
        found += await self.at_every_size("Chat")
        self.seat.type("A message of some length that is being written " * 6)
        found += await self.at_every_size("Writing")
        for command in SURFACES:
            self.seat.window.resize(SIZES[-1])
            self.seat.give(command)
            await _settle()
            if command is commands.SETTINGS:
                found += await self.pages()
            found += await self.at_every_size(command.title)
            await self.close_all()
        return found

    async def pages(self) -> list[str]:
        sections = first_of(self.seat.window, SectionList)
        found: list[str] = []
        for number in range(sections.count()):
            sections.setCurrentRow(number)
            found += await self.at_every_size(f"Settings, page {number + 1}")
        return found

    async def close_all(self) -> None:
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window is not self.seat.window:
                window.close()
        for _ in range(3):
            self.seat.key(Qt.Key.Key_Escape)
            await _settle()

    async def without_a_key(self) -> list[str]:
        found = await self.at_every_size("First start")
        button(self.seat.window, "Where do I get one?").click()
        return found + await self.at_every_size("Where a key comes from")


async def walk(app: QApplication, folder: Path, sizes: Sequence[QSize]) -> list[str]:
    """Return everything that is cut off, anywhere."""
    found: list[str] = []
    scenes = ((False, Walk.without_a_key), (True, Walk.with_a_key))
    for is_demo, scene in scenes:
        async with seated(app, folder / str(is_demo), demo=is_demo) as seat:
            seat.services.preferences.set(MOTION, Motion.REDUCED)
            found += await scene(Walk(seat, sizes))
    return list(dict.fromkeys(found))


def main() -> int:
    """Return the number of places at which something is cut off."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--few", action="store_true", help="at the smallest, the largest and one size between")
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    with qasync.QEventLoop(app) as loop:
        found = loop.run_until_complete(walk(app, options.folder, FEW if options.few else SIZES))
    sys.stdout.write("".join(f"{one}\n" for one in found))
    return min(len(found), 100)


if __name__ == "__main__":
    sys.exit(main())
