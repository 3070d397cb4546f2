"""A storage is opened by its kind, and asks nothing before it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from turbodesk.chat.storage_choice import FOLDER, StorageChoice
from turbodesk.chat.storage_errors import NotStorage
from turbodesk.remote.storages import open_storage
from turbodesk.remote.storages.folder import FolderStorage


def test_a_folder_is_opened_without_a_look(tmp_path: Path) -> None:
    opened = open_storage(StorageChoice(FOLDER, str(tmp_path / "gone")), "", "abcdefghijklmnop")
    assert isinstance(opened, FolderStorage)


@pytest.mark.parametrize("choice", [StorageChoice("floppy", "A:"), StorageChoice(FOLDER, "")])
def test_what_is_no_choice_is_no_storage(choice: StorageChoice) -> None:
    with pytest.raises(NotStorage):
        open_storage(choice, "", "abcdefghijklmnop")
