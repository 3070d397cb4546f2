"""A server's question in the middle of a call is shown as a stranger's, and answered once, whatever way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QScrollArea, QWidget

from tests.ui.seen import button, clipped, first_of, focused, name_of, nameless, press, shown_text
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.apply import style_application
from turbodesk.ui.tools.asked_field import AskedField, InputKind
from turbodesk.ui.tools.elicitation_sheet import ElicitationSheet

FIELDS = (
    AskedField("name", "Name", "Of the branch.", is_required=True),
    AskedField("count", "Count", kind=InputKind.WHOLE_NUMBER),
    AskedField("kind", "Kind", kind=InputKind.CHOICE, choices=(("a", "First"), ("b", "Second"))),
    AskedField("tags", "Tags", kind=InputKind.CHOICES, choices=(("x", "X & Y"), ("z", "Z"))),
    AskedField("sure", "Sure", kind=InputKind.SWITCH),
)
Answers = list[tuple[bool, object]]


@pytest.fixture
def sheet(qapp: QApplication) -> Iterator[ElicitationSheet]:
    style_application(qapp, LIGHT)
    window = QWidget()
    window.resize(800, 700)
    window.show()
    QTest.qWaitForWindowActive(window)
    yield ElicitationSheet(window, theme=LIGHT, name="Git", words="Which <b>branch</b>?")
    window.close()
    window.deleteLater()


def answers(sheet: ElicitationSheet) -> Answers:
    told: Answers = []
    sheet.answered.connect(lambda is_accepted, values: told.append((is_accepted, values)))
    return told


def test_a_form_is_answered_with_what_stands_in_it(sheet: ElicitationSheet) -> None:
    told = answers(sheet)
    sheet.ask_fields(FIELDS, {"count": 3, "kind": "b", "tags": ["z"]})
    sheet.open()
    QApplication.processEvents()
    assert "Which <b>branch</b>?" in shown_text(sheet)
    assert not clipped(sheet)
    assert not nameless(sheet)
    assert name_of(focused()) == "Name"
    assert not button(sheet, "Answer").isEnabled()
    QTest.keyClicks(focused(), "main")
    press(button(sheet, "X & Y"), Qt.Key.Key_Space)
    press(button(sheet, "Answer"), Qt.Key.Key_Space)
    assert told == [(True, {"name": "main", "count": "3", "kind": "b", "tags": ["x", "z"], "sure": False})]


def test_a_number_has_to_be_one(sheet: ElicitationSheet) -> None:
    sheet.ask_fields(FIELDS, {"name": "main", "count": 3})
    sheet.open()
    assert button(sheet, "Answer").isEnabled()
    line = next(one for one in sheet.findChildren(QLineEdit) if name_of(one) == "Count")
    line.setText("3.5")
    assert "“Count” has to be a whole number." in shown_text(sheet)
    assert not button(sheet, "Answer").isEnabled()
    line.clear()
    assert button(sheet, "Answer").isEnabled()


@pytest.mark.parametrize(("key", "expected"), [(Qt.Key.Key_Escape, (False, None)), (Qt.Key.Key_Space, (False, {}))])
def test_closing_and_declining_are_two_things(sheet: ElicitationSheet, key: Qt.Key, expected: object) -> None:
    told = answers(sheet)
    sheet.ask_fields(FIELDS, {})
    sheet.open()
    press(sheet if key is Qt.Key.Key_Escape else button(sheet, "Do not answer"), key)
    assert told == [expected]


def test_a_page_is_opened_only_by_its_button_and_its_address_is_whole(sheet: ElicitationSheet) -> None:
    told = answers(sheet)
    address = "https://accounts.example/very/long/" + "x" * 300
    sheet.ask_to_open(address, "accounts.example")
    sheet.open()
    assert address in shown_text(sheet)
    assert "a page of accounts.example" in shown_text(sheet)
    assert name_of(focused()) == "Do not open"
    press(button(sheet, "Open in the browser"), Qt.Key.Key_Space)
    assert told == [(True, {})]


def test_where_a_key_is_asked_for_the_person_is_warned(sheet: ElicitationSheet) -> None:
    sheet.ask_fields((AskedField("api_key", "API key"),), {})
    sheet.open()
    assert "Never type a password or a key here" in shown_text(sheet)
    sheet.ask_fields((AskedField("kind", "Kind", kind=InputKind.CHOICE, choices=(("a", "A"),)),), {})
    assert "Never type" not in shown_text(sheet)
    assert first_of(sheet, QComboBox).currentText() == "Choose one"


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        (AskedField("n", "N", kind=InputKind.NUMBER), "nan", "“N” has to be a number."),
        (AskedField("n", "N", kind=InputKind.NUMBER, least=1, most=9), "0.5", "“N” has to be at least 1."),
        (AskedField("n", "N", kind=InputKind.NUMBER, least=1, most=9), "10", "“N” may be at most 9."),
        (AskedField("n", "N", least=2), "a", "“N” has to be at least 2 characters."),
        (AskedField("n", "N", kind=InputKind.WHOLE_NUMBER), "1.5", "“N” has to be a whole number."),
        (AskedField("n", "N", kind=InputKind.NUMBER, least=1_250_000.5), "1", "“N” has to be at least 1,250,000.5."),
        (AskedField("n", "N", kind=InputKind.NUMBER, least=float("inf")), "1", "“N” has to be at least inf."),
        (AskedField("n", "N", most=1), "ab", "“N” may be at most 1 character."),
        (AskedField("n", "N", least=2), "", ""),
    ],
)
def test_what_a_server_would_not_take_is_said_before(
    sheet: ElicitationSheet, field: AskedField, text: str, words: str
) -> None:
    sheet.ask_fields((field,), {})
    sheet.open()
    first_of(sheet, QLineEdit).setText(text)
    assert words in shown_text(sheet)
    assert button(sheet, "Answer").isEnabled() is not bool(words)


def test_long_choices_do_not_push_the_form_out_of_the_sheet(sheet: ElicitationSheet) -> None:
    long = ("a", "very long words " * 20)
    kinds = (InputKind.CHOICE, InputKind.CHOICES)
    sheet.ask_fields([AskedField(kind.name, kind.name, kind=kind, choices=(long,)) for kind in kinds], {})
    sheet.open()
    QApplication.processEvents()
    area = first_of(sheet, QScrollArea)
    inside = area.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= area.viewport().width()


def test_what_asks_for_nothing_is_agreed_to_or_not(sheet: ElicitationSheet) -> None:
    told = answers(sheet)
    sheet.ask_fields((), {})
    sheet.open()
    assert name_of(focused()) == "Decline"
    press(button(sheet, "Agree"), Qt.Key.Key_Space)
    assert told == [(True, {})]
