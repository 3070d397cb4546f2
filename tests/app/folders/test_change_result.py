"""What was done to files and notes is said in whole sentences."""

from __future__ import annotations

import pytest

from turbodesk.app.folders.change_result import ChangeKind, ChangeResult


@pytest.mark.parametrize(
    ("kind", "count", "words"),
    [
        (ChangeKind.FILE_MADE, 1, "“a{b}” was made"),
        (ChangeKind.FILE_CHANGED, 1, "“a{b}” was changed"),
        (ChangeKind.NOTE_MADE, 1, "The note “a{b}” was made"),
        (ChangeKind.NOTE_CHANGED, 1, "The note “a{b}” was changed"),
        (ChangeKind.NOTE_DELETED, 1, "The note “a{b}” was deleted"),
        (ChangeKind.NOTE_DELETED, 3, "3 notes of “a{b}” were deleted"),
        (ChangeKind.NOTE_RENAMED, 1, "The note “a{b}” was renamed"),
        (ChangeKind.NOTE_RENAMED, 2, "2 notes of “a{b}” were renamed"),
    ],
)
def test_each_change_has_its_sentence(kind: ChangeKind, count: int, words: str) -> None:
    assert ChangeResult(kind, "a{b}", count).words == words
