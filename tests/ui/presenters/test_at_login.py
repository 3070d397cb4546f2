"""A program that the system opens at login: what is told to the system, and what is seen of the start."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.presenters.test_application import second_start
from tests.ui.presenters.test_notifications import Desk, desk
from tests.ui.presenters.test_quick_question import smalls
from tests.ui.presenters.test_settings import open_settings
from tests.ui.presenters.test_tray import Panel, panel
from tests.ui.presenters.test_window import SPEED, Borrowed, Seat, play
from tests.ui.seen import shown_text
from turbodesk.app import login_item
from turbodesk.app.handover import Handover
from turbodesk.app.program import Program
from turbodesk.app.services import Services, start_services
from turbodesk.settings import AT_LOGIN, TRAY, Section
from turbodesk.store.logbook import Logbook
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.presenters import tray as tray_module
from turbodesk.ui.presenters.session import open_window
from turbodesk.ui.presenters.window import WindowPresenter

__all__ = ["desk", "panel", "play"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it is no file there")
Play = Callable[..., None]


@pytest.fixture(autouse=True)
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is kept, in place of the system's own."""
    file = tmp_path / "autostart" / "entry.desktop"
    monkeypatch.setattr(login_item, "place", lambda _system="": file)
    return file


def test_the_system_is_told_and_told_otherwise(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.services.preferences.set(AT_LOGIN, True)
        assert login_item.opens_at_login()
        seat.services.preferences.set(AT_LOGIN, False)
        assert not login_item.opens_at_login()

    play(scene)


def test_a_system_that_cannot_be_told_is_named_and_the_setting_says_how_it_is(play: Play, entry: Path) -> None:
    entry.parent.write_text("a file in the folder's place")

    async def scene(seat: Seat) -> None:
        seat.services.preferences.set(AT_LOGIN, True)
        assert not seat.services.preferences.get(AT_LOGIN)
        assert "cannot be told what to open at login" in shown_text(seat.window)

    play(scene)


def switch_off(entry: Path) -> None:
    """As the settings of a desktop do."""
    entry.write_text(f"{entry.read_text()}Hidden=true\n")


def test_what_was_switched_off_elsewhere_is_seen_in_the_settings(play: Play, entry: Path) -> None:
    async def scene(seat: Seat) -> None:
        seat.services.preferences.set(AT_LOGIN, True)
        switch_off(entry)
        open_settings(seat, Section.DESKTOP)
        assert not seat.services.preferences.get(AT_LOGIN)

    play(scene)


@asynccontextmanager
async def started(qapp: QApplication, folder: Path) -> AsyncIterator[tuple[Services, WindowPresenter, Window]]:
    """A start at login."""

    def report(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    before = set(qapp.topLevelWidgets())
    wish = Handover(at_login=True)
    with closing(Logbook(folder / "logs")) as logbook:
        program = Program(folder, logbook, None)
        async with (
            start_services(folder, report=report, demo_speed=SPEED) as services,
            open_window(services, Borrowed(qapp), demo=True, handover=wish, program=program) as presenter,
        ):
            (window,) = (one for one in qapp.topLevelWidgets() if isinstance(one, Window) and one not in before)
            yield services, presenter, window


async def until(seen: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not seen():  # noqa: ASYNC110 - the window says it
            await asyncio.sleep(0.005)


def wants_tray(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.services.preferences.set(TRAY, True)

    play(scene)


def test_with_a_tray_it_is_the_icon_alone_until_somebody_wants_more(
    play: Play, qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path, panel: Panel, desk: Desk
) -> None:
    async def scene() -> None:
        async with started(qapp, tmp_path) as (services, presenter, window):
            await until(lambda: not services.scope.is_running("tray"))
            assert window.isHidden()
            await second_start(tmp_path, Handover(at_login=True))
            await second_start(tmp_path, Handover(ask=True))
            await until(lambda: any(one.isActiveWindow() for one in smalls()))
            (small,) = (one for one in smalls() if one.isVisible())
            QTest.keySequence(small, QKeySequence("Esc"))
            assert not small.isVisible()
            assert not presenter.closed.done(), "it stays with its icon"
            assert window.isHidden()
            await second_start(tmp_path, Handover())
            await until(window.isVisible)

    wants_tray(play)
    qt_loop.run_until_complete(scene())


def test_where_no_panel_comes_the_window_does(
    play: Play, qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path, panel: Panel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(tray_module, "PANEL_STARTS_MS", 1)
    monkeypatch.setattr(tray_module, "PANEL_RESTARTS_MS", 1)

    async def scene() -> None:
        panel.is_there = False
        async with started(qapp, tmp_path) as (_services, _presenter, window):
            await until(window.isVisible)

    wants_tray(play)
    qt_loop.run_until_complete(scene())


def test_a_panel_that_begins_in_vain_while_it_is_looked_for_leaves_no_program_that_nobody_reaches(
    play: Play, qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path, panel: Panel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(tray_module, "PANEL_STARTS_MS", 500)
    monkeypatch.setattr(tray_module, "PANEL_RESTARTS_MS", 1)

    async def scene() -> None:
        panel.is_there = False
        looks: list[bool] = []

        async def look(*, may_ask_qt: bool = True) -> bool:
            looks.append(may_ask_qt)
            if len(looks) == 1:
                panel.changed.emit(None)
                await asyncio.sleep(0)
            return False

        monkeypatch.setattr(panel, "look", look)
        async with started(qapp, tmp_path) as (_services, _presenter, window):
            await asyncio.sleep(0.05)
            assert window.isHidden(), "it may still come"
            await until(window.isVisible)

    wants_tray(play)
    qt_loop.run_until_complete(scene())


def test_without_the_tray_it_is_the_window(qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path) -> None:
    async def scene() -> None:
        async with started(qapp, tmp_path) as (_services, _presenter, window):
            assert window.isVisible()

    qt_loop.run_until_complete(scene())
