"""A temporary chat: nothing of it is ever on disk, it is gone when closed, and kept it is a chat like every other."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.app.attachments.test_intake import NoPictures
from tests.app.wired import no_report, replied, said, streamed, until, wired
from tests.gateway_server import Answer, GatewayServer
from turbodesk.app.live import LiveChat
from turbodesk.app.services import Services, start_services
from turbodesk.chat.conversation import ReadingPlace
from turbodesk.chat.message import Status
from turbodesk.chat.parameters import Parameters
from turbodesk.settings import MODEL_TITLES
from turbodesk.store.attachments import hash_of

ASKED, ANSWERED, DRAFTED, FILED, ORDERED = "zebrafish", "xylophone", "quokka", "wombat", "ocelot"
WORDS = [word.encode() for word in (ASKED, ANSWERED, DRAFTED, FILED, ORDERED)]
ANSWER = streamed([{"type": "text", "text": f"Some {ANSWERED} music, " * 20}])


def on_disk(folder: Path) -> list[str]:
    """Which words of the chat are in which files."""
    held: dict[Path, bytes] = {}
    for one in folder.rglob("*"):
        with suppress(FileNotFoundError):  # a file that is written whole has gone to its place meanwhile
            if one.is_file():
                held[one] = one.read_bytes().lower()
    return [f"{word!r} in {one}" for one, content in held.items() for word in WORDS if word in content]


@contextmanager
def watched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for everything that is written, that of passing files included; nothing of it may hold a word."""
    temporary = folder / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    yield folder
    assert on_disk(folder) == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with watched(tmp_path, monkeypatch) as made:
        yield made


async def attached(services: Services, chat: LiveChat) -> None:
    text = f"A {FILED} was here. ".encode() * 50
    is_temporary = chat.context.is_temporary
    attachment = await services.attachment_service.take(text, "notes.txt", is_temporary=is_temporary)
    await chat.drafts.attach(attachment)


async def lived(services: Services, chat: LiveChat, folder: Path) -> None:
    """Do in a chat what people do, and look at the disk after each of it."""
    steps: list[Callable[[], object]] = [
        lambda: chat.tune(Parameters(system=f"Speak of an {ORDERED}.")),
        lambda: chat.drafts.write(f"My {DRAFTED}"),
        chat.drafts.flush,
        lambda: chat.send(f"A {ASKED} question", chat.conversation.draft_parts),
        lambda: chat.set_place(ReadingPlace(chat.ids()[0])),
        lambda: chat.rename(f"All about {ASKED}"),
        lambda: chat.pin(pinned=True),
        chat.try_again,
        lambda: chat.drafts.write(f"Another {DRAFTED}"),
        chat.drafts.flush,
        lambda: chat.queue.add(f"And a {ASKED}", ()),
    ]
    await attached(services, chat)
    for step in steps:
        step()
        await asyncio.sleep(0)
        await services.database.drain()
        if chat.context.is_temporary:
            assert on_disk(folder) == []
        await until(lambda: not chat.is_replying)
    services.workspace.flush()
    await services.database.drain()


async def test_no_byte_of_it_is_ever_on_disk(folder: Path) -> None:
    async with GatewayServer() as server:
        refused = {"type": "invalid_request_error", "message": f"nothing of a {ASKED}, nor of a {FILED}"}
        server.script(*[ANSWER] * 2, Answer(status=400, body={"type": "error", "error": refused}))
        async with wired(folder, server, NoPictures) as services:
            services.preferences.set(MODEL_TITLES, True)
            chats = services.new_temporary_chats()
            chat = chats.begin(demo=False)
            services.workspace.remember_front(chat.conversation.id, is_temporary=True)
            await lived(services, chat, folder)
            reply = chat.last_reply()
            assert reply is not None
            assert ANSWERED in reply.text
            assert FILED in str(server.requests[0].json), "it is sent as usual"
            assert len(server.requests) == 2, "nothing else is asked about it"
            assert (await said(chat, f"One more {ASKED}")).status is Status.FAILED
            assert services.workspace.conversations() == []
            assert chats.has_words
    async with start_services(folder, report=no_report) as services:
        assert services.workspace.conversations() == []
        assert await services.workspace.front(demo=False) is None


async def test_the_watch_finds_the_words_of_a_usual_chat(tmp_path: Path) -> None:
    async with GatewayServer() as server:
        server.script(*[ANSWER] * 2)
        async with wired(tmp_path, server, NoPictures) as services:
            await lived(services, services.workspace.new_chat(demo=False), tmp_path)
            found = " ".join(on_disk(tmp_path))
    assert [word for word in WORDS if repr(word) not in found] == []


async def test_it_is_one_and_gone_when_closed(folder: Path) -> None:
    async with GatewayServer() as server, wired(folder, server, NoPictures) as services:
        chats = services.new_temporary_chats()
        chat = chats.begin(demo=False)
        assert not chats.has_words
        assert chats.begin(demo=False) is chat
        await said(chat, f"A {ASKED}")
        await attached(services, chat)
        (file,) = chat.conversation.draft_parts
        assert await services.workspace.open(chat.conversation.id) is None
        chats.close()
        assert (chats.chat, chats.has_words) == (None, False)
        again = chats.begin(demo=False)
        assert again is not chat
        assert not again.ids()
        assert file is not None
        assert await services.attachment_service.content(hash_of(f"A {FILED} was here. ".encode() * 50)) is None
        chats.close()
        chats.close()


