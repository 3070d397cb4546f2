"""What changes chats with their project: making one of chats, moving chats, deleting a project, and taking that back.

Each is one transaction, however many chats there are, and told once it is on disk: no crash leaves half of a move.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from turbodesk.app.workspace import Workspace
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.project import Project, new_project
from turbodesk.quick_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moved:
    """Chats that were moved, for taking it back."""

    before: Mapping[str, str | None]
    """By chat, the project it was in."""


@dataclass(frozen=True, slots=True)
class DeletedProject:
    """A project that was deleted, for taking it back."""

    project: Project
    chats: tuple[str, ...]
    with_chats: bool
    """Whether its chats were deleted with it; else they went back to the days."""


class ProjectChats:
    """Projects and the chats in them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._projects = workspace.projects

    async def create(
        self, name: str, *, instructions: str = "", files: Iterable[Attachment] = (), chats: Iterable[str] = ()
    ) -> Project:
        """Make a project and put chats into it, by their ids; those that are not there are left out.

        Raises:
            ValueError: the name is blank.
            StoreFailure: it cannot be written.
        """
        project = new_project(name, instructions=instructions, files=files)
        await self._projects.put(project)
        await self.move(tuple(chats), project.id)
        return project

    async def move(self, ids: Sequence[str], project_id: str | None) -> Moved:
        """Put chats into a project, or into none; those that are there already are no part of what is returned.

        Raises:
            StoreFailure: it cannot be written.
        """
        found = [one for id_ in ids if (one := self._workspace.conversation(id_)) is not None]
        before = {one.id: one.project_id for one in found if one.project_id != project_id}
        await self._belong(dict.fromkeys(before, project_id))
        return Moved(before)

    async def move_back(self, moved: Moved) -> None:
        """Put chats back where they were; into no project where theirs is gone meanwhile."""
        there = self._projects.get
        await self._belong({id_: one if there(one) is not None else None for id_, one in moved.before.items()})

    def chats_of(self, project_id: str) -> tuple[Conversation, ...]:
        """Return the chats of a project, the one used last first."""
        return tuple(one for one in self._workspace.conversations() if one.project_id == project_id)

    async def delete(self, project_id: str, *, with_chats: bool) -> DeletedProject | None:
        """Delete a project; its chats go with it, or back to the days. None where it is not there.

        Raises:
            StoreFailure: it cannot be written.
        """
        project = self._projects.get(project_id)
        if project is None:
            return None
        if with_chats:
            self._workspace.let_go([one.id for one in self.chats_of(project_id)])
        chats = tuple(await self._projects.table.delete(project_id, with_chats=with_chats))
        if with_chats:
            self._workspace.removed(chats)
        else:
            await self._show(dict.fromkeys(chats))
        self._projects.forget(project_id)
        return DeletedProject(project, chats, with_chats)

    async def restore(self, deleted: DeletedProject) -> None:
        """Bring back a project with the chats that were in it.

        Raises:
            StoreFailure: it cannot be written.
        """
        project_id = deleted.project.id
        await self._projects.table.restore(project_id, chats=deleted.chats)
        await self._projects.load()
        if deleted.with_chats:
            self._workspace.returned(deleted.chats)
        else:
            is_there = self._projects.get(project_id) is not None
            await self._show(dict.fromkeys(deleted.chats, project_id if is_there else None))

    async def _belong(self, project_ids: Mapping[str, str | None]) -> None:
        if project_ids:
            self._tell_open(project_ids)
            await self._projects.table.move(project_ids)
            await self._show(project_ids)

    async def _show(self, project_ids: Mapping[str, str | None]) -> None:
        """Show chats in projects, as they are on disk now."""
        await self._workspace.show_changed(project_ids, lambda one: replace(one, project_id=project_ids[one.id]))
        self._tell_open(project_ids)

    def _tell_open(self, project_ids: Mapping[str, str | None]) -> None:
        """Let open chats belong to projects from now on: what they send next follows it."""
        for chat in self._workspace.open_ones(project_ids):
            if chat.conversation.project_id != (project_id := project_ids[chat.conversation.id]):
                chat.belong(project_id)
