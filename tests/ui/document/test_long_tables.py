"""A long table: laid in parts, of which only the last is laid again, and one table to whoever reads or copies it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar
from pytestqt.qtbot import QtBot

from turbodesk.app.text_matcher import TextMatcher
from turbodesk.rendering import BlockStream, to_html
from turbodesk.ui.document import copying
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.marks import Marks
from turbodesk.ui.document.pieces import TablePiece
from turbodesk.ui.document.table_elements import rows_together
from turbodesk.ui.document.tables import cell_of
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.body import Body
from turbodesk.ui.theme import LIGHT

pytestmark = pytest.mark.usefixtures("qapp")

HEAD = "| No | Name | Note |\n|--:|---|---|\n"
WORDS = ("fresh", "from the market", "of the town where the river bends", "x", "", "12 kg")


def rows(count: int, first: int = 0) -> str:
    return "".join(f"| {n} | Apples and *pears* {n * 7919 % 1000} | {WORDS[n % 6]} |\n" for n in range(first, count))


def new_page(*, folds: bool = True) -> MessageDocument:
    page = MessageDocument(typography(LIGHT, 100, folds=folds))
    page.setTextWidth(640)
    return page


def laid(text: str, *, folds: bool = True) -> MessageDocument:
    page = new_page(folds=folds)
    page.update_page([to_html(text)], "")
    return page


class Stream:
    """A page on which a text arrives."""

    def __init__(self) -> None:
        self.page = new_page()
        self._stream = BlockStream()

    def feed(self, text: str) -> None:
        update = self._stream.feed(text)
        self.page.update_page(update.finished, update.tail, reset=update.reset)
        self.page.height()

    def close(self) -> MessageDocument:
        end = self._stream.close()
        self.page.update_page(end.finished, end.tail, reset=end.reset)
        return self.page


def parts(page: MessageDocument) -> list[TablePiece]:
    return [piece for piece in page.pieces if isinstance(piece, TablePiece)]


def described(page: MessageDocument) -> list[object]:
    """What Qt has of a page: its texts, how they are set and where, and the columns of its tables."""
    found: list[object] = [page.height()]
    block = page.begin()
    while block.isValid():
        rect = page.documentLayout().blockBoundingRect(block) if block.text() else None
        found.append((block.text(), block.blockFormat(), rect))
        block = block.next()
    tables = [table for at in range(len(page.pieces)) if (table := page.table(at)) is not None]
    return [*found, *((table.format(), table.rows(), table.columns()) for table in tables)]


def test_a_growing_table_costs_each_flush_what_came_and_one_part() -> None:
    stream, laid_rows, read, measured = Stream(), [], [], []
    stream.feed(HEAD)
    for n in range(400):
        page = stream.page
        before = page.tables.rows_laid, page.growing.read
        stream.feed(rows(n + 1, first=n))
        laid_rows.append(page.tables.rows_laid - before[0])
        read.append(page.growing.read - before[1])
    most = rows_together(3) + 1
    assert max(laid_rows) <= most + 1, "the end of one part, and the first row of the next"
    assert max(read) < 2 * len(to_html(HEAD + rows(most)))
    measured = [measure.measured for measure in stream.page.tables.measures.values()]
    assert len(measured) == 1
    assert measured[0] <= 3 * 40, "each of the rows that count, once or as often as it was changed"


def test_its_parts_are_one_table_on_the_page() -> None:
    page = laid(f"{HEAD}{rows(100)}\nThe end")
    indexes = range(len(parts(page)))
    assert len(indexes) == 3
    formats = [table.format().toTableFormat() for at in indexes if (table := page.table(at)) is not None]
    assert len({tuple(width.rawValue() for width in one.columnWidthConstraints()) for one in formats}) == 1
    for at in indexes[1:]:
        assert page.rect(at).top() == page.rect(at - 1).bottom(), "without a gap"
        assert (page.rect(at).left(), page.rect(at).width()) == (page.rect(0).left(), page.rect(0).width())
    tops = []
    for at, piece in enumerate(parts(page)):
        table = page.table(at)
        assert table is not None
        tops += [page.row_top(table, row) for row in range(len(piece.rows))]
    steps = {after - before for before, after in itertools.pairwise(tops)}
    assert len(steps) == 1, "each row is as far from the next"


def test_it_is_copied_as_one_table() -> None:
    page = laid(f"Before\n\n{HEAD}{rows(100)}\nThe end")
    pieces = page.fragment(0, page.characterCount())
    html, markdown, plain = copying.to_html(pieces), copying.to_markdown(pieces), copying.to_plain(pieces)
    assert html.count("<table") == 1
    assert html.count("<tr>") == 101
    assert markdown.count("| --- |") == 1
    assert to_html(markdown) == to_html(f"Before\n\n{HEAD}{rows(100)}\nThe end")
    assert plain.count("\n\n") == 2, "no gap within it"


def test_a_selection_across_its_parts_is_one_table_too() -> None:
    page = laid(f"{HEAD}{rows(100)}")
    first, last = page.table(0), page.table(1)
    assert first is not None
    assert last is not None
    start = cell_of(first, parts(page)[0], 30, 0).firstPosition()
    end = cell_of(last, parts(page)[1], 5, 2).lastPosition()
    pieces = page.fragment(start, end)
    assert copying.to_html(pieces).count("<table") == 1
    assert [line.split("\t")[0] for line in copying.to_plain(pieces).split("\n")] == [str(n) for n in range(29, 46)]


def test_words_are_found_in_all_of_it_and_the_text_has_no_more_than_it() -> None:
    page = laid(f"{HEAD}{rows(100)}")
    marks = Marks(page)
    marks.set_matcher(TextMatcher("apples"))
    assert marks.count() == 100
    cursor = QTextCursor(page)
    cursor.select(QTextCursor.SelectionType.Document)
    blank = [at for at, line in enumerate(page.toPlainText().split("\n")) if not line]
    assert len(blank) <= 1 + len(parts(page)) + 17, "cells without words, and one where a part begins"


def test_the_columns_of_a_growing_table_move_seldom() -> None:
    stream = Stream()
    seen: list[list[float]] = []
    text = HEAD + rows(60)
    for at in range(0, len(text), 3):
        stream.feed(text[at : at + 3])
        table = stream.page.table(0)
        if table is not None:
            widths = [width.rawValue() for width in table.format().toTableFormat().columnWidthConstraints()]
            if not seen or seen[-1] != widths:
                seen.append(widths)
    assert len(seen) <= 16, "in 700 flushes; the first words of each column are most of them"


def test_figures_that_turn_out_to_be_words_are_aligned_in_all_parts() -> None:
    columns = 12
    head = "|" + " a |" * columns + "\n|" + "---|" * columns + "\n"
    body = [f"|{' 1 |' * columns}\n" for _ in range(30)]
    stream = Stream()
    for line in (head, *body, f"|{' words |' * columns}\n"):
        stream.feed(line)
    assert len(parts(stream.page)) > 2
    assert described(stream.close()) == described(laid(head + "".join(body) + f"|{' words |' * columns}\n"))


TABLES = st.lists(
    st.sampled_from((
        HEAD, "| a | b |\n|---|--:|\n", "| الاسم | ملاحظة |\n|---|---|\n", rows(30), rows(90, 30), "| 1 | 2 |\n" * 50,
        "| تفاح | 12 |\n" * 45, "|" + " c |" * 30 + "\n|" + "---|" * 30 + "\n", "|" + " 7 |" * 30 + "\n",
        "| a much longer line of words than any before |\n", "\n", "Words.\n", "- item\n", "> ",
    )),
    min_size=1,
    max_size=7,
)  # fmt: skip


@given(texts=TABLES, cuts=st.lists(st.integers(0, 3_000), max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_table_that_grew_is_the_table_that_was_there_at_once(texts: list[str], cuts: list[int]) -> None:
    text = "".join(texts)
    edges = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    stream = Stream()
    for start, end in itertools.pairwise(edges):
        stream.feed(text[start:end])
    whole = Stream()
    whole.feed(text)
    assert described(stream.close()) == described(whole.close())


@pytest.mark.parametrize(
    "text", [HEAD + rows(100), "|" + " c |" * 30 + "\n|" + "---|" * 30 + "\n" + "|" + " 7 |" * 30 + "\n"]
)
def test_all_parts_follow_another_width_and_another_size(text: str) -> None:
    page = laid(text)
    for width in (300, 640, 900):
        page.setTextWidth(width)
        page.fit_tables()
        whole = MessageDocument(page.typography)
        whole.setTextWidth(width)
        whole.update_page([to_html(text)], "")
        assert described(page) == described(whole)
    larger = typography(LIGHT, 150)
    page.restyle(larger)
    whole = MessageDocument(larger)
    whole.setTextWidth(900)
    whole.update_page([to_html(text)], "")
    assert described(page) == described(whole)


def numbers(text: str) -> list[str]:
    """The first cell of each row."""
    return [line.split("\t")[0] for line in text.split("\n")]


def test_a_selection_across_parts_stays_while_one_is_added(qtbot: QtBot) -> None:
    body, stream = Body(typography(LIGHT, 100)), BlockStream()
    qtbot.addWidget(body)
    body.heightForWidth(640)
    for n in range(130):
        update = stream.feed(HEAD * (n == 0) + rows(n + 1, first=n))
        body.update_page(update.finished, update.tail, reset=update.reset)
        if n == 60:
            cells = [body.page.table(at) for at in (0, 1)]
            assert all(cells)
            first, last = (table.cellAt(9, 1).firstPosition() + 3 for table in cells if table is not None)
            body.select_between(first, last)
        if n >= 60:
            assert numbers(body.selected_text()) == [str(number) for number in range(8, 50)]
    body.select_between(last, first)
    assert numbers(body.selected_text()) == [str(number) for number in range(8, 50)], "upwards too"


@pytest.fixture
def body(qtbot: QtBot) -> Body:
    made = Body(typography(LIGHT, 100))
    qtbot.addWidget(made)
    made.update_page([to_html(f"Some words.\n\n{HEAD}{rows(100)}\nThe end")], "")
    made.resize(640, made.heightForWidth(640))
    made.show()
    return made


def middle(body: Body, part: int, row: int) -> QPoint:
    table = body.page.table(part)
    assert table is not None
    block = table.cellAt(row, 1).firstCursorPosition().block()
    return body.page.documentLayout().blockBoundingRect(block).center().toPoint() + QPoint(body.lead, 0)


def test_the_mouse_selects_from_row_to_row(body: Body, qtbot: QtBot) -> None:
    viewport = body.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=middle(body, 1, 10))
    for part, row, last in ((1, 20, 19), (2, 3, 43), (3, 5, 85), (2, 3, 43)):
        at = QPointF(middle(body, part, row))
        move = QMouseEvent(
            QEvent.Type.MouseMove, at, viewport.mapToGlobal(at),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(viewport, move)
        assert numbers(body.selected_text()) == [str(number) for number in range(9, last + 1)]


def test_what_is_painted_as_selected_is_what_is_copied(body: Body) -> None:
    plain = body.grab().toImage()
    first, last = (table for at in (1, 2) if (table := body.page.table(at)) is not None)
    body.select_between(first.cellAt(30, 0).firstPosition(), last.cellAt(5, 0).firstPosition())
    assert numbers(body.selected_text()) == [str(number) for number in range(29, 46)]
    chosen = body.grab().toImage()
    ratio = chosen.devicePixelRatio()

    def is_marked(part: int, row: int) -> bool:
        at = middle(body, part, row) * ratio
        return plain.pixelColor(at + QPoint(0, 8)) != chosen.pixelColor(at + QPoint(0, 8))

    marked = [(part, row) for part, count in ((1, 41), (2, 40)) for row in range(count) if is_marked(part, row)]
    assert marked == [*((1, row) for row in range(30, 41)), *((2, row) for row in range(6))]


def test_keys_select_row_by_row_over_the_end_of_a_part(body: Body, qtbot: QtBot) -> None:
    table = body.page.table(1)
    assert table is not None
    body.select_between(table.cellAt(39, 1).firstPosition(), table.cellAt(39, 1).firstPosition())
    seen = []
    for _ in range(5):
        QTest.keyClick(body, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        seen.append(numbers(body.selected_text())[-1])
    assert seen == sorted(seen, key=int)
    assert int(seen[-1]) <= 43
    for _ in range(3):
        QTest.keyClick(body, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert int(numbers(body.selected_text())[-1]) < int(seen[-1])


def test_from_a_text_into_a_table_rows_are_selected(body: Body) -> None:
    table = body.page.table(1)
    assert table is not None
    body.select_between(5, table.cellAt(3, 1).firstPosition())
    assert body.selected_text().split("\n")[0] == "words."
    assert numbers(body.selected_text())[-1] == "2"


def test_a_table_too_wide_keeps_its_bar_and_its_place_while_it_grows(qtbot: QtBot) -> None:
    body, stream = Body(typography(LIGHT, 100)), BlockStream()
    qtbot.addWidget(body)
    body.resize(500, 400)
    body.show()
    head = "|" + " Heading |" * 30 + "\n|" + "---|" * 30 + "\n"
    for n in range(30):
        update = stream.feed(head * (n == 0) + "|" + f" value{n} |" * 30 + "\n")
        body.update_page(update.finished, update.tail, reset=update.reset)
        body.resize(500, body.heightForWidth(500))
        body.grab()
        if n == 2:
            qtbot.waitUntil(lambda: bool(body.viewport().findChildren(QScrollBar)))
            (bar,) = [one for one in body.viewport().findChildren(QScrollBar) if one.isVisible()]
            bar.setValue(300)
    assert [one for one in body.viewport().findChildren(QScrollBar) if one.isVisible()] == [bar]
    last = len(body.page.pieces) - 1
    assert bar.value() == 300
    assert bar.maximum() == body.page.table_overflow(last)
    assert body.page.rect(last).bottom() < bar.geometry().bottom() <= body.height()
    assert {body.offset_at(body.page.rect(at).top() + 10) for at in range(last + 1)} == {300}


def test_on_paper_it_is_laid_as_one() -> None:
    assert len(laid(HEAD + rows(200), folds=False).pieces) == 1


def test_a_table_longer_than_is_written_at_once_goes_on_in_the_same_columns(qapp: QApplication) -> None:
    page = laid(HEAD + rows(1_100))
    assert sum(len(piece.rows) for piece in parts(page)) == 1_101
    assert page.tables.last(0) == len(page.pieces) - 1
    assert page.rect(0).width() == page.rect(len(page.pieces) - 1).width()
