"""What is said of an attachment before it is sent."""

from __future__ import annotations

import pytest

from turbodesk.chat.attachments import PDF, PLAIN, Attachment, Original
from turbodesk.chat.model import Model
from turbodesk.ui.attachments.sent_wording import picture_sent, text_sent
from turbodesk.ui.attachments.wording import facts

MODEL = Model("usual", "Usual")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "The model gets 1 character, about 1 token."),
        ("word " * 10_000, "The model gets 50,000 characters, about 18,000 tokens."),
        ("名" * 100, "The model gets 100 characters, about 100 tokens."),
        (" \n", "Nothing could be read from it: the model is told that it is empty."),
    ],
)
def test_a_text_is_told_with_its_length_and_an_estimate(text: str, expected: str) -> None:
    assert text_sent(Attachment("0" * 64, PLAIN), text, MODEL) == expected


def test_what_a_text_was_read_with_is_told_where_a_person_chose_it() -> None:
    chosen = Attachment("0" * 64, PLAIN, encoding="koi8-r")
    assert text_sent(chosen, "a", MODEL).endswith("1 token. Read as Cyrillic (KOI8-R).")


def test_a_note_stands_behind_it() -> None:
    noted = Attachment("0" * 64, PLAIN, note="Only the text of this document is sent.")
    assert text_sent(noted, "a", MODEL).endswith("1 token. Only the text of this document is sent.")


def test_a_picture_is_told_as_it_is_sent_and_as_it_was() -> None:
    picture = Attachment(
        "0" * 64, "image/png", width=2_000, height=1_000, original=Original("", 5_000_000, 4_000, 2_000)
    )
    assert picture_sent(picture, width=1_568, height=784, size=900_000, model=MODEL) == (
        "The model gets 1,568 × 784 pixels, 900 KB, about 1,600 tokens. Your file has 4,000 × 2,000 pixels, 5.0 MB."
    )
    same = Attachment("0" * 64, "image/png", width=20, height=10, original=Original("", 500, 20, 10))
    sent = "The model gets 20 × 10 pixels, 400 bytes, about 1 token."
    assert picture_sent(same, width=20, height=10, size=400, model=MODEL) == f"{sent} Your file has 500 bytes."
    old = Attachment(
        "0" * 64, "image/png", width=20, height=10, note="Only the first picture of this animation is sent."
    )
    assert picture_sent(old, width=20, height=10, size=400, model=MODEL) == f"{sent} {old.note}"


def test_pages_without_text_are_told_in_whatever_language_that_was_noted() -> None:
    assert facts(Attachment("0" * 64, PDF, size=9, pages=1)) == "PDF, 1 page, 9 bytes"
    noted = Attachment("0" * 64, PDF, size=9, pages=12, note="Es konnte kein Text gelesen werden.")
    assert facts(noted) == "PDF, 12 pages without text, 9 bytes"


def test_the_encoding_is_told_where_it_is_not_the_usual_one() -> None:
    assert facts(Attachment("0" * 64, PLAIN, size=9, encoding="utf-8")) == "Text, 9 bytes"
    assert facts(Attachment("0" * 64, PLAIN, size=9, encoding="cp1251")) == "Text, 9 bytes, Windows-1251"
    assert facts(Attachment("0" * 64, PLAIN, size=9, encoding="made up")) == "Text, 9 bytes"
