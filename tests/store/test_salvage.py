"""A damaged file: what of it is in the new one, and what is said to be lost."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.store.hostile import populate, stored
from tests.store.make_old_file import FILES
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.message import user_message
from turbodesk.store import Database, History
from turbodesk.store.migrations import STEPS
from turbodesk.store.opening import SALVAGED
from turbodesk.store.pages import Pages
from turbodesk.store.salvage import Salvaged

CHATS, MESSAGES = 40, 4
PAGE = 4096
Damage = Callable[[bytearray, random.Random], None]


async def talk(path: Path) -> None:
    """Write chats whose messages are short, of some pages, or fill many."""
    database = (await Database.open(path)).database
    history = History(database)
    for number in range(CHATS):
        chat = replace(new_conversation(), title=f"Chat {number}")
        history.save_conversation(chat)
        parent = None
        for turn in range(MESSAGES):
            said = user_message(f"{number}.{turn} " + "words " * (3, 60, 900, 9_000)[(number + turn) % 4], parent)
            await history.save_message(chat.id, said)
            parent = said.id
        history.save_conversation(replace(chat, leaf_id=parent))
    await database.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    asyncio.run(talk(folder / "turbodesk.db"))
    return folder / "turbodesk.db"


async def found_in(path: Path) -> tuple[dict[str, list[str]], FailureNote]:
    """Open a damaged file; return the words of each chat by its title, and what was said."""
    opened = await Database.open(path)
    assert opened.notice is not None
    history = History(opened.database)
    found = {
        chat.title: [one.text for one in await history.messages([node.id for node in await history.nodes(chat.id)])]
        for chat in await history.conversations()
    }
    await opened.database.close()
    again = await Database.open(path)
    assert again.notice is None, "it was told once"
    await again.database.close()
    return found, opened.notice


def damage(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def content(path: Path) -> bytes:
    return path.read_bytes()


def one_page(file: bytearray, chance: random.Random) -> None:
    """Spoil one of those with messages: a free one is nobody's loss, and nobody is told of it."""
    pages = [at for at in range(PAGE, len(file), PAGE) if b'"blocks"' in file[at : at + PAGE]]
    at = chance.choice(pages)
    file[at : at + PAGE] = chance.randbytes(PAGE)


def header(file: bytearray, chance: random.Random) -> None:
    file[:100] = chance.randbytes(100)


def first_page(file: bytearray, chance: random.Random) -> None:
    file[:PAGE] = chance.randbytes(PAGE)


