"""Every older file opens, loses nothing, and is copied before it changes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.store import make_old_file as old
from turbodesk.chat.events import Interrupted
from turbodesk.chat.reduce import apply
from turbodesk.store import Database, History, Journal
from turbodesk.store.migrations import STEPS, Step, migrate, version_of


def add_colour(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE conversation ADD COLUMN colour TEXT")


def add_size(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE conversation ADD COLUMN size INTEGER")


def fail(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE half_done (id TEXT)")
    connection.execute("UPDATE conversation SET title = NULL")  # the table forbids it, where it has rows


def old_file(version: int, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(old.FILES / f"v{version}.db", path)


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("turbodesk.v*.db"))


def content(path: Path) -> bytes:
    return path.read_bytes()


def table_names(path: Path) -> set[str]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
async def test_an_older_file_opens_and_loses_nothing(path: Path, version: int) -> None:
    old_file(version, path)
    opened = await Database.open(path)
    assert opened.notice is None
    history = History(opened.database)
    ((_, recovered),) = await Journal(opened.database).recover()
    assert await history.conversations() == [old.conversation()]
    assert await history.messages([one.id for one in old.messages()]) == old.messages()
    reply, happened = old.running()
    for event in [*happened, Interrupted()]:
        reply = apply(reply, event)
    assert old.fixed(recovered) == old.fixed(reply)
    query = "SELECT count(*) FROM message_text WHERE message_text MATCH 'cafe'"
    assert await opened.database.read(lambda connection: connection.execute(query).fetchone()) == (2,)
    await opened.database.close()


def test_the_old_file_of_this_version_is_kept() -> None:
    assert {one.name for one in old.FILES.glob("*.db")} == {f"v{n + 1}.db" for n in range(len(STEPS))}


async def test_what_the_script_makes_today_is_what_was_kept(tmp_path: Path) -> None:
    """A released step was edited if this fails, or the form of a row changed without a step."""
    made, kept = tmp_path / "made.db", tmp_path / "kept.db"
    await old.make(made)
    shutil.copy(old.FILES / f"v{len(STEPS)}.db", kept)
    assert held(made) == held(kept)


def held(path: Path) -> dict[str, object]:
    """Schema and rows, without the times of writing and the tables SQLite's index makes for itself."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found: dict[str, object] = {"": list(map(tuple, connection.execute(_SCHEMA)))}
        for table in ("conversation", "message", "attachment", "journal"):
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            found[table] = [{key: row[key] for key in row.keys() if key not in _TIMES} for row in rows]  # noqa: SIM118
    return found


_TIMES = ("updated_at", "written_at")
_SCHEMA = """SELECT type, name, sql FROM sqlite_schema
    WHERE NOT (type = 'table' AND name LIKE 'message\\_text\\_%' ESCAPE '\\') ORDER BY name"""


@pytest.mark.parametrize("steps", [(*STEPS, add_colour), (*STEPS, add_colour, add_size)])
async def test_later_steps_run_in_order_after_a_verified_copy(path: Path, steps: Sequence[Step]) -> None:
    old_file(1, path)
    before = table_names(path)
    opened = await Database.open(path, steps=steps)
    assert opened.notice is None
    assert await opened.database.read(version_of) == len(steps)
    assert len(await History(opened.database).conversations()) == 1
    await opened.database.close()
    (copy,) = copies(path.parent)
    assert copy.name.startswith("turbodesk.v1-")
    assert table_names(copy) == before
    await (await Database.open(path, steps=steps)).database.close()  # nothing more to do, so no more copies
    assert copies(path.parent) == [copy]

    shutil.copy(copy, path)  # the way back that the copy is for
    opened = await Database.open(path)
    assert await History(opened.database).conversations() == [old.conversation()]
    await opened.database.close()


async def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    old_file(1, path)
    opened = await Database.open(path, steps=(*STEPS, add_colour, fail))
    assert opened.notice is not None
    assert opened.notice.kind == "store-failure"
    assert (opened.set_aside, opened.database.path) == (path, path.with_name(f"turbodesk-v{len(STEPS) + 2}.db"))
    assert f"turbodesk-v{len(STEPS) + 2}.db" in opened.notice.advice
    await opened.database.close()
    opened = await Database.open(path)
    assert opened.notice is None
    assert await History(opened.database).conversations() == [old.conversation()]
    await opened.database.close()


def test_a_new_file_is_not_copied(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "turbodesk.db", isolation_level=None)) as connection:
        assert migrate(connection, tmp_path / "turbodesk.db", STEPS) is None
        assert version_of(connection) == len(STEPS)
    assert [one.name for one in tmp_path.iterdir()] == ["turbodesk.db"]


async def test_a_copy_that_cannot_be_made_stops_the_steps(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_file(1, path)
    before = content(path)

    def no_room(_path: Path, _word: str) -> Path:
        return path.parent / "nowhere" / "copy.db"

    monkeypatch.setattr("turbodesk.store.migrations.free_name", no_room)
    opened = await Database.open(path, steps=(*STEPS, add_colour))
    assert opened.notice is not None
    assert opened.notice.kind == "store-unwritable"
    assert await History(opened.database).conversations() == [old.conversation()]
    await opened.database.close()
    assert content(path) == before
