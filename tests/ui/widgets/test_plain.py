"""What looks like markup is shown letter by letter: in labels, boxes, tips and buttons."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import everything_told, guessing, letters, obeyed
from turbodesk.ui.widgets.plain import (
    PlainBox,
    PlainLabel,
    button_text,
    plain_tip,
    set_tip,
    show_tip,
)

MARKUP = (
    "<b>bold</b>",
    '<a href="file:///etc/passwd">x</a>',
    "<img src='/dev/zero'>",
    "&lt;i&gt;",
    "<!-- hidden",
    "<?xml version='1.0'?><b>x",
    "<html><body>x",
    "  <h1>x\nsecond  line",
    "<qt>",
)


@pytest.mark.parametrize("text", MARKUP)
def test_labels_and_boxes_obey_nothing(qtbot: QtBot, text: str) -> None:
    for one in (PlainLabel(text), PlainBox(text, text, text)):
        qtbot.addWidget(one)
        assert not guessing(one)
        assert text in everything_told(one)


@pytest.mark.parametrize("text", MARKUP)
def test_a_tip_is_shown_as_it_is(qtbot: QtBot, text: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tip(widget, text)
    assert not guessing(widget)
    assert text.strip() in everything_told(widget)
    show_tip(QPoint(5, 5), text, widget)
    assert not obeyed(QToolTip.text())
    QToolTip.hideText()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("<>&;/!?\"'= \nabilpqtx#3"), max_size=60), st.sampled_from(MARKUP))
def test_no_tip_is_obeyed(qapp: QApplication, around: str, inside: str) -> None:
    for text in (around, around + inside, inside + around):
        assert not obeyed(plain_tip(text))


def test_a_tip_that_is_no_markup_is_left_alone() -> None:
    for text in ("New chat (Ctrl+N)", "5 < 6 && c > d", "line\n<b>second</b>", ""):
        assert plain_tip(text) == text


def test_a_long_line_of_a_tip_is_wrapped() -> None:
    long = "one line & its words, " * 20
    assert GuiQt.mightBeRichText(plain_tip(long))
    assert not obeyed(plain_tip(long))
    assert letters(plain_tip(f"{long}\nand  more")) == f"{long}\nand  more"


def test_a_tip_has_an_end() -> None:
    for text in ("x" * 1_000_000, "<b>" * 1_000_000):
        assert len(letters(plain_tip(text))) == 1_001


def described(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


def test_a_screen_reader_hears_the_letters_of_a_tip(qtbot: QtBot) -> None:
    widget = QPushButton("Name")
    qtbot.addWidget(widget)
    set_tip(widget, "<b>x</b>")
    assert described(widget) == "<b>x</b>"
    set_tip(widget, "plain")
    assert described(widget) == "plain"
    widget.setAccessibleDescription("Its own")
    set_tip(widget, "<i>y</i>")
    assert described(widget) == "Its own"


def test_an_ampersand_is_no_shortcut(qtbot: QtBot) -> None:
    button = QPushButton(button_text("R&D && more"))
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()


def test_what_qt_makes_itself_is_found_guessing(qtbot: QtBot) -> None:
    """The tests that walk windows see what they look for."""
    label = QLabel("<b>x</b> <img src=x:y>")
    label.setToolTip("<a href=x>y</a>")
    label.setOpenExternalLinks(True)
    qtbot.addWidget(label)
    assert len(guessing(label)) == 3
    assert any("loads" in one for one in obeyed("<img src='x:y'>"))
