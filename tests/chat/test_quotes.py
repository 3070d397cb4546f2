"""A quote is found wherever printing and copying have changed it, and said to be nowhere where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.quotes import FoldedText, located


def marked(text: str, quote: str, near: int = 0) -> list[str] | None:
    found = FoldedText(text).find(quote, near=near)
    return None if found is None else [text[first:last] for first, last in found.ranges]


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("The rent is due on the first.", "due on the first", "due on the first"),
        ("the rent is\r\ndue on\r\nthe first", "The rent is due on the first", "the rent is\r\ndue on\r\nthe first"),
        ("a man\x02\r\nagement of risk", "management of risk", "man\x02\r\nagement of risk"),
        ("a man-\nagement of risk", "management of risk", "man-\nagement of risk"),
        ("a manage\xadment", "management", "manage\xadment"),
        ("an eﬃcient oﬀice", "efficient office", "eﬃcient oﬀice"),
        ("efficient", "eﬃcient", "efficient"),
        ("he said “no” — twice", 'said "no" - twice', "said “no” — twice"),
        ("10\u00a0000\u2009€", "10 000 €", "10\u00a0000\u2009€"),
        ("租金应于每月\n第一天支付。", "租金应于每月第一天支付", "租金应于每月\n第一天支付"),
        ("Straße", "STRASSE", "Straße"),
    ],
)
def test_what_printing_changes_is_no_difference(text: str, quote: str, found: str) -> None:
    assert marked(text, quote) == [found]


def test_of_several_places_the_nearest_is_meant() -> None:
    text = "one two. " * 5
    found = FoldedText(text).find("two", near=24)
    assert found is not None
    assert found.start == 22


def test_a_quote_that_goes_on_in_another_place_is_found_in_pieces() -> None:
    first = "The tenant shall keep the premises in good repair and"
    second = "condition throughout the whole of the term of the lease."
    text = f"{first}\nFooter of the page, 17\n{second}"
    found = FoldedText(text).find(f"{first} {second}")
    assert found is not None
    assert not found.is_whole
    shown = "".join(text[a:b] for a, b in found.ranges)
    assert "premises in good repair" in shown
    assert "whole of the term" in shown
    assert "Footer" not in shown


@pytest.mark.parametrize(
    "quote", ["", " \n ", "—", "nothing of the kind", "Nothing of the kind at all, and long enough too"]
)
def test_what_does_not_stand_there_is_not_found(quote: str) -> None:
    assert marked("The rent is due on the first of each month.", quote) is None


def test_a_huge_quote_is_known_by_its_beginning() -> None:
    text = "abcdefghij " * 5_000
    assert FoldedText(text).find(text * 20) is not None
    assert FoldedText("short").find("x" * 1_000_000) is None


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_any_stretch_of_a_text_is_found_in_it(text: str, first: int, length: int) -> None:
    quote = text[first : first + length]
    found = FoldedText(text).find(quote, near=first)
    assert found is None or found.is_whole
    if any(one.isalnum() for one in quote):
        assert found is not None


TEXT = "A 😀 and the 🦊 said: the rent is due. Later: the rent is due."


def test_letters_are_counted_as_the_gateway_counts_them_or_in_utf_16() -> None:
    quote = "the rent is due"
    second = TEXT.rindex(quote)
    in_units = len(TEXT[:second].encode("utf-16-le")) // 2
    for start in (second, in_units):
        found = located(TEXT, quote, start, start + len(quote))
        assert found is not None
        assert found.ranges == ((second, second + len(quote)),)


@pytest.mark.parametrize("place", [(-5, 3), (0, 10**12), (10**12, 10**13), (7, 7), (9, 2), (None, None), (3, None)])
def test_a_place_out_of_range_is_not_believed(place: tuple[int | None, int | None]) -> None:
    found = located(TEXT, "the rent is due", *place)
    assert found is not None
    assert TEXT[slice(*found.ranges[0])] == "the rent is due"
    assert located(TEXT, "no such words in it", *place) is None
