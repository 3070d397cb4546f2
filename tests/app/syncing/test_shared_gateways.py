"""Chats of every computer find their gateway at every other; a key stays where it was typed, and what needs it, too."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.syncing.computers import OneComputer, OneStorage
from tests.app.syncing.test_shared_sets import NewComputer, new
from turbodesk.app.profiles import FIRST_NAME
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.profile import FIRST, Profile
from turbodesk.settings import GATEWAY_URL

__all__ = ["new"]
COMPANY, HOME = "https://ai.company.example", "https://ai.home.example"
SECRET = "sk-" + "secret" * 5


def gateway_of(computer: OneComputer, chat: str) -> Profile | None:
    return computer.profiles.get(computer.gateway_of(chat))


def shown(computer: OneComputer) -> list[tuple[str, str]]:
    return [(one.name, one.url) for one in computer.profiles.all()]


async def test_first_gateways_at_one_address_are_one(new: NewComputer) -> None:
    a, b, storage = new("a", url=COMPANY), new("b", url=COMPANY + "/v1"), OneStorage()
    chats = [a.chat(FIRST), b.chat(FIRST)]
    await storage.calm(a, b)
    for computer in (a, b):
        assert len(computer.profiles.all()) == 1
        assert [computer.gateway_of(chat) for chat in chats] == [FIRST, FIRST]


async def test_first_gateways_at_two_addresses_are_two(new: NewComputer) -> None:
    a, b, storage = new("a", url=COMPANY), new("b", url=HOME), OneStorage()
    work, private = a.chat(FIRST), b.chat(FIRST)
    await storage.calm(a, b)
    assert (a.gateway_of(work), b.gateway_of(private)) == (FIRST, FIRST)
    assert shown(a) == [("TheTurbo", COMPANY), ("TheTurbo 2", HOME)]
    assert shown(b) == [("TheTurbo", HOME), ("TheTurbo 2", COMPANY)]
    for chat, url in ((work, COMPANY), (private, HOME)):
        for computer in (a, b):
            profile = gateway_of(computer, chat)
            assert profile is not None
            assert profile.url == url
    assert a.profiles.default_id == b.profiles.default_id == FIRST


async def test_both_that_began_at_once_come_to_the_same(new: NewComputer) -> None:
    a, b, storage = new("a", url=COMPANY), new("b", url=COMPANY), OneStorage()
    chats = [a.chat(FIRST), b.chat(FIRST)]
    for one in (a, b):  # neither sees what the other sends
        await one.shared.pull()
    sent = a.sent(), b.sent()
    a.take(sent[1])
    b.take(sent[0])
    storage.records += [(a.writer, one) for one in sent[0]] + [(b.writer, one) for one in sent[1]]
    await storage.calm(a, b)
    for computer in (a, b):
        assert len(computer.profiles.all()) == 1
        assert [computer.gateway_of(chat) for chat in chats] == [FIRST, FIRST]
    c = new("c", url=HOME)
    await storage.calm(c, a, b)
    assert [gateway_of(c, chat) for chat in chats] == [c.profiles.all()[1]] * 2
    assert len(c.profiles.all()) == 2


async def test_chats_sent_before_the_first_pull_find_their_gateways_too(new: NewComputer) -> None:
    a, b, storage = new("a", url=COMPANY), new("b", url=HOME), OneStorage()
    work, private = a.chat(FIRST), b.chat(FIRST)
    for computer, others in ((a, b), (b, a)):
        await computer.shared.push()
        others.take(computer.sent())
    assert FIRST not in (a.gateway_of(private), b.gateway_of(work))
    await storage.calm(a, b)
    for chat, url in ((work, COMPANY), (private, HOME)):
        for computer in (a, b):
            profile = gateway_of(computer, chat)
            assert profile is not None
            assert profile.url == url


async def test_one_that_nobody_has_touched_is_not_sent_before_a_chat_uses_it(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b", url=COMPANY), OneStorage()
    await storage.calm(a, b)
    assert (len(a.profiles.all()), len(b.profiles.all())) == (2, 1)
    a.chat(FIRST)
    await storage.calm(a, b)
    assert len(b.profiles.all()) == 2


async def test_a_chat_that_comes_before_its_gateway_finds_it_later(new: NewComputer) -> None:
    a, b = new("a"), new("b")
    own = a.profiles.add("Company", COMPANY)
    b.profiles.add("company", COMPANY)
    chats = [a.chat(own.id), a.chat(FIRST)]
    await a.shared.pull()
    sent = a.sent()
    b.take([one for one in sent if one["k"] == "chat"])
    await b.shared.pull()
    assert b.gateway_of(chats[0]) == own.id
    b.take(sent)
    assert await b.shared.pull() == set(chats)
    assert [b.gateway_of(chat) for chat in chats] == [b.profiles.all()[1].id, FIRST]
    assert [one["k"] for one in b.sent() if one["k"] == "chat"] == [], "it is no change"


async def test_no_secret_leaves_this_computer(new: NewComputer) -> None:
    a = new("a")
    own = a.profiles.add("Company", COMPANY)
    await a.profiles.keys(own.id).keep(ApiKey(SECRET), this_run_only=True)
    a.profiles.set_headers(own.id, (("X-Pass", SECRET),))
    a.profiles.set_key_page(own.id, "https://ai.company.example/me/keys")
    a.profiles.add("Odd", f"https://me:{SECRET}@ai.company.example")
    await a.shared.pull()
    sent = a.sent()
    assert SECRET not in json.dumps(sent)
    assert [one["value"] for one in sent] == [{"name": "Company", "url": COMPANY, "needs_key": True}]


async def test_the_address_for_one_run_is_not_sent(new: NewComputer) -> None:
    a = new("a", this_run_url=HOME)
    a.chat(FIRST)
    await a.shared.pull()
    values = [one["value"] for one in a.sent() if one["k"] == "gateway"]
    assert values == [{"name": FIRST_NAME, "url": GATEWAY_URL.default, "needs_key": True}]


async def test_another_name_and_address_come_along(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    own = a.profiles.add("Company", COMPANY)
    await storage.calm(a, b)
    a.profiles.rename(own.id, "Work")
    a.profiles.change_url(own.id, HOME)
    await storage.calm(a, b)
    assert shown(b)[1] == ("Work", HOME)
    b.profiles.rename(own.id, "Job")
    await storage.calm(b, a)
    assert shown(a)[1] == ("Job", HOME)


async def test_a_change_here_does_not_undo_another_one_that_is_just_coming(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    own = a.profiles.add("Company", COMPANY)
    await storage.calm(a, b)
    a.profiles.rename(own.id, "Work")
    await storage.round(a)
    b.take([record for _, record in storage.records])
    b.clock.now += 5
    b.profiles.change_url(own.id, HOME)
    await storage.calm(b, a)
    assert shown(a)[1] == shown(b)[1] == ("Work", HOME)


async def test_a_gateway_with_a_key_here_stays_at_its_address(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    own = a.profiles.add("Company", COMPANY)
    await storage.calm(a, b)
    await b.profiles.keys(own.id).keep(ApiKey(SECRET), this_run_only=True)
    a.profiles.change_url(own.id, HOME)
    a.profiles.rename(own.id, "Work")
    await storage.calm(a, b)
    assert shown(b)[1] == ("Work", COMPANY)
    assert b.profiles.keys(own.id).key is not None
    assert shown(a)[1] == ("Work", HOME), "what stayed there is not sent back"
    a.profiles.change_url(own.id, COMPANY + "/v2")
    await storage.calm(a, b)
    assert shown(b)[1] == ("Work", COMPANY + "/v2"), "the key is good for it"


async def test_the_first_gateway_never_moves_because_another_computers_did(new: NewComputer) -> None:
    a, b, storage = new("a", url=COMPANY), new("b", url=COMPANY), OneStorage()
    chat = a.chat(FIRST)
    await storage.calm(a, b)
    a.preferences.set(GATEWAY_URL, HOME)
    await storage.calm(a, b)
    assert shown(b) == [("TheTurbo", COMPANY)]
    assert b.gateway_of(chat) == FIRST


async def test_one_removed_elsewhere_goes_here_but_never_with_a_key(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    keyed, plain, chosen = (a.profiles.add(name, f"https://{name}.example") for name in ("keyed", "plain", "chosen"))
    await storage.calm(a, b)
    await b.profiles.keys(keyed.id).keep(ApiKey(SECRET), this_run_only=True)
    b.profiles.choose_default(chosen.id)
    for one in (keyed, plain, chosen):
        assert a.profiles.remove(one.id)
    await storage.calm(a, b)
    assert [one.id for one in a.profiles.all()] == [FIRST]
    assert [one.id for one in b.profiles.all()] == [FIRST, keyed.id, chosen.id]
    key = (await b.profiles.keys(keyed.id).load(), b.profiles.keys(keyed.id).key)[1]
    assert key is not None
    b.profiles.rename(keyed.id, "Kept")
    await storage.calm(b, a)
    assert [one.name for one in a.profiles.all()] == [FIRST_NAME, "Kept"], "changed there, so it is wanted"


async def test_a_first_one_removed_here_comes_back_under_another_id(new: NewComputer) -> None:
    a, b, storage = new("a", url=COMPANY), new("b", url=COMPANY), OneStorage()
    chat = b.chat(FIRST)
    await storage.calm(a, b)
    b.profiles.add("Home", HOME)
    assert b.profiles.remove(FIRST)
    await storage.calm(b, a)
    assert a.profiles.all()[0].id == FIRST
    assert gateway_of(b, chat) is None
    a.profiles.rename(FIRST, "Work")
    await storage.calm(a, b)
    found = gateway_of(b, chat)
    assert found is not None
    assert (found.name, found.url) == ("Work", COMPANY)
    assert a.gateway_of(chat) == FIRST


async def test_two_accounts_at_one_address_stay_two(new: NewComputer) -> None:
    a, b, storage = new("a", url=COMPANY), new("b", url=COMPANY), OneStorage()
    await storage.calm(a, b)
    second = a.profiles.add("Second", COMPANY)
    chats = [a.chat(FIRST), a.chat(second.id)]
    await storage.calm(a, b)
    assert [b.gateway_of(chat) for chat in chats] == [FIRST, second.id]
    assert len(b.profiles.all()) == 2


async def test_a_lost_file_removes_nothing_elsewhere_and_comes_back(new: NewComputer) -> None:
    a, b, storage = new("a"), new("b"), OneStorage()
    own = a.profiles.add("Company", COMPANY)
    chat = a.chat(own.id)
    await storage.calm(a, b)
    await a.end()
    (a.folder / "gateways.json").unlink()
    await a.start_again()
    await storage.calm(a, b)
    assert own in a.profiles.all()
    assert own in b.profiles.all()
    assert a.gateway_of(chat) == own.id


async def test_a_first_one_that_others_call_so_is_known_again_after_a_start(new: NewComputer) -> None:
    a, b, storage = new("a", url=COMPANY), new("b", url=COMPANY), OneStorage()
    await storage.calm(a, b)
    await b.start_again()
    chat = b.chat(FIRST)
    await storage.calm(b, a)
    assert a.gateway_of(chat) == FIRST


URLS = st.sampled_from([COMPANY, HOME, GATEWAY_URL.default])
DOINGS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["add", "chat", "chat", "sync", "sync"]), st.integers(0, 3), URLS),
    max_size=20,
)


@settings(max_examples=20, deadline=None)
@given(firsts=st.tuples(URLS, URLS, URLS), doings=DOINGS)
async def test_every_chat_talks_to_the_same_place_everywhere(
    firsts: tuple[str, str, str], doings: list[tuple[int, str, int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        computers = [OneComputer(Path(folder) / name, url=url) for name, url in zip("abc", firsts, strict=True)]
        storage, expected = OneStorage(), dict[str, str]()
        for which, doing, number, url in doings:
            computer = computers[which]
            profiles = computer.profiles.all()
            match doing:
                case "add":
                    computer.profiles.add("AaBb"[number], url)
                case "chat":
                    profile = profiles[number % len(profiles)]
                    expected[computer.chat(profile.id)] = profile.url
                case "sync":
                    await storage.round(computer)
        await storage.calm(*computers, rounds=5)
        sent = len(storage.records)
        await storage.calm(*computers, rounds=1)
        assert len(storage.records) == sent, "they have come to rest"
        for chat, url in expected.items():
            for computer in computers:
                found = gateway_of(computer, chat)
                assert found is not None
                assert found.url == url
        for computer in computers:
            names = [one.name.casefold() for one in computer.profiles.all()]
            assert len(set(names)) == len(names)
            await computer.end()
            computer.jobs.connection.close()


DONE = ["add", "chat", "rename", "move", "remove", "sync", "sync", "tick", "again"]
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(DONE),
        st.integers(0, 3),
        URLS,
    ),
    max_size=25,
)


@settings(max_examples=20, deadline=None)
@given(firsts=st.tuples(URLS, URLS, URLS), doings=CHANGES)
async def test_whatever_is_done_they_come_to_rest(
    firsts: tuple[str, str, str], doings: list[tuple[int, str, int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        computers = [OneComputer(Path(folder) / name, url=url) for name, url in zip("abc", firsts, strict=True)]
        storage = OneStorage()
        for which, doing, number, url in doings:
            computer = computers[which]
            profiles = computer.profiles.all()
            profile = profiles[number % len(profiles)]
            match doing:
                case "add":
                    computer.profiles.add("AaBb"[number], url)
                case "chat":
                    computer.chat(profile.id)
                case "rename":
                    computer.profiles.rename(profile.id, "CDEF"[number])
                case "move":
                    computer.profiles.change_url(profile.id, url)
                case "remove":
                    computer.profiles.remove(profile.id)
                case "sync":
                    await storage.round(computer)
                case "tick":
                    computer.clock.now += 1_000
                case "again":
                    await computer.start_again()
        await storage.calm(*computers, rounds=6)
        sent = len(storage.records)
        await storage.calm(*computers, rounds=1)
        assert len(storage.records) == sent
        for computer in computers:
            await computer.end()
            computer.jobs.connection.close()
