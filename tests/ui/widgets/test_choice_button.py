"""A button with several choices says which is chosen, and opens a menu of them by pointer and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.seen import name_of
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.menu import Menu

CHOICES = (("a", "One"), ("b", "Two & more"), ("c", "Three"))


@pytest.fixture
def made(qtbot: QtBot) -> ChoiceButton:
    choice = ChoiceButton("Number", CHOICES)
    qtbot.addWidget(choice)
    choice.show()
    return choice


def test_it_says_what_is_chosen(made: ChoiceButton) -> None:
    assert made.value == "a"
    assert name_of(made) == "Number: One"
    made.choose("b")
    assert name_of(made) == "Number: Two & more"
    assert made.text() == "Two && more"


def test_it_keeps_its_width_whatever_is_chosen(made: ChoiceButton) -> None:
    width = made.sizeHint().width()
    made.choose("b")
    assert made.sizeHint().width() == width


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_keys_open_the_menu_at_what_is_chosen(made: ChoiceButton, key: Qt.Key) -> None:
    made.choose("c")
    QTest.keyClick(made, key)
    menu = made.findChild(Menu)
    assert menu is not None
    assert [one.text() for one in menu.actions() if one.isChecked()] == ["Three"]
    assert menu.activeAction().text() == "Three"
    assert menu.panel.width() >= made.width()
    menu.close()


def test_it_tells_what_the_person_chose_and_only_that(made: ChoiceButton) -> None:
    told: list[object] = []
    made.chosen.connect(told.append)
    made.choose("c")
    menu = made.open()
    QTest.keyClick(menu, Qt.Key.Key_Up)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert told == ["b"]
    assert made.value == "b"
    made.open().actions()[1].trigger()
    assert told == ["b"], "the same again is no choice"


def test_other_choices_keep_what_is_chosen_while_it_is_there(made: ChoiceButton) -> None:
    made.choose("b")
    made.set_choices(CHOICES[1:])
    assert made.value == "b"
    made.set_choices(CHOICES[2:])
    assert name_of(made) == "Number: Three"
    made.set_choices(())
    assert name_of(made) == "Number"
