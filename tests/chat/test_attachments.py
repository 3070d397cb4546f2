"""References to files: what they cost, how they are named, and what is no reference."""

from __future__ import annotations

import pytest

from turbodesk.chat import estimate
from turbodesk.chat.attachments import PDF, PLAIN, Attachment, attachment_of, called, in_words, size_in_words
from turbodesk.chat.model import Model, Sampling
from turbodesk.chat.parts import Document, Image

OLD = Model("m", "M", sampling=Sampling.ONE)


def test_attachments_are_estimated_without_their_bytes() -> None:
    picture = Attachment("0" * 64, "image/png", "a.png", 50_000, 1_092, 1_092).part
    paper = Attachment("1" * 64, PDF, "a.pdf", 50_000, pages=4).part
    notes = Attachment("2" * 64, PLAIN, "a.txt", 3_700).part
    assert estimate.of_part(picture, OLD) == 1_521
    assert estimate.of_part(paper, OLD) == pytest.approx(4 * 3_000, rel=0.01)
    assert estimate.of_part(notes, OLD) == pytest.approx(1_000, rel=0.01)


@pytest.mark.parametrize(
    "source",
    [
        {"type": "base64", "sha256": "0" * 64, "media_type": "image/png"},
        {"type": "attachment", "sha256": "../../etc", "media_type": "image/png"},
        {"type": "attachment", "sha256": "0" * 64},
        {"type": "attachment", "sha256": "0" * 64, "media_type": PDF},
    ],
)
def test_what_is_damaged_stands_for_nothing(source: dict[str, object]) -> None:
    assert attachment_of(Image(source)) is None


def test_strange_fields_are_left_aside() -> None:
    source = {"type": "attachment", "sha256": "0" * 64, "media_type": PDF, "pages": -3, "size": "7", "name": 4}
    assert attachment_of(Document(source)) == Attachment("0" * 64, PDF)
    assert attachment_of(Document({**source, "pages": 10**400, "size": 2**31})) == Attachment("0" * 64, PDF)


def test_what_was_pasted_is_called_by_its_kind() -> None:
    assert Attachment("0" * 64, PDF, "a.pdf").label == "a.pdf"
    assert [Attachment("0" * 64, kind).label for kind in ("image/png", PDF, PLAIN)] == ["Picture", "PDF", "Text"]
    given = Attachment("0" * 64, "audio/wav", call="t1")
    assert (given.label, given.is_sendable) == ("File", False)
    assert attachment_of(given.part) == given


def test_names_and_sizes_in_words() -> None:
    assert in_words(Attachment("0" * 64, PDF, "a.pdf")) == "PDF “a.pdf”"
    assert in_words(Attachment("0" * 64, "image/png")) == "picture"
    assert in_words(Attachment("0" * 64, PLAIN, "a.txt")) == "file “a.txt”"
    assert called(Attachment("0" * 64, PLAIN, "a.txt")) == "a.txt"
    assert called(Attachment("0" * 64, "image/png")) == "picture", "in a sentence it stands in quotation marks"
    turning = Attachment("0" * 64, PDF, "\u202efdp.txt")
    assert (in_words(turning), turning.label) == ("PDF “fdp.txt”", "fdp.txt"), "another program may have stored it"
    sizes = [size_in_words(size) for size in (1, 999, 1_000, 999_499, 999_500, 18_000_000)]
    assert sizes == ["1 byte", "999 bytes", "1 KB", "999 KB", "1.0 MB", "18.0 MB"]
