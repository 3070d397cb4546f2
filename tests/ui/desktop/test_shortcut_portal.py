"""A key of the whole desktop, granted by a portal on a real bus that speaks its interface to the letter."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import qasync

from tests.ui.desktop.private_bus import PATIENCE_S, has_bus, private_bus
from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop import macos_shortcut, shortcut_portal
from turbodesk.ui.desktop.session_bus import SessionBus
from turbodesk.ui.desktop.shortcut_portal import ShortcutPortal, trigger
from turbodesk.ui.desktop.windows_shortcut import key_codes

needs_bus = pytest.mark.skipif(not has_bus(), reason="needs dbus-daemon")


class Portal:
    """The portal of a test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def heard(self) -> list[Any]:
        assert self._process.stdout is not None
        call: list[Any] = json.loads(self._process.stdout.readline())
        return call

    def tell(self, *words: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with private_bus(tmp_path / "home") as environment:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
        yield environment


@contextmanager
def portal(environment: dict[str, str]) -> Iterator[Portal]:
    program = Path(__file__).with_name("portal.py")
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, str(program)], env=environment, stdin=pipe, stdout=pipe, text=True
    ) as process:
        made = Portal(process)
        assert made.heard() == ["ready", []]
        yield made
        process.kill()


@asynccontextmanager
async def shortcut() -> AsyncIterator[ShortcutPortal]:
    def report(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    scope = Scope("tests", report)
    connection = SessionBus(scope)
    made = ShortcutPortal(connection, scope)
    try:
        yield made
    finally:
        made.close()
        connection.close()
        await scope.close()


@needs_bus
def test_the_portal_grants_a_key_and_tells_each_press(qt_loop: qasync.QEventLoop, bus: dict[str, str]) -> None:
    async def scene(desk: Portal) -> None:
        async with shortcut() as made:
            pressed: list[str] = []
            made.pressed.connect(pressed.append)
            assert await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)
            assert desk.heard()[0] == "Register"
            assert desk.heard()[0] == "CreateSession"
            assert desk.heard()[0] == "Register"
            member, (session, asked, window, _options) = desk.heard()
            assert (member, window) == ("BindShortcuts", "")
            assert "/session/" in session
            assert asked[0][0] == "ask"
            assert asked[0][1]["preferred_trigger"] == ["s", "CTRL+ALT+space"]
            desk.tell("Activated", "a token")
            async with asyncio.timeout(PATIENCE_S):
                while not pressed:  # noqa: ASYNC110 - the desktop says it
                    await asyncio.sleep(0.01)
            assert pressed == ["a token"]
            made.unbind()
            assert (await asyncio.to_thread(desk.heard))[0] == "Close"

    with portal(bus) as desk:
        qt_loop.run_until_complete(scene(desk))


async def asked_again(desk: Portal, made: ShortcutPortal) -> None:
    """Return when the key is bound by the portal, and works."""
    pressed: list[str] = []
    with closing(made.pressed.connect(pressed.append)):
        async with asyncio.timeout(PATIENCE_S):
            while (await asyncio.to_thread(desk.heard))[0] != "BindShortcuts":
                pass
            while not pressed:
                desk.tell("Activated", "a token")  # its answer may not have come yet
                await asyncio.sleep(0.05)


@needs_bus
def test_a_session_the_desktop_closes_is_made_anew_but_not_for_ever(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortcut_portal, "_AGAIN_S", 0.0)
    monkeypatch.setattr(shortcut_portal, "_MOST_AGAIN", 2)

    async def scene(desk: Portal) -> None:
        async with shortcut() as made:
            assert await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)
            await asked_again(desk, made)
            for _ in range(2):
                desk.tell("Closed")
                await asked_again(desk, made)
            desk.tell("Closed")
            async with asyncio.timeout(PATIENCE_S):
                while made._session:  # noqa: SLF001, ASYNC110 - the desktop takes it
                    await asyncio.sleep(0.01)
                while made._scope.is_running("global-shortcut.again"):  # noqa: SLF001, ASYNC110
                    await asyncio.sleep(0.01)
            assert not made._session  # noqa: SLF001

    with portal(bus) as desk:
        qt_loop.run_until_complete(scene(desk))


