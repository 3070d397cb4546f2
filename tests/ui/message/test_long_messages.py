"""Messages too long to be shown at once: what a turn of the event loop does, and what waits to be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from turbodesk.app.text_matcher import matcher_for
from turbodesk.chat.message import Block, Message, Status, empty_reply, user_message
from turbodesk.chat.parts import Opaque, Text
from turbodesk.ui.document.marks import PageMarks
from turbodesk.ui.document.pieces import CodePiece, flat
from turbodesk.ui.document.portions import MOST, PORTION, portion_end
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.fold import Fold
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.rest import MOST_PARTS, PARTS_A_TURN, Allowance, RestLine, beginning
from turbodesk.ui.message.segment import TextFeed
from turbodesk.ui.theme.themes import LIGHT

WIDTH = 700
CHAPTER = "## A chapter\n\nSome *words* of it.\n\n- one\n- two\n\n"
LONG = "".join(f"{CHAPTER}It is number {n}.\n\n" for n in range(400))
"""Three portions and more."""
Show = Callable[..., MessageView]


def reply(text: str, status: Status = Status.COMPLETE) -> Message:
    return replace(empty_reply("claude", "question"), blocks=(Block(0, Text(text)),), status=status)


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Show a message in a window."""
    window = QWidget()
    window.resize(WIDTH, 600)

    def show_it(message: Message, **more: object) -> MessageView:
        view = MessageView(message, actions=MessageActions(window), theme=LIGHT, parent=window, **more)  # type: ignore[arg-type]
        view.setGeometry(0, 0, WIDTH, view.heightForWidth(WIDTH))
        window.show()
        return view

    yield show_it
    window.close()
    window.deleteLater()


def body_of(view: MessageView) -> Body:
    (body,) = view.findChildren(Body)
    return body


def test_what_is_cut_off_of_typed_text_ends_with_its_last_words(show: Show, qtbot: QtBot) -> None:
    view = show(user_message("A line of words\n" * 30_000, None))
    body = body_of(view)
    qtbot.waitUntil(lambda: not view.is_filling)
    line = rest_of(view)
    assert line is not None
    assert body.page.toPlainText().endswith("A line of words"), "and with no blank line above the button"
    lines = body.page.blockCount()
    line.button.click()
    qtbot.waitUntil(lambda: not view.is_filling and body.page.blockCount() > lines)
    assert set(body.page.toPlainText().rstrip("\n").split("\n")) == {"A line of words"}


@pytest.mark.parametrize("is_typed", [False, True])
def test_the_words_of_the_rest_stand_at_the_edge_of_the_text(show: Show, qtbot: QtBot, is_typed: bool) -> None:
    words = "Some words of it.\n\n" * 30_000
    view = show(user_message(words, None) if is_typed else reply(words))
    qtbot.waitUntil(lambda: not view.is_filling)
    line = rest_of(view)
    assert line is not None
    edges = body_of(view).text_rect
    if is_typed:
        assert line.label.mapTo(view, line.label.rect().topRight()).x() == edges.right()
    else:
        assert line.button.mapTo(view, QPoint()).x() + line.outset == edges.left()


def rest_of(view: MessageView) -> RestLine | None:
    return next((line for line in view.findChildren(RestLine) if line.isVisibleTo(view)), None)


def filled(qtbot: QtBot, view: MessageView) -> None:
    qtbot.waitUntil(lambda: not view.is_filling)


def test_a_long_reply_is_set_a_portion_a_turn_and_is_all_there_in_the_end(qtbot: QtBot, show: Show) -> None:
    view = show(reply(LONG))
    body, sizes = body_of(view), list[int]()
    sizes.append(body.page.characterCount())
    body.page.contentsChanged.connect(lambda: sizes.append(body.page.characterCount()))
    assert view.is_filling
    assert sizes[0] < PORTION
    filled(qtbot, view)
    assert max(after - before for before, after in pairwise(sizes)) < PORTION
    feed = body.findChild(TextFeed)
    assert isinstance(feed, TextFeed)
    at = portions = 0
    while at < len(LONG):
        at, portions = portion_end(LONG, at)[0], portions + 1
    assert feed.portions == portions > 3
    at_once = "".join(f"A chapter\nSome words of it.\none\ntwo\nIt is number {n}.\n" for n in range(400))
    assert body.toPlainText() == at_once[:-1]


def test_a_row_takes_the_room_of_what_it_will_show(qtbot: QtBot, show: Show) -> None:
    view = show(reply(LONG))
    expected = view.heightForWidth(WIDTH)
    assert expected > 2 * body_of(view).page.height()
    filled(qtbot, view)
    assert view.heightForWidth(WIDTH) == pytest.approx(expected, rel=0.1)


def test_a_reply_grows_by_its_laid_height_alone(show: Show) -> None:
    view = show(reply("", Status.REPLYING))
    growing = replace(reply(LONG, Status.REPLYING), id=view.message.id, blocks=(Block(0, Text(LONG), closed=False),))
    view.set_message(growing)
    assert view.is_filling
    assert body_of(view).heightForWidth(WIDTH - 16) < 1.1 * body_of(view).page.height()


