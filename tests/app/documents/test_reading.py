"""What a document is, is told by its structure; hostile and damaged ones end in a sentence, and in bounded time."""

from __future__ import annotations

import random
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.attachments.files import zipped
from tests.app.documents import packages
from turbodesk.app.documents import bounds
from turbodesk.app.documents.reading import text_of
from turbodesk.chat.errors import AttachmentRefused

ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
WORDS = "<w:p><w:r><w:t>words</w:t></w:r></w:p>"


def refusal(data: bytes, name: str = "it") -> str:
    """Why a document is not read."""
    with pytest.raises(AttachmentRefused) as caught:
        text_of(data, name)
    return caught.value.note.sentence


def with_main(content: bytes) -> bytes:
    """A package whose main part is this."""
    ties = packages.relationships({"r": ("officeDocument", "word/document.xml")})
    return zipped({"_rels/.rels": ties, "word/document.xml": content})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(encoding: str) -> None:
    text = (
        f"{ENTITIES}<w:document {packages.NAMES}><w:body><w:p><w:r><w:t>&b;&f;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert "is damaged" in refusal(with_main(text.encode(encoding)))


def test_a_document_type_without_declarations_is_that_of_an_old_file() -> None:
    data = packages.opendocument("text", "<text:p>words</text:p>")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        content = archive.read("content.xml").decode()
    old = '<!DOCTYPE office:document-content PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "office.dtd">'
    assert text_of(zipped({"content.xml": old + content}), "it")[0] == "words"


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_document_packed_in_a_way_that_cannot_be_unpacked_in_portions_is_refused(method: int) -> None:
    ties = packages.relationships({"r": ("officeDocument", "word/document.xml")})
    data = zipped({"_rels/.rels": ties, "word/document.xml": packages.part("w:document", "")}, method)
    assert "is damaged" in refusal(data)


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_UNPACKED", 1_000_000)
    bomb = packages.word(f"<w:p><!--{' ' * 3_000_000}--></w:p>")
    assert len(bomb) < 10_000
    assert "unpacks to far more" in refusal(bomb)


def test_a_table_of_contents_longer_than_a_document_has_is_not_read() -> None:
    data = bytearray(packages.word(WORDS))
    data[-10:-6] = (9_000_000).to_bytes(4, "little")
    assert "is damaged" in refusal(bytes(data))


def test_what_is_nested_or_tangled_without_end_is_not_read() -> None:
    deep = packages.word("<w:p>" + "<w:sdt>" * 5_000 + "</w:sdt>" * 5_000 + "</w:p>")
    assert "is damaged" in refusal(deep)
    many = packages.word("".join(f"<w:n{number}/>" for number in range(bounds.MOST_NAMES + 10)))
    assert "is damaged" in refusal(many)


def test_a_tag_without_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LONGEST_MARKUP", 200_000)
    assert "is damaged" in refusal(packages.word(f'<w:p w:n="{"x" * 600_000}"/>'))


def test_one_piece_has_so_many_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_ELEMENTS", 1_000)
    assert "unpacks to far more" in refusal(packages.word(f"<w:tbl>{'<w:tr/>' * 2_000}</w:tbl>"))
    assert text_of(packages.word(WORDS * 2_000), "it")[0].startswith("words")  # of one after the other, any number


def test_the_text_of_an_endless_document_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_TEXT", 1_000)
    text, note = text_of(packages.word(WORDS * 2_000), "it.docx")
    assert len(text) <= 1_000
    assert note == "Only the beginning of this document’s text fits."


def test_an_archive_is_no_document() -> None:
    assert "is an archive" in refusal(zipped({"a.txt": "words"}))
    assert "is an archive" in refusal(packages.package("a/main.xml", "<other/>"))
    assert "is an archive" in refusal(zipped({"content.xml": "<other/>"}))


def test_what_needs_a_password_says_so() -> None:
    names = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    manifest = f"<manifest:manifest {names}><manifest:encryption-data/></manifest:manifest>"
    assert "password" in refusal(packages.opendocument("text", "", **{"META-INF/manifest.xml": manifest}))
    assert "password" in refusal(zipped({"encrypted-package": b"\x01\x02"}))
    locked = bytearray(packages.word(WORDS))
    at = locked.rfind(b"PK\x01\x02", 0, locked.find(b"word/document.xml", locked.find(b"PK\x01\x02")))
    locked[at + 8] |= 1
    assert "password" in refusal(bytes(locked))


def test_a_document_without_words_is_named() -> None:
    assert "holds no text" in refusal(packages.word(""))


SOUND = (
    packages.word(
        WORDS + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", {"footnotes": packages.part("w:footnotes", "")}
    ),
    packages.excel({"A": f"<s:sheetData>{packages.row(1, packages.cell('A1', '7'))}</s:sheetData>"}),
    packages.powerpoint([packages.slide(packages.shape("words"))]),
    packages.opendocument("text", "<text:p>words</text:p>"),
    packages.opendocument("spreadsheet", '<table:table table:name="A"><table:table-row/></table:table>'),
)


@given(st.sampled_from(SOUND), st.binary(max_size=120), st.integers(0, 2_000))
def test_no_damage_is_more_than_a_refusal(sound: bytes, rubbish: bytes, at: int) -> None:
    at %= len(sound)
    data = sound[:at] + rubbish + sound[at + len(rubbish) :]
    with suppress(AttachmentRefused):
        text_of(data, "it")


@given(st.sampled_from(SOUND), st.integers(0, 2**32))
def test_no_part_of_a_document_can_be_more_than_refused(sound: bytes, seed: int) -> None:
    """The parts themselves are mixed up: words of their markup are swapped, left out or said too often."""
    chance = random.Random(seed)
    members: dict[str, str | bytes] = {}
    with zipfile.ZipFile(BytesIO(sound)) as archive:
        for name in archive.namelist():
            pieces = archive.read(name).decode().replace("<", "\0<").replace('="', '="\0').split("\0")
            for _ in range(chance.randrange(3)):
                at, other = int(chance.random() * len(pieces)), int(chance.random() * len(pieces))
                pieces[at : at + chance.randrange(3)] = chance.choice(
                    (pieces[other : other + 1] * chance.randrange(4), ["-1"], ["99999999999"], [""], ["<w:p>"], ['"/>'])
                )
            members[name] = "".join(pieces)
    with suppress(AttachmentRefused):
        text_of(zipped(members), "it")


def test_the_same_document_gives_the_same_text() -> None:
    """What was sent once is read from the provider's cache only while every byte is the same."""
    for sound in SOUND:
        with suppress(AttachmentRefused):
            assert text_of(sound, "it") == text_of(sound, "it")


@pytest.mark.parametrize("blanks", [" ", "\t", " \t"])
def test_no_run_of_blanks_takes_longer_than_its_length(blanks: str) -> None:
    """Looked for at each place anew, as a pattern does, half a million of them take an hour."""
    many = f"a{blanks * 500_000}b"
    words = f'<w:p><w:r><w:t xml:space="preserve">{many}</w:t></w:r></w:p>'
    assert text_of(packages.word(words), "it")[0] == many
    rows = packages.row(1, packages.cell("A1", many, "inlineStr"))
    assert many in text_of(packages.excel({"A": f"<s:sheetData>{rows}</s:sheetData>"}), "it")[0]


def test_a_table_of_one_long_row_and_many_short_ones_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Filled up, it would be the product of both."""
    monkeypatch.setattr(bounds, "MOST_TEXT", 100_000)
    cell = f"<w:tc>{packages.paragraph('x')}</w:tc>"
    long_row = f"<w:tr>{cell}{'<w:tc/>' * 2_000}</w:tr>"
    text, note = text_of(packages.word(f"<w:tbl>{long_row}{f'<w:tr>{cell}</w:tr>' * 2_000}</w:tbl>"), "it")
    assert len(text) <= bounds.MOST_TEXT
    assert "Only the beginning" in note


def test_half_a_letter_is_no_letter() -> None:
    rows = packages.row(1, packages.cell("A1", "a_xD83D_b_x0000_c", "inlineStr"))
    assert "| 1 | a?bc |" in text_of(packages.excel({"A": f"<s:sheetData>{rows}</s:sheetData>"}), "it")[0]
