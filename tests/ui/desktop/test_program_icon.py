"""What docks and taskbars hear of the program's icon: on Linux over a real bus, on Windows by a stand-in of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtGui import QGuiApplication

from tests.ui.desktop.private_bus import PATIENCE_S, has_bus, private_bus
from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop import program_icon
from turbodesk.ui.desktop.launcher_entry import LauncherEntry
from turbodesk.ui.desktop.session_bus import SessionBus
from turbodesk.ui.desktop.taskbar_button import TaskbarButton
from turbodesk.ui.presenters import icon_progress
from turbodesk.ui.presenters.icon_progress import EVERY_S, IconProgress
from turbodesk.ui.presenters.icon_progress import PATIENCE_S as SHOWN_AFTER_S


async def until(look: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not look():  # noqa: ASYNC110 - the desktop changes it
            await asyncio.sleep(0.01)


@pytest.mark.skipif(not has_bus(), reason="needs dbus-daemon")
def test_a_dock_hears_number_and_progress_together_whatever_was_said_last(
    qt_loop: qasync.QEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jeepney import MatchRule  # type: ignore[import-untyped]

    async def work() -> None:
        reports: list[object] = []
        scope = Scope("tests", lambda *report: reports.append(report))
        ours, dock = SessionBus(scope.child("ours")), SessionBus(scope.child("dock"))
        heard: list[tuple[Any, ...]] = []
        rule = MatchRule(type="signal", interface="com.canonical.Unity.LauncherEntry", member="Update")
        await dock.listen(rule, "sa{sv}", heard.append)
        icon = program_icon.program_icon(ours, scope, lambda: 0)
        assert isinstance(icon, LauncherEntry)
        icon.set_count(20_000)
        icon.set_progress(0.5)  # while the bus is being connected
        await until(lambda: heard)
        icon.set_progress(7)
        icon.set_progress(None)
        icon.set_count(0)
        await until(lambda: len(heard) == 4)
        assert {one[0] for one in heard} == {f"application://{QGuiApplication.desktopFileName()}.desktop"}
        shown = [{name: value for name, (_kind, value) in one[1].items()} for one in heard]
        assert [(one["count"], one["count-visible"]) for one in shown] == [(9_999, True)] * 3 + [(0, False)]
        lines = [(one["progress"], one["progress-visible"]) for one in shown]
        assert lines == [(0.5, True), (1.0, True), (0.0, False), (0.0, False)]
        ours.close()
        dock.close()
        await scope.close()
        icon.set_count(1)  # the program ends: nobody hears it
        assert not reports

    with private_bus(tmp_path / "home") as environment:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
        qt_loop.run_until_complete(work())


@pytest.mark.skipif(not has_bus(), reason="needs dbus-daemon")
def test_without_a_bus_there_is_no_icon_to_tell_of(qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        reports: list[object] = []
        scope = Scope("tests", lambda *report: reports.append(report))
        bus = SessionBus(scope)
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        assert program_icon.program_icon(bus, scope, lambda: 0) is None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
        icon = program_icon.program_icon(bus, scope, lambda: 0)
        assert icon is not None
        icon.set_count(2)
        icon.set_progress(0.5)
        await asyncio.sleep(0)
        await scope.close()
        assert not reports

    qt_loop.run_until_complete(work())


class Bar:
    """Notes what the taskbar of Windows would be told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, ...]] = []
        self.is_there = True

    def set_state(self, window_id: int, state: int) -> None:
        """Note it."""
        if not self.is_there:
            raise OSError("the desktop's program starts anew")
        self.told.append((window_id, state))

    def set_value(self, window_id: int, done: int, of: int) -> None:
        """Note it."""
        self.told.append((window_id, done, of))


def test_a_button_of_the_taskbar_has_the_line_and_goes_without_where_there_is_none() -> None:
    bar = Bar()
    button = TaskbarButton(lambda: 42, lambda: bar)
    for share in (0.25, 3.0):
        button.set_progress(share)
    button.set_progress(None)
    assert bar.told == [(42, 2), (42, 250, 1_000), (42, 2), (42, 1_000, 1_000), (42, 0)]
    bar.is_there = False
    button.set_progress(0.5)
    button.set_progress(None)
    assert len(bar.told) == 5

    def none_there() -> Bar:
        raise OSError("no such class")

    TaskbarButton(lambda: 42, none_there).set_progress(0.5)


class Line:
    """Notes what the icon shows."""

    def __init__(self) -> None:
        self.shown: list[float | None] = []
        self.now = 100.0

    def set_count(self, count: int) -> None:
        """Not of progress."""

    def set_progress(self, share: float | None) -> None:
        """Note it."""
        self.shown.append(share)


def shown_at_once(monkeypatch: pytest.MonkeyPatch, line: Line) -> None:
    """Have the window's icon be one that notes what it shows, of short works too."""
    monkeypatch.setattr(program_icon, "program_icon", lambda *_: line)
    monkeypatch.setattr(icon_progress, "PATIENCE_S", 0.0)
    monkeypatch.setattr(icon_progress, "EVERY_S", 0.0)


def test_a_long_work_is_shown_a_few_times_a_second_and_a_short_one_never() -> None:
    line = Line()
    progress = IconProgress(lambda: line, lambda: line.now)
    progress.show("export", None)
    progress.show("export", 0.5)
    progress.show("export", None)
    assert line.shown == []
    for done in range(1_000):
        progress.show("export", done / 1_000)
        line.now += 0.01
    progress.show("export", None)
    progress.show("export", None)
    assert len(line.shown) == int((10 - SHOWN_AFTER_S) / EVERY_S) + 1
    *shares, last = line.shown
    assert last is None
    assert shares == sorted(shares, key=lambda share: share or 0.0)


def test_works_at_the_same_time_are_one_line_until_the_last_has_ended() -> None:
    line = Line()
    progress = IconProgress(lambda: line, lambda: line.now)
    for work, share, after_s in (
        ("export", 0.0, 1.0),
        ("export", 0.5, 1.0),
        ("import", 0.0, 1.0),
        ("import", 0.25, 1.0),
    ):
        progress.show(work, share)
        line.now += after_s
    progress.show("export", None)
    line.now += 1.0
    progress.show("import", 0.75)
    assert line.shown == [0.5, 0.25, 0.375, 0.25, 0.75]
    progress.close()
    progress.close()
    assert line.shown[-2:] == [0.75, None]
    progress.show("import", None)
    assert line.shown[-1] is None
