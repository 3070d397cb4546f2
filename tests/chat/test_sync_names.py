"""Names are read as folders show them, and ranges are the set of their numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.sync_names import LogName, Ranges, new_suffix, new_writer

NAME = LogName("a" * 16, 3, 12, "b" * 8)
BARE = str(NAME).removesuffix(".tds")


@pytest.mark.parametrize(
    "copy",
    [
        str(NAME),
        str(NAME).upper(),
        f"{BARE} (conflicted copy 2026-11-28).tds",
        f"{BARE}.sync-conflict-20261128-101010-ABCDEFG.tds",
        f"{BARE}-OFFICE-PC.tds",
        f"{BARE} (1).tds",
    ],
)
def test_copy_that_a_program_made_is_the_file_itself(copy: str) -> None:
    assert LogName.read(copy) == NAME


@pytest.mark.parametrize(
    "other",
    [
        ".stfolder",
        "desktop.ini",
        f".{NAME}.icloud",
        f".{NAME}",
        f"~syncthing~{NAME}.tmp",
        f"{NAME}.part",
        f"{NAME}~",
        f"{NAME}/x",
        f"x{NAME}",
        f"{BARE}c.tds",
        str(NAME).replace("3-12", "12-3"),
        str(NAME).replace("3-12", "0-12"),
        str(NAME).replace("3-12", "3-٣"),
        f"{BARE}{'x' * 300}.tds",
        "",
    ],
)
def test_what_else_lies_about_is_none(other: str) -> None:
    assert LogName.read(other) is None


def test_new_names_are_read() -> None:
    name = LogName.new(new_writer(), 1, 10**17)
    assert LogName.read(str(name)) == name
    assert name != LogName.new(name.writer, 1, 10**17)
    assert len(new_suffix()) == 8


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 6))))
def test_ranges_are_the_set_of_their_numbers(pairs: list[tuple[int, int]]) -> None:
    ranges = Ranges()
    for first, more in pairs:
        ranges.add(first, first + more)
    numbers = {one for first, more in pairs for one in range(first, first + more + 1)}
    assert {one for first, last in ranges for one in range(first, last + 1)} == numbers
    assert list(Ranges((first, first + more) for first, more in pairs)) == list(ranges)
    assert all(before[1] + 1 < after[0] for before, after in zip(ranges, list(ranges)[1:], strict=False))
    missing = set(range(1, max(numbers, default=0))) - numbers
    assert {one for first, last in ranges.gaps() for one in range(first, last + 1)} == missing
    assert bool(ranges) == bool(numbers)
    for first in range(1, 12):
        assert ranges.covers(first, first + 3) == (set(range(first, first + 4)) <= numbers)


class _Counted(int):
    """A number that counts how often it is compared."""

    times = 0

    def __lt__(self, other: int) -> bool:
        _Counted.times += 1
        return int(self) < other

    def __le__(self, other: int) -> bool:
        _Counted.times += 1
        return int(self) <= other

    def __gt__(self, other: int) -> bool:
        _Counted.times += 1
        return int(self) > other

    def __ge__(self, other: int) -> bool:
        _Counted.times += 1
        return int(self) >= other


def test_ranges_of_many_names_that_nobody_of_ours_gave_are_quick() -> None:
    _Counted.times = 0
    ranges, numbers = Ranges(), [_Counted(2 * (number * 7919 % 5000) + 1) for number in range(5000)]
    for number in numbers:
        assert not ranges.covers(number, number)
        ranges.add(number, number)
    assert _Counted.times <= 100 * len(numbers)
