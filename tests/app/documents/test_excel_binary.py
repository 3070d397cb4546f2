"""Binary workbooks come as those of XML do."""

from __future__ import annotations

import random
import struct
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.attachments.files import zipped
from tests.app.documents import packages
from tests.app.documents.packages import binary_cell, binary_row
from turbodesk.app.documents.reading import text_of
from turbodesk.chat.errors import AttachmentRefused

WHOLE, HUNDREDTH, REAL = struct.pack("<i", 7 << 2 | 2), struct.pack("<i", 150 << 2 | 3), struct.pack("<d", 46205.0)
FLOAT = struct.pack("<d", 1.5)[4:]
SHEET = (
    binary_row(0, binary_cell(7, 0, struct.pack("<I", 0)), binary_cell(2, 2, WHOLE), binary_cell(2, 3, WHOLE))
    + binary_row(1, binary_cell(5, 0, REAL, 1), binary_cell(4, 1, b"\1"), binary_cell(3, 2, b"\7"))
    + binary_row(2, binary_cell(2, 0, WHOLE), is_hidden=True)
    + binary_row(
        *(4, binary_cell(6, 0, packages.wide("own")), binary_cell(8, 1, packages.wide("made") + bytes(9))),
        *(binary_cell(2, 2, HUNDREDTH), binary_cell(2, 4, FLOAT), binary_cell(62, 5, b"\0" + packages.wide("rich"))),
        *(binary_cell(1, 6, b""), binary_cell(7, 7, struct.pack("<I", 99)), binary_cell(9, 8, REAL + bytes(9), 1)),
    )
)
BOOK = packages.binary_excel({"Data": SHEET, "No": SHEET}, strings=["東京"], hidden=["No"])


def test_values_stand_at_their_addresses_in_their_formats() -> None:
    text, note = text_of(BOOK, "it.xlsb")
    assert text.splitlines() == [
        "## Sheet: Data",
        "",
        "|  | A | B | C | E | F | I |",
        "|---|---|---|---|---|---|---|",
        "| 1 | 東京 |  | 7 |  |  |  |",
        "| 2 | 2026-07-02 | TRUE | #DIV/0! |  |  |  |",
        "| 5 | own | made | 1.5 | 1.5 | rich | 2026-07-02 |",
    ]
    assert "hidden columns, hidden rows and hidden sheets" in note


def test_one_that_ends_too_soon_or_never_is_damaged() -> None:
    endless = b"\1\xff\xff\xff\x7f"
    for content in (SHEET + b"\1\xff\x7f", endless + SHEET, SHEET + endless + bytes(9_000_000)):
        with pytest.raises(AttachmentRefused, match="is damaged"):
            text_of(packages.binary_excel({"Data": content}), "it.xlsb")


@given(st.integers(0, 2**32))
def test_no_damage_is_more_than_a_refusal(seed: int) -> None:
    chance = random.Random(seed)
    members: dict[str, str | bytes] = {}
    with zipfile.ZipFile(BytesIO(BOOK)) as archive:
        for name in archive.namelist():
            content = bytearray(archive.read(name))
            if name.endswith(".bin"):
                for _ in range(chance.randrange(4)):
                    content[chance.randrange(len(content))] = chance.randrange(256)
            members[name] = bytes(content)
    with suppress(AttachmentRefused):
        text_of(zipped(members), "it.xlsb")
