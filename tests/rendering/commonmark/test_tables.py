"""Shows where the rows of a table are cut, and proves that no word of a row is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.rendering import plain_text
from turbodesk.rendering.commonmark.tables import split_row


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| `A|B` | either |", ["`A|B`", "either"]),
        ("| `|I| > 2` | 1 ms |", ["`|I| > 2`", "1 ms"]),
        ("| $P(A|B)$ | conditional |", ["$P(A|B)$", "conditional"]),
        (r"| \(P(A|B)\) | x |", [r"\(P(A|B)\)", "x"]),
        ("``x|`|y`` | z", ["``x|`|y``", "z"]),
        (r"| `a|b` | `c\|d` |", ["`a|b`", "`c|d`"]),
        ("| a | `c|d` |", ["a", "`c|d`"]),
        ("| $5 | $6 |", ["$5", "$6"]),
        ("|$5|$6|$7|", ["$5", "$6 | $7"]),
        ("|$a|$b|$c|", ["$a", "$b | $c"]),
        ("| `a | b |", ["`a", "b"]),
        ("| a | b | c | | d | |", ["a", "b | c |  | d"]),
        ("| a | b | | |", ["a", "b"]),
        ("| `a|b` |", ["`a", "b`"]),
    ],
)
def test_rows_of_two_columns(row: str, cells: list[str]) -> None:
    assert split_row(row, columns=2, lenient=True) == cells


def test_a_header_may_have_pipes_in_code() -> None:
    assert plain_text("| `a|b` | c |\n|---|---|\n| 1 | 2 |") == "a|b\tc\n1\t2"


def test_github_drops_what_stands_behind_the_last_column() -> None:
    assert split_row("| `A|B` | c |", columns=2, lenient=False) == ["`A", "B`", "c"]


PIECES = st.sampled_from(["|", " ", "`", "``", "$", r"\|", r"\(", r"\)", "one", "two", "3"])


@given(row=st.lists(PIECES, max_size=12).map("".join), columns=st.integers(1, 3))
def test_no_word_of_a_row_is_lost(row: str, columns: int) -> None:
    cells = split_row(row, columns=columns, lenient=True)
    assert len(cells) <= columns
    assert re.findall(r"\w", "".join(cells)) == re.findall(r"\w", row)
