"""What an import leaves in a real database: all of it once, nothing twice, nothing half, and what was changed here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.app.imports.reading import PNG, SECRET, zipped
from tests.store.hostile import stored
from turbodesk.app.attachments.intake import Taken
from turbodesk.app.imports import importer as importer_module
from turbodesk.app.imports.findings import VOICE
from turbodesk.app.imports.importer import Importer, ImportPreview
from turbodesk.app.imports.making import ImportPlace
from turbodesk.app.imports.report import ImportReport
from turbodesk.chat import conversation as tree
from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.errors import AttachmentRefused, Failure, ImportRefused
from turbodesk.chat.message import Message, Role, Status, user_message
from turbodesk.chat.parts import Text, ToolUse
from turbodesk.chat.profile import Profile
from turbodesk.chat.removal import planned
from turbodesk.store import Database, History
from turbodesk.store.archive import write_archive
from turbodesk.store.archive_reading import take_in
from turbodesk.store.remembered import Remembered
from turbodesk.store.trash import TrashTable

START = 1_755_000_000.0


def said(id_: str, parent: str | None, role: str, words: str, **more: Any) -> dict[str, Any]:
    content = {"content_type": "text", "parts": [words]}
    message = {"id": id_, "author": {"role": role}, "content": content, "create_time": START + len(id_), **more}
    return {"id": id_, "parent": parent, "message": message}


def told(id_: str, title: str, *nodes: dict[str, Any], changed: float = START, **more: Any) -> dict[str, Any]:
    mapping = {one["id"]: one for one in nodes}
    return {"id": id_, "title": title, "mapping": mapping, "create_time": START, "update_time": changed, **more}


QUESTION, ANSWER = said("q", None, "user", "a question"), said("an", "q", "assistant", "an answer")


def written(folder: Path, *chats: object, **members: object) -> Path:
    path = folder / "export.zip"
    path.write_bytes(zipped({"conversations.json": list(chats), "user.json": {"email": "me@a.example"}, **members}))
    return path


def take(data: bytes, name: str) -> Taken:
    if data != PNG:
        raise AttachmentRefused(sentence=f"“{name}” is no picture.")
    return Taken(data, "image/png", name, 1, 1)


class NoGateways:
    """Of which none are brought here."""

    def all(self) -> list[Profile]:
        return []

    def adopt(self, profile: Profile) -> None:
        raise AssertionError(profile)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "data" / "turbodesk.db")
    yield opened.database
    await opened.database.close()


@pytest.fixture
def importer(database: Database) -> Importer:
    return Importer(database, take, Remembered(database), NoGateways())


async def bring(importer: Importer, path: Path, chosen: list[str] | None = None) -> ImportReport:
    preview = await importer.look([path])
    return await importer.bring(preview, ImportPlace("default"), chosen=chosen)


async def here(database: Database) -> tuple[list[Conversation], list[Message]]:
    history = History(database)
    chats = await history.conversations()
    ids = [node.id for chat in chats for node in await history.nodes(chat.id)]
    return chats, await history.messages(ids)


async def test_a_second_import_adds_nothing_and_a_newer_one_what_is_new(
    database: Database, importer: Importer, tmp_path: Path
) -> None:
    old = written(tmp_path, told("c", "Before", QUESTION, ANSWER)).rename(tmp_path / "old.zip")
    report = await bring(importer, old)
    assert (report.chats, report.messages) == (1, 2)
    more = said("more", "an", "user", "one more")
    new = written(tmp_path, told("c", "After", QUESTION, ANSWER, more, changed=START + 9), told("d", "", more))
    report = await bring(importer, new)
    assert (report.chats, report.grown, report.messages) == (1, 1, 2)
    assert report.headline() == "1 chat from ChatGPT came, and 1 chat has more now: 2 messages."
    chats, messages = await here(database)
    assert {chat.title for chat in chats} == {"After", "one more"}
    assert sorted(one.text for one in messages if one.parent_id is None) == ["a question", "one more"]
    for path in (old, new, old):
        report = await bring(importer, path)
        assert report.headline() == "Nothing was new: all of it is here already."
    assert (await here(database))[1] == messages
    assert [one.chats for one in await importer.reports()] == [0, 0, 0, 1, 1]


async def test_what_was_done_here_stays(database: Database, importer: Importer, tmp_path: Path) -> None:
    await bring(importer, written(tmp_path, told("c", "Before", QUESTION, ANSWER), told("d", "Gone", QUESTION)))
    history = History(database)
    chat, gone = sorted(await history.conversations(), key=lambda one: one.title)
    mine = user_message("written here", chat.leaf_id)
    await history.save_message(chat.id, mine)
    history.save_conversation(replace(chat, title="My own", titled_by_hand=True, leaf_id=mine.id))
    await history.delete_conversations(gone.id)
    more = said("more", "q", "assistant", "another answer")
    new = written(
        tmp_path,
        told("c", "After", QUESTION, ANSWER, more, changed=START + 9, current_node="more"),
        told("d", "Gone", QUESTION, ANSWER, changed=START + 9),
    )
    report = await bring(importer, new)
    assert (report.messages, report.deleted) == (1, 1)
    assert "1 chat you deleted here stayed deleted." in report.sentences()
    (now,) = await history.conversations()
    assert (now.title, now.leaf_id) == ("My own", mine.id)
    assert len(await history.nodes(chat.id)) == 4
    await TrashTable(database).remove([gone.id])
    assert (await bring(importer, new)).deleted == 1, "also once it is removed for good"


async def test_a_message_that_was_deleted_here_is_not_brought_again_and_what_is_new_finds_its_place(
    database: Database, importer: Importer, tmp_path: Path
) -> None:
    await bring(importer, written(tmp_path, told("c", "Chat", QUESTION, ANSWER)))
    history = History(database)
    (chat,) = await history.conversations()
    nodes = {node.id: node for node in await history.nodes(chat.id)}
    question, reply = tree.path(nodes, chat.leaf_id)
    gone = planned(nodes, chat, [reply], follows_gap=lambda _: False, title=chat.title)
    await history.removals.remove(gone, partial(history.save_conversation, gone.after))
    new = written(
        tmp_path, told("c", "Chat", QUESTION, ANSWER, said("more", "an", "user", "more"), current_node="more")
    )
    for ended in (False, True):
        if ended:
            await history.removals.finish(gone.ids, demo="demo")
        report = await bring(importer, new)
        assert report.messages == (0 if ended else 1)
        found = {node.id: node.parent_id for node in await history.nodes(chat.id)}
        assert reply not in found
        assert len(found) == 2
        assert next(parent for id_, parent in found.items() if id_ != question) == question


async def test_a_reply_that_was_not_finished_is_finished_and_goes_on(
    database: Database, importer: Importer, tmp_path: Path
) -> None:
    half = said("an", "q", "assistant", "an ans", status="in_progress")
    await bring(importer, written(tmp_path, told("c", "A", QUESTION, half)))
    assert (await here(database))[1][-1].status is Status.INTERRUPTED
    report = await bring(importer, written(tmp_path, told("c", "A", QUESTION, ANSWER, changed=START + 1)))
    assert report.finished == 1
    more = said("more", "an", "assistant", "and more")
    await bring(importer, written(tmp_path, told("c", "A", QUESTION, ANSWER, more, changed=START + 2)))
    reply = (await here(database))[1][-1]
    assert (reply.text, reply.status) == ("an answer\n\nand more", Status.COMPLETE)
    await bring(importer, written(tmp_path, told("c", "A", QUESTION, half)))
    assert (await here(database))[1][-1] == reply, "an older archive takes nothing away"


async def test_files_are_kept_by_their_bytes_and_named_where_they_are_missing(
    database: Database, importer: Importer, tmp_path: Path
) -> None:
    pointers = [
        {"content_type": "image_asset_pointer", "asset_pointer": f"file-service://file-{id_}"}
        for id_ in ("abc", "gone", "odd")
    ]
    content = {"content_type": "multimodal_text", "parts": [*pointers, "look"]}
    question = said("q", None, "user", "", content=content)
    members = {"file-abc-roof.png": PNG, "file-abcd-other.png": b"other", "file-odd-song_1.png": b"RIFF"}
    report = await bring(importer, written(tmp_path, told("c", "A", question), told("d", "B", question), **members))
    assert (report.files, report.missing) == (2, 4)
    messages = (await here(database))[1]
    assert [one.name for one in attachments_in(messages[0].parts)] == ["roof.png"]
    assert "[A picture is not in the archive.]" in messages[0].text
    assert "[Not kept: “song_1.png” is no picture.]" in messages[0].text
    assert messages[0].text.endswith("look")
    count = await database.read(lambda one: one.execute("SELECT count(*) FROM attachment").fetchone())
    assert count == (1,), "once, however many messages show it"


async def test_only_what_is_ours_goes_into_parts(database: Database, importer: Importer, tmp_path: Path) -> None:
    call = said("ca", "q", "assistant", json.dumps({"x": 1}), recipient="tool", metadata={"secret": SECRET})
    answer = said("an", "ca", "assistant", "odd \ud800 \x00 text", metadata={"content_references": [{"a": SECRET}]})
    await bring(importer, written(tmp_path, told("c", "a\n\x07 title", QUESTION, call, answer)))
    chats, messages = await here(database)
    assert chats[0].title == "a title"
    assert messages[-1].text == "odd \ufffd  text"
    parts = [part for message in messages for part in message.parts]
    assert parts == [Text("a question"), ToolUse("ca", "tool", '{"x": 1}'), Text("odd \ufffd  text")]
    assert SECRET not in json.dumps(await database.read(lambda one: list(one.iterdump())))


async def test_chosen_chats_come_into_a_project_with_a_model_the_gateway_has(
    database: Database, importer: Importer, tmp_path: Path
) -> None:
    path = written(
        tmp_path, told("c", "A", QUESTION, ANSWER, default_model_slug="known"), told("d", "B", QUESTION), told("e", "C")
    )
    preview = await importer.look([path])
    assert [(one.id, one.title, one.messages) for one in preview.chats] == [("c", "A", 2), ("d", "B", 1)]
    place = ImportPlace("mine", "project", lambda id_: id_ == "known")
    report = await importer.bring(preview, place, chosen=["c"])
    assert (report.chats, report.unchosen) == (1, 1)
    (chat,) = await History(database).conversations()
    assert (chat.title, chat.project_id, chat.model, chat.gateway_id) == ("A", "project", "known", "mine")
    assert (await importer.look([path])).known == 1


async def cancelled_after(most: int, importer: Importer, preview: ImportPreview) -> None:
    portions = list[int]()

    def count(*_: int) -> None:
        portions.append(1)
        if len(portions) == most:
            task.cancel()

    task = asyncio.ensure_future(importer.bring(preview, ImportPlace("default"), progress=count))
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_cancelled_or_failed_everything_is_as_it_was(
    database: Database, importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring(importer, written(tmp_path, told("c", "Before", QUESTION)))
    monkeypatch.setattr(importer_module, "NODES", 1)
    more = [told(f"d{number}", "New", QUESTION, ANSWER) for number in range(4)]
    path = written(tmp_path, told("c", "After", QUESTION, ANSWER, changed=START + 1), *more)
    preview = await importer.look([path])
    assert database.path is not None
    await database.drain()
    before = stored(database.path)
    for ended_after in range(1, 5):
        await cancelled_after(ended_after, importer, preview)
        await database.drain()
        assert stored(database.path) == before

    def broken(*_: int) -> None:
        raise ImportRefused

    with pytest.raises(Failure):
        await importer.bring(preview, ImportPlace("default"), progress=broken)
    await database.drain()
    assert stored(database.path) == before
    assert (await bring(importer, path)).chats == 4


async def test_a_long_chat_is_written_in_portions_and_is_one(
    database: Database, importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.app.imports.making.ROWS", 3)
    nodes = [
        said(f"n{at:03}", f"n{at - 1:03}" if at else None, ("user", "assistant")[at % 2], str(at)) for at in range(20)
    ]
    report = await bring(importer, written(tmp_path, told("c", "Long", *nodes, current_node="n019")))
    assert (report.chats, report.messages) == (1, 20)
    (chat,), messages = await here(database)
    assert [one.text for one in messages if one.id == chat.leaf_id] == ["19"]
    assert sum(one.role is Role.USER for one in messages) == 10
    assert (await bring(importer, tmp_path / "export.zip")).messages == 0


async def test_what_has_no_chats_is_refused(importer: Importer, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        await importer.look([written(tmp_path)])
    assert refused.value.note.sentence == "There are no chats in this export of ChatGPT."
    (tmp_path / "some.json").write_text("[1, 2]")
    with pytest.raises(ImportRefused):
        await importer.look([tmp_path / "some.json"])


def test_a_report_that_is_kept_says_the_same_again() -> None:
    report = ImportReport("ChatGPT", "me", 1, ["a.zip"], chats=2, missing=1, empty=1, troubles=["Damaged."])
    report.left_out.update([VOICE] * 2)
    again = ImportReport.from_json(json.loads(json.dumps(report.to_json())))
    assert again is not None
    assert again.sentences() == report.sentences()
    assert again.headline() == "2 chats from ChatGPT came: 0 messages."
    assert ImportReport.from_json({"program": 3}) is None
    assert ImportReport.from_json("x") is None


async def test_projects_come_with_instructions_and_documents_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_text(data: bytes, name: str) -> Taken:
        return Taken(data, "text/plain", name)

    importer = Importer(database, take_text, Remembered(database), NoGateways())
    project = {
        "uuid": "p",
        "name": "Garden",
        "prompt_template": "Be brief.",
        "docs": [{"filename": "a", "content": "b"}],
    }
    message = {"uuid": "m", "sender": "human", "content": [{"type": "text", "text": "q"}]}
    chat = {"uuid": "c", "name": "C", "chat_messages": [message], "project_uuid": "p"}
    path = tmp_path / "claude.zip"
    path.write_bytes(zipped({"conversations.json": [chat], "projects.json": [project]}))
    preview = await importer.look([path])
    before = stored(database.path) if database.path is not None else {}
    await cancelled_after(1, importer, preview)
    await database.drain()
    assert database.path is not None
    assert stored(database.path) == before
    report = await bring(importer, path)
    assert "1 project came with its instructions and documents." in report.sentences()
    (made,) = await History(database).projects.projects()
    assert (made.name, made.instructions, [one.name for one in made.files]) == ("Garden", "Be brief.", ["a"])
    (one,) = await History(database).conversations()
    assert one.project_id == made.id
    await History(database).projects.delete(made.id, with_chats=False)
    assert (await bring(importer, path)).projects == 0
    assert await History(database).projects.projects() == []


async def test_what_came_along_in_an_archive_of_ours_is_known_there(
    database: Database, importer: Importer, tmp_path: Path
) -> None:
    there = (await Database.open(tmp_path / "there" / "turbodesk.db")).database
    history, elsewhere = History(there), Importer(there, take, Remembered(there), NoGateways())

    async def moved(*chats: object) -> ImportReport:
        """Import here, take all of it there in an archive of ours, and import the same there."""
        path = written(tmp_path, *chats)
        await bring(importer, path)
        assert database.path is not None
        with (tmp_path / "all.zip").open("wb") as file:
            write_archive(database.path, file)
        assert (await take_in(there, tmp_path / "all.zip")).left_out == 0
        return await bring(elsewhere, path)

    try:
        bread = told("b", "Bread", QUESTION)
        report = await moved(told("a", "Trip", QUESTION, ANSWER), bread)
        assert report.headline() == "Nothing was new: all of it is here already."
        gone = next(one for one in await history.conversations() if one.title == "Bread")
        await history.delete_conversations(gone.id)
        later = said("more", "an", "user", "and then?")
        report = await moved(told("a", "Trip", QUESTION, ANSWER, later, changed=START + 9), bread)
        assert (report.chats, report.messages, report.deleted) == (0, 0, 1)
        (trip,) = await history.conversations()
        assert len(await history.nodes(trip.id)) == 3
    finally:
        await there.close()
