"""The connection check against a real server and real proxies: every line, where it ends, what is learned."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.gateway_server import Answer, GatewayServer
from tests.gateway_server.proxies import Proxy
from turbodesk.app.doctor import CHECKS, Subject, examine
from turbodesk.app.doctor.words import accepted_line
from turbodesk.chat.diagnosis import CheckResult, CheckStatus, is_well, report
from turbodesk.chat.errors import OutOfCredit, SecretsLocked
from turbodesk.chat.keys import ApiKey, KeyPlace, KeyState
from turbodesk.gateway import probe
from turbodesk.settings import KEY_PAGE

PASS, WARN, FAIL, SKIP = CheckStatus.PASS, CheckStatus.WARN, CheckStatus.FAIL, CheckStatus.SKIP
RIGHT = "sk-right"


def found(key: str | None = RIGHT, state: KeyState | None = None) -> Callable[[], Awaitable[tuple[Any, KeyState]]]:
    async def find() -> tuple[ApiKey | None, KeyState]:
        return (ApiKey(key) if key else None), state or KeyState(KeyPlace.STORE, "GNOME Keyring")

    return find


async def checked(
    url: str, *, key: str | None = RIGHT, wants_key: bool = True, proxy: str = "", state: KeyState | None = None
) -> tuple[dict[str, CheckResult], dict[str, Any]]:
    """Run the whole check; return its lines by id, and what was learned."""
    learned: dict[str, Any] = {}
    subject = Subject(url, wants_key, found(key, state), proxy, "claude-sonnet-4-6", "1.2.3")
    async with aclosing(examine(subject, learned.update)) as lines:
        by_id = {line.id: line async for line in lines}
    assert list(by_id) == list(CHECKS)
    assert all(line.name == CHECKS[line.id] and line.words for line in by_id.values())
    if key is not None:
        assert key not in report(by_id.values(), heading="x")
    return by_id, learned


def verdicts(lines: dict[str, CheckResult]) -> dict[str, CheckStatus]:
    return {id_: line.verdict for id_, line in lines.items()}


def ended_at(lines: dict[str, CheckResult], last: str) -> None:
    """Assert that `last` failed, says what to do, and that everything after it was skipped because of it."""
    assert lines[last].verdict is FAIL
    assert lines[last].advice
    ids = list(CHECKS)
    after = [lines[id_] for id_ in ids[ids.index(last) + 1 :]]
    assert all(line.verdict is SKIP and f"“{CHECKS[last]}”" in line.words for line in after)
    assert not is_well(lines.values())


async def test_a_good_gateway_passes_and_everything_it_can_is_learned() -> None:
    async with GatewayServer(counts_tokens=True) as server:
        lines, learned = await checked(server.url)
        posts = [one for one in server.requests if one.method == "POST"]
    assert {id_: verdict for id_, verdict in verdicts(lines).items() if verdict is not PASS} == {"tls": SKIP}
    assert is_well(lines.values())
    assert lines["stream"].words == "Replies appear word by word, and begin at once."
    assert lines["stream"].details.endswith(": 1"), "one event kept the connection open"
    assert "Tokens this check read" in lines["search"].words
    assert learned == {
        "models": ("claude-sonnet-4-6",),
        "listed": ({"id": "claude-sonnet-4-6", "owner": "anthropic"},),
        "count_tokens": True,
        "cache_marker": True,
        "web_search": True,
        "bearer": False,
    }
    assert [one.json.get("max_tokens") for one in posts] == [1, 1, None, 1, 1]
    assert {one.json["model"] for one in posts} == {"claude-sonnet-4-6"}


async def test_what_a_gateway_does_not_offer_is_learned_as_well() -> None:
    async with GatewayServer() as server:
        server.script(Answer(), Answer(as_json=True), Answer(status=400), Answer(status=400))
        lines, learned = await checked(server.url)
    assert [lines[id_].verdict for id_ in ("stream", "count", "cache", "search")] == [WARN] * 4
    assert "one piece" in lines["stream"].words
    assert (learned["count_tokens"], learned["cache_marker"], learned["web_search"]) == (False, False, False)


async def test_a_busy_moment_teaches_nothing() -> None:
    async with GatewayServer(counts_tokens=True) as server:
        server.script(Answer(), Answer(), Answer(status=529), Answer(status=503))
        lines, learned = await checked(server.url)
    assert "Could not be learned" in lines["cache"].words
    assert not {"cache_marker", "web_search"} & learned.keys()


async def test_a_server_that_ignores_the_length_does_not_keep_it_going(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "REPLY_S", 0.1)
    async with GatewayServer(counts_tokens=True) as server:
        server.script(
            Answer(silence_ms=60_000), Answer(text="on " * 10_000, stop_after=probe.MOST_EVENTS + 50, then="hold")
        )
        lines, _ = await checked(server.url)
        replies = [one for one in server.requests if one.path.endswith("/messages")]
    assert {id_: lines[id_].verdict for id_ in ("reply", "stream", "cache", "search")} == {
        "reply": WARN,
        "stream": WARN,
        "cache": SKIP,
        "search": SKIP,
    }
    assert "does not keep to the length" in lines["stream"].words
    assert len(replies) == 2


async def test_a_gateway_that_takes_the_key_as_a_bearer_token_only_is_learned() -> None:
    async with GatewayServer(bearer_only=True) as server:
        lines, learned = await checked(server.url)
    assert lines["accepted"].verdict is lines["stream"].verdict is PASS
    assert learned["bearer"] is True


async def test_the_model_of_the_chat_is_asked() -> None:
    async with GatewayServer() as server:
        server.model_pages = [{"data": [{"id": "text-embedding-3"}, {"id": "first-1"}, {"id": "mine-2"}]}]
        for_chat = Subject(server.url, True, found(), "", "claude-sonnet-4-6", "1", chat_model="mine-2")
        for subject in (for_chat, replace(for_chat, chat_model="")):
            async with aclosing(examine(subject)) as lines:
                assert {line.id async for line in lines} == set(CHECKS)
        asked = [one.json["model"] for one in server.requests if one.method == "POST"]
    assert asked == ["mine-2"] * 5 + ["first-1"] * 5


async def test_an_address_that_is_none() -> None:
    lines, _ = await checked("http://example.org")
    ended_at(lines, "address")
    assert "anybody on the way could read the key" in lines["address"].words


async def test_a_name_that_does_not_exist() -> None:
    lines, _ = await checked("https://gateway.invalid")  # reserved for this (RFC 2606)
    ended_at(lines, "name")


async def test_a_computer_where_nothing_listens() -> None:
    async with GatewayServer() as server:
        url = server.url
    lines, _ = await checked(url)
    ended_at(lines, "connection")
    assert "Start the gateway" in lines["connection"].advice


@pytest.mark.parametrize("open_list", [True, False])
async def test_a_wrong_key(open_list: bool) -> None:
    async with GatewayServer(open_list=open_list) as server:
        lines, learned = await checked(server.url, key="sk-wrong-key")
    ended_at(lines, "accepted")
    assert ("models" in learned) is open_list


async def test_the_right_key_where_the_list_and_the_count_want_another_login() -> None:
    async with GatewayServer() as server:
        server.side = Answer(status=401)
        lines, learned = await checked(server.url)
    assert lines["accepted"].verdict is PASS
    assert lines["models"].verdict is WARN
    assert lines["reply"].verdict is PASS
    assert "does not count tokens" in lines["count"].words
    assert learned["count_tokens"] is False


async def test_no_key_and_a_locked_key_store() -> None:
    async with GatewayServer() as server:
        lines, _ = await checked(server.url, key=None)
        ended_at(lines, "key")
        lines, _ = await checked(server.url, key=None, state=KeyState(failure=SecretsLocked().note))
        ended_at(lines, "key")
        assert "locked" in lines["key"].words
        assert server.requests == []


async def test_a_gateway_of_this_computer_without_a_key() -> None:
    async with GatewayServer(key=None) as server:
        lines, _ = await checked(server.url, key=None, wants_key=False)
        assert all(not {"x-api-key", "authorization"} & one.headers.keys() for one in server.requests)
    assert is_well(lines.values())
    assert lines["accepted"].verdict is SKIP


@pytest.mark.parametrize(("status", "verdict"), [(402, FAIL), (404, PASS), (529, WARN), (403, FAIL)])
async def test_a_reply_that_does_not_come_says_what_it_says_of_the_key(status: int, verdict: CheckStatus) -> None:
    async with GatewayServer() as server:
        server.script(default=Answer(status=status))
        lines, _ = await checked(server.url)
    assert lines["accepted"].verdict is verdict
    ended_at(lines, "reply" if verdict is not FAIL else "accepted")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=402), "its quota or credit is used up"),
        (Answer(status=401, body={"error": {"message": "This API key has expired."}}), "has expired, or was suspended"),
        (Answer(status=401), "it may have expired or reached its quota"),
    ],
)
async def test_a_key_that_came_to_its_end_is_told_with_where_keys_come_from(answer: Answer, words: str) -> None:
    async with GatewayServer() as server:
        server.script(default=answer)
        lines, _ = await checked(server.url)
    assert words in f"{lines['accepted'].words} {lines['accepted'].advice}"
    assert "Keys come from whoever gave you yours." in lines["accepted"].advice


def test_the_page_that_gives_keys_is_named_where_it_is_known() -> None:
    advice = accepted_line(OutOfCredit().note, KEY_PAGE).advice
    assert f"Keys come from {KEY_PAGE}, or from whoever gave you yours." in advice


async def test_an_answer_that_is_not_about_the_request_says_nothing_of_the_key() -> None:
    async with GatewayServer() as server:
        server.script(default=Answer(status=400, body={"error": {"message": "No connected db."}}))
        lines, _ = await checked(server.url)
    assert lines["accepted"].verdict is WARN


@pytest.mark.parametrize(("ahead_s", "words"), [(3600 * 5, "5 hours behind"), (-600, "10 minutes ahead")])
async def test_a_clock_that_is_wrong(ahead_s: float, words: str) -> None:
    async with GatewayServer(clock_ahead_s=ahead_s) as server:
        lines, _ = await checked(server.url)
    assert lines["clock"].verdict is WARN
    assert words in lines["clock"].words


async def test_closing_it_ends_it_at_once() -> None:
    async with GatewayServer() as server:
        server.script(default=Answer(silence_ms=60_000))
        subject = Subject(server.url, True, found(), "", "m", "1")
        task = asyncio.ensure_future(_all(subject))
        asked = await server.request(1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(20):
            await asked.gone.wait()


async def _all(subject: Subject) -> list[CheckResult]:
    async with aclosing(examine(subject)) as lines:
        return [line async for line in lines]


# Certificates of an authority of the test's own


def authority(folder: Path, name: str) -> ssl.SSLContext:
    """A server's side of TLS for `name`, vouched for by `ca.pem` in `folder`."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make certificates")
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    steps = [
        f"req -x509 {key} -days 2 -keyout ca.key -out ca.pem -subj /O=Rathaus_AG/CN=Inspection_CA",
        f"req {key} -keyout key.pem -out wanted.csr -subj /CN={name}",
        "x509 -req -in wanted.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -out cert.pem -extfile names.cnf",
    ]
    (folder / "names.cnf").write_text(f"subjectAltName=DNS:{name}")
    for step in steps:
        subprocess.run(["openssl", *step.split()], cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


async def test_a_certificate_of_an_unknown_authority_names_it_and_sends_nothing(tmp_path: Path) -> None:
    async with GatewayServer(tls=authority(tmp_path, "localhost")) as server:
        lines, _ = await checked(server.url)
        assert server.requests == []
    ended_at(lines, "tls")
    assert "Inspection_CA (Rathaus_AG)" in lines["tls"].words


async def test_a_certificate_the_system_trusts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = authority(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    async with GatewayServer(tls=tls) as server:
        lines, _ = await checked(server.url)
        assert is_well(lines.values())
        assert lines["tls"].verdict is PASS
        assert "Inspection_CA" in lines["tls"].words
        other, _ = await checked(server.url.replace("localhost", "127.0.0.1"))
    ended_at(other, "tls")
    assert "another address" in other["tls"].words


# Proxies


@pytest.mark.parametrize("is_socks", [False, True], ids=["http", "socks5"])
@pytest.mark.parametrize("place", ["setting", "environment"])
async def test_through_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_socks: bool, place: str) -> None:
    tls = authority(tmp_path, "gateway.test")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    async with GatewayServer(tls=tls) as server, Proxy(urlsplit(server.url).port or 0, is_socks) as proxy:
        own = proxy.url.replace("://", "://ada:secret@") if place == "setting" and not is_socks else proxy.url
        if place == "environment":
            monkeypatch.setenv("ALL_PROXY", own)
        lines, _ = await checked("https://gateway.test", proxy=own if place == "setting" else "")
        assert server.requests
    assert is_well(lines.values())
    where = "own setting" if place == "setting" else "ALL_PROXY"
    assert proxy.url in lines["proxy"].words
    assert where in lines["proxy"].words
    assert "secret" not in report(lines.values(), heading="")
    assert {one.partition(":")[0] for one in proxy.asked} == {"gateway.test"}


@pytest.mark.parametrize("is_socks", [False, True], ids=["http", "socks5"])
async def test_through_a_proxy_that_refuses(is_socks: bool) -> None:
    async with Proxy(1, is_socks, refuses=True) as proxy:
        lines, _ = await checked("https://gateway.test", proxy=proxy.url)
    ended_at(lines, "tls")
    assert "proxy" in lines["tls"].words


async def test_an_untrusted_certificate_behind_a_proxy_is_named(tmp_path: Path) -> None:
    tls = authority(tmp_path, "gateway.test")
    async with GatewayServer(tls=tls) as server, Proxy(urlsplit(server.url).port or 0) as proxy:
        lines, _ = await checked("https://gateway.test", proxy=proxy.url)
        assert server.requests == []
    ended_at(lines, "tls")
    assert "Inspection_CA" in lines["tls"].words


async def test_a_proxy_that_is_none() -> None:
    lines, _ = await checked("https://gateway.test", proxy="socks4://127.0.0.1:1")
    ended_at(lines, "proxy")
