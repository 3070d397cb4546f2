"""Rich text: letters in the code page of their typeface, tables, notes, and nothing hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.attachments.test_intake import NoPictures
from turbodesk.app.attachments.intake import taken
from turbodesk.app.attachments.sniff import Kind, sniffed
from turbodesk.app.documents import bounds, rich_text
from turbodesk.chat.errors import AttachmentRefused

FONTS = rb"{\fonttbl{\f0\froman\fcharset204 Times;}{\f1\fnil\fcharset134 SimSun;}{\f2 Arial;}}"


def read(body: bytes, *, head: bytes = rb"\ansi\ansicpg1251\deff0") -> str:
    return rich_text.text_of(b"{\\rtf1" + head + FONTS + body + b"}", "it.rtf")[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rb"\f0 \'cf\'f0\'e8\'e2\'e5\'f2\par {\f1 \'d6\'d0\'ce\'c4}", "Привет\n\n中文"),
        (rb"\u8364? \uc2\u8211--x\uc0\u233 y \uc1\u-10179?\u-9159?", "€ –xéy 🐹"),
        (rb"\u233\'e9 \u8364 ?z", "é €z"),
        (rb"a {\v hidden}b \v c\v0 d \deleted e\plain f", "a b d f"),
        (rb"{\info{\author X}}{\*\unknown x}{\pict\bin5 ab}cd}{\header x}shown", "shown"),
        (rb"{\field{\*\fldinst{HYPERLINK \"https://e.org\"}}{\fldrslt link}}", "link"),
        (rb"one{\footnote\pard {\super\chftn} A \par note.} two\par next", "one[^1] two\n\n[^1]: A note.\n\nnext"),
        (rb"{\*\shpinst{\sp{\sn x}}{\shptxt Box\par}}", "Box"),
        (rb"{\listtext 1.\tab}Item\par{\pntext\'95\tab}Old", "1.\tItem\n\n•\tOld"),
        (rb"\lquote a\rquote\~b\_c\-d\{\}\\ \emdash  e\line f\tab g", "‘a’ b-cd{}\\ — e\nf\tg"),
        (b"a\\\nb\r\nc", "a\n\nbc"),
        (
            rb"\trowd\pard\intbl A\cell B\par c\cell\row\pard\intbl D\cell E\cell\row\pard after",
            "| A | B<br>c |\n|---|---|\n| D | E |\n\nafter",
        ),
        (rb"\f9 x\fs24\u0 ?y\bin z", "xyz"),
    ],
)
def test_rich_text_is_read_as_it_is_shown(body: bytes, expected: str) -> None:
    assert read(body) == expected


def test_it_is_told_by_its_beginning_and_kept_as_text() -> None:
    data = rb"{\rtf1\ansi Gr\'fc\'dfe}"
    assert sniffed(data) == (Kind.RICH_TEXT, "")
    made = taken(data, "letter.rtf", NoPictures())
    assert (made.content.decode(), made.file.size) == ("Grüße", len(data))
    assert made.note == "Only the text of this document is sent, without pictures and layout."


def test_what_holds_nothing_or_is_hostile_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AttachmentRefused, match="no text"):
        read(rb"\par{\pict 00}")
    with pytest.raises(AttachmentRefused, match="too long to read"):
        read(b"{" * 3_000)
    monkeypatch.setattr(rich_text, "LIMIT_S", -1.0)
    with pytest.raises(AttachmentRefused, match="too long to read"):
        read(rb"\b" * 30_000)
    monkeypatch.setattr(rich_text, "MOST_BYTES", 10)
    with pytest.raises(AttachmentRefused, match="more than can be read"):
        read(b"words")


def test_an_endless_document_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_TEXT", 100)
    assert "beginning" in rich_text.text_of(rb"{\rtf1 " + rb"word\par " * 100 + b"}", "it.rtf")[1]


WORDS = (
    *(
        b"{",
        b"}",
        rb"\par ",
        rb"\cell ",
        rb"\row ",
        rb"\intbl ",
        rb"\pard ",
        rb"\'e4",
        rb"\u-1 ",
        rb"\u55357 ",
        b"word",
    ),
    *(rb"{\footnote ", rb"{\*", rb"\fcharset134 ", rb"\f1 ", rb"\bin3 ", rb"\v ", rb"\plain ", b"\\", b"\n", rb"\'zz"),
    *(rb"{\fonttbl", rb"\uc3 ", rb"\ansicpg999999 ", rb"\f99999999999 "),
)


@given(st.lists(st.sampled_from(WORDS), max_size=50).map(b"".join))
def test_no_damage_is_more_than_a_refusal(body: bytes) -> None:
    try:
        assert read(body)
    except AttachmentRefused as refused:
        assert str(refused)  # noqa: PT017  # either is right
