"""What is shown as left out is what a request leaves out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.attachments.keeping import left_out
from turbodesk.chat.attachments import PLAIN, Attachment
from turbodesk.chat.message import user_message
from turbodesk.gateway.attachments import wanted


@given(st.lists(st.integers(0, 4), max_size=6), st.none() | st.integers(0, 12))
def test_what_is_dimmed_is_what_is_not_sent(counts: list[int], keep: int | None) -> None:
    number = iter(range(100))
    messages = [
        user_message("words", None, [Attachment(f"{next(number):064x}", PLAIN).part for _ in range(count)])
        for count in counts
    ]
    path = [message.id for message in messages]
    by_id = dict(zip(path, counts, strict=True))
    dimmed = sum(left_out(one, path, by_id, keep=keep, drafted=0) for one in path)
    assert dimmed == sum(counts) - len(wanted(messages, keep))
    if keep is not None and path:
        assert left_out(path[-1], path, by_id, keep=keep, drafted=keep) == counts[-1]
