"""The way of a key: pasted on the first screen or in Settings, refused, given up, kept anyway, replaced, removed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from tests.gateway_server import Answer, GatewayServer, Recorded
from tests.ui.presenters.test_first_key import fill, is_offered
from tests.ui.presenters.test_first_key import run as first_run
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import button, name_of, press, shown_text
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.keys import KeyPlace, KeyState
from turbodesk.settings import DEMO_CHOSEN
from turbodesk.ui.onboarding import OnboardingScreen
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.settings.gateway_list import GatewayList

__all__ = ["first_run", "run"]

Scene = Callable[[Seat, GatewayServer], Awaitable[None]]


def key_field(within: QWidget) -> QLineEdit:
    return next(one for one in within.findChildren(QLineEdit) if name_of(one) == "Your key" and one.isVisible())


def is_shown(within: QWidget, name: str) -> bool:
    return any(one.isVisible() and name_of(one) == name for one in within.findChildren(QPushButton))


def check(seat: Seat) -> None:
    press(button(seat.window, "Check and continue"), Qt.Key.Key_Space)


async def at_the_gateway(seat: Seat, server: GatewayServer, number: int) -> Recorded:
    """Wait until the gateway has been asked for so many messages; it answers none."""

    def asked() -> list[Recorded]:
        return [one for one in server.requests if one.method == "POST" and one.path.endswith("/v1/messages")]

    await seat.until(lambda: len(asked()) >= number)
    return asked()[number - 1]


def test_a_refused_key_is_told_kept_nowhere_and_corrected(first_run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        fill(seat, server.url, "sk-wrong")
        check(seat)
        assert "Asking the gateway…" in shown_text(seat.window)
        await seat.until(lambda: "does not accept" in shown_text(seat.window))
        assert "Asking the gateway…" not in shown_text(seat.window)
        assert seat.services.keys.key is None
        assert seat.services.profiles.default.url != server.url, "the address is kept with the key, or not at all"
        field = key_field(seat.window)
        assert field.selectedText() == "sk-wrong"
        field.setFocus()
        seat.type("sk-right")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: not seat.window.is_onboarding)
        assert seat.services.profiles.default.url == server.url
        assert seat.services.keys.state.place is KeyPlace.THIS_RUN
        assert field.text() == "", "no field holds a key that is where it belongs"
        assert not seat.services.preferences.get(DEMO_CHOSEN)
        assert seat.editor().hasFocus()

    first_run(scene)


def test_a_check_given_up_changes_nothing_whatever_is_answered_later(
    first_run: Callable[..., None],
) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(default=Answer(silence_ms=60_000))
        fill(seat, server.url, "sk-right")
        check(seat)
        asked = await at_the_gateway(seat, server, 1)
        press(button(seat.window, "Cancel"), Qt.Key.Key_Space)
        assert button(seat.window, "Check and continue").isEnabled()
        async with asyncio.timeout(20):
            await asked.gone.wait()
        assert seat.window.is_onboarding
        assert seat.services.keys.key is None

    first_run(scene, GatewayServer(list_login="other"))


def test_what_the_screen_lets_by_is_looked_at_once_more(first_run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        screen = seat.window.findChildren(OnboardingScreen)[0]
        for asking in (screen.key_submitted, screen.key_kept):
            asking.emit(server.url, "two words", True)
            await seat.until(lambda: "Copy the key again, whole and alone." in shown_text(seat.window))
            screen.show_form()
        assert not seat.services.scope.is_running("check-key")
        assert server.requests == []

    first_run(scene)


@pytest.mark.parametrize("is_kept_anyway", [False, True])
def test_a_key_that_cannot_be_kept_is_told(
    first_run: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    is_kept_anyway: bool,
) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        async def full(*_: object, **__: object) -> None:
            raise StoreFailure

        fill(seat, server.url, "sk-right")
        monkeypatch.setattr(type(seat.services.keys), "keep", full)
        if is_kept_anyway:
            seat.window.findChildren(OnboardingScreen)[0].key_kept.emit(server.url, "sk-right", True)
        else:
            check(seat)
        await seat.until(lambda: "Chats could not be read or saved." in shown_text(seat.window))
        assert seat.window.is_onboarding
        assert seat.services.profiles.default.url != server.url

    first_run(scene)


def test_a_server_on_this_computer_that_does_not_answer_is_told(first_run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        fill(seat, "http://127.0.0.1:9", "")
        press(
            next(one for one in seat.window.findChildren(QCheckBox) if one.text() == "No key needed"), Qt.Key.Key_Space
        )
        check(seat)
        await seat.until(lambda: is_offered(seat, "Use this gateway anyway"))
        assert seat.window.is_onboarding
        assert seat.services.gateways.wants_key(seat.services.profiles.default)

    first_run(scene)


def test_the_demo_is_a_way_in_without_a_key(first_run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        press(button(seat.window, "Try it without a key"), Qt.Key.Key_Space)
        assert not seat.window.is_onboarding
        assert seat.services.preferences.get(DEMO_CHOSEN)
        await seat.says("Hello")
        assert server.requests == []

    first_run(scene)


def test_a_key_found_late_opens_the_window(first_run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        from turbodesk.chat.keys import ApiKey

        seat.services.profiles.change_url(seat.services.profiles.default_id, server.url)
        await seat.services.keys.keep(ApiKey("sk-right"), this_run_only=True)
        assert seat.window.is_onboarding
        await seat.presenter._lazy.key_setup.need_key()  # as after a dialog of the key store  # noqa: SLF001
        assert not seat.window.is_onboarding

    first_run(scene)


def settings_of(seat: Seat) -> SettingsSheet:
    seat.presenter._lazy.settings.open_gateway()  # noqa: SLF001 - as an error card's button does
    return next(one for one in seat.window.findChildren(SettingsSheet) if one.isVisible())


async def left(seat: Seat, dialog: SettingsSheet) -> None:
    """Close the settings and go on in the window."""
    dialog.dismiss()
    seat.window.activateWindow()
    await seat.until(seat.window.isActiveWindow)


async def new_key(dialog: SettingsSheet, seat: Seat, key: str) -> None:
    """Open the form for a key, as far as it is not open, write `key` into it and have it checked."""
    if not any(one.isVisible() and name_of(one) == "Your key" for one in dialog.findChildren(QLineEdit)):
        press(button(dialog, "Change…"), Qt.Key.Key_Space)
    field = key_field(dialog)
    field.selectAll()
    field.insert(key)
    box = next(
        one
        for one in dialog.findChildren(QCheckBox)
        if one.text() == "Forget it when TurboDesk closes" and one.isVisible()
    )
    if not box.isChecked():
        press(box, Qt.Key.Key_Space)
    press(button(dialog, "Check and save"), Qt.Key.Key_Space)


def test_a_key_is_replaced_in_settings_once_the_new_one_is_accepted(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        keys = seat.services.profiles.keys(seat.services.profiles.default_id)
        before = keys.key
        dialog = settings_of(seat)
        await new_key(dialog, seat, "sk-wrong")
        assert "Asking the gateway…" in shown_text(dialog)
        await seat.until(lambda: "does not accept" in shown_text(dialog))
        assert keys.key == before, "the old one works on"
        server._key = "sk-newer"  # noqa: SLF001 - the gateway takes another one now
        await new_key(dialog, seat, "sk-newer")
        await seat.until(lambda: "The gateway accepts the address and the key." in shown_text(dialog))
        assert keys.key is not None
        assert keys.key != before
        await left(seat, dialog)
        await seat.says("Hello")
        assert server.requests[-1].headers["x-api-key"] == "sk-newer"

    run(scene)


def test_a_check_in_settings_is_given_up_by_cancel_and_by_another_gateway(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(default=Answer(silence_ms=60_000))
        server._list_login = "other"  # noqa: SLF001 - so that a message is asked for
        keys = seat.services.profiles.keys(seat.services.profiles.default_id)
        before = keys.key
        dialog = settings_of(seat)
        for number, giving_up in enumerate(("Cancel", "another"), 1):
            await new_key(dialog, seat, f"sk-new{number}")
            await at_the_gateway(seat, server, number)
            if giving_up == "Cancel":
                press(button(dialog, "Cancel"), Qt.Key.Key_Space)
            else:
                dialog.findChildren(GatewayList)[0].chosen.emit("default")
            await seat.until(lambda: not seat.services.scope.is_running("check-key"))
            await seat.until(lambda: "Asking the gateway…" not in shown_text(dialog))
        assert keys.key == before
        dialog.dismiss()

    run(scene)


def test_a_key_is_removed_in_settings_after_a_question(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        keys = seat.services.profiles.keys(seat.services.profiles.default_id)
        dialog = settings_of(seat)
        press(button(dialog, "Remove"), Qt.Key.Key_Space)
        assert keys.key is not None
        press(button(dialog.window(), "Remove the key"), Qt.Key.Key_Space)
        await seat.until(lambda: keys.key is None)
        await seat.until(
            lambda: any(one.isVisible() for one in dialog.findChildren(QWidget) if name_of(one) == "Add a key")
        )
        await left(seat, dialog)
        await seat.says("Hello")
        assert "key" in shown_text(seat.window).lower()
        assert server.requests == []

    run(scene)


def test_the_first_screen_says_where_the_key_will_be_as_soon_as_that_is_known(
    first_run: Callable[..., None],
) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        assert "Kept in" not in shown_text(seat.window)
        seat.services.keys.changed.emit(KeyState(store_name="GNOME Keyring"))
        assert "Kept in GNOME Keyring, and nowhere else." in shown_text(seat.window)

    first_run(scene)


def test_enter_in_the_key_field_keeps_the_focus_in_the_settings(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        dialog = settings_of(seat)
        await new_key(dialog, seat, "sk-wrong")
        await seat.until(lambda: "does not accept" in shown_text(dialog))
        field = key_field(dialog)
        field.setFocus()
        field.selectAll()
        seat.type("sk-also-wrong")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: "Asking the gateway…" in shown_text(dialog))
        assert dialog.isAncestorOf(seat.focused())
        await seat.until(lambda: "does not accept" in shown_text(dialog))
        assert seat.focused() is field, "to be written on"
        field.selectAll()
        seat.type("sk-right")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: "The gateway accepts the address and the key." in shown_text(dialog))
        assert name_of(seat.focused()) == "Change…"
        seat.key(Qt.Key.Key_Escape)
        assert dialog.isHidden()

    run(scene)
