"""The column never leaves its page, stands in the middle of it, and is as wide as asked where there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.ui.theme.column import Column

COLUMNS = st.builds(Column, width=st.sampled_from((0, 640, 760)), scale=st.floats(0.5, 2.5))


@given(COLUMNS, st.integers(60, 8000))
def test_it_stands_in_the_middle_with_sides_for_a_scroll_bar(column: Column, page: int) -> None:
    left, width = column.within(page)
    right = page - left - width
    assert 0 <= right - left <= 1
    assert left >= 16
    if column.width:
        assert width <= round(column.width * column.scale)


def test_full_width_leaves_only_the_sides() -> None:
    assert Column(0).within(1000) == (32, 936)
    assert Column(0, 2.0).within(1000) == (60, 880)
    assert Column(0).within(200) == (25, 150)
