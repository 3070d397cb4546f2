"""Writes transcripts as Word files and reads what is in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from turbodesk.app.exports.transcript import Transcript, Turn
from turbodesk.app.exports.word import write
from turbodesk.app.exports.writer import ExportContext
from turbodesk.chat.message import Block, Message, Role, user_message
from turbodesk.chat.parts import Part, Text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WHEN = 1_780_000_000_000


def reply(*parts: str | Part, speaker: str = "Sonnet 4.6") -> Turn:
    """Return a turn of a model's."""
    blocks = tuple(Block(at, Text(one) if isinstance(one, str) else one) for at, one in enumerate(parts))
    return Turn(speaker, Message("r", None, Role.ASSISTANT, blocks, model="m", created_at=WHEN))


def asked(text: str, *parts: Part) -> Turn:
    """Return a turn of a person's."""
    return Turn("You", user_message(text, None, parts))


class WordFile:
    """A file as it was written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def part(self, name: str) -> Element:
        """Return the root of a part."""
        with ZipFile(self.path) as file:
            return ElementTree.fromstring(file.read(name))

    @property
    def body(self) -> Element:
        """The text."""
        found = self.part("word/document.xml").find(f"{W}body")
        assert found is not None
        return found

    @property
    def paragraphs(self) -> list[Element]:
        """All paragraphs of the text."""
        return list(self.body.iter(f"{W}p"))

    @property
    def links(self) -> list[str]:
        """The addresses the text leads to."""
        return [
            one.get("Target", "")
            for one in self.part("word/_rels/document.xml.rels")
            if one.get("Type", "").endswith("/hyperlink")
        ]

    def styled(self, style: str) -> list[str]:
        """Return the texts of the paragraphs of a style."""
        return [words(one) for one in self.paragraphs if style_of(one) == style]

    def faults(self) -> list[str]:
        """Return where it is not as the standard's schemas ask."""
        from openxml_audit import OpenXmlValidator

        found = OpenXmlValidator().validate(self.path).errors
        return [f"{one.part_uri}: {one.description}" for one in found]


def words(element: Element) -> str:
    """Return what is read, line breaks and tabs among it."""
    signs = {f"{W}tab": "\t", f"{W}br": "\n"}
    parts = [
        one.text or "" if one.tag in (f"{W}t", f"{M}t") else signs[one.tag]
        for one in element.iter()
        if one.tag in (f"{W}t", f"{M}t") or (one.tag in signs and not one.get(f"{W}pos"))
    ]
    return "".join(parts)


def style_of(paragraph: Element) -> str:
    """Return the style of a paragraph; "" for the usual one."""
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val", "")


def value(element: Element | None, name: str = "val") -> str:
    """Return an attribute of Word's."""
    assert element is not None
    return element.get(f"{W}{name}", "")


def word_file(
    folder: Path, *turns: Turn, title: str = "A talk", is_excerpt: bool = False, content: dict[str, bytes] | None = None
) -> WordFile:
    """Write turns as a Word file."""
    path = folder / "talk.docx"
    read: Callable[[str], bytes | None] = (content or {}).get
    write(Transcript(title, "1 May 2026", turns, is_excerpt), path, ExportContext(content=read))
    return WordFile(path)
