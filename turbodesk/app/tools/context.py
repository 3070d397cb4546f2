"""What our own tools need of the program, handed to them once when they are made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.app.attachments import AttachmentService
    from turbodesk.app.preferences import Preferences
    from turbodesk.store.database import Database


@dataclass(frozen=True, slots=True)
class OwnToolsContext:
    """The parts of the program that our own tools use."""

    folder: Path
    """The data folder."""
    preferences: Preferences
    database: Database
    attachment_service: AttachmentService
    project_name: Callable[[str], str]
    """Gives the name of a project by its id; "" where there is none."""
    is_kept: Callable[[str], bool]
    """Whether a conversation is on disk; of a temporary chat nothing shall be."""
