"""Messages are found by their words in all conversations, whatever is typed, and deleted ones are not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.found import FoundMessage
from turbodesk.chat.ids import made_at
from turbodesk.chat.message import user_message
from turbodesk.store import Database, History
from turbodesk.store.search import CANDIDATES, EACH, LIMIT, PORTION, SearchIndex, weight
from turbodesk.store.search_query import wanted

DAY_MS = 86_400_000


@pytest.fixture
def search(database: Database) -> SearchIndex:
    return SearchIndex(database)


def chat_of(history: History, *texts: str, title: str = "A chat") -> Conversation:
    conversation = replace(new_conversation(), title=title)
    history.save_conversation(conversation)
    for text in texts:
        history.save_message(conversation.id, user_message(text, None))
    return conversation


def snippets(found: Iterable[FoundMessage]) -> list[str]:
    return [one.snippet for one in found]


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("entangled", True),
        ("ENTANGLED photons", True),
        ("photons entangled", True),
        ("photons entang", True),
        ("entang photons", False),
        ("entang ", False),
        ('"two entangled"', True),
        ('"two entang"', False),
        ('"two entangled', True),
        ("cafe", True),
        ("café", True),
        ("photons zebra", False),
        ("zebra OR photons", False),
        ("text:photons", False),
        ("NOT zebra", False),
        ("^two", True),
        ("photons++", True),
        ("", False),
        ("  ", False),
        ("p", False),
    ],
)
async def test_words_prefixes_and_phrases(search: SearchIndex, history: History, typed: str, finds: bool) -> None:
    chat_of(history, "Two entangled photons in a Café.")
    assert bool(await search.find(typed)) is finds


async def test_a_result_says_where_it_is_and_shows_the_words(search: SearchIndex, history: History) -> None:
    chat_of(history, "Nothing here", title="Another")
    conversation = chat_of(
        history, "# Physics\n\n**Two** entangled `photons` | [a link](https://x.example)", title="Talk"
    )
    (found,) = await search.find("entang")
    assert (found.conversation_id, found.title) == (conversation.id, "Talk")
    assert found.snippet == "Physics Two entangled photons a link"
    assert found.matched == ("entangled",)
    assert abs(found.at - conversation.created_at) < DAY_MS or conversation.created_at == 0


async def test_the_match_stands_near_the_beginning_of_a_long_message(search: SearchIndex, history: History) -> None:
    chat_of(history, "word " * 4000 + "needle in it " + "more " * 4000)
    (found,) = await search.find("needle")
    assert found.matched == ("needle",)
    assert found.spans[0][0] < 40
    assert len(found.snippet) < 200


@pytest.mark.parametrize(
    "typed", ["量子纠缠", "纠缠", "缠", "纠缠 光子", "もつれ", "量子 photons", "얽힘", "พัวพัน", "👩‍🚀", "=>"]
)
async def test_scripts_without_blanks_and_signs_are_found_inside_of_words(
    search: SearchIndex, history: History, typed: str
) -> None:
    chat_of(history, "什么是量子纠缠？两个光子 photons 量子もつれ 양자얽힘 ความพัวพันเชิงควอนตัม 👩‍🚀 a=>b")
    chat_of(history, "Something else altogether")
    (found,) = await search.find(typed)
    assert found.matched
    assert set("".join(found.matched)) <= set(typed)


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("C++", ["C++ and templates"]),
        ("c++", ["C++ and templates"]),
        ("c++ temp", ["C++ and templates"]),
        ("C#", ["In C# it is a class"]),
        (".NET", ["The .NET runtime"]),
        ("--force", ["push --force, or not"]),
        ("user@example.com", ["Write to user@example.com"]),
        ("snake_case", ["snake_case names"]),
        ("a=>b", ["map a=>b over it"]),
        ("letter++", ["c is a letter"]),
        ("what?", ["what is meant"]),
        ("(what)", ["what is meant"]),
        ("can’t", ["it can't be"]),
        ("++ names", []),
    ],
)
async def test_signs_that_make_a_word_another_count(
    search: SearchIndex, history: History, typed: str, finds: list[str]
) -> None:
    texts = ["C++ and templates", "In C# it is a class", "The .NET runtime", "net runtime", "push force", "a map b"]
    texts += ["push --force, or not", "user, example and com", "Write to user@example.com", "snake case names"]
    texts += ["snake_case names", "map a=>b over it", "c is a letter", "what is meant", "it can't be", "café abc++"]
    for text in texts:
        chat_of(history, text)
    found = await search.find(typed)
    assert snippets(found) == finds
    assert all(one.has_signs is (typed != "letter++") for one in found), "what was left out is told"


async def add_messages(database: Database, rows: list[tuple[str, str, str]]) -> None:
    """Write many messages at once, each given by its id, its conversation's and its text."""
    await database.write(
        lambda one: (
            one.executemany(
                "INSERT INTO message (id, conversation_id, role, status, blocks, text, chars, created_at, updated_at)"
                " VALUES (?, ?, 'user', 'complete', '', ?, 0, 0, 0)",
                rows,
            )
            and None
        )
    )


