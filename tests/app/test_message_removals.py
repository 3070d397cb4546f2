"""One message leaves a chat for good: nothing else is lost, what is sent stays valid, and it can be undone."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.app.conftest import AppFixture
from tests.app.gateways import PAUSE, spoken
from tests.app.test_leaving_out import says, sent
from tests.app.test_live import ended
from tests.app.test_marks import talked
from tests.app.test_turns import asked, sums
from turbodesk.app.gateways import DEMO
from turbodesk.app.live import LiveChat
from turbodesk.app.marks import whole_reply
from turbodesk.app.message_cache import MessageCache
from turbodesk.app.message_removals import REPLY_COMES, SUMMARY_COMES
from turbodesk.app.tool_loop import ToolDecision
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.conversation import UNTITLED, Fork, ReadingPlace
from turbodesk.chat.message import Block, Message, Role, Usage, user_message
from turbodesk.chat.parts import Text, ToolResult, ToolUse
from turbodesk.chat.removal import MessageRemoval
from turbodesk.chat.summary import new_summary
from turbodesk.store.archive import write_archive
from turbodesk.store.archive_reading import take_in
from turbodesk.store.attachments import AttachmentStore
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.search import SearchIndex
from turbodesk.store.spending import Spending
from turbodesk.store.trash import TrashTable

WORDS = "lighthouse"


async def rows(database: Database, *ids: str) -> list[tuple[Any, ...]]:
    """What is on disk of these messages: id, parent, whether it is only marked."""
    query = "SELECT id, parent_id, deleted_at IS NOT NULL FROM message WHERE id = ?"
    return await database.read(lambda one: [row for id_ in ids for row in one.execute(query, (id_,))])


async def little_read(services: AppFixture, *words: str) -> LiveChat:
    """A chat in which this was said, read from disk, with one of its messages."""
    await services.database.drain()
    found = await services.history.conversation((await talked(services, *words)).conversation.id)
    chat = services.chat(found)
    await chat.open(1)
    return chat


async def removed(chat: LiveChat, message_id: str) -> MessageRemoval:
    removal = await chat.removals.remove(message_id)
    assert removal is not None
    return removal


async def test_a_message_goes_and_comes_back_and_goes_for_good(services: AppFixture) -> None:
    chat = await talked(services, "one", WORDS, "three")
    ids, found = list(chat.ids()), SearchIndex(services.database)
    before, gone = chat.conversation, ids[2]
    removal = await removed(chat, gone)
    assert list(chat.ids()) == [*ids[:2], *ids[3:]]
    assert gone not in [one.message_id for one in await found.find(WORDS)]
    assert await rows(services.database, gone, ids[3]) == [(gone, ids[1], 1), (ids[3], ids[1], 0)]
    again = await services.again(before.id)
    assert list(again.ids()) == list(chat.ids())
    assert chat.removals.restore(removal)
    assert not chat.removals.restore(removal), "it is there"
    assert list(chat.ids()) == ids
    assert chat.conversation == before
    assert gone in [one.message_id for one in await found.find(WORDS)]
    removal = await removed(chat, gone)
    assert await chat.removals.finish(removal) == 1
    assert await rows(services.database, gone) == []
    assert not await chat.removals.finish(removal)
    await says(services, chat, "four")
    assert sent(services) == ["one", "About one", f"About {WORDS}", "three", "About three", "four"]


async def test_a_reply_goes_with_the_calls_of_tools_it_is_made_of(services: AppFixture) -> None:
    chat, _ = await asked(services, sums("6 * 7"), spoken("It is 42."))
    chat.answer("toolu_0", ToolDecision.ONCE)
    await ended(chat)
    question, call, results, reply = chat.ids()
    for at in (call, results, reply):
        removal = await removed(chat, at)
        assert removal.ids == (call, results, reply)
        assert list(chat.ids()) == [question]
        assert chat.removals.restore(removal)
    await says(services, chat, "And now?")
    await removed(chat, reply)
    await says(services, chat, "Still?")
    assert sent(services) == ["What is it?", "And now?", "About And now?", "Still?"]


async def test_what_another_version_is_made_of_as_well_stays_for_that(services: AppFixture) -> None:
    chat, _ = await asked(services, sums("6 * 7"), spoken("It is 42."))
    chat.answer("toolu_0", ToolDecision.ONCE)
    await ended(chat)
    question, call, results, first = chat.ids()
    services.gateway.scripts.append(spoken("Forty-two."))
    chat.try_again()
    await ended(chat)
    second = chat.ids()[-1]
    await says(services, chat, "And now?")
    rest = list(chat.ids())[4:]
    removal = await removed(chat, second)
    assert removal.ids == (second,)
    assert list(chat.ids()) == [question, *rest], "what followed goes on without a reply"
    assert chat.siblings(rest[0]) == (1, 2)
    chat.show_sibling(rest[0], -1)
    assert list(chat.ids()) == [question, call, results, first]


async def test_another_version_comes_in_front_where_nothing_followed(services: AppFixture) -> None:
    chat = await talked(services, "one")
    question, first = chat.ids()
    services.gateway.scripts += [spoken("Second"), spoken("Third")]
    chat.try_again()
    await ended(chat)
    second = chat.ids()[-1]
    chat.try_again()
    await ended(chat)
    third = chat.ids()[-1]
    await removed(chat, third)
    assert list(chat.ids()) == [question, second]
    chat.show(first)
    await removed(chat, first)
    assert list(chat.ids()) == [question, second]
    assert chat.siblings(second) == (0, 1)


async def test_the_only_message_leaves_an_empty_chat_in_which_one_goes_on(services: AppFixture) -> None:
    chat = await talked(services, WORDS)
    question, reply = chat.ids()
    await removed(chat, reply)
    removal = await removed(chat, question)
    assert list(chat.ids()) == []
    assert (chat.conversation.leaf_id, chat.conversation.title) == (None, UNTITLED)
    await chat.removals.finish(removal)
    again = await services.again(chat.conversation.id)
    assert (list(again.ids()), again.conversation.leaf_id) == ([], None)
    await says(services, again, "Something else")
    assert again.conversation.title == "Something else"
    assert sent(services) == ["Something else"]


async def test_a_title_made_of_what_goes_is_made_anew_and_one_of_the_persons_stays(services: AppFixture) -> None:
    chat = await talked(services, WORDS, "second")
    removal = await removed(chat, chat.ids()[0])
    assert chat.conversation.title == "second"
    assert chat.removals.restore(removal)
    assert chat.conversation.title == WORDS
    chat.rename(WORDS)
    await removed(chat, chat.ids()[0])
    assert chat.conversation.title == WORDS


async def test_nothing_goes_while_something_is_written_or_that_is_not_there(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    assert await chat.removals.remove("not of this chat") is None
    services.gateway.scripts.append([*spoken("So")[:3], PAUSE])
    chat.send("three")
    await services.gateway.reached_pause.wait()
    assert chat.removals.why_not == REPLY_COMES
    assert await chat.removals.remove(chat.ids()[0]) is None
    chat.stop()
    await ended(chat)
    services.gateway.scripts.append([PAUSE])
    services.gateway.reached_pause.clear()
    assert chat.summaries.begin()
    await services.gateway.reached_pause.wait()
    assert chat.removals.why_not == SUMMARY_COMES
    assert await chat.removals.remove(chat.ids()[0]) is None
    chat.summaries.stop()
    assert chat.removals.why_not == ""


async def test_a_change_that_was_quicker_is_not_overrun(services: AppFixture) -> None:
    chat = await little_read(services, "one", "two")
    last = chat.ids()[-1]
    removal = asyncio.ensure_future(chat.removals.remove(last))
    await asyncio.sleep(0)
    services.gateway.scripts.append(spoken("Again"))
    chat.try_again()
    assert await removal is None
    await ended(chat)
    assert chat.has(last)


async def test_whatever_pointed_at_it_points_beside_it_and_back(services: AppFixture) -> None:
    chat = await talked(services, "one", "two", "three", "four")
    ids = list(chat.ids())
    made_of, above, later = (new_summary(f"Sum {at}", before=ids[at], count=at, model="m") for at in (2, 4, 6))
    pointing = replace(
        chat.conversation,
        starred=(ids[4], ids[1], ids[6]),
        unsent=(ids[0], ids[4]),
        sent_from=ids[4],
        summaries=(made_of, above, later),
        fork=Fork("elsewhere", ids[4]),
    )
    services.history.save_conversation(pointing)
    chat = await services.again(pointing.id)
    chat.set_place(ReadingPlace(ids[4], 12))
    before = chat.conversation
    removal = await removed(chat, ids[4])
    after = chat.conversation
    assert after.starred == (ids[1], ids[6])
    assert after.unsent == (ids[0],)
    assert after.sent_from == ids[5]
    assert [(one.id, one.before) for one in after.summaries] == [(made_of.id, ids[2]), (above.id, ids[5])]
    assert after.fork == Fork("elsewhere", ids[3])
    assert after.place == ReadingPlace.beginning_of(ids[5])
    assert (await services.again(after.id)).conversation == after
    chat.marks.star(ids[7], is_starred=True)
    assert chat.removals.restore(removal)
    assert chat.conversation == replace(before, starred=(*before.starred, ids[7]))
    assert (await services.again(after.id)).conversation == chat.conversation


async def test_what_an_edit_of_it_says_joins_the_next_message(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    question = chat.message(chat.ids()[2])
    assert question is not None
    chat.drafts.write("next")
    chat.drafts.begin_edit(question)
    chat.drafts.write_edit("two, differently")
    removal = await removed(chat, question.id)
    assert (chat.conversation.edit, chat.conversation.draft) == (None, "next\n\ntwo, differently")
    again = await services.again(chat.conversation.id)
    assert (again.conversation.edit, again.conversation.draft) == (None, "next\n\ntwo, differently")
    assert chat.removals.restore(removal)
    assert chat.conversation.draft == "next\n\ntwo, differently"


async def test_an_undo_comes_too_late_once_something_else_went(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    first = await removed(chat, chat.ids()[3])
    second = await removed(chat, chat.ids()[2])
    assert not chat.removals.restore(first)
    assert chat.removals.restore(second)
    other = await talked(services, "other")
    assert not other.removals.restore(first)


async def test_a_chat_that_was_closed_meanwhile_takes_it_back(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    ids = list(chat.ids())
    removal = await removed(chat, ids[1])
    again = await services.again(chat.conversation.id)
    assert again.removals.restore(removal)
    assert list((await services.again(chat.conversation.id)).ids()) == ids


class SlowHistory:
    """Gives one message as it was when it was asked for, each time a moment later."""

    def __init__(self) -> None:
        self.kept = user_message("before", None)
        self.asked = 0
        self.given = asyncio.Event()

    async def messages(self, ids: list[str]) -> list[Message]:
        self.asked += 1
        found = [self.kept] if self.kept.id in ids else []
        await self.given.wait()
        return found


@pytest.mark.parametrize("way", ["fetch", "request"])
async def test_what_is_read_while_it_changes_is_read_again(services: AppFixture, way: str) -> None:
    history = SlowHistory()
    cache = MessageCache(history, services.scope)  # type: ignore[arg-type]  # of which it asks for messages alone
    id_ = history.kept.id
    reading = asyncio.ensure_future(cache.fetch([id_])) if way == "fetch" else None
    cache.request([id_] if way == "request" else [])
    await asyncio.sleep(0)
    history.kept = replace(history.kept, parent_id="elsewhere")
    cache.put(changed=[history.kept], gone=["another"])
    loaded = asyncio.Event()
    cache.loaded.connect(lambda _: loaded.set())
    history.given.set()
    if reading is None:
        await asyncio.wait_for(loaded.wait(), 10)
    found = cache.get(id_) if reading is None else (await reading)[0]
    assert history.asked == 2
    assert found == history.kept
    assert len(cache) == (0 if way == "fetch" else 1)


async def test_what_is_known_while_another_is_read_is_looked_at_again(services: AppFixture) -> None:
    history = SlowHistory()
    cache, known = MessageCache(history, services.scope), user_message("known", None)  # type: ignore[arg-type]
    cache.keep(known)
    reading = asyncio.ensure_future(cache.fetch([known.id, history.kept.id]))
    await asyncio.sleep(0)
    cache.put(gone=[known.id])
    history.given.set()
    assert await reading == (history.kept,)


def test_results_without_a_reply_take_no_question_with_them() -> None:
    call = Message("1", None, Role.ASSISTANT, (Block(0, ToolUse("t", "look", "{}")),))
    results = Message("2", "1", Role.USER, (Block(0, ToolResult("t", "7")),))
    question = Message("3", "2", Role.USER, (Block(0, Text("And?")),))
    path = {one.id: one for one in (call, results, question)}
    assert whole_reply("2", list(path), path) == ["1", "2"]
    assert whole_reply("3", list(path), path) == ["3"]


async def test_what_was_thought_after_it_is_not_sent_again(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    ids = list(chat.ids())
    await removed(chat, ids[0])
    first = (await chat.fetch([ids[1]]))[0]
    assert (first.parent_id, first.follows_gap) == (None, True)
    again = await services.again(chat.conversation.id)
    assert (await again.fetch([ids[1]]))[0].follows_gap


USED = Usage(1_000, 200, 50, 10, extra={"cache_creation": {"ephemeral_1h_input_tokens": 50}})


async def test_what_it_cost_is_counted_on_and_its_files_go(services: AppFixture) -> None:
    chat = await talked(services, "one")
    store, spending = AttachmentStore(services.database), Spending(services.database, demo=DEMO)
    await store.put(b"bytes", "image/png", "seen.png", sha256="a" * 64)
    await store.put(b"other", "image/png", "kept.png", sha256="b" * 64)
    services.gateway.scripts.append(spoken("Seen"))
    attached = tuple(Attachment(letter * 64, "image/png", size=5).part for letter in "ab")
    chat.send("two", attached)
    await ended(chat)
    question, reply = chat.ids()[2:]
    stored = (await chat.fetch([reply]))[0]
    await services.history.save_message(chat.conversation.id, replace(stored, usage=USED))
    chat.drafts.write("words")
    await chat.drafts.attach(Attachment("b" * 64, "image/png", size=5))
    day = dt.date.today() - dt.timedelta(days=1)
    before = [await spending.since(day), await spending.of(chat.conversation.id)]
    for id_ in (question, reply):
        await chat.removals.finish(await removed(chat, id_))
    after = [await spending.since(day), await spending.of(chat.conversation.id)]
    for was, now in zip(before, after, strict=True):
        assert _tokens(was) == _tokens(now)
    assert [await store.has(letter * 64) for letter in "ab"] == [False, True]
    links = "SELECT count(*) FROM message_attachment"
    assert (await services.database.read(lambda one: one.execute(links).fetchone()))[0] == 0


def _tokens(used: list[Any]) -> list[int]:
    usages = [one.usage for one in used]
    long_lived = [one.extra.get("cache_creation", {}).get("ephemeral_1h_input_tokens", 0) for one in usages]
    names = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return [*(sum(getattr(one, name) or 0 for one in usages) for name in names), sum(long_lived)]


async def test_a_chat_that_is_removed_for_good_takes_what_is_remembered_with_it(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    removal = await removed(chat, chat.ids()[1])
    await chat.removals.finish(removal)
    count = "SELECT count(*) FROM removed_message"
    assert (await services.database.read(lambda one: one.execute(count).fetchone()))[0] == 1
    await services.history.delete_conversations(chat.conversation.id)
    await TrashTable(services.database).remove([chat.conversation.id])
    assert (await services.database.read(lambda one: one.execute(count).fetchone()))[0] == 0


async def test_its_words_are_in_no_file_once_a_later_start_has_tidied_up(services: AppFixture) -> None:
    chat = await talked(services, "one", f"{WORDS} and more", "three")
    await services.database.drain()
    copy = services.path.with_name(f"turbodesk.v1-copy{services.path.suffix}")
    await services.database.read(lambda one: one.execute("VACUUM INTO ?", (str(copy),)))
    for at in (2, 3):
        await chat.removals.finish(await removed(chat, chat.ids()[2]))
        assert at  # both are of it
    assert WORDS.encode() in copy.read_bytes()
    await TrashTable(services.database).finish()
    held = [one for one in services.path.parent.iterdir() if WORDS.encode() in one.read_bytes().lower()]
    assert held == []
    assert len(list(chat.ids())) == 4


async def test_an_older_archive_brings_it_no_more_and_what_hangs_from_it_there_finds_its_place(
    services: AppFixture, tmp_path: Path
) -> None:
    chat = await talked(services, "one", "two")
    ids, archive = list(chat.ids()), tmp_path / "old.zip"
    await services.database.drain()
    away = (await Database.open(tmp_path / "away" / "turbodesk.db")).database  # another computer goes on from the reply
    write(services.path, archive)
    await take_in(away, archive)
    new = user_message("said elsewhere", ids[3])
    await History(away).save_message(chat.conversation.id, new)
    first, second = await removed(chat, ids[3]), None
    newer = tmp_path / "newer.zip"
    write(away.path, newer)
    for step in ("marked", "gone"):
        if step == "gone":
            await chat.removals.finish(first)
            second = await removed(chat, ids[2])
            await chat.removals.finish(second)
        came = await take_in(services.database, archive)
        assert came.messages == 0
        nodes = await services.history.nodes(chat.conversation.id)
        assert {one.id for one in nodes} == set(ids) - set(first.ids) - set(second.ids if second else ())
    assert (await take_in(services.database, newer)).messages == 1
    again = await services.again(chat.conversation.id)
    again.show(new.id)
    assert list(again.ids()) == [*ids[:2], new.id]
    assert (await again.fetch([new.id]))[0].follows_gap
    await away.close()


def write(path: Path | None, archive: Path) -> None:
    assert path is not None
    with archive.open("wb") as file:
        write_archive(path, file)


async def test_the_next_start_ends_what_was_begun(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    gone = chat.ids()[1]
    await removed(chat, gone)
    await services.database.drain()
    later = History(services.database).removals
    assert await later.finish(demo=DEMO) == 1
    assert await later.finish(demo=DEMO) == 0
    assert await rows(services.database, gone) == []


async def test_of_two_side_by_side_the_other_goes_on_alone(services: AppFixture) -> None:
    chat = await talked(services, "one")
    question, left = chat.ids()
    services.gateway.scripts.append(spoken("Beside"))
    assert chat.pairs.compare(left, chat.model)
    await ended(chat)
    pair = chat.pairs.of(left)
    assert pair is not None
    told: list[str] = []
    chat.pairs.changed.connect(told.append)
    removal = await removed(chat, pair.right)
    assert list(chat.ids()) == [question, left]
    assert (chat.conversation.pairs, told) == ((), [question])
    assert chat.removals.restore(removal)
    assert (chat.pairs.of(left), told) == (pair, [question, question])
    removal = await removed(chat, left)
    assert list(chat.ids()) == [question, pair.right]
    again = await services.again(chat.conversation.id)
    assert again.conversation == chat.conversation
    assert chat.removals.restore(removal)
    assert list(chat.ids()) == [question, left]
