"""Finds the files of a ChatGPT archive by the whole of their ids, and the names people knew them by.

Pointers say `file-service://file-<letters>` or `sediment://file_<digits>`; the member is `<id>.dat`, or its last path
part is the id followed by "-", "." or nothing. An id that only begins alike is another file's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from turbodesk.app.imports import values
from turbodesk.app.imports.chats import SourceFile, SourcePart
from turbodesk.app.imports.container import Container, Member
from turbodesk.app.imports.findings import Findings

_ID = re.compile(r"(file[-_][A-Za-z0-9]+)(?=[-.]|$)")
_OWN_NAME = re.compile(r"file[-_][A-Za-z0-9]+-(.+)")
_MADE_NAME = re.compile(r"(?:sanitized|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.\w+)?")
"""What stands for a name where there was none."""


class Files:
    """The files of one archive."""

    def __init__(self, container: Container) -> None:
        self._container = container

    def pointed(self, id_: str, what: str, name: str = "") -> SourceFile:
        """Return the file of an id; one without content where it is not there. `name` is the message's own for it."""
        return self._file(id_, name, what)

    def attached(self, row: dict[str, object]) -> SourceFile | None:
        """Return what an entry of a message's attachments means; None where it says nothing."""
        id_, name = id_of(row.get("id")), values.text(row.get("name"))
        if not id_ and not name:
            return None
        return self._file(id_, name, "picture" if values.text(row.get("mime_type")).startswith("image/") else "file")

    def made_by(self, message_id: str, besides: Sequence[SourcePart]) -> list[SourceFile]:
        """Return the files that a message made, by the library, without those it shows already."""
        known = {member_of(one) for one in besides}
        made = [self._file(id_, "", "file") for id_ in self._made.get(message_id, ())]
        return [one for one in made if one.content is not None and member_of(one) not in known]

    def _file(self, id_: str, name: str, what: str) -> SourceFile:
        member = self._members.get(id_)
        known = name or self._names.get(id_, "") or (_own_name(member) if member else "")
        return SourceFile(known, member, what)

    @cached_property
    def _members(self) -> dict[str, Member]:
        found: dict[str, Member] = {}
        for member in self._container.members:
            if match := _ID.match(member.name):
                found.setdefault(match.group(1), member)
        return found

    @cached_property
    def _names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for member in self._container.named("conversation_asset_file_names.json"):
            for row in islice(self._container.rows(member, Findings()), 1):
                found.update({id_of(key): name for key, name in row.items() if isinstance(name, str)})
        for row in self._library:
            found.setdefault(id_of(row.get("file_id")), values.text(row.get("file_name")))
        return found

    @cached_property
    def _made(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self._library:
            if message_id := values.name(row.get("origination_message_id")):
                found.setdefault(message_id, []).append(id_of(row.get("file_id")))
        return found

    @cached_property
    def _library(self) -> list[dict[str, object]]:
        members = self._container.named("library_files.json")
        return [row for member in members for row in self._container.rows(member, Findings())]


def member_of(part: SourcePart) -> Member | None:
    """Return where the bytes of a file are; None for what is no file, or not in the archive."""
    return part.content if isinstance(part, SourceFile) and isinstance(part.content, Member) else None


def id_of(pointer: object) -> str:
    """Return the id in a pointer, a name or an id; "" where there is none."""
    found = _ID.match(values.text(pointer).rpartition("/")[2].partition("#")[0].partition("?")[0])
    return found.group(1) if found else ""


def _own_name(member: Member) -> str:
    found = _OWN_NAME.fullmatch(member.name)
    return found.group(1) if found and not _MADE_NAME.fullmatch(found.group(1)) else ""
