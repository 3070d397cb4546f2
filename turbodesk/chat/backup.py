"""A backup as what is known of it: a whole copy of all chats in a file of its own."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from turbodesk.quick_dataclasses import dataclass


class BackupKind(StrEnum):
    """What a backup was made for; the values stand in the names of files."""

    DAILY = "daily"
    UPDATE = "update"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that is there and can be opened."""

    path: Path
    kind: BackupKind
    made_at: int
    """Milliseconds since 1970, UTC."""
    version: int
    """Of its schema."""
    chats: int
    size: int
    """Bytes."""
