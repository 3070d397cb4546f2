"""What a person is writing is on disk while they write it, and costs a few writes a second."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.conftest import AppFixture
from tests.app.gateways import spoken
from turbodesk.app.drafts import WRITE_EVERY_S
from turbodesk.app.live import LiveChat
from turbodesk.chat.attachments import Attachment, attachments_in
from turbodesk.chat.conversation import Edit
from turbodesk.chat.parts import Part


def on_disk(path: Path) -> list[tuple[str, str | None, str | None]]:
    """Draft and edit of each conversation, as a program started now would find them."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT draft, edited_id, edit_text FROM conversation ORDER BY id").fetchall()


async def asked(services: AppFixture, chat: LiveChat, question: str) -> str:
    """Say something, wait for the reply, and return the question's id."""
    services.gateway.scripts.append(spoken("Well."))
    ended = asyncio.Event()
    heard = chat.reply_ended.connect(lambda _: ended.set())
    chat.send(question)
    await asyncio.wait_for(ended.wait(), 20)
    heard.close()
    return chat.ids()[-2]


async def test_writing_without_a_pause_is_saved_while_it_goes_on_in_few_writes(services: AppFixture) -> None:
    chat = services.chat()
    writes = list[str]()
    save = services.history.save_draft

    def save_noted(
        conversation_id: str, text: str | None, parts: Sequence[Part] | None = None, *, durable: bool = False
    ) -> asyncio.Future[None]:
        writes.append(text or "")
        return save(conversation_id, text, parts, durable=durable)

    services.history.save_draft = save_noted  # type: ignore[method-assign]
    loop = asyncio.get_running_loop()
    began = loop.time()
    text, behind = "", 0
    while loop.time() - began < 5 * WRITE_EVERY_S:
        text += "x"
        chat.drafts.write(text)
        await asyncio.sleep(0.005)
        behind = max(behind, len(text) - len(writes[-1]))
    took = loop.time() - began
    assert 2 <= len(writes) <= took / WRITE_EVERY_S + 1
    assert behind < len(text) / 2, "it was not saved while it was written"
    await services.database.drain()
    assert on_disk(services.path)[0][0] == writes[-1]
    chat.drafts.flush()
    await services.database.drain()
    assert on_disk(services.path)[0][0] == text


async def test_the_first_letter_of_a_new_chat_is_saved_at_once_and_blanks_are_not(services: AppFixture) -> None:
    blank, chat = services.chat(), services.chat()
    blank.drafts.write(" \n ")
    chat.drafts.write("h")
    await services.database.drain()
    assert on_disk(services.path) == [("h", None, None)]


async def test_an_edit_survives_beside_the_draft_until_it_is_sent(services: AppFixture) -> None:
    chat = services.chat()
    question = await asked(services, chat, "Whta is it?")
    message = chat.message(question)
    assert message is not None
    chat.drafts.write("and another thing")
    chat.drafts.begin_edit(message)
    chat.drafts.write_edit("What is it")
    chat.drafts.write_edit("What is it?")
    chat.drafts.flush()
    found = await services.again(chat.conversation.id)
    assert found.conversation.edit == Edit(question, "What is it?")
    assert found.conversation.draft == "and another thing"
    assert found.drafts.edited == message
    services.gateway.scripts.append(spoken("Better."))
    assert found.edit(message, "What is it?")
    await services.database.drain()
    assert on_disk(services.path) == [("and another thing", None, None)]
    assert found.drafts.edited is None


async def test_an_edit_that_is_called_off_leaves_nothing(services: AppFixture) -> None:
    chat = services.chat()
    message = chat.message(await asked(services, chat, "One"))
    assert message is not None
    chat.drafts.begin_edit(message)
    chat.drafts.write_edit("Two")
    chat.drafts.end_edit()
    chat.drafts.flush()
    chat.drafts.write_edit("late")
    assert (await services.again(chat.conversation.id)).conversation.edit is None


