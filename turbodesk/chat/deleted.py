"""A conversation or a project that was deleted and can still be brought back."""

from __future__ import annotations

from turbodesk.quick_dataclasses import dataclass

UNKNOWN = -1
"""Stands for a moment that cannot be read."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What is told of it."""

    id: str
    title: str
    """Of a project, its name."""
    deleted_at: int
    """Milliseconds since 1970, UTC; or `UNKNOWN`."""
    is_project: bool = False
