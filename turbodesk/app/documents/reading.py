"""Tells what a document is by its structure, has it read within bounds, and says in a sentence where that fails.

Why our own and no libraries: python-docx leaves out text boxes and what was inserted, mammoth shows hidden words and
drops headers, odfpy puts remarks into sentences, and none opens a package whose parts lie under names of its own; they
bring lxml (12 MB) and read a whole file into objects to write it again. Such a file may be hostile, and here
its text is enough: all of them are zip archives of XML, which `expat` streams.
"""

from __future__ import annotations

import struct
import time
import zipfile
import zlib
from xml.parsers import expat

from turbodesk.app.documents import (
    bounds,
    compound,
    epub,
    excel,
    excel_binary,
    excel_old,
    opendocument,
    opendocument_sheet,
    powerpoint,
    word,
)
from turbodesk.app.documents.archive import DocumentArchive
from turbodesk.app.documents.elements import beginning
from turbodesk.app.documents.package import Package
from turbodesk.app.documents.writing import DocumentText
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.quantities import joined
from turbodesk.translation import _

LIMIT_S = 40.0
"""For one document; what fills a model's memory takes 5 s on a slow machine."""

FAILURES = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, LookupError, OSError, EOFError, ValueError, RuntimeError),
    *(ArithmeticError, NotImplementedError, struct.error),
)
"""What an archive or its XML raises that is not what it should be."""
_ODF = {
    "office:text": "document",
    "office:spreadsheet": "table",
    "office:presentation": "presentation",
    "office:drawing": "drawing",
}
# not for people
_OOXML = {"binary workbook": "table", "w:document": "document", "s:workbook": "table", "p:presentation": "presentation"}
_OLD_SENTENCES = {
    "word": _("“{name}” is a Word document of the kind before 2007, which cannot be read here."),
    "powerpoint": _("“{name}” is a presentation of the kind before 2007, which cannot be read here."),
    "mail": _("“{name}” is a message of Outlook, which cannot be read here."),
    "other": _("“{name}” is in an old Office format, which cannot be read here."),
}
_OLD_ADVICE = {
    "word": _("Open it in Word or LibreOffice, save it as .docx or PDF, and attach that."),
    "powerpoint": _("Open it in PowerPoint or LibreOffice, save it as .pptx or PDF, and attach that."),
    "mail": _("Open it in Outlook, save it as .txt or PDF, and attach that."),
    "other": _("Open it in the program it was made with, save it as today’s format or PDF, and attach that."),
}
_BEGINNINGS = {
    "document": _("Only the beginning of this document’s text fits."),
    "table": _("Only the beginning of this table’s text fits."),
    "presentation": _("Only the beginning of this presentation’s text fits."),
    "drawing": _("Only the beginning of this drawing’s text fits."),
    "book": _("Only the beginning of this book’s text fits."),
}
# Translators: {left_out} is a list such as "pictures, layout and hidden rows".
_WITHOUT = {
    "document": _("Only the text of this document is sent, without {left_out}."),
    "table": _("Only the text of this table is sent, without {left_out}."),
    "presentation": _("Only the text of this presentation is sent, without {left_out}."),
    "drawing": _("Only the text of this drawing is sent, without {left_out}."),
    "book": _("Only the text of this book is sent, without {left_out}."),
}
_LEFT_OUT = {
    "hidden sheets": _("hidden sheets"),  # not for people
    "hidden rows": _("hidden rows"),  # not for people
    "hidden columns": _("hidden columns"),  # not for people
    "hidden slides": _("hidden slides"),  # not for people
    "hidden words": _("hidden words"),  # not for people
}


