"""A notice that a new code was made is believed where it was sealed with the old one, and nowhere else."""

from __future__ import annotations

import pytest

from tests.app.syncing.faulty_storage import MemoryStorage
from turbodesk.app.syncing.new_code_notice import leave_notice, look_for_notice
from turbodesk.app.syncing.place import Listing
from turbodesk.chat.storage_errors import CodeReplaced
from turbodesk.chat.sync_names import LOG, NEW_CODE_WRITER, LogName
from turbodesk.remote.recovery_code import new_code
from turbodesk.remote.vault import Vault


async def looked(vault: Vault, storage: MemoryStorage) -> None:
    await look_for_notice(vault, storage, Listing(await storage.list(LOG)))


async def test_a_notice_is_found_under_the_names_of_its_copies_too() -> None:
    vault, storage = Vault.of(new_code()), MemoryStorage({})
    await looked(vault, storage)
    await leave_notice(vault, storage)
    with pytest.raises(CodeReplaced):
        await looked(vault, storage)
    ((name, sealed),) = storage.files.items()
    storage.files.clear()
    storage.files[name.replace(".tds", " (conflicted copy).tds")] = sealed
    with pytest.raises(CodeReplaced):
        await looked(vault, storage)


async def test_a_notice_of_a_newer_program_counts() -> None:
    vault, storage = Vault.of(new_code()), MemoryStorage({})
    name = LogName.new(NEW_CODE_WRITER, 1, 1)
    storage.files[f"{LOG}/{name}"] = vault.seal(str(name), b"{}", form=99)
    with pytest.raises(CodeReplaced):
        await looked(vault, storage)


async def test_nobody_without_the_code_can_make_one() -> None:
    vault, storage = Vault.of(new_code()), MemoryStorage({})
    name = LogName.new(NEW_CODE_WRITER, 1, 1)
    storage.files[f"{LOG}/{name}"] = Vault.of(new_code()).seal(str(name), b"{}")
    await looked(vault, storage)
    other = LogName.new("a" * 16, 1, 1)
    storage.files[f"{LOG}/{LogName.new(NEW_CODE_WRITER, 2, 2)}"] = vault.seal(str(other), b"{}")
    await looked(vault, storage)
