"""An empty chat offers beginnings that fill the composer, in any width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, clipped, first_of, nameless, press
from turbodesk.ui.main_window.empty_state import SUGGESTIONS, EmptyState, Suggestion
from turbodesk.ui.theme import DARK, LIGHT, style_application
from turbodesk.ui.widgets.forms import HeadingLabel


@pytest.fixture
def empty(qtbot: QtBot) -> EmptyState:
    empty = EmptyState(LIGHT)
    qtbot.addWidget(empty)
    empty.resize(700, 500)
    empty.show()
    qtbot.waitExposed(empty)
    return empty


@pytest.mark.parametrize("suggestion", SUGGESTIONS, ids=lambda one: one.title)
def test_a_suggestion_gives_its_text(qtbot: QtBot, empty: EmptyState, suggestion: Suggestion) -> None:
    with qtbot.waitSignal(empty.suggested) as told:
        press(button(empty, f"{suggestion.title}, {suggestion.hint}"), Qt.Key.Key_Space)
    assert told.args == [suggestion.text]


@pytest.mark.parametrize("width", [900, 600, 380])
def test_nothing_is_clipped_at_any_width(qtbot: QtBot, empty: EmptyState, width: int) -> None:
    empty.apply_theme(DARK)
    empty.resize(width, 420)
    qtbot.waitUntil(lambda: not clipped(empty))
    assert nameless(empty) == []
    assert empty.horizontalScrollBar().maximum() == 0


def test_it_fills_the_place_it_is_given(empty: EmptyState) -> None:
    place = QSize(900, 700)
    assert empty.sizeHint().boundedTo(place) == place


def test_the_heading_keeps_its_font_when_it_is_put_into_a_window(qtbot: QtBot, qapp: QApplication) -> None:
    before = qapp.palette(), qapp.style().name()
    style_application(qapp, LIGHT)
    try:
        empty = EmptyState(LIGHT)
        window = QMainWindow()
        qtbot.addWidget(window)
        window.setCentralWidget(empty)
        window.show()
        qtbot.waitExposed(window)
        assert first_of(empty, HeadingLabel).font().pointSizeF() == LIGHT.title_font(130).pointSizeF()
    finally:
        qapp.setStyleSheet("")
        qapp.setStyle(before[1])
        qapp.setPalette(before[0])
