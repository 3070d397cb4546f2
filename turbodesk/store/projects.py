"""Keeps projects: what each is called, what it sends, and, for a while, those that were deleted.

The chats of a project are found by their own rows. Rows are read with the care of `cells`: what cannot be is read as
something plain and stays in the file until the person changes that project.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Mapping, Sequence

from turbodesk.chat.attachments import Attachment, attachment_of
from turbodesk.chat.ids import now_ms
from turbodesk.chat.moments import is_moment
from turbodesk.chat.project import (
    MOST_FILES,
    MOST_REPLACED,
    NAMELESS,
    PICTURES,
    Project,
    ReplacedFile,
    SignColour,
    clean_instructions,
    clean_name,
)
from turbodesk.store.cells import LONGEST_NAME, Cells, is_name
from turbodesk.store.database import Database
from turbodesk.store.row_mapping import Cell, dump, json_from_part, part_from_json, storable

log = logging.getLogger(__name__)


class ProjectTable:
    """The projects of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def projects(self) -> list[Project]:
        """Return all projects that are not deleted, the oldest first."""
        return await self._read("SELECT * FROM project WHERE deleted_at IS NULL ORDER BY created_at, id")

    async def project(self, project_id: str) -> Project | None:
        """Return one project, deleted or not."""
        return next(iter(await self._read("SELECT * FROM project WHERE id = ?", project_id)), None)

    def save(self, project: Project) -> asyncio.Future[None]:
        """Queue a project's facts; a deletion stays what it is."""
        row = project_row(project)
        names = ", ".join(row)
        changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("id", "created_at"))
        statement = (
            f"INSERT INTO project ({names}) VALUES ({', '.join(f':{name}' for name in row)})"
            f" ON CONFLICT (id) DO UPDATE SET {changes}"
        )

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(statement, row)

        return self._database.write(job)

    def delete(self, project_id: str, *, with_chats: bool) -> asyncio.Future[list[str]]:
        """Queue a project's deletion, which a loss of power does not take back once the future is done.

        Its chats are deleted with it, or belong to none from then on, those deleted before too, lest one that comes
        back brings the project with it. Gives the ids of these chats.
        """
        now = now_ms()
        chosen = "project_id = ? AND deleted_at IS NULL" if with_chats else "project_id = ?"
        change = "deleted_at = ?1" if with_chats else "project_id = NULL"

        def job(connection: sqlite3.Connection) -> list[str]:
            found = connection.execute(f"SELECT id FROM conversation WHERE {chosen}", (project_id,)).fetchall()
            rows = [(now, id_) for (id_,) in found]
            connection.executemany(f"UPDATE conversation SET {change}, updated_at = ?1 WHERE id = ?2", rows)
            connection.execute(_SET_DELETED, (now, now, project_id))
            return [str(id_) for (id_,) in found]

        return self._database.write(job, durable=True)

    def restore(self, project_id: str, *, chats: Sequence[str] = ()) -> asyncio.Future[None]:
        """Queue the return of a deleted project with these chats in it; durable like the deletion.

        Of one that was removed for good meanwhile the chats alone come back.
        """
        now = now_ms()

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SET_DELETED, (None, now, project_id))
            rows = [(project_id, now, id_) for id_ in chats]
            statement = (
                f"UPDATE conversation SET project_id = {_IF_THERE}, deleted_at = NULL, updated_at = ? WHERE id = ?"
            )
            connection.executemany(statement, rows)

        return self._database.write(job, durable=True)

    def move(self, project_ids: Mapping[str, str | None]) -> asyncio.Future[None]:
        """Queue to which project conversations belong from now on, by their ids: all of them or none."""
        now = now_ms()
        rows = [(project_id, now, id_) for id_, project_id in project_ids.items()]

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany("UPDATE conversation SET project_id = ?, updated_at = ? WHERE id = ?", rows)

        return self._database.write(job, durable=True)

    async def _read(self, query: str, *values: str) -> list[Project]:
        def job(connection: sqlite3.Connection) -> list[tuple[Project, Cells]]:
            cursor = connection.execute(query, values)
            names = [column[0] for column in cursor.description]
            found: list[tuple[Project, Cells]] = []
            for row in cursor:
                cells = Cells(dict(zip(names, row, strict=True)))
                project = project_from_cells(cells)
                if is_name(row[names.index("id")]):
                    found.append((project, cells))
            return found

        read = await self._database.read(job)
        for project, cells in read:
            if cells.damaged:
                log.warning("a project is damaged in the database: %s: %s", project.id, ", ".join(cells.damaged))
        return [project for project, _ in read]


_IF_THERE = "(SELECT id FROM project WHERE id = ?)"
_SET_DELETED = "UPDATE project SET deleted_at = ?, updated_at = ? WHERE id = ?"


def project_row(project: Project) -> dict[str, Cell]:
    """Return the columns of `project`, all but `deleted_at`."""
    return {
        "id": project.id,
        "created_at": project.created_at,
        "name": storable(project.name),
        "colour": project.colour.value,
        "picture": project.picture,
        "instructions": storable(project.instructions),
        "files": dump([json_from_part(file.part) for file in project.files]),
        "replaced": dump([[one.sha256, one.name, one.by, one.at] for one in project.replaced]),
        "preset_id": storable(project.preset_id),
        "updated_at": now_ms(),
    }


def project_from_cells(cells: Cells) -> Project:
    """Read what `project_row` wrote, whatever became of it; what could not be read is named in `cells`."""
    created_at = cells.moment("created_at")
    return Project(
        id=cells.text("id"),
        name=clean_name(cells.text("name", NAMELESS, longest=LONGEST_NAME)) or NAMELESS,
        colour=cells.choice("colour", tuple(SignColour), SignColour.PLAIN),
        picture=cells.choice("picture", ("", *PICTURES), "") or PICTURES[0],
        instructions=clean_instructions(cells.text("instructions")),
        files=_files(cells.json_list("files")),
        replaced=tuple(filter(None, map(_replaced, cells.json_list("replaced"))))[-MOST_REPLACED:],
        preset_id=cells.text("preset_id", longest=LONGEST_NAME),
        created_at=created_at,
        updated_at=cells.moment("updated_at", created_at),
    )


def _files(entries: Sequence[object]) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for entry in entries[:MOST_FILES]:
        try:
            file = attachment_of(part_from_json(entry)) if isinstance(entry, Mapping) else None
        except (ValueError, AttributeError, TypeError, RecursionError):
            file = None
        if file is not None:
            found.setdefault(file.sha256, file)
    return tuple(found.values())


def _replaced(entry: object) -> ReplacedFile | None:
    match entry:
        case [str(sha256), str(name), str(by), int(at)] if is_moment(at):
            return ReplacedFile(sha256, name, by, at)
    return None
