"""The client against llmock, a gateway nobody here wrote: every fault it has is told correctly."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.gateway.conftest import Naps, Told, asking, hear
from turbodesk.chat.errors import Remedy
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Status
from turbodesk.chat.parameters import Parameters, WebParameters
from turbodesk.gateway.client import HttpGateway


@contextmanager
def llmock(*options: str) -> Iterator[str]:
    """Run `llmock serve` with these options; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "llmock.cli", "serve", "--port", str(port), "--log-level", "error", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            until = time.monotonic() + 60
            while not _is_up(url):
                assert process.poll() is None, "llmock did not start"
                assert time.monotonic() < until, "llmock did not answer in a minute"
                time.sleep(0.05)
            yield url
        finally:
            process.kill()


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", trust_env=False).is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    with llmock("--response-style", "varied") as url:
        yield url


@pytest.fixture
def url(running: str) -> str:
    """The address of an llmock that has forgotten everything."""
    httpx.post(f"{running}/_llmock/reset", trust_env=False).raise_for_status()
    return running


def plan(url: str, *behaviors: dict[str, object]) -> None:
    """Tell llmock what comes next."""
    answer = httpx.post(f"{url}/_llmock/scenario", json={"behaviors": behaviors}, trust_env=False)
    assert answer.is_success, answer.text


def read_verdict(url: str) -> dict[str, Any]:
    """What llmock thinks of how it was treated."""
    verdict: dict[str, Any] = httpx.get(f"{url}/_llmock/verdict", trust_env=False).json()
    return verdict


async def ask(url: str, naps: Naps | None = None, *, parameters: Parameters | None = None, text: str = "Hello") -> Told:
    """Take in one reply; without `naps` waits are really waited."""
    gateway = HttpGateway(f"{url}/anthropic", ApiKey("sk-any"), version="1", sleep=naps or asyncio.sleep)
    try:
        return await hear(gateway, asking(text, parameters=parameters))
    finally:
        await gateway.close()


async def test_a_reply_comes_streamed_and_whole(url: str) -> None:
    for stream in (True, False):
        plan(url, {"type": "reply", "text": "Grüße, 世界 👋\n\n```python\nprint()\n```"})
        told = await ask(url, parameters=Parameters(stream=stream))
        assert told.message.text == "Grüße, 世界 👋\n\n```python\nprint()\n```"
        assert (told.message.status, told.message.stop_reason) == (Status.COMPLETE, "end_turn")
        assert told.message.usage.input_tokens


async def test_a_gateway_that_knows_nothing_of_the_web_and_does_not_mind_just_answers(url: str) -> None:
    plan(url, {"type": "reply", "text": "From memory."})
    web = WebParameters(only=("example.org",), city="Oslo")
    told = await ask(url, parameters=Parameters(web_search=True, web=web))
    assert (told.failure, told.message.text, told.message.adjusted) == (None, "From memory.", ())
    assert told.message.usage.web_searches == 0


async def test_a_check_is_passed(url: str) -> None:
    gateway = HttpGateway(f"{url}/anthropic/v1/messages", ApiKey("sk-any"), version="1")
    await gateway.check()
    await gateway.close()


@pytest.mark.parametrize(
    ("status", "kind", "remedy"),
    [
        (400, "request-refused", Remedy.NONE),
        (401, "key-refused", Remedy.OPEN_GATEWAY_SETTINGS),
        (402, "out-of-credit", Remedy.OPEN_GATEWAY_SETTINGS),
        (403, "not-permitted", Remedy.CHOOSE_MODEL),
        (404, "model-unavailable", Remedy.CHOOSE_MODEL),
        (413, "too-large", Remedy.NEW_CHAT),
        (422, "request-refused", Remedy.NONE),
        (501, "busy", Remedy.TRY_AGAIN),
    ],
)
async def test_an_error_is_told(url: str, naps: Naps, status: int, kind: str, remedy: Remedy) -> None:
    plan(url, {"type": "fail", "status": status, "times": 3})
    told = await ask(url, naps)
    assert told.failure is not None
    assert (told.failure.kind, told.failure.remedy, told.failure.status) == (kind, remedy, status)
    assert told.failure.detail
    assert len(naps.taken) == (2 if status >= 500 else 0)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (408, "timed-out"),
        (409, "busy"),
        (429, "too-many-requests"),
        (500, "busy"),
        (502, "busy"),
        (503, "busy"),
        (504, "timed-out"),
        (529, "busy"),
    ],
)
async def test_an_error_that_may_pass_is_tried_again(url: str, naps: Naps, status: int, kind: str) -> None:
    plan(url, {"type": "fail", "status": status, "times": 2})
    told = await ask(url, naps)
    assert told.message.status is Status.COMPLETE
    assert [wait.reason.kind for wait in told.waits] == [kind, kind]
    plan(url, {"type": "fail", "status": status, "times": 3})
    told = await ask(url, naps)
    assert told.failure is not None
    assert told.failure.kind == kind


