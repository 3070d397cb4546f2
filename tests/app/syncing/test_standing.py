from __future__ import annotations

from turbodesk.app.syncing.standing import SyncStanding
from turbodesk.chat.sync_status import SyncState, SyncStatus


def test_a_status_is_told_when_it_is_another() -> None:
    standing, told = SyncStanding(), list[SyncStatus]()
    standing.changed.connect(told.append)
    assert standing.status == SyncStatus()
    standing.note(SyncState.STARTING, waiting=2)
    standing.note(SyncState.STARTING)
    standing.note(waiting=2)
    standing.note(metered=True)
    assert told == [
        SyncStatus(SyncState.STARTING, waiting=2),
        SyncStatus(SyncState.STARTING, waiting=2, metered=True),
    ]
    standing.off("Why.")
    assert told[2:] == [SyncStatus(detail="Why.", metered=True)]
    assert standing.status is told[-1]
