"""Long code: folded when it is laid whole, never under the reader's eye, and whole whatever is copied or looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.transcript.plain import PlainSource, message
from turbodesk.app.text_matcher import matcher_for
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.parts import Text
from turbodesk.rendering import to_html
from turbodesk.ui.document import copying
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.marks import PageMarks
from turbodesk.ui.document.pieces import FOLD_ABOVE, FOLD_TO, CodePiece
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.code_header import FoldButton
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.theme.themes import LIGHT
from turbodesk.ui.transcript.view import TranscriptView

BLOCKS = st.lists(
    st.one_of(
        st.sampled_from(["A paragraph.", "| a | b |\n|---|---|\n| 1 | 2 |", "- one\n- two", "---", "> quoted"]),
        st.sampled_from([1, FOLD_TO, FOLD_ABOVE, FOLD_ABOVE + 1, 75]).map(lambda count: fence(count)),
    ),
    min_size=1,
    max_size=6,
)


def fence(count: int, word: str = "line") -> str:
    return "```\n" + "\n".join(f"{word} {at}" for at in range(count)) + "\n```"


def page_of(text: str, *, numbers: bool = False) -> MessageDocument:
    page = MessageDocument(typography(LIGHT, 100, numbers=numbers))
    page.setTextWidth(600)
    page.update_page([to_html(text)], "")
    return page


def long_panels(page: MessageDocument) -> list[int]:
    return [at for at, one in enumerate(page.pieces) if isinstance(one, CodePiece) and len(one.lines) > FOLD_ABOVE]


@given(BLOCKS, st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=6), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@example([fence(75), fence(41)], [(1, False), (0, False), (1, True)], True)
def test_folding_changes_nothing_but_what_stands_below(
    qapp: QApplication, blocks: list[str], presses: list[tuple[int, bool]], numbers: bool
) -> None:
    page = page_of("\n\n".join(blocks), numbers=numbers)
    panels = long_panels(page)
    assert all(page.code.is_folded(at) for at in panels)
    text, count, copied = page.toPlainText(), page.characterCount(), copying.to_plain(page.pieces)
    for number, is_folded in presses if panels else []:
        index = panels[number % len(panels)]
        before = [page.rect(at) for at in range(len(page.pieces))]
        height = page.height()
        page.code.set_folded(index, is_folded=is_folded)
        grown = page.height() - height
        for at, was in enumerate(before):
            now = page.rect(at)
            if at != index:
                assert (now.top(), now.height()) == (was.top() + (grown if at > index else 0), was.height())
        assert page.rect(index).top() == before[index].top()
        assert page.rect(index).height() == before[index].height() + grown
    assert (page.toPlainText(), page.characterCount()) == (text, count)
    assert copying.to_plain(page.fragment(0, count)) == copied
    fresh = page_of("\n\n".join(blocks), numbers=numbers)
    for index in panels:
        fresh.code.set_folded(index, is_folded=page.code.is_folded(index))
    assert fresh.height() == page.height()


def test_a_folded_panel_shows_its_first_lines(qapp: QApplication) -> None:
    page = page_of(fence(312) + "\n\nAfter")
    shown = [block.isVisible() for block in page.code.blocks(0)]
    assert shown == [True] * FOLD_TO + [False] * (312 - FOLD_TO)
    assert page.block(1).isVisible()
    assert page.rect(0).height() < (FOLD_TO + 6) * page.typography.code_line
    assert page.rect(1).top() > page.rect(0).bottom()


def test_another_theme_and_size_leave_panels_as_they_stand(qapp: QApplication) -> None:
    page = page_of(f"{fence(50)}\n\n{fence(60)}")
    page.code.set_folded(0, is_folded=False)
    page.code.set_wrapped(1, is_wrapped=True)
    page.restyle(typography(LIGHT, 150))
    assert [page.code.is_folded(0), page.code.is_folded(1)] == [False, True]
    assert [page.code.is_wrapped(0), page.code.is_wrapped(1)] == [False, True]
    assert [sum(block.isVisible() for block in page.code.blocks(at)) for at in (0, 1)] == [50, FOLD_TO]


def test_numbers_stand_beside_the_code_and_are_no_text(qapp: QApplication, qtbot: QtBot) -> None:
    plain, numbered = page_of(fence(30)), page_of(fence(30), numbers=True)
    assert plain.toPlainText() == numbered.toPlainText()
    assert plain.height() == numbered.height()
    left = [page.block(0).blockFormat().leftMargin() for page in (plain, numbered)]
    assert left[1] - left[0] == numbered.typography.gutter(numbered.pieces[0]) > 0  # type: ignore[arg-type]


def test_code_growing_past_its_hundredth_line_makes_room_for_the_third_digit(qapp: QApplication) -> None:
    page = MessageDocument(typography(LIGHT, 100, numbers=True))
    page.setTextWidth(600)
    page.code.lays_open = True
    lines = [f"line {at}" for at in range(130)]
    for count in (30, 99, 100, 130):
        page.update_page([], to_html("```\n" + "\n".join(lines[:count])))
    assert len({block.blockFormat().leftMargin() for block in page.code.blocks(0)}) == 1
    assert page.toPlainText() == "\n".join(lines)


def test_the_numbers_are_painted(qtbot: QtBot) -> None:
    images: list[QImage] = []
    for numbers in (False, True):
        body = Body(typography(LIGHT, 100, numbers=numbers))
        qtbot.addWidget(body)
        body.update_page([to_html("```\n" + "\n" * 9 + "x\n```")], "")
        body.resize(400, body.heightForWidth(400))
        images.append(body.grab().toImage())
    gutter = range(14, 30)
    for image, has_ink in zip(images, (False, True), strict=True):
        colours = {image.pixel(x, y) for x in gutter for y in range(50, 150)}
        assert (len(colours) > 1) == has_ink


# In a message


def reply(text: str, *, status: Status = Status.COMPLETE) -> Message:
    return Message(
        "r",
        "q",
        Role.ASSISTANT,
        status=status,
        blocks=(Block(0, Text(text), closed=status is Status.COMPLETE),),
        model="sonnet",
    )


def row_of(qtbot: QtBot, shown: Message, open_panels: dict[int, set[int]] | None = None) -> MessageView:
    row = MessageView(shown, actions=MessageActions(), theme=LIGHT, open_panels=open_panels)
    qtbot.addWidget(row)
    row.resize(700, row.heightForWidth(700))
    row.show()
    qtbot.waitExposed(row)
    return row


def body_in(row: MessageView) -> Body:
    body = row.findChild(Body)
    assert isinstance(body, Body)
    return body


def fold_button(row: MessageView, qtbot: QtBot) -> FoldButton:
    qtbot.waitUntil(lambda: row.findChild(FoldButton) is not None)
    found = row.findChild(FoldButton)
    assert isinstance(found, FoldButton)
    return found


def test_the_button_says_what_it_does_and_works_by_keyboard(qtbot: QtBot) -> None:
    row = row_of(qtbot, reply(fence(312)))
    button = fold_button(row, qtbot)
    assert (button.text(), button.accessibleName()) == ("Show all 312 lines", "Show all 312 lines of code")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert (button.text(), body_in(row).page.code.is_folded(0)) == ("Show less", False)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert (button.text(), body_in(row).page.code.is_folded(0)) == ("Show all 312 lines", True)


def test_code_that_grew_on_the_page_is_never_folded(qtbot: QtBot) -> None:
    text = fence(90)
    open_panels: dict[int, set[int]] = {}
    row = row_of(qtbot, reply(text[:400], status=Status.REPLYING), open_panels)
    heights = []
    for end in range(400, len(text) + 40, 40):
        row.set_message(reply(text[:end], status=Status.REPLYING))
        heights.append(row.heightForWidth(700))
    row.set_message(reply(text))
    assert not body_in(row).page.code.is_folded(0)
    assert heights == sorted(heights)
    again = row_of(qtbot, reply(text), open_panels)
    assert not body_in(again).page.code.is_folded(0), "it comes back as it was left"
    assert body_in(row_of(qtbot, reply(text))).page.code.is_folded(0)


def test_copy_gives_the_whole_code(qtbot: QtBot) -> None:
    row = row_of(qtbot, reply(f"Before\n\n{fence(60)}\n\nAfter"))
    row.copy_message()
    assert "line 59" in QGuiApplication.clipboard().text()
    body = body_in(row)
    cursor = body.textCursor()
    cursor.setPosition(0)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)
    body.copy_selection()
    assert QGuiApplication.clipboard().text().count("line") == 60
    assert body.page.code.is_folded(1)


def test_a_match_in_folded_lines_opens_the_panel(qtbot: QtBot) -> None:
    row = row_of(qtbot, reply(fence(60)))
    row.set_marks(PageMarks(matcher_for("line 7"), 0))
    assert row.match_rect(0) is not None
    assert body_in(row).page.code.is_folded(0), "this one is shown anyway"
    row.set_marks(PageMarks(matcher_for("line 55"), 0))
    height = row.heightForWidth(700)
    rect = row.match_rect(0)
    assert rect is not None
    assert rect.top() > height
    assert not body_in(row).page.code.is_folded(0)


def test_a_caret_that_comes_to_folded_lines_opens_the_panel(qtbot: QtBot) -> None:
    row = row_of(qtbot, reply(fence(60)))
    body = body_in(row)
    body.setFocus()
    cursor = body.textCursor()
    cursor.setPosition(body.page.block(0).position())
    cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.MoveAnchor, FOLD_TO - 1)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    body.setTextCursor(cursor)
    QTest.keyClick(body, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert not body.page.code.is_folded(0)


# In the transcript: the line under the reader's eye


Shown = Callable[[str], TranscriptView]


@pytest.fixture(scope="module")
def shown(qapp: QApplication) -> Iterator[TranscriptView]:
    text = "\n\n".join(["Words. " * 60, fence(70), "More words. " * 80, fence(200, "code"), "Last words. " * 40])
    source = PlainSource([message(0, 40), replace(message(1, 40), blocks=(Block(0, Text(text)),)), message(2, 400)])
    view = TranscriptView(lambda one: MessageView(one, actions=MessageActions(), theme=LIGHT))
    view.resize(900, 600)
    view.set_source(source)
    view.show()
    yield view
    view.close()
    view.deleteLater()


def the_body(view: TranscriptView) -> Body:
    row = view.row("m1")
    assert isinstance(row, MessageView)
    return body_in(row)


def settle(view: TranscriptView, qtbot: QtBot) -> None:
    view.viewport().repaint()
    qtbot.waitUntil(lambda: view.is_idle)


def scroll_to_panel(view: TranscriptView, index: int, offset: int, qtbot: QtBot) -> None:
    """Scroll so that the end of a panel stands `offset` pixels below the upper edge of the view."""
    settle(view, qtbot)
    for _ in range(3):
        body = the_body(view)
        view.scroll_by(body.mapTo(view.viewport(), QPoint()).y() + round(body.page.rect(index).bottom()) - offset)
        settle(view, qtbot)


@example(panel=1, offset=60, numbers=1)
@given(panel=st.sampled_from([1, 3]), offset=st.integers(60, 580), numbers=st.integers(0, 3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_nothing_moves_under_the_readers_eye(
    shown: TranscriptView, qtbot: QtBot, panel: int, offset: int, numbers: int
) -> None:
    view, body = shown, the_body(shown)
    for at in (1, 3):
        body.set_folded(at, is_folded=True)
    if numbers & 1:
        body.set_folded(4 - panel, is_folded=False)
    scroll_to_panel(view, panel, offset, qtbot)

    def y_of(position: int) -> int:
        return body.mapTo(view.viewport(), QPoint()).y() + body.y_of(position)

    def end_y() -> int:
        return body.mapTo(view.viewport(), QPoint()).y() + round(body.page.rect(panel).bottom())

    top = body.position_at(max(0, -body.mapTo(view.viewport(), QPoint()).y()))
    first = body.page.span(panel)[0]
    before = (y_of(top), y_of(first))
    body.set_folded(panel, is_folded=False)
    assert (y_of(top), y_of(first)) == before, "unfolding moves nothing above the panel's end"
    scroll_to_panel(view, panel, offset, qtbot)
    is_top_seen = y_of(first) - body.page.typography.panel_header >= 0
    was_end, was_first = end_y(), y_of(first)
    body.set_folded(panel, is_folded=True)
    if is_top_seen:
        assert y_of(first) == was_first
    else:
        assert end_y() == was_end, "folding from the end leaves the end under the pointer"