async def test_an_edit_whose_message_is_gone_joins_the_draft(services: AppFixture) -> None:
    chat = services.chat()
    await asked(services, chat, "One")
    chat.drafts.write("draft")
    chat.drafts.flush()
    services.history.save_edit(chat.conversation.id, Edit("01890000-0000-7000-8000-000000000000", "edit"))
    found = await services.again(chat.conversation.id)
    assert found.conversation.draft == "draft\n\nedit"
    await services.database.drain()
    assert on_disk(services.path) == [("draft\n\nedit", None, None)]


async def test_an_edit_is_sent_though_another_version_stands_in_front_by_now(services: AppFixture) -> None:
    chat = services.chat()
    first = chat.message(await asked(services, chat, "One"))
    assert first is not None
    services.gateway.scripts += [spoken("x"), spoken("y")]
    ended = asyncio.Event()
    chat.reply_ended.connect(lambda _: ended.set())
    assert chat.edit(first, "Two")
    await asyncio.wait_for(ended.wait(), 20)
    assert first.id not in chat.ids()
    ended.clear()
    assert chat.edit(first, "Three")
    await asyncio.wait_for(ended.wait(), 20)
    assert [one.text for one in services.gateway.requests[-1].messages] == ["Three"]
    assert chat.siblings(chat.ids()[0]) == (2, 3)


async def test_an_attachment_is_on_disk_when_its_telling_is_due(services: AppFixture) -> None:
    chat = services.chat()
    cat = Attachment("ab" * 32, "image/png", "cat.png", 5)
    await chat.drafts.attach(cat)
    with closing(sqlite3.connect(services.path)) as connection:
        (parts,) = connection.execute("SELECT draft_parts FROM conversation").fetchone()
    assert cat.sha256 in parts
    await chat.drafts.attach(cat)
    assert len(chat.conversation.draft_parts) == 1


async def test_what_is_taken_off_a_draft_is_off_it_on_disk(services: AppFixture) -> None:
    chat = services.chat()
    cat, dog = (Attachment(letter * 64, "image/png", size=5) for letter in "ab")
    await chat.drafts.attach(cat)
    await chat.drafts.attach(dog)
    chat.drafts.detach(cat)
    await services.database.drain()
    assert chat.conversation.draft_parts == (dog.part,)
    with closing(sqlite3.connect(services.path)) as connection:
        (parts,) = connection.execute("SELECT draft_parts FROM conversation").fetchone()
    assert (cat.sha256 in parts, dog.sha256 in parts) == (False, True)


async def test_what_is_read_anew_takes_its_place_in_the_draft(services: AppFixture) -> None:
    chat = services.chat()
    one, two, three = (Attachment(letter * 64, "text/plain", size=5) for letter in "abc")
    for attachment in (one, two):
        await chat.drafts.attach(attachment)
    left: list[list[Attachment]] = []
    for old, new in ((one, three), (three, two), (one, three)):
        chat.drafts.read_anew(old, new)
        left.append(list(attachments_in(chat.conversation.draft_parts)))
    assert left == [[three, two], [two], [two]], "what is there already is there once"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(texts=st.lists(st.text(max_size=6), max_size=6), sends=st.booleans())
def test_whatever_is_written_and_flushed_is_found_again(tmp_path: Path, texts: list[str], sends: bool) -> None:
    from turbodesk.app.services import start_services

    def report(name: str, error: BaseException) -> None:
        raise AssertionError(name) from error

    async def work() -> None:
        async with start_services(tmp_path, report=report, demo_speed=float("inf")) as services:
            chat = services.workspace.new_chat(demo=True)
            for text in texts:
                chat.drafts.write(text)
            last = chat.conversation.draft
            if sends:
                chat.send(last)
            id_ = chat.conversation.id
        async with start_services(tmp_path, report=report) as services:
            found = {one.id: one.draft for one in services.workspace.conversations()}
            assert id_ in found or not last.strip()
            assert found.get(id_, last) == ("" if sends and last.strip() else last)

    asyncio.run(work())


async def test_what_waited_to_be_sent_is_written_on_and_kept(services: AppFixture) -> None:
    chat = services.chat()
    chat.drafts.write("first")
    chat.drafts.flush()
    chat.drafts.put_back("another", ())
    assert (await services.again(chat.conversation.id)).conversation.draft == "another"
