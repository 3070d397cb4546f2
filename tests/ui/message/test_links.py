"""A link is judged by what it is called on the page, and goes where it was judged to go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QUrl

from tests.rendering.links.spelling import HOSTS, spellings
from turbodesk.rendering import to_html
from turbodesk.rendering.links import Verdict, judge
from turbodesk.ui.document.builder import pieces_of_html
from turbodesk.ui.document.pieces import OBJECT, SET, ParagraphPiece, TextRun
from turbodesk.ui.message.links import as_written

EVIL = "https://evil.example/x"


def verdicts(markdown: str, href: str = EVIL) -> set[Verdict]:
    pieces = pieces_of_html(to_html(markdown))
    return {judge(*as_written(pieces, QUrl(href))).verdict}


@pytest.mark.parametrize(
    "markdown",
    [
        f"[here]({EVIL}) and [bank.com]({EVIL})",
        f"[here]({EVIL})\n\n* [bank.com]({EVIL})",
        f"| a |\n|---|\n| [here]({EVIL}) |\n| [bank.com]({EVIL}) |",
        f"[bank]({EVIL})[.com]({EVIL})",
        f"[**bank**.`com`]({EVIL})",
        f"![bank.com]({EVIL})",
        f"[bank&period;com]({EVIL}) [bank&#x3002;com]({EVIL})",
        f"x[^1]\n\n[^1]: [bank.com]({EVIL})",
        f"[bank.com][a]\n\n[a]: {EVIL}",
    ],
)
def test_no_other_link_to_the_same_place_hides_what_one_is_called(markdown: str) -> None:
    assert verdicts(markdown) == {Verdict.ASK}


@pytest.mark.parametrize("markdown", [f"\u202e[moc.knab]({EVIL})", f"* see\u202e here: [moc.knab]({EVIL})"])
def test_a_link_that_is_turned_round_by_what_stands_before_it_asks(markdown: str) -> None:
    assert verdicts(markdown) == {Verdict.ASK}


@pytest.mark.parametrize("href", [EVIL, f"{EVIL}2"])
def test_links_without_a_gap_between_them_are_read_as_one(href: str) -> None:
    assert verdicts(f"see [bank]({EVIL})[.com]({EVIL}2) now", href) == {Verdict.ASK}


def test_links_without_a_gap_that_say_no_address_do_not_ask() -> None:
    both = f"![build passing]({EVIL})[docs]({EVIL}2) [example.org](https://example.org/)[^1]\n\n[^1]: Note"
    assert verdicts(both) == {Verdict.OPEN}
    assert verdicts(both, "https://example.org/") == {Verdict.OPEN}


@pytest.mark.parametrize("tex", ["bank{.}com", r"b\,ank\ldotp c o m", r"\mathbf{bank}\text{.}com"])
def test_a_formula_is_read_as_it_is_drawn(tex: str) -> None:
    formula = TextRun(OBJECT + tex, frozenset(("math", SET)), EVIL)
    assert judge(*as_written([ParagraphPiece((formula,))], QUrl(EVIL))).verdict is Verdict.ASK


def test_the_same_honest_link_twice_does_not_ask() -> None:
    assert verdicts(
        "[example.org](https://example.org/) [example.org](https://example.org/)", "https://example.org/"
    ) == {Verdict.OPEN}


@pytest.mark.parametrize("text", ["Node.js", "ASP.NET", "README.md", "main.go", "Vue.js docs"])
def test_a_name_with_a_dot_does_not_ask(text: str) -> None:
    assert verdicts(f"[{text}]({EVIL})") == {Verdict.OPEN}


@given(st.data(), HOSTS)
def test_the_desktop_is_sent_to_the_host_that_was_judged(data: st.DataObject, host: str) -> None:
    judged = judge(f"https://{data.draw(spellings(host))}/x", "here")
    assert QUrl(judged.address).host().removesuffix(".") == host == judged.goes_to


@given(st.text(max_size=60))
def test_two_parsers_never_read_one_address_differently(text: str) -> None:
    judged = judge(f"https://{text}", "")
    url = QUrl(judged.address)
    if judged.address and url.isValid():
        assert url.host(QUrl.ComponentFormattingOption.FullyEncoded).strip("[]").removesuffix(
            "."
        ) == judged.goes_to.strip("[]")
