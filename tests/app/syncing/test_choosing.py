"""A code and a storage are looked at before anything is kept, and a mistaken code is told from an empty storage."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.syncing.test_preview import Shelf, message
from tests.app.syncing.test_shared_sets import NewComputer, new
from turbodesk.app.syncing.choosing import find
from turbodesk.chat.ids import new_id
from turbodesk.chat.storage_choice import FOLDER, StorageChoice
from turbodesk.chat.storage_errors import FolderGone
from turbodesk.remote.recovery_code import new_code
from turbodesk.remote.storages import open_storage
from turbodesk.remote.vault import Vault

__all__ = ["new"]


def files_in(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


async def test_a_folder_is_looked_at_and_stays_as_it_is(new: NewComputer, tmp_path: Path) -> None:
    here, code, folder = new("a"), new_code(), tmp_path / "Shared"
    shelf = Shelf(Vault.of(code))
    shelf.add(message(new_id()), message(new_id()))
    choice = StorageChoice(FOLDER, str(folder))
    with pytest.raises(FolderGone):
        await find(choice, "", code, jobs=here.jobs, open_storage=open_storage)
    folder.mkdir()
    (folder / "a letter.txt").write_text("mine")
    assert (await find(choice, "", code, jobs=here.jobs, open_storage=open_storage)).is_new
    for name, content in shelf.files.items():
        path = folder / shelf.vault.id / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    before = files_in(folder)
    found = await find(choice, "", code.lower(), jobs=here.jobs, open_storage=open_storage)
    assert (found.is_new, found.chats) == (False, 2)
    assert (await find(choice, "", new_code(), jobs=here.jobs, open_storage=open_storage)).is_new, "under another code"
    assert files_in(folder) == before


async def test_what_is_no_code_is_told_before_the_storage_is_asked(new: NewComputer, tmp_path: Path) -> None:
    here = new("a")
    with pytest.raises(ValueError, match=r"\w"):
        await find(
            StorageChoice(FOLDER, str(tmp_path / "nowhere")), "", "no code", jobs=here.jobs, open_storage=open_storage
        )
