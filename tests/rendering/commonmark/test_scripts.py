"""Proves that formulas and addresses are found beside letters of scripts that put no spaces between words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from turbodesk.rendering import to_html

PROSE = st.text(st.sampled_from("其中是变量递增令第项のはまで公式식은ไทยကခខ្ញ"), min_size=1, max_size=6)
FORMULAS = st.sampled_from(["x", "x>0", "f(x)", r"\pi r^2", "n=10", "i", "E=mc^2", r"\text{速度}", "α", "a_1"])
MAILS = st.sampled_from(["support@example.com", "a.b-c+d@example.jp", "x_y@sub.example.org", "müller@example.de"])


def spans(html: str) -> list[str]:
    return [part.partition("</span>")[0] for part in html.split('<span class="math">')[1:]]


def links(text: str) -> list[str]:
    return [part.partition("<")[0].partition(">")[2] for part in to_html(text).split("<a ")[1:]]


@given(parts=st.lists(st.tuples(PROSE, FORMULAS), min_size=1, max_size=4), last=PROSE)
@example(parts=[("面积为", r"\pi r^2"), ("，令", "n=10")], last="。")
def test_formulas_close_to_prose(parts: list[tuple[str, str]], last: str) -> None:
    text = "".join(f"{prose}${tex}$" for prose, tex in parts) + last
    assert spans(to_html(text)) == [tex.replace(">", "&gt;") for _, tex in parts]


@pytest.mark.parametrize(
    "text",
    [
        "花费$100和$200元，环境变量$HOME和$PATH。",
        "原价$100，现价$80。价格为$5，不是$6。",
        "把$HOME改为$后",
        "платить в$или в$разных",
        "größe$a$",
    ],
)
def test_prices_and_variables_close_to_prose_stay_text(text: str) -> None:
    assert to_html(text) == f"<p>{text}</p>"


@given(before=PROSE, mail=MAILS, after=st.one_of(PROSE, st.sampled_from(["。", "，", ".", ""])))
def test_mail_close_to_prose(before: str, mail: str, after: str) -> None:
    assert links(before + mail + after) == [mail]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Почта:иван@example.com", ["иван@example.com"]),
        ("a@b@c.de", []),
        ("请打开“https://example.com/x”查看。", ["https://example.com/x"]),
        ("‘https://e.co/a’, or “https://e.co/b.”", ["https://e.co/a", "https://e.co/b"]),
        ("«https://e.co/c» ‹https://e.co/d›", ["https://e.co/c", "https://e.co/d"]),
        ("https://e.co/c، ثم https://e.co/d؟", ["https://e.co/c", "https://e.co/d"]),
        ("https://e.co/c… and https://e.co/d—or", ["https://e.co/c", "https://e.co/d"]),
        ("https://e.co/Michelson–Morley – so", ["https://e.co/Michelson–Morley"]),
        ("https://e.co/Schrödinger’s_cat’", ["https://e.co/Schrödinger’s_cat"]),
        ("https://zh.e.co/佐々木。", ["https://zh.e.co/佐々木"]),
        ("https://e.co/a\u200bb \\[https://e.co/\\]", ["https://e.co/a", "https://e.co/"]),
        ("访问https://example.com查看", ["https://example.com"]),
        ("http://localhost:3000查看", ["http://localhost:3000"]),
        ("https://www.b站.com/a 和 https://例子.com/x", ["https://www.b站.com/a", "https://例子.com/x"]),
    ],
)
def test_where_an_address_ends(text: str, found: list[str]) -> None:
    assert links(text) == found


@given(mark=st.sampled_from("“”„«»‹›—…。，、！？）」』】《》〉\u200b\u2060"), after=PROSE)
def test_no_sign_of_the_sentence_becomes_part_of_an_address(mark: str, after: str) -> None:
    assert links(f"https://example.com/x{mark}{after}") == ["https://example.com/x"]
