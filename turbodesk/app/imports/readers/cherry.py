"""Cherry Studio: recognises its back-ups, of version 1 (JSON), of version 2 (SQLite), and those nobody else reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbodesk.chat.errors import ImportRefused
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Container, Member
    from turbodesk.app.imports.recognition import SourceArchive

KNOWN_VERSION = 7
"""Of `metadata.json` in a back-up of version 2."""
DATABASE = "cherrystudio.sqlite"


def recognise(container: Container) -> SourceArchive | None:
    """Return what reads a back-up; None where this is none.

    Raises:
        ImportRefused: one that only Cherry Studio itself can read.
    """
    version = _version(container)
    if databases := container.named(DATABASE):
        from turbodesk.app.imports.readers.cherry_sqlite import CherryDatabase

        return CherryDatabase(container, databases[0], is_newer=version is not None and version > KNOWN_VERSION)
    if (member := _data(container)) is not None:
        from turbodesk.app.imports.readers.cherry_json import CherryBackup

        return CherryBackup(container, member)
    if container.named("backup.sqlite") and container.named("manifest.json"):
        raise ImportRefused(
            sentence=_("This back-up was made by a newer Cherry Studio than TurboDesk knows."),
            advice=_("Update TurboDesk, then import it. Nothing here has changed."),
        )
    if version is not None and any("IndexedDB/" in one.path for one in container.members):
        raise ImportRefused(
            sentence=_("This back-up was made by Cherry Studio 1.7.18 to 1.9, and only Cherry Studio can read it."),
            advice=_("Restore it in Cherry Studio 2, make a back-up there, and choose that one."),
        )
    return None


def _version(container: Container) -> int | None:
    for member in container.named("metadata.json"):
        keys = container.shape(member).keys
        if "version" in keys and ("appName" in keys or "resources" in keys):
            from turbodesk.app.imports.findings import Findings

            for row in container.rows(member, Findings()):
                version = row.get("version")
                return version if type(version) is int else None
    return None


def _data(container: Container) -> Member | None:
    """Return the JSON of version 1: `data.json`, or the one file that was chosen, whatever its name."""
    candidates = container.named("data.json")
    if len(container.members) == 1:
        candidates = container.members
    for member in candidates:
        keys = container.shape(member).keys
        if "version" in keys and keys & {"indexedDB", "localStorage"}:
            return member
    return None
