"""What is asked of a desktop, through the real xdg-desktop-portal: only the desktop behind it is the test's own.

Why besides the portal that a test writes: the real one passes on what it finds right, and nothing else.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtWidgets import QWidget

from tests.ui.desktop.private_bus import PATIENCE_S
from tests.ui.desktop.real_portal import FRONT_END, real_portal
from tests.ui.desktop.test_screenshot import PICTURE, taken, window
from tests.ui.desktop.test_shortcut_portal import Portal, asked_again, bus, needs_bus, shortcut
from tests.ui.theme.test_motion import LISTENER
from turbodesk.ui.application import portal
from turbodesk.ui.desktop import shortcut_portal

__all__ = ["bus", "window"]  # fixtures
pytestmark = [needs_bus, pytest.mark.skipif(FRONT_END is None, reason="needs xdg-desktop-portal")]


@pytest.fixture
def desk(bus: dict[str, str], tmp_path: Path) -> Iterator[Portal]:
    with real_portal(bus, tmp_path / "portals") as made:
        yield made


def test_a_key_is_granted_heard_and_let_go(qt_loop: qasync.QEventLoop, desk: Portal) -> None:
    async def scene() -> None:
        async with shortcut() as made:
            pressed: list[str] = []
            made.pressed.connect(pressed.append)
            assert await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)
            assert desk.heard()[0] == "CreateSession"
            member, (_path, _handle, session, asked, *_more) = desk.heard()
            assert (member, asked[0][0]) == ("BindShortcuts", "ask")
            assert asked[0][1]["preferred_trigger"] == ["s", "CTRL+ALT+space"]
            desk.tell("Activated", "a token")
            async with asyncio.timeout(PATIENCE_S):
                while not pressed:  # noqa: ASYNC110 - the desktop says it
                    await asyncio.sleep(0.01)
            assert pressed == ["a token"]
            made.unbind()
            assert await asyncio.to_thread(desk.heard) == ["Close", [session]]

    qt_loop.run_until_complete(scene())


def test_a_session_that_the_desktop_closes_is_made_anew(
    qt_loop: qasync.QEventLoop, desk: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortcut_portal, "_AGAIN_S", 0.0)

    async def scene() -> None:
        async with shortcut() as made:
            assert await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)
            await asked_again(desk, made)
            desk.tell("Closed")
            await asked_again(desk, made)

    qt_loop.run_until_complete(scene())


def test_a_portal_that_starts_anew_is_asked_anew(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortcut_portal, "_AGAIN_S", 0.05)

    async def scene() -> None:
        async with shortcut() as made:
            with real_portal(bus, tmp_path):
                assert await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)
            with real_portal(bus, tmp_path) as desk:
                await asked_again(desk, made)

    qt_loop.run_until_complete(scene())


def test_a_person_who_refuses_has_neither_key_nor_picture(
    qt_loop: qasync.QEventLoop, desk: Portal, window: QWidget
) -> None:
    async def scene() -> None:
        async with shortcut() as made:
            assert not await asyncio.wait_for(made.bind("Ctrl+Alt+Space"), PATIENCE_S)

    desk.tell("refuse")
    assert qt_loop.run_until_complete(taken(window)) is None
    qt_loop.run_until_complete(scene())


def test_the_picture_the_person_chose_comes(
    qt_loop: qasync.QEventLoop, desk: Portal, window: QWidget, tmp_path: Path
) -> None:
    file = tmp_path / "a picture ünd more.png"
    file.write_bytes(PICTURE)
    desk.tell("results", {"uri": ["s", file.as_uri()]})
    assert qt_loop.run_until_complete(taken(window)) == PICTURE
    member, (*_places, options) = desk.heard()
    assert (member, options["interactive"]) == ("Screenshot", ["b", True])


def test_a_question_nobody_waits_for_any_more_is_closed_on_the_desktop(
    qt_loop: qasync.QEventLoop, desk: Portal, window: QWidget
) -> None:
    async def scene() -> None:
        asked = asyncio.create_task(taken(window))
        member, (_path, handle, *_more) = await asyncio.to_thread(desk.heard)
        assert member == "Screenshot"
        asked.cancel()
        assert await asyncio.to_thread(desk.heard) == ["Close", [handle]]
        with pytest.raises(asyncio.CancelledError):
            await asked

    desk.tell("think")
    qt_loop.run_until_complete(scene())


APPEARANCE, GNOME = "org.freedesktop.appearance", "org.gnome.desktop.interface"


def test_font_contrast_and_motion_are_the_desktops(desk: Portal, bus: dict[str, str]) -> None:
    shown = {"contrast": ["u", 1], "reduced-motion": ["u", 1]}
    desk.tell("settings", {APPEARANCE: shown, GNOME: {"font-name": ["s", "DejaVu Serif 14"]}})
    assert portal.ask() == portal.Portal("DejaVu Serif 14", wants_contrast=True)
    environment = {**bus, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-P", "-c", LISTENER]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            assert program.stdout.readline() == "True\n"
            desk.tell("SettingChanged", APPEARANCE, "reduced-motion", ["u", 0])
            assert program.stdout.readline() == "False\n"
        finally:
            program.kill()


ASK_FOR_FILES = """
import sys
from turbodesk.ui.application import portal
with portal.followed(portal.ask()):
    from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
    application = QApplication([])
from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
window = QWidget()
window.show()
def ask():
    dialog = QFileDialog(window, "Attach files")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.finished.connect(lambda result: print(result, *dialog.selectedFiles(), flush=True))
    dialog.open()
there = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.DBus.Properties")
about = QDBusMessage.createMethodCall(*there, "Get")
about.setArguments(["org.freedesktop.portal.FileChooser", "version"])
QDBusConnection.sessionBus().call(about)  # Qt has asked the same of it before, and is answered first
QTimer.singleShot(0, ask)
QTimer.singleShot(20_000, application, application.quit)
application.exec()
"""


def test_files_are_asked_for_by_the_desktops_own_dialog(desk: Portal, bus: dict[str, str]) -> None:
    chosen = Path(__file__)
    desk.tell("think")
    desk.tell("results", {"uris": ["as", [chosen.as_uri()]]})
    environment = {**bus, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-P", "-c", ASK_FOR_FILES]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        try:
            while (call := desk.heard())[0] != "OpenFile":
                pass
            assert call[1][4] == "Attach files"
            assert call[1][5]["multiple"] == ["b", True]
            desk.tell("thought")
            assert program.stdout is not None
            assert program.stdout.readline() == f"1 {chosen}\n"
        finally:
            program.kill()
