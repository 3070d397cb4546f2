"""What is being composed counts as written: no placeholder beneath it, and it is there when the text is taken."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QGuiApplication,
    QImage,
    QInputMethodEvent,
    QPalette,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets.text_field import TextField


@pytest.fixture
def field(qtbot: QtBot) -> TextField:
    field = TextField()
    qtbot.addWidget(field)
    field.set_placeholder("Say something")
    field.show()
    return field


def compose(field: TextField, *, preedit: str = "", commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def ink(field: TextField) -> bytes:
    """The picture of what is drawn right of the first letters, where a placeholder would reach."""
    picture = field.grab(field.rect().adjusted(40, 4, -4, -4)).toImage()
    return bytes(picture.constBits())


def test_no_placeholder_lies_beneath_a_composition(field: TextField) -> None:
    with_placeholder = ink(field)
    field.set_placeholder("")
    blank = ink(field)
    assert with_placeholder != blank
    field.set_placeholder("Say something")
    compose(field, preedit="ni")
    assert ink(field) == blank
    field.set_placeholder("Say something else")  # as when the model changes meanwhile
    assert ink(field) == blank
    compose(field)
    field.set_placeholder("Say something")
    assert ink(field) == with_placeholder


def test_what_is_composed_is_written_once_committed(field: TextField) -> None:
    told: list[bool] = []
    field.composing_changed.connect(lambda: told.append(field.is_composing))
    field.setPlainText("안")
    field.moveCursor(field.textCursor().MoveOperation.End)
    compose(field, preedit="ㄴ")
    compose(field, preedit="녕")
    assert field.toPlainText() == "안"
    field.commit()
    field.commit()
    assert field.toPlainText() == "안녕"
    assert told == [True, False]


@pytest.mark.parametrize("has_focus", [True, False])
def test_it_commits_with_the_focus_and_without(field: TextField, qtbot: QtBot, has_focus: bool) -> None:
    field.activateWindow()
    if has_focus:
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        qtbot.waitUntil(field.hasFocus)
    compose(field, preedit="네")
    field.commit()
    assert field.toPlainText() == "네"
    assert not field.is_composing


def columns_of_ink(field: TextField) -> list[int]:
    """Where in the first line the caret is, by its colour."""
    image = field.viewport().grab().toImage()
    ink_ = field.palette().color(QPalette.ColorRole.Accent)
    return [x for x in range(image.width()) if image.pixelColor(x, 12) == ink_]


@pytest.fixture
def written(field: TextField, qtbot: QtBot) -> TextField:
    """A field with the focus and three lines, 24 pixels apart."""
    palette = field.palette()
    palette.setColor(QPalette.ColorRole.Accent, QColor("#3d49c4"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#d5d9fa"))
    field.setPalette(palette)
    field.document().setDocumentMargin(2)
    field.set_type(QFont(), 24)
    field.setPlainText("one\ntwo\nthree")
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def test_the_caret_is_ink_and_stands_where_letters_go_in(written: TextField) -> None:
    for position in (0, 3):
        cursor = written.textCursor()
        cursor.setPosition(position)
        written.setTextCursor(cursor)
        x = written.cursorRect().left()
        assert columns_of_ink(written) == [x - 1, x]
        asked = written.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        assert abs(asked.left() - x) < 1, "where candidates are shown"
    written.clear()
    x = written.cursorRect().left()
    assert columns_of_ink(written) == [x - 2, x - 1], "the placeholder's first letter is not touched"


def test_the_caret_blinks_as_the_system_says_and_stands_still_while_one_writes(
    written: TextField, qtbot: QtBot
) -> None:
    hints = QGuiApplication.styleHints()
    flash = hints.cursorFlashTime()
    try:
        hints.setCursorFlashTime(20)
        written.moveCursor(QTextCursor.MoveOperation.Right)
        qtbot.waitUntil(lambda: columns_of_ink(written) == [])
        qtbot.waitUntil(lambda: columns_of_ink(written) != [])
        hints.setCursorFlashTime(0)
        written.moveCursor(QTextCursor.MoveOperation.Left)
        assert not any(timer.isActive() for timer in written.findChildren(QTimer)), "nothing blinks"
        assert columns_of_ink(written) != []
    finally:
        hints.setCursorFlashTime(flash)


def test_without_the_focus_there_is_no_caret_and_no_timer(written: TextField) -> None:
    written.clearFocus()
    assert columns_of_ink(written) == []
    assert not any(timer.isActive() for timer in written.findChildren(QTimer))


def test_qts_own_caret_does_not_stand_beneath_ours(field: TextField) -> None:
    field.set_type(QFont(), 24)
    assert field.cursorWidth() == 0, "or a black line blinks within the ink one"


def test_an_input_method_may_hide_the_caret(written: TextField) -> None:
    hidden = QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.Cursor, 0, 0)
    QApplication.sendEvent(written, QInputMethodEvent("ni", [hidden]))
    assert columns_of_ink(written) == []
    compose(written)
    assert columns_of_ink(written) != []


def test_the_caret_shows_where_dragged_text_would_go_in(written: TextField) -> None:
    mime, none, copy = QMimeData(), Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    mime.setText("!")
    cursor = QTextCursor(written.document())
    cursor.setPosition(2)
    place = written.cursorRect(cursor)
    where = QPoint(place.left(), place.center().y())
    button = Qt.MouseButton.LeftButton
    QApplication.sendEvent(written.viewport(), QDragEnterEvent(where, copy, mime, button, none))
    QApplication.sendEvent(written.viewport(), QDragMoveEvent(where, copy, mime, button, none))
    assert columns_of_ink(written) == [where.x() - 1, where.x()]
    QApplication.sendEvent(written.viewport(), QDropEvent(QPointF(where), copy, mime, button, none))
    assert written.toPlainText().startswith("on!e")
    assert columns_of_ink(written) == [written.cursorRect().left() - 1, written.cursorRect().left()]


def test_lines_stand_as_far_apart_as_those_of_the_page_whatever_is_written(written: TextField) -> None:
    written.resize(160, 400)
    written.setPlainText("many words that do not go into one line\n日本語 🙂\nlast")
    ends = []
    cursor = written.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    while True:
        cursor.movePosition(QTextCursor.MoveOperation.EndOfLine)
        ends.append(written.cursorRect(cursor).center().y())
        if not cursor.movePosition(QTextCursor.MoveOperation.Down):
            break
    assert len(ends) >= 4
    assert all(20 <= below - above <= 28 for above, below in pairwise(ends))
    assert ends[-1] - ends[0] == pytest.approx(24 * (len(ends) - 1), abs=4)
    block = written.document().firstBlock()
    assert written.blockBoundingRect(block).height() == 24 * block.layout().lineCount()


def test_a_block_of_very_many_lines_stands_as_qt_sets_it(written: TextField) -> None:
    written.resize(120, 400)
    written.setPlainText("word " * 3_000 + "\nlast")
    block = written.document().firstBlock()
    assert block.layout().lineCount() > 300
    assert written.blockBoundingRect(block).height() == block.layout().boundingRect().bottom()
    assert written.block_height(block.next()) == 24


def test_selected_lines_have_one_ground_without_gaps(written: TextField) -> None:
    written.selectAll()
    image = written.viewport().grab().toImage()
    ground = QColor("#d5d9fa")
    assert all(any(image.pixelColor(x, y) == ground for x in range(2, 16)) for y in range(2, 74))


def test_a_placeholder_stands_where_the_first_line_will(written: TextField) -> None:
    def inked_rows() -> list[int]:
        image = written.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        ground = image.pixel(image.width() - 1, image.height() - 1)
        return [y for y in range(40) if any(image.pixel(x, y) != ground for x in range(6, 80))]

    written.clearFocus()
    written.setPlainText("Message")
    as_text = inked_rows()
    written.setPlainText("")
    written.set_placeholder("Message")
    assert inked_rows() == as_text


ARABIC, LATIN = "مرحبا بك", "Hello"


def at_right(field: TextField, block: int) -> bool:
    """Whether a paragraph begins at the right."""
    cursor = QTextCursor(field.document().findBlockByNumber(block))
    return field.cursorRect(cursor).left() > field.viewport().width() // 2


@pytest.mark.parametrize("is_spaced", [False, True])
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_each_paragraph_stands_at_the_side_it_is_read_from(
    qtbot: QtBot, field: TextField, *, is_spaced: bool, is_mirrored: bool
) -> None:
    direction = Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight
    QGuiApplication.setLayoutDirection(direction)
    try:
        field = TextField()
        qtbot.addWidget(field)
        if is_spaced:
            field.set_type(field.font(), 30)
        field.resize(400, 200)
        field.show()
        assert at_right(field, 0) is is_mirrored, "nothing is written yet"
        for text in (ARABIC, LATIN, f"{ARABIC}\n{LATIN}\n{ARABIC}"):
            field.setPlainText(text)
            lines = text.split("\n")
            sides = [at_right(field, at) for at in range(len(lines))]
            # Without lines of our own Qt has one side for all.
            told = lines if is_spaced else [lines[0]] * len(lines)
            assert sides == [one == ARABIC for one in told]
        field.clear()
        QTest.keyClicks(field, "a")
        assert not at_right(field, 0)
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        assert at_right(field, 0) is is_mirrored
    finally:
        QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
