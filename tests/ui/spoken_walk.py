"""The walk of `tests.ui.spoken`, which speaks the language that is in use when this is imported."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import qasync
from PySide6.QtCore import QLocale, QSize
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QWidget

from tests.gateway_server import Answer, GatewayServer
from tests.ui import cramped
from tests.ui import test_pictures as surfaces
from tests.ui.presenters.test_own_gateway import keyed
from tests.ui.presenters.test_window import Seat, seated
from tests.ui.pseudo import OPENING
from tests.ui.seen import name_of
from turbodesk import quantities, translation
from turbodesk.app import commands
from turbodesk.settings import MOTION, THEME, Motion, ThemeChoice
from turbodesk.ui import quantities as spoken
from turbodesk.ui.application.language import dress

_SAID = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]{2,}$")
"""What is likely a sentence or a label; names of keys and numbers are not."""
NAMES = re.compile(
    r"TurboDesk|TheTurbo|Claude|Opus|Sonnet|Haiku|Fable|Mythos|Ctrl|Shift|Return|Enter|Esc|Tab|Home|End|Alt|Del|Space|Backspace|Up$|Down$|"
    r"Shows?|Show me a table|And some code|A message of some length|https?:|Python|Markdown|JSON"
)
"""What is the same in every language, and what the walk itself writes."""


def walked(folder: Path, *, is_pseudo: bool) -> list[str]:
    """Return what is cut off and, in the language nobody speaks, what was not translated."""
    app = QApplication(sys.argv[:1])
    if translation.language() != translation.ENGLISH:
        dress(app)
        quantities.use(spoken)
    if is_pseudo:
        plain, cut_off = set[str](), cramped.cut_off

        def cut_off_or_plain(window: QWidget) -> Iterator[str]:
            plain.update(untranslated(window))
            return cut_off(window)

        cramped.cut_off = cut_off_or_plain
    with qasync.QEventLoop(app) as loop:
        found: list[str] = loop.run_until_complete(cramped.walk(app, folder, cramped.FEW))
    if not is_pseudo:
        return found
    # What a field invites to is longer in no real language, and ends in an ellipsis where it is.
    found = [one for one in found if ": QLineEdit" not in one]
    return [*found, *sorted(f"not translated: {one}" for one in plain)]


def untranslated(window: QWidget) -> Iterator[str]:
    """Return what a window shows or says that did not go through the translations."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        texts = [name_of(widget), widget.toolTip(), widget.accessibleDescription()]
        match widget:
            case QLabel() | QAbstractButton():
                texts.append(widget.text())
            case QLineEdit():
                texts.append(widget.placeholderText())
        texts += [action.text() for action in widget.actions() if isinstance(action, QAction)]
        for text in texts:
            if _SAID.search(text) and OPENING not in text and not NAMES.search(text):
                yield f"{type(widget).__name__} {text[:80]!r}"


async def _command(seat: Seat, name: str) -> None:
    await surfaces.chat(seat)
    seat.give(getattr(commands, name))


def _opens(name: str) -> Callable[[Seat], Awaitable[None]]:
    return lambda seat: _command(seat, name)


PICTURES: dict[str, Callable[[Seat], Awaitable[None]]] = {
    "empty": surfaces.empty,
    "chat": surfaces.chat,
    "writing": surfaces.writing,
    "menu": surfaces.menu,
    "settings": surfaces.settings,
    "palette": surfaces.palette,
    "models": surfaces.models,
    "side-by-side": surfaces.side_by_side,
    "instructions": _opens("INSTRUCTIONS"),
    "shortcuts": _opens("SHORTCUTS"),
}
"""The ten surfaces people see most."""


def pictures(folder: Path, theme: str) -> int:
    """Leave a picture of each surface in a folder."""
    app = QApplication(sys.argv[:1])
    if translation.language() != translation.ENGLISH:
        dress(app)
        quantities.use(spoken)
    with qasync.QEventLoop(app) as loop:
        loop.run_until_complete(_first_start(app, folder, theme))
        for name, surface in PICTURES.items():
            loop.run_until_complete(_picture(app, folder / f"{name}.png", theme, surface))
    return 0


async def _first_start(app: QApplication, folder: Path, theme: str) -> None:
    with tempfile.TemporaryDirectory() as data:
        async with seated(app, Path(data), demo=False) as seat:
            _dressed(seat, theme)
            await asyncio.sleep(0.4)
            seat.window.grab().save(str(folder / "first-start.png"))


async def _picture(app: QApplication, file: Path, theme: str, surface: Callable[[Seat], Awaitable[None]]) -> None:
    with tempfile.TemporaryDirectory() as data:
        async with GatewayServer(key="sk-right") as server, seated(app, Path(data)) as seat:
            await keyed(seat, server)
            server.script(default=Answer(text=surfaces.REPLY))
            _dressed(seat, theme)
            await surface(seat)
            await asyncio.sleep(0.5)
            whole = seat.window.grab().toImage()
            painter = QPainter(whole)
            for other in app.topLevelWidgets():
                if other is not seat.window and other.isVisible():
                    painter.drawImage(seat.window.mapFromGlobal(other.geometry().topLeft()), other.grab().toImage())
                if isinstance(other, QMenu):
                    other.close()
            painter.end()
            whole.save(str(file))


def _dressed(seat: Seat, theme: str) -> None:
    seat.services.preferences.set(THEME, ThemeChoice(theme))
    seat.services.preferences.set(MOTION, Motion.REDUCED)
    seat.window.resize(QSize(1280, 860))
    assert QLocale().textDirection() == seat.window.layoutDirection(), "the window reads as its language does"
