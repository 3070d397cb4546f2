"""The first screen asks for a key once, says where it will be kept, and shows it nowhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, clipped, first_of, name_of, nameless, press, shown_text, tab_order
from turbodesk.chat.errors import KeyRefused, SecretsUnavailable, Unreachable
from turbodesk.chat.keys import KeyState
from turbodesk.ui.onboarding import OnboardingScreen
from turbodesk.ui.theme import LIGHT

KEY = "sk-turbo-0123456789"
STORED = KeyState(store_name="GNOME Keyring")


def resolve(url: str) -> str:
    if " " in url:
        raise ValueError("An address has no blanks.")
    return f"{url}/v1/messages"


@pytest.fixture
def sent() -> list[tuple[str, str, bool]]:
    return []


@pytest.fixture
def screen(qtbot: QtBot, sent: list[tuple[str, str, bool]]) -> OnboardingScreen:
    screen = OnboardingScreen(LIGHT)
    qtbot.addWidget(screen)
    screen.set_resolver(resolve)
    screen.set_key_state(STORED)
    screen.key_submitted.connect(lambda *given: sent.append(given))
    screen.resize(800, 560)
    screen.show()
    qtbot.waitExposed(screen)
    return screen


def field(screen: QWidget, name: str) -> QLineEdit:
    return next(one for one in screen.findChildren(QLineEdit) if name_of(one) == name)


def test_a_key_is_sent_by_return(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    QTest.keyClicks(field(screen, "API key"), KEY)
    press(field(screen, "API key"), Qt.Key.Key_Return)
    assert sent == [("https://gateway.theturbo.ai", KEY, False)]


def test_blanks_around_a_key_do_not_count(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    field(screen, "API key").setText(f"  {KEY} ")
    press(button(screen, "Check and continue"), Qt.Key.Key_Space)
    assert sent[0][1] == KEY


def test_what_cannot_be_a_key_is_told_at_once(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    QTest.keyClicks(field(screen, "API key"), "sk turbo")
    assert "no blanks" in shown_text(screen)
    press(field(screen, "API key"), Qt.Key.Key_Return)
    assert not button(screen, "Check and continue").isEnabled()
    assert sent == []


def test_it_says_which_key_store_will_hold_the_key(screen: OnboardingScreen) -> None:
    assert "It will be kept in GNOME Keyring." in shown_text(screen)


def test_without_a_key_store_this_run_only_is_chosen_by_hand(
    screen: OnboardingScreen, sent: list[tuple[str, str, bool]]
) -> None:
    screen.set_key_state(KeyState(failure=SecretsUnavailable().note))
    assert "no key store" in shown_text(screen)
    QTest.keyClicks(field(screen, "API key"), KEY)
    press(field(screen, "API key"), Qt.Key.Key_Return)
    assert sent == []
    press(first_of(screen, QCheckBox), Qt.Key.Key_Space)
    press(button(screen, "Check and continue"), Qt.Key.Key_Space)
    assert sent == [("https://gateway.theturbo.ai", KEY, True)]


def test_the_key_is_hidden_until_the_eye_is_pressed(screen: OnboardingScreen) -> None:
    key = field(screen, "API key")
    QTest.keyClicks(key, KEY)
    assert key.displayText() != KEY
    press(button(screen, "Show the key"), Qt.Key.Key_Space)
    assert key.displayText() == KEY
    assert KEY not in shown_text(screen)


def test_the_address_is_resolved_while_it_is_typed(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    press(button(screen, "Gateway address"), Qt.Key.Key_Space)
    address = field(screen, "Gateway address")
    address.setText("http://localhost:8080")
    assert "http://localhost:8080/v1/messages" in shown_text(screen)
    QTest.keyClicks(field(screen, "API key"), KEY)
    address.setText("not an address")
    assert "no blanks" in shown_text(screen)
    assert not button(screen, "Check and continue").isEnabled()


def test_a_check_can_be_cancelled(qtbot: QtBot, screen: OnboardingScreen) -> None:
    QTest.keyClicks(field(screen, "API key"), KEY)
    screen.show_checking()
    assert not field(screen, "API key").isEnabled()
    with qtbot.waitSignal(screen.cancel_requested):
        press(button(screen, "Cancel"), Qt.Key.Key_Space)
    screen.show_form()
    assert button(screen, "Check and continue").isEnabled()


def test_a_refused_key_can_be_pasted_over(screen: OnboardingScreen) -> None:
    key = field(screen, "API key")
    QTest.keyClicks(key, KEY)
    screen.show_checking()
    screen.show_failure(KeyRefused("invalid x-api-key", status=401).note)
    assert "does not accept this key" in shown_text(screen)
    # The failure's own advice leads to the settings, which cannot be reached from here.
    assert "Settings" not in shown_text(screen)
    assert screen.focusWidget() is key
    QTest.keyClicks(key, "other")
    assert key.text() == "other"


def test_the_details_of_a_failure_are_folded(screen: OnboardingScreen) -> None:
    screen.show_failure(KeyRefused("invalid x-api-key", status=401, request_id="req_1").note)
    assert "req_1" not in shown_text(screen)
    press(button(screen, "Details"), Qt.Key.Key_Space)
    assert "Status 401" in shown_text(screen)
    assert "req_1" in shown_text(screen)


def test_an_unreachable_gateway_brings_its_address_up(screen: OnboardingScreen) -> None:
    assert not field(screen, "Gateway address").isVisible()
    screen.show_failure(Unreachable().note)
    assert field(screen, "Gateway address").isVisible()


def test_the_key_is_forgotten_once_it_is_in_force(screen: OnboardingScreen) -> None:
    key = field(screen, "API key")
    QTest.keyClicks(key, KEY)
    screen.forget_key()
    assert key.text() == ""
    key.undo()
    assert key.text() == ""


def test_the_demo_needs_nothing(qtbot: QtBot, screen: OnboardingScreen) -> None:
    with qtbot.waitSignal(screen.demo_requested):
        press(button(screen, "Try it without a key"), Qt.Key.Key_Space)


def test_tab_leads_through_the_screen_as_it_is_read(screen: OnboardingScreen) -> None:
    press(button(screen, "Gateway address"), Qt.Key.Key_Space)
    QTest.keyClicks(field(screen, "API key"), KEY)
    assert tab_order(screen, field(screen, "API key")) == [
        "API key",
        "Show the key",
        "Keep for this run only",
        "Gateway address",
        "Gateway address",
        "Check and continue",
        "Try it without a key",
    ]


def test_everything_is_named_reachable_and_unclipped(qtbot: QtBot, screen: OnboardingScreen) -> None:
    press(button(screen, "Gateway address"), Qt.Key.Key_Space)
    QTest.keyClicks(field(screen, "API key"), "sk turbo")
    screen.show_failure(SecretsUnavailable().note)
    assert nameless(screen) == []
    qtbot.waitUntil(lambda: not clipped(screen))


def test_a_refused_key_can_be_sent_again_as_it_stands(
    screen: OnboardingScreen, sent: list[tuple[str, str, bool]]
) -> None:
    QTest.keyClicks(field(screen, "API key"), KEY)
    screen.show_checking()
    screen.show_failure(Unreachable().note)
    press(button(screen, "Check and continue"), Qt.Key.Key_Space)
    assert len(sent) == 1


def test_return_in_the_address_sends_as_well(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    QTest.keyClicks(field(screen, "API key"), KEY)
    press(button(screen, "Gateway address"), Qt.Key.Key_Space)
    field(screen, "Gateway address").setText("https://other.example")
    press(field(screen, "Gateway address"), Qt.Key.Key_Return)
    assert sent == [("https://other.example", KEY, False)]
