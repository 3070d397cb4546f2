"""Gives the tools of this computer what they use of the program; made with the first of them."""

from __future__ import annotations

from pathlib import Path

from turbodesk.app.attachments import AttachmentService
from turbodesk.app.preferences import Preferences
from turbodesk.app.tools.context import OwnToolsContext
from turbodesk.app.workspace import Workspace
from turbodesk.store.database import Database


def context_of(
    folder: Path,
    preferences: Preferences,
    database: Database,
    attachment_service: AttachmentService,
    workspace: Workspace,
) -> OwnToolsContext:
    """Return what the tools of the chats in `folder` use."""

    def project_name(project_id: str) -> str:
        project = workspace.projects.get(project_id)
        return "" if project is None else project.name

    return OwnToolsContext(
        folder=folder,
        preferences=preferences,
        database=database,
        attachment_service=attachment_service,
        project_name=project_name,
        is_kept=lambda conversation_id: workspace.conversation(conversation_id) is not None,
    )
