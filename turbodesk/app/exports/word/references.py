"""What the text of a Word document refers to, and stands in parts of its own: addresses, notes, pictures and lists."""

from __future__ import annotations

import re
from dataclasses import field
from urllib.parse import urlsplit

from turbodesk.app.exports.word.markup import escaped, runs
from turbodesk.quick_dataclasses import dataclass
from turbodesk.rendering.links import as_opened

LONGEST_ADDRESS = 2000
"""Letters: Word takes a file for damaged that has an address of more than 2,083."""
BULLETS = 1
"""The number of all lists with bullets."""
FIRST_LIST = 2
"""The number of the first list that counts; each of them is one of its own, so that it begins anew."""
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+", re.ASCII)
DEEPEST = 8
"""Level of a list at most, from 0."""


@dataclass(slots=True)
class Relationships:
    """The addresses that one part of a document leads to."""

    targets: dict[str, str] = field(default_factory=dict)
    """Their ids by address."""

    def link(self, href: str) -> str:
        """Return the id of an address; "" for one that nothing can open, which stays text."""
        if not href.lower().startswith(("http://", "https://", "mailto:")) or len(href) > LONGEST_ADDRESS:
            return ""
        try:
            address = as_opened(href)
            parts = urlsplit(address)
            is_fit = parts.scheme == "mailto" or bool(_HOST.fullmatch(parts.hostname or ""))
            is_fit = is_fit and (parts.port is None or parts.port > 0)  # it raises where it is none
        except ValueError:
            is_fit = False
        if not is_fit:
            return ""
        address = "".join(char if char.isascii() and char.isprintable() else _quoted(char) for char in address)
        for unfit in ' "<>\\^`{|}':
            address = address.replace(unfit, _quoted(unfit))
        if len(address) > LONGEST_ADDRESS:
            return ""
        return self.targets.setdefault(address, f"link{len(self.targets) + 1}")


def _quoted(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


@dataclass(slots=True)
class References:
    """All that the text of one document refers to."""

    links: Relationships = field(default_factory=Relationships)
    note_links: Relationships = field(default_factory=Relationships)
    notes: list[str] = field(default_factory=list)
    """The paragraphs of each footnote; the first one has the number 1."""
    pictures: dict[str, str] = field(default_factory=dict)
    """Names of the files of pictures by their ids."""
    lists: list[tuple[int, int]] = field(default_factory=list)
    """Of each list that counts: its level, and its first number."""

    def new_list(self, level: int, first: int) -> int:
        """Return the number of a list that counts from `first`."""
        self.lists.append((min(level, DEEPEST), min(first, 32_767)))
        return FIRST_LIST - 1 + len(self.lists)

    def new_note(self, paragraphs: str) -> tuple[int, str]:
        """Keep a footnote; return its number and the runs that refer to it, under a bookmark for who does so again."""
        self.notes.append(paragraphs)
        number = len(self.notes)
        mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        return number, (
            f'<w:bookmarkStart w:id="{number}" w:name="_RefNote{number}"/>'
            f'{mark}<w:footnoteReference w:id="{number}"/></w:r><w:bookmarkEnd w:id="{number}"/>'
        )

    def again(self, number: int) -> str:
        """Return runs that refer to a footnote once more."""
        return (
            f'<w:fldSimple w:instr=" NOTEREF _RefNote{number} \\f \\h ">'
            f"{runs(str(number), style='FootnoteReference')}</w:fldSimple>"
        )

    def hyperlink(self, href: str, content: str, *, in_note: bool) -> str:
        """Return runs that lead to an address, or the runs alone where nothing can open it."""
        id_ = (self.note_links if in_note else self.links).link(href)
        return f'<w:hyperlink r:id="{escaped(id_)}" w:history="1">{content}</w:hyperlink>' if id_ else content
