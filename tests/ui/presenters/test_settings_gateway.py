"""Gateways are added, looked at, used and removed in Settings, by real keys in the real window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit

from tests.gateway_server import GatewayServer
from tests.ui.presenters.test_settings import control, open_settings, write
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, press, shown_text
from turbodesk.chat.keys import ApiKey, KeyState
from turbodesk.settings import Section
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.settings.gateway import GatewayPage

__all__ = ["play"]

Play = Callable[..., None]
Key = Qt.Key


def names(seat: Seat) -> list[str]:
    return [one.name for one in seat.services.profiles.all()]


def looked_at(dialog: SettingsSheet) -> str:
    return control(dialog, QLineEdit, "Name").text()


def turn(dialog: SettingsSheet, key: Key) -> None:
    press(control(dialog, QListWidget, "Gateways"), key)


def add(dialog: SettingsSheet, name: str, address: str) -> None:
    press(button(dialog, "Add a gateway…"), Key.Key_Space)
    QTest.keyClicks(control(dialog, QLineEdit, "Name of the new gateway"), name)
    write(dialog, QLineEdit, "Address of the new gateway", address)


def test_a_gateway_is_added_renamed_used_and_removed(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        profiles = seat.services.profiles
        first = names(seat)
        dialog = open_settings(seat, Section.GATEWAY)
        add(dialog, "Attic", "https://attic.invalid")
        assert names(seat) == [*first, "Attic"]
        assert looked_at(dialog) == "Attic", "the new one is shown"
        write(dialog, QLineEdit, "Name", "Cellar")
        assert names(seat) == [*first, "Cellar"]
        assert profiles.default.name == first[0]
        press(button(dialog, "Use for new chats"), Key.Key_Space)
        assert profiles.default.name == "Cellar"
        assert button(seat.window, "Send").isVisible(), "who chooses a gateway has gone in"
        await seat.until(
            lambda: (
                (chat := seat.presenter.chat_presenter.chat) is not None
                and chat.conversation.gateway_id == profiles.default_id
            )
        )
        press(button(dialog, "Remove this gateway"), Key.Key_Space)
        press(button(dialog.window(), "Remove it"), Key.Key_Space)
        assert names(seat) == first
        dialog.dismiss()

    play(scene)


def test_headers_of_ones_own_go_to_their_gateway(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        profiles, first = seat.services.profiles, seat.services.profiles.default_id
        dialog = open_settings(seat, Section.GATEWAY)
        add(dialog, "Attic", "https://attic.invalid")
        press(button(dialog, "Extra headers"), Key.Key_Space)
        text = next(one for one in dialog.findChildren(QPlainTextEdit) if one.isVisible())
        QTest.keyClicks(text, "X-Pass: secret")
        press(button(dialog, "Save headers"), Key.Key_Space)
        attic = next(profile for profile in profiles.all() if profile.name == "Attic")
        assert profiles.headers(attic.id) == (("X-Pass", "secret"),)
        assert profiles.headers(first) == ()
        dialog.dismiss()

    play(scene)


def test_the_key_of_the_gateway_looked_at_is_looked_for(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        assert seat.services.keys.state == KeyState(), "the demo asks no key store"
        dialog = open_settings(seat, Section.GATEWAY)
        await seat.until(lambda: seat.services.keys.state != KeyState())
        dialog.dismiss()

    play(scene)


def test_an_open_window_stays_at_its_gateway_and_a_new_one_begins_with_that_of_new_chats(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        first = names(seat)[0]
        dialog = open_settings(seat, Section.GATEWAY)
        add(dialog, "Attic", "https://attic.invalid")
        open_settings(seat, Section.GATEWAY)
        assert looked_at(dialog) == "Attic"
        QTest.keyClick(dialog, Key.Key_Escape)
        open_settings(seat, Section.GATEWAY)
        assert looked_at(dialog) == first
        turn(dialog, Key.Key_Down)
        assert looked_at(dialog) == "Attic"
        dialog.dismiss()

    play(scene)


def test_a_check_ends_with_the_look_at_another_gateway(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        async with GatewayServer() as server:
            dialog = open_settings(seat, Section.GATEWAY)
            add(dialog, "Attic", server.url)
            press(button(dialog, "Add a key"), Key.Key_Space)
            QTest.keyClicks(control(dialog, QLineEdit, "Your key"), "sk-right")
            press(button(dialog, "Forget it when TurboDesk closes"), Key.Key_Space)
            press(button(dialog, "Check and save"), Key.Key_Space)
            assert "Asking the gateway" in shown_text(dialog)
            assert seat.services.scope.is_running("check-key")
            turn(dialog, Key.Key_Up)
            assert "Asking the gateway" not in shown_text(dialog)
            await seat.until(lambda: not seat.services.scope.is_running("check-key"))
            assert all(seat.services.profiles.keys(one.id).key is None for one in seat.services.profiles.all())
            dialog.dismiss()
            await seat.services.gateways.close()

    play(scene)


def test_the_key_of_a_gateway_is_kept_and_removed(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        async with GatewayServer() as server:
            dialog = open_settings(seat, Section.GATEWAY)
            add(dialog, "Attic", server.url)
            attic = seat.services.profiles.all()[-1]
            press(button(dialog, "Add a key"), Key.Key_Space)
            QTest.keyClicks(control(dialog, QLineEdit, "Your key"), "sk-right")
            press(button(dialog, "Forget it when TurboDesk closes"), Key.Key_Space)
            press(button(dialog, "Check and save"), Key.Key_Space)
            await seat.until(lambda: "accepts the address and the key" in shown_text(dialog))
            assert seat.services.profiles.keys(attic.id).key == ApiKey("sk-right")
            turn(dialog, Key.Key_Up)
            assert "In memory only" not in shown_text(dialog)
            turn(dialog, Key.Key_Down)
            assert "In memory only" in shown_text(dialog)
            press(button(dialog, "Remove"), Key.Key_Space)
            press(button(dialog.window(), "Remove the key"), Key.Key_Space)
            await seat.until(lambda: "No key is set for this address." in shown_text(dialog))
            assert seat.services.profiles.keys(attic.id).key is None
            dialog.dismiss()
            await seat.services.gateways.close()

    play(scene)


def test_an_address_written_is_that_of_the_gateway_looked_at(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        profiles = seat.services.profiles
        mine = profiles.default
        dialog = open_settings(seat, Section.GATEWAY)
        add(dialog, "Attic", "https://attic.invalid")
        first_of(dialog, GatewayPage).address_changed.emit("https://cellar.invalid")
        assert [one.url for one in profiles.all()] == [mine.url, "https://cellar.invalid"]
        dialog.dismiss()

    play(scene)
