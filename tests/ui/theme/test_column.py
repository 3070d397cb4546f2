"""The column never leaves its room, stands in the middle of it, and is as wide as asked where there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.ui.theme.column import Column, room_for

COLUMNS = st.builds(Column, width=st.sampled_from((0, 640, 760, 960)), scale=st.floats(0.5, 2.5))


@given(COLUMNS, st.integers(60, 8000))
def test_it_stands_in_the_middle_with_sides_for_a_scroll_bar(column: Column, room: int) -> None:
    left, width = column.within(room)
    right = room - left - width
    assert 0 <= right - left <= 1
    assert left >= (24 if room >= 600 else 16)
    if column.width:
        assert width <= round(column.width * column.scale)


@given(st.integers(1, 560))
def test_there_is_room_for_what_is_as_wide_as_it_gets(width: int) -> None:
    room = room_for(width)
    assert Column(0).within(room)[1] == width


def test_full_width_leaves_only_the_sides() -> None:
    assert Column(0, 2.0).within(1000) == (24, 952)
    assert Column(0, 0.5).within(400) == (16, 368)
    assert (Column(0).within(600), Column(0).within(599)) == ((24, 552), (16, 567))
