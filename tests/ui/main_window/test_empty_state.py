"""An empty chat is a page of contents: ways to begin, which fill the composer, and the last chats to go on with."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, clipped, first_of, name_of, nameless, press, tab_order
from turbodesk.gateway.demo_script import answer_to
from turbodesk.ui.main_window.contents_row import ContentsRow
from turbodesk.ui.main_window.empty_state import DEMO_SUGGESTIONS, SUGGESTIONS, EmptyState, RecentChat, Suggestion
from turbodesk.ui.theme import DARK, LIGHT, style_application
from turbodesk.ui.theme.column import Column
from turbodesk.ui.theme.metrics import HANG
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.forms import HeadingLabel

RECENT = (
    RecentChat("a", "Sourdough hydration", "a moment ago"),
    RecentChat("b", "Ferry times, Bergen", "today, 11:20"),
    RecentChat("c", "SQL: top customers\nper month", "today, 9:41"),
)


@pytest.fixture
def empty(qtbot: QtBot) -> EmptyState:
    empty = EmptyState(LIGHT)
    qtbot.addWidget(empty)
    empty.resize(1016, 690)
    empty.show()
    qtbot.waitExposed(empty)
    return empty


def rows(empty: EmptyState) -> list[ContentsRow]:
    return [one for one in empty.findChildren(ContentsRow) if one.isVisible()]


def place(empty: EmptyState, part: QWidget) -> QRect:
    return QRect(part.mapTo(empty, QPoint()), part.size())


@pytest.mark.parametrize("suggestion", SUGGESTIONS, ids=lambda one: one.title)
def test_a_suggestion_gives_its_text(qtbot: QtBot, empty: EmptyState, suggestion: Suggestion) -> None:
    with qtbot.waitSignal(empty.suggested) as told:
        press(button(empty, f"{suggestion.title}, {suggestion.hint}"), Qt.Key.Key_Space)
    assert told.args == [suggestion.text]


@pytest.mark.parametrize("suggestion", DEMO_SUGGESTIONS, ids=lambda one: one.title)
def test_in_the_demo_every_row_leads_to_something_it_has(
    qtbot: QtBot, empty: EmptyState, suggestion: Suggestion
) -> None:
    empty.set_demo(is_demo=True)
    with qtbot.waitSignal(empty.suggested) as told:
        press(button(empty, f"{suggestion.title}, {suggestion.hint}"), Qt.Key.Key_Space)
    assert answer_to(suggestion.text) != answer_to("what is entangled with what")
    assert told.args == [suggestion.text]
    empty.set_demo(is_demo=False)
    assert [name_of(row) for row in rows(empty)] == [f"{one.title}, {one.hint}" for one in SUGGESTIONS]


def test_the_last_chats_are_one_press_away(qtbot: QtBot, empty: EmptyState) -> None:
    assert len(rows(empty)) == len(SUGGESTIONS)
    assert "Go on with" not in [one.text() for one in empty.findChildren(HeadingLabel) if one.isVisible()]
    empty.set_recent(RECENT)
    chosen: list[str] = []
    empty.chat_chosen.connect(chosen.append)
    qtbot.waitUntil(lambda: len(rows(empty)) == 7 and all(row.height() > 0 for row in rows(empty)))
    for row in rows(empty)[-3:]:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert chosen == ["a", "b", "c"]
    assert name_of(rows(empty)[-1]) == "SQL: top customers per month, today, 9:41"


def test_rows_stay_with_the_focus_on_them_while_the_chats_change(qtbot: QtBot, empty: EmptyState) -> None:
    empty.set_recent(RECENT)
    qtbot.waitUntil(lambda: len(rows(empty)) == 7)
    second = rows(empty)[-2]
    second.setFocus()
    empty.set_recent((RECENT[2], RECENT[0]))
    qtbot.waitUntil(lambda: len(rows(empty)) == 6)
    assert rows(empty)[-1] is second
    assert second.hasFocus()
    assert name_of(second) == "Sourdough hydration, a moment ago"
    empty.set_recent(())
    qtbot.waitUntil(lambda: len(rows(empty)) == 5)  # there is one to bring chats instead


def test_keys_walk_down_the_page(qtbot: QtBot, empty: EmptyState) -> None:
    empty.set_recent(RECENT)
    qtbot.waitUntil(lambda: len(rows(empty)) == 7)
    names = [name_of(row) for row in rows(empty)]
    assert tab_order(empty, rows(empty)[0]) == names
    for row in rows(empty)[:-1]:
        QTest.keyClick(row, Qt.Key.Key_Down)
        assert row.window().focusWidget() is not row
    assert rows(empty)[-1].hasFocus()


@pytest.mark.parametrize(("width", "scale"), [(1016, 1.0), (1016, 2.0), (700, 1.0), (420, 1.0)])
def test_its_words_begin_and_end_where_the_column_does(
    qtbot: QtBot, empty: EmptyState, width: int, scale: float
) -> None:
    column = Column(scale=scale)
    empty.resize(width, 690)
    empty.set_column(column)
    left, room = column.within(width)
    qtbot.waitUntil(lambda: place(empty, rows(empty)[0]).left() == left - HANG)
    for row in rows(empty):
        assert place(empty, row).left() + HANG == left
        assert place(empty, row).width() - 2 * HANG == room
        assert row.height() == round(36 * scale)
    greeting = first_of(empty, HeadingLabel)
    assert place(empty, greeting).left() + greeting.indent() == left
    assert greeting.height() == round(LIGHT.line_height(TextRole.DISPLAY, 100 * scale))


def test_in_a_low_window_the_beginnings_are_in_view(qtbot: QtBot, empty: EmptyState) -> None:
    empty.resize(420, 690)
    qtbot.waitUntil(lambda: place(empty, rows(empty)[0]).top() > 180)
    empty.resize(420, 428)
    qtbot.waitUntil(lambda: place(empty, rows(empty)[3]).bottom() < 320)


def test_dots_stand_under_one_another_and_never_in_the_words(empty: EmptyState) -> None:
    found: list[set[int]] = []
    for row, suggestion in zip(rows(empty), SUGGESTIONS, strict=True):
        image = row.grab().toImage()
        ratio = image.devicePixelRatio()
        y = round(image.height() * 0.5 + QFontMetricsF(LIGHT.font(TextRole.READING)).capHeight() * ratio / 2 - 1)
        ground = image.pixelColor(image.width() // 2, 3)  # the pointer may be on a row
        first = HANG + QFontMetricsF(LIGHT.font(TextRole.READING)).horizontalAdvance(suggestion.title) + 8
        last = row.width() - HANG - QFontMetricsF(LIGHT.font(TextRole.UI)).horizontalAdvance(suggestion.hint) - 8
        inked = {
            round(x / ratio)
            for x in range(round(first * ratio), round(last * ratio))
            if any(image.pixelColor(x, y + dy) != ground for dy in (-1, 0, 1, 2))
        }
        assert inked
        found.append({(row.width() - HANG - x) % 7 for x in inked})
    assert all(remainders <= {0, 1, 6} for remainders in found), found


@pytest.mark.parametrize("width", [900, 600, 420])  # the last is the narrowest window
def test_nothing_is_clipped_at_any_width(qtbot: QtBot, empty: EmptyState, width: int) -> None:
    empty.apply_theme(DARK)
    empty.set_recent(RECENT)
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
        assert first_of(empty, HeadingLabel).font().pixelSize() == LIGHT.font(TextRole.DISPLAY).pixelSize()
    finally:
        qapp.setStyleSheet("")
        qapp.setStyle(before[1])
        qapp.setPalette(before[0])


def test_who_has_no_chats_yet_is_offered_to_bring_some(qtbot: QtBot, empty: EmptyState) -> None:
    empty.set_recent(())
    with qtbot.waitSignal(empty.import_requested):
        press(button(empty, "Import your chats, ChatGPT, Claude and others"), Qt.Key.Key_Space)
    empty.set_recent([RecentChat("1", "Trip", "today")])
    assert "Import your chats" not in "".join(name_of(row) for row in rows(empty) if row.isVisibleTo(empty))
