"""What is counted without a page is what is marked on the page, exactly where it stands."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.rendering.documents import documents
from turbodesk.app.text_matcher import matcher_for
from turbodesk.chat.message import Block, Message, Status, empty_reply, user_message
from turbodesk.chat.parts import Text, Thinking
from turbodesk.rendering import to_html
from turbodesk.ui.document.builder import pieces_of_html
from turbodesk.ui.document.marks import PageMarks, _lines, lines_of
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.theme import LIGHT

WIDTH = 600
# Formulas are drawn in a thread, which a test of words need not wait for.
TEXTS = documents(everything=True).map(lambda text: text.replace("$", "§").replace("\\", "/"))
PAGE = """# A cat

The **c**at, the `cat` and [the cat](https://cat.example/cat):

| cat | 🐈 cat |
|-----|-------|
| a   | CAT   |

1. one cat

```python
cat = "🐈 cat"
```
"""
CATS = 10


def reply(*texts: str, status: Status = Status.COMPLETE) -> Message:
    return replace(
        empty_reply("m", "q"), status=status, blocks=tuple(Block(at, Text(text)) for at, text in enumerate(texts))
    )


def view_of(message: Message, qtbot: QtBot) -> MessageView:
    view = MessageView(message, actions=MessageActions(), theme=LIGHT)
    qtbot.addWidget(view)
    view.resize(WIDTH, view.heightForWidth(WIDTH))
    view.grab()  # lays it out without a window
    return view


def marked(body: Body) -> list[str]:
    """The texts marked on the whole of a page."""
    everything = QRectF(0, 0, body.page.textWidth(), body.page.height())
    return [selection.cursor.selectedText() for selection in body.marks.selections(everything)]


def test_what_is_read_is_searched_and_not_the_signs_of_markdown(qtbot: QtBot) -> None:
    sought = matcher_for("cat")
    assert sought is not None
    assert sought.count(lines_of(reply(PAGE))) == CATS
    view = view_of(reply(PAGE), qtbot)
    view.set_marks(PageMarks(sought, 0))
    (body,) = view.findChildren(Body)
    assert [text.lower() for text in marked(body)] == ["cat"] * CATS
    assert body.marks.count() == CATS


@given(documents(everything=True))
@example("x&#13;y\n\n```python\nreturn 1\n```")
def test_what_is_searched_is_what_the_page_is_made_of(text: str) -> None:
    pieces = pieces_of_html(to_html(text))
    assert lines_of(reply(text)) == [line for piece in pieces for line in _lines(piece)]


def test_typed_words_are_searched_as_they_stand() -> None:
    sought = matcher_for("**bold**")
    assert sought is not None
    assert sought.count(lines_of(user_message("so **bold** it is", None))) == 1
    assert sought.count(lines_of(reply("so **bold** it is"))) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXTS, st.sampled_from(["a", "foo", " ", "bar b", "é", "中", "x1", "*", "[", "1"]))
def test_pages_and_counts_agree(qapp: QApplication, text: str, words: str) -> None:
    sought = matcher_for(words)
    assert sought is not None
    for message in (reply(text, text), user_message(text, None)):
        view = MessageView(message, actions=MessageActions(), theme=LIGHT)
        view.resize(WIDTH, view.heightForWidth(WIDTH))
        view.set_marks(PageMarks(sought, 0))
        bodies = view.findChildren(Body)
        assert sum(body.marks.count() for body in bodies) == sought.count(lines_of(message))
        view.deleteLater()


def test_a_match_has_a_place_across_the_parts_of_a_message(qtbot: QtBot) -> None:
    message = reply("cat\n\n" + "x\n\n" * 20 + "cat", "", "a cat")
    message = replace(message, blocks=(*message.blocks[:1], Block(1, Thinking("a cat", "")), *message.blocks[2:]))
    view = view_of(message, qtbot)
    sought = matcher_for("cat")
    assert sought is not None
    assert sought.count(lines_of(message)) == 3
    view.set_marks(PageMarks(sought, 2))
    rects = [view.match_rect(number) for number in range(4)]
    tops = [rect.top() for rect in rects if rect is not None]
    assert len(tops) == 3
    assert tops == sorted(tops)
    assert tops[1] - tops[0] > 300
    assert all(rect.width() > 10 for rect in rects if rect is not None)


def test_the_one_in_front_stays_while_the_reply_grows(qtbot: QtBot) -> None:
    view = view_of(reply("a cat and a ca", status=Status.REPLYING), qtbot)
    sought = matcher_for("cat")
    view.set_marks(PageMarks(sought, 0))
    (body,) = view.findChildren(Body)
    for text in ("a cat and a cat", "a cat and a cat\n\nmore **cat", "a cat and a cat\n\nmore **cat** text"):
        view.set_message(replace(view.message, blocks=(Block(0, Text(text)),)))
        front = [one for one in body.marks.selections(QRectF(0, 0, WIDTH, 900)) if _is_front(one.format)]
        assert [one.cursor.selectionStart() for one in front] == [2]
    view.set_message(reply("a cat and a cat\n\nmore **cat** text"))
    assert len(marked(body)) == 3


def _is_front(format_: QTextCharFormat) -> bool:
    return format_.background().color() == LIGHT.color("found-now")


def test_marking_changes_neither_the_page_nor_the_selection(qtbot: QtBot) -> None:
    view = view_of(reply(PAGE), qtbot)
    (body,) = view.findChildren(Body)
    body.selectAll()
    before = (body.page.toHtml(), body.page.revision(), body.selected_text())
    height = view.heightForWidth(WIDTH)
    view.set_marks(PageMarks(matcher_for("cat"), 1))
    view.grab()
    assert (body.page.toHtml(), body.page.revision(), body.selected_text()) == before
    assert view.heightForWidth(WIDTH) == height
    view.set_marks(PageMarks())
    assert marked(body) == []


def test_only_what_is_in_view_is_searched_to_paint_it(qtbot: QtBot) -> None:
    view = view_of(reply("cat\n\n" * 500), qtbot)
    view.set_marks(PageMarks(matcher_for("cat")))
    (body,) = view.findChildren(Body)
    assert len(body.marks.selections(QRectF(0, 3000, WIDTH, 300))) < 20


def test_a_match_far_to_the_right_in_code_is_scrolled_to(qtbot: QtBot) -> None:
    view = view_of(reply("```\n" + "x " * 300 + "cat\n```"), qtbot)
    view.show()
    qtbot.waitExposed(view)
    view.grab()
    QApplication.sendPostedEvents()
    qtbot.wait(1)
    view.set_marks(PageMarks(matcher_for("cat"), 0))
    rect = view.match_rect(0)
    assert rect is not None
    assert 0 <= rect.left() < rect.right() <= WIDTH


def test_a_cursor_can_be_made_for_every_match(qtbot: QtBot) -> None:
    view = view_of(reply("🐈🐈 cat 🐈 cat"), qtbot)
    view.set_marks(PageMarks(matcher_for("cat")))
    (body,) = view.findChildren(Body)
    for number in range(2):
        span = body.marks.span(number)
        assert span is not None
        cursor = QTextCursor(body.page)
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        assert cursor.selectedText() == "cat"