async def test_old_messages_are_found_in_every_script(
    search: SearchIndex, history: History, database: Database
) -> None:
    conversation = chat_of(history, "量子纠缠 quantum entanglement C++")
    await add_messages(database, [(f"m{number}", conversation.id, "") for number in range(20_500)])
    assert len(await search.find("量子纠缠")) == 1
    before = search.rows_read
    assert len(await search.find("量子 quantum")) == 1
    assert search.rows_read - before == 1, "the index says where the other word is"


async def test_deleted_conversations_are_left_out_until_they_come_back(search: SearchIndex, history: History) -> None:
    conversation = chat_of(history, "secret 秘密")
    history.delete_conversations(conversation.id)
    assert await search.find("secret") == []
    assert await search.find("秘密") == []
    history.restore_conversations(conversation.id)
    assert len(await search.find("secret")) == 1


@pytest.mark.parametrize("typed", ["zebra", "斑马"])
async def test_one_conversation_does_not_crowd_out_the_others(
    search: SearchIndex, history: History, typed: str
) -> None:
    loud = chat_of(history, *["zebra 斑马"] * 2 * LIMIT, title="Loud")
    quiet = chat_of(history, "A zebra 斑马 once crossed this long sentence about animals", title="Quiet")
    found = await search.find(typed)
    assert [one.conversation_id for one in found].count(loud.id) == EACH
    assert {one.in_chat for one in found if one.conversation_id == loud.id} == {2 * LIMIT}
    assert quiet.id in {one.conversation_id for one in found}


@pytest.mark.parametrize("typed", ["zebra", "斑马", "zebra 斑马"])
async def test_one_conversation_with_all_of_the_newest_does_not_hide_the_others(
    search: SearchIndex, history: History, database: Database, typed: str
) -> None:
    quiet = chat_of(history, "a zebra 斑马", title="Quiet")
    loud = chat_of(history, title="Loud")
    rows = [(f"m{number}", loud.id, "zebra 斑马") for number in range(CANDIDATES + PORTION)]
    await add_messages(database, rows)
    found = [one.conversation_id for one in await search.find(typed)]
    assert found == [loud.id] * EACH + [quiet.id]


async def test_what_is_about_the_words_comes_first_and_the_newer_of_equals(
    search: SearchIndex, history: History
) -> None:
    for number in range(5):
        chat_of(history, f"Nothing of the kind, number {number}")
    chat_of(history, "zebra", title="Older")
    chat_of(history, "zebra", title="Newer")
    chat_of(history, "a zebra among " + "very many other words " * 40, title="Mention")
    assert [one.title for one in await search.find("zebra")] == ["Newer", "Older", "Mention"]


def test_age_takes_away_at_most_three_quarters() -> None:
    message = user_message("now", None)
    made = made_at(message.id)
    assert abs(made - message.created_at) < DAY_MS
    weights = [weight(message.id, now=made + days * DAY_MS) for days in (0, 30, 180, 3650)]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == 1.0
    assert weights[2] == pytest.approx(0.625)
    assert weights[3] == pytest.approx(0.25, abs=0.01)
    assert weight("no id of ours", now=made) == pytest.approx(0.25, abs=0.01)


async def test_the_work_is_bounded(search: SearchIndex, history: History, database: Database) -> None:
    chats = [chat_of(history).id for _ in range(LIMIT)]
    rows = [
        (f"m{number}", chats[number % LIMIT], f"common word 常用 number {number}")
        for number in range(CANDIDATES + 2 * PORTION)
    ]
    await add_messages(database, rows)
    await search.find("comm")
    assert search.rows_read <= CANDIDATES + LIMIT
    before = search.rows_read
    await search.find("常用")
    assert search.rows_read - before == PORTION, "enough was found in the newest"


async def test_a_search_given_up_lets_others_go_on(search: SearchIndex, history: History) -> None:
    chat_of(history, "zebra")
    task = asyncio.get_running_loop().create_task(search.find("zebra"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(await search.find("zebra")) == 1


HOSTILE = st.text(alphabet=st.sampled_from("\"*^:()-+ANDORNEARNOT{}, \t\x00\ud800量é'%_\\"), max_size=30) | st.text(
    max_size=300
)


@given(HOSTILE)
@settings(deadline=None)
def test_nothing_typed_is_an_error(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    folder = tmp_path_factory.mktemp("search")

    async def searched() -> None:
        database = (await Database.open(folder / "turbodesk.db")).database
        try:
            history = History(database)
            chat_of(history, "NEAR and far, text: AND 量子 é", typed)
            for found in await SearchIndex(database).find(typed):
                assert all(0 <= start < end <= len(found.snippet) for start, end in found.spans)
        finally:
            await database.close()

    asyncio.run(searched())


@given(st.text(max_size=400))
def test_every_question_is_short_and_quoted(typed: str) -> None:
    query = wanted(typed)
    assert len(query.match) < 700
    assert query.match.count('"') % 2 == 0


def test_the_index_is_never_damaged_by_a_question(tmp_path: Path) -> None:
    assert wanted('a"b').match == '"a" "b"'
    assert wanted('say "hello wor').words == ("say", "hello wor")