@needs_bus
def test_a_portal_that_starts_anew_is_asked_anew_and_a_key_let_go_is_not(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortcut_portal, "_AGAIN_S", 0.0)

    async def scene() -> None:
        async with shortcut() as made:
            with portal(bus) as desk:
                assert await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)
            with portal(bus) as desk:
                await asked_again(desk, made)
                made.unbind()
                assert (await asyncio.to_thread(desk.heard))[0] == "Close"
                desk.tell("Closed")
            with portal(bus):
                assert await made._bus.unique_name()  # noqa: SLF001
                assert not made._scope.is_running("global-shortcut.again")  # noqa: SLF001

    qt_loop.run_until_complete(scene())


@needs_bus
def test_a_bus_that_starts_anew_is_asked_for_the_key_anew(
    qt_loop: qasync.QEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortcut_portal, "_AGAIN_S", 0.001)
    monkeypatch.setattr(shortcut_portal, "_MOST_AGAIN", 12)

    async def scene() -> None:
        async with shortcut() as made:
            for turn in range(2):
                with private_bus(tmp_path / str(turn)) as environment, portal(environment) as desk:
                    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
                    if turn == 0:
                        assert await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)
                    await asked_again(desk, made)

    qt_loop.run_until_complete(scene())


@needs_bus
@pytest.mark.parametrize("what_ends", ["portal", "bus"])
def test_a_question_whose_portal_ends_is_answered_by_nobody(
    qt_loop: qasync.QEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what_ends: str
) -> None:
    async def scene() -> None:
        async with shortcut() as made:
            with ExitStack() as buses:
                environment = buses.enter_context(private_bus(tmp_path / "home"))
                monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
                with portal(environment) as desk:
                    desk.tell("think")
                    asked = asyncio.ensure_future(made.bind("Ctrl+Alt+Space"))
                    while (await asyncio.to_thread(desk.heard))[0] != "CreateSession":
                        pass
                    if what_ends == "bus":
                        buses.close()
                assert not await asyncio.wait_for(asked, PATIENCE_S)

    qt_loop.run_until_complete(scene())


@needs_bus
def test_a_person_who_refuses_has_no_key(qt_loop: qasync.QEventLoop, bus: dict[str, str]) -> None:
    async def scene(desk: Portal) -> None:
        async with shortcut() as made:
            desk.tell("refuse")
            assert not await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)

    with portal(bus) as desk:
        qt_loop.run_until_complete(scene(desk))


@needs_bus
@pytest.mark.parametrize("handle", [["u", 7], ["s", ""], ["s", "no path"], ["a{sv}", {}], None])
def test_a_portal_that_names_no_session_grants_no_key(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], handle: list[object] | None
) -> None:
    async def scene(desk: Portal) -> None:
        async with shortcut() as made:
            desk.tell("results", {} if handle is None else {"session_handle": handle})
            assert not await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)

    with portal(bus) as desk:
        qt_loop.run_until_complete(scene(desk))


@needs_bus
def test_a_desktop_without_the_portal_has_none(qt_loop: qasync.QEventLoop, bus: dict[str, str]) -> None:
    async def scene() -> None:
        async with shortcut() as made:
            assert not await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)

    qt_loop.run_until_complete(scene())


def test_without_a_bus_there_is_none(qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)

    async def scene() -> None:
        async with shortcut() as made:
            assert not await made.bind("Ctrl+Alt+Space")

    qt_loop.run_until_complete(scene())


def test_keys_are_written_as_each_system_wants_them() -> None:
    assert trigger("Ctrl+Alt+Space") == "CTRL+ALT+space"
    assert trigger("Meta + Shift + A") == "LOGO+SHIFT+a"
    assert trigger("Ctrl+F5") == "CTRL+F5"
    assert key_codes("Ctrl+Alt+Space") == (3, 0x20)
    assert key_codes("Meta+F12") == (8, 0x7B)
    assert key_codes("Shift+a") == (4, 0x41)
    assert [key_codes(one) for one in ("A", "Ctrl+", "Ctrl+Nonsense", "", "Hyper+A")] == [None] * 5
    assert macos_shortcut.key_codes("Ctrl+Alt+Space") == (0x1800, 49)
    assert macos_shortcut.key_codes("Meta+Shift+K") == (0x300, 40)
    assert [macos_shortcut.key_codes(one) for one in ("A", "Ctrl+", "Ctrl+F99", "")] == [None] * 4
