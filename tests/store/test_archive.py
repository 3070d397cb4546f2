"""An archive holds every chat that is not deleted, and comes back whole into another TurboDesk, or into the same."""

from __future__ import annotations

import asyncio
import io
import json
import random
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.test_attachments import carrying
from tests.store.test_trash import talked
from turbodesk.chat.attachments import PLAIN
from turbodesk.chat.conversation import ReadingPlace, new_conversation
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import user_message
from turbodesk.store import AttachmentStore, Database, History
from turbodesk.store.archive import ABOUT, CONVERSATIONS, MESSAGES, ORIGINS, write_archive
from turbodesk.store.archive_reading import take_in
from turbodesk.store.attachments import hash_of
from turbodesk.store.origins import Origin, put_chat


async def filled(database: Database) -> tuple[History, str]:
    """Two chats, one of them with a picture, and a deleted one."""
    history, store = History(database), AttachmentStore(database)
    first = talked(history, "First 量", "Hello", "Two \ud83d words")
    second = talked(history, "Second")
    parent = user_message("root", None)
    history.save_message(second.id, parent)
    store.put(b"bytes", PLAIN, "a.txt")
    history.save_message(second.id, carrying(b"bytes", parent.id))
    gone = talked(history, "Gone", "deleted words")
    history.delete_conversations(gone.id)
    for chat in (first, second, gone):
        nodes = {"node": Origin(chat.leaf_id), "hidden": Origin(None, is_shown=False)}
        put = partial(put_chat, program="a", chat_id=chat.title, conversation_id=chat.id, told_at=5, nodes=nodes)
        database.write(put)
    await database.drain()
    assert first.id
    return history, hash_of(b"bytes")


async def exported(database: Database, path: Path) -> int:
    assert database.path is not None
    with path.open("wb") as file:
        return write_archive(database.path, file)


async def other(tmp_path: Path, name: str = "other") -> Database:
    return (await Database.open(tmp_path / name / "turbodesk.db")).database


async def test_everything_comes_back_in_another_folder(database: Database, tmp_path: Path) -> None:
    history, sha256 = await filled(database)
    archive = tmp_path / "all.zip"
    assert await exported(database, archive) == 2
    there = await other(tmp_path)
    try:
        taken = await take_in(there, archive)
        assert (taken.conversations, taken.messages, taken.left_out) == (2, 4, 0)
        theirs = History(there)
        assert await theirs.conversations() == await history.conversations()
        for conversation in await history.conversations():
            nodes = await history.nodes(conversation.id)
            assert await theirs.nodes(conversation.id) == nodes
            ids = [node.id for node in nodes]
            assert await theirs.messages(ids) == await history.messages(ids)
        assert await AttachmentStore(there).content(sha256) == b"bytes"
        again = await take_in(there, archive)
        assert (again.conversations, again.messages) == (0, 0)
    finally:
        await there.close()


