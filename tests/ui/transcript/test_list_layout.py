"""The page keeps what it holds where it is, whatever becomes known about other rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.conversation import Node
from turbodesk.chat.message import Role
from turbodesk.ui.transcript.estimates import Estimates
from turbodesk.ui.transcript.list_layout import Edge, ListLayout

GAP = 24


def node(message_id: str) -> Node:
    number = int(message_id[1:])
    return Node(message_id, None, Role.ASSISTANT if number % 2 else Role.USER, number * 37 % 4000)


def a_page(count: int, *, view_height: int = 600) -> ListLayout:
    page = ListLayout(margin_top=24, gap=GAP)
    page.view_height = view_height
    page.open([f"m{at}" for at in range(count)], node)
    return page


counts = st.integers(1, 300)


@given(count=counts, data=st.data())
def test_heights_that_become_known_leave_the_held_row_where_it_is(count: int, data: st.DataObject) -> None:
    page = a_page(count)
    held = data.draw(st.integers(0, count - 1))
    y = data.draw(st.integers(-3000, 600))
    page.hold(held, y)
    for at in data.draw(st.lists(st.integers(0, count - 1), max_size=20)):
        page.measured(at, data.draw(st.integers(1, 5000)), node(page.ids[at]))
        assert page.y(held) == y
    page.fit(node)
    assert page.y(held) == y
    page.void_heights(node, width=400, scale=1.5)
    assert page.y(held) == y


@given(count=counts, data=st.data())
def test_a_held_foot_stays_when_its_row_becomes_taller(count: int, data: st.DataObject) -> None:
    page = a_page(count)
    held = data.draw(st.integers(0, count - 1))
    page.hold(held, 400, Edge.BOTTOM)
    page.measured(held, data.draw(st.integers(1, 5000)), node(page.ids[held]))
    assert page.y(held) + page.height(held) == 400


@given(count=counts, scroll=st.integers(-1000, 200_000), slack=st.integers(0, 500))
def test_the_view_comes_back_between_start_and_end(count: int, scroll: int, slack: int) -> None:
    page = a_page(count)
    page.scroll_to(scroll)
    assert page.scroll == scroll
    page.clamp(slack)
    assert page.scroll == max(0, min(scroll, page.end_scroll + slack))


@given(count=counts, scroll=st.integers(0, 200_000))
def test_the_rows_in_view_are_those_that_reach_into_it(count: int, scroll: int) -> None:
    page = a_page(count)
    page.scroll_to(scroll)
    page.clamp()
    expected = [at for at in range(count) if page.y(at) < page.view_height and page.y(at) + page.height(at) - GAP > 0]
    assert list(page.visible()) == expected


@given(count=counts, data=st.data())
def test_a_spliced_page_is_like_one_opened_so(count: int, data: st.DataObject) -> None:
    page = a_page(count)
    first = data.draw(st.integers(0, count))
    new = [f"m{at}" for at in range(1000, 1000 + data.draw(st.integers(0, 40)))]
    page.splice(first, new, node)
    assert page.ids == [f"m{at}" for at in range(first)] + new
    assert [page.index_of(one) for one in page.ids] == list(range(len(page)))
    assert page.index_of(f"m{count}") is None
    assert page.content_end == 24 + sum(page.height(at) for at in range(len(page)))


def test_a_short_page_stands_at_the_top_and_a_long_one_at_its_end() -> None:
    short, long = a_page(1, view_height=5000), a_page(100)
    short.hold_end()
    long.hold_end()
    assert short.y(0) == 24
    assert long.y(99) + long.height(99) == long.view_height
    assert short.at_end
    assert long.at_end


@given(rest=st.integers(10, 300), slope=st.floats(0.05, 2), sizes=st.lists(st.integers(0, 5000), min_size=60))
def test_guesses_come_near_what_was_measured(rest: int, slope: float, sizes: list[int]) -> None:
    estimates = Estimates()
    for chars in sizes:
        estimates.learn(Node("m", None, Role.USER, chars), round(rest + slope * chars))
    if max(sizes) - min(sizes) < 1000:
        return  # nothing to tell a slope from
    (guess,) = estimates.heights([Node("m", None, Role.USER, sum(sizes) // len(sizes))])
    truth = rest + slope * (sum(sizes) / len(sizes))
    assert abs(guess - truth) <= 0.15 * truth + 40


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**6)), max_size=30))
def test_guesses_stay_sensible_whatever_was_measured(measured: list[tuple[int, int]]) -> None:
    estimates = Estimates()
    for chars, height in measured:
        estimates.learn(Node("m", None, Role.ASSISTANT, chars), height)
    nodes = [Node("m", None, role, chars) for role in Role for chars in (0, 10, 10**12)]
    assert all(1 <= height <= 2_000_000 for height in estimates.heights(nodes))


def test_a_row_with_a_small_gap_is_in_view_to_its_last_pixel() -> None:
    page = ListLayout(margin_top=24, gap=GAP)
    page.view_height = 400
    page.open(["m0", "m1"], lambda one: Node(one, None, Role.USER, 10))
    for index, height in ((0, 108), (1, 500)):
        page.measured(index, height, Node(page.ids[index], None, Role.USER, 10), gap=8 if index == 0 else None)
    page.scroll_to(24 + 99)
    assert page.first_in_view == 0
    page.scroll_to(24 + 100)
    assert page.first_in_view == 1


@given(counts, st.data())
def test_a_share_of_a_row_is_one_of_the_whole(count: int, data: st.DataObject) -> None:
    page = a_page(count)
    index = data.draw(st.integers(0, count - 1))
    top, end = page.share_of(f"m{index}"), page.share_of(f"m{index}", 1.0)
    assert top is not None
    assert end is not None
    assert round(top * page.content_end) == page.top(index)
    assert round(end * page.content_end) == page.top(index) + max(0, page.height(index) - GAP)
    assert page.share_of("gone") is None
