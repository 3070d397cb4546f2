"""A picture of the screen: through a portal on a real bus, or none, said so."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desktop.private_bus import PATIENCE_S
from tests.ui.desktop.test_shortcut_portal import Portal, bus, needs_bus, portal
from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop import portal_request
from turbodesk.ui.desktop.screenshot import NoScreenshotError, screenshot
from turbodesk.ui.desktop.session_bus import SessionBus

__all__ = ["bus"]  # a fixture
PICTURE = b"\x89PNG and more"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


async def taken(window: QWidget) -> bytes | None:
    def report(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    scope = Scope("tests", report)
    connection = SessionBus(scope)
    try:
        return await asyncio.wait_for(screenshot(connection, window), PATIENCE_S)
    finally:
        connection.close()
        await scope.close()


@needs_bus
def test_the_portal_gives_what_the_person_chose(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], window: QWidget, tmp_path: Path
) -> None:
    file = tmp_path / "a picture ünd more.png"
    file.write_bytes(PICTURE)
    with portal(bus) as desk:
        desk.tell("picture", file.as_uri())
        assert qt_loop.run_until_complete(taken(window)) == PICTURE
        assert desk.heard()[0] == "Get"
        assert desk.heard() == ["Register", [QGuiApplication.desktopFileName(), {}]]  # before all it asks for
        member, (parent, options) = desk.heard()
        assert (member, parent, options["interactive"]) == ("Screenshot", "", ["b", True])


@needs_bus
@pytest.mark.parametrize("address", ["", "https://example.com/a.png", "file://elsewhere/a.png", "no address"])
def test_what_is_no_file_of_this_computer_is_not_taken(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], window: QWidget, address: str
) -> None:
    with portal(bus) as desk:
        desk.tell("picture", address)
        assert qt_loop.run_until_complete(taken(window)) is None


@needs_bus
@pytest.mark.parametrize("uri", [["u", 7], ["as", ["file:///a.png"]], ["s", "file://["]])
def test_what_is_no_address_is_not_taken(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], window: QWidget, uri: list[object]
) -> None:
    with portal(bus) as desk:
        desk.tell("results", {"uri": uri})
        assert qt_loop.run_until_complete(taken(window)) is None


@needs_bus
def test_a_file_that_is_not_there_is_no_picture(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], window: QWidget, tmp_path: Path
) -> None:
    with portal(bus) as desk:
        desk.tell("picture", (tmp_path / "gone.png").as_uri())
        with pytest.raises(NoScreenshotError):
            qt_loop.run_until_complete(taken(window))


@needs_bus
def test_a_person_who_does_not_want_one_after_all_gets_none(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], window: QWidget
) -> None:
    with portal(bus) as desk:
        desk.tell("refuse")
        assert qt_loop.run_until_complete(taken(window)) is None


@needs_bus
@pytest.mark.parametrize("is_cancelled", [True, False])
def test_a_question_nobody_waits_for_any_more_is_closed(
    qt_loop: qasync.QEventLoop,
    bus: dict[str, str],
    window: QWidget,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_cancelled: bool,
) -> None:
    monkeypatch.setattr(portal_request, "_ASKED_S", 3_600.0 if is_cancelled else 0.0)

    async def scene(desk: Portal) -> None:
        asked = asyncio.create_task(taken(window))
        assert (await asyncio.to_thread(desk.heard))[0] == "Get"
        assert (await asyncio.to_thread(desk.heard))[0] == "Register"
        member, (_parent, options) = await asyncio.to_thread(desk.heard)
        assert member == "Screenshot"
        if is_cancelled:
            asked.cancel()
        closed, (place,) = await asyncio.to_thread(desk.heard)
        assert (closed, place.rsplit("/", 1)[1]) == ("Close", options["handle_token"][1])
        if not is_cancelled:
            assert await asked is None
            return
        with pytest.raises(asyncio.CancelledError):
            await asked

    with portal(bus) as desk:
        desk.tell("think")
        qt_loop.run_until_complete(scene(desk))


@needs_bus
def test_the_bus_keeps_no_rule_of_a_request_that_has_ended(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    send = SessionBus.send

    def noted(self: SessionBus, to: Any, method: str, signature: str, *values: object) -> None:
        told.append((method, str(values)))
        send(self, to, method, signature, *values)

    monkeypatch.setattr(SessionBus, "send", noted)
    with portal(bus) as desk:
        desk.tell("refuse")
        assert qt_loop.run_until_complete(taken(window)) is None
    assert [method for method, _ in told] == ["RemoveMatch"] * 2  # and nothing is closed that was answered
    assert "org.freedesktop.portal.Request" in told[0][1]
    assert "NameOwnerChanged" in told[1][1]


@needs_bus
def test_a_desktop_without_any_way_says_so(qt_loop: qasync.QEventLoop, bus: dict[str, str], window: QWidget) -> None:
    with pytest.raises(NoScreenshotError):
        qt_loop.run_until_complete(taken(window))
