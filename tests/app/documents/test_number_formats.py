"""A cell shows its number as its format says; what Excel shows was looked up in it or in ECMA-376, 18.8.31."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.documents.number_formats import BUILT_IN, shown

SHOWN = [
    (1234.5, "#,##0.00", "1,234.50"),
    (0.25, "0%", "25%"),
    (0.075, "0.0%", "7.5%"),
    (-5.5, "#,##0.00;[Red](#,##0.00)", "(5.50)"),
    (0.0, '#,##0;(#,##0);"-"', "-"),
    (1_234_567.0, '0.0,,"M"', "1.2M"),
    (1234.5, '"$"#,##0.00', "$1,234.50"),
    (1234.5, "#,##0.00\\ [$€-407]", "1,234.50 €"),
    (1234.5, '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-', "1,234.50 €"),
    (0.5, "# ?/?", "1/2"),
    (3.25, "# ??/??", "3 1/4"),
    (1.5, "?/8", "12/8"),
    (0.99, "# ?/4", "1"),
    (12_345_678.9, "0.00E+00", "1.23E+07"),
    (12_345_678.9, "##0.0E+0", "12.3E+6"),
    (9.999e5, "0.0E+0", "1.0E+6"),
    (1.0, "General", "1"),
    (0.1 + 0.2, "", "0.3"),
    (1e-5, "General", "0.00001"),
    (1e20, "General", "1E+20"),
    (5.0, 'General" kg"', "5 kg"),
    (44.0, "@", "44"),
    (5_551_234.0, "000-0000", "555-1234"),
    (7.0, "00", "07"),
    (0.0, "#", ""),
    (0.5, ".00", ".50"),
    (0.5, "#.##", ".5"),
    (0.1, "0.0##", "0.1"),
    (-0.001, "0.00", "0.00"),
    (1.005, "0.00", "1.01"),
    (2.5, "0", "3"),
    (5.0, '0 "days"', "5 days"),
    (3.0, ";;;", ""),
    (3.0, '"n/a"', "n/a"),
    (12.0, '[<10]"low";[>=10]"high"', "high"),
    (5.0, '[>100]"much";[>50]"some"', ""),
    (5.0, '[>100]"much";0', "5"),
    (5.0, "[>x]0", "5"),
    (5.0, "[>1.2.3]0", "5"),
    (1e308, "0" + "%" * 200, "1E+308"),
    (-12.0, "0;0", "12"),
    (46205.0, "yyyy-mm-dd", "2026-07-02"),
    (46205.0, "[$-409]d\\-mmm\\-yyyy;@", "2026-07-02"),
    (46205.5, 'yyyy"年"m"月"d"日"', "2026-07-02"),
    (46205.0, "mmm-yy", "2026-07"),
    (46205.0, "yyyy", "2026"),
    (46205.0, "dddd", "2026-07-02"),
    (46053.38541666666, "yyyy-mm-dd h:mm:ss", "2026-01-31 09:15:00"),
    (0.6041666666666666, "h:mm", "14:30"),
    (0.25, "h:mm AM/PM", "06:00"),
    (1.083333333333333, "[hh]:mm:ss", "26:00:00"),
    (1.5, "[h]", "36"),
    (0.5, "[mm]:ss", "720:00"),
    (0.5, "[s]", "43200"),
    (60.0, "d/m/yyyy", "1900-02-29"),
    (1.0, "d/m/yyyy", "1900-01-01"),
    (0.0, "d/m/yyyy", "1900-01-00"),
    (-1.0, "d/m/yyyy", "-1"),
    (1e300, "d/m/yyyy", "1E+300"),
    (float("nan"), "0", ""),
]


@pytest.mark.parametrize(("value", "code", "words"), SHOWN)
def test_a_number_is_shown_as_its_cell_shows_it(value: float, code: str, words: str) -> None:
    assert shown(value, code) == words


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert shown(46205 - 1462, "yyyy-mm-dd", is_1904=True) == "2026-07-02"


def test_each_format_that_has_a_number_alone_shows_something() -> None:
    assert all(shown(46205.75, code) for code in BUILT_IN.values())


@given(st.floats(), st.text(alphabet='0#?.,%/E+-;[]<>=hmsdyAPG"\\_*@ $€年1', max_size=30))
def test_any_code_shows_any_number_or_nothing(value: float, code: str) -> None:
    assert len(shown(value, code)) < 1_000
