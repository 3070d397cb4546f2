"""A text that is narrower than its widget: marks hang left of it, and all that Qt tells of places in it stays exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.rendering import to_html
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.code_header import CodeHeader, FoldButton
from turbodesk.ui.theme.themes import LIGHT

MARKDOWN = """
Words before a [link](https://example.org/a) to press.

1. First

> Quoted

- [x] Done

```py
x = 1
```

| a | b |
|---|---|
| c | d |
"""
WIDE = "```py\n" + "alpha = beta + gamma " * 6 + "\n```\n"
TABLE = "| " + " | ".join(["heading"] * 9) + " |\n" + "|---" * 9 + "|\n| " + " | ".join(["some words"] * 9) + " |\n"


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    window.resize(1000, 800)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    window.deleteLater()


def shown(window: QWidget, markdown: str = MARKDOWN, *, left: int = 100, right: int = 200, percent: int = 100) -> Body:
    body = Body(typography(LIGHT, percent), window)
    body.set_room(left, right)
    body.update_page([to_html(markdown)], "")
    body.place(QRect(left, 20, 640, body.heightForWidth(640)))
    body.show()
    return body


def test_the_text_stands_where_it_was_put_and_the_widget_reaches_further(window: QWidget) -> None:
    body = shown(window)
    lift = body.page.typography.lift
    assert body.text_rect == QRect(100, 20, 640, body.height())
    assert body.geometry() == QRect(100 - 32, 20 - lift, 32 + 640 + 16, body.height())
    assert body.page.textWidth() == 640


def test_what_qt_tells_of_places_takes_account_of_what_hangs(window: QWidget) -> None:
    body = shown(window)
    at = body.page.toPlainText().index("link") + 1
    cursor = QTextCursor(body.page)
    cursor.setPosition(at)
    line = cursor.block().layout().lineAt(0)
    found: Any = line.cursorToX(at)  # the binding gives the position it took too; its stubs say otherwise
    x = body.lead + float(found[0])
    caret = body.cursorRect(cursor)
    assert abs(caret.center().x() - x) <= 2
    assert body.anchorAt(caret.center()) == "https://example.org/a"
    assert body.character_at(caret.center()) in (at, at + 1)
    face = QAccessible.queryAccessibleInterface(body)
    letter = face.textInterface().characterRect(at)
    assert abs(letter.left() - body.mapToGlobal(QPoint(round(x), 0)).x()) <= 2


def test_a_drag_from_the_margin_selects_from_the_first_letter(window: QWidget) -> None:
    body = shown(window)
    y = body.page.typography.lift + 14
    QTest.mousePress(body.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, y))
    QTest.mouseMove(body.viewport(), QPoint(body.lead + 40, y))
    QTest.mouseRelease(body.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(body.lead + 40, y))
    assert "Words before".startswith(body.selected_text())
    assert body.selected_text()


def test_a_pressed_link_does_not_stay_selected(window: QWidget, qtbot: QtBot) -> None:
    body = shown(window)
    cursor = QTextCursor(body.page)
    cursor.setPosition(body.page.toPlainText().index("link") + 2)
    with qtbot.waitSignal(body.link_activated) as pressed:
        QTest.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=body.cursorRect(cursor).center())
    assert pressed.args == ["https://example.org/a", "link"]
    assert not body.has_selection()


def test_marks_hang_outside_and_no_letter_does(window: QWidget) -> None:
    body = shown(window)
    image = body.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = image.devicePixelRatio()
    ground = image.pixel(1, 1)

    def inked(index: int) -> list[int]:
        """The columns left of the text, in its pixels, in which something is painted beside a piece."""
        rect = body.page.rect(index)
        rows = range(round((rect.top() + 1) * ratio), round((rect.bottom() - 1) * ratio))
        return [
            x - body.lead
            for x in range(body.lead - 1)
            if any(image.pixel(round(x * ratio), row) != ground for row in rows)
        ]

    words, number, quote, box, code = (inked(index) for index in range(5))
    assert not words
    for columns, first, last in ((number, -20, -10), (quote, -17, -13), (box, -27, -10)):
        assert columns
        assert set(columns) <= set(range(first, last + 1))
    assert min(code) == -16


def test_wide_code_grows_to_the_right_as_far_as_there_is_page(window: QWidget) -> None:
    for right, reach in ((0, 0), (20, 16), (100, 84), (400, 136)):
        body = shown(window, WIDE, right=right)
        assert body.page.rect(0).left() == -16
        assert body.page.rect(0).right() == 640 + max(16, reach)
        assert body.geometry().right() + 1 == 100 + 640 + reach
        assert body.text_rect.width() == 640
    assert shown(window, "```py\nx = 1\n```", right=400).geometry().right() + 1 == 100 + 640 + 16


def test_a_wide_table_grows_to_the_right_and_back_when_the_page_is_narrower(window: QWidget) -> None:
    body = shown(window, TABLE, right=400)
    assert 640 < body.page.rect(0).right() <= 640 + 136
    assert not body.page.table_overflow(0)
    body.set_room(100, 20)
    assert body.page.table_overflow(0) > 0 or body.page.rect(0).right() <= 640 + 16
    body.place(QRect(100, 20, 640, body.heightForWidth(640)))
    assert body.geometry().right() + 1 == 100 + 640 + 16


def test_the_page_stays_where_it_is_in_its_widget_while_it_grows(window: QWidget) -> None:
    body = shown(window, "Words")
    for count in range(1, 40, 3):
        body.update_page([], to_html("More words\n\n" * count + WIDE))
        assert body.horizontalScrollBar().value() == -body.lead
        assert not body.verticalScrollBar().value()


@pytest.mark.parametrize("percent", [100, 200])
def test_buttons_stand_at_the_text_s_edges_and_grow_with_it(window: QWidget, qtbot: QtBot, percent: int) -> None:
    long = "```py\n" + "x = 1\n" * 60 + "```\n"
    body = shown(window, long, percent=percent)
    qtbot.waitUntil(lambda: body.findChild(FoldButton) is not None)
    header, fold, px = body.findChild(CodeHeader), body.findChild(FoldButton), body.page.typography.px
    assert isinstance(header, CodeHeader)
    assert isinstance(fold, FoldButton)
    assert header.geometry().right() + 1 == body.lead + 640 + px(8)
    assert fold.x() == body.lead - px(8)
    for button in (header.copy_button, header.save_button, fold):
        assert button.height() == px(26)
        assert button.font().pixelSize() == px(12)


def test_wrap_and_save_are_seen_where_the_panel_is_pointed_at(window: QWidget, qtbot: QtBot) -> None:
    body = shown(window, "Words\n\n" + WIDE)
    qtbot.waitUntil(lambda: body.findChild(CodeHeader) is not None)
    header = body.findChild(CodeHeader)
    assert isinstance(header, CodeHeader)

    def seen() -> list[bool]:
        image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        ratio, ground, found = image.devicePixelRatio(), LIGHT.color("code").rgb(), []
        for button in (header.wrap_button, header.save_button, header.copy_button):
            rect = QRect(button.mapTo(window, QPoint()), button.size())
            columns = range(round(rect.left() * ratio), round(rect.right() * ratio))
            row = round(rect.center().y() * ratio)
            found.append(any(image.pixel(x, y) != ground for x in columns for y in range(row - 3, row + 4)))
        return found

    places = [button.geometry() for button in (header.wrap_button, header.save_button, header.copy_button)]
    assert seen() == [False, False, True]
    inside = body.page.rect(1).center().toPoint() + QPoint(body.lead, 0)
    QTest.mouseMove(body.viewport(), inside)
    qtbot.waitUntil(lambda: seen() == [True, True, True])
    QTest.mouseMove(body.viewport(), QPoint(body.lead + 4, 4))
    qtbot.waitUntil(lambda: seen() == [False, False, True])
    header.wrap_button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: seen() == [True, False, True])
    assert places == [button.geometry() for button in (header.wrap_button, header.save_button, header.copy_button)]


def test_marks_of_a_list_from_right_to_left_hang_at_the_right(window: QWidget) -> None:
    body = shown(window, "1. أول\n2. ثان\n", right=40)
    assert body.geometry().right() + 1 == 100 + 640 + 32
    image = body.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio, ground = image.devicePixelRatio(), image.pixel(1, 1)
    rect = body.page.rect(0)
    inked = [
        x
        for x in range(640, 640 + 32)
        if any(
            image.pixel(round((body.lead + x) * ratio), row) != ground
            for row in range(round(rect.top() * ratio), round(rect.bottom() * ratio))
        )
    ]
    assert inked
    assert min(inked) >= 640 + 10


def test_code_in_a_quote_stands_beside_its_bar(window: QWidget) -> None:
    body = shown(window, "> words\n>\n> ```py\n> x = 1\n> ```\n")
    assert body.page.rect(1).left() == -8
    assert body.page.block(1).blockFormat().leftMargin() == 0, "the code itself begins at the edge"


@pytest.mark.parametrize("markdown", [WIDE, TABLE], ids=["code", "table"])
def test_what_has_an_edge_of_its_own_at_the_top_is_not_cut(window: QWidget, markdown: str) -> None:
    body = shown(window, markdown)
    assert body.y() == body.text_rect.y() == 20


@pytest.mark.parametrize("is_long", [False, True])
def test_the_bar_of_wide_code_stands_beneath_its_last_line(window: QWidget, qtbot: QtBot, is_long: bool) -> None:
    body = shown(window, "```py\n" + ("alpha = beta + gamma " * 12 + "\n") * (60 if is_long else 2) + "```\n")
    qtbot.waitUntil(lambda: any(bar.isVisible() for bar in body.viewport().findChildren(QScrollBar)))
    (bar,) = (bar for bar in body.viewport().findChildren(QScrollBar) if bar.isVisible())
    last = body.page.code.last_shown(0)
    bottom = body.page.documentLayout().blockBoundingRect(last).top() + body.page.typography.code_line
    assert bar.y() >= round(bottom)
    assert bar.geometry().bottom() < body.page.rect(0).bottom()
    assert bar.x() == body.lead - 2
    assert bar.height() == 14, "the handle of a lower one would be no handle"
