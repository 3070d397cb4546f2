"""A prompt is kept as it was written, and its variables are found where they stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.prompt import (
    LONGEST,
    MOST_LETTERS,
    Blank,
    Prompt,
    clean_name,
    clean_text,
    fill,
    matching,
    name_for,
)

PIECES = st.lists(
    st.sampled_from(["{{", "}}", "{", "}", "a", " ", "\n", "😀", "date", "{{b}}", "{{ date }}"]), max_size=30
)


@given(st.text(), st.text())
def test_what_is_kept_is_read_again_as_it_was(name: str, text: str) -> None:
    name, text = clean_name(name), clean_text(text)
    assert (name, text) == (clean_name(name), clean_text(text))
    prompt = Prompt(name, text)
    assert Prompt.from_json(prompt.to_json()) == (prompt if name and text else None)


@pytest.mark.parametrize(
    "raw",
    [None, [], "text", {}, {"name": "A"}, {"text": "a"}, {"name": 1, "text": "a"}, {"name": " ", "text": "a"}]
    + [{"name": "A", "text": text} for text in ("", " \n\t", None, 7)],
)
def test_what_is_no_prompt_is_left(raw: object) -> None:
    assert Prompt.from_json(raw) is None


def test_names_and_texts_are_bounded() -> None:
    prompt = Prompt.from_json({"name": "n" * 500, "text": "t" * (LONGEST + 9), "id": "\n"})
    assert prompt is not None
    assert (len(prompt.name), len(prompt.text)) == (MOST_LETTERS, LONGEST)
    assert prompt.id != "\n"
    assert len(prompt.first_words) <= 120


@given(PIECES.map("".join))
def test_every_blank_stands_where_its_braces_are(text: str) -> None:
    filled, blanks = fill(text, {"date": "1 {{May}}"})
    assert filled == re.sub(r"\{\{ *date *\}\}", "1 {{May}}", text)
    for blank in blanks:
        braces = filled[blank.start : blank.end]
        assert (braces[:2], braces[2:-2].strip(), braces[-2:]) == ("{{", blank.name, "}}")
        assert blank.name not in ("date", "May", "")
    assert list(blanks) == sorted(blanks, key=lambda one: one.start)


def test_what_is_known_is_written_in_and_looked_through_no_more() -> None:
    filled = fill("{{Clipboard}} into {{language}}", {"clipboard": "{{x}}", "language": ""})
    assert filled == ("{{x}} into {{language}}", (Blank(11, 23, "language"),))


def test_braces_without_end_take_no_time() -> None:
    assert fill("{{" + " " * LONGEST, {}) == ("{{" + " " * LONGEST, ())
    assert fill("{{" * LONGEST, {})[1] == ()


def test_names_that_begin_with_the_words_come_first() -> None:
    prompts = [Prompt(name, "x") for name in ("Concise", "My code", "Code review", "Encode", "Other")]
    assert [one.name for one in matching(prompts, "co")] == ["Concise", "Code review", "My code", "Encode"]
    assert matching(prompts, "zz") == []
    assert len(matching(prompts, "")) == len(prompts)


def test_a_text_gives_its_own_name() -> None:
    assert name_for("Sum this up") == "Sum this up"
    assert name_for("Write a letter to the landlord about the heating") == "Write a letter to the landlord about"
    assert name_for("x" * 99) == "x" * 40
    assert name_for("") == ""
