"""Documents of office programs read as text: what the person saw comes out, and hostile ones end in a sentence."""

from __future__ import annotations

import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.attachments import files
from turbodesk.app.documents import reading
from turbodesk.chat.errors import AttachmentRefused


def refusal(data: bytes, name: str = "it") -> str:
    """Why a document is not read."""
    with pytest.raises(AttachmentRefused) as caught:
        reading.text_of(data, name)
    return caught.value.note.sentence


def test_the_text_of_office_files_is_taken_out() -> None:
    body = (
        "<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:instrText>HIDDEN</w:instrText><w:t>end</w:t></w:r></w:p>"
    )
    text, note = reading.text_of(files.docx(body), "it.docx")
    assert text.splitlines() == ["One\ttwo", "a \tb", "end"]
    assert "Only the text" in note
    assert reading.text_of(files.xlsx(), "it.xlsx")[0] == "Sheet 1\nFruit\tApples\t12.5\tkg"
    assert reading.text_of(files.pptx("First", "Second"), "it.pptx")[0] == "Slide 1\nFirst\n\nSlide 2\nSecond"
    assert reading.text_of(files.odt("words"), "it.odt")[0] == "Title\nwords\tend"


def test_slides_come_in_the_order_of_their_numbers() -> None:
    text, _ = reading.text_of(files.pptx(*(f"no. {number}" for number in range(1, 12))), "it.pptx")
    assert text.index("no. 2") < text.index("no. 10")


ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(encoding: str) -> None:
    text = f'{ENTITIES}<w:document xmlns:w="{files.W}"><w:p><w:r><w:t>&b;&f;</w:t></w:r></w:p></w:document>'
    assert "damaged or protected" in refusal(files.zipped({"word/document.xml": text.encode(encoding)}), "it.docx")


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_document_packed_in_a_way_that_cannot_be_unpacked_in_portions_is_refused(method: int) -> None:
    data = files.zipped({"word/document.xml": "<document/>"}, method)
    assert "damaged or protected" in refusal(data, "it.docx")


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_XML", 1_000_000)
    bomb = files.docx(f"<w:p><!--{' ' * 3_000_000}--></w:p>")
    assert len(bomb) < 10_000
    assert "unpacks to far more" in refusal(bomb, "it.docx")


def test_the_text_of_an_endless_document_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_TEXT", 1_000)
    text, note = reading.text_of(files.docx("<w:p><w:r><w:t>word </w:t></w:r></w:p>" * 2_000), "it.docx")
    assert len(text) <= 1_000
    assert "Only the beginning" in note


@given(st.binary(max_size=120), st.integers(0, 600))
def test_no_damage_to_an_office_file_is_more_than_a_refusal(rubbish: bytes, at: int) -> None:
    sound = files.docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>")
    data = sound[:at] + rubbish + sound[at + len(rubbish) :]
    with suppress(AttachmentRefused):
        reading.text_of(data, "it.docx")
