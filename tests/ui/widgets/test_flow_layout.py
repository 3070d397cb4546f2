"""Boxes set in rows never overlap, never leave the width they have, and keep their order."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize

from turbodesk.ui.widgets.flow_layout import flowed

SIZES = st.lists(st.builds(QSize, st.integers(1, 300), st.integers(1, 200)), max_size=12)


@given(SIZES, st.integers(300, 800), st.integers(0, 16), st.booleans())
def test_boxes_in_rows(sizes: list[QSize], width: int, gap: int, to_the_right: bool) -> None:
    placed = flowed(sizes, width=width, gap=gap, to_the_right=to_the_right)
    assert [rect.size() for rect in placed] == sizes
    assert all(rect.left() >= 0 and rect.right() < width for rect in placed)
    assert not any(one.intersects(other) for one, other in combinations(placed, 2))
    assert sorted(placed, key=lambda rect: (rect.y(), rect.x())) == placed
    if to_the_right and placed:
        assert placed[-1].right() == width - 1
