"""Reads a book (EPUB): its chapters in the order in which they are read, as the book itself says."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from turbodesk.app.documents import bounds, texts
from turbodesk.app.documents.archive import DocumentArchive
from turbodesk.app.documents.markup import read_page
from turbodesk.app.documents.writing import DocumentText, heading

MEDIA_TYPE = b"application/epub+zip"
_CONTAINER = "META-INF/container.xml"
_RIGHTS = "META-INF/encryption.xml"
_MOST_CHAPTERS = 5_000
_FONT = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")
"""How typefaces are made unreadable to others: no chapter is."""


def is_epub(archive: DocumentArchive) -> bool:
    """Whether an archive is a book: by its first word, or by what every book has."""
    if archive.has("mimetype") and archive.whole("mimetype").strip() == MEDIA_TYPE:
        return True
    return archive.has(_CONTAINER) and b"oebps-package+xml" in archive.whole(_CONTAINER)


def read(archive: DocumentArchive, text: DocumentText) -> None:
    """Write down the chapters of a book.

    Raises:
        Protected: its chapters are encrypted.
        ValueError: it does not say what its chapters are.
    """
    if archive.has(_RIGHTS):
        rights = archive.whole(_RIGHTS)
        if rights.count(b"EncryptedData>") and sum(map(rights.count, _FONT)) * 2 < rights.count(b"EncryptedData>"):
            raise bounds.Protected
    package = _attribute_of(archive.whole(_CONTAINER), "rootfile", "full-path")
    titles, chapters = _spine(archive, package)
    if not chapters:
        raise ValueError("a book without chapters")
    for title in titles[:1]:
        text.block(heading(title, 1))
    for chapter in chapters[:_MOST_CHAPTERS]:
        if archive.has(chapter):
            read_page(texts.decoded(archive.whole(chapter)[: texts.MOST_BYTES], chapter).text, text, archive.wanted)


def _spine(archive: DocumentArchive, package: str) -> tuple[list[str], list[str]]:
    """Return the titles of a book, and its chapters' names in their order."""
    folder = posixpath.dirname(package)
    named: dict[str, str] = {}
    chapters: list[str] = []
    titles: list[str] = []
    for name, attributes, words in _elements(archive.whole(package)):
        match name:
            case "title" if words.strip():
                titles.append(" ".join(words.split()))
            case "item":
                place = posixpath.normpath(posixpath.join(folder, unquote(attributes.get("href", ""))))
                named[attributes.get("id", "")] = place
            case "itemref" if attributes.get("linear", "yes") != "no":
                chapters.append(named.get(attributes.get("idref", ""), ""))
    return titles, [chapter for chapter in chapters if chapter]


def _attribute_of(data: bytes, element: str, attribute: str) -> str:
    return next((found[attribute] for name, found, _ in _elements(data) if name == element and attribute in found), "")


def _elements(data: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Return the elements of a small part: names without prefixes, attributes, and the words right behind the tag."""
    from xml.parsers import expat

    found: list[tuple[str, dict[str, str], str]] = []

    def opened(name: str, attributes: dict[str, str]) -> None:
        if len(found) >= bounds.MOST_NAMES:
            raise bounds.Oversized
        found.append((name.rpartition(":")[2], attributes, ""))

    def said(words: str) -> None:
        if found and len(found[-1][2]) < bounds.MOST_NAMES:
            name, attributes, before = found[-1]
            found[-1] = (name, attributes, before + words)

    def entities(*_: object) -> None:
        raise ValueError("entities of its own, which no book needs")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EntityDeclHandler = opened, said, entities
    parser.Parse(data, True)
    return found
