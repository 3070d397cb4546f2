"""What concerns the program as a whole, in the real window: a report of a crash, news, the log, a second start."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.presenters.test_window import CTRL, SPEED, Borrowed, Seat
from tests.ui.seen import button, press, shown_text
from tests.ui.widgets.test_external import Desktop, desktop
from turbodesk.app import updates
from turbodesk.app.handover import Handover
from turbodesk.app.program import Program
from turbodesk.app.services import start_services
from turbodesk.store.logbook import Logbook
from turbodesk.ui.about import AboutPanel
from turbodesk.ui.application.single_instance import handed_over
from turbodesk.ui.attachments.decoding import QtPictures
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.presenters.session import open_window

__all__ = ["desktop"]

Scene = Callable[[Seat], Awaitable[None]]


@pytest.fixture
def run(qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Play one scene in the window of a program, with its log and the socket a second start speaks to."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()

    def report_error(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    async def one(scene: Scene, report: Path | None, demo: bool) -> None:
        logbook = Logbook(tmp_path / "logs")
        program = Program(tmp_path / "data", logbook, report)
        async with (
            start_services(
                tmp_path / "data", report=report_error, demo_speed=SPEED, new_pictures=QtPictures
            ) as services,
            open_window(services, Borrowed(qapp), demo=demo, program=program) as presenter,
        ):
            window = next(one for one in qapp.topLevelWidgets() if isinstance(one, Window) and one.isVisible())
            window.activateWindow()
            seat = Seat(services, presenter, window)
            await seat.until(window.isActiveWindow)
            await scene(seat)
        logbook.close()

    def play(scene: Scene, *, report: Path | None = None, demo: bool = True) -> None:
        qt_loop.run_until_complete(one(scene, report, demo))

    yield play
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


def test_the_report_of_a_crash_is_told_and_shown(
    run: Callable[..., None],
    desktop: Desktop,
    tmp_path: Path,
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("It fell over.")

    async def scene(seat: Seat) -> None:
        assert f"ended unexpectedly last time. A report lies in {report}." in shown_text(seat.window)
        press(button(seat.window, "Show it"), Qt.Key.Key_Space)
        assert desktop.last() == report.as_uri()

    run(scene, report=report)


def test_news_of_a_version_lead_to_their_page(
    run: Callable[..., None],
    desktop: Desktop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def look(_self: updates.Updates) -> updates.Release:
        return updates.Release("99.1", "https://news.invalid/99.1")

    monkeypatch.setattr(updates, "source", lambda: updates.NewsSource("https://news.invalid/", ()))
    monkeypatch.setattr(updates, "FIRST_AFTER_S", 0)
    monkeypatch.setattr(updates.Updates, "look", look)

    async def scene(seat: Seat) -> None:
        await seat.until(lambda: "TurboDesk 99.1 is out." in shown_text(seat.window))
        press(button(seat.window, "Read more"), Qt.Key.Key_Space)
        assert desktop.last() == "https://news.invalid/99.1"

    run(scene)


def test_no_news_are_looked_for_by_a_build_that_has_nobody_to_ask(
    run: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(updates, "source", lambda: None)
    monkeypatch.setattr(updates, "FIRST_AFTER_S", 0)
    monkeypatch.setattr(updates.Updates, "look", asked.append)

    async def scene(seat: Seat) -> None:
        await seat.until(lambda: not seat.services.scope.is_running("news"))
        assert asked == []

    run(scene)


def test_about_shows_the_log_and_one_panel_serves_twice(
    run: Callable[..., None],
    desktop: Desktop,
    tmp_path: Path,
) -> None:
    async def scene(seat: Seat) -> None:
        seat.presenter.actions.trigger("app.about")
        await seat.until(lambda: not seat.services.scope.is_running("about"))
        (panel,) = seat.window.findChildren(AboutPanel)
        assert panel.isVisible()
        assert "Python 3" in shown_text(panel)
        panel.log_requested.emit()
        assert desktop.last().startswith((tmp_path / "logs").as_uri())
        seat.key(Qt.Key.Key_Escape)
        assert not panel.isVisible()
        seat.presenter.actions.trigger("app.about")
        assert seat.window.findChildren(AboutPanel) == [panel]
        assert panel.isVisible()

    run(scene)


async def second_start(folder: Path, handover: Handover) -> None:
    """Start the program once more, as far as that one comes."""
    assert await asyncio.wait_for(handed_over(folder, handover), 20)


def test_a_second_start_brings_the_window_to_the_front(run: Callable[..., None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.window.showMinimized()
        await second_start(tmp_path / "data", Handover())
        await seat.until(lambda: seat.window.isVisible() and not seat.window.isMinimized())
        assert seat.window.windowTitle() == "Hello", "nothing else was asked for"

    run(scene)


def test_a_second_start_may_want_a_new_chat(run: Callable[..., None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        await second_start(tmp_path / "data", Handover(new_chat=True))
        await seat.until(lambda: not seat.chat_ids())
        assert seat.editor().hasFocus()
        assert [one.title for one in seat.services.workspace.conversations()] == ["Hello"]

    run(scene)


def test_a_second_start_may_want_the_demo(run: Callable[..., None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.until(lambda: seat.window.is_onboarding)
        await second_start(tmp_path / "data", Handover(new_chat=True))
        assert seat.window.is_onboarding, "there is no chat yet that could be new"
        await second_start(tmp_path / "data", Handover(demo=True))
        await seat.until(lambda: not seat.window.is_onboarding)
        await seat.says("Hello")
        await second_start(tmp_path / "data", Handover(demo=True))
        assert seat.chat_ids(), "it is the demo already"

    run(scene, demo=False)


def test_quitting_lets_the_next_start_be_the_first(run: Callable[..., None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        seat.key(Qt.Key.Key_Q, CTRL)
        await asyncio.wait_for(seat.presenter.closed, 20)

    run(scene)
    run(scene)
