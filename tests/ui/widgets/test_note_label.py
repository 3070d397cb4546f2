"""Sentences of a panel: lines as far apart as the design has them at any width, and selectable where they were."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.note_label import NoteLabel

SENTENCE = "Before you send it, the gateway counts what it is made of, and says so here in a few plain words."


@pytest.fixture
def label(qtbot: QtBot) -> NoteLabel:
    made = NoteLabel(SENTENCE)
    made.setFont(current_theme().font(TextRole.UI))
    qtbot.addWidget(made)
    return made


def painted_rows(label: NoteLabel) -> list[int]:
    """The first pixel row of each line of text."""
    label.setStyleSheet("color: #000000; background: #FFFFFF")
    image = label.grab().toImage()
    dark = [
        any(QColor(image.pixel(x, y)).lightness() < 128 for x in range(image.width())) for y in range(image.height())
    ]
    return [y for y, is_dark in enumerate(dark) if is_dark and (y == 0 or not dark[y - 1])]


def test_one_line_is_as_tall_as_any_label(label: NoteLabel) -> None:
    assert 0 <= label.heightForWidth(2000) - label.fontMetrics().height() <= 1, "Qt rounds its own to whole pixels"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(width=st.integers(60, 600))
def test_lines_stand_as_far_apart_as_the_design_has_them(label: NoteLabel, width: int) -> None:
    apart, one = current_theme().line_height(TextRole.UI), label.fontMetrics().height()
    lines = (label.heightForWidth(width) - one) / apart
    assert lines == pytest.approx(round(lines), abs=0.2)
    label.resize(width, math.ceil(label.heightForWidth(width)))
    assert painted_rows(label)[0] < one, "the first line begins at the top"


def test_what_can_be_selected_is_left_to_qt(label: NoteLabel) -> None:
    spread = label.heightForWidth(200)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    assert label.heightForWidth(200) < spread
