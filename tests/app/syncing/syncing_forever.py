"""A program that writes and syncs without an end, for tests that kill it.

`python -m tests.app.syncing.syncing_forever DATABASE FOLDER CODE` prints a line before each round.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tests.app.syncing.people import Clock, Computer, file_computer
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.storage_choice import FOLDER, StorageChoice
from turbodesk.remote.storages import open_storage
from turbodesk.remote.vault import Vault


async def on_disk(database: Path, folder: Path, code: str) -> Computer:
    """Return a computer that keeps both on disk; close its database and its storage when done."""
    vault, clock = Vault.of(code), Clock()
    clock.now = now_ms()
    storage = open_storage(StorageChoice(FOLDER, str(folder)), "", vault.id)
    return await file_computer("a", database, storage, vault=vault, clock=clock, ids=new_id)


async def main(database: Path, folder: Path, code: str) -> None:
    """Write and sync until killed."""
    computer = await on_disk(database, folder, code)
    for number in range(10**9):
        chat = await computer.new_chat(f"word {number}")
        said = [await computer.say(chat, "word " * 200, attachment=os.urandom(5_000)) for _ in range(3)]
        if number % 3 == 2:
            await computer.remove_message(said[1])
        os.write(1, b"%d\n" % number)
        await computer.sync()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
