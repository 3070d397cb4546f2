"""A conversation that was deleted and can still be brought back."""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = -1
"""Stands for a moment that cannot be read."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What is told of it."""

    conversation_id: str
    title: str
    deleted_at: int
    """Milliseconds since 1970, UTC; or `UNKNOWN`."""
