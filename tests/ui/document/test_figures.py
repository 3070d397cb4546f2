"""Diagrams on a page: source until they are drawn, then pictures that fit, and the source always within reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.ui.diagrams.drawn import INK, drawn_here, settled
from turbodesk.app.text_matcher import TextMatcher
from turbodesk.rendering import BlockStream, to_html
from turbodesk.ui.diagrams.diagrams import Diagrams
from turbodesk.ui.diagrams.look import look_of
from turbodesk.ui.diagrams.separate_diagrams import DiagramKey
from turbodesk.ui.document import copying, figures
from turbodesk.ui.document.pieces import CodePiece, Figure
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.body import Body
from turbodesk.ui.theme.themes import DARK, LIGHT

SOURCE = "graph TD %% a remark of some length\n A --> B\n B --> Castle\n"
TEXT = f"Before.\n\n```mermaid\n{SOURCE}```\n\nAfter.\n"
ASKED: list[DiagramKey] = []


@pytest.fixture(autouse=True)
def known(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Diagrams]:
    ASKED.clear()
    with drawn_here(monkeypatch, ASKED) as made:
        yield made


def sized(width: int, height: int) -> str:
    """Return a text with a diagram of a size."""
    return TEXT.replace("graph TD %% a remark of some length", f"graph TD %{width}x{height}")


def body_of(qtbot: QtBot, text: str = sized(300, 200), *, width: int = 640) -> Body:
    """Return a body that was painted once, and whose diagrams are drawn."""
    body = Body(typography(LIGHT, 100))
    qtbot.addWidget(body)
    body.update_page([to_html(text)], "")
    laid(body, width)
    body.grab()
    settled(qtbot)
    return body


def laid(body: Body, width: int = 640) -> None:
    body.resize(width, body.heightForWidth(width))


def panel(body: Body) -> CodePiece:
    (piece,) = (piece for piece in body.page.pieces if isinstance(piece, CodePiece))
    return piece


def shown_lines(body: Body) -> list[bool]:
    return [block.isVisible() for block in body.page.code.blocks(1)]


def ink(image: QImage) -> int:
    """Return how many of some pixels have the colour of the picture."""
    places = ((x, y) for x in range(0, image.width(), 10) for y in range(0, image.height(), 10))
    return sum(QColor(image.pixel(x, y)) == INK for x, y in places)


def test_its_source_stands_until_it_is_drawn_and_then_a_picture_as_large_as_it_is(qtbot: QtBot) -> None:
    body = Body(typography(LIGHT, 100))
    qtbot.addWidget(body)
    body.update_page([to_html(sized(300, 200))], "")
    laid(body)
    before = body.height()
    assert panel(body).figure is None
    with qtbot.waitSignal(body.height_changed):
        body.grab()
    settled(qtbot)
    assert panel(body).figure == Figure(300, 200)
    assert shown_lines(body) == [True, False, False]
    laid(body)
    assert body.height() == before + 200 - 3 * body.page.typography.code_line
    assert ink(body.grab().toImage()) > 400


def test_nothing_is_drawn_before_it_is_seen(qtbot: QtBot) -> None:
    body = Body(typography(LIGHT, 100))
    qtbot.addWidget(body)
    body.update_page([to_html(TEXT)], "")
    laid(body)
    assert ASKED == []


def test_it_fits_its_page_at_every_width(qtbot: QtBot) -> None:
    body = body_of(qtbot, sized(1280, 400))
    assert panel(body).figure == Figure(640, 200)
    laid(body, 320)
    assert panel(body).figure == Figure(320, 100)
    laid(body, 640)
    assert panel(body).figure == Figure(640, 200)


def test_a_tall_one_leaves_room_for_words(qtbot: QtBot) -> None:
    figure = panel(body_of(qtbot, sized(400, 16_000))).figure
    assert figure == Figure(40, 1_600)


def test_it_grows_with_the_text_and_is_drawn_anew_for_it(qtbot: QtBot) -> None:
    body = body_of(qtbot)
    body.apply_typography(typography(LIGHT, 200))
    laid(body)
    body.grab()
    settled(qtbot)
    assert panel(body).figure == Figure(600, 400)
    assert ASKED[-1].zoom == 2 * ASKED[0].zoom


def test_another_theme_has_it_drawn_in_its_colours_and_nothing_moves_meanwhile(qtbot: QtBot) -> None:
    body = body_of(qtbot)
    height = body.heightForWidth(640)
    body.apply_typography(typography(DARK, 100))
    assert body.heightForWidth(640) == height
    laid(body)
    body.grab()
    settled(qtbot)
    assert [key.look for key in ASKED] == [look_of(LIGHT), look_of(DARK)]
    assert body.heightForWidth(640) == height


def test_what_cannot_be_drawn_stays_source_and_its_head_says_why(qtbot: QtBot) -> None:
    body = body_of(qtbot, TEXT.replace("Castle", "broken"))
    assert panel(body).figure == Figure(note="a mistake in it")
    assert shown_lines(body) == [True, True, True]


def test_the_source_can_be_shown_and_the_picture_again(qtbot: QtBot) -> None:
    body = body_of(qtbot)
    with qtbot.waitSignal(body.height_changed):
        body.page.figures.show_source(1, is_shown=True)
    assert shown_lines(body) == [True, True, True]
    laid(body, 500)
    assert shown_lines(body) == [True, True, True]
    body.page.figures.show_source(1, is_shown=False)
    assert shown_lines(body) == [True, False, False]


def test_copies_are_of_the_source(qtbot: QtBot) -> None:
    text = sized(300, 200)
    body = body_of(qtbot, text)
    body.selectAll()
    assert copying.to_markdown(body.page.fragment(0, body.last_character)) == text.rstrip("\n")
    assert "Castle" in body.selected_text()


def test_a_word_in_it_is_found_and_shown(qtbot: QtBot) -> None:
    body = body_of(qtbot)
    body.marks.set_matcher(TextMatcher("castle"))
    assert body.marks.count() == 1
    assert body.reveal_match(0) is not None
    assert shown_lines(body) == [True, True, True]


def test_a_reader_hears_the_source(qtbot: QtBot) -> None:
    assert "B --> Castle" in body_of(qtbot).page.toPlainText()


def test_a_page_set_later_is_the_page_set_at_once(qtbot: QtBot) -> None:
    first, second = body_of(qtbot), body_of(qtbot)
    assert first.page.pieces == second.page.pieces
    assert first.heightForWidth(640) == second.heightForWidth(640)
    assert first.page.rect(2) == second.page.rect(2)


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_while_it_streams_the_source_is_shown_and_then_the_picture(qtbot: QtBot, step: int) -> None:
    body, stream = Body(typography(LIGHT, 100)), BlockStream()
    qtbot.addWidget(body)
    text = sized(300, 200)
    for at in range(0, len(text), step):
        update = stream.feed(text[at : at + step])
        body.update_page(update.finished, update.tail, reset=update.reset)
        laid(body)
        body.grab()
        if "```" not in text[: at + step].partition("mermaid")[2]:
            assert ASKED == []
    settled(qtbot)
    end = stream.close()
    body.update_page(end.finished, "", reset=end.reset)
    laid(body)
    assert len(ASKED) == 1
    assert panel(body).figure == Figure(300, 200)
    assert shown_lines(body) == [True, False, False]
    assert body.heightForWidth(640) == body_of(qtbot).heightForWidth(640)


def test_what_follows_a_picture_while_it_streams_is_all_seen(qtbot: QtBot) -> None:
    body = body_of(qtbot)
    html = [to_html(sized(300, 200))]
    body.update_page(html, "", reset=True)
    body.update_page([], "<pre><code>x\ny</code></pre>")
    body.update_page([], "<p>And</p>")
    body.update_page([], "<p>And more</p>")
    assert body.page.lastBlock().isVisible()
    assert body.page.lastBlock().text() == "And more"


def test_the_line_under_the_eye_stays_when_a_picture_comes_above_it(qtbot: QtBot) -> None:
    body = Body(typography(LIGHT, 100))
    qtbot.addWidget(body)
    body.update_page([to_html(sized(300, 200))], "")
    laid(body)
    end = body.page.lastBlock().position()
    before = body.y_of(end)
    body.grab()
    settled(qtbot)
    laid(body)
    assert body.position_at(body.y_of(end) + 2) == end
    assert body.y_of(end) == before + 200 - 3 * body.page.typography.code_line


def test_other_code_is_left_alone_and_imports_nothing(qtbot: QtBot) -> None:
    body = body_of(qtbot, TEXT.replace("mermaid", "python"))
    assert panel(body).figure is None
    assert ASKED == []


def test_numbered_lines_stand_under_one_another_when_the_source_is_shown_again(qtbot: QtBot) -> None:
    body = body_of(qtbot)
    body.apply_typography(typography(LIGHT, 100, numbers=True))
    assert shown_lines(body) == [True, False, False]
    body.page.figures.show_source(1, is_shown=True)
    lefts = {block.blockFormat().leftMargin() for block in body.page.code.blocks(1)}
    assert lefts == {body.page.typography.gutter(panel(body))}


def test_those_next_to_one_that_is_seen_are_drawn_with_it(qtbot: QtBot) -> None:
    body = Body(typography(LIGHT, 100))
    qtbot.addWidget(body)
    body.update_page([to_html("\n\n".join(sized(300, 200 + at) for at in range(30)))], "")
    laid(body)
    body.resize(640, 100)
    body.grab()
    settled(qtbot)
    assert 2 < len(ASKED) < 10


def test_where_nothing_draws_the_source_stands_and_nothing_is_asked(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "can_draw", lambda: False)
    body = body_of(qtbot)
    assert panel(body).figure is None
    assert ASKED == []


def test_a_page_knows_the_languages_of_diagrams_without_importing_what_draws() -> None:
    from turbodesk.rendering import diagrams

    assert figures.LANGUAGES == diagrams.LANGUAGES
