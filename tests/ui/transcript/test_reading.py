"""When the view may move by itself, as numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.settings import Scrolling
from turbodesk.ui.transcript.reading import Reading

pixels = st.integers(0, 100_000)


def reading(scrolling: Scrolling, *, following: bool) -> Reading:
    made = Reading()
    made.scrolling = scrolling
    made.is_following = following
    return made


@given(st.sampled_from(Scrolling), st.booleans(), pixels, pixels, st.none() | pixels)
def test_it_never_goes_up_nor_beyond_the_end(
    scrolling: Scrolling, following: bool, scroll: int, end: int, question: int | None
) -> None:
    wanted = reading(scrolling, following=following).wanted(scroll=scroll, end_scroll=end, question_scroll=question)
    assert scroll <= wanted <= max(scroll, end)


@given(st.sampled_from(Scrolling), pixels, pixels, st.none() | pixels)
def test_nothing_moves_unless_it_follows(scrolling: Scrolling, scroll: int, end: int, question: int | None) -> None:
    assert reading(scrolling, following=False).wanted(scroll=scroll, end_scroll=end, question_scroll=question) == scroll


@given(pixels, pixels, pixels)
def test_reading_never_takes_the_question_off_the_top(scroll: int, end: int, question: int) -> None:
    wanted = reading(Scrolling.READ, following=True).wanted(scroll=scroll, end_scroll=end, question_scroll=question)
    assert wanted <= max(scroll, question)


@given(pixels, pixels)
def test_following_goes_to_the_end(scroll: int, end: int) -> None:
    wanted = reading(Scrolling.FOLLOW, following=True).wanted(scroll=scroll, end_scroll=end, question_scroll=None)
    assert wanted == max(scroll, end)


def test_a_hand_ends_the_following_and_the_end_or_a_new_question_begins_it() -> None:
    for scrolling in (Scrolling.READ, Scrolling.FOLLOW):
        one = reading(scrolling, following=False)
        one.reply_began("q")
        assert one.is_following
        one.scrolled_by_hand(to_end=False)
        assert not one.is_following
        one.scrolled_by_hand(to_end=True)
        assert one.is_following
    off = reading(Scrolling.OFF, following=False)
    off.reply_began("q")
    off.scrolled_by_hand(to_end=True)
    assert not off.is_following


def test_text_out_of_sight_is_unseen_until_the_end_was_in_view() -> None:
    one = Reading()
    one.grew(at_end=True)
    assert not one.has_unseen
    one.grew(at_end=False)
    one.settled(at_end=False)
    assert one.has_unseen
    one.settled(at_end=True)
    assert not one.has_unseen
