"""Books: their chapters in the order in which they are read."""

from __future__ import annotations

import pytest

from tests.app.attachments.files import zipped
from tests.app.attachments.test_intake import NoPictures
from turbodesk.app.attachments.intake import taken
from turbodesk.app.documents import bounds
from turbodesk.app.documents.reading import text_of
from turbodesk.chat.errors import AttachmentRefused

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
BOOK = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>The  Book</dc:title></metadata><manifest><item id="b" href="two%20b.xhtml"/>
<item id="a" href="text/one.xhtml"/><item id="n" href="notes.xhtml"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/>
<itemref idref="n" linear="no"/><itemref idref="gone"/></spine></package>"""


def book(**more: str | bytes) -> bytes:
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": BOOK,
        "OEBPS/two b.xhtml": "<?xml version='1.0'?><!DOCTYPE html><head><title>x</title></head><body>Second.</body>",
        "OEBPS/text/one.xhtml": "<html><body><h2>Chapter&nbsp;1</h2><p>First &amp; <i>last</i>.</p></body></html>",
        "OEBPS/notes.xhtml": "<p>apart</p>",
    }
    return zipped(members | {name.replace("__", "/"): content for name, content in more.items()})


def test_a_book_is_read_in_the_order_of_its_chapters() -> None:
    made = taken(book(), "it.epub", NoPictures())
    assert made.content.decode() == "# The Book\n\n## Chapter 1\n\nFirst & last.\n\nSecond."
    assert made.note == "Only the text of this book is sent, without pictures and layout."


def test_a_book_without_its_first_word_is_one_all_the_same() -> None:
    assert "First" in text_of(book(mimetype="text/plain"), "it.epub")[0]


def test_a_book_that_is_protected_says_so_and_one_whose_typefaces_are_is_read() -> None:
    data = "<encryption><EncryptedData>{}</EncryptedData></encryption>"
    with pytest.raises(AttachmentRefused, match="protected by whoever sold it"):
        text_of(book(**{"META-INF__encryption.xml": data.format("aes")}), "it.epub")
    font = data.format('<m Algorithm="http://www.idpf.org/2008/embedding"/>')
    assert "First" in text_of(book(**{"META-INF__encryption.xml": font}), "it.epub")[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("META-INF__container.xml", "<container/>"),
        ("META-INF__container.xml", "no"),
        ("OEBPS__book.opf", "<package><spine/></package>"),
        ("OEBPS__book.opf", '<!DOCTYPE x [<!ENTITY a "b">]><package>&a;</package>'),
    ],
)
def test_a_damaged_book_is_refused(name: str, content: str) -> None:
    with pytest.raises(AttachmentRefused, match="damaged"):
        text_of(book(**{name: content}), "it.epub")


def test_an_endless_book_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_TEXT", 100)
    assert text_of(book(**{"OEBPS__two b.xhtml": "<p>word</p>" * 100}), "it.epub")[1] == (
        "Only the beginning of this book’s text fits."
    )
