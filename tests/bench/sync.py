"""Measures what keeping two computers in step costs: requests, bytes, records a second, and the database's longest job.

    python -m tests.bench.sync

One computer has 500 chats of 10,000 messages, 14 MB of JSON, in a file; the others begin empty. The storage is a
folder, counted; then, for the first syncs and one question, WsgiDAV and rclone's S3, counted on the line, with the
heads of requests. Times are wall clock of one round; the longest job is of the database's thread, which nothing else
may wait for long.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from tests.app.syncing.people import Clock, Computer, differences, file_computer, the_vault
from tests.remote import servers
from tests.remote.relay import Relay
from turbodesk.chat.ids import new_id
from turbodesk.chat.storage_choice import FOLDER, S3, WEBDAV, StorageChoice
from turbodesk.remote.storages import open_storage
from turbodesk.store.connection import Job

MESSAGES, A_CHAT = 10_000, 20
PICTURE_BYTES = 2_000_000
TURNS = 100


class CountedStorage:
    """A storage, and what is asked of it."""

    def __init__(self, choice: StorageChoice, secret: str = "") -> None:
        self._inner = open_storage(choice, secret, the_vault().id)
        self.close, self.remove_empty_folders = self._inner.close, self._inner.remove_empty_folders
        self.reset()

    def reset(self) -> None:
        """Count from here on."""
        self.counts = {"list": 0, "get": 0, "put": 0, "delete": 0}
        self.up = self.down = 0

    async def list(self, folder: str) -> dict[str, int]:
        self.counts["list"] += 1
        return await self._inner.list(folder)

    async def get(self, name: str) -> bytes:
        content = await self._inner.get(name)
        self.counts["get"] += 1
        self.down += len(content)
        return content

    async def put(self, name: str, content: bytes) -> None:
        self.counts["put"] += 1
        self.up += len(content)
        await self._inner.put(name, content)

    async def delete(self, name: str) -> None:
        self.counts["delete"] += 1
        await self._inner.delete(name)


class TimedJobs:
    """Times a database's jobs by what its thread computed, so that other programs do not count."""

    def __init__(self, one: Computer) -> None:
        self.longest_s, self.longest = 0.0, ""
        for verb in ("read", "write"):
            given = getattr(one.database, verb)
            setattr(one.database, verb, partial(self._give, given))

    def _give(self, given: object, job: Job[object], **more: object) -> object:
        def timed(connection: sqlite3.Connection) -> object:
            began = time.thread_time()
            try:
                return job(connection)
            finally:
                took = time.thread_time() - began
                if took > self.longest_s:
                    self.longest_s, self.longest = took, getattr(job, "func", job).__qualname__

        return given(timed, **more)  # type: ignore[operator]


def words(chance: random.Random, known: list[str], size: float) -> str:
    """Return text of about so many characters that packs like prose."""
    return " ".join(chance.choices(known, k=max(1, int(size / 6))))


def fill(connection: sqlite3.Connection, chance: random.Random, known: list[str], chats: int) -> None:
    """Write some chats; one job."""
    for _ in range(chats):
        chat, now, parent = new_id(), 1_700_000_000_000 + chance.randrange(10**10), None
        connection.execute(
            "INSERT INTO conversation (id, title, gateway_id, wire_id, created_at, active_at, updated_at)"
            " VALUES (?, ?, 'default', ?, ?, ?, ?)",
            (chat, words(chance, known, 40), chat, now, now, now),
        )
        for at in range(A_CHAT):
            text = words(chance, known, chance.lognormvariate(7.2 if at % 2 else 5.0, 0.75))
            blocks = json.dumps({"v": 1, "blocks": [{"i": 0, "b": {"type": "text", "text": text}}]})
            id_, role = new_id(), "assistant" if at % 2 else "user"
            connection.execute(
                "INSERT INTO message (id, conversation_id, parent_id, role, status, blocks, text, chars, created_at,"
                " updated_at) VALUES (?, ?, ?, ?, 'complete', ?, ?, ?, ?, ?)",
                (id_, chat, parent, role, blocks, text, len(text), now + at, now + at),
            )
            parent = id_
        connection.execute("UPDATE conversation SET leaf_id = ? WHERE id = ?", (parent, chat))


async def measured(what: str, one: Computer, jobs: TimedJobs, storage: CountedStorage, aims: dict[str, float]) -> None:
    """Let one computer sync, and print what it took."""
    storage.reset()
    jobs.longest_s = 0.0
    began, cpu = time.perf_counter(), time.process_time()
    result = await one.sync()
    took = time.perf_counter() - began
    print_object(
        {
            "what": what,
            "requests": sum(storage.counts.values()),
            **storage.counts,
            "up_kb": round(storage.up / 1000, 1),
            "down_kb": round(storage.down / 1000, 1),
            "took_s": round(took, 2),
            "cpu_s": round(time.process_time() - cpu, 2),
            "records": result.records,
            "records_per_s": round(result.records / took),
            "longest_job_ms": round(jobs.longest_s * 1000, 1),
            "longest_job": jobs.longest,
            "aims": aims,
        }
    )


