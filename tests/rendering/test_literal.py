"""Proves that words written into a Markdown text show as they are, to us and to other readers of Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.rendering.documents import documents
from turbodesk.rendering import plain_text, to_html
from turbodesk.rendering.literal import literal

TYPED = (
    "line1\nline2\n# not a heading\n<b>x</b>\n    code?\n- no list\n1. nor this\n\\*literal\\* _x_ snake_case $a$ ~~b~~"
)


def shown(text: str) -> list[str]:
    """Return the lines of `text` that are not blank, without blanks at their ends."""
    return [line.rstrip(" \t") for line in text.expandtabs(4).split("\n") if line.strip(" \t")]


def as_read(markdown: str) -> list[str]:
    return [line.rstrip(" ") for line in plain_text(markdown).replace("\xa0", " ").split("\n") if line]


def by_another(markdown: str) -> list[str]:
    html = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)
    lines = re.sub(r"</?p>|<br />", "\n", html).replace("\xa0", " ").split("\n")
    for sign, name in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        lines = [line.replace(name, sign) for line in lines]
    return [line.rstrip(" ") for line in lines if line]


def without_tabs(text: str) -> str:
    """What the other renderer reads otherwise on its own: white space that is none of Markdown's."""
    return re.sub(r"[^\S\n]|`{3}|~{3}", " ", text)


@given(documents(everything=True))
@example(TYPED)
@example("a\n---\nb\n===\n| a |\n|---|\n+ x\n> q\n&amp; \\\n![x](https://y) [^1]: n")
@example("\\begin{align}\nx\n\\end{align}\n\\[x\\] \\(y\\) $$z$$")
def test_words_are_shown_as_they_are(text: str) -> None:
    text = without_tabs(text)
    assert as_read(literal(text)) == shown(text)
    assert by_another(literal(text)) == shown(text)


@given(st.text("`~- \n>a$\\[]1.#|*_&;:=+!<", max_size=60))
def test_signs_are_shown_as_they_are(text: str) -> None:
    text = without_tabs(text)
    assert as_read(literal(text)) == shown(text)
    assert by_another(literal(text)) == shown(text)


@pytest.mark.parametrize(
    "text", ["It costs $5, or ~3 €.", "snake_case_name", "R&D at 5:30 (maybe)!", "a - b + c = d > e | f", "C# 1.5"]
)
def test_plain_words_stay_plain(text: str) -> None:
    assert literal(text) == text


def test_code_between_fences_stays_code() -> None:
    code = "```python\nif x:\n    y = *z*\n```"
    assert literal(f"Why?\n{code}\n# so") == f"Why?\n\n{code}\n\n\\# so"
    assert to_html(literal("```\nopen *x*")) == "<p>```<br />\nopen *x*</p>"
