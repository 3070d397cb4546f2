"""Shows which escaped brackets hold words, and which hold TeX; and environments that stand without dollars."""

from __future__ import annotations

import pytest

from turbodesk.rendering import to_html
from turbodesk.rendering.commonmark.prose import is_prose

WORDS = [
    "optional",
    "softly",
    "Recipient's Name",
    "Source: WHO, 2020",
    "TODO: fix",
    "v1.2.3",
    "2024-01-05",
    "url",
    "see below",
    "可选",
    "e-mail",
    "https://example.org/x_y",
    "me@example.org",
    "well-known",
    "Your Company, Inc.",
    "необязательно",
    "facultatif, été",
    "UNESCO",
    "1.2.3",
    "see section 1\\.2",
    "a cat",
]
TEX = [
    "x",
    "n",
    "ab",
    "xyz",
    "abc",
    "ABC",
    "5",
    "2x",
    "f(x)",
    "f'(x)",
    "n log n",
    "\\sin x",
    "sin x",
    "dx",
    "a - b",
    "x_1",
    "x^2",
    "E = mc^2",
    "\\text{speed}",
    "α",
    "αβ",
    "n!",
    "a, b",
    "x \\in A",
    "p \\mid q",
    "a \\cdot b",
    "H_2O",
    "\\alpha",
    "k-1",
    "30\\%",
    "10 km",
    "x mod n",
    "PQ",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_keep_their_brackets(text: str) -> None:
    assert is_prose(text, brackets=True)
    assert is_prose(text, brackets=False)


@pytest.mark.parametrize("tex", TEX)
def test_tex_is_set(tex: str) -> None:
    assert not is_prose(tex, brackets=False)


@pytest.mark.parametrize("text", ["1", "1, 2", "1–3", "sic", "citation needed"])
def test_brackets_alone_are_written_for_citations(text: str) -> None:
    assert is_prose(text, brackets=True)


def test_brackets_and_parentheses_of_a_sentence() -> None:
    assert to_html(r"See \[1, 2\] and the \(optional\) flag, \[link\]\(url\)") == (
        "<p>See [1, 2] and the (optional) flag, [link](url)</p>"
    )
    assert to_html("\\[Recipient's\nName\\]\n\n\\[\nfor the reader\n\\]") == (
        "<p>[Recipient's\nName]</p><p>[\nfor the reader\n]</p>"
    )
    assert to_html("\\[\n x, y\n\\]") == '<div class="math display">x, y</div>'


MATRIX = "\\begin{pmatrix}1&amp;2\\\\3&amp;4\\end{pmatrix}"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", (
            '<div class="math display">\\begin{align}\na &amp;= b \\\\\nc &amp;= d\n\\end{align}</div>'
        )),
        ("So:\n\\begin{equation*} x \\end{equation*}.\nend", (
            '<p>So:</p><div class="math display">\\begin{equation*} x \\end{equation*}</div><p>end</p>'
        )),
        ("A \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix} is", f'<p>A <span class="math display">{MATRIX}</span> is</p>'),
        ("\\begin{align}\na &= b \\\\\nc", "<p>\\begin{align}\na &amp;= b \\\\\nc</p>"),
        ("\\begin{itemize}\n\\item *a*\n\\end{itemize}", (
            "<p>\\begin{itemize}\n\\item <em>a</em>\n\\end{itemize}</p>"
        )),
    ],
)  # fmt: skip
def test_environments_need_no_dollars(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize("opening", ["$$", "\\[", "\\begin{align}"])
def test_lines_without_an_end_are_maths_no_longer_than_any_formula(opening: str) -> None:
    closing = {"$$": "$$", "\\[": "\\]"}.get(opening, "\\end{align}")
    lines = "a_1 + b_1\n" * 700
    assert to_html(f"{opening}\n{lines}{closing}").startswith('<div class="math display">')
    assert "math" not in to_html(f"{opening}\n{lines}{lines}{closing}")