def text_of(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a document, as Markdown, and a note on what became of the rest. The same for the same bytes.

    Raises:
        AttachmentRefused: it is none of these formats, damaged, locked, hostile, or holds no text.
    """
    text = DocumentText()
    is_whole = True
    try:
        kind = _read(data, text)
    except bounds.Full as full:
        kind, is_whole = str(full) or "document", False
    except bounds.Oversized:
        raise AttachmentRefused(
            sentence=_("“{name}” unpacks to far more than a document holds, so it was not read.").format(name=name),
            advice=_("Save it as PDF and attach that."),
        ) from None
    except bounds.Locked:
        raise AttachmentRefused(
            sentence=_("“{name}” is protected with a password.").format(name=name),
            advice=_("Open it, save a copy without the password, and attach that."),
        ) from None
    except bounds.OldFormat as old:
        raise AttachmentRefused(
            sentence=_OLD_SENTENCES.get(old.kind, _OLD_SENTENCES["other"]).format(name=name),
            advice=_OLD_ADVICE.get(old.kind, _OLD_ADVICE["other"]),
        ) from None
    except bounds.Protected:
        raise AttachmentRefused(
            sentence=_("“{name}” is protected by whoever sold it, so its text cannot be read.").format(name=name),
            advice=_("Copy the passage that matters from the program that shows it."),
        ) from None
    except bounds.NoDocument:
        raise AttachmentRefused(
            sentence=_("“{name}” is an archive, which models cannot read.").format(name=name),
            advice=_("Unpack it and attach the files in it."),
        ) from None
    except FAILURES as error:
        raise AttachmentRefused(
            f"{type(error).__name__}: {error}",
            sentence=_("“{name}” is damaged and cannot be read.").format(name=name),
            advice=_("Open it in the program it was made with, save it anew or as PDF, and attach that."),
        ) from error
    found = text.joined()
    if not found:
        raise AttachmentRefused(
            sentence=_("“{name}” holds no text that could be read.").format(name=name),
            advice=_("Save it as PDF and attach that."),
        )
    return found, _note(kind, text, is_whole=is_whole)


def _note(kind: str, text: DocumentText, *, is_whole: bool) -> str:
    if not is_whole:
        return _BEGINNINGS[kind]
    left_out = [_("pictures"), _("layout"), *(_LEFT_OUT[one] for one in sorted(text.left_out))]
    return _WITHOUT[kind].format(left_out=joined(left_out))


def _read(data: bytes, text: DocumentText) -> str:
    """Write down the text of a document and return what kind it is. `Full` carries the kind as well."""
    if data.startswith(compound.MAGIC):
        return _read_old(data, text)
    end = time.monotonic() + LIMIT_S
    archive = DocumentArchive(data, wanted=lambda: time.monotonic() < end)
    if archive.has("encrypted-package"):
        raise bounds.Locked
    if archive.has("content.xml"):
        return _read_opendocument(archive, text)
    if epub.is_epub(archive):
        return _read_book(archive, text)
    package = Package(archive)
    kind = _beginning(package)
    try:
        match kind:
            case "w:document":
                word.read(package, text)
            case "s:workbook":
                excel.read(package, text)
            case "binary workbook":  # not for people
                excel_binary.read(package, text)
            case "p:presentation":
                powerpoint.read(package, text)
            case _:
                raise bounds.NoDocument
    except bounds.Full:
        raise bounds.Full(_OOXML[kind]) from None
    return _OOXML[kind]


def _beginning(package: Package) -> str:
    """Return what the main part of a package begins with."""
    if not package.main:
        return ""
    if next(package.archive.portions(package.main), b"").startswith(excel_binary.BEGINNING):
        return "binary workbook"  # not for people
    return beginning(package.archive.portions(package.main))


def _read_old(data: bytes, text: DocumentText) -> str:
    match compound.kind(data):
        case "locked":
            raise bounds.Locked
        case "workbook":
            try:
                excel_old.read(data, text)
            except bounds.Full:
                raise bounds.Full("table") from None
            return "table"
        case kind:
            raise bounds.OldFormat(kind)


def _read_book(archive: DocumentArchive, text: DocumentText) -> str:
    try:
        epub.read(archive, text)
    except bounds.Full:
        raise bounds.Full("book") from None
    return "book"


def _read_opendocument(archive: DocumentArchive, text: DocumentText) -> str:
    # As bytes: that of an old file leaves its namespace to its document type.
    if archive.has("META-INF/manifest.xml") and b"encryption-data" in archive.whole("META-INF/manifest.xml"):
        raise bounds.Locked
    kind = beginning(archive.portions("content.xml"), tuple(_ODF))
    try:
        match kind:
            case "office:spreadsheet":
                opendocument_sheet.read(archive, text)
            case "office:text" | "office:presentation" | "office:drawing":
                opendocument.read(archive, text)
            case _:
                raise bounds.NoDocument
    except bounds.Full:
        raise bounds.Full(_ODF[kind]) from None
    return _ODF[kind]
