"""A saved attachment has a name that fits what it is, and never one that leads to another folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.attachments import PDF, PLAIN, Attachment
from turbodesk.ui.attachments.saving import file_name


@pytest.mark.parametrize(
    ("media_type", "name", "expected"),
    [
        ("image/jpeg", "beach.heic", "beach.jpg"),
        ("image/jpeg", "beach.jpeg", "beach.jpeg"),
        ("image/png", "", "Picture.png"),
        (PDF, "report.PDF", "report.PDF"),
        (PLAIN, "main.py", "main.py"),
        (PLAIN, "", "Text.txt"),
        ("image/png", "../../.profile", "profile.png"),
        (PLAIN, "名" * 100 + ".py", "名" * 46 + ".py"),
        ("image/jpeg", "名" * 100 + ".JPEG", "名" * 45 + ".JPEG"),
        (PDF, "C:\\Windows\\it.pdf", "C Windows it.pdf"),
    ],
)
def test_the_name_fits_what_is_stored(media_type: str, name: str, expected: str) -> None:
    assert file_name(Attachment("0" * 64, media_type, name)) == expected


def test_a_text_keeps_its_ending_and_what_was_read_out_of_a_document_does_not() -> None:
    noted = Attachment("0" * 64, PLAIN, "letter.docx", note="Gesendet wird nur der Text.")
    assert file_name(noted) == "letter.txt"
    guessed = Attachment("0" * 64, PLAIN, "old.log", note="Das ist geraten.", encoding="cp1251")
    assert file_name(guessed) == "old.log"


@given(st.text(), st.sampled_from(["image/png", PDF, PLAIN]))
def test_no_name_is_a_path(name: str, media_type: str) -> None:
    made = file_name(Attachment("0" * 64, media_type, name))
    assert Path(made).name == made
    assert "\\" not in made
