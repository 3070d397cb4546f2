"""An attachment that did not arrive is noticed by the count of input tokens, and no other is suspected."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.attachments import PDF, PLAIN, Attachment
from turbodesk.chat.message import Usage
from turbodesk.chat.unseen import least_tokens, why_unseen

PICTURE = Attachment("0" * 64, "image/png", "cat.png", 9_000, width=800, height=600)
PAPER = Attachment("1" * 64, PDF, "paper.pdf", 90_000, pages=10)
NOTES = Attachment("2" * 64, PLAIN, "notes.txt", 8_000)


def test_what_counts_less_than_half_of_the_least_is_told() -> None:
    assert why_unseen([PAPER], Usage(21)).startswith("The gateway counted 21 tokens for a question with “paper.pdf”")
    assert "2 attachments" in why_unseen([PAPER, NOTES], Usage(21))
    assert why_unseen([PICTURE], Usage(12))


def test_a_small_picture_at_a_small_model_is_not_suspected() -> None:
    assert why_unseen([PICTURE], Usage(64 + 12)) == ""


@given(st.lists(st.sampled_from([PICTURE, PAPER, NOTES]), max_size=4), st.integers(0, 100_000))
def test_what_arrived_is_never_suspected(attached: list[Attachment], words: int) -> None:
    usual = sum(least_tokens(one) for one in attached)
    assert why_unseen(attached, Usage(usual + words)) == ""
    assert why_unseen(attached, Usage(3, 1, usual, words)) == "", "cached or not"
    assert why_unseen(attached, Usage()) == why_unseen(attached, Usage(0)) == "", "nothing was counted"
