"""The settings apply every change at once, and take their words from the declarations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QRadioButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, clipped, first_of, name_of, nameless, press, shown_text
from tests.ui.settings.sheets import SMALLEST, USUAL, choice, choose, settings_over_a_window
from turbodesk import settings
from turbodesk.app.setting_commands import SETTING_COMMANDS, SettingCommand
from turbodesk.chat.deleted import Deleted
from turbodesk.chat.errors import KeyRefused, SecretsLocked, SecretsUnavailable
from turbodesk.chat.keys import KeyPlace, KeyState
from turbodesk.chat.model import Model
from turbodesk.chat.profile import FIRST, Profile
from turbodesk.settings import Section, Setting
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.settings.controls import control_for
from turbodesk.ui.settings.section_list import SectionList
from turbodesk.ui.settings.tool_rows import UndoChoice
from turbodesk.ui.theme import DARK, LIGHT, style_application
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.step_slider import StepSlider
from turbodesk.ui.widgets.switch import Switch

TODAY = dt.date(2026, 11, 22)
SONNET = Model("claude-sonnet-4-6", "Sonnet 4.6")
OLD = Model("claude-sonnet-4-5-20250929", "Sonnet 4.5", retires=dt.date(2026, 11, 30))
Change = tuple[settings.Setting[Any], object]
KEY = "sk-turbo-0123456789"
STORED = KeyState(KeyPlace.STORE, "GNOME Keyring")


@pytest.fixture
def told() -> list[Change]:
    return []


@pytest.fixture
def dialog(qtbot: QtBot, told: list[Change]) -> SettingsSheet:
    dialog = settings_over_a_window(qtbot)
    dialog.writing.set_models([SONNET, OLD], TODAY)
    dialog.set_values({})
    dialog.gateway.set_key_state(STORED)
    dialog.storage.set_folder("/home/ada/turbodesk", 13_000_000)
    dialog.setting_changed.connect(lambda setting, value: told.append((setting, value)))
    dialog.open()
    return dialog


def radio(dialog: QWidget, text: str) -> QRadioButton:
    return next(one for one in dialog.findChildren(QRadioButton) if one.text() == text)


def field(dialog: QWidget, name: str) -> QLineEdit:
    return next(one for one in dialog.findChildren(QLineEdit) if name_of(one) == name and one.isVisible())


def default_model(dialog: SettingsSheet) -> ChoiceButton:
    dialog.show_section(Section.WRITING)
    return choice(dialog, "Model")


def test_showing_values_tells_nothing(dialog: SettingsSheet, told: list[Change]) -> None:
    dialog.set_values({"theme": "dark", "text.percent": 150, "scrolling": "off", "enter.sends": False, "model": "x"})
    assert told == []


def lines(dialog: SettingsSheet, section: Section) -> list[str]:
    """Return what a page says, from top to bottom."""
    dialog.show_section(section)
    shown = [one for one in dialog.findChildren(QLabel) if one.isVisible()]
    shown.sort(key=lambda one: one.mapTo(dialog, one.rect().topLeft()).y())
    return [one.text() for one in shown]


BY_PICTURES = (settings.THEME, settings.READING_FACE)
"""Shown as what they look like, which says more than their help."""


@pytest.mark.parametrize("section", list(Section))
def test_the_window_offers_what_is_declared_in_its_order_with_its_words(
    qtbot: QtBot, dialog: SettingsSheet, section: Section
) -> None:
    dialog.window().resize(dialog.width(), 1_600)
    dialog.show_section(section)
    qtbot.waitUntil(lambda: not clipped(dialog))
    offered = [setting for setting in settings.ALL if setting.section is section]
    words = lines(dialog, section)
    assert [line for line in words if line in [one.label for one in offered]] == [one.label for one in offered]
    helps = [one.help for one in offered if one not in BY_PICTURES and one is not settings.NEWS]
    assert [line for line in words if line in helps] == helps
    others = [one for one in settings.ALL if one.section not in (section, None)]
    assert [one.help for one in others if one.help in words] == []


SENTENCES = ((1, "This is the first of the sentences"), (2, "This is the second"))


@pytest.mark.parametrize(
    ("declared", "kind", "keys", "value"),
    [
        (Setting("b", False, "Label", "Help."), Switch, [Qt.Key.Key_Space], True),
        (Setting("c", 1, "Label", "Help.", choices=((1, "I"), (2, "II"))), QRadioButton, [Qt.Key.Key_Right], 2),
        (Setting("n", 20, "Label", "Help.", minimum=0, maximum=100, step=5), StepSlider, [Qt.Key.Key_Right], 25),
        (Setting("m", 20, "Label", "Help.", minimum=0, maximum=100), QSpinBox, [Qt.Key.Key_Up], 21),
        (Setting("t", "", "Label", "Help."), QLineEdit, [Qt.Key.Key_X, Qt.Key.Key_Return], "x"),
    ],
)
def test_a_control_is_made_for_every_kind_of_declaration(
    qtbot: QtBot, declared: Setting[Any], kind: type[QWidget], keys: list[Qt.Key], value: object
) -> None:
    control = control_for(declared)
    qtbot.addWidget(control)
    control.show()
    control.activateWindow()
    qtbot.waitUntil(control.isActiveWindow)  # arrow keys go from where the program's focus is
    changed: list[object] = []
    control.changed.connect(changed.append)
    control.show_value(declared.default)
    assert changed == []
    press(control.findChildren(kind)[0], *keys)
    assert changed == [value]
    assert "Help." in shown_text(control)
    assert not nameless(control)


def test_long_labels_are_offered_in_a_menu(qtbot: QtBot) -> None:
    control = control_for(Setting("s", 1, "Label", "Help.", choices=SENTENCES))
    qtbot.addWidget(control)
    control.show()
    changed: list[object] = []
    control.changed.connect(changed.append)
    control.show_value(1)
    choose(choice(control, "Label"), "This is the second")
    assert changed == [2]
    assert name_of(choice(control, "Label")) == "Label: This is the second"


def test_a_declaration_no_control_suits_is_refused() -> None:
    with pytest.raises(TypeError):
        control_for(Setting("f", 0.5, "Label", "Help."))


def test_sections_are_turned_by_keys(dialog: SettingsSheet) -> None:
    sections = first_of(dialog, QListWidget)
    press(sections, Qt.Key.Key_Down)
    assert settings.TEXT_PERCENT.label in shown_text(dialog)
    press(sections, Qt.Key.Key_End)
    assert "13.0 MB in use" in shown_text(dialog)


@pytest.mark.parametrize("section", Section)
def test_a_page_stands_under_its_name(dialog: SettingsSheet, section: Section) -> None:
    dialog.show_section(section)
    assert dialog.title.text() == section.label
    assert section.label in [first_of(dialog, SectionList).item(row).text() for row in range(len(Section))]


def test_looks_change_at_once(dialog: SettingsSheet, told: list[Change]) -> None:
    dialog.show_section(Section.APPEARANCE)
    press(radio(dialog, "As the system"), Qt.Key.Key_Right)
    press(radio(dialog, "Light"), Qt.Key.Key_Right)
    press(radio(dialog, "Dark"), Qt.Key.Key_Right)
    press(radio(dialog, "Sans"), Qt.Key.Key_Right)
    assert told == [
        (settings.THEME, settings.ThemeChoice.LIGHT),
        (settings.THEME, settings.ThemeChoice.DARK),
        (settings.THEME, settings.ThemeChoice.CONTRAST),
        (settings.READING_FACE, settings.ReadingFace.SERIF),
    ]


def test_pictures_are_pressed_anywhere_and_show_what_they_do(qtbot: QtBot, dialog: SettingsSheet) -> None:
    dialog.show_section(Section.APPEARANCE)
    dark, light = radio(dialog, "Dark"), radio(dialog, "Light")
    QTest.mouseClick(dark, Qt.MouseButton.LeftButton, pos=dark.rect().bottomRight() - QPoint(2, 2))
    assert dark.isChecked()
    middle = QPoint(dark.width() // 2, 12)
    pixels = [one.grab().toImage().pixelColor(middle).lightnessF() for one in (dark, light)]
    assert pixels[0] < 0.3 < 0.9 < pixels[1]


def text_size(dialog: SettingsSheet) -> StepSlider:
    return next(one for one in dialog.findChildren(StepSlider) if one.accessibleName() == "Text size")


def test_text_grows_by_keys_and_at_either_end_by_the_pointer(dialog: SettingsSheet, told: list[Change]) -> None:
    dialog.show_section(Section.APPEARANCE)
    size = text_size(dialog)
    press(size, Qt.Key.Key_Right)
    ends = size.rect().adjusted(8, 8, -8, -8)
    for place in (ends.topRight(), ends.topRight(), ends.topLeft(), size.rect().center()):
        QTest.mouseClick(size, Qt.MouseButton.LeftButton, pos=place)
    assert told == [(settings.TEXT_PERCENT, percent) for percent in (110, 120, 130, 120)]


def test_the_text_size_is_dark_where_the_window_is(qapp: QApplication, dialog: SettingsSheet) -> None:
    dialog.show_section(Section.APPEARANCE)
    size = text_size(dialog)
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    grounds = []
    for theme in (LIGHT, DARK):
        style_application(qapp, theme)
        grounds.append(size.grab().toImage().pixelColor(size.width() // 2, 4).lightnessF())
    style_application(qapp, LIGHT)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)
    assert grounds[1] < 0.4 < 0.9 < grounds[0]


def test_an_odd_text_size_is_shown_as_it_is(dialog: SettingsSheet, told: list[Change]) -> None:
    dialog.set_values({"text.percent": 115})
    dialog.apply_theme(DARK)
    dialog.show_section(Section.APPEARANCE)
    assert text_size(dialog).value() == 115
    assert told == []


def test_reading_and_writing(dialog: SettingsSheet, told: list[Change]) -> None:
    dialog.show_section(Section.WRITING)
    choose(choice(dialog, settings.SCROLLING.label), "Follow the text")
    press(button(dialog, settings.ENTER_SENDS.label), Qt.Key.Key_Space)
    choose(default_model(dialog), "Sonnet 4.5, retires 30 Nov 2026")
    assert told == [
        (settings.SCROLLING, settings.Scrolling.FOLLOW),
        (settings.ENTER_SENDS, False),
        (settings.MODEL, OLD.id),
    ]


def test_a_model_says_when_it_ends_and_a_typed_one_is_kept(dialog: SettingsSheet) -> None:
    box = default_model(dialog)
    assert "retires 30 Nov 2026" in box.choices[OLD.id]
    dialog.set_values({"model": "my-own-model"})
    assert box.value == "my-own-model"
    dialog.writing.set_models([OLD, SONNET], TODAY)
    assert box.value == "my-own-model"


def test_an_address_counts_when_it_is_finished_and_right(dialog: SettingsSheet, told: list[Change]) -> None:
    def resolve(url: str) -> str:
        if "http:" in url:
            raise ValueError("Only https:// is safe.")
        return f"{url}/v1/messages"

    dialog.gateway.set_resolver(resolve, lambda _: False)
    settled: list[str] = []
    dialog.gateway.address_changed.connect(settled.append)
    address = field(dialog, "Address")
    address.setText("http://example.org")
    assert "Only https:// is safe." not in shown_text(dialog), "it may become another yet"
    press(address, Qt.Key.Key_Return)
    assert settled == []
    assert "Only https:// is safe." in shown_text(dialog)
    address.setText("https://example.org")
    assert "https://example.org/v1/messages" in shown_text(dialog)
    press(address, Qt.Key.Key_Return)
    press(address, Qt.Key.Key_Return)
    assert settled == ["https://example.org"]
    assert told == []
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (STORED, "Saved in GNOME Keyring."),
        (KeyState(KeyPlace.THIS_RUN), "In memory only"),
        (KeyState(KeyPlace.ENVIRONMENT), "From the environment variable TURBODESK_API_KEY"),
        (KeyState(store_name="GNOME Keyring"), "No key is set for this address."),
        (
            KeyState(store_name="GNOME Keyring", elsewhere=("https://a.example",)),
            "No key is set for this address. One is kept for https://a.example.",
        ),
        (KeyState(store_name="GNOME Keyring", failure=SecretsLocked().note), "The key store is locked."),
        (KeyState(failure=SecretsUnavailable().note), "no key store"),
    ],
)
def test_where_the_key_is(dialog: SettingsSheet, state: KeyState, words: str) -> None:
    dialog.gateway.set_key_state(state)
    assert words in shown_text(dialog)


def test_a_key_of_the_environment_is_not_ours_to_change(dialog: SettingsSheet) -> None:
    dialog.gateway.set_key_state(KeyState(KeyPlace.ENVIRONMENT))
    assert not button(dialog, "Change…").isEnabled()
    assert "change the variable" in shown_text(dialog)


def test_a_key_is_replaced_and_the_form_folds_when_it_is_accepted(dialog: SettingsSheet) -> None:
    replaced: list[tuple[str, bool]] = []
    dialog.gateway.key_replaced.connect(lambda *given: replaced.append(given))
    press(button(dialog, "Change…"), Qt.Key.Key_Space)
    key = field(dialog, "Your key")
    assert dialog.focusWidget() is key
    QTest.keyClicks(key, KEY)
    press(key, Qt.Key.Key_Return)
    assert replaced == [(KEY, False)]
    dialog.gateway.show_checking()
    dialog.gateway.show_checked(None)
    assert not key.isVisible()
    assert key.text() == ""
    assert "accepts" in shown_text(dialog)


def test_a_refused_new_key_stays_to_be_corrected(dialog: SettingsSheet) -> None:
    press(button(dialog, "Change…"), Qt.Key.Key_Space)
    key = field(dialog, "Your key")
    QTest.keyClicks(key, KEY)
    dialog.gateway.show_checking()
    dialog.gateway.show_checked(KeyRefused(status=401).note)
    assert key.isVisible()
    assert key.text() == KEY
    assert "does not accept this key" in shown_text(dialog)
    assert KEY not in shown_text(dialog)


def test_what_comes_of_a_new_key_is_scrolled_into_view(qtbot: QtBot, dialog: SettingsSheet) -> None:
    dialog.window().resize(SMALLEST)
    press(button(dialog, "Change…"), Qt.Key.Key_Space)
    QTest.keyClicks(field(dialog, "Your key"), KEY)
    page = dialog.gateway
    page.verticalScrollBar().setValue(0)

    def told() -> list[QLabel]:
        return [one for one in page.findChildren(QLabel) if "does not accept this key" in one.text()]

    page.show_checked(KeyRefused(status=401).note)
    qtbot.waitUntil(lambda: page.verticalScrollBar().value() > 0)
    assert not told()[0].visibleRegion().isEmpty()


def test_the_names_of_the_sections_have_room_in_large_letters(dialog: SettingsSheet) -> None:
    sections = first_of(dialog, QListWidget)
    font = sections.font()
    font.setPointSizeF(24)
    sections.setFont(font)
    widest = max(sections.fontMetrics().horizontalAdvance(section.label) for section in Section)
    assert widest > 208, "the usual width would not do"
    assert sections.viewport().width() >= sections.sizeHintForColumn(0) >= widest


def test_where_there_is_no_room_for_names_the_sections_are_icons_that_tell_theirs(dialog: SettingsSheet) -> None:
    sections = first_of(dialog, QListWidget)
    assert sections.item(0).toolTip() == ""
    dialog.window().resize(SMALLEST)
    assert sections.width() < 80
    assert [sections.item(at).toolTip() for at in range(sections.count())] == [section.label for section in Section]
    assert dialog.panel.size() == SMALLEST, "it takes all of a narrow window"
    dialog.window().resize(USUAL)
    assert dialog.panel.size() == QSize(880, 640)


@pytest.mark.parametrize("command", SETTING_COMMANDS, ids=lambda command: command.title)
def test_every_setting_that_can_be_looked_for_is_found(dialog: SettingsSheet, command: SettingCommand) -> None:
    dialog.storage.control(settings.NEWS).control.setEnabled(True)  # type: ignore[union-attr]
    dialog.models.show_models([SONNET], changed=frozenset(), own=frozenset())
    dialog.gateway.set_gateways(
        [Profile(FIRST, "Work", settings.GATEWAY_URL.default)], looked_at=FIRST, for_new_chats=FIRST
    )
    dialog.storage.deleted.set_deleted([Deleted("a", "One", 0)])
    dialog.tools.changes.set_changes([UndoChoice("a", "“plan.md” was changed", 0)])
    dialog.show_section(command.section)
    dialog.focus_control(command.section, command.title)
    at = dialog.focusWidget()
    if command.title != "Presets":  # of which there are none yet
        assert at is not None
        assert dialog.panel.isAncestorOf(at)
        assert not isinstance(at, QListWidget) or at.accessibleName() != "Sections"


def test_without_a_store_a_new_key_is_kept_for_this_run_by_choice(dialog: SettingsSheet) -> None:
    dialog.gateway.set_key_state(KeyState(failure=SecretsUnavailable().note))
    press(button(dialog, "Add a key"), Qt.Key.Key_Space)
    QTest.keyClicks(field(dialog, "Your key"), KEY)
    replaced: list[tuple[str, bool]] = []
    dialog.gateway.key_replaced.connect(lambda *given: replaced.append(given))
    press(button(dialog, "Check and save"), Qt.Key.Key_Space)
    assert replaced == []
    forget = button(dialog, "Forget it when TurboDesk closes")
    assert dialog.focusWidget() is forget, "the way out has the focus"
    press(forget, Qt.Key.Key_Space)
    press(button(dialog, "Check and save"), Qt.Key.Key_Space)
    assert replaced == [(KEY, True)]


def test_nothing_is_called_wrong_before_it_is_left_or_sent(dialog: SettingsSheet) -> None:
    replaced: list[tuple[str, bool]] = []
    dialog.gateway.key_replaced.connect(lambda *given: replaced.append(given))
    press(button(dialog, "Change…"), Qt.Key.Key_Space)
    assert "first" not in shown_text(dialog)
    press(button(dialog, "Check and save"), Qt.Key.Key_Space)
    assert "Paste your key first." in shown_text(dialog)
    assert dialog.focusWidget() is field(dialog, "Your key")
    assert replaced == []


def test_removing_the_key_is_asked_twice(qtbot: QtBot, dialog: SettingsSheet) -> None:
    removed: list[bool] = []
    dialog.gateway.key_removed.connect(lambda: removed.append(True))
    press(button(dialog, "Remove"), Qt.Key.Key_Space)
    assert dialog.window().focusWidget() is button(dialog.window(), "Keep it")
    press(button(dialog.window(), "Keep it"), Qt.Key.Key_Space)
    assert removed == []
    press(button(dialog, "Remove"), Qt.Key.Key_Space)
    press(button(dialog.window(), "Remove the key"), Qt.Key.Key_Space)
    assert removed == [True]


def test_a_check_can_be_cancelled(qtbot: QtBot, dialog: SettingsSheet) -> None:
    dialog.gateway.show_checking()
    with qtbot.waitSignal(dialog.gateway.cancel_requested):
        press(button(dialog, "Cancel"), Qt.Key.Key_Space)
    dialog.gateway.show_idle()
    assert button(dialog, "Change…").isVisible()


def test_the_connection_is_checked_when_asked(qtbot: QtBot, dialog: SettingsSheet) -> None:
    with qtbot.waitSignal(dialog.gateway.check_requested):
        press(button(dialog, "Check connection"), Qt.Key.Key_Space)


def test_escape_closes_and_a_half_typed_key_is_forgotten(dialog: SettingsSheet) -> None:
    press(button(dialog, "Change…"), Qt.Key.Key_Space)
    key = field(dialog, "Your key")
    QTest.keyClicks(key, KEY)
    QTest.keyClick(key, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert key.text() == ""


def test_a_press_beside_it_closes_it_unless_a_key_is_being_typed(dialog: SettingsSheet) -> None:
    press(button(dialog, "Change…"), Qt.Key.Key_Space)
    key = field(dialog, "Your key")
    QTest.keyClicks(key, KEY)
    QTest.mouseClick(dialog, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert dialog.isVisible()
    assert key.text() == KEY
    key.clear()
    QTest.mouseClick(dialog, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not dialog.isVisible()


def test_a_check_goes_on_in_a_closed_window_and_is_told_when_it_opens_again(dialog: SettingsSheet) -> None:
    press(button(dialog, "Change…"), Qt.Key.Key_Space)
    key = field(dialog, "Your key")
    QTest.keyClicks(key, KEY)
    dialog.gateway.show_checking()
    dialog.dismiss()
    dialog.open()
    assert button(dialog, "Cancel").isVisible()
    dialog.dismiss()
    dialog.gateway.show_checked(KeyRefused(status=401).note)
    assert key.text() == ""
    dialog.open()
    assert "does not accept this key" in shown_text(dialog)
    assert button(dialog, "Change…").isVisible()


def test_the_folder_can_be_copied_and_opened(qtbot: QtBot, dialog: SettingsSheet) -> None:
    dialog.show_section(Section.STORAGE)
    press(button(dialog, "Copy the folder’s path"), Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "/home/ada/turbodesk"
    with qtbot.waitSignal(dialog.storage.open_folder_requested):
        press(button(dialog, "Open folder"), Qt.Key.Key_Space)


@pytest.mark.parametrize("section", list(Section))
def test_everything_is_named_and_unclipped_in_the_smallest_window(
    qtbot: QtBot, dialog: SettingsSheet, section: Section
) -> None:
    dialog.show_section(section)
    dialog.window().resize(SMALLEST)
    assert nameless(dialog) == []
    qtbot.waitUntil(lambda: not clipped(dialog))


@pytest.mark.parametrize("section", list(Section))
def test_large_letters_in_a_small_window_reach_nowhere_beyond_it(
    qtbot: QtBot, qapp: QApplication, section: Section
) -> None:
    usual = qapp.font()
    large = QFont(usual)
    large.setPixelSize(26)
    qapp.setFont(large)
    try:
        dialog = settings_over_a_window(qtbot, SMALLEST)
        dialog.writing.set_models([SONNET, OLD], TODAY)
        dialog.models.show_models([SONNET, OLD], changed=frozenset(), own=frozenset())
        dialog.open()
        dialog.show_section(section)
        qtbot.waitUntil(lambda: not clipped(dialog))
        seen = [one for one in dialog.panel.findChildren(QWidget) if one.isVisible()]
        ends = [one.mapTo(dialog.panel, one.rect().bottomRight()).x() for one in seen]
        assert max(ends) <= dialog.panel.width()
    finally:
        qapp.setFont(usual)


def test_what_a_gateway_refused_is_told_and_can_be_forgotten(qtbot: QtBot, dialog: SettingsSheet) -> None:
    dialog.show_section(Section.GATEWAY)
    assert "Left out of requests" not in shown_text(dialog)
    dialog.gateway.set_left_out(["Haiku 4.5: temperature, caching"])
    assert "Haiku 4.5: temperature, caching" in shown_text(dialog)
    forget = button(dialog, "Forget what the gateway refused")
    forget.setFocus()
    with qtbot.waitSignal(dialog.gateway.refusals_forgotten):
        forget.click()
    dialog.gateway.set_left_out([])
    assert "Left out of requests" not in shown_text(dialog)
    assert not nameless(dialog)


def test_without_a_tray_it_can_be_switched_off_and_not_on(dialog: SettingsSheet) -> None:
    dialog.show_section(Section.DESKTOP)
    row = dialog.desktop.control(settings.TRAY)
    switch = row.control
    assert isinstance(switch, Switch)
    dialog.desktop.show_tray(is_there=False)
    assert not switch.isEnabled()
    assert "no tray" in shown_text(row)
    row.show_value(True)
    dialog.desktop.show_tray(is_there=False)
    assert switch.isEnabled()
    row.show_value(False)
    dialog.desktop.show_tray(is_there=True)
    assert switch.isEnabled()
    assert "no tray" not in shown_text(row)