def test_a_reply_that_ends_while_it_is_set_loses_nothing(qtbot: QtBot, show: Show) -> None:
    view = show(reply("", Status.REPLYING))
    for end in (10, len(LONG) // 2, len(LONG)):
        blocks = (Block(0, Text(LONG[:end]), closed=False),)
        view.set_message(replace(view.message, blocks=blocks))
    view.set_message(replace(view.message, blocks=(Block(0, Text(LONG)),), status=Status.COMPLETE))
    filled(qtbot, view)
    assert body_of(view).toPlainText().endswith("It is number 399.")


def test_a_short_text_is_there_at_once(show: Show) -> None:
    view = show(reply(CHAPTER * 8))
    assert not view.is_filling
    assert rest_of(view) is None


def test_what_a_person_typed_is_set_in_portions_too(qtbot: QtBot, show: Show) -> None:
    lines = [f"line {n} that was pasted" for n in range(1_000)]
    view = show(user_message("\n".join(lines), None))
    assert view.is_filling
    filled(qtbot, view)
    assert body_of(view).toPlainText() == "\n".join(lines)


def test_the_rest_of_a_very_long_text_is_shown_by_a_button(qtbot: QtBot, show: Show) -> None:
    text = "word " * (MOST // 3)
    allowance = Allowance()
    view = show(reply(text), allowance=allowance)
    told: list[bool] = []
    view.height_changed.connect(lambda: told.append(view.is_opening))
    filled(qtbot, view)
    assert told
    assert all(told), "the last of it changes the height most"
    assert not view.is_opening
    line = rest_of(view)
    assert line is not None
    assert len(body_of(view).toPlainText()) < MOST + PORTION
    assert line.button.accessibleName().startswith("Show more, ")
    assert line.button.focusPolicy() & Qt.FocusPolicy.TabFocus
    view.copy_message()
    assert QGuiApplication.clipboard().text() == text
    line.button.setFocus()
    qtbot.keyClick(line.button, Qt.Key.Key_Space)
    assert view.is_filling
    told.clear()
    filled(qtbot, view)
    assert told
    assert not any(told), "the reader stays at the button"
    assert rest_of(view) is None
    assert body_of(view).toPlainText().split() == text.split()
    again = show(reply(text), allowance=allowance)
    filled(qtbot, again)
    assert rest_of(again) is None


def test_the_button_keeps_the_focus_while_there_is_still_more(qtbot: QtBot, show: Show) -> None:
    view = show(reply("word " * (MOST // 2)))
    view.activateWindow()
    filled(qtbot, view)
    line = rest_of(view)
    assert line is not None
    line.button.setFocus()
    qtbot.keyClick(line.button, Qt.Key.Key_Space)
    filled(qtbot, view)
    assert rest_of(view) is line
    assert line.button.hasFocus()


def test_a_selection_of_all_that_is_shown_copies_all_there_is(qtbot: QtBot, show: Show) -> None:
    text = "word " * (MOST // 3)
    view = show(user_message(text, None))
    filled(qtbot, view)
    view.select_all()
    view.copy()
    assert QGuiApplication.clipboard().text() == text


def test_a_long_reply_is_copied_whole_before_it_is_shown(show: Show) -> None:
    view = show(reply(CHAPTER * 300))
    assert view.is_filling
    view.copy_message()
    assert QGuiApplication.clipboard().text().count("A chapter") == 300
    assert QGuiApplication.clipboard().mimeData().html().count("<h2") == 300


def test_words_that_are_not_shown_yet_are_found_when_they_are(qtbot: QtBot, show: Show) -> None:
    text = "word " * (MOST // 3) + "needle"
    view = show(reply(text))
    view.set_marks(PageMarks(matcher_for("needle"), 0))
    heard: list[bool] = []
    view.filled.connect(lambda: heard.append(view.match_rect(0) is not None))
    assert view.match_rect(0) is None
    qtbot.waitUntil(lambda: heard[-1:] == [True])
    assert body_of(view).marks.front is not None


def test_parts_come_some_a_turn_and_the_rest_by_a_button(qtbot: QtBot, show: Show) -> None:
    blocks = tuple(Block(n, Opaque({"type": f"odd_{n}", "n": n})) for n in range(3 * MOST_PARTS // 2))
    view = show(replace(reply(""), blocks=blocks))
    assert len(view.findChildren(Fold)) <= PARTS_A_TURN + 1
    filled(qtbot, view)
    assert len(view.findChildren(Fold)) <= MOST_PARTS + 1
    line = rest_of(view)
    assert line is not None
    assert line.label.text() == f"{MOST_PARTS // 2} more parts"
    line.button.click()
    filled(qtbot, view)
    assert rest_of(view) is None
    assert len(view.findChildren(Fold)) >= len(blocks)


def test_blocks_of_one_cited_text_count_once() -> None:
    cited = tuple(Block(n, Text("word ", ({"type": "web", "url": f"https://a.example/{n}"},))) for n in range(300))
    message = replace(reply(""), blocks=cited)
    assert beginning(message, MOST_PARTS) is message


def test_a_long_line_of_code_is_laid_in_parts_and_copied_whole(qtbot: QtBot, show: Show) -> None:
    code = "x=1;" * 10_000
    view = show(reply(f"```\n{code}\n```\n"))
    filled(qtbot, view)
    (piece,) = body_of(view).page.pieces
    assert isinstance(piece, CodePiece)
    assert len(piece.lines) > 5
    assert max(len(flat(line)) for line in piece.lines) < PORTION
    assert piece.text == code + "\n"
