"""Servers at addresses: both eras of the protocol, what networks and servers do wrong, and signing in."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.app.mcp.conftest import ROOT, Servers, until
from tests.store.test_secrets import Scripted
from turbodesk.app.mcp.context import ServerFailed, ToolFailed
from turbodesk.app.mcp.http_client import http_client, problem_of
from turbodesk.app.mcp.results import outcome
from turbodesk.app.mcp.runner import ServerRunner, ServerState
from turbodesk.app.mcp.sign_in import SignIn
from turbodesk.app.mcp.words import ServerRemedy
from turbodesk.app.tools.tool import ToolOutcome
from turbodesk.chat.tool_server import ToolServer
from turbodesk.store.secret_store import SecretStore


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    """Where `servers/by_http.py` answers."""
    command = [sys.executable, "-S", "-m", "tests.app.mcp.servers.by_http"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


def at(port: str, kind: str, **more: Any) -> ToolServer:
    return ToolServer("s", "Server", address=f"http://127.0.0.1:{port}/{kind}", **more)


async def call(runner: ServerRunner, tool: str = "go", **arguments: Any) -> ToolOutcome:
    result = await runner.ask(lambda client: client.call_tool(tool, arguments))
    return outcome(result.model_dump(mode="json", by_alias=True, exclude_none=True))


def counts(port: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/counts") as answered:
        return json.load(answered)


@pytest.mark.parametrize("era", ["", "legacy"])
async def test_a_tool_at_an_address_is_called(servers: Servers, port: str, era: str) -> None:
    runner = servers.run(at(port, "plain", headers={"X-Own": "mine"}), era=era)
    assert (await call(runner)).content == "plain says hello"
    assert [tool["name"] for tool in runner.facts.tools] == ["go", "bad"]
    assert runner.facts.era == "legacy"
    assert counts(port)["headers"]["X-Own"] == "mine"


async def test_a_message_of_several_megabytes_arrives(servers: Servers, port: str) -> None:
    assert len((await call(servers.run(at(port, "event")))).shown) == 3_000_000


async def test_an_answer_without_end_is_given_up(servers: Servers, port: str) -> None:
    runner = servers.run(at(port, "endless"))
    await runner.start()
    with pytest.raises((ServerFailed, ToolFailed)):
        await call(runner)


async def test_a_session_that_the_server_forgot_is_begun_anew(servers: Servers, port: str) -> None:
    runner = servers.run(at(port, "forgets"))
    assert (await call(runner)).content == "forgets says hello"
    assert counts(port)["counts"]["forgets called"] == 2


@pytest.mark.parametrize(
    ("kind", "words", "remedy"),
    [
        ("401", "wants you to sign in", ServerRemedy.SIGN_IN),
        ("403", "does not let you in", ServerRemedy.SIGN_IN),
        ("404", "no tool server at the address", ServerRemedy.EDIT),
        ("429", "asked too often", ServerRemedy.TRY_AGAIN),
        ("502", "the error 502", ServerRemedy.TRY_AGAIN),
        ("elsewhere", "leads to another place", ServerRemedy.TRY_AGAIN),
    ],
)
async def test_what_an_address_answers_instead_is_said(
    servers: Servers, port: str, kind: str, words: str, remedy: ServerRemedy
) -> None:
    with pytest.raises(ServerFailed, match=words) as failed:
        await servers.run(at(port, kind), era="").start()
    assert failed.value.trouble.remedy is remedy


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1:1/mcp", "nobody answers"),
        ("https://127.0.0.1:1/mcp", "nobody answers"),
        ("http://example.com/mcp", "Only https:// is safe"),
    ],
)
async def test_an_address_that_cannot_be_reached_is_said(servers: Servers, address: str, words: str) -> None:
    with pytest.raises(ServerFailed) as failed:
        await servers.run(ToolServer("s", "Server", address=address)).start()
    assert words in failed.value.trouble.sentence + failed.value.trouble.details


@pytest.mark.parametrize(
    "address",
    ["", "ftp://a", "https://", "http://a.example/mcp", "https://me:pw@a.example", "https://[", "http://10.0.0.1/"],
)
def test_an_address_that_none_should_have_is_refused(address: str) -> None:
    assert problem_of(address)


@pytest.mark.parametrize(
    "address", ["https://a.example/mcp?x=1", "http://localhost:1/", "http://[::1]/", "http://127.0.0.2"]
)
def test_other_addresses_are_taken(address: str) -> None:
    assert not problem_of(address)


@pytest.mark.parametrize(
    ("place", "is_asked"),
    [
        ("https://login.example/authorize", True),
        ("http://login.example/authorize", False),
        ("https://10.0.0.1/", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://[::1]/", False),
        ("https://localhost/", False),
    ],
)
async def test_a_server_on_the_network_names_no_place_inside_of_ours(place: str, is_asked: bool) -> None:
    """It says where people sign in, and we would ask there."""
    import httpx2

    client = http_client("https://tools.example/mcp", headers={}, proxy="", auth=None, seen=lambda _: None)
    (guard,) = client.event_hooks["request"]
    async with client:
        if is_asked:
            await guard(httpx2.Request("GET", place))
        else:
            with pytest.raises(httpx2.UnsupportedProtocol):
                await guard(httpx2.Request("GET", place))


async def test_a_server_that_went_away_is_said_and_asked_anew(servers: Servers) -> None:
    command = [sys.executable, "-S", "-m", "tests.app.mcp.servers.by_http"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    runner = servers.run(at((await process.stdout.readline()).decode().strip(), "plain"))
    await call(runner)
    process.kill()
    await process.wait()
    with pytest.raises(ServerFailed, match="could not be reached"):
        await call(runner)
    with pytest.raises(ServerFailed, match="nobody answers"):
        await call(runner)
    process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001  # nothing public does


class Signing:
    """A person at a browser, and what they sign in with."""

    def __init__(self, port: str, store: Scripted) -> None:
        self.port, self.kept = port, store
        self.opened: list[str] = []
        self.server = at(port, "who")
        self.restart()

    def restart(self) -> None:
        """Start the program again: nothing but the key store is left."""
        store = SecretStore(find_store=lambda: self.kept)
        self.sign_in = SignIn(self.server.address, "toolserver/s/(sign-in)", store, lambda: self.browse)

    def browse(self, address: str) -> None:
        """Open an address and follow where it leads, as a browser does, on a thread of its own."""
        self.opened.append(address)
        loop = asyncio.get_running_loop()
        self.page = loop.run_in_executor(None, lambda: urllib.request.urlopen(address).read())

    def run(self, servers: Servers) -> ServerRunner:
        """Make a runner that can sign in."""
        return servers.run(self.server, sign_in=lambda _: self.sign_in)

    def told(self) -> Any:
        """Return what the key store has."""
        return json.loads("".join(self.kept.kept.values()).partition(")")[2])

    def change(self, **parts: Any) -> None:
        """Have something else in the key store."""
        text = json.dumps({**self.told(), **parts})
        self.kept.kept.clear()
        self.kept.kept["TurboDesk", "toolserver/s/(sign-in)"] = text


@pytest.fixture
def signing(port: str) -> Signing:
    return Signing(port, Scripted())


async def signed_in(signing: Signing, servers: Servers) -> ServerRunner:
    runner = signing.run(servers)
    signing.sign_in.is_by_hand = True
    assert (await call(runner)).content == "who says hello"
    signing.sign_in.is_by_hand = False
    assert b"go back to TurboDesk" in await signing.page
    await runner.stop()
    return runner


async def test_the_person_signs_in_in_the_browser_and_stays_signed_in(servers: Servers, signing: Signing) -> None:
    await signed_in(signing, servers)
    assert len(signing.opened) == 1
    assert "code_challenge_method=S256" in signing.opened[0]
    assert len(signing.kept.kept) > 1, "it is longer than Windows takes under one name"
    signing.restart()
    assert (await call(signing.run(servers))).content == "who says hello"
    assert signing.sign_in.is_signed_in
    assert len(signing.opened) == 1


async def test_a_token_that_expired_is_renewed_without_the_browser(servers: Servers, signing: Signing) -> None:
    await signed_in(signing, servers)
    first = signing.told()["tokens"]["access_token"]
    signing.change(expires_at=1.0)
    signing.restart()
    assert (await call(signing.run(servers))).content == "who says hello"
    assert len(signing.opened) == 1
    assert signing.told()["tokens"]["access_token"] != first
    assert signing.told()["expires_at"] > 1_700_000_000


async def test_the_browser_is_never_opened_because_a_tool_was_called(servers: Servers, signing: Signing) -> None:
    with pytest.raises(ServerFailed, match="wants you to sign in") as failed:
        await call(signing.run(servers))
    assert failed.value.trouble.remedy is ServerRemedy.SIGN_IN
    assert not signing.opened
    await signed_in(signing, servers)
    signing.change(tokens={"access_token": "revoked", "token_type": "Bearer"})
    signing.restart()
    with pytest.raises(ServerFailed, match="has expired"):
        await call(signing.run(servers))
    assert len(signing.opened) == 1


async def test_signing_in_can_be_given_up(servers: Servers, signing: Signing) -> None:
    def nothing(address: str) -> None:
        signing.opened.append(address)

    signing.browse = nothing  # type: ignore[method-assign]
    signing.restart()
    runner = signing.run(servers)
    signing.sign_in.is_by_hand = True
    task = asyncio.ensure_future(runner.start(by_hand=True))
    await until(lambda: signing.opened)
    task.cancel()
    await asyncio.wait({task})
    await runner.stop()
    assert runner.state is ServerState.OFF
    assert not any("tokens" in text for text in signing.kept.kept.values())


async def test_a_refused_sign_in_is_said(servers: Servers, signing: Signing) -> None:
    def refuse(address: str) -> None:
        back = address.partition("redirect_uri=")[2].partition("&")[0]
        state = address.partition("state=")[2].partition("&")[0]
        where = f"{urllib.request.unquote(back)}?error=access_denied&state={state}"  # type: ignore[attr-defined]
        asyncio.get_running_loop().run_in_executor(None, lambda: urllib.request.urlopen(where).read())

    signing.browse = refuse  # type: ignore[method-assign]
    signing.restart()
    signing.sign_in.is_by_hand = True
    with pytest.raises(ServerFailed, match="sign in"):
        await signing.run(servers).start(by_hand=True)


async def test_signing_out_leaves_nothing(servers: Servers, signing: Signing) -> None:
    await signed_in(signing, servers)
    await signing.sign_in.forget()
    assert not signing.kept.kept
    assert not signing.sign_in.is_signed_in


async def test_a_server_with_a_key_of_its_own_is_not_signed_in_at(servers: Servers, signing: Signing) -> None:
    signing.server = replace(signing.server, headers={"Authorization": "Bearer nothing"})
    signing.sign_in.is_by_hand = True
    with pytest.raises(ServerFailed, match="does not take the key") as failed:
        await signing.run(servers).start()
    assert failed.value.trouble.remedy is ServerRemedy.EDIT
    assert not signing.opened


@pytest.fixture(scope="module")
def of_the_sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server made with the SDK answers."""
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    command = [sys.executable, "-m", "tests.app.mcp.servers.of_the_sdk", port]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield port
        process.kill()


