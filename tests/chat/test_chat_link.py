"""A link to a chat holds its id and nothing else, whatever somebody writes into a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.chat_link import is_link, link_to, linked_chat
from turbodesk.chat.ids import new_id


def test_a_link_leads_to_the_chat_it_was_made_of() -> None:
    one = new_id()
    assert linked_chat(link_to(one)) == one
    assert is_link(link_to(one))


@pytest.mark.parametrize(
    "change",
    [
        "{}/", "{}?text=hello", "{}#end", "{} --gateway http://evil.example", "{}\n", " {}", "{}/../..", "{}%00",
        "{}\u0661",
    ],
)  # fmt: skip
def test_a_link_with_anything_more_is_none(change: str) -> None:
    assert linked_chat(change.format(link_to(new_id()))) == ""


@pytest.mark.parametrize(
    "link",
    [
        "turbodesk:", "turbodesk://", "turbodesk://chat/", "turbodesk://new?text=hello", "TURBODESK://chat/x",
        "turbodesk://settings/gateway", "turbodesk://chat/../../etc/passwd",
    ],
)  # fmt: skip
def test_other_links_of_the_scheme_lead_nowhere(link: str) -> None:
    assert is_link(link)
    assert linked_chat(link) == ""


@given(st.text())
def test_no_text_breaks_it(words: str) -> None:
    assert linked_chat(words) == "" or link_to(linked_chat(words)) == words
