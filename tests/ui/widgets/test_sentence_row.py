"""A control in a sentence stands where the person's language wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from turbodesk import translation
from turbodesk.ui.widgets.sentence_row import sentence_row, words_around


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    translation.use(translation.ENGLISH, None)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Send the last {number} of this chat", ("Send the last", "of this chat")),
        ("{number}件", ("", "件")),
        ("Últimos: {number}", ("Últimos:", "")),
        ("", ("", "")),
    ],
)
def test_what_stands_about_the_place(sentence: str, words: tuple[str, str]) -> None:
    assert words_around(sentence, "number") == words


def test_marks_of_direction_are_no_words() -> None:
    translation.install(["ar"])
    about = words_around(translation._("Send the last {number} of this chat"), "number")
    assert "\u2068" in translation._("Send the last {number} of this chat")
    assert not set("\u200f\u2068\u2069") & set("".join(about))


def test_no_label_is_made_of_nothing(qtbot: QtBot) -> None:
    control = QSpinBox()
    row = sentence_row("Last: {number}", "number", control)
    qtbot.addWidget(row)
    assert control.parentWidget() is row
    assert [one.text() for one in row.findChildren(QLabel)] == ["Last:"]