@pytest.mark.parametrize("era", ["", "legacy"])
@pytest.mark.parametrize("is_here", [True, False])
async def test_both_eras_of_the_sdk_are_spoken(
    servers: Servers, of_the_sdk: str, era: str, is_here: bool, tmp_path: Path
) -> None:
    args = ("-m", "tests.app.mcp.servers.of_the_sdk", "stdio")
    server = ToolServer("s", "S", sys.executable, args, folder=str(ROOT)) if is_here else at(of_the_sdk, "mcp")
    runner = servers.run(server, era=era)
    for _ in range(400):
        try:
            await runner.start(by_hand=True)
        except ServerFailed:
            await asyncio.sleep(0.05)  # it begins to answer one day
        else:
            break
    assert runner.facts.era == (era or "2026-07-28")
    assert runner.facts.instructions == "Say please."
    told: list[tuple[float, float | None, str | None]] = []

    async def tell(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))

    result = await runner.ask(lambda client: client.call_tool("steps", {"count": 2}, progress_callback=tell))
    assert outcome(result.model_dump(mode="json", by_alias=True)).table == {"steps": 2}
    assert told == [(1, 2, "step 1"), (2, 2, "step 2")]
    before = len(runner.facts.tools)
    await call(runner, "more")
    await until(lambda: len(runner.facts.tools) != before)
    task = asyncio.ensure_future(call(runner, "wait"))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert (await call(runner, "steps", count=0)).table == {"steps": 0}
