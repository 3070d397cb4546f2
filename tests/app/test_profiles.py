"""Several gateways: kept over a restart, each with its own address, key and facts; conversations remember theirs."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.app.test_workspace import said, unexpected
from tests.gateway_server import GatewayServer
from turbodesk.app.keys import Keys
from turbodesk.app.preferences import Preferences
from turbodesk.app.profiles import FIRST_NAME, Profiles
from turbodesk.app.services import Services, start_services
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import GatewayGone
from turbodesk.chat.keys import ApiKey, KeyPlace
from turbodesk.chat.message import Status
from turbodesk.chat.profile import FIRST, GatewayFacts, Profile, key_page
from turbodesk.settings import GATEWAY_URL, KEY_PAGE
from turbodesk.store.secrets import Secrets


class Opened:
    """Profiles and settings on the files of one folder."""

    def __init__(self, folder: Path, scope: Scope, url: str = "") -> None:
        overrides = {GATEWAY_URL.key: url} if url else {}
        self.preferences = Preferences(folder / "settings.json", scope, overrides)
        secrets = Secrets(environment={})
        path = folder / "gateways.json"
        self.profiles = Profiles(path, scope, self.preferences, secrets, for_this_run=bool(url))


Open = Callable[..., Opened]


@pytest.fixture
async def open_(tmp_path: Path) -> AsyncIterator[Open]:
    scope = Scope("root", unexpected)
    yield lambda url="": Opened(tmp_path, scope, url)
    await scope.close()


async def test_headers_are_kept_for_the_address_they_were_given_for(tmp_path: Path, open_: Open) -> None:
    profiles = open_().profiles
    own = (("X-Pass", "secret"),)
    mine = profiles.add("Mine", "https://mine.example/v1").id
    profiles.set_headers(mine, own)
    profiles.save_now()
    assert stat.S_IMODE((tmp_path / "gateways.json").stat().st_mode) == 0o600
    again = open_().profiles
    assert again.headers(mine) == again.headers(mine, url="https://mine.example") == own
    assert again.headers(FIRST) == again.headers(mine, url="https://elsewhere.example") == ()
    again.change_url(mine, "https://elsewhere.example")
    assert again.headers(mine) == ()
    again.change_url(mine, "https://mine.example/other")
    assert again.headers(mine) == own
    again.remove(mine)
    again.save_now()
    assert "secret" not in (tmp_path / "gateways.json").read_text()


async def test_the_page_that_gives_keys_is_each_gateway_s_own(open_: Open) -> None:
    profiles = open_().profiles
    mine = profiles.add("Mine", "https://mine.example").id
    assert (profiles.key_page(FIRST), profiles.key_page(mine), profiles.key_page("gone")) == (KEY_PAGE, "", "")
    profiles.set_key_page(mine, " keys.example/new ")
    profiles.set_key_page(FIRST, "https://intranet.example/keys")
    with pytest.raises(ValueError, match="starts with https"):
        profiles.set_key_page(mine, "file:///etc/passwd")
    profiles.save_now()
    again = open_().profiles
    assert again.key_page(mine) == "https://keys.example/new"
    assert again.key_page(FIRST) == "https://intranet.example/keys"
    again.set_key_page(FIRST, "")
    assert again.key_page(FIRST) == KEY_PAGE


@pytest.mark.parametrize(
    "text",
    [
        *("ftp://a.example", "javascript:alert(1)", "javascript://a.example/%0aalert(1)", "file:///etc", "https://"),
        *("https://me:secret@a.example", "https://a.example:99999/", "https://[a", "two words", "a\nb", "a\\b"),
        "https://a.example/" + "a" * 2_000,
    ],
)
def test_what_is_no_page_gives_no_keys(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        key_page(text)
    kept = Profile.from_json({"id": "a", "name": "A", "url": "a.example", "key_page": text})
    assert kept is not None
    assert kept.key_page == ""


def test_the_only_gateway_there_was_is_the_first_profile(tmp_path: Path, open_: Open) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({GATEWAY_URL.key: "https://mine.example"}))
    (profile,) = open_().profiles.all()
    assert (profile.id, profile.name, profile.url, profile.needs_key) == (
        FIRST,
        FIRST_NAME,
        "https://mine.example",
        True,
    )
    assert open_().profiles.default_id == FIRST


async def test_everything_survives_a_restart(tmp_path: Path, open_: Open) -> None:
    profiles = open_().profiles
    local = profiles.add("Attic", "http://localhost:8080", needs_key=False)
    profiles.choose_default(local.id)
    profiles.rename(FIRST, "Work")
    profiles.learn(local.id, models=("llama",), count_tokens=False)
    profiles.refuse(local.id, "llama", "thinking")
    profiles.save_now()
    again = open_().profiles
    assert [one.name for one in again.all()] == ["Work", "Attic"]
    assert again.default == local
    assert again.facts(local.id) == GatewayFacts(models=("llama",), count_tokens=False).refuse("llama", "thinking")
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "gateways.json").stat().st_mode) == 0o600


async def test_an_address_of_the_command_line_holds_for_this_run_and_learns_for_itself(open_: Open) -> None:
    profiles = open_().profiles
    other = profiles.add("Other", "https://other.example")
    profiles.choose_default(other.id)
    profiles.learn(FIRST, count_tokens=True)
    profiles.save_now()
    this_run = open_("http://127.0.0.1:9").profiles
    assert this_run.default.url == "http://127.0.0.1:9"
    assert this_run.facts(FIRST) == GatewayFacts()
    this_run.rename(other.id, "Else")
    this_run.save_now()
    later = open_().profiles
    first = later.get(FIRST)
    assert first is not None
    assert (later.default_id, first.url) == (other.id, GATEWAY_URL.default)
    assert later.facts(FIRST).count_tokens is True


async def test_another_address_is_another_gateway(open_: Open) -> None:
    opened = open_()
    profiles, told = opened.profiles, list[str]()
    profiles.learned.connect(told.append)
    profiles.learn(FIRST, web_search=True)
    profiles.change_url(FIRST, "https://else.example")
    assert opened.preferences.get(GATEWAY_URL) == "https://else.example"
    assert profiles.facts(FIRST) == GatewayFacts()
    assert told == [FIRST, FIRST]
    other = profiles.add("Other", "https://other.example")
    profiles.learn(other.id, web_search=True)
    profiles.change_url(other.id, "https://other.example/v2")
    assert profiles.facts(other.id) == GatewayFacts()


async def test_names_stay_apart_and_the_last_gateway_stays(open_: Open) -> None:
    profiles = open_().profiles
    twins = [profiles.add("Attic", "https://a.example"), profiles.add(" attic ", "https://b.example")]
    assert [one.name for one in twins] == ["Attic", "attic 2"]
    profiles.rename(twins[1].id, "  ")
    assert profiles.get(twins[1].id) == twins[1]
    assert profiles.remove(FIRST)
    assert profiles.default_id == twins[0].id
    assert profiles.remove(twins[0].id)
    assert not profiles.remove(twins[1].id)
    profiles.learn(FIRST, web_search=True)
    assert profiles.facts(FIRST) == GatewayFacts()
    profiles.save_now()
    assert [one.name for one in open_().profiles.all()] == ["attic 2"]


@pytest.mark.parametrize("text", ["[]", "{", '{"profiles": 3, "learned": [1]}', '{"profiles": [{"id": 1}, null]}'])
async def test_a_file_that_is_no_list_of_gateways_leaves_the_first(tmp_path: Path, open_: Open, text: str) -> None:
    (tmp_path / "gateways.json").write_text(text)
    assert [one.id for one in open_().profiles.all()] == [FIRST]


async def test_the_environments_key_is_the_first_gateways_alone() -> None:
    secrets = Secrets(environment={"TURBODESK_API_KEY": "sk-env"})
    first = Keys(secrets, FIRST, lambda: GATEWAY_URL.default)
    assert (await first.load()).place is KeyPlace.ENVIRONMENT
    other = Keys(secrets, "other", lambda: GATEWAY_URL.default)
    await other.keep(ApiKey("sk-own"), this_run_only=True)
    assert ((await other.load()).place, other.key) == (KeyPlace.THIS_RUN, ApiKey("sk-own"))


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with start_services(tmp_path, report=unexpected) as made:
        yield made


async def test_each_conversation_talks_to_its_own_gateway_with_its_own_key(services: Services) -> None:
    async with GatewayServer(key="sk-one") as one, GatewayServer(key="sk-two") as two:
        services.profiles.change_url(FIRST, one.url)
        await services.profiles.keys(FIRST).keep(ApiKey("sk-one"), this_run_only=True)
        other = services.profiles.add("Two", two.url)
        await services.profiles.keys(other.id).keep(ApiKey("sk-two"), this_run_only=True)
        first = services.workspace.new_chat(demo=False)
        assert (await said(services, first, "Hello")).status is Status.COMPLETE
        services.profiles.choose_default(other.id)
        second = services.workspace.new_chat(demo=False)
        assert second.conversation.gateway_id == other.id
        assert (await said(services, second, "Hello")).status is Status.COMPLETE
        assert (await said(services, first, "Still you?")).status is Status.COMPLETE
        first.choose_gateway(other.id)
        assert (await said(services, first, "And you?")).status is Status.COMPLETE
        assert [request.headers["x-api-key"] for request in one.requests] == ["sk-one"] * 2
        assert [request.headers["x-api-key"] for request in two.requests] == ["sk-two"] * 2


async def test_a_conversation_of_a_removed_gateway_says_what_to_do_and_loses_nothing(services: Services) -> None:
    other = services.profiles.add("Two", "https://two.example")
    services.profiles.choose_default(other.id)
    chat = services.workspace.new_chat(demo=False)
    services.profiles.remove(other.id)
    reply = await said(services, chat, "Hello")
    assert reply.failure == GatewayGone().note
    assert len(chat.ids()) == 2


async def test_a_gateway_on_this_computer_may_be_asked_without_a_key_and_no_other(services: Services) -> None:
    async with GatewayServer(key=None) as here:
        profile = services.profiles.add("Here", here.url, needs_key=False)
        services.profiles.choose_default(profile.id)
        assert (await said(services, services.workspace.new_chat(demo=False), "Hello")).status is Status.COMPLETE
        assert not {"x-api-key", "authorization"} & here.requests[0].headers.keys()
        await services.gateways.check(here.url, None)
    services.profiles.change_url(profile.id, "https://gateway.invalid")
    reply = await said(services, services.workspace.new_chat(demo=False), "Hello")
    assert reply.failure is not None
    assert reply.failure.kind == "key-missing"
