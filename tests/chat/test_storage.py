"""What is kept of a storage comes back, whatever the file was made into in between."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat import storage_errors
from turbodesk.chat.storage_choice import FOLDER, KINDS, NEXTCLOUD, S3, WEBDAV, StorageChoice
from turbodesk.chat.storage_errors import Refused, StorageBusy, StorageError
from turbodesk.chat.storage_trial import TrialResult, TrialStep

WHOLE = [
    StorageChoice(FOLDER, "/home/ada/Dropbox/TurboDesk"),
    StorageChoice(FOLDER, r"\\server\share\Chats"),
    StorageChoice(WEBDAV, "http://127.0.0.1:8080/dav", user="ada"),
    StorageChoice(NEXTCLOUD, "https://cloud.example/remote.php/dav/files/ada", user="ada"),
    StorageChoice(NEXTCLOUD, " cloud.example:8443/nextcloud ", user="ada@example.org"),
    StorageChoice(S3, "https://s3.eu-central-1.amazonaws.com", "AKIA", "my-chats", "eu-central-1"),
]
NOT_WHOLE = [
    StorageChoice(FOLDER, ""),
    StorageChoice("ftp", "ftp://server"),
    StorageChoice(WEBDAV, "ftp://server"),
    StorageChoice(WEBDAV, "https://"),
    StorageChoice(WEBDAV, "https://[server"),
    StorageChoice(WEBDAV, " "),
    StorageChoice(WEBDAV, "ada:secret@server/dav"),
    StorageChoice(WEBDAV, "https://ada:secret@server/dav"),
    StorageChoice(S3, "https://s3.example", "AKIA", "", "eu"),
    StorageChoice(S3, "https://s3.example", "AKIA", "chats/../others", "eu"),
]


@pytest.mark.parametrize("choice", WHOLE)
def test_a_choice_comes_back(choice: StorageChoice) -> None:
    assert choice.is_whole
    assert StorageChoice.from_json(choice.to_json()) == choice


@pytest.mark.parametrize("choice", NOT_WHOLE)
def test_what_names_no_storage_is_none(choice: StorageChoice) -> None:
    assert not choice.is_whole
    assert StorageChoice.from_json(choice.to_json()) is None


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "folder",
        {},
        {"kind": "folder"},
        {"kind": "folder", "address": 7},
        {"kind": "folder", "address": "a\0b"},
        {"kind": "folder", "address": "a" * 4_001},
        {"kind": ["folder"], "address": "a"},
        {"kind": "folder", "address": "a", "user": None},
    ],
)
def test_a_file_that_was_changed_never_raises(raw: object) -> None:
    assert StorageChoice.from_json(raw) is None


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3))


@given(
    st.dictionaries(
        st.sampled_from(["kind", "address", "user", "bucket", "region", "x"]), st.sampled_from(sorted(KINDS)) | JSON
    )
)
def test_what_was_read_reads_the_same_again(raw: dict[str, Any]) -> None:
    choice = StorageChoice.from_json(raw)
    assert choice is None or StorageChoice.from_json(choice.to_json()) == choice


def test_errors_tell_what_the_other_side_said() -> None:
    kinds = [one for one in vars(storage_errors).values() if isinstance(one, type) and issubclass(one, StorageError)]
    assert len(kinds) == 13
    for kind in kinds:
        assert kind("HTTP 418").detail == str(kind("HTTP 418")) == "HTTP 418"
    assert StorageBusy().wait_s is None
    assert StorageBusy(wait_s=7).wait_s == 7


def test_a_step_went_well_or_says_why_not() -> None:
    assert TrialResult(TrialStep.REACH).error is None
    assert isinstance(TrialResult(TrialStep.WRITE, Refused()).error, Refused)
