"""The desktop's own lock, heard on a real bus from whoever locks the screen."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
import qasync
from jeepney import DBusAddress, new_signal  # type: ignore[import-untyped]
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

from tests.ui.desktop.private_bus import PATIENCE_S, has_bus, private_bus
from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop.screen_lock import BusScreenLock, knows_screen_lock, screen_lock
from turbodesk.ui.desktop.session_bus import SessionBus

pytestmark = pytest.mark.skipif(not has_bus(), reason="needs dbus-daemon")


def report(where: str, error: BaseException) -> None:
    raise AssertionError(where) from error


def test_a_screen_that_is_locked_is_told_and_one_that_opens_is_not(
    qt_loop: qasync.QEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        scope, told = Scope("test", report), list[int]()
        bus = SessionBus(scope)
        screen = screen_lock(lambda: bus, scope)
        assert isinstance(screen, BusScreenLock)
        locked = asyncio.Event()
        screen.locked.connect(lambda _: told.append(1))
        screen.locked.connect(lambda _: locked.set())
        screen.follow(is_wanted=True)
        screen.follow(is_wanted=True)
        while scope.is_running("screen-lock"):  # noqa: ASYNC110 - until it is heard, whatever is said is lost
            await asyncio.sleep(0.005)
        with open_dbus_connection("SESSION") as desktop:

            def say(name: str, signature: str, value: object) -> None:
                address = DBusAddress(f"/{name.replace('.', '/')}", interface=name)
                desktop.send(new_signal(address, "ActiveChanged", signature, (value,)))

            say("org.gnome.ScreenSaver", "b", False)
            say("org.example.Engine", "b", True)
            say("org.gnome.ScreenSaver", "s", "no switch")
            say("org.gnome.ScreenSaver", "b", True)
            await asyncio.wait_for(locked.wait(), PATIENCE_S)
            locked.clear()
            say("org.freedesktop.ScreenSaver", "b", True)
            await asyncio.wait_for(locked.wait(), PATIENCE_S)
            assert told == [1, 1]
            screen.follow(is_wanted=False)
            say("org.gnome.ScreenSaver", "b", True)
            await bus.unique_name()
            await asyncio.sleep(0.05)
            assert told == [1, 1]
        bus.close()
        await scope.close()
        screen.follow(is_wanted=True)  # at the end of the program, nothing begins

    with private_bus(tmp_path / "home") as environment:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
        assert knows_screen_lock() is (sys.platform == "linux")
        qt_loop.run_until_complete(work())
