"""Mails as they were saved: the head, the words, what is attached by name, and mails in mails."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.attachments.test_intake import NoPictures
from turbodesk.app.attachments.intake import taken
from turbodesk.app.attachments.sniff import Kind, sniffed
from turbodesk.app.documents import bounds, mail
from turbodesk.chat.errors import AttachmentRefused


def written(words: str = "Hello,\nsee you.", **heads: str) -> EmailMessage:
    made = EmailMessage()
    known = {"From": "Jürgen Müller <j@example.org>", "To": "anna@example.org", "Subject": "Grüße 名 🎉"}
    for name, value in (known | heads).items():
        made[name] = value
    made["Date"] = "Tue, 03 Nov 2026 10:00:00 +0100"
    made.set_content(words)
    return made


def read(made: EmailMessage | bytes) -> tuple[str, str]:
    return mail.text_of(made if isinstance(made, bytes) else made.as_bytes(), "it.eml")


HEAD = (
    "From: Jürgen Müller <j@example.org>\nTo: anna@example.org\n"
    "Date: Tue, 03 Nov 2026 10:00:00 +0100\nSubject: Grüße 名 🎉"
)


def test_a_mail_is_told_by_its_head_and_read_as_text() -> None:
    data = written().as_bytes()
    assert sniffed(data) == (Kind.MAIL, "")
    made = taken(data, "letter.eml", NoPictures())
    assert made.content.decode() == f"{HEAD}\n\nHello,\nsee you."
    assert made.note == "Only the text of this mail is sent, without pictures and layout."
    assert made.file.size == len(data)


@pytest.mark.parametrize(
    "text",
    [
        "From: Bob\nSubject: a note to myself\n\nText",
        "Subject: one\nsecond line\nMIME-Version: 1.0\n\n",
        "key: value\nmime-version: 2\n",
        "From 0123456789abcdef Mon Sep 17 00:00:00 2001\nFrom: Bob\nMessage-ID: <x>\n\n",
    ],
)
def test_a_text_that_begins_a_little_like_one_is_text(text: str) -> None:
    assert sniffed(text.encode()) == (Kind.TEXT, "")


def test_what_is_attached_is_named_and_not_read() -> None:
    made = written()
    made.add_alternative("<p>Hello, <b>page</b></p>", subtype="html")
    made.add_attachment(b"%PDF" + bytes(3_000), maintype="application", subtype="pdf", filename="Käse\n.pdf")
    made.add_attachment("rows", filename="table.csv", subtype="csv")
    text, note = read(made)
    assert (
        text == f"{HEAD}\n\nHello,\nsee you.\n\nAttached, not included here:\n- Käse .pdf (3 KB)\n- table.csv (5 bytes)"
    )
    assert note == "Only the text of this mail is sent, without its 2 attached files."


def test_a_page_is_read_where_there_are_no_plain_words() -> None:
    made = written(" \n")
    made.add_alternative("<style>x</style><p>Hello, <b>page</b></p><p hidden>no</p>", subtype="html")
    made.add_attachment(b"x", maintype="image", subtype="png", filename="logo.png")
    text, note = read(made)
    assert text.endswith("🎉\n\nHello, page\n\nAttached, not included here:\n- logo.png (1 byte)")
    assert note.endswith("without its attached file.")


def test_a_mail_in_a_mail_is_read_after_it() -> None:
    made = written("Outer")
    made.add_attachment(written("Inner"))
    assert read(made)[0] == f"{HEAD}\n\nOuter\n\n## Attached mail\n\n{HEAD}\n\nInner"


@pytest.mark.parametrize(
    ("charset", "words"), [("koi8-r", "Привет"), ("gb2312", "你好"), ("x-unknown", "Größe"), ("", "Größe")]
)
def test_words_are_read_as_the_mail_says_or_as_any_text(charset: str, words: str) -> None:
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    encoding = charset if charset in ("koi8-r", "gb2312") else "utf-8"
    data = f"From: a\nMIME-Version: 1.0\nContent-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n".encode()
    assert read(data + words.encode(encoding))[0] == f"From: a\n\n{words}"


def test_a_head_in_bytes_that_are_not_allowed_there_is_read_as_utf_8() -> None:
    data = "From: Größe\nSubject: =?utf-8?q?a=0Ab?= =?no-such?b?!!!?=\nMIME-Version: 1.0\n\nx".encode()
    assert read(data)[0].startswith("From: Größe\nSubject: a b")


def test_signatures_are_no_attachment() -> None:
    made = written()
    made.add_attachment(b"x", maintype="application", subtype="pgp-signature")
    assert "Attached" not in read(made)[0]


def test_a_mail_that_is_too_long_or_holds_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AttachmentRefused, match="no text"):
        read(b"MIME-Version: 1.0\n\n")
    monkeypatch.setattr(mail, "MOST_BYTES", 10)
    with pytest.raises(AttachmentRefused, match="longer"):
        read(written())


def test_an_endless_mail_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_TEXT", 500)
    assert read(written("word " * 1_000))[1] == "Only the beginning of this mail’s text fits."
    deep = b"From: a\nMIME-Version: 1.0\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (one, one) for one in range(300)
    )
    assert "beginning" in read(deep)[1]


def test_a_head_that_was_made_to_take_for_ever_is_cut() -> None:
    """100,000 semicolons took the standard library half a minute."""
    data = b'From: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset=koi8-r; a="' + b";" * 3_000_000 + b"\n\n"
    assert read(data + "Привет".encode("koi8-r"))[0] == "From: a\n\nПривет"
    kinds = b"Content-Type: text/plain\n" * 4_000
    with pytest.raises(AttachmentRefused):
        read(b"From: a\nMIME-Version: 1.0\n" + kinds + b"\nx")


@given(st.binary(max_size=60), st.integers(0, 900))
def test_no_damage_is_more_than_a_refusal(rubbish: bytes, at: int) -> None:
    made = written()
    made.add_alternative("<p>Hello</p>", subtype="html")
    made.add_attachment(written("Inner"))
    data = made.as_bytes()
    try:
        assert read(data[:at] + rubbish + data[at + len(rubbish) :])[0]
    except AttachmentRefused as refused:
        assert str(refused)  # noqa: PT017  # either is right
