"""Whether there is a tray, asked of a real bus: of nobody, of a panel that shows icons and of one that shows none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import qasync

from tests.ui.desktop.private_bus import PATIENCE_S, WATCHER, has_bus, private_bus, service
from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop.session_bus import SessionBus
from turbodesk.ui.desktop.tray_host import TrayHost

pytestmark = pytest.mark.skipif(not has_bus(), reason="needs dbus-daemon")


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with private_bus(tmp_path / "home") as environment:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
        yield environment


def test_a_panel_is_heard_as_it_comes_shows_no_icons_any_more_and_goes(
    qt_loop: qasync.QEventLoop, bus: dict[str, str]
) -> None:
    async def work(host: TrayHost) -> None:
        told = asyncio.Event()
        host.changed.connect(lambda _: told.set())

        async def changed() -> bool:
            await asyncio.wait_for(told.wait(), PATIENCE_S)
            told.clear()
            return await host.look(may_ask_qt=False)

        await host.listen()
        await host.listen()
        assert not await host.look(may_ask_qt=False)
        with service(bus, WATCHER) as panel:
            assert await changed()
            panel.set("IsStatusNotifierHostRegistered", False)  # the watcher stays, what shows the icons has gone
            panel.emit("StatusNotifierHostUnregistered", "")
            assert not await changed()
            panel.set("IsStatusNotifierHostRegistered", True)
            panel.emit("StatusNotifierHostRegistered", "")
            assert await changed()
        assert not await changed()

    run(qt_loop, work)


@pytest.mark.parametrize(
    ("signature", "value"), [("b", True), ("s", "true"), ("v", ["s", "true"]), ("v", ["i", 1]), ("", None)]
)
def test_a_panel_that_does_not_say_whether_it_shows_icons_shows_none(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], signature: str, value: object
) -> None:
    async def work(host: TrayHost) -> None:
        with service(bus, WATCHER) as panel:
            panel.answer("Get", signature, *([value] if signature else []))
            assert not await host.look(may_ask_qt=False)

    run(qt_loop, work)


def run(qt_loop: qasync.QEventLoop, work: Callable[[TrayHost], Awaitable[None]]) -> None:
    async def all_() -> None:
        scope = Scope("tests", lambda *_: None)
        connection = SessionBus(scope)
        try:
            await work(TrayHost(connection))
        finally:
            connection.close()
            await scope.close()

    qt_loop.run_until_complete(all_())


def test_without_a_bus_nobody_is_asked_but_qt(qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    host = TrayHost(SessionBus(Scope("tests", lambda *_: None)))
    qt_loop.run_until_complete(host.listen())
    assert not qt_loop.run_until_complete(host.look(may_ask_qt=False))
    assert not qt_loop.run_until_complete(host.look())  # this platform has none