def half(file: bytearray, chance: random.Random) -> None:
    del file[len(file) // 2 + chance.randrange(PAGE) :]


@pytest.mark.parametrize("seed", range(6))
async def test_one_bad_page_hides_no_chat(path: Path, sound: Path, seed: int) -> None:
    file = bytearray(content(sound))
    one_page(file, random.Random(seed))
    damage(path, bytes(file))
    found, note = await found_in(path)
    assert len(found) == CHATS
    assert sum(len(said) for said in found.values()) > CHATS * MESSAGES * 0.8
    assert f"{CHATS} chats" in note.sentence


@pytest.mark.parametrize("spoil", [header, first_page])
async def test_a_lost_beginning_loses_no_word(path: Path, sound: Path, spoil: Damage) -> None:
    file = bytearray(content(sound))
    spoil(file, random.Random(1))
    damage(path, bytes(file))
    found, note = await found_in(path)
    assert [len(found[f"Chat {number}"]) for number in range(CHATS)] == [MESSAGES] * CHATS
    assert "Missing" not in note.sentence
    assert f"{CHATS} chats with {CHATS * MESSAGES} messages" in note.sentence


async def test_half_a_file_gives_what_it_has_and_says_what_is_missing(path: Path, sound: Path) -> None:
    file = bytearray(content(sound))
    half(file, random.Random(2))
    for at in [at for at in range(PAGE, len(file), PAGE) if b"Chat " in file[at : at + PAGE]][:1]:
        file[at : at + PAGE] = bytes(PAGE)  # the facts of some chats, unless they were all in the other half
    damage(path, bytes(file))
    found, note = await found_in(path)
    assert len(found) > CHATS / 4
    assert any(said and said[0].startswith(title[:60]) for title, said in found.items()), "named by how it begins"
    assert "Missing: " in note.sentence
    assert "damaged" in note.advice


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
async def test_a_file_of_any_version_is_salvaged_whole(path: Path, version: int) -> None:
    whole = path.with_name("whole.db")
    path.parent.mkdir()
    shutil.copy(FILES / f"v{version}.db", whole)
    await (await Database.open(whole)).database.close()
    file = bytearray(content(FILES / f"v{version}.db"))
    header(file, random.Random(version))
    damage(path, bytes(file))
    await (await Database.open(path)).database.close()
    assert stored(path) == stored(whole)


async def test_everything_a_chat_has_is_salvaged(path: Path) -> None:
    await populate(path)
    before = stored(path)
    file = bytearray(content(path))
    first_page(file, random.Random(3))
    damage(path, bytes(file))
    await (await Database.open(path)).database.close()
    after = stored(path)
    assert {table: sorted(rows) for table, rows in _unnumbered(after).items()} == {
        table: sorted(rows) for table, rows in _unnumbered(before).items()
    }


def _unnumbered(tables: dict[str, list[tuple[object, ...]]]) -> dict[str, list[str]]:
    numbered = ("message", "journal")
    return {table: [repr(row[1:] if table in numbered else row) for row in rows] for table, rows in tables.items()}


@pytest.mark.parametrize("is_renamed", [False, True], ids=["before it was set aside", "after that"])
async def test_an_end_just_before_the_new_file_is_in_its_place_loses_nothing(
    path: Path, sound: Path, is_renamed: bool
) -> None:
    damage(path, b"the damaged one")
    shutil.copy(sound, path.with_name(f"{path.name}.{SALVAGED}"))
    if is_renamed:
        shutil.move(path, path.with_name("turbodesk.damaged-1.db"))
    opened = await Database.open(path)
    assert len(await History(opened.database).conversations()) == CHATS
    await opened.database.close()
    (aside,) = path.parent.glob("turbodesk.damaged-*.db")
    assert content(aside) == b"the damaged one"


async def test_a_number_no_version_has_is_damage_and_no_newer_file(path: Path, sound: Path) -> None:
    file = bytearray(content(sound))
    file[60:64] = b"\x7f\x01\x02\x03"
    damage(path, bytes(file))
    found, _ = await found_in(path)
    assert len(found) == CHATS


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ({}, "1 chat with 2 messages"),
        ({"": 1}, "1 chat with 2 messages. Missing: 1 message of other chats"),
        ({"A": 1, "B": 5}, "1 chat with 2 messages. Missing: 5 messages of “B”, 1 message of “A”"),
        (
            {"": 9, "A": 1, "B": 5, "C": 2, "D": 3},
            "1 chat with 2 messages. Missing: 5 messages of “B”, 3 messages of “D”, 2 messages of “C”,"
            " 10 of other chats",
        ),
    ],
)
def test_what_is_lost_is_said(lost: dict[str, int], words: str) -> None:
    assert Salvaged(1, 2, lost=lost).words == words


VALUES = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.sampled_from((0, 1, -1, 127, 128, 2**15, 2**31, 2**47))
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.binary(max_size=30)
    | st.integers(0, 20_000).map(lambda length: "é" * length)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=30), freed=st.integers(0, 10), in_log=st.booleans())
@example(rows=[("x" * 4061, None, None), ("x" * 4062, 1.0, b"")], freed=0, in_log=True)
def test_what_a_file_and_its_log_hold_is_what_sqlite_wrote(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]], freed: int, in_log: bool
) -> None:
    path = tmp_path_factory.mktemp("pages") / "some.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE one (a, b, c)")
        connection.executemany("INSERT INTO one VALUES (?, ?, ?)", rows[:freed])
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("DELETE FROM one")
        connection.executemany("INSERT INTO one VALUES (?, ?, ?)", rows)
        expected = connection.execute("SELECT a, b, c FROM one").fetchall()
        connection.execute("BEGIN")
        connection.execute("INSERT INTO one VALUES ('never', 'committed', 1)")
        connection.execute("ROLLBACK")
        if not in_log:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = Pages(path)
        found = [one for one in pages.records() if len(one.values) == 3]
        assert all(one.is_whole and not one.is_of_index for one in found)
        assert sorted(map(repr, (one.values for one in found))) == sorted(map(repr, expected))
    with closing(sqlite3.connect(":memory:")) as memory:
        pages.copy_into(memory)
        assert memory.execute("SELECT a, b, c FROM one").fetchall() == expected


@given(content=st.binary(max_size=PAGE * 3), log=st.binary(max_size=200))
def test_no_bytes_stop_the_reading(tmp_path_factory: pytest.TempPathFactory, content: bytes, log: bytes) -> None:
    path = tmp_path_factory.mktemp("pages") / "some.db"
    path.write_bytes(b"\x0d\0\0\0\xff".rjust(105, b"\0") + content)
    Path(f"{path}-wal").write_bytes(b"\x37\x7f\x06\x82" + log)
    for record in Pages(path).records():
        assert record.values
