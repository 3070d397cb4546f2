"""Pages of HTML as text: what is shown, in its order, and nothing that runs or hides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.documents import bounds
from turbodesk.app.documents.markup import read_page
from turbodesk.app.documents.writing import DocumentText


def read(page: str) -> str:
    text = DocumentText()
    read_page(page, text)
    return text.joined()


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h1>One &amp; two</h1><p>a <b>b</b>\nc<br>d", "# One & two\n\na b c\nd"),
        ("<ul><li>a<li>b<ol><li>c</li><li>d</ol></ul>e", "- a\n- b\n  1. c\n  2. d\n\ne"),
        ("<li>alone</li>", "- alone"),
        ("<title>no</title><style>p{}</style><script>alert('<p>no</p>')</script>yes", "yes"),
        ("<SCRIPT>x</script >yes<script>no end", "yes"),
        ("a <!-- <p>no</p> --> b <![CDATA[ no ]]> c <?php no ?> d", "a b c d"),
        ("x &lt;5 < 6 <3", "x <5 < 6 <3"),
        ("<div style='Display : NONE'>a<div>b</div>c</div>yes<span hidden>no</span>", "yes"),
        ("<p style='color:red;mso-hide:all'>no</p><p class=hidden>yes</p>", "yes"),
        ("<a href='https://e.org/?a=1&amp;b'>here</a> <a href=javascript:x>x</a>", "[here](https://e.org/?a=1&b) x"),
        ("<a href='https://e.org'>a</a></a>", "[a](https://e.org)"),
        ("<pre>a  b\n  c</pre> d  e", "a  b\n  c\n\nd e"),
        ("a<img alt='x > y' src=\"z\">b <x:y>c</x:y>", "ab c"),
        ("a\xa0b&nbsp;c\xadd\u200b", "a b cd"),
        ("<svg><text>no</text></svg><svg/>yes", "yes"),
        ("<table><tr><th>A<th>B<tr><td>1<td><p>2<p>3</table>", "| A | B |\n|---|---|\n| 1 | 2<br>3 |"),
        ("<table><tr><td>a<td>b</table>", "a\n\nb"),
        ("<table><tr><td>a<table><tr><td>b</table>c</table>d", "a\n\nb\n\nc\n\nd"),
        ("<table><td>a", "a"),
        ("<table>stray<tr><td>1<td>2<tr><td>3<td>4", "stray\n\n| 1 | 2 |\n|---|---|\n| 3 | 4 |"),
        ("", ""),
        ("<", "<"),
        ("<a", ""),
    ],
)
def test_a_page_is_read_as_it_is_shown(page: str, expected: str) -> None:
    assert read(page) == expected


PIECES = (
    *("<", ">", "</", "<!--", "-->", "<div hidden>", "</div>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<pre>"),
    *("<li>", "<ol>", "</ol>", "<a href=http://x>", "</a>", "</pre>", "<h2>", "&#0;", "&amp", "'", '"', "<p hidden>"),
    *("<br/>", "word", " ", "\n", "=", "<script>", "</script>"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_page_breaks_it(page: str) -> None:
    read(page)


def test_an_endless_page_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_TEXT", 1_000)
    with pytest.raises(bounds.Full):
        read("<p>word</p>" * 500)
    with pytest.raises(bounds.Oversized):
        read_page("<p>" * 5_000, DocumentText(), lambda: False)
