"""What a made title looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.titles import LONGEST, branch_title, is_title_of, title_from
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.one_line import one_line


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Explain entanglement", "Explain entanglement"),
        ("  # Plan a trip\n\nto *Rome*  ", "Plan a trip to Rome"),
        ("word " * 40, "word " * 10 + "word…"),
        ("你" * 100, "你" * (LONGEST - 1) + "…"),
        ("```\n```", ""),
        ("How do I do this in C#?", "How do I do this in C#?"),
        ("What does snake_case mean if a > b", "What does snake_case mean if a > b"),
        ("Is 3*4 or <b>x</b> | y ~5 `grep -v`?", "Is 3*4 or <b>x</b> | y ~5 grep -v?"),
        ("> said *he*, and __she__ ~~never~~ **did**", "said he, and she never did"),
        ("* one\n* two\n## three", "one two three"),
        ("#tag and __init__.py", "#tag and __init__.py"),
        ("\u202eevil title txt.exe\u202c normal", "evil title txt.exe normal"),
        ("\u200b> quoted\r> twice\u2028> thrice", "quoted twice thrice"),
        ("> " * 2_000 + "words", "words"),
        ("1. > a\n- [ ] > b\n- [x] c", "a b c"),
        ("2 > 1 and [x] stay", "2 > 1 and [x] stay"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨\u200d👩\u200d👧" * 30, "👨\u200d👩\u200d👧" * 11 + "…"),
        ("a" * 57 + "e\u0301e\u0301", "a" * 57 + "e\u0301…"),
    ],
)
def test_a_title_is_the_beginning_of_what_was_asked(text: str, title: str) -> None:
    assert title_from(text) == title


@given(st.text())
def test_a_title_is_one_short_line_of_any_text(text: str) -> None:
    title = title_from(text)
    assert len(title) <= LONGEST
    assert "\n" not in title
    assert title == title.strip() == one_line(title)


def test_a_branch_has_a_title_that_no_other_chat_has() -> None:
    assert branch_title("Trip", []) == "Trip (branch)"
    assert branch_title("Trip (branch)", ["Trip (branch)"]) == "Trip (branch 2)"
    assert branch_title("Trip (branch 7)", ["Trip (branch)", "Trip (branch 2)"]) == "Trip (branch 3)"


def test_a_title_made_of_a_picture_without_a_name_is_known_in_every_language() -> None:
    nameless = [Attachment("0" * 64, "image/png", "", 10, 4, 4).part]
    assert all(is_title_of(title, "", nameless) for title in ("Picture", "Bild", "图片", "صورة"))
    assert not is_title_of("Datei", "", nameless), "a file is called so"
    assert not is_title_of("Bild", "What is this?", nameless), "words give the title"
    named = [Attachment("0" * 64, "image/png", "cat.png", 10, 4, 4).part]
    assert is_title_of("cat.png", "", named)
    assert not is_title_of("Bild", "", named)