async def test_a_reply_that_grows_ends_when_it_is_closed(folder: Path) -> None:
    async with GatewayServer() as server, wired(folder, server, NoPictures) as services:
        server.script(Answer(text=ANSWERED * 20, gap_ms=50))
        chats = services.new_temporary_chats()
        chat = chats.begin(demo=False)
        chat.send(f"A {ASKED}")
        await until(lambda: (reply := chat.last_reply()) is not None and reply.text)
        chats.close()
        await until(lambda: not chat.is_replying)
        reply = chat.last_reply()
        assert reply is not None
        assert reply.status is Status.STOPPED


@pytest.mark.parametrize("is_replying", [False, True])
async def test_kept_it_is_a_chat_like_every_other(tmp_path: Path, is_replying: bool) -> None:
    async with GatewayServer() as server:
        server.script(ANSWER, Answer(text=ANSWERED * 20, gap_ms=5))
        async with wired(tmp_path, server, NoPictures) as services:
            chats = services.new_temporary_chats()
            chat = chats.begin(demo=False)
            assert chats.keep() is None, "there is nothing to keep"
            await attached(services, chat)
            chat.send(f"A {ASKED}", chat.conversation.draft_parts)
            await replied(chat)
            chat.drafts.write(f"My {DRAFTED}")
            if is_replying:
                chat.send("And more")
                await until(lambda: (reply := chat.last_reply()) is not None and reply.text)
                assert chat.is_replying
            write = chats.keep()
            assert write is not None
            await write
            assert not chat.context.is_temporary
            if is_replying:
                await replied(chat)
            else:
                await said(chat, "And more")
            chat.drafts.write(f"My {DRAFTED}")
            said_in_all = [message.text for message in await chat.fetch(chat.ids())]
            assert [one.id for one in services.workspace.conversations()] == [chat.conversation.id]
            assert await services.workspace.open(chat.conversation.id) is chat
            await services.database.drain()
            account = await services.workspace.ledger.account(chat.conversation.id)
            assert account.month.dollars == pytest.approx(account.chat.dollars), "nothing is counted twice"
            assert account.month.dollars > 0
    async with start_services(tmp_path, report=no_report, new_pictures=NoPictures) as services:
        (found,) = services.workspace.conversations()
        assert found.draft == f"My {DRAFTED}"
        again = await services.workspace.open(found.id)
        assert again is not None
        assert [message.text for message in await again.fetch(again.ids())] == said_in_all
        content = await services.attachment_service.content(hash_of(f"A {FILED} was here. ".encode() * 50))
        assert content is not None


async def test_what_it_costs_counts_in_the_month_without_a_word(folder: Path) -> None:
    async with GatewayServer() as server, wired(folder, server, NoPictures) as services:
        server.script(ANSWER)
        chats = services.new_temporary_chats()
        chat = chats.begin(demo=False)
        told: list[str] = []
        services.workspace.reply_ended.connect(lambda ended: told.append(ended[0]))
        await said(chat, f"A {ASKED}")
        assert told == [chat.conversation.id]
        ledger = services.workspace.ledger
        account = await ledger.account(chat.conversation.id, chat.context.memory)
        assert account.chat.dollars == pytest.approx(account.month.dollars)
        chats.close()
        ledger.count_anew()
        assert await ledger.spent_this_month() == pytest.approx(account.month.dollars)
        assert account.month.dollars > 0


async def test_the_demo_costs_nothing_there_either(folder: Path) -> None:
    async with start_services(folder, report=no_report, demo_speed=float("inf")) as services:
        chats = services.new_temporary_chats()
        await said(chats.begin(demo=True), f"A {ASKED}")
        assert (await services.workspace.ledger.account(None)).month.dollars == 0


async def test_what_was_deleted_in_it_is_counted_and_remembered_once_it_is_kept(tmp_path: Path) -> None:
    async with GatewayServer() as server:
        server.script(ANSWER, ANSWER)
        async with wired(tmp_path, server, NoPictures) as services:
            chats = services.new_temporary_chats()
            chat = chats.begin(demo=False)
            for words in ("One", "Two"):
                chat.send(words)
                await replied(chat)
            gone = chat.ids()[1]
            before = (await services.workspace.ledger.account(None)).month.dollars
            removal = await chat.removals.remove(gone)
            assert removal is not None
            await chat.removals.finish(removal)
            write = chats.keep()
            assert write is not None
            await write
            account = await services.workspace.ledger.account(chat.conversation.id)
            assert account.month.dollars == pytest.approx(before)
            assert account.chat.dollars == pytest.approx(before)
            found = await services.database.read(lambda one: one.execute("SELECT id FROM removed_message").fetchall())
            assert found == [(gone,)]
