"""A program that journals an endless reply and says each delta aloud first, for tests that kill it.

`python -m tests.store.journalling DATABASE` prints `<number> <milliseconds of the loop's clock>` before each delta.
Delta n is the text `<n>;`, so that what is found on disk tells which were kept.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.events import TextDelta
from turbodesk.chat.message import empty_reply, user_message
from turbodesk.store import Database, History, Journal

PACE_S = 0.004


async def main(path: Path) -> None:
    """Journal until killed."""
    database = (await Database.open(path)).database
    history, journal = History(database), Journal(database)
    conversation = new_conversation()
    question = user_message("Go on for ever", None)
    reply = empty_reply("claude-sonnet-4-6", question.id)
    history.save_conversation(conversation)
    history.save_message(conversation.id, question)
    await journal.begin(conversation.id, reply)
    number = 0
    while True:
        os.write(1, f"{number} {asyncio.get_running_loop().time() * 1000:.0f}\n".encode())
        journal.append(reply.id, TextDelta(0, f"{number};"))
        number += 1
        await asyncio.sleep(PACE_S)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
