"""Proves that highlighting never changes code, and names tokens by the documented classes alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.rendering import to_html
from turbodesk.rendering.highlight import CLASSES, MAX_LENGTH, MAX_LINE, highlight, prepare

LANGUAGES = [
    "python",
    "js",
    "html",
    "bash",
    "c++",
    "json",
    "diff",
    "sql",
    "yaml",
    "rust",
    "py",
    "TypeScript",
    "nonsense",
    "",
]
TOKENS = st.sampled_from(
    ["def ", "x", " = ", "1", '"', "'", "#", "\n", "\n\n", "  ", "{", "}", "<", "&", "//", "\ufeff", "é", "$", "`"]
)


@given(code=st.lists(TOKENS, max_size=30).map("".join), language=st.sampled_from(LANGUAGES))
def test_spans_make_up_the_code_again(code: str, language: str) -> None:
    spans = highlight(code, language)
    assert "".join(text for _, text in spans) == code
    assert {kind for kind, _ in spans} <= {"", *CLASSES}


def test_tokens_of_python() -> None:
    spans = dict(
        (text.strip(), kind) for kind, text in highlight("@cached\ndef f(x):\n    return 'a' + 1  # why\n", "python")
    )
    assert spans["@cached"] == "fn"
    assert spans["def"] == spans["return"] == "kw"
    assert spans["f"] == "fn"
    assert spans["'a'"] == "str"
    assert spans["1"] == "num"
    assert spans["# why"] == "com"


@pytest.mark.parametrize("language", ["ts:src/app.ts", "ts,linenos", "TS", "{.ts}"])
def test_what_follows_the_language_is_no_part_of_its_name(language: str) -> None:
    assert ("kw", "let ") in highlight("let x = 1", language)


def test_unknown_language_and_very_long_lines_are_plain() -> None:
    assert highlight("x = 1", "klingon") == (("", "x = 1"),)
    line = "x" * (MAX_LINE + 1)
    assert highlight(line, "python") == (("", line),)


def test_the_same_code_is_lexed_once() -> None:
    assert highlight("a = 1", "python") is highlight("a = 1", "python")


def test_long_code_in_a_text_is_left_plain_for_a_thread() -> None:
    code = "x = 1\n" * (MAX_LENGTH // 6 + 1)
    assert "<span" not in to_html(f"```python\n{code}```\n")
    assert "<span" in to_html("```python\nx = 1\n```\n")


def test_preparing_takes_any_language() -> None:
    prepare()
    prepare("klingon")
