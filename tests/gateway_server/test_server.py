"""The test gateway does what its script says, in this process and in one of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.gateway_server import Answer, GatewayServer
from tests.gateway_server.script import REPLY

ROOT = Path(__file__).parents[2]
BODY = {"model": "m", "max_tokens": 9, "messages": [], "stream": True}


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A gateway in a process of its own."""
    script = tmp_path / "script.json"
    script.write_text(json.dumps({"key": "sk-mine", "answers": [{"status": 529}]}), "utf-8")
    command = [sys.executable, "-m", "tests.gateway_server", "--script", str(script)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
        process.terminate()
        assert process.wait() == 0


def test_as_a_process_it_is_scripted_and_read_over_http(url: str) -> None:
    with httpx.Client(base_url=url, headers={"x-api-key": "sk-mine"}, trust_env=False) as client:
        assert client.post("/v1/messages", json=BODY, headers={"x-api-key": "sk-other"}).status_code == 401
        assert client.post("/v1/messages", json=BODY).status_code == 529
        assert "message_stop" in client.post("/any/prefix/v1/messages", json=BODY).text
        answers = [{"text": "Ünïcode", "chunk": 1, "newline": "\r\n", "gap_ms": 0}, {"status": 418, "body": {"a": 1}}]
        assert client.put("/_script", json={"key": None, "answers": answers}).status_code == 200
        assert "\r\n\r\n" in client.post("/v1/messages", json=BODY, headers={"x-api-key": "sk-other"}).text
        assert client.post("/v1/messages", json=BODY).json() == {"a": 1}
        recorded = client.get("/_requests").json()
        assert [one["path"] for one in recorded] == ["/v1/messages"] * 2 + ["/any/prefix/v1/messages"] + [
            "/v1/messages"
        ] * 2
        assert recorded[0]["headers"]["x-api-key"] == "sk-other"
        assert json.loads(recorded[0]["body"]) == BODY
        assert client.delete("/_requests").status_code == 200
        assert client.get("/_requests").json() == []
        nonsenses: list[object] = [{"answer": []}, {"answers": [{"status_code": 3}]}, {"answers": 7}]
        for nonsense in nonsenses:
            assert client.put("/_script", json=nonsense).status_code == 400


async def test_a_reply_that_keeps_a_pace_comes_whole_and_no_sooner_than_that() -> None:
    async with GatewayServer() as server, httpx.AsyncClient(trust_env=False) as client:
        server.script(Answer(text="word " * 20, pace=5_000))
        began = time.monotonic()
        response = await client.post(f"{server.url}/v1/messages", json=BODY, headers={"x-api-key": "sk-right"})
        assert response.text.count("content_block_delta") == 50
        assert time.monotonic() - began >= 100 / 5_000


async def test_a_client_that_leaves_early_is_noticed() -> None:
    async with GatewayServer() as server, httpx.AsyncClient(trust_env=False) as client:
        server.script(Answer(text="word " * 1_000, gap_ms=1), Answer())
        headers = {"x-api-key": "sk-right"}
        async with client.stream("POST", f"{server.url}/v1/messages", json=BODY, headers=headers) as response:
            assert response.status_code == 200
            await server.requests[0].begun.wait()
        await server.requests[0].gone.wait()
        assert 10 <= server.requests[0].events_sent < 1_000
        whole = await client.post(f"{server.url}/v1/messages", json={**BODY, "stream": False}, headers=headers)
        await server.requests[1].done.wait()
        assert not server.requests[1].gone.is_set()
        assert whole.json()["content"][0]["text"] == REPLY
