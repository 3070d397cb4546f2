"""Tables of many columns: no word is broken at any width; what cannot fit is scrolled sideways by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollBar
from pytestqt.qtbot import QtBot

from turbodesk.app.text_matcher import TextMatcher
from turbodesk.rendering import to_html
from turbodesk.ui.document import copying
from turbodesk.ui.document.columns import Measure
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import TablePiece
from turbodesk.ui.document.tables import cell_of
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.body import Body
from turbodesk.ui.theme.themes import LIGHT

HEAD = "Model|Provider|Released|Context window|Input price|Output price|Vision|Tools|Streaming|Latency|Throughput|Notes"
ROW = "Sonnet 4.6|TheTurbo|12 May 2026|200,000 tokens|$3 per M|$15 per M|yes|yes|yes|310|78 tok/s|In all regions"
TABLE = "\n".join([HEAD, "---|" * 12, *[ROW] * 30])


def new_page() -> MessageDocument:
    page = MessageDocument(typography(LIGHT, 100))
    page.setTextWidth(744)
    return page


def cells(page: MessageDocument) -> list[list[str]]:
    """The lines of each cell."""
    found, block = [], page.begin()
    while block.isValid():
        layout, text = block.layout(), block.text()
        lines = [layout.lineAt(at) for at in range(layout.lineCount())]
        found.append([text[line.textStart() : line.textStart() + line.textLength()] for line in lines])
        block = block.next()
    return found


def test_no_word_is_broken(qapp: QApplication) -> None:
    page = new_page()
    page.update_page([to_html(TABLE)], "")
    for lines in cells(page):
        assert all(line.endswith(" ") for line in lines[:-1]), lines


def test_streamed_it_stands_as_it_does_whole(qapp: QApplication) -> None:
    whole, grown = new_page(), new_page()
    whole.update_page([to_html(TABLE)], "")
    for end in range(len(HEAD) + 40, len(TABLE) + 97, 97):
        grown.update_page([], to_html(TABLE[:end]))
    assert cells(grown) == cells(whole)
    assert grown.height() == whole.height()


ARABIC = "| الاسم | الكمية | ملاحظة |\n|---|--:|---|\n| تفاح | 12 | طازج |\n| موز | 3 | جديد |\n"
FEW = (
    "| Configuration | Environment | Responsible | Description |\n|---|---|---|---|\n| production | staging | all | x |"
)


@pytest.mark.parametrize("width", [180, 260, 340, 744])
@pytest.mark.parametrize("text", [FEW, TABLE])
def test_no_word_is_broken_in_a_narrow_column_either(qapp: QApplication, width: int, text: str) -> None:
    page = MessageDocument(typography(LIGHT, 100))
    page.setTextWidth(width)
    page.update_page([to_html(text)], "")
    for lines in cells(page):
        assert all(line[-1] in " -" for line in lines[:-1]), lines


@pytest.fixture
def body(qtbot: QtBot) -> Body:
    """A page on which a table has 60 columns too many, between two paragraphs."""
    head = "|".join(f"Heading{n}" for n in range(60))
    rows = "\n".join("|".join(f"value{row}of{n}" for n in range(60)) for row in range(3))
    made = Body(typography(LIGHT, 100))
    qtbot.addWidget(made)
    made.update_page([to_html(f"Above.\n\n{head}\n{'---|' * 60}\n{rows}\n\nBelow.")], "")
    made.resize(500, made.heightForWidth(500))
    made.show()
    made.grab()  # what is seen gets its bar
    qtbot.waitUntil(lambda: bool(bars(made)))
    return made


def bars(body: Body) -> list[QScrollBar]:
    return [bar for bar in body.viewport().findChildren(QScrollBar) if bar.isVisible()]


def test_a_table_too_wide_has_a_bar_of_its_own_beneath_it(body: Body) -> None:
    (bar,) = bars(body)
    assert bar.accessibleName() == "Scroll table sideways"
    assert bar.maximum() == body.page.table_overflow(1) == body.page.table_overflow(2) > 1000
    assert body.page.rect(1).bottom() == body.page.rect(2).top(), "a table in two parts is one table"
    assert body.page.rect(2).bottom() < bar.y() < bar.geometry().bottom() < body.page.rect(3).top()
    assert 0 <= bar.x() < bar.geometry().right() <= body.width()
    assert body.horizontalScrollBar().maximum() == 0  # the page itself stays


def test_the_wheel_scrolls_it_sideways_and_the_text_under_the_pointer_moves_along(body: Body) -> None:
    (bar,) = bars(body)
    middle = body.page.rect(1).top() + 10
    point = QPointF(100, middle)
    wheel = QWheelEvent(
        point, point, QPoint(-120, 0), QPoint(-240, 0), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(body.viewport(), wheel)
    assert bar.value() == 120
    bar.setValue(bar.maximum())
    assert body.offset_at(middle) == bar.maximum()
    assert body.offset_at(body.page.rect(2).top() + 10) == bar.maximum(), "its other part too"
    assert body.offset_at(5) == body.offset_at(body.page.rect(3).top() + 5) == 0


def test_a_match_in_it_is_brought_into_view(body: Body) -> None:
    body.marks.set_matcher(TextMatcher("value2of55"))
    body.marks.set_front(0)
    rect = body.reveal_match(0)
    assert rect is not None
    assert 0 <= rect.left() <= rect.right() <= body.width()
    assert bars(body)[0].value() > 0


def test_widened_it_fits_and_loses_its_bar(qtbot: QtBot) -> None:
    body = Body(typography(LIGHT, 100))
    qtbot.addWidget(body)
    body.update_page([to_html(FEW)], "")
    for width, has_bar in ((260, True), (744, False)):
        body.resize(width, body.heightForWidth(width))
        body.show()
        body.grab()
        _wait_for_bar(qtbot, body, has_bar)
        assert (body.page.table_overflow(0) > 0) is has_bar


def _wait_for_bar(qtbot: QtBot, body: Body, has_bar: bool) -> None:
    qtbot.waitUntil(lambda: bool(bars(body)) is has_bar)


def test_one_from_right_to_left_runs_so_and_stands_at_the_right(qapp: QApplication) -> None:
    page = new_page()
    page.update_page([to_html(ARABIC)], "")
    piece, table = page.pieces[0], page.table(0)
    assert isinstance(piece, TablePiece)
    assert table is not None
    blocks = [cell_of(table, piece, 1, column).firstCursorPosition().block() for column in range(3)]
    lefts = [page.documentLayout().blockBoundingRect(block).left() for block in blocks]
    assert [block.text() for block in blocks] == ["تفاح", "12", "طازج"]
    assert lefts == sorted(lefts, reverse=True)
    assert page.rect(0).right() == pytest.approx(744, abs=2)
    assert page.rect(0).width() == pytest.approx(0.6 * 744, abs=6)


def test_what_is_copied_of_it_is_in_the_order_of_reading(qapp: QApplication) -> None:
    page = new_page()
    page.update_page([to_html(ARABIC)], "")
    cursor = QTextCursor(page)
    cursor.select(QTextCursor.SelectionType.Document)
    pieces = page.fragment(cursor.selectionStart(), cursor.selectionEnd())
    assert copying.to_plain(pieces).splitlines()[1].split("\t") == ["تفاح", "12", "طازج"]


def test_on_paper_nothing_is_scrolled(qapp: QApplication) -> None:
    page = MessageDocument(typography(LIGHT, 100, folds=False))
    page.setTextWidth(400)
    page.update_page([to_html(TABLE)], "")
    assert page.table_overflow(0) <= 1
    piece = page.pieces[0]
    assert isinstance(piece, TablePiece)
    widths = Measure().columns(piece, page.typography, 400).widths
    assert sum(one.rawValue() for one in widths) == pytest.approx(100)
