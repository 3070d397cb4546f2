"""A program that writes chats and makes backups of them without end, for tests that kill it.

`python -m tests.store.backing_up DATABASE` prints a line whenever a backup has its name. With `restore` behind it, two
backups, of five and of ten chats, take one another's place again and again, and a line is printed for each.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from pathlib import Path

from turbodesk.chat.backup import Backup, BackupKind
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.message import user_message
from turbodesk.store import Database, History
from turbodesk.store.backups import back_up, staged
from turbodesk.store.migrations import STEPS


async def main(path: Path, *, restores: bool) -> None:
    """Back up, or restore, until killed."""
    database = (await Database.open(path)).database
    while True:
        made = [await backed_up(database, path)]
        if restores:
            await restored(database, [*made, await backed_up(database, path)])
        os.write(1, f"{made[0].path.name} {made[0].chats}\n".encode())


async def backed_up(database: Database, path: Path) -> Backup:
    """Add five chats and make a backup."""
    history = History(database)
    for _ in range(5):
        conversation = new_conversation()
        history.save_conversation(conversation)
        history.save_message(conversation.id, user_message("So many words. " * 2000, None))
    await database.drain()
    return await asyncio.to_thread(back_up, path, BackupKind.DAILY)


async def restored(database: Database, backups: list[Backup]) -> None:
    """Restore these in turn, until killed."""
    for backup in itertools.cycle(backups):
        with staged(backup.path, STEPS) as made:
            await database.replace(made, lambda _: None)
        os.write(1, f"{backup.path.name} {backup.chats}\n".encode())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), restores="restore" in sys.argv))
