"""Every state has its sentence, and the button that helps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from turbodesk.app.syncing.words import words_for
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.sync_status import SyncAction, SyncState, SyncStatus, SyncWords

NOW = 1_800_000_000_000
FOLDER = StorageChoice("folder", "/home/ada/Chats")
NEXTCLOUD = StorageChoice("nextcloud", "https://cloud.example")
WEBDAV = StorageChoice("webdav", "https://dav.example")
S3 = StorageChoice("s3", "https://s3.example", bucket="chats")


def words(state: SyncState, **fields: object) -> SyncWords:
    return words_for(SyncStatus(state, **fields), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", SyncState)
@pytest.mark.parametrize("choice", [None, FOLDER, NEXTCLOUD, WEBDAV, S3])
def test_every_state_has_one_line(state: SyncState, choice: StorageChoice | None) -> None:
    said = words(state, choice=choice)
    assert said.line
    assert "\n" not in said.line
    assert "{" not in said.line + said.detail


def test_where_all_is_well_little_is_said() -> None:
    assert words(SyncState.UP_TO_DATE) == SyncWords("Up to date")
    assert words(SyncState.SYNCING) == SyncWords("Syncing")
    assert words(SyncState.STARTING) == SyncWords("Syncing begins.")
    assert words(SyncState.OFF, detail="Why.") == SyncWords("Syncing is off.", "Why.")


def test_what_is_special_here_stands_below() -> None:
    copy = "This computer was set up from a copy, so it takes part as a new one."
    paid = "This network is paid for by its use: changes are sent rarely, and attachments wait."
    for state in (SyncState.UP_TO_DATE, SyncState.SYNCING, SyncState.STARTING):
        assert words(state, was_copy=True).detail == copy
        assert words(state, metered=True).detail == paid
        assert words(state, was_copy=True, metered=True).detail == f"{copy} {paid}"


def test_what_others_left_undone_is_told_the_worst_first() -> None:
    status = SyncStatus(
        SyncState.UP_TO_DATE, unreadable=(("Office PC", 1), ("Laptop", 3)), too_new=2, awaited=("Office PC", "Laptop")
    )
    said = words_for(status, NOW)
    assert said.line == "1 file from “Office PC” cannot be read."
    assert (said.action, said.detail) == (
        SyncAction.RESEND_FILES,
        "Open TurboDesk there, and choose “Send everything again” in its settings.",
    )
    assert words_for(replace(status, unreadable=(("Laptop", 3),)), NOW).line == "3 files from “Laptop” cannot be read."
    status = replace(status, unreadable=())
    assert words_for(status, NOW) == SyncWords(
        "2 files are from a newer TurboDesk.", "Update TurboDesk to see what is in them.", SyncAction.UPDATE
    )
    assert words_for(replace(status, too_new=1), NOW).line == "1 file is from a newer TurboDesk."
    status = replace(status, too_new=0, metered=True)
    assert words_for(status, NOW).line == "Waiting for changes from Office PC, Laptop."
    assert words_for(status, NOW).detail


def test_without_a_connection_it_is_quiet() -> None:
    assert words(SyncState.WAITING, detail="timed out") == SyncWords("Waiting for the connection", "timed out")
    assert words(SyncState.WAITING, waiting=1).line == "Waiting for the connection · 1 change waits here"
    assert words(SyncState.WAITING, waiting=1_204).line == "Waiting for the connection · 1,204 changes wait here"


def test_a_short_wait_is_not_worth_a_sentence() -> None:
    soon, late = NOW + 599_999, NOW + 600_000
    assert words(SyncState.BUSY, until=soon) == SyncWords("Up to date")
    assert words(SyncState.BUSY, until=None) == SyncWords("Up to date")
    assert words(SyncState.BUSY, until=soon, waiting=1).line == "Waiting for the storage · 1 change waits here"
    assert words(SyncState.BUSY, until=soon, waiting=2).line == "Waiting for the storage · 2 changes wait here"
    time = dt.datetime.fromtimestamp(late / 1000).strftime("%H:%M")
    assert words(SyncState.BUSY, until=late, waiting=2, detail="429") == SyncWords(
        f"Your storage asks to wait until {time}.", "429", SyncAction.TRY_AGAIN
    )


def test_a_full_storage_says_how_much_waits_and_that_it_is_safe() -> None:
    assert words(SyncState.FULL) == SyncWords(
        "Your storage is full.", "Make room there. Chats are safe on this computer.", SyncAction.TRY_AGAIN
    )
    one, more = words(SyncState.FULL, waiting_chats=1), words(SyncState.FULL, waiting_chats=3)
    assert one.line == "Your storage is full: 1 chat waits here."
    assert one.detail == "Make room there. It is safe on this computer."
    assert more.line == "Your storage is full: 3 chats wait here."
    assert more.detail == "Make room there. They are safe on this computer."


def test_who_is_refused_can_sign_in_again_and_who_has_a_folder_can_look_at_it() -> None:
    assert words(SyncState.REFUSED, choice=NEXTCLOUD, detail="401") == SyncWords(
        "Your Nextcloud no longer accepts this computer.", "401", SyncAction.SIGN_IN_AGAIN, SyncAction.STOP
    )
    for choice in (WEBDAV, S3, None):
        assert words(SyncState.REFUSED, choice=choice).line == "Your storage no longer accepts this computer."
    folder = words(SyncState.REFUSED, choice=FOLDER)
    assert folder.line == "The folder “/home/ada/Chats” cannot be used."
    assert folder.detail == "See who may read and write in it. Chats here are untouched."
    assert (folder.action, folder.other_action) == (SyncAction.TRY_AGAIN, SyncAction.CHANGE_ADDRESS)


def test_a_wrong_address_is_named_by_its_kind() -> None:
    lines = [words(SyncState.NOT_STORAGE, choice=one).line for one in (NEXTCLOUD, S3, FOLDER, WEBDAV, None)]
    assert lines == [
        "There is no Nextcloud at this address.",
        "There is no such bucket.",
        "This is no folder.",
        "There is no WebDAV storage at this address.",
        "There is no WebDAV storage at this address.",
    ]
    said = words(SyncState.NOT_STORAGE, choice=WEBDAV, detail="<html>")
    assert (said.detail, said.action, said.other_action) == (
        "<html>",
        SyncAction.CHANGE_ADDRESS,
        SyncAction.TRY_AGAIN,
    )


def test_what_is_not_there_is_named() -> None:
    gone, online = words(SyncState.FOLDER_GONE, choice=FOLDER), words(SyncState.ONLINE_ONLY, choice=FOLDER)
    assert gone.line == "The folder “/home/ada/Chats” is not there."
    assert gone.detail.endswith("Chats here are untouched.")
    assert online.line == "The folder “/home/ada/Chats” is not wholly on this computer."
    assert online.detail == "Have the program that keeps it keep this folder on this computer, too."
    for one in (gone, online):
        assert (one.action, one.other_action) == (SyncAction.TRY_AGAIN, SyncAction.CHANGE_ADDRESS)


def test_the_rest_says_what_a_person_can_do() -> None:
    assert words(SyncState.WRONG_CLOCK) == SyncWords(
        "The clock of this computer is wrong.",
        "Your storage takes nothing that comes with a wrong time. Set the clock, then try again.",
        SyncAction.TRY_AGAIN,
    )
    assert words(SyncState.EMPTIED) == SyncWords(
        "Your storage is empty.",
        "Somebody has removed what was in it. Chats here are untouched.",
        SyncAction.SEND_AGAIN,
        SyncAction.STOP,
    )
    assert words(SyncState.CODE_REPLACED) == SyncWords(
        "Your computers have a new code.",
        "Type it here, and this computer goes on. Chats here are untouched.",
        SyncAction.TYPE_CODE,
        SyncAction.STOP,
    )
    assert words(SyncState.KEYS_LOCKED, detail="Locked.") == SyncWords(
        "The key store of this computer cannot be read, so nothing is synced.",
        "Locked.",
        SyncAction.UNLOCK_KEYS,
        SyncAction.STOP,
    )
    assert words(SyncState.FAILED, detail="Why.") == SyncWords("Syncing has stopped.", "Why.", SyncAction.TRY_AGAIN)
