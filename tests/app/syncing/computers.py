"""Several computers of one person, as far as presets, prompts and gateways go: real files, real tables, no network."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from turbodesk.app.preferences import Preferences
from turbodesk.app.presets import Presets
from turbodesk.app.profiles import Profiles
from turbodesk.app.prompts import Prompts
from turbodesk.app.syncing.shared_items import SharedItems
from turbodesk.app.tasks import Scope
from turbodesk.chat.ids import new_id
from turbodesk.chat.sync_names import LogName, new_writer
from turbodesk.settings import GATEWAY_URL
from turbodesk.store.migrations import STEPS, migrate
from turbodesk.store.secrets import Secrets
from turbodesk.store.sync import outgoing, schema
from turbodesk.store.sync.incoming import apply
from turbodesk.store.sync.registers import ITEMS
from turbodesk.store.sync.stamps import applying, writer_of

T = TypeVar("T")
Record = dict[str, object]


class JobsAtOnce:
    """A database in memory that does every job at once."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        migrate(self.connection, None, STEPS)
        for job in schema.begin(new_writer()):
            self.do(job)

    def do(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Do a job as one transaction."""
        self.connection.execute("BEGIN")
        try:
            result = job(self.connection)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")
        return result

    def write(self, job: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Do a job that writes."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        done.set_result(self.do(job))
        return done

    read = write


class Clock:
    """Milliseconds that pass when somebody says so."""

    def __init__(self, now: int = 1_800_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


class OneComputer:
    """One of the computers."""

    def __init__(self, folder: Path, *, clock: Clock | None = None, url: str = "", this_run_url: str = "") -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.clock = folder, clock or Clock()
        self.jobs = JobsAtOnce()
        self._open(this_run_url)
        if url:
            self.preferences.set(GATEWAY_URL, url)

    def _open(self, url: str = "") -> None:
        self.scope = Scope("root", no_report)
        self.preferences = Preferences(self.folder / "settings.json", self.scope, {GATEWAY_URL.key: url} if url else {})
        self.presets = Presets(self.folder / "presets.json", self.scope)
        self.prompts = Prompts(self.folder / "prompts.json", self.scope)
        secrets = Secrets(environment={})
        path = self.folder / "gateways.json"
        self.profiles = Profiles(path, self.scope, self.preferences, secrets, for_this_run=bool(url))
        self.shared = SharedItems(
            self.jobs,
            presets=self.presets,
            prompts=self.prompts,
            profiles=self.profiles,
            preferences=self.preferences,
            now=self.clock,
        )

    async def start_again(self) -> None:
        """End the program and start it."""
        await self.end()
        self._open()

    async def end(self) -> None:
        """End the program."""
        for one in (self.preferences, self.presets, self.prompts, self.profiles):
            one.save_now()
        await self.scope.close()

    @property
    def writer(self) -> str:
        return writer_of(self.jobs.connection)

    def sent(self) -> list[Record]:
        """Return what is to be sent, which is sent with it."""
        marks = ", ".join("?" * len((*ITEMS, "chat")))
        kinds = (*ITEMS, "chat")
        rows = self.jobs.connection.execute(
            f"SELECT DISTINCT kind, id FROM sync_stamp WHERE dirty AND kind IN ({marks}) ORDER BY kind, id", kinds
        ).fetchall()
        records = self.jobs.do(lambda connection: list(outgoing.states(connection, rows)))
        self.jobs.connection.execute("UPDATE sync_stamp SET dirty = 0")
        return records

    def take(self, records: list[Record], writer: str = "a" * 16) -> None:
        """Take in what another sent."""

        def job(connection: sqlite3.Connection) -> None:
            with applying(connection):
                for record in records:
                    apply(connection, record, LogName.new(writer, 1, 1))

        self.jobs.do(job)

    def chat(self, gateway_id: str) -> str:
        """Have a chat that talks to a gateway; return its id."""
        id_ = new_id()
        self.jobs.connection.execute(
            """INSERT INTO conversation (id, title, gateway_id, wire_id, created_at, active_at, updated_at)
            VALUES (?, 'A chat', ?, ?, 1, 1, 1)""",
            (id_, gateway_id, id_),
        )
        return id_

    def gateway_of(self, chat: str) -> str:
        """Return the id of the gateway that a chat talks to."""
        row = self.jobs.connection.execute("SELECT gateway_id FROM conversation WHERE id = ?", (chat,)).fetchone()
        return str(row[0])


class OneStorage:
    """What lies between the computers: every record ever sent, in order, and how far everybody has read."""

    def __init__(self) -> None:
        self.records: list[tuple[str, Record]] = []
        self._read: dict[str, int] = {}

    async def round(self, computer: OneComputer) -> frozenset[str]:
        """Let a computer do one round."""
        await computer.shared.push()
        new = self.records[self._read.get(computer.writer, 0) :]
        computer.take([record for writer, record in new if writer != computer.writer])
        self._read[computer.writer] = len(self.records)
        moved = await computer.shared.pull()
        self.records += [(computer.writer, record) for record in computer.sent()]
        return moved

    async def calm(self, *computers: OneComputer, rounds: int = 4) -> None:
        """Let all do rounds in turn."""
        for _ in range(rounds):
            for computer in computers:
                await self.round(computer)


def no_report(name: str, error: BaseException) -> None:
    """Nothing may fail."""
    raise AssertionError(name) from error
