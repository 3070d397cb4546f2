"""What is tried of a storage before it is chosen, and what came of it."""

from __future__ import annotations

from enum import StrEnum

from turbodesk.chat.storage_errors import StorageError
from turbodesk.quick_dataclasses import dataclass


class TrialStep(StrEnum):
    """One thing that syncing needs of a storage, in the order in which they are tried."""

    REACH = "reach"
    """It answers, and lets this computer in."""
    WRITE = "write"
    """A small file can be put there."""
    READ = "read"
    """It comes back as it was."""
    LIST = "list"
    """It is shown, with its size."""
    REMOVE = "remove"
    """It can be removed again."""


@dataclass(frozen=True, slots=True)
class TrialResult:
    """How one step went. After a step that failed no other follows."""

    step: TrialStep
    error: StorageError | None = None
    """What went wrong; None: all is well."""
