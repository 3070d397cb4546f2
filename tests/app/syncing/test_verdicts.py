"""What a round that failed means: a refusal is believed late, and what a person must settle begins nothing."""

from __future__ import annotations

import pytest

from turbodesk.app.syncing.verdicts import FAILURES, LONGEST_DETAIL, REFUSED_FOR_S, RoundVerdict, RoundVerdicts
from turbodesk.chat import storage_errors as errors
from turbodesk.chat.errors import SecretsLocked, StoreUnwritable
from turbodesk.chat.sync_status import SyncState


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("error", "state", "halts"),
    [
        (errors.FolderGone("x"), SyncState.FOLDER_GONE, False),
        (errors.OnlineOnly("x"), SyncState.ONLINE_ONLY, False),
        (errors.StorageUnreachable("x"), SyncState.WAITING, False),
        (errors.FolderClosed("x"), SyncState.REFUSED, False),
        (errors.StorageFull("x"), SyncState.FULL, False),
        (errors.NotStorage("x"), SyncState.NOT_STORAGE, False),
        (errors.WrongClock("x"), SyncState.WRONG_CLOCK, False),
        (errors.Emptied("x"), SyncState.EMPTIED, True),
        (errors.CodeReplaced("x"), SyncState.CODE_REPLACED, True),
        (errors.Missing("x"), SyncState.FAILED, False),
        (errors.StorageError("x"), SyncState.FAILED, False),
        (errors.TooNew("x"), SyncState.FAILED, False),
    ],
)
def test_each_failure_has_its_state(error: errors.StorageError, state: SyncState, halts: bool) -> None:
    assert isinstance(error, FAILURES)
    assert RoundVerdicts(Clock()).of(error) == RoundVerdict(state, "x", halts=halts)


def test_a_key_store_that_is_locked_waits_for_a_person() -> None:
    verdict = RoundVerdicts(Clock()).of(SecretsLocked())
    assert verdict == RoundVerdict(
        SyncState.KEYS_LOCKED,
        "The key store is locked. Unlock it and try again, or use the key until TurboDesk closes.",
        halts=True,
    )


def test_a_disk_that_is_full_says_so_itself() -> None:
    verdict = RoundVerdicts(Clock()).of(StoreUnwritable(sentence="No room.", advice="Make some."))
    assert verdict == RoundVerdict(SyncState.FAILED, "No room. Make some.")


def test_a_damaged_file_is_not_named() -> None:
    assert RoundVerdicts(Clock()).of(errors.Damaged("abc")).detail == "A file in the storage is damaged."


def test_a_storage_that_asks_to_wait_is_obeyed_and_one_that_does_not_say_so_is_not_asked_for_more() -> None:
    verdicts = RoundVerdicts(Clock())
    assert verdicts.of(errors.StorageBusy("x", wait_s=90)) == RoundVerdict(SyncState.BUSY, "x", wait_s=90, is_told=True)
    assert verdicts.of(errors.StorageBusy("x")) == RoundVerdict(SyncState.BUSY, "x")


def test_long_pages_are_cut() -> None:
    assert len(RoundVerdicts(Clock()).of(errors.NotStorage("x" * 5_000)).detail) == LONGEST_DETAIL


def test_a_refusal_is_believed_when_it_lasts() -> None:
    verdicts = RoundVerdicts(clock := Clock())
    first = verdicts.of(errors.Refused("401"))
    assert first == RoundVerdict(SyncState.BUSY, "401", wait_s=REFUSED_FOR_S, is_told=True)
    clock.now += 60
    again = verdicts.of(errors.Refused("401"))
    assert again == RoundVerdict(SyncState.BUSY, "401", wait_s=REFUSED_FOR_S - 60, is_told=True)
    clock.now += REFUSED_FOR_S - 60
    assert verdicts.of(errors.Refused("401")) == RoundVerdict(SyncState.REFUSED, "401", halts=True)


def test_a_success_between_two_refusals_makes_the_second_one_the_first() -> None:
    verdicts = RoundVerdicts(clock := Clock())
    verdicts.of(errors.Refused("401"))
    verdicts.went_well()
    clock.now += 2 * REFUSED_FOR_S
    assert verdicts.of(errors.Refused("401")).state is SyncState.BUSY
