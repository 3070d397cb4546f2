"""What happens to the conversation above, below and in the view leaves the reader where they are."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import focused
from tests.ui.transcript.conftest import Open
from tests.ui.transcript.plain import (
    LineRow,
    PlainRow,
    PlainSource,
    assert_whole,
    conversation,
    in_view,
    message,
    moved,
    plain_rows,
    tops,
    wheel,
    y_in_view,
)
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.ui.theme.column import GAP, Column
from turbodesk.ui.transcript.message_list import MARGIN
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.transcript.window_of_rows import MOST_ALIVE


def rest(view: TranscriptView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_idle)


def read_on(view: TranscriptView, notches: int = 20) -> None:
    """Leave the end, for the middle of the conversation."""
    for _ in range(notches):
        wheel(view, 120)


# Heights.


def test_a_row_above_the_view_that_grows_moves_nothing(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(conversation(300))
    read_on(view)
    rest(view, qtbot)
    before = tops(view)
    above = [row for row in plain_rows(view) if row.geometry().bottom() < 0]
    assert above
    for row in above:
        row.grow(333)
        assert moved(before, tops(view)) == 0
    assert_whole(view)


def test_a_row_in_view_that_grows_pushes_down_only_what_is_below_it(open_view: Open) -> None:
    view = open_view(conversation(300, longest=800))
    read_on(view)
    before = tops(view)
    second = in_view(view)[1]
    second.grow(55)
    after = tops(view)
    for one, y in before.items():
        if one in after:
            assert after[one] - y == (55 if y > before[second.message.id] else 0)
    assert_whole(view)


def test_what_unfolds_above_the_line_in_the_same_row_does_not_move_it(open_view: Open) -> None:
    view = open_view(PlainSource([message(0, 90), message(1, 30_000)]), make_row=LineRow)
    view.go_to(ReadingPlace("m1", 2000))
    row = in_view(view)[0]
    assert isinstance(row, LineRow)
    line = row.position_at(2000)
    before = row.y() + row.y_of(line)
    row.unfold(333)
    assert row.y() == -2333
    assert row.y() + row.y_of(line) == before
    row.grow(500)
    assert row.y() == -2333


def test_the_end_stays_in_view_while_a_long_message_is_set(open_view: Open) -> None:
    view = open_view(PlainSource([message(0, 90), message(1, 30_000)]), make_row=LineRow)
    (row,) = (one for one in plain_rows(view) if one.message.id == "m1")
    for is_filling, pixels in ((True, 400), (True, -300), (False, 200)):
        row.is_opening = is_filling  # type: ignore[attr-defined]  # as the program's own rows say it
        was_at_end = view.scrolled() == view.end_scroll()
        row.grow(pixels)
        assert was_at_end
        assert (view.scrolled() == view.end_scroll()) is is_filling


def test_a_reader_in_the_middle_stays_there_while_a_long_message_is_set(open_view: Open) -> None:
    view = open_view(PlainSource([message(0, 90), message(1, 30_000)]), make_row=LineRow)
    view.go_to(ReadingPlace("m1", 2000))
    row = in_view(view)[0]
    row.is_opening = True  # type: ignore[attr-defined]
    for pixels in (400, -300):
        row.grow(pixels)
        assert row.y() == -2000


# Size.


@pytest.mark.parametrize("width", [420, 640, 760, 1400])
def test_another_width_keeps_the_line_at_the_top(open_view: Open, qtbot: QtBot, width: int) -> None:
    view = open_view(conversation(300), make_row=LineRow)
    read_on(view, 33)
    first = in_view(view)[0]
    assert isinstance(first, LineRow)
    line = first.position_at(-first.y())
    view.resize(width, 500)
    rest(view, qtbot)
    again = view.row(first.message.id)
    assert isinstance(again, LineRow)
    per_line = max(1, again.width() // 8)
    assert again.position_at(-again.y()) <= line < again.position_at(-again.y()) + 2 * per_line
    assert_whole(view)


def test_rows_that_know_no_lines_keep_their_share_above_the_top(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(PlainSource([message(0, 90), message(1, 90_000), message(2, 90)]))
    view.go_to(ReadingPlace("m1", 10_000))
    row = in_view(view)[0]
    share = -row.y() / row.height()
    view.resize(450, 700)
    rest(view, qtbot)
    assert -row.y() / row.height() == pytest.approx(share, abs=0.002)


def test_at_the_end_another_size_keeps_the_end(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(conversation(300))
    for size in ((500, 700), (900, 300), (1200, 900)):
        view.resize(*size)
        assert view.place() is None
        assert in_view(view)[-1].geometry().bottom() + 1 + GAP == view.viewport().height()
        assert_whole(view)


def test_the_column_is_centred_and_no_wider_than_reads_well(open_view: Open) -> None:
    view = open_view(conversation(30))
    for width, column in ((1400, 640), (900, 640), (700, 636), (400, 336)):
        view.resize(width, 600)
        for row in in_view(view):
            assert row.width() == column
            assert row.x() == (width - column) // 2


def test_a_scroll_bar_that_comes_or_goes_moves_no_text_sideways(open_view: Open, qtbot: QtBot) -> None:
    source = PlainSource([message(0, 40), message(1, 40)])
    view = open_view(source)
    assert not view.verticalScrollBar().isVisible()
    before = in_view(view)[0].geometry()
    source.put(message(2, 9000))
    source.path = ["m0", "m1", "m2"]
    view.path_changed(2)
    rest(view, qtbot)
    assert view.verticalScrollBar().isVisible()
    assert in_view(view)[0].geometry() == before


def test_larger_text_keeps_the_line_at_the_top(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(conversation(300), make_row=LineRow)
    read_on(view, 33)
    first = in_view(view)[0]
    assert isinstance(first, LineRow)
    line = first.position_at(-first.y())
    view.set_column(Column(scale=1.5))
    rest(view, qtbot)
    assert first.width() == min(960, 900 - 90)
    assert abs(first.position_at(-first.y()) - line) <= 2 * first.width() // 8
    assert_whole(view)


def test_another_font_of_the_system_measures_the_rows_anew(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(conversation(300))
    for row in view.living_rows:
        assert isinstance(row, PlainRow)
        row.extra = 50
    font = view.font()
    font.setPixelSize(round(QFontInfo(font).pixelSize() * 1.5))
    view.setFont(font)
    rest(view, qtbot)
    assert_whole(view)


def test_text_size_changed_while_hidden_keeps_the_end(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(conversation(300))
    view.hide()
    for row in view.living_rows:
        assert isinstance(row, PlainRow)
        row.extra = 50
    view.set_column(Column(scale=1.25))
    view.show()
    rest(view, qtbot)
    assert view.place() is None
    assert in_view(view)[-1].geometry().bottom() + 1 + GAP == view.viewport().height()
    assert_whole(view)


# Reading from disk.


def test_messages_not_read_yet_are_asked_for_once_and_filled_in(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(10_000)
    source.unread = set(source.path)
    view = open_view(source)
    assert not in_view(view)
    asked = [one for ids in source.asked for one in ids]
    assert len(asked) == len(set(asked))
    assert "m9999" in asked
    assert len(asked) < MOST_ALIVE
    source.read(view)
    rest(view, qtbot)
    assert in_view(view)[-1].message.id == "m9999"
    assert view.place() is None
    assert_whole(view)


def test_what_is_read_above_the_text_in_view_does_not_move_it(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(200)
    source.unread = {f"m{at}" for at in range(190)}
    view = open_view(source)
    for _ in range(60):
        before = tops(view)
        wheel(view, 120)
        if before.keys() & tops(view).keys():
            moved(before, tops(view))
        before = tops(view)
        source.read(view)
        if before:
            assert moved(before, tops(view)) == 0
    assert_whole(view)


def test_a_request_is_made_again_when_the_reader_comes_back(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(1000)
    source.unread = set(source.path)
    view = open_view(source)
    QTest.keyClick(view, Qt.Key.Key_Home)
    rest(view, qtbot)
    source.asked.clear()
    QTest.keyClick(view, Qt.Key.Key_End)
    assert "m999" in [one for ids in source.asked for one in ids]


# The path.


def put_branch(source: PlainSource, first: int, sizes: list[int]) -> None:
    """Exchange all messages from `first` on for others."""
    others = [message(1000 + at, size) for at, size in enumerate(sizes)]
    source.put(*others)
    source.path = source.path[:first] + [one.id for one in others]


def test_another_branch_below_the_view_moves_nothing(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    view = open_view(source)
    view.go_to(ReadingPlace("m150", 40))
    before = tops(view)
    put_branch(source, 250, [500, 20])
    view.path_changed(250)
    rest(view, qtbot)
    assert moved(before, tops(view)) == 0
    QTest.keyClick(view, Qt.Key.Key_End)
    assert in_view(view)[-1].message.id == "m1001"


def test_another_branch_in_view_leaves_what_is_above_it(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300, longest=500)
    view = open_view(source)
    view.go_to(ReadingPlace("m150", -30))
    before = tops(view)
    assert "m152" in before
    put_branch(source, 152, [9000, 20, 3000])
    view.path_changed(152)
    rest(view, qtbot)
    after = tops(view)
    assert moved(before, after) == 0
    assert after["m1000"] == before["m152"]
    assert_whole(view)


def test_another_reply_from_its_foot_keeps_the_foot_under_the_pointer(open_view: Open, qtbot: QtBot) -> None:
    source = PlainSource([message(0, 50), message(1, 9000)])
    view = open_view(source)
    wheel(view, 120)
    wheel(view, -120)
    foot = in_view(view)[-1].geometry().bottom()
    put_branch(source, 1, [15_000])
    source.unread = {"m1000"}
    view.path_changed(1)
    source.read(view)
    rest(view, qtbot)
    assert in_view(view)[-1].message.id == "m1000"
    assert in_view(view)[-1].geometry().bottom() == foot


def test_messages_deleted_above_the_view_move_nothing(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    view = open_view(source)
    view.go_to(ReadingPlace("m150", 40))
    before = tops(view)
    del source.path[20:40]
    view.path_changed(20)
    rest(view, qtbot)
    assert moved(before, tops(view)) == 0
    assert_whole(view)


def test_deleting_the_end_shows_the_new_end(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    view = open_view(source)
    del source.path[280:]
    view.path_changed(280)
    rest(view, qtbot)
    assert in_view(view)[-1].message.id == "m279"
    assert in_view(view)[-1].geometry().bottom() + 1 + GAP == view.viewport().height()


def test_deleting_everything_shows_the_empty_widget(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(3)
    view = open_view(source)
    empty = QLabel("Say something.")
    view.set_empty_widget(empty)
    assert not empty.isVisible()
    source.path = []
    view.path_changed(0)
    assert empty.isVisible()
    assert abs(empty.geometry().center().x() - view.viewport().rect().center().x()) <= 1
    source.put(message(0, 50))
    source.path = ["m0"]
    view.path_changed(0)
    assert not empty.isVisible()
    assert y_in_view(view, "m0") == MARGIN


def test_a_wrong_index_is_found_out(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(100)
    view = open_view(source)
    source.path = source.path[:40]
    view.path_changed(90)
    rest(view, qtbot)
    assert in_view(view)[-1].message.id == "m39"


def test_a_path_that_changes_while_the_view_is_hidden(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    view = open_view(source)
    view.go_to(ReadingPlace("m150", 40))
    before, made = tops(view), view.rows_made
    view.hide()
    del source.path[20:40]
    view.path_changed(20)
    put_branch(source, 250, [500, 20])
    view.path_changed(250)
    assert view.rows_made == made
    view.show()
    rest(view, qtbot)
    assert moved(before, tops(view)) == 0
    assert_whole(view)


# Places.


def test_every_conversation_remembers_its_place(open_view: Open, qtbot: QtBot) -> None:
    first, second = conversation(500), conversation(60)
    view = open_view(first)
    read_on(view, 40)
    rest(view, qtbot)
    place, before = view.place(), tops(view)
    view.set_source(second)
    rest(view, qtbot)
    assert view.place() is None
    view.set_source(first, place)
    assert moved(before, tops(view)) == 0
    assert view.place() == place


def test_a_place_is_kept_while_the_view_was_never_shown(qtbot: QtBot) -> None:
    view = TranscriptView(PlainRow)
    view.set_source(conversation(100), ReadingPlace("m50", 12))
    assert view.place() == ReadingPlace("m50", 12)
    assert not view.living_rows
    view.resize(800, 600)
    view.show()
    assert y_in_view(view, "m50") == -12
    view.close()
    view.deleteLater()


def test_a_place_whose_message_is_gone_is_the_end(open_view: Open) -> None:
    view = open_view(conversation(100))
    read_on(view)
    view.go_to(ReadingPlace("nowhere", 12))
    assert view.place() is None


# Rows.


def test_rows_are_deleted_with_their_conversation(open_view: Open, qtbot: QtBot) -> None:
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    alive = PlainRow.alive
    view = open_view(conversation(500))
    for _ in range(20):
        view.set_source(conversation(500))
        rest(view, qtbot)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert PlainRow.alive - alive == len(view.living_rows)
    view.set_source(None)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert PlainRow.alive == alive
    assert len(view.viewport().findChildren(PlainRow)) == 0


def test_a_focused_row_and_a_selection_survive_far_from_the_view(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(conversation(2000))
    wheel(view, 120)
    focused, selected = in_view(view)[-1], in_view(view)[-2]
    focused.button.setFocus()
    selected.selected = True
    QTest.keyClick(view, Qt.Key.Key_Home)
    for _ in range(200):
        wheel(view, -360)
        assert len(view.living_rows) <= MOST_ALIVE
    assert focused in view.living_rows
    assert selected in view.living_rows
    assert QApplication.focusWidget() is focused.button
    assert not {focused, selected} & set(in_view(view))


def test_many_selections_do_not_keep_everything_alive(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(conversation(2000))
    for _ in range(600):
        wheel(view, 360)
        for row in in_view(view):
            row.selected = True
        assert len(view.living_rows) <= MOST_ALIVE


def test_a_focused_row_that_is_deleted_leaves_the_focus_to_the_view(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(100)
    view = open_view(source)
    in_view(view)[-1].button.setFocus()
    del source.path[90:]
    view.path_changed(90)
    assert QApplication.focusWidget() is view


# Keyboard.


def test_the_keyboard_walks_from_message_to_message(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(conversation(300))
    view.go_to(ReadingPlace("m100", -MARGIN))
    view.setFocus()
    held = Qt.KeyboardModifier.ControlModifier
    for at in (100, 101, 102, 103, 104):
        QTest.keyClick(focused(), Qt.Key.Key_Down, held)
        assert QApplication.focusWidget() is view.row(f"m{at}")
        assert 0 <= y_in_view(view, f"m{at}") <= view.viewport().height() - 54
    for at in (103, 102, 101, 100, 99, 98):
        QTest.keyClick(focused(), Qt.Key.Key_Up, held)
        assert QApplication.focusWidget() is view.row(f"m{at}")
        assert 0 <= y_in_view(view, f"m{at}") <= view.viewport().height() - 54
    assert_whole(view)


def test_focus_waits_for_a_message_that_is_not_read_yet(open_view: Open, qtbot: QtBot) -> None:
    source = conversation(300)
    source.unread = set(source.path[:200])
    view = open_view(source)
    view.focus_message("m10")
    assert view.row("m10") is None
    source.read(view)
    assert QApplication.focusWidget() is view.row("m10")


def test_tab_goes_through_the_buttons_in_the_order_they_are_seen_and_out_again(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(900, 700)
    before, after = QPushButton("Before", window), QPushButton("After", window)
    view = TranscriptView(PlainRow)
    view.setParent(window)
    view.setGeometry(0, 60, 900, 600)
    before.setGeometry(0, 0, 90, 30)
    after.setGeometry(0, 665, 90, 30)
    QWidget.setTabOrder(before, view)
    QWidget.setTabOrder(view, after)
    view.set_source(conversation(100, longest=600))
    window.show()
    qtbot.waitActive(window)
    rest(view, qtbot)
    read_on(view, 12)
    rest(view, qtbot)
    before.setFocus()
    names: list[str] = []
    for _ in range(200):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        now = focused()
        names.append(
            now.text()
            if isinstance(now, QPushButton) and now in (before, after)
            else "view"
            if now is view
            else _row_name(view, now)
        )
        if now is after:
            break
    rows = names[1:-1]
    assert names[0] == "view"
    assert names[-1] == "After"
    assert rows == sorted(rows, key=lambda name: (int(name.split()[0][1:]), name.endswith("Copy")))
    assert len(rows) > 4
    QTest.keyClick(after, Qt.Key.Key_Backtab)
    assert _row_name(view, focused()) == rows[-1]
    window.close()
    window.deleteLater()


def _row_name(view: TranscriptView, widget: QWidget) -> str:
    row = widget if isinstance(widget, PlainRow) else widget.parentWidget()
    assert isinstance(row, PlainRow)
    return row.message.id + (" Copy" if widget is not row else "")


def test_tab_reaches_what_is_shown_instead_of_messages(open_view: Open) -> None:
    view = open_view(PlainSource([]))
    empty = QWidget()
    button = QPushButton("Begin", empty)
    view.set_empty_widget(empty)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is button
    QTest.keyClick(button, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is view


# Assistive technology.


def test_assistive_technology_sees_a_list_of_messages(qtbot: QtBot) -> None:
    # Not by the fixture: a widget's interface is made at the first event that concerns it.
    QAccessible.setActive(True)
    try:
        view = TranscriptView(PlainRow)
        view.resize(900, 700)
        view.set_source(conversation(100))
        view.show()
        rest(view, qtbot)
        for _ in range(20):
            wheel(view, 960)
            shown = QAccessible.queryAccessibleInterface(view.viewport())
            assert shown.role() is QAccessible.Role.List
            items = [shown.child(at) for at in range(shown.childCount())]
            rows = [item for item in items if item.role() is QAccessible.Role.ListItem]
            assert {item.text(QAccessible.Text.Name) for item in rows} == {"You", "Model"}
            assert len(rows) == len(view.living_rows)
        view.set_source(None)
        view.close()
        view.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    finally:
        QAccessible.setActive(False)
