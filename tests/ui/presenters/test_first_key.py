"""The way in, in the real window: a right key gets in whatever else the gateway says, and there is always a way on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import shown_reply
from tests.ui.presenters.test_window import Seat, seated
from tests.ui.seen import button, name_of, press, shown_text

Scene = Callable[[Seat, GatewayServer], Awaitable[None]]
ANYWAY = "Keep this key anyway"


@pytest.fixture
def run(qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Play one scene in the window of a first start, beside a server."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()

    async def one(scene: Scene, server: GatewayServer) -> None:
        async with server, seated(qapp, tmp_path, demo=False) as seat:
            await seat.until(lambda: seat.window.is_onboarding)
            await scene(seat, server)
            await seat.services.gateways.close()  # a connection that is kept open would be reported as left behind

    def play(scene: Scene, server: GatewayServer | None = None) -> None:
        qt_loop.run_until_complete(one(scene, server or GatewayServer()))

    yield play
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


def fill(seat: Seat, url: str, key: str) -> None:
    """Type an address and a key, to be kept for this run: the tests have no key store."""
    button(seat.window, "Another gateway…").setChecked(True)
    for name, text in (("Gateway address", url), ("Your key", key)):
        field = next(one for one in seat.window.findChildren(QLineEdit) if name_of(one) == name and one.isVisible())
        field.setFocus()
        field.selectAll()
        seat.type(text)
    box = next(one for one in seat.window.findChildren(QCheckBox) if one.text() == "Forget it when TurboDesk closes")
    if not box.isChecked():
        press(box, Qt.Key.Key_Space)


def is_offered(seat: Seat, words: str) -> bool:
    return any(one.text() == words and one.isVisible() for one in seat.window.findChildren(QPushButton))


@pytest.mark.parametrize("login", ["bearer", "x-api-key", "other", "bearer only"])
def test_the_right_key_gets_in_where_the_list_of_models_wants_another_login(
    run: Callable[..., None], login: str
) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        fill(seat, server.url, "sk-right")
        press(button(seat.window, "Check and continue"), Qt.Key.Key_Space)
        await seat.until(lambda: not seat.window.is_onboarding)
        await seat.says("Hello")
        assert "A plausible reply" in shown_reply(seat)

    is_only = login == "bearer only"
    run(scene, GatewayServer(list_login="any" if is_only else login, bearer_only=is_only))


@pytest.mark.parametrize("status", [503, 403, 401, 429])
def test_a_check_that_fails_leaves_a_way_on(run: Callable[..., None], status: int) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(Answer(status=status, times=2 if status == 401 else 1), default=Answer(text="Here I am."))
        fill(seat, server.url, "sk-right")
        press(button(seat.window, "Check and continue"), Qt.Key.Key_Space)
        await seat.until(lambda: is_offered(seat, ANYWAY))
        assert seat.window.is_onboarding
        assert seat.services.keys.key is None, "nothing is kept unasked"
        press(button(seat.window, ANYWAY), Qt.Key.Key_Space)
        await seat.until(lambda: not seat.window.is_onboarding)
        await seat.says("Hello")
        assert shown_reply(seat) == "Here I am."

    run(scene)


def test_no_way_on_leads_past_what_cannot_be_a_key(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        fill(seat, server.url, "two words")
        press(button(seat.window, "Check and continue"), Qt.Key.Key_Space)
        assert not server.requests
        assert not is_offered(seat, ANYWAY)

    run(scene)


def test_a_server_on_this_computer_may_be_started_later(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        fill(seat, "http://127.0.0.1:9", "")
        press(
            next(one for one in seat.window.findChildren(QCheckBox) if one.text() == "No key needed"), Qt.Key.Key_Space
        )
        press(button(seat.window, "Check and continue"), Qt.Key.Key_Space)
        await seat.until(lambda: is_offered(seat, "Use this gateway anyway"))
        press(button(seat.window, "Use this gateway anyway"), Qt.Key.Key_Space)
        await seat.until(lambda: not seat.window.is_onboarding)
        assert not seat.services.gateways.wants_key(seat.services.profiles.default)

    run(scene)


def test_settings_have_the_same_way_on(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(Answer(status=503), default=Answer(text="Here I am."))
        seat.services.profiles.change_url(seat.services.profiles.default_id, server.url)
        seat.presenter._lazy.key_setup.demo_chosen.emit()  # noqa: SLF001
        settings = seat.presenter._lazy.settings  # noqa: SLF001 - as the gear opens it
        settings.ask_for_key()
        dialog = settings._sheet  # noqa: SLF001
        await seat.until(lambda: name_of(dialog.focusWidget() or dialog) == "Your key")
        seat.window, window = dialog, seat.window  # type: ignore[assignment]  # what is looked at
        field = dialog.focusWidget()
        assert field is not None
        field.insert("sk-right")  # type: ignore[attr-defined]  # a line edit, seen above
        box = next(
            one
            for one in dialog.findChildren(QCheckBox)
            if one.text() == "Forget it when TurboDesk closes" and one.isVisible()
        )
        press(box, Qt.Key.Key_Space)
        press(button(dialog, "Check and save"), Qt.Key.Key_Space)
        await seat.until(lambda: is_offered(seat, ANYWAY))
        press(button(dialog, ANYWAY), Qt.Key.Key_Space)
        await seat.until(lambda: "The key is saved" in shown_text(dialog))
        assert seat.services.keys.key is not None
        seat.window = window
        dialog.dismiss()

    run(scene)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_stays_on_the_first_screen_and_after_it_reaches_the_whole_window(
    run: Callable[..., None], key: Qt.Key
) -> None:
    def walk(seat: Seat) -> list[str]:
        passed = []
        for _ in range(16):
            seat.key(key)
            assert seat.focused().isVisible(), name_of(seat.focused())
            passed.append(name_of(seat.focused()))
        return passed

    async def scene(seat: Seat, _: GatewayServer) -> None:
        passed = walk(seat)
        assert "Message" not in passed, "it is hidden"
        assert passed.count("Your key") >= 2, "round and round"
        press(button(seat.window, "Try it without a key"), Qt.Key.Key_Space)
        await seat.until(lambda: not seat.window.is_onboarding)
        seat.editor().setFocus()
        assert {"Message", "Think", "Hide sidebar", "New chat", "Settings", "Model", "Menu"} <= set(walk(seat))

    run(scene)
