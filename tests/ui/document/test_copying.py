"""What goes to the clipboard."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.document.test_document import SNIPPETS
from turbodesk.rendering import literal
from turbodesk.rendering import to_html as rendered
from turbodesk.ui.document import copying
from turbodesk.ui.document.builder import pieces_of_html, pieces_of_text
from turbodesk.ui.document.pieces import Piece


def pieces(markdown: str) -> list[Piece]:
    return pieces_of_html(rendered(markdown))


@given(st.lists(st.sampled_from(SNIPPETS), max_size=5))
def test_html_is_well_formed(parts: list[str]) -> None:
    html = copying.to_html(pieces("".join(parts))).replace("<br>", "<br/>").replace("<hr>", "<hr/>")
    ElementTree.fromstring(f"<div>{html}</div>")


def test_a_table_is_a_table_and_a_list_is_a_list() -> None:
    html = copying.to_html(pieces("1. a\n2. b\n    - c\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n"))
    assert "<ol><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul></li></ol>" in html
    assert '<tr><th>x</th><th align="right">y</th></tr><tr><td>1</td><td align="right">2</td></tr>' in html


def test_nothing_of_the_text_becomes_markup() -> None:
    assert copying.to_html(pieces("`<script>` & [x](https://e.org/?a=1&b=2)")) == (
        '<p><code>&lt;script&gt;</code> &amp; <a href="https://e.org/?a=1&amp;b=2">x</a></p>'
    )


@pytest.mark.parametrize(
    "markdown",
    [
        "# Heading",
        "Some *words*, **more**, ~~gone~~ and `code`.",
        "- a\n- b\n   - c",
        "1. a\n2. b",
        "- [ ] open\n- [x] done",
        "> quoted\n>\n> again",
        "```python\nx = 1\n```",
        "````\n```\n````",
        "| a | b |\n| :--- | ---: |\n| 1 | 2 |",
        "---",
        "[text](https://example.org)",
        "\\*literal\\* and snake\\_case, \\`x\\` &amp;amp; \\<b>",
        "1\\. no list",
        "- 1\\. no list\n- \\# no heading",
        "\\# no heading\\\n\\> no quote\\\n\\- no list",
        "> \\- no list",
        "# 1. Heading \\#",
        "| \\*a\\* |\n| --- |\n| b \\| c |",
        "[a \\[1\\] b](https://example.org)",
        "[no](link\\)",
    ],
)
def test_markdown_of_a_selection_renders_as_what_was_selected(markdown: str) -> None:
    assert pieces(copying.to_markdown(pieces(markdown))) == pieces(markdown)


@given(st.text("`~- \n>a$\\[]()1.#|*_&;:=+!<", max_size=40))
def test_signs_of_a_selection_stay_signs(text: str) -> None:
    shown = pieces(literal(text))
    assert pieces(copying.to_markdown(shown)) == shown


def test_plain_text_reads_as_the_page_does() -> None:
    assert copying.to_plain(pieces("Two\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n")) == (
        "Two\n\n- a\n- b\n\nx\ty\n1\t2"
    )


def test_typed_text_comes_back_as_typed() -> None:
    text = "  def f():\n\n    *x*"
    made = copying.mime(pieces_of_text(text), markdown=text)
    assert made.text() == text
    assert not made.hasHtml()
    assert (
        bytes(made.data("text/markdown").data()).decode() == "&nbsp;&nbsp;def f():\n\n&nbsp;&nbsp;&nbsp;&nbsp;\\*x\\*"
    )


def test_all_three_forms_are_there() -> None:
    made = copying.mime(pieces("**a**"), markdown="**a**")
    assert made.text() == "a"
    assert made.html() == "<p><strong>a</strong></p>"
    assert bytes(made.data("text/markdown").data()) == b"**a**"
