"""The settings page for several gateways: looked at one at a time, added, moved, removed after a question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, clipped, name_of, nameless, press, shown_text
from tests.ui.settings.sheets import SMALLEST, settings_over_a_window
from turbodesk.chat.keys import KeyPlace, KeyState
from turbodesk.chat.profile import FIRST, Profile
from turbodesk.settings import GATEWAY_URL, KEY_PAGE
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.widgets.switch import Switch

WORK = Profile(FIRST, "Work", "https://gateway.example")
ATTIC = Profile("attic", "Attic", "http://localhost:8080/llama", needs_key=False)


def is_here(url: str) -> bool:
    return "localhost" in url


@pytest.fixture
def dialog(qtbot: QtBot) -> SettingsSheet:
    dialog = settings_over_a_window(qtbot)
    dialog.gateway.set_resolver(str.strip, is_here)
    dialog.gateway.set_gateways([WORK], looked_at=FIRST, for_new_chats=FIRST)
    dialog.gateway.set_key_state(KeyState(KeyPlace.STORE, "GNOME Keyring"))
    dialog.open()
    return dialog


def field(dialog: QWidget, name: str) -> QLineEdit:
    return next(one for one in dialog.findChildren(QLineEdit) if name_of(one) == name and one.isVisible())


def names(dialog: QWidget) -> list[str]:
    return [one.text() for one in dialog.findChildren(QLineEdit) if one.isVisible() and one.text()]


def gateways(dialog: QWidget) -> QListWidget:
    return next(one for one in dialog.findChildren(QListWidget) if name_of(one) == "Gateways")


def headers(dialog: SettingsSheet) -> QPlainTextEdit:
    press(button(dialog, "Extra headers"), Qt.Key.Key_Space)
    return next(one for one in dialog.findChildren(QPlainTextEdit) if one.isVisible())


def test_headers_of_ones_own_are_judged_when_they_are_saved(dialog: SettingsSheet, qtbot: QtBot) -> None:
    text, save = headers(dialog), button(dialog, "Save headers")
    assert not save.isEnabled()
    QTest.keyClicks(text, "X-Pass")
    assert "of its own" not in shown_text(dialog), "half a line is no mistake yet"
    press(save, Qt.Key.Key_Space)
    assert "of its own" in shown_text(dialog)
    assert dialog.focusWidget() is text
    QTest.keyClicks(text, ": secret")
    assert "of its own" not in shown_text(dialog)
    with qtbot.waitSignal(dialog.gateway.headers_saved) as told:
        press(save, Qt.Key.Key_Space)
    assert told.args == [(("X-Pass", "secret"),)]
    assert not save.isEnabled()


def test_headers_half_written_for_one_gateway_are_not_another_ones(dialog: SettingsSheet) -> None:
    QTest.keyClicks(headers(dialog), "X-Pass: secret")
    dialog.gateway.set_own_headers(())
    assert button(dialog, "Save headers").isEnabled(), "a change elsewhere takes nothing away"
    dialog.gateway.set_gateways([WORK, ATTIC], looked_at=ATTIC.id, for_new_chats=FIRST)
    dialog.gateway.set_own_headers(())
    assert headers(dialog).toPlainText() == ""


def test_one_gateway_is_not_a_list(dialog: SettingsSheet) -> None:
    assert not gateways(dialog).isVisible()
    assert names(dialog) == ["https://gateway.example"]
    assert not any(one.isVisible() and name_of(one) == "Remove this gateway" for one in dialog.findChildren(QWidget))


def test_only_theturbo_s_own_gateway_has_its_key_page(dialog: SettingsSheet) -> None:
    assert not any(one.isVisible() and name_of(one) == "Open the key page" for one in dialog.findChildren(QWidget))
    theirs = Profile(FIRST, "TheTurbo", GATEWAY_URL.default)
    dialog.gateway.set_gateways([theirs], looked_at=FIRST, for_new_chats=FIRST)
    assert "Where do I get a key?" in shown_text(dialog)
    assert button(dialog, "Open the key page").toolTip() == KEY_PAGE


def test_the_key_page_of_theturbo_s_own_gateway_can_be_changed(qtbot: QtBot, dialog: SettingsSheet) -> None:
    theirs = Profile(FIRST, "TheTurbo", GATEWAY_URL.default)
    dialog.gateway.set_gateways([theirs], looked_at=FIRST, for_new_chats=FIRST)
    fields = [name_of(one) for one in dialog.findChildren(QLineEdit) if one.isVisible()]
    assert "Address of the key page" not in fields, "which hardly anybody needs there"
    another = button(dialog, "Name another key page")
    press(another, Qt.Key.Key_Space)
    line = field(dialog, "Address of the key page")
    assert dialog.focusWidget() is line
    assert not another.isVisible()
    QTest.keyClicks(line, "intranet.example/keys")
    with qtbot.waitSignal(dialog.gateway.key_page_named) as named:
        press(line, Qt.Key.Key_Return)
    assert named.args == ["https://intranet.example/keys"]
    assert button(dialog, "Open the key page").toolTip() == "https://intranet.example/keys"
    dialog.gateway.set_gateways(
        [replace(theirs, key_page="https://intranet.example/keys")], looked_at=FIRST, for_new_chats=FIRST
    )
    line.selectAll()
    with qtbot.waitSignal(dialog.gateway.key_page_named) as none:
        press(line, Qt.Key.Key_Backspace, Qt.Key.Key_Return)
    assert none.args == [""]
    assert button(dialog, "Open the key page").toolTip() == KEY_PAGE
    assert dialog.focusWidget() is line, "the field stays while the keyboard is in it"


def test_the_key_page_of_another_gateway_can_be_named(qtbot: QtBot, dialog: SettingsSheet) -> None:
    line = field(dialog, "Address of the key page")
    line.setFocus()
    QTest.keyClicks(line, "ftp://keys.example")
    press(line, Qt.Key.Key_Return)
    assert "starts with https://" in shown_text(dialog)
    assert not any(one.isVisible() and name_of(one) == "Open the key page" for one in dialog.findChildren(QWidget))
    line.selectAll()
    QTest.keyClicks(line, "keys.example/mine")
    assert "starts with https://" not in shown_text(dialog)
    with qtbot.waitSignal(dialog.gateway.key_page_named) as named:
        press(line, Qt.Key.Key_Return)
    assert named.args == ["https://keys.example/mine"]
    assert button(dialog, "Open the key page").toolTip() == "https://keys.example/mine"
    dialog.gateway.set_gateways([WORK, ATTIC], looked_at=ATTIC.id, for_new_chats=FIRST)
    assert line.text() == "", "which is not the other one's"


def test_of_several_one_is_looked_at(qtbot: QtBot, dialog: SettingsSheet) -> None:
    dialog.gateway.set_gateways([WORK, ATTIC], looked_at=FIRST, for_new_chats=FIRST)
    rows = [gateways(dialog).item(at).text() for at in range(2)]
    assert rows == ["Work  ·  gateway.example  ·  for new chats", "Attic  ·  localhost:8080"]
    with qtbot.waitSignal(dialog.gateway.gateway_chosen) as chosen:
        press(gateways(dialog), Qt.Key.Key_Down)
    assert chosen.args == ["attic"]
    dialog.gateway.set_gateways([WORK, ATTIC], looked_at="attic", for_new_chats=FIRST)
    dialog.gateway.set_key_state(KeyState(store_name="GNOME Keyring"))
    assert names(dialog) == ["Attic", "http://localhost:8080/llama"]
    without = button(dialog, "No key needed")
    assert isinstance(without, Switch)
    assert without.isChecked()
    assert "No key is sent." in shown_text(dialog)
    assert not any(one.isVisible() and name_of(one) == "Add a key" for one in dialog.findChildren(QWidget))


def test_one_is_added_by_keys(qtbot: QtBot, dialog: SettingsSheet) -> None:
    press(button(dialog, "Add a gateway…"), Qt.Key.Key_Space)
    name = field(dialog, "Name of the new gateway")
    assert dialog.focusWidget() is name
    QTest.keyClicks(name, "Attic")
    address = field(dialog, "Address of the new gateway")
    assert "Enter the address first." not in shown_text(dialog)
    press(button(dialog, "Add"), Qt.Key.Key_Space)
    assert "Enter the address first." in shown_text(dialog)
    assert dialog.focusWidget() is address
    QTest.keyClicks(address, "localhost:8080")
    press(button(dialog, "No key needed"), Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.gateway.gateway_added) as added:
        press(address, Qt.Key.Key_Return)
    assert added.args == ["Attic", "localhost:8080", False]
    assert button(dialog, "Add a gateway…").isVisible()


def test_an_address_elsewhere_always_needs_a_key(qtbot: QtBot, dialog: SettingsSheet) -> None:
    press(button(dialog, "Add a gateway…"), Qt.Key.Key_Space)
    address = field(dialog, "Address of the new gateway")
    QTest.keyClicks(address, "gateway.example")
    assert not any(one.isVisible() and name_of(one) == "No key needed" for one in dialog.findChildren(QWidget))
    with qtbot.waitSignal(dialog.gateway.gateway_added) as added:
        press(address, Qt.Key.Key_Return)
    assert added.args == ["gateway.example", "gateway.example", True]


def test_removing_a_gateway_is_asked_first(qtbot: QtBot, dialog: SettingsSheet) -> None:
    removed: list[bool] = []
    dialog.gateway.gateway_removed.connect(lambda: removed.append(True))
    dialog.gateway.set_gateways([WORK, ATTIC], looked_at="attic", for_new_chats=FIRST)
    press(button(dialog, "Remove this gateway"), Qt.Key.Key_Space)
    assert "Its chats stay" in shown_text(dialog.window())
    press(button(dialog.window(), "Keep this gateway"), Qt.Key.Key_Space)
    assert removed == []
    press(button(dialog, "Remove this gateway"), Qt.Key.Key_Space)
    press(button(dialog.window(), "Remove it"), Qt.Key.Key_Space)
    assert removed == [True]


def test_another_one_is_used_for_new_chats_and_renamed(qtbot: QtBot, dialog: SettingsSheet) -> None:
    dialog.gateway.set_gateways([WORK, ATTIC], looked_at="attic", for_new_chats=FIRST)
    with qtbot.waitSignal(dialog.gateway.default_chosen):
        press(button(dialog, "Use for new chats"), Qt.Key.Key_Space)
    name = field(dialog, "Name")
    name.selectAll()
    QTest.keyClicks(name, "Cellar")
    with qtbot.waitSignal(dialog.gateway.gateway_renamed) as renamed:
        press(name, Qt.Key.Key_Return)
    assert renamed.args == ["Cellar"]


def test_everything_is_named_and_unclipped_in_the_smallest_window(qtbot: QtBot, dialog: SettingsSheet) -> None:
    dialog.gateway.set_gateways([WORK, ATTIC], looked_at="attic", for_new_chats=FIRST)
    press(button(dialog, "Add a gateway…"), Qt.Key.Key_Space)
    press(button(dialog, "Remove this gateway"), Qt.Key.Key_Space)
    dialog.window().resize(SMALLEST)
    assert nameless(dialog) == []
    qtbot.waitUntil(lambda: not clipped(dialog))


@pytest.fixture
def header(qtbot: QtBot) -> Header:
    header = Header(LIGHT)
    qtbot.addWidget(header)
    header.show()
    return header


def gateway_button(header: Header) -> QWidget | None:
    return next((b for b in header.findChildren(QWidget) if b.isVisible() and name_of(b).startswith("Gateway")), None)


def test_the_header_names_the_gateway_when_there_is_a_choice(qtbot: QtBot, header: Header) -> None:
    header.set_gateways({FIRST: "Work"}, FIRST)
    assert gateway_button(header) is None
    header.set_gateways({FIRST: "Work", "attic": "R & D"}, "attic")
    assert name_of(button(header, "Gateway: R & D")) == "Gateway: R & D"
    press(button(header, "Gateway: R & D"), Qt.Key.Key_Space)
    (menu,) = [one for one in header.findChildren(QWidget) if one.inherits("QMenu")]
    with qtbot.waitSignal(header.gateway_chosen) as chosen:
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert chosen.args == [FIRST]


def test_a_chat_of_a_removed_gateway_can_be_moved_and_the_demo_cannot(header: Header) -> None:
    header.set_gateways({FIRST: "Work"}, "gone")
    assert button(header, "Choose a gateway").isVisible()
    header.set_gateways({FIRST: "Work", "attic": "Attic"}, "")
    assert gateway_button(header) is None
