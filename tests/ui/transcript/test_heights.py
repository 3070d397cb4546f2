"""The height index answers as a plain list of heights would, whatever is done to it."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from turbodesk.ui.transcript.heights import HeightIndex

heights = st.lists(st.integers(0, 5000), max_size=60)


class HeightIndexAgainstList(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.model: list[int] = []
        self.index = HeightIndex()

    @rule(new=heights)
    def make(self, new: list[int]) -> None:
        self.model = list(new)
        self.index = HeightIndex(new)

    @rule(more=heights)
    def extend(self, more: list[int]) -> None:
        self.model += more
        self.index.extend(more)

    @rule(data=st.data())
    def truncate(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(0, len(self.model)))
        del self.model[count:]
        self.index.truncate(count)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), height=st.integers(0, 5000))
    def set_height(self, data: st.DataObject, height: int) -> None:
        at = data.draw(st.integers(0, len(self.model) - 1))
        assert self.index.set_height(at, height) == height - self.model[at]
        self.model[at] = height

    @rule(y=st.integers(-10, 200_000))
    def index_at(self, y: int) -> None:
        bottoms = list(accumulate(self.model))
        found = next((at for at, bottom in enumerate(bottoms) if bottom > y), max(0, len(bottoms) - 1))
        assert self.index.index_at(y) == found

    @invariant()
    def tops_agree(self) -> None:
        assert [self.index.top(at) for at in range(len(self.model) + 1)] == list(accumulate(self.model, initial=0))
        assert self.index.heights() == self.model
        assert self.index.total == sum(self.model)
        assert len(self.index) == len(self.model)


TestHeightIndex = HeightIndexAgainstList.TestCase


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=200))
def test_every_row_is_found_at_its_top_and_at_its_last_pixel(rows: list[int]) -> None:
    index = HeightIndex(rows)
    for at, height in enumerate(rows):
        assert index.index_at(index.top(at)) == at
        assert index.index_at(index.top(at) + height - 1) == at
