"""Sheets of Excel before 2007 come as those of today; other documents of that time are named, with what to do."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.documents import packages
from turbodesk.app.documents import bounds, compound, excel_old, reading, text_of
from turbodesk.app.documents.writing import DocumentText
from turbodesk.chat.errors import AttachmentRefused

NUMBER, VALUE, ROW, COLUMN = 0x203, 0x205, 0x208, 0x7D


def number(value: float, style: int = 0) -> bytes:
    return struct.pack("<Hd", style, value)


def read(data: bytes) -> tuple[str, set[str]]:
    text = DocumentText()
    excel_old.read(data, text)
    return text.joined(), text.left_out


CELLS = (
    *((0, 0, NUMBER, number(1.5)), (0, 2, NUMBER, number(46205, 1)), (1, 0, VALUE, struct.pack("<HBB", 0, 1, 0))),
    *((1, 1, VALUE, struct.pack("<HBB", 0, 7, 1)), (2, 0, NUMBER, number(9)), (0, 3, NUMBER, number(8))),
)
HIDDEN = struct.pack("<HHHHHHHHHH", ROW, 16, 2, 0, 1, 255, 0, 0, 0x20, 0)
HIDDEN += struct.pack("<HHHHHHHH", COLUMN, 12, 3, 3, 2_000, 0, 1, 0)


def test_values_stand_at_their_addresses_in_their_formats() -> None:
    assert read(packages.old_excel(CELLS, before=HIDDEN)) == (
        "## Sheet: Data\n\n|  | A | B | C |\n|---|---|---|---|\n| 1 | 1.5 |  | 2026-07-02 |\n| 2 | TRUE | #DIV/0! |  |",
        {"hidden columns", "hidden rows"},
    )


def test_words_are_words() -> None:
    words = struct.pack("<HHB", 0, 5, 0) + b"words"
    assert "| 1 | words |" in read(packages.old_excel([(0, 0, 0x204, words)]))[0]


def test_the_text_of_an_endless_sheet_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise bounds.Full

    monkeypatch.setattr(excel_old, "read", full)
    with pytest.raises(AttachmentRefused, match="holds no text"):
        reading.text_of(packages.compound("Workbook"), "it.xls")


def test_a_list_of_sectors_may_go_on_elsewhere() -> None:
    """Of a file above 7 MB: the head has room for 109 of them."""
    data = bytearray(packages.compound("a", "b", "c", "d", "WordDocument"))
    listed = len(data) // 512 - 1
    for place, number in ((68, listed), (72, 1)):
        data[place : place + 4] = number.to_bytes(4, "little")
    data += (0xFFFFFFFF).to_bytes(4, "little") * 127 + (0xFFFFFFFE).to_bytes(4, "little")
    assert compound.kind(bytes(data)) == "word"
    assert compound.kind(bytes(data[:-4])) == "word"


def test_a_hidden_sheet_is_left_out() -> None:
    assert read(packages.old_excel(CELLS, hidden=True)) == ("", {"hidden sheets"})


def test_one_with_a_password_says_so() -> None:
    locked = packages.old_excel(CELLS).replace(struct.pack("<HH", 0x31, 17), struct.pack("<HH", 0x2F, 17))
    with pytest.raises(bounds.Locked):
        read(locked)


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_no_damage_is_more_than_refused(seed: int) -> None:
    chance, data = random.Random(seed), bytearray(packages.old_excel(CELLS, before=HIDDEN))
    for _ in range(chance.randrange(1, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        read(bytes(data))
    except (*reading.FAILURES, bounds.Locked, bounds.Full):
        pass


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        ("EncryptedPackage", "is protected with a password"),
        ("WordDocument", "is a Word document of the kind before 2007"),
        ("PowerPoint Document", "is a presentation of the kind before 2007"),
        ("__properties_version1.0", "is a message of Outlook"),
        ("VisioDocument", "is in an old Office format"),
    ],
)
def test_what_cannot_be_read_is_named(stream: str, words: str) -> None:
    with pytest.raises(AttachmentRefused) as caught:
        text_of(packages.compound("a", "b", "c", "d", stream), "it")
    assert words in caught.value.note.sentence
    assert caught.value.note.advice


@given(st.binary(max_size=700), st.integers(0, 2_000))
def test_no_damage_to_a_container_takes_long(rubbish: bytes, at: int) -> None:
    sound = packages.compound(*"abcdefgh")
    assert compound.kind(sound[:at] + rubbish + sound[at + len(rubbish) :]) in ("", "locked")


def test_a_container_whose_sectors_go_round_in_a_circle_has_an_end() -> None:
    data = bytearray(packages.compound(*"abcdefgh"))
    data[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    assert compound.kind(bytes(data)) == ""