async def test_no_deleted_word_is_in_it(database: Database, tmp_path: Path) -> None:
    await filled(database)
    await exported(database, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert not any(b"deleted words" in archive.read(name) for name in archive.namelist())
        lines = archive.read(MESSAGES).splitlines()
        assert len(lines) == 4
        assert json.loads(lines[0])["blocks"]["v"] == 1


async def test_what_is_here_is_never_lost(database: Database, tmp_path: Path) -> None:
    history, _ = await filled(database)
    await exported(database, tmp_path / "all.zip")
    newest, deleted = await history.conversations()
    history.save_message(newest.id, user_message("said later", None))
    history.delete_conversations(deleted.id)
    await database.write(
        lambda one: one.execute("UPDATE conversation SET title = 'Newer', updated_at = updated_at + 1000") and None
    )
    taken = await take_in(database, tmp_path / "all.zip")
    assert (taken.conversations, taken.messages) == (0, 0)
    assert [one.title for one in await history.conversations()] == ["Newer"]
    texts = [one.text for one in await history.messages([node.id for node in await history.nodes(newest.id)])]
    assert "said later" in texts


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 broken"])
async def test_other_files_are_refused_with_a_sentence(database: Database, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(StoreFailure) as caught:
        await take_in(database, tmp_path / "x.zip")
    assert "x.zip" in caught.value.note.sentence
    with pytest.raises(StoreFailure):
        await take_in(database, tmp_path / "not there.zip")


async def test_a_newer_form_is_not_guessed_at(database: Database, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "new.zip", "w") as archive:
        archive.writestr(ABOUT, json.dumps({"format": "turbodesk-archive", "version": 99}))
    with pytest.raises(StoreFailure) as caught:
        await take_in(database, tmp_path / "new.zip")
    assert "newer" in caught.value.note.sentence


@pytest.mark.parametrize("time", [1_796_000_000_000_000, 2**63 - 1, -1, 2**80])
async def test_a_time_that_cannot_be_one_is_taken_as_now(database: Database, tmp_path: Path, time: int) -> None:
    await filled(database)
    await exported(database, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive, zipfile.ZipFile(tmp_path / "odd.zip", "w") as odd:
        for name in archive.namelist():
            content = archive.read(name)
            if name in (CONVERSATIONS, MESSAGES):
                lines = [json.loads(line) for line in content.splitlines()]
                times = {"created_at": time, "active_at": time, "updated_at": time, "finished_at": time}
                odd_lines = [line | {key: times[key] for key in line.keys() & times.keys()} for line in lines]
                content = "\n".join(map(json.dumps, odd_lines)).encode()
            odd.writestr(name, content)
    there = await other(tmp_path)
    try:
        before = now_ms()
        taken = await take_in(there, tmp_path / "odd.zip")
        assert (taken.conversations, taken.messages, taken.left_out) == (2, 4, 0)
        assert all(before <= one.updated_at <= now_ms() for one in await History(there).conversations())
    finally:
        await there.close()


async def test_messages_of_a_chat_that_was_left_out_are_counted(database: Database, tmp_path: Path) -> None:
    await filled(database)
    await exported(database, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive, zipfile.ZipFile(tmp_path / "odd.zip", "w") as odd:
        for name in archive.namelist():
            lines = archive.read(name)
            odd.writestr(name, lines.replace(b'"gateway_id":"default"', b'"gateway_id":7'))
    there = await other(tmp_path)
    try:
        taken = await take_in(there, tmp_path / "odd.zip")
        assert (taken.conversations, taken.messages, taken.left_out) == (0, 0, 6)
    finally:
        await there.close()


@pytest.mark.parametrize("nodes", [None, {}, ["node"], [["node", "no id", 1]], [[7, None, 1]], [["node", None]]])
async def test_an_origin_of_another_form_is_counted_and_costs_no_chat(
    database: Database, tmp_path: Path, nodes: object
) -> None:
    await filled(database)
    await exported(database, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive, zipfile.ZipFile(tmp_path / "odd.zip", "w") as odd:
        for name in archive.namelist():
            lines = archive.read(name)
            if name == ORIGINS:
                told = [json.loads(line) | {"nodes": nodes} for line in lines.splitlines()]
                assert [one["chat_id"] for one in told] == ["First 量", "Second"], "nothing of what was deleted"
                lines = "\n".join(map(json.dumps, told)).encode()
            odd.writestr(name, lines)
    there = await other(tmp_path)
    try:
        taken = await take_in(there, tmp_path / "odd.zip")
        assert (taken.conversations, taken.messages, taken.left_out) == (2, 4, 2)
    finally:
        await there.close()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@given(st.integers(0, 10**6), VALUES)
@settings(deadline=None, max_examples=40)
def test_lines_of_any_form_are_taken_or_left_out(
    tmp_path_factory: pytest.TempPathFactory, seed: int, value: object
) -> None:
    tmp_path = tmp_path_factory.mktemp("hostile")
    numbers = random.Random(seed)

    async def scene() -> None:
        database = await other(tmp_path, "one")
        try:
            history, _ = await filled(database)
            await exported(database, tmp_path / "all.zip")
            await take_in(database, spoilt(tmp_path / "all.zip", numbers, value))
            assert len(await history.conversations()) >= 2
            for conversation in await history.conversations():
                await history.messages([node.id for node in await history.nodes(conversation.id)])
            problems = await database.read(lambda one: one.execute("PRAGMA integrity_check").fetchall())
            assert problems == [("ok",)]
        finally:
            await database.close()

    asyncio.run(scene())


def spoilt(path: Path, numbers: random.Random, value: object) -> Path:
    """The same archive with one value of each line another, under other ids so that all lines count."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name in (CONVERSATIONS, MESSAGES, ORIGINS):
                lines = [json.loads(line) for line in content.splitlines()]
                for line in lines:
                    key = "chat_id" if name == ORIGINS else "id"
                    line[key] = line[key][:-4] + f"{numbers.randrange(16**4):04x}"
                    line[numbers.choice(sorted(line))] = value
                content = b"\n".join(json.dumps(line).encode() for line in lines) + b"\nno json\n"
            new.writestr(name, content)
    path.write_bytes(made.getvalue())
    return path


@pytest.mark.parametrize(("here", "comes_to"), [(("a", "b"), ("a", "b", "c")), ((), ("b", "c")), (None, ("b", "c"))])
async def test_a_star_that_was_set_on_either_side_is_there_after_an_import(
    database: Database, tmp_path: Path, here: tuple[str, ...] | None, comes_to: tuple[str, ...]
) -> None:
    elsewhere = await other(tmp_path)
    conversation = replace(new_conversation(), starred=("b", "c"))
    await History(elsewhere).save_conversation(conversation)
    await exported(elsewhere, tmp_path / "all.zip")
    await elsewhere.close()
    if here is not None:
        await History(database).save_conversation(replace(conversation, starred=here))
        await database.write(lambda connection: connection.execute("UPDATE conversation SET updated_at = 5").rowcount)
    await take_in(database, tmp_path / "all.zip")
    assert [one.starred for one in await History(database).conversations()] == [comes_to]


@pytest.mark.parametrize("damage", ["{", "7", "[[", "{}"])
async def test_damaged_stars_cost_no_chat(database: Database, tmp_path: Path, damage: str) -> None:
    conversation = replace(new_conversation(), starred=("b",))
    await History(database).save_conversation(conversation)
    await exported(database, tmp_path / "all.zip")
    statement = f"UPDATE conversation SET updated_at = 5, starred = '{damage}'"
    await database.write(lambda connection: connection.execute(statement).rowcount)
    await take_in(database, tmp_path / "all.zip")
    assert [one.starred for one in await History(database).conversations()] == [("b",)]


async def test_a_draft_here_stays_and_one_of_elsewhere_comes_into_an_empty_place(
    database: Database, tmp_path: Path
) -> None:
    history, elsewhere = History(database), await other(tmp_path)
    written, empty = talked(history, "Written", "Hello"), talked(history, "Empty", "Hello")
    await database.drain()
    await exported(database, tmp_path / "ours.zip")
    await take_in(elsewhere, tmp_path / "ours.zip")
    await history.save_draft(written.id, "mine")
    await asyncio.sleep(0.002)  # times are in milliseconds
    for chat in (written, empty):
        await History(elsewhere).save_draft(chat.id, "theirs")
        await History(elsewhere).save_conversation(replace(chat, title="Newer"), since=chat)
    await exported(elsewhere, tmp_path / "theirs.zip")
    await elsewhere.close()
    await history.save_place(written.id, ReadingPlace("anywhere", 5))
    await take_in(database, tmp_path / "theirs.zip")
    found = {one.id: (one.title, one.draft) for one in await history.conversations()}
    assert found == {written.id: ("Newer", "mine"), empty.id: ("Newer", "theirs")}
