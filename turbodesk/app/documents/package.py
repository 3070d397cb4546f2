"""Finds the parts of an Office package by its own relationships, as ECMA-376 part 2 says: names mean nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from turbodesk.app.documents.archive import DocumentArchive
from turbodesk.app.documents.elements import pieces
from turbodesk.quick_dataclasses import dataclass

_MOST = 100_000
"""Relationships of one part at most; a text with many links has thousands."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A tie from one part to another, or to an address."""

    kind: str
    """The last word of its type, such as "slide": the words before it differ between the two kinds of the format."""
    target: str
    """The name of a part, or an address where `is_external`."""
    is_external: bool


class Package:
    """The parts of an Office document and how they are tied together."""

    def __init__(self, archive: DocumentArchive) -> None:
        self.archive = archive
        self._known: dict[str, dict[str, Relationship]] = {}

    @property
    def main(self) -> str:
        """The name of the part that the document begins with; "" where there is none."""
        return self.related("", "officeDocument")

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return the relationships of a part by their ids, in order; "" is the package itself."""
        if part not in self._known:
            self._known[part] = dict(self._read(part))
        return self._known[part]

    def related(self, part: str, kind: str) -> str:
        """Return the first part of a kind that this part is tied to and that is there; "" if none is."""
        for one in self.relationships(part).values():
            if one.kind == kind and not one.is_external and self.archive.has(one.target):
                return one.target
        return ""

    def part(self, source: str, relation_id: str) -> str:
        """Return the part behind a relationship's id; "" where it is not there."""
        found = self.relationships(source).get(relation_id)
        return found.target if found and not found.is_external and self.archive.has(found.target) else ""

    def _read(self, part: str) -> Iterator[tuple[str, Relationship]]:
        folder, _, name = part.rpartition("/")
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.archive.has(listed):
            return
        for number, one in enumerate(pieces(self.archive.portions(listed), ("rel:Relationship",))):
            if number >= _MOST:
                return
            kind, target = one.get("Type").rpartition("/")[2], one.get("Target")
            is_external = one.get("TargetMode").lower() == "external"
            if not is_external:
                target = unquote(target).replace("\\", "/").partition("#")[0]
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            yield one.get("Id"), Relationship(kind, target, is_external)
