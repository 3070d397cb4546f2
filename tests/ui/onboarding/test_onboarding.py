"""The first screen asks for a key once, says where it will be kept, and shows it nowhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, clipped, first_of, name_of, nameless, press, shown_text, tab_order
from turbodesk.chat.errors import FailureNote, KeyExpired, KeyRefused, OutOfCredit, SecretsUnavailable, Unreachable
from turbodesk.chat.keys import KeyState
from turbodesk.settings import GATEWAY_URL, KEY_PAGE
from turbodesk.ui.onboarding import OnboardingScreen
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.widgets import key_steps
from turbodesk.ui.widgets.key_wording import THIS_RUN

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


def reds(screen: QWidget) -> list[str]:
    """What is said in red, or in amber."""
    kinds = ("danger", "warning")
    return [one.text() for one in screen.findChildren(QLabel) if one.isVisible() and one.property("kind") in kinds]


def test_a_key_is_sent_by_return(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    QTest.keyClicks(field(screen, "Your key"), KEY)
    press(field(screen, "Your key"), Qt.Key.Key_Return)
    assert sent == [("https://gateway.theturbo.ai", KEY, False)]


def test_blanks_around_a_key_do_not_count(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    field(screen, "Your key").setText(f"  {KEY} ")
    press(button(screen, "Check and continue"), Qt.Key.Key_Space)
    assert sent[0][1] == KEY


def test_what_cannot_be_a_key_is_told_at_once(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    QTest.keyClicks(field(screen, "Your key"), "sk turbo")
    assert "no blanks" in shown_text(screen)
    press(field(screen, "Your key"), Qt.Key.Key_Return)
    assert sent == []


@pytest.mark.parametrize("by", ["button", "return"])
def test_pressed_without_a_key_it_says_what_is_missing(
    screen: OnboardingScreen, sent: list[tuple[str, str, bool]], by: str
) -> None:
    key = field(screen, "Your key")
    assert reds(screen) == [], "nothing is wrong before anything is pressed"
    if by == "button":
        press(button(screen, "Check and continue"), Qt.Key.Key_Space)
    else:
        press(key, Qt.Key.Key_Return)
    assert reds(screen) == ["Paste your key first."]
    assert key.accessibleDescription() == "Paste your key first."
    assert screen.focusWidget() is key
    assert sent == []
    QTest.keyClicks(key, "s")
    assert reds(screen) == []


@pytest.mark.parametrize("state", [KeyState(), STORED, KeyState(failure=SecretsUnavailable().note)])
def test_its_button_is_never_grey_and_nothing_is_red_at_first(screen: OnboardingScreen, state: KeyState) -> None:
    screen.set_key_state(state)
    for typed in ("", "two words", KEY):
        field(screen, "Your key").setText(typed)
        assert button(screen, "Check and continue").isEnabled()
    field(screen, "Your key").clear()
    assert reds(screen) == []


def test_it_says_which_key_store_will_hold_the_key(screen: OnboardingScreen) -> None:
    assert "Kept in GNOME Keyring, and nowhere else." in shown_text(screen)


def test_without_a_key_store_this_run_only_is_chosen_by_hand(
    screen: OnboardingScreen, sent: list[tuple[str, str, bool]]
) -> None:
    screen.set_key_state(KeyState(failure=SecretsUnavailable().note))
    assert "no key store" in shown_text(screen)
    QTest.keyClicks(field(screen, "Your key"), KEY)
    press(field(screen, "Your key"), Qt.Key.Key_Return)
    assert sent == []
    box = next(one for one in screen.findChildren(QCheckBox) if one.isVisible())
    assert screen.focusWidget() is box, "it leads to what is missing"
    assert any(box.text() in words for words in reds(screen))
    press(box, Qt.Key.Key_Space)
    press(button(screen, "Check and continue"), Qt.Key.Key_Space)
    assert sent == [("https://gateway.theturbo.ai", KEY, True)]


def test_the_key_is_hidden_until_the_eye_is_pressed(screen: OnboardingScreen) -> None:
    key = field(screen, "Your key")
    QTest.keyClicks(key, KEY)
    assert key.displayText() != KEY
    press(button(screen, "Show the key"), Qt.Key.Key_Space)
    assert key.displayText() == KEY
    assert KEY not in shown_text(screen)


def test_the_address_is_resolved_while_it_is_typed(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    press(button(screen, "Another gateway…"), Qt.Key.Key_Space)
    address = field(screen, "Gateway address")
    address.setText("http://localhost:8080")
    assert "http://localhost:8080/v1/messages" in shown_text(screen)
    QTest.keyClicks(field(screen, "Your key"), KEY)
    address.setText("not an address")
    assert "no blanks" not in shown_text(screen), "it is still being written"
    press(button(screen, "Check and continue"), Qt.Key.Key_Space)
    assert sent == []
    assert "no blanks" in shown_text(screen)
    assert screen.focusWidget() is address


def test_a_check_can_be_cancelled(qtbot: QtBot, screen: OnboardingScreen) -> None:
    QTest.keyClicks(field(screen, "Your key"), KEY)
    screen.show_checking()
    assert not field(screen, "Your key").isEnabled()
    with qtbot.waitSignal(screen.cancel_requested):
        press(button(screen, "Cancel"), Qt.Key.Key_Space)
    screen.show_form()
    assert button(screen, "Check and continue").isEnabled()


def test_a_refused_key_can_be_pasted_over(screen: OnboardingScreen) -> None:
    key = field(screen, "Your key")
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
    key = field(screen, "Your key")
    QTest.keyClicks(key, KEY)
    screen.forget_key()
    assert key.text() == ""
    key.undo()
    assert key.text() == ""


def test_the_demo_needs_nothing(qtbot: QtBot, screen: OnboardingScreen) -> None:
    with qtbot.waitSignal(screen.demo_requested):
        press(button(screen, "Try it without a key"), Qt.Key.Key_Space)


def test_tab_leads_through_the_screen_as_it_is_read(screen: OnboardingScreen) -> None:
    press(button(screen, "Another gateway…"), Qt.Key.Key_Space)
    QTest.keyClicks(field(screen, "Your key"), KEY)
    assert tab_order(screen, field(screen, "Your key")) == [
        "Your key",
        "Show the key",
        "Forget it when TurboDesk closes",
        "Gateway address",
        "Check and continue",
        "Try it without a key",
        "Another gateway…",
        "Where do I get one?",
    ]


def test_where_a_key_comes_from_is_told_in_three_steps(
    qtbot: QtBot, screen: OnboardingScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(key_steps, "open_address", opened.append)
    assert screen.findChildren(key_steps.KeySteps) == [], "not made before it is asked for"
    ask = button(screen, "Where do I get one?")
    press(ask, Qt.Key.Key_Space)
    shown = shown_text(screen)
    for words in ("make an account", "Create key", "Paste it here", "What does it cost?", "about one cent"):
        assert words in shown
    press(button(screen, "Open the key page"), Qt.Key.Key_Space)
    assert opened == [KEY_PAGE]
    screen.apply_theme(DARK)
    press(ask, Qt.Key.Key_Space)
    assert "Create key" not in shown_text(screen)


@pytest.mark.parametrize("width", [1280, 800, 640, 420])
def test_the_steps_stand_beside_the_form_or_beneath_it(qtbot: QtBot, screen: OnboardingScreen, width: int) -> None:
    screen.resize(width, 700)
    press(button(screen, "Where do I get one?"), Qt.Key.Key_Space)
    press(button(screen, "Another gateway…"), Qt.Key.Key_Space)
    steps, key = first_of(screen, key_steps.KeySteps), field(screen, "Your key")

    def place(part: QWidget) -> QRect:
        return QRect(part.mapTo(screen, QPoint()), part.size())

    is_beside = width >= 800
    qtbot.waitUntil(lambda: (place(steps).left() > place(key).right()) is is_beside)
    if not is_beside:
        last = button(screen, "Try it without a key")
        qtbot.waitUntil(lambda: place(steps).top() > place(last).bottom())
        assert place(steps).left() == place(key).left()
    qtbot.waitUntil(lambda: not clipped(screen))
    assert screen.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("failure", [KeyExpired().note, OutOfCredit().note])
def test_a_key_at_its_end_leads_to_where_the_next_one_comes_from(
    screen: OnboardingScreen, failure: FailureNote
) -> None:
    screen.show_failure(failure)
    assert failure.sentence in shown_text(screen)
    assert "Create key" in shown_text(screen)
    assert button(screen, "Open the key page").isVisible()


def test_a_key_of_another_gateway_at_its_end_leads_to_no_page_of_theturbo(screen: OnboardingScreen) -> None:
    press(button(screen, "Another gateway…"), Qt.Key.Key_Space)
    field(screen, "Gateway address").setText("https://llm.example.org")
    screen.show_failure(KeyExpired().note)
    assert "TheTurbo" not in shown_text(screen)


def test_another_gateway_gives_keys_elsewhere(screen: OnboardingScreen) -> None:
    press(button(screen, "Where do I get one?"), Qt.Key.Key_Space)
    press(button(screen, "Another gateway…"), Qt.Key.Key_Space)
    assert "Your key from TheTurbo" in shown_text(screen)
    field(screen, "Gateway address").setText("https://llm.example.org")
    assert "TheTurbo" not in shown_text(screen)
    assert "Where do I get a key?" not in shown_text(screen)
    field(screen, "Gateway address").setText(f"{GATEWAY_URL.default}/")
    assert "Your key from TheTurbo" in shown_text(screen)


def test_a_key_may_be_used_without_being_kept_where_there_is_a_store_as_well(
    screen: OnboardingScreen, sent: list[tuple[str, str, bool]]
) -> None:
    box = next(one for one in screen.findChildren(QCheckBox) if one.text() == THIS_RUN)
    assert not box.isVisible(), "a store is there"
    press(button(screen, "Another gateway…"), Qt.Key.Key_Space)
    press(box, Qt.Key.Key_Space)
    QTest.keyClicks(field(screen, "Your key"), KEY)
    press(field(screen, "Your key"), Qt.Key.Key_Return)
    assert sent == [(GATEWAY_URL.default, KEY, True)]


def test_everything_is_named_reachable_and_unclipped(qtbot: QtBot, screen: OnboardingScreen) -> None:
    press(button(screen, "Another gateway…"), Qt.Key.Key_Space)
    QTest.keyClicks(field(screen, "Your key"), "sk turbo")
    screen.show_failure(SecretsUnavailable().note)
    assert nameless(screen) == []
    qtbot.waitUntil(lambda: not clipped(screen))


def test_a_refused_key_can_be_sent_again_as_it_stands(
    screen: OnboardingScreen, sent: list[tuple[str, str, bool]]
) -> None:
    QTest.keyClicks(field(screen, "Your key"), KEY)
    screen.show_checking()
    screen.show_failure(Unreachable().note)
    press(button(screen, "Check and continue"), Qt.Key.Key_Space)
    assert len(sent) == 1


def test_return_in_the_address_sends_as_well(screen: OnboardingScreen, sent: list[tuple[str, str, bool]]) -> None:
    QTest.keyClicks(field(screen, "Your key"), KEY)
    press(button(screen, "Another gateway…"), Qt.Key.Key_Space)
    field(screen, "Gateway address").setText("https://other.example")
    press(field(screen, "Gateway address"), Qt.Key.Key_Return)
    assert sent == [("https://other.example", KEY, False)]
