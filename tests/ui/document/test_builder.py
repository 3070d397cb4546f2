"""HTML of replies becomes pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.rendering import to_html
from turbodesk.rendering.direction import runs_rtl
from turbodesk.ui.document.builder import pieces_of_html, pieces_of_text
from turbodesk.ui.document.pieces import (
    BOX,
    BOX_CHECKED,
    LINE_BREAK,
    CodePiece,
    ParagraphPiece,
    Piece,
    RulePiece,
    TablePiece,
    flat,
)


def pieces(markdown: str) -> list[Piece]:
    return pieces_of_html(to_html(markdown))


def markers(found: list[Piece]) -> list[str]:
    return [piece.place.marker for piece in found]


@given(st.text(max_size=300))
def test_whatever_arrives_can_be_shown(html: str) -> None:
    pieces_of_html(html)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_whatever_a_model_writes_can_be_shown(markdown: str) -> None:
    pieces(markdown)


def test_unknown_elements_are_transparent() -> None:
    (paragraph,) = pieces_of_html("<article><p>One <blink>two</blink> three</p></article>")
    assert isinstance(paragraph, ParagraphPiece)
    assert flat(paragraph.runs) == "One two three"


def test_what_is_no_html_is_shown_as_it_is() -> None:
    (paragraph,) = pieces_of_html("<p>open")
    assert isinstance(paragraph, ParagraphPiece)
    assert flat(paragraph.runs) == "<p>open"


def test_lists_number_nest_and_tick() -> None:
    assert markers(pieces("3. a\n4. b\n    - c\n")) == ["3.", "4.", "•"]
    assert markers(pieces("- a\n    - b\n        - c\n            - d\n")) == ["•", "◦", "▪", "▪"]
    assert markers(pieces("- [ ] a\n- [x] b\n")) == [BOX, BOX_CHECKED]


def test_only_the_first_paragraph_of_an_item_carries_its_marker() -> None:
    assert markers(pieces("1. a\n\n   b\n")) == ["1.", ""]


def test_an_empty_item_still_shows_its_marker() -> None:
    assert markers(pieces("- a\n-\n- b\n")) == ["•", "•", "•"]


def test_tight_items_stand_close_and_loose_ones_do_not() -> None:
    assert [piece.place.is_tight for piece in pieces("- a\n- b\n- c\n")] == [False, True, True]
    assert not any(piece.place.is_tight for piece in pieces("- a\n\n- b\n\n- c\n"))


def test_a_bar_runs_through_one_quote_and_not_into_the_next() -> None:
    first, second, third = pieces("> a\n>\n> b\n\n<!-- -->\n\n> c\n")[0:2] + pieces("x\n\n> c\n")[1:]
    assert (first.place.joined, second.place.joined, third.place.joined) == (0, 1, 0)


def test_code_keeps_every_character_and_its_colours() -> None:
    (code,) = pieces("```python\ndef f():\n\n    return 'ü'\n```\n")
    assert isinstance(code, CodePiece)
    assert code.language == "python"
    assert code.text == "def f():\n\n    return 'ü'\n"
    assert any("kw" in run.marks for line in code.lines for run in line)


def test_tables_have_as_many_cells_in_every_row() -> None:
    (table,) = pieces("| a | b |\n|:-:|--:|\n| 1 |\n| 1 | 2 |\n")
    assert isinstance(table, TablePiece)
    assert table.aligns == ("center", "right")
    assert {len(row) for row in table.rows} == {2}
    assert table.heads == 1


def test_blocks_inside_a_cell_begin_lines_of_their_own() -> None:
    (table,) = pieces_of_html("<table><tr><td>one<p>two</p><p>three</p></td></tr></table>")
    assert isinstance(table, TablePiece)
    assert "".join(run.text for run in table.rows[0][0]) == LINE_BREAK.join(("one", "two", "three"))


def test_breaks_rules_and_maths() -> None:
    paragraph, rule, formula = pieces("a<br>b\n\n---\n\n$$x^2$$\n")
    assert isinstance(paragraph, ParagraphPiece)
    assert flat(paragraph.runs) == f"a{LINE_BREAK}b"
    assert isinstance(rule, RulePiece)
    assert isinstance(formula, ParagraphPiece)
    assert formula.kind == "math"


def test_a_line_break_in_chinese_is_no_space() -> None:
    (paragraph,) = pieces("这是\n中文\nand English\n")
    assert isinstance(paragraph, ParagraphPiece)
    assert flat(paragraph.runs) == "这是中文 and English"


@pytest.mark.parametrize(
    ("text", "is_rtl"),
    [("hello مرحبا", False), ("(1) مرحبا hello", True), ("שלום", True), ("123", False), ("汉字", False)],
)
def test_the_first_letter_with_a_direction_decides(text: str, is_rtl: bool) -> None:
    assert runs_rtl(text) is is_rtl


def test_typed_text_is_never_markup() -> None:
    first, second = pieces_of_text("# *no*\n<b>no</b>")
    assert isinstance(first, ParagraphPiece)
    assert isinstance(second, ParagraphPiece)
    assert (flat(first.runs), flat(second.runs)) == ("# *no*", "<b>no</b>")


@pytest.mark.parametrize(("text", "is_rtl"), [("اقتباس", True), ("a quote", False)])
def test_a_quote_is_indented_from_the_side_its_text_begins_at(text: str, is_rtl: bool) -> None:
    (piece,) = pieces_of_html(f"<blockquote><p>{text}</p></blockquote>")
    assert piece.place.is_rtl is is_rtl


def test_a_block_inside_a_cell_begins_a_line_of_its_own() -> None:
    (table,) = pieces_of_html("<table><tr><td>one<p>two</p><p>three</p></td><td><p>alone</p></td></tr></table>")
    assert isinstance(table, TablePiece)
    cells = [flat(cell) for row in table.rows for cell in row]
    assert cells == [f"one{LINE_BREAK}two{LINE_BREAK}three", "alone"]