async def test_a_quota_is_not_waited_for(url: str, naps: Naps) -> None:
    plan(url, {"type": "fail", "status": 429, "retry_after": 3600, "message": "You exceeded your current quota"})
    told = await ask(url, naps)
    assert told.failure is not None
    assert (told.failure.kind, naps.taken) == ("out-of-credit", [])


@pytest.mark.parametrize(
    ("fault", "kind"), [("disconnect", "cut-off"), ("truncate", "cut-off"), ("malformed", "garbled")]
)
async def test_a_broken_stream_is_told_and_its_text_kept(url: str, naps: Naps, fault: str, kind: str) -> None:
    plan(
        url,
        {"type": "reply", "text": "One two three four five six seven eight nine ten eleven twelve"},
        {"type": "stream_fault", "kind": fault, "after_chunks": 6},
    )
    told = await ask(url, naps)
    assert told.failure is not None
    assert told.failure.kind == kind
    assert told.message.text.startswith("One")
    assert "twelve" not in told.message.text
    assert naps.taken == []


@pytest.mark.parametrize("fault", ["disconnect", "truncate"])
async def test_a_stream_that_breaks_before_its_content_is_tried_again(url: str, naps: Naps, fault: str) -> None:
    plan(url, {"type": "stream_fault", "kind": fault, "after_chunks": 1})
    told = await ask(url, naps)
    assert (told.message.status, len(naps.taken)) == (Status.COMPLETE, 1)


async def test_silences_are_sat_out(url: str) -> None:
    plan(
        url,
        {"type": "delay", "seconds": 0.2},
        {"type": "slow_first_token", "seconds": 0.2},
        {"type": "stream_fault", "kind": "stall", "after_chunks": 5, "stall_seconds": 0.3},
    )
    assert (await ask(url)).message.status is Status.COMPLETE


async def test_its_verdict_on_the_client_is_good(url: str) -> None:
    plan(
        url,
        {"type": "fail", "status": 429, "retry_after": 0.2},
        {"type": "fail", "status": 529, "retry_after": 0.1},
        {"type": "fail", "status": 400},
    )
    assert (await ask(url, text="First")).failure is not None
    assert (await ask(url, text="Second")).message.status is Status.COMPLETE
    plan(url, {"type": "fail", "status": 401})
    assert (await ask(url, text="Third")).failure is not None
    plan(url, {"type": "fail", "status": 503, "times": 9})
    assert (await ask(url, text="Fourth")).failure is not None
    verdict = read_verdict(url)
    assert verdict["passed"], verdict
    assert verdict["findings"] == []


async def test_limits_of_its_own_are_told(naps: Naps) -> None:
    with llmock("--rpm", "2", "--context-window", "500") as url:
        told = await ask(url, text="many words " * 500)
        assert told.failure is not None
        assert (told.failure.kind, told.failure.remedy) == ("too-large", Remedy.NEW_CHAT)
        told = await ask(url, naps)
        told = await ask(url, naps)
        told = await ask(url, naps)
        assert told.failure is not None
        assert told.failure.kind == "too-many-requests"
        assert "wait" in told.failure.advice


@pytest.mark.parametrize("fault", ["disconnect=1.0", "truncate=1.0", "malformed=1.0"])
async def test_faults_of_its_command_line_are_told(naps: Naps, fault: str) -> None:
    with llmock("--stream-fault", fault) as url:
        told = await ask(url, naps)
    assert told.failure is not None
    assert told.failure.kind == ("garbled" if fault.startswith("malformed") else "cut-off")
