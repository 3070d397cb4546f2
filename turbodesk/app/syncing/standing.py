"""Keeps what the window shows of syncing, and tells whenever it is another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from turbodesk.app.signal import Signal
from turbodesk.chat.sync_status import SyncState, SyncStatus


class SyncStanding:
    """The status in force."""

    def __init__(self) -> None:
        self.changed: Signal[SyncStatus] = Signal()
        self.status = SyncStatus()

    def note(self, state: SyncState | None = None, **changes: Any) -> None:
        """Change these fields of the status; told once, and only if that makes it another."""
        if state is not None:
            changes["state"] = state
        changed = replace(self.status, **changes)
        if changed != self.status:
            self.status = changed
            self.changed.emit(changed)

    def off(self, detail: str = "") -> None:
        """Syncing is off, and nothing of what was shown holds any more."""
        metered = self.status.metered
        self.status = SyncStatus(detail=detail, metered=metered)
        self.changed.emit(self.status)
