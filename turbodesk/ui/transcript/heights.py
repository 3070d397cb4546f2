"""Says how far down each of thousands of rows stands, and which row stands at a given height, without walking them.

A Fenwick tree over whole pixels: changing one row's height, asking for a row's top and finding the row at a height each
take a handful of steps however long the conversation is. Made for 10,000 rows in a few milliseconds.

Why not a plain list of tops: a height that becomes known while scrolling would shift every top below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate


class HeightIndex:
    """The heights of rows, in pixels, top to bottom. Rows are addressed by index; a height is at least 0."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights: list[int] = list(heights)
        self._tree: list[int] = []
        self._build()

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        """The sum of all heights."""
        return self.top(len(self._heights))

    def height(self, index: int) -> int:
        """Return the height of one row. Raises IndexError for a row there is not."""
        return self._heights[index]

    def heights(self) -> list[int]:
        """Return a copy of all heights."""
        return list(self._heights)

    def top(self, index: int) -> int:
        """Return the sum of the heights of the rows before `index`; `index` may be the number of rows."""
        total = 0
        while index > 0:
            total += self._tree[index]
            index &= index - 1
        return total

    def index_at(self, y: int) -> int:
        """Return the row that covers `y`: the first whose bottom is below it.

        Above everything it is the first row, below everything the last; with no rows, 0.
        """
        at, rest = 0, y
        step = 1 << len(self._heights).bit_length()
        while step:
            reached = at + step
            if reached <= len(self._heights) and self._tree[reached] <= rest:
                at = reached
                rest -= self._tree[reached]
            step >>= 1
        return max(0, min(at, len(self._heights) - 1))

    def set_height(self, index: int, height: int) -> int:
        """Change one row's height and return by how much it grew."""
        grown = height - self._heights[index]
        if grown:
            self._heights[index] = height
            at = index + 1
            while at < len(self._tree):
                self._tree[at] += grown
                at += at & -at
        return grown

    def truncate(self, count: int) -> None:
        """Keep the first `count` rows."""
        # A node of the tree sums rows up to its own only, so that the kept ones stay right.
        del self._heights[count:]
        del self._tree[count + 1 :]

    def extend(self, heights: Iterable[int]) -> None:
        """Add rows at the end."""
        added = list(heights)
        if len(added) > len(self._heights) // 8:
            self._heights += added
            self._build()
            return
        for height in added:
            self._heights.append(height)
            at = len(self._heights)
            self._tree.append(self.top(at - 1) + height - self.top(at & (at - 1)))

    def _build(self) -> None:
        sums = list(accumulate(self._heights, initial=0))
        self._tree = [0, *(sums[at] - sums[at & (at - 1)] for at in range(1, len(sums)))]
