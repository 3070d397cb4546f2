"""Long texts in portions, and long lines in parts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from turbodesk.rendering import to_html
from turbodesk.ui.document.builder import pieces_of_html, pieces_of_text
from turbodesk.ui.document.copying import to_plain
from turbodesk.ui.document.pieces import CodePiece, ParagraphPiece, TablePiece, flat, joined_tables
from turbodesk.ui.document.portions import (
    CUT,
    LONGEST_LINE,
    PORTION,
    LineBreaker,
    portion_end,
    with_breaks,
    without_breaks,
)
from turbodesk.ui.document.typography import typography
from turbodesk.ui.theme.themes import LIGHT

TEXTS = st.lists(
    st.sampled_from(("word " * 900, "x" * 5_000, "日本" * 2_100, "\n", "\n\n", " ", "- a ", "|a|b", "`")), max_size=7
).map("".join)
CUTS = st.lists(st.integers(1, 6_000), max_size=12)


@given(TEXTS, CUTS)
def test_where_lines_are_broken_does_not_depend_on_how_the_text_comes(text: str, sizes: list[int]) -> None:
    breaker, at, parts = LineBreaker(), 0, list[str]()
    for size in [*sizes, len(text)]:
        parts.append(breaker.take(text[at : at + size]))
        at += size
    assert "".join(parts) == with_breaks(text)


@given(TEXTS)
def test_no_line_stays_long_and_nothing_is_lost(text: str) -> None:
    broken = with_breaks(text)
    assert max(map(len, broken.split("\n"))) <= LONGEST_LINE + 202
    assert without_breaks(broken) == text


def test_the_sign_of_a_break_is_no_character_of_a_text() -> None:
    assert CUT not in with_breaks(f"a{CUT}\n{CUT}b")


@given(TEXTS)
def test_portions_cover_the_text_and_none_costs_much(text: str) -> None:
    at = 0
    while at < len(text):
        end, cost = portion_end(text, at)
        longest = 60 * text.count("|", at, end)
        assert at < end <= at + PORTION + LONGEST_LINE
        assert cost <= max(PORTION, LONGEST_LINE + 40 + longest)
        at = end


def test_a_long_line_is_one_paragraph() -> None:
    text = "It goes on and on, " * 300 + "*to the end*"
    (piece,) = pieces_of_html(to_html(with_breaks(text)))
    assert isinstance(piece, ParagraphPiece)
    assert flat(piece.runs) == "It goes on and on, " * 300 + "to the end"


def test_what_follows_a_break_begins_no_list() -> None:
    text = "word " * 800 + "- 1. # > no list, no heading and no quote"
    (piece,) = pieces_of_html(to_html(with_breaks(text)))
    assert isinstance(piece, ParagraphPiece)
    assert flat(piece.runs) == text


def test_a_long_line_of_code_stands_as_several_and_is_copied_as_one() -> None:
    line = "a=1;" * 3_000
    for language in ("", "python"):
        (piece,) = pieces_of_html(to_html(with_breaks(f"```{language}\n{line}\nb\n```")))
        assert isinstance(piece, CodePiece)
        assert max(len(flat(one)) for one in piece.lines) <= LONGEST_LINE + 200
        assert piece.text == f"{line}\nb\n"
        assert to_plain([piece]) == f"{line}\nb"


def test_a_paragraph_of_very_many_lines_ends_somewhere() -> None:
    pieces = pieces_of_html(to_html("a line of a paragraph\n" * 2_000))
    assert len(pieces) > 1
    assert max(len(flat(piece.runs)) for piece in pieces if isinstance(piece, ParagraphPiece)) < 9_000


def test_a_long_line_of_typed_text_shows_no_sign_of_its_breaks() -> None:
    pieces = pieces_of_text(LineBreaker().take("x" * 10_000))
    assert "".join(flat(piece.runs) for piece in pieces if isinstance(piece, ParagraphPiece)) == "x" * 10_000


def test_a_long_table_is_in_parts_without_a_gap_or_a_header(qapp: QApplication) -> None:
    rows = "".join(f"| {n} | b |\n" for n in range(100))
    pieces = pieces_of_html(to_html(f"| a | b |\n|--:|---|\n{rows}\nThe end"))
    tables = [piece for piece in pieces if isinstance(piece, TablePiece)]
    assert [(len(table.rows), table.heads) for table in tables] == [(41, 1), (40, 0), (20, 0)]
    assert [flat(row[0]) for table in tables for row in table.rows] == ["a", *map(str, range(100))]
    assert {table.aligns for table in tables} == {("right", "")}
    assert typography(LIGHT, 100).gap(tables[0], tables[1]) == 0
    assert len(pieces) == 4
    assert joined_tables(pieces)[0] == tables[0]._replace(rows=tuple(row for table in tables for row in table.rows))


def test_many_levels_leave_the_text_most_of_the_page(qapp: QApplication) -> None:
    (piece,) = pieces_of_html(to_html("> " * 90 + "deep"))
    assert typography(LIGHT, 100).indent(piece.place) < 400
