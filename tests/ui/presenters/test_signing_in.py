"""Signing in at a tool server in the browser, in the real window: added by its address, waited for, given up, out."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from tests.app.mcp.test_at_addresses import port
from tests.store.test_secrets import Scripted
from tests.ui.presenters.key_store import key_store
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, name_of, nameless, press, shown_text
from turbodesk.app.commands import ADD_TOOLS, SETTINGS
from turbodesk.app.mcp.runner import ServerState
from turbodesk.settings import Section
from turbodesk.ui.presenters import elicitation
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.tools import AddToolsSheet
from turbodesk.ui.tools.server_sheet import ServerSheet

__all__ = ["key_store", "play", "port"]
Play = Callable[..., None]


class Browser:
    """A browser that opens what it is given, once somebody looks at it."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    def open(self, address: str) -> bool:
        self.opened.append(address)
        return True

    async def follow(self) -> None:
        """Be signed in at the page that is open, and be led back."""
        address = self.opened[-1]
        await asyncio.to_thread(lambda: urllib.request.urlopen(address).read())


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    made = Browser()
    monkeypatch.setattr(elicitation, "open_address", made.open)
    return made


async def added(seat: Seat, address: str) -> ServerSheet:
    """Add a server by its address and return the sheet that it leads to."""
    seat.give(ADD_TOOLS)
    sheet = first_of(seat.window, AddToolsSheet)
    line = next(one for one in sheet.findChildren(QLineEdit) if one.isVisible() and name_of(one) == "Address")
    QTest.keyClicks(line, address)
    press(line, Qt.Key.Key_Return)
    await seat.until(sheet.isHidden)
    return first_of(seat.window, ServerSheet)


def test_an_address_leads_through_the_browser_and_out_again(
    play: Play, port: str, key_store: Scripted, browser: Browser
) -> None:
    async def scene(seat: Seat) -> None:
        shown = await added(seat, f"http://127.0.0.1:{port}/who")
        (source,) = seat.services.tool_servers().all()
        assert "wants you to sign in" in shown_text(shown)
        assert not browser.opened, "nobody has said so yet"
        assert seat.focused() is button(shown, "Sign in")
        seat.key(Qt.Key.Key_Space)
        await seat.until(lambda: browser.opened)
        assert "Waiting for you to sign in on the page in your browser" in shown_text(shown)
        assert "Waiting for you to sign in" in shown_text(first_of(seat.window, SettingsSheet))
        assert name_of(seat.focused()) == "Cancel"
        assert not nameless(shown)
        await browser.follow()
        await seat.until(lambda: source.runner.state is ServerState.READY)
        assert "Running" in shown_text(shown)
        assert name_of(seat.focused()) == "Done"
        out = button(shown, "Sign out")
        press(out, Qt.Key.Key_Space)
        await seat.until(lambda: not key_store.kept)
        await seat.until(out.isHidden)
        assert "Not running" in shown_text(shown)
        assert seat.focused() is button(shown, "Done")
        press(button(shown, "Check"), Qt.Key.Key_Space)
        await seat.until(lambda: "wants you to sign in" in shown_text(shown))

    play(scene)


def test_a_sign_in_that_is_given_up_can_be_begun_again(
    play: Play, port: str, key_store: Scripted, browser: Browser
) -> None:
    async def scene(seat: Seat) -> None:
        shown = await added(seat, f"http://127.0.0.1:{port}/who")
        (source,) = seat.services.tool_servers().all()
        for _ in range(2):
            browser.opened.clear()
            press(button(shown, "Sign in"), Qt.Key.Key_Space)
            await seat.until(lambda: browser.opened)
            press(button(shown, "Cancel"), Qt.Key.Key_Space)
            await seat.until(lambda: "wants you to sign in" in shown_text(shown))
            assert source.runner.state is ServerState.OFF
            assert seat.focused() is button(shown, "Sign in")
        browser.opened.clear()
        press(button(shown, "Sign in"), Qt.Key.Key_Space)
        await seat.until(lambda: browser.opened)
        await browser.follow()
        await seat.until(lambda: "Running" in shown_text(shown))

    play(scene)


def test_signing_out_is_offered_in_a_later_run_before_the_server_runs(
    play: Play, port: str, key_store: Scripted, browser: Browser
) -> None:
    async def scene(seat: Seat) -> None:
        shown = await added(seat, f"http://127.0.0.1:{port}/who")
        press(button(shown, "Sign in"), Qt.Key.Key_Space)
        await seat.until(lambda: browser.opened)
        await browser.follow()
        await seat.until(lambda: "Running" in shown_text(shown))

    async def later(seat: Seat) -> None:
        seat.give(SETTINGS)
        settings = first_of(seat.window, SettingsSheet)
        settings.show_section(Section.TOOLS)
        press(button(settings, "Open 127.0.0.1…"), Qt.Key.Key_Space)
        shown = first_of(seat.window, ServerSheet)
        out = next(one for one in shown.findChildren(QPushButton) if one.text() == "Sign out")
        await seat.until(out.isVisible)
        (source,) = seat.services.tool_servers().all()
        assert source.runner.state is ServerState.OFF
        press(out, Qt.Key.Key_Space)
        await seat.until(lambda: not key_store.kept)

    play(scene, later)


def test_a_server_that_refuses_who_is_signed_in_lets_another_sign_in(
    play: Play, port: str, key_store: Scripted, browser: Browser
) -> None:
    async def scene(seat: Seat) -> None:
        shown = await added(seat, f"http://127.0.0.1:{port}/who")
        (source,) = seat.services.tool_servers().all()
        press(button(shown, "Sign in"), Qt.Key.Key_Space)
        await seat.until(lambda: browser.opened)
        await browser.follow()
        await seat.until(lambda: "Running" in shown_text(shown))
        again = asyncio.ensure_future(seat.services.tool_servers().sign_in(source.id))
        await seat.until(lambda: len(browser.opened) == 2)
        await browser.follow()
        await again
        assert source.runner.state is ServerState.READY

    play(scene)


def test_a_window_that_closes_waits_for_no_browser(
    play: Play, port: str, key_store: Scripted, browser: Browser
) -> None:
    async def scene(seat: Seat) -> None:
        shown = await added(seat, f"http://127.0.0.1:{port}/who")
        press(button(shown, "Sign in"), Qt.Key.Key_Space)
        await seat.until(lambda: browser.opened)

    async def later(seat: Seat) -> None:
        (source,) = seat.services.tool_servers().all()
        assert source.runner.state is ServerState.OFF

    play(scene, later)
