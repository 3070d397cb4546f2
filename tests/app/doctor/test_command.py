"""`turbodesk doctor` as a program: no display, no Qt, an exit code, one JSON object, and never the key."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gateway_server import Answer, GatewayServer
from turbodesk.app.doctor import CHECKS

ROOT = Path(__file__).parents[3]
KEY = "sk-right"


async def doctor(folder: Path, *arguments: str, key: str = KEY, **environment: str) -> tuple[int, str, str]:
    """Run the program; return its exit code and what it printed."""
    own = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "importtime", "-m", "turbodesk", "doctor", "--data-dir", str(folder), *arguments),
        cwd=ROOT,
        env={**own, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(key.encode()), 60)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def test_json_of_a_good_gateway(tmp_path: Path) -> None:
    async with GatewayServer(counts_tokens=True) as server:
        code, out, err = await doctor(tmp_path, "--json", "--gateway", server.url, "--key-file", "-")
    found = json.loads(out)
    assert (code, found["ok"]) == (0, True)
    assert [line["id"] for line in found["lines"]] == list(CHECKS)
    assert set(found["lines"][0]) == {"id", "name", "verdict", "words", "advice", "details"}
    assert KEY not in out
    assert "PySide6" not in err
    assert os.listdir(tmp_path) == []


async def test_a_wrong_key_fails_in_words(tmp_path: Path) -> None:
    async with GatewayServer() as server:
        code, out, err = await doctor(tmp_path, "--gateway", server.url, "--key-file", "-", key="sk-wrong-0815")
    assert code == 1
    assert "Does not work   Key accepted: The gateway does not accept this key." in out
    assert "What to do:" in out
    assert "sk-wrong-0815" not in out + err


async def test_a_named_gateway_with_the_environments_key_is_not_given_it(tmp_path: Path) -> None:
    async with GatewayServer() as server:
        profiles = [{"id": "default", "name": "Work", "url": ""}, {"id": "x", "name": "Attic", "url": server.url}]
        (tmp_path / "gateways.json").write_text(json.dumps({"profiles": profiles}))
        code, out, _ = await doctor(tmp_path, "--json", "--profile", "attic", TURBODESK_API_KEY=KEY)
        assert server.requests == []
    lines = {line["id"]: line for line in json.loads(out)["lines"]}
    assert (code, lines["key"]["verdict"]) == (1, "fail")


@pytest.mark.parametrize("arguments", [["--profile", "Nobody"], ["--key-file", "/no/such/file"], ["--key", "sk"]])
async def test_a_command_line_that_cannot_be_followed(tmp_path: Path, arguments: list[str]) -> None:
    code, out, _ = await doctor(tmp_path, *arguments)
    assert (code, out) == (2, "")


async def test_a_servers_words_move_nothing_in_the_terminal(tmp_path: Path) -> None:
    lie = "x\x1b[2J\x1b]0;title\x07\x9b1A\rFine            Key accepted: All is well.\u202e"
    answer = Answer(status=400, body={"error": {"type": f"t{lie}", "message": lie}}, times=20)
    async with GatewayServer() as server:
        server.script(default=answer)
        _, out, _ = await doctor(tmp_path, "--gateway", server.url, "--key-file", "-")
    assert "All is well." in out
    assert not [sign for sign in out if not sign.isprintable() and sign != "\n"]
