"""The person's projects: which there are, and changing one. What becomes of their chats is `project_chats`'s."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from turbodesk.app.signal import Signal
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.ids import now_ms
from turbodesk.chat.project import Project, clean_instructions, clean_name
from turbodesk.store.database import when_written
from turbodesk.store.history import History


class Projects:
    """Every project, by name."""

    def __init__(self, history: History, changed: Signal[None]) -> None:
        """`changed` is emitted when there are others than before, and they are on disk."""
        self.table = history.projects
        """Where they are kept; for what changes chats with their project, and nobody else."""
        self.folded: frozenset[str] = frozenset()
        """The ids of those whose chats the sidebar does not show."""
        self._remembered = history.remembered
        self._changed = changed
        self._projects: dict[str, Project] = {}

    async def load(self) -> None:
        """Read them from disk.

        Raises:
            StoreFailure: they cannot be read.
        """
        self._projects = {one.id: one for one in await self.table.projects()}
        self.folded = await self._remembered.folded()
        self._changed.emit(None)

    def fold(self, project_id: str) -> None:
        """Show a project's chats in the sidebar no longer, or again."""
        self.folded = (self.folded ^ {project_id}) & self._projects.keys()
        self._remembered.save_folded(self.folded)
        self._changed.emit(None)

    def all(self) -> tuple[Project, ...]:
        """Return every project, by name."""
        return tuple(sorted(self._projects.values(), key=lambda one: (one.name.casefold(), one.id)))

    def get(self, project_id: str | None) -> Project | None:
        """Return a project; None for one that is not there."""
        return self._projects.get(project_id) if project_id is not None else None

    def of(self, conversation: Conversation) -> Project | None:
        """Return the project a conversation belongs to, if it is there."""
        return self.get(conversation.project_id)

    def put(self, project: Project) -> asyncio.Future[None]:
        """Keep a project, new or changed.

        What is sent from now on follows it at once; that it has changed is told once it is on disk.
        """
        before = self._projects.get(project.id)
        if before == project:
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            done.set_result(None)
            return done
        project = replace(
            project,
            name=clean_name(project.name) or (before.name if before else project.name),
            instructions=clean_instructions(project.instructions),
            updated_at=now_ms(),
        )
        self._projects[project.id] = project
        return when_written(self.table.save(project), lambda: self._changed.emit(None))

    def rename(self, project_id: str, name: str) -> None:
        """Give a project another name; a blank one changes nothing."""
        project, name = self.get(project_id), clean_name(name)
        if project is not None and name and name != project.name:
            self.put(replace(project, name=name))

    async def bring_back(self, project_id: str) -> None:
        """Bring back a project that was deleted, now or in an earlier run; nothing where it was removed for good."""
        if project_id not in self._projects and await self.table.project(project_id) is not None:
            await self.table.restore(project_id)
            await self.load()

    def forget(self, project_id: str) -> None:
        """A project is deleted on disk."""
        if self._projects.pop(project_id, None) is not None:
            self._changed.emit(None)
