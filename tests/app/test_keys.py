"""A key is sent to the address it was given for and to no other: seen between two servers, on every path there is."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from pathlib import Path

import pytest

from tests.app.test_workspace import said, unexpected
from tests.gateway_server import Answer, GatewayServer
from tests.store.test_secrets import Scripted
from turbodesk.app.doctor import command, examine
from turbodesk.app.doctor.subject import subject_of
from turbodesk.app.keys import Keys
from turbodesk.app.services import Services, start_services
from turbodesk.app.warm_up import warm_up
from turbodesk.chat.errors import KeyMissing
from turbodesk.chat.events import Waiting
from turbodesk.chat.keys import ApiKey, KeyPlace
from turbodesk.chat.message import Status
from turbodesk.chat.profile import FIRST
from turbodesk.gateway import releases
from turbodesk.settings import GATEWAY_URL
from turbodesk.store.secrets import VARIABLE, VARIABLE_FOR, Secrets

TEXT = "sk-right"
KEY = ApiKey(TEXT)
A, B = "https://a.example", "https://b.example"

Open = Callable[..., AbstractAsyncContextManager[Services]]


@pytest.fixture
def store() -> Scripted:
    return Scripted()


@pytest.fixture
def opened(tmp_path: Path, store: Scripted) -> Open:
    """Opens TurboDesk on one folder and one key store, again and again."""

    @asynccontextmanager
    async def opened(gateway: str | None = None, **environment: str) -> AsyncIterator[Services]:
        secrets = Secrets(environment=environment, find_store=lambda: store)
        async with start_services(tmp_path, report=unexpected, gateway_url=gateway, secrets=secrets) as services:
            yield services

    return opened


@pytest.fixture
async def servers() -> AsyncIterator[tuple[GatewayServer, GatewayServer]]:
    async with GatewayServer(counts_tokens=True) as first, GatewayServer(counts_tokens=True, open_list=True) as second:
        yield first, second


def leaked(server: GatewayServer, text: str = TEXT) -> list[str]:
    """The requests in which the key stands anywhere."""
    everything = [(one.path, f"{one.headers} {one.body!r}") for one in server.requests]
    return [path for path, whole in everything if text in whole]


async def every_path(services: Services) -> None:
    """Do all that talks to a network: a chat, a list of models, a count, a connection check, news, the warming up."""
    profile = services.profiles.default
    chat = services.workspace.new_chat(demo=False)
    reply = await said(services, chat, "Hello")
    if reply.failure is not None:
        assert reply.failure.kind == KeyMissing.kind
    listed: list[str] = []
    services.model_registry.listed.connect(listed.append)
    services.model_registry.refresh(profile.id)
    try:
        gateway = await services.gateways.of(chat.conversation)
        await gateway.count_tokens(await chat.next_request())
    except KeyMissing:
        pass
    subject = subject_of(profile, profiles=services.profiles, preferences=services.preferences)
    async with aclosing(examine(subject)) as lines:
        found = {line.id: line async for line in lines}
    assert "key" in found
    with pytest.raises(OSError, match="401"):
        await releases.fetch(f"{profile.url}/news.json")
    await warm_up()


async def at_home(opened: Open, url: str) -> None:
    """One run in which the person gives the first gateway its address and its key."""
    async with opened() as services:
        services.profiles.change_url(FIRST, url)
        await services.keys.keep(KEY, this_run_only=False)


class TestTheSecondServerNeverSeesTheKeyOfTheFirst:
    async def test_by_the_command_line(self, opened: Open, servers: tuple[GatewayServer, GatewayServer]) -> None:
        first, second = servers
        await at_home(opened, first.url)
        async with opened(second.url) as services:
            await every_path(services)
            assert services.keys.key is None
        assert leaked(second) == []
        async with opened() as services:
            assert (await said(services, services.workspace.new_chat(demo=False), "Hello")).status is Status.COMPLETE
        assert leaked(first), "at its own address the key is still there"

    async def test_by_an_address_changed_while_it_runs(
        self, opened: Open, servers: tuple[GatewayServer, GatewayServer]
    ) -> None:
        first, second = servers
        await at_home(opened, first.url)
        async with opened() as services:
            states: list[KeyPlace] = []
            chat = services.workspace.new_chat(demo=False)
            assert (await said(services, chat, "Hello")).status is Status.COMPLETE
            services.keys.changed.connect(lambda state: states.append(state.place))
            services.profiles.change_url(FIRST, second.url)
            assert states == [KeyPlace.NONE], "whoever shows the key is told at once"
            reply = await said(services, chat, "And you?")
            assert reply.failure is not None
            assert reply.failure.kind == KeyMissing.kind
            await every_path(services)
            services.profiles.change_url(FIRST, first.url)
            assert (await said(services, chat, "And now?")).status is Status.COMPLETE
        assert leaked(second) == []

    async def test_by_an_address_changed_for_the_next_run(
        self, opened: Open, servers: tuple[GatewayServer, GatewayServer], tmp_path: Path
    ) -> None:
        first, second = servers
        await at_home(opened, first.url)
        settings = tmp_path / "settings.json"
        settings.write_text(json.dumps({**json.loads(settings.read_text()), GATEWAY_URL.key: second.url}))
        async with opened() as services:
            await every_path(services)
        assert leaked(second) == []

    async def test_by_a_gateway_from_a_file(
        self, opened: Open, servers: tuple[GatewayServer, GatewayServer], tmp_path: Path
    ) -> None:
        first, second = servers
        async with opened() as services:
            mine = services.profiles.add("Mine", first.url)
            await services.profiles.keys(mine.id).keep(KEY, this_run_only=False)
            services.profiles.choose_default(mine.id)
        file = tmp_path / "gateways.json"
        text = file.read_text()
        assert first.url in text
        raw = json.loads(text)
        raw["profiles"] = [{**one, "url": second.url} if one["id"] == mine.id else one for one in raw["profiles"]]
        file.write_text(json.dumps(raw))
        async with opened() as services:
            assert services.profiles.default.url == second.url
            await every_path(services)
        assert leaked(second) == []

    async def test_by_a_redirect(self, opened: Open, servers: tuple[GatewayServer, GatewayServer]) -> None:
        first, second = servers
        away = {
            status: Answer(status=status, headers={"location": f"{second.url}/v1/messages"}) for status in (302, 307)
        }
        await at_home(opened, first.url)
        async with opened() as services:
            for answer in away.values():
                first.script(default=answer)
                first.side = answer
                reply = await said(services, services.workspace.new_chat(demo=False), "Hello")
                assert reply.failure is not None
            await every_path_alone(services)
        assert second.requests == []

    async def test_by_a_retry_that_was_waiting_when_the_address_changed(
        self, opened: Open, servers: tuple[GatewayServer, GatewayServer]
    ) -> None:
        first, second = servers
        await at_home(opened, first.url)
        first.script(Answer(status=529, headers={"retry-after": "1"}))
        async with opened() as services:
            chat = services.workspace.new_chat(demo=False)
            waits: list[Waiting | None] = []

            def waiting(one: Waiting | None) -> None:
                waits.append(one)
                if one is not None:
                    services.profiles.change_url(FIRST, second.url)

            chat.waiting_changed.connect(waiting)
            await said(services, chat, "Hello")
            assert any(waits), "it was tried again"
        assert leaked(second) == []

    async def test_while_the_key_store_was_being_asked(
        self, opened: Open, servers: tuple[GatewayServer, GatewayServer], store: Scripted
    ) -> None:
        first, second = servers
        await at_home(opened, first.url)
        async with opened() as services:
            store.dialog.clear()
            chat = services.workspace.new_chat(demo=False)

            def moved() -> None:
                services.profiles.change_url(FIRST, second.url)
                store.dialog.set()

            services.scope.start("move", after_question(store, moved))
            reply = await said(services, chat, "Hello")
            assert reply.failure is not None
            assert services.keys.key is None
        assert leaked(second) == []


async def after_question(store: Scripted, then: Callable[[], None]) -> None:
    asked = len(store.asked)
    while len(store.asked) == asked:  # noqa: ASYNC110 - the question is put by a thread
        await asyncio.sleep(0.001)
    then()


async def every_path_alone(services: Services) -> None:
    """Those of `every_path` that say nothing of what they find."""
    subject = subject_of(services.profiles.default, profiles=services.profiles, preferences=services.preferences)
    async with aclosing(examine(subject)) as lines:
        async for _ in lines:
            pass
    gateway = await services.gateways.of(services.workspace.new_chat(demo=False).conversation)
    for ask in (gateway.check, gateway.models):
        with pytest.raises(Exception, match="leads on"):
            await ask()


@pytest.mark.parametrize("arguments", [["--gateway"], []])
async def test_the_check_without_a_window_sends_no_key_elsewhere(
    opened: Open,
    servers: tuple[GatewayServer, GatewayServer],
    store: Scripted,
    tmp_path: Path,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = servers
    await at_home(opened, first.url)
    monkeypatch.setattr(command, "Secrets", lambda: Secrets(environment={}, find_store=lambda: store))
    line = ["--data-dir", str(tmp_path), *(word for one in arguments for word in (one, second.url))]
    given = command._parser().parse_args(line)  # noqa: SLF001
    out = io.StringIO()
    code = await command._examined(given, None, out)  # noqa: SLF001 - `run` would begin a loop of its own
    if arguments:
        assert (code, leaked(second)) == (1, [])
        assert "No key is set" in out.getvalue()
    else:
        assert code == 0
        assert leaked(first)


class TestAnotherAddressHasAnotherKey:
    async def test_both_are_kept(self, opened: Open, store: Scripted) -> None:
        await at_home(opened, A)
        async with opened(B) as services:
            await services.keys.keep(ApiKey("sk-b"), this_run_only=False)
        async with opened(B) as services:
            await services.keys.load()
            assert services.keys.key == ApiKey("sk-b")
        async with opened() as services:
            await services.keys.load()
            assert services.keys.key == KEY
            await services.keys.forget()
            assert list(store.kept.values()) == ["sk-b"], "removing one leaves the other"
            assert services.keys.state.elsewhere == (B,), "which is shown"
            await services.keys.forget()
            left = services.keys.state
            assert (store.kept, left.elsewhere) == ({}, ()), "and can be removed as well"
        async with opened() as services:
            assert (await services.keys.load()).elsewhere == ()

    async def test_a_gateway_goes_with_all_its_keys(self, opened: Open, store: Scripted) -> None:
        async with opened() as services:
            mine = services.profiles.add("Mine", A)
            await services.profiles.keys(mine.id).keep(KEY, this_run_only=False)
            services.profiles.change_url(mine.id, B)
            await services.profiles.keys(mine.id).keep(ApiKey("sk-b"), this_run_only=False)
        async with opened() as services:
            assert len(store.kept) == 2
            services.profiles.remove(mine.id)
            task = services.scope._tasks[f"forget-key.{mine.id}"]  # noqa: SLF001 - its end is what is waited for
            await task
        assert store.kept == {}

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("https://a.example/v1/messages", "HTTPS://A.example:443/", True),
            ("a.example", "https://a.example/team/v1", True),
            ("https://a.example", "https://a.example:8443", False),
            ("http://localhost", "https://localhost", False),
            ("http://localhost:1", "http://127.0.0.1:1", False),
            ("https://a.example", "https://b.a.example", False),
            ("https://a.example", "", False),
        ],
    )
    async def test_scheme_host_and_port_are_the_address(
        self, store: Scripted, one: str, other: str, same: bool
    ) -> None:
        now = [one]
        keys = Keys(Secrets(environment={}, find_store=lambda: store), "x", lambda: now[0])
        await keys.keep(KEY, this_run_only=False)
        now[0] = other
        assert (keys.key is not None) is same
        await keys.load()
        assert (keys.key is not None) is same
        assert (keys.key_for(other) is not None) is same


class TestKeysOfOlderVersions:
    async def found(self, services: Services) -> ApiKey | None:
        await services.keys.load()
        return services.keys.key

    async def test_the_saved_address_is_theirs(self, opened: Open, store: Scripted, tmp_path: Path) -> None:
        (tmp_path / "settings.json").write_text(json.dumps({GATEWAY_URL.key: A}))
        store.kept = {("TurboDesk", FIRST): TEXT}
        async with opened(B) as services:
            assert await self.found(services) is None, "the command line's address is not the one it was given for"
        async with opened() as services:
            assert await self.found(services) == KEY
        assert list(store.kept.items()) == [(("TurboDesk", f"{FIRST} at {A}"), TEXT)]
        async with opened() as services:
            assert await self.found(services) == KEY

    async def test_what_they_are_for_is_decided_once(self, opened: Open, store: Scripted, tmp_path: Path) -> None:
        (tmp_path / "settings.json").write_text(json.dumps({GATEWAY_URL.key: A}))
        store.kept = {("TurboDesk", FIRST): TEXT}
        async with opened() as services:  # the key store is not asked in this run
            services.profiles.change_url(FIRST, B)
        async with opened() as services:
            assert await self.found(services) is None
            services.profiles.change_url(FIRST, A)
            assert await self.found(services) == KEY

    async def test_each_gateway_of_the_file_has_its_own(self, opened: Open, store: Scripted, tmp_path: Path) -> None:
        profiles = [{"id": FIRST, "name": "Work", "url": ""}, {"id": "x", "name": "Attic", "url": A}]
        (tmp_path / "gateways.json").write_text(json.dumps({"profiles": profiles, "new_chats": "x"}))
        store.kept = {("TurboDesk", "x"): TEXT, ("TurboDesk", FIRST): "sk-first"}
        async with opened() as services:
            assert await self.found(services) == KEY
            first = services.profiles.keys(FIRST)
            await first.load()
            assert first.key == ApiKey("sk-first")
            assert first.origin == "https://gateway.theturbo.ai"

    async def test_a_new_folder_takes_none(self, opened: Open, store: Scripted) -> None:
        store.kept = {("TurboDesk", FIRST): TEXT}
        async with opened() as services:
            assert await self.found(services) is None
        async with opened() as services:
            assert await self.found(services) is None
        assert store.kept == {("TurboDesk", FIRST): TEXT}, "nothing is lost"

    async def test_removing_the_key_removes_an_older_one(self, opened: Open, store: Scripted, tmp_path: Path) -> None:
        (tmp_path / "settings.json").write_text(json.dumps({GATEWAY_URL.key: A}))
        store.kept = {("TurboDesk", FIRST): TEXT}
        async with opened() as services:
            assert (await services.keys.forget()).place is KeyPlace.NONE
        assert store.kept == {}


class TestTheEnvironmentsKey:
    async def place(self, opened: Open, url: str | None, **environment: str) -> KeyPlace:
        async with opened(url, **environment) as services:
            state = await services.keys.load()
            if state.place is KeyPlace.NONE:
                assert state.failure is not None
                assert VARIABLE_FOR in state.failure.advice
            return state.place

    async def test_is_for_the_address_named_beside_it(self, opened: Open) -> None:
        given = {VARIABLE: TEXT, VARIABLE_FOR: f"{A}/v1"}
        assert await self.place(opened, A, **given) is KeyPlace.ENVIRONMENT
        assert await self.place(opened, B, **given) is KeyPlace.NONE
        assert await self.place(opened, None, **given) is KeyPlace.NONE
        assert await self.place(opened, A, **{VARIABLE: TEXT, VARIABLE_FOR: "no address"}) is KeyPlace.NONE

    async def test_is_else_for_the_address_turbodesk_comes_with(self, opened: Open) -> None:
        assert await self.place(opened, None, **{VARIABLE: TEXT}) is KeyPlace.ENVIRONMENT
        assert await self.place(opened, A, **{VARIABLE: TEXT}) is KeyPlace.NONE

    async def test_no_file_says_otherwise(self, opened: Open, tmp_path: Path) -> None:
        """A folder from elsewhere, or one that was written to, names its own address."""
        (tmp_path / "settings.json").write_text(json.dumps({GATEWAY_URL.key: A}))
        assert await self.place(opened, None, **{VARIABLE: TEXT}) is KeyPlace.NONE
        (tmp_path / "gateways.json").write_text(json.dumps({"older_keys": {FIRST: A}, "keys_for": {FIRST: [A]}}))
        assert await self.place(opened, None, **{VARIABLE: TEXT}) is KeyPlace.NONE
        assert await self.place(opened, A, **{VARIABLE: TEXT}) is KeyPlace.NONE
