"""Which links open, which ask first, and which never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.ui.transcript.links import Verdict, judge


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://example.org/a", "the article"),
        ("https://example.org/a", "https://example.org/other"),
        ("https://www.example.org/a", "example.org"),
        ("https://example.org", "www.example.org"),
        ("http://example.org:8080/", "Example.org/x"),
        ("mailto:me@example.org", "me@example.org"),
        ("mailto:me@example.org?subject=hi", "write to me"),
        ("https://example.org", "version 3.11 of node.js, e.g. this"),
    ],
)
def test_an_honest_link_opens(href: str, text: str) -> None:
    assert judge(href, text) is Verdict.OPEN


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://evil.example/x", "https://bank.example"),
        ("https://evil.example/x", "bank.com"),
        ("https://evil.example/x", "see www.bank.example/login now"),
        ("https://bank.example@evil.example/", "click"),
        ("https://bаnk.example/", "bank"),
        ("https://xn--bnk-7cd.example/", "bank"),
        ("mailto:thief@example.org", "friend@example.org"),
    ],
)
def test_a_link_that_may_mislead_asks_first(href: str, text: str) -> None:
    assert judge(href, text) is Verdict.ASK


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "vbscript:x", "", "x", "https://", "http://["],
)
def test_nothing_but_web_and_mail_is_opened(href: str) -> None:
    assert judge(href, "click") is Verdict.REFUSE


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_link_can_be_judged(href: str, text: str) -> None:
    verdict = judge(href, text)
    if verdict is not Verdict.REFUSE:
        assert href.strip().lower().startswith(("http:", "https:", "mailto:"))
