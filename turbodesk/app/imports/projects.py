"""Makes projects of those another program has: instructions and documents, each once, however often they are imported.

A project that was brought before is left alone, whatever became of it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from turbodesk.app.imports.chats import SourceProject
from turbodesk.app.imports.messages import Made, MessageMaker, without_odd
from turbodesk.app.imports.tree import made_id
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.ids import now_ms
from turbodesk.chat.project import MOST_FILES, NAMELESS, Project, clean_instructions, clean_name
from turbodesk.store.imported_chats import ChatRows
from turbodesk.store.origins import KnownChat
from turbodesk.store.projects import project_row


def origin_id(project_id: str) -> str:
    """Return under which id of a chat it is remembered where a project came from."""
    return f"project:{project_id}"


def project_rows(
    program: str, projects: Iterable[SourceProject], known: Mapping[str, KnownChat], messages: MessageMaker
) -> Iterator[ChatRows]:
    """Yield the rows of projects that were never brought, with their documents."""
    seen = set(known)
    for source in projects:
        if origin_id(source.id) in seen:
            continue
        seen.add(origin_id(source.id))
        now, made = now_ms(), Made()
        files: list[Attachment] = []
        for name, words in list(source.files.items())[:MOST_FILES]:
            file = messages.attachment(without_odd(words).encode(), name, made)
            if isinstance(file, Attachment) and file.sha256 not in {one.sha256 for one in files}:
                files.append(file)
        project = Project(
            made_id(now, program, origin_id(source.id)),
            clean_name(without_odd(source.name)) or NAMELESS,
            instructions=clean_instructions(without_odd(source.instructions)),
            files=tuple(files),
            created_at=now,
            updated_at=now,
        )
        yield ChatRows(origin_id(source.id), project.id, now, project=project_row(project), attachments=made.files)
