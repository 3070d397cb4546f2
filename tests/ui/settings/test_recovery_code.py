"""A recovery code is typed as people write it, and shown so that it can be copied by hand."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from turbodesk.ui.settings.recovery_code import CodeField, CodeView, NotedProof, groups_of, letters_of

CODE = "3F7K-Q2MX-9TBA-V5HN-0YCR-6WJD-E8ZP"
NOT_ALIKE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture
def field(qtbot: QtBot) -> CodeField:
    field = CodeField()
    qtbot.addWidget(field)
    return field


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    text=st.text(NOT_ALIKE, min_size=28, max_size=28),
    writes=st.lists(st.sampled_from(["", "-", " ", "\t", "–"]), min_size=28, max_size=28),
    is_small=st.booleans(),
)
def test_a_code_is_read_however_it_is_written(field: CodeField, text: str, writes: list[str], is_small: bool) -> None:
    written = "".join(letter + between for letter, between in zip(text, writes, strict=True))
    field.clear()
    QApplication.clipboard().setText(written.lower() if is_small else written)
    field.paste()
    assert field.letters() == text
    assert field.text() == "-".join(text[at : at + 4] for at in range(0, 28, 4))
    assert field.is_whole


def test_groups_come_by_themselves_and_letters_that_look_alike_are_meant_right(field: CodeField) -> None:
    QTest.keyClicks(field, "olil")
    assert field.text() == "0111-"
    QTest.keyClicks(field, "2")
    assert field.text() == "0111-2"
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "011"
    field.setCursorPosition(1)
    QTest.keyClicks(field, "ab")
    assert (field.text(), field.cursorPosition()) == ("0AB1-1", 3)
    field.setText(CODE)
    field.setCursorPosition(len(CODE))
    QTest.keyClicks(field, "9")
    assert field.text() == CODE, "there is no room for more"
    QTest.keyClick(field, Qt.Key.Key_Home)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert not field.is_whole


def test_the_groups_are_shown_and_spelt(qtbot: QtBot) -> None:
    view = CodeView()
    qtbot.addWidget(view)
    view.show_code(CODE)
    labels = view.findChildren(QLabel)
    assert [label.text() for label in labels] == CODE.split("-")
    assert labels[2].accessibleName() == "Group 3: 9 T B A"
    view.show_code("")
    assert all(not label.text() for label in labels)
    assert groups_of("abcd e") == ("ABCD", "E")
    assert letters_of(" o-") == "0"


def test_two_groups_prove_that_the_code_is_noted(qtbot: QtBot) -> None:
    proof = NotedProof()
    qtbot.addWidget(proof)
    assert not proof.is_given
    proof.ask(CODE, (1, 4))
    first, second = proof.findChildren(CodeField)
    assert (first.accessibleName(), second.accessibleName()) == ("Group 2", "Group 5")
    QTest.keyClicks(first, "q2mx")
    assert not proof.is_given
    assert not proof.is_wrong
    QTest.keyClicks(second, "oycx")
    assert proof.is_wrong
    QTest.keyClick(second, Qt.Key.Key_Backspace)
    QTest.keyClicks(second, "r")
    assert proof.is_given
    proof.forget()
    assert not proof.is_given
    assert first.text() == ""
