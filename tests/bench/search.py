"""Measures searching all chats: 10,000 messages of about a kilobyte, a fifth of them Chinese, in 100 chats on disk.

    python -m tests.bench.search

`rows_read` is how many rows a query looks at, `over_reading_all` its time over that of reading every message's text
once, `longest_turn_ms` the longest the event loop was kept from other work meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.message import user_message
from turbodesk.store import Database, History
from turbodesk.store.search import SearchIndex

CHATS, EACH = 100, 100
QUERIES = ("th", "thing", "word7 word12", '"word3 word4"', "nowhere", "量子", "不在")
TRIES = 7


async def filled(database: Database) -> None:
    """Write the chats."""
    history, numbers = History(database), random.Random(3)
    for number in range(CHATS):
        conversation = new_conversation()
        history.save_conversation(conversation)
        for at in range(EACH):
            words = " ".join(f"word{numbers.randrange(2000)}" for _ in range(120))
            text = "量子力学讨论" * 60 if at % 5 == 0 else f"thing {number} {words}"
            history.save_message(conversation.id, user_message(text, None))
    await database.drain()


async def measured(database: Database, query: str, baseline_s: float) -> dict[str, object]:
    """Search `TRIES` times and return the median."""
    search, times, longest = SearchIndex(database), [], 0.0
    found = await search.find(query)
    for _ in range(TRIES):
        before = search.rows_read
        began = last = time.perf_counter()
        task = asyncio.get_running_loop().create_task(search.find(query))
        while not task.done():
            await asyncio.sleep(0)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        times.append(last - began)
    return {
        "case": query,
        "messages": CHATS * EACH,
        "found": len(found),
        "rows_read": search.rows_read - before,
        "search_ms": round(statistics.median(times) * 1000, 1),
        "over_reading_all": round(statistics.median(times) / baseline_s, 2),
        "longest_turn_ms": round(longest * 1000, 1),
        "aims": {"rows_read": 20_000, "longest_turn_ms": 16, "over_reading_all": 6.0},
    }


async def measure() -> None:
    """Measure and print, one JSON object a line."""
    with tempfile.TemporaryDirectory() as folder:
        database = (await Database.open(Path(folder) / "turbodesk.db")).database
        await filled(database)
        times = []
        for _ in range(TRIES):
            began = time.perf_counter()
            await database.read(lambda one: sum(len(row[0]) for row in one.execute("SELECT text FROM message")))
            times.append(time.perf_counter() - began)
        for query in QUERIES:
            found = await measured(database, query, statistics.median(times))
            sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        await database.close()


def main() -> None:
    """Run it."""
    asyncio.run(measure())


if __name__ == "__main__":
    main()