def print_object(found: dict[str, object]) -> None:
    """Print one object a line."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


async def main(folder: Path) -> None:
    chance, clock = random.Random(7), Clock()
    known = [f"{chance.choice('bcdfghklmnprst')}{chance.randrange(36**3):x}" for _ in range(3_000)]
    (folder / "shared").mkdir()
    storage = CountedStorage(StorageChoice(FOLDER, str(folder / "shared")))
    made = partial(file_computer, storage=storage, clock=clock, ids=new_id)
    a, b, c = [await made(name, folder / name / "turbodesk.db") for name in "abc"]
    of_a, of_b, of_c = [TimedJobs(one) for one in (a, b, c)]
    for _ in range(50):
        await a.database.write(partial(fill, chance=chance, known=known, chats=MESSAGES // A_CHAT // 50))
    await measured("first sync, sending", a, of_a, storage, {"requests": 10, "longest_job_ms": 250})
    await measured("first sync, taking in", b, of_b, storage, {"requests": 10, "longest_job_ms": 250})
    await measured("nothing new", a, of_a, storage, {"requests": 1})
    chat = (await a.chats())[0]
    await a.say(chat, words(chance, known, 200))
    await a.say(chat, words(chance, known, 1_500))
    await measured("question and answer, sending", a, of_a, storage, {"requests": 2, "up_kb": 4})
    await measured("question and answer, taking in", b, of_b, storage, {"requests": 2, "down_kb": 4})
    await b.say(chat, "Look", attachment=chance.randbytes(PICTURE_BYTES))
    await measured("picture, sending", b, of_b, storage, {"requests": 3})
    await measured("picture, taking in", a, of_a, storage, {"requests": 3})
    storage.reset()
    for at in range(TURNS):
        await a.say(chat, words(chance, known, 200))
        await a.say(chat, words(chance, known, 1_500))
        await a.sync()
        if at % 5 == 4:
            await b.sync()
    print_object({"what": f"{TURNS} turns, a round after each", **storage.counts, "up_kb": round(storage.up / 1000)})
    await a.sync()
    files = len(await storage.list("log"))
    await measured("third computer", c, of_c, storage, {"longest_job_ms": 250})
    await b.sync()
    sights = [await one.sight() for one in (a, b, c)]
    is_same = not differences(sights[0], sights[1]) and not differences(sights[0], sights[2])
    print_object({"what": "at the end", "files": files, "differ": int(not is_same), "aims": {"differ": 0, "files": 40}})
    for one in (a, b, c):
        await one.database.close()
    await storage.close()


async def over_a_line(folder: Path, relay: Relay, choice: StorageChoice) -> None:
    """Print what two computers ask of a server: all there is, nothing, and one question with its answer."""
    chance, clock = random.Random(7), Clock()
    known = [f"{chance.choice('bcdfghklmnprst')}{chance.randrange(36**3):x}" for _ in range(3_000)]
    storage = CountedStorage(choice, servers.PASSWORD)
    made = partial(file_computer, storage=storage, clock=clock, ids=new_id)
    a, b = [await made(name, folder / name / "turbodesk.db") for name in "ab"]
    for _ in range(50):
        await a.database.write(partial(fill, chance=chance, known=known, chats=MESSAGES // A_CHAT // 50))

    async def counted(what: str, one: Computer) -> None:
        relay.reset()
        began = time.perf_counter()
        await one.sync()
        print_object(
            {
                "what": f"{choice.kind}: {what}",
                "requests": sum(relay.asked.values()),
                **relay.asked,
                "up_kb": round(relay.up / 1000, 1),
                "down_kb": round(relay.down / 1000, 1),
                "took_s": round(time.perf_counter() - began, 2),
            }
        )

    await counted("first sync, sending", a)
    await counted("first sync, taking in", b)
    await counted("nothing new", a)
    chat = (await a.chats())[0]
    await a.say(chat, words(chance, known, 200))
    await a.say(chat, words(chance, known, 1_500))
    await counted("question and answer, sending", a)
    await counted("question and answer, taking in", b)
    await storage.close()
    for one in (a, b):
        await one.database.close()


def over_lines(folder: Path) -> None:
    """Measure both servers."""
    for kind, serve in ((WEBDAV, servers.wsgidav), (S3, servers.rclone_s3)):
        at, place = folder / kind, servers.PLACES[0]
        at.mkdir()
        with serve(at) as url, Relay(urlsplit(url).port or 0) as relay:
            dav = StorageChoice(WEBDAV, f"{relay.url}/{place}", servers.USER)
            choice = dav if kind == WEBDAV else StorageChoice(S3, relay.url, servers.USER, place)
            asyncio.run(over_a_line(at, relay, choice))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(main(Path(place)))
        over_lines(Path(place))
