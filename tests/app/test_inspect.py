"""What is shown of a request can be read and sent by hand, and holds no key."""

from __future__ import annotations

import json
import shlex
import subprocess

import pytest

from turbodesk.app.inspect import as_curl, exchange_text, request_text
from turbodesk.chat.traffic import Exchanged, Outgoing

BODY = {"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "It's “$HOME” `x` \\ 漢"}]}]}
REQUEST = Outgoing(
    "POST",
    "https://gateway.invalid/v1/messages",
    (("content-type", "application/json"), ("x-api-key", "[key]"), ("X-Conversation-Id", "a b'c")),
    BODY,
    120,
)


def test_a_request_reads_as_line_headers_and_body() -> None:
    head, body = request_text(REQUEST).split("\n\n", 1)
    assert head.splitlines() == [
        "POST https://gateway.invalid/v1/messages",
        "content-type: application/json",
        "x-api-key: [key]",
        "X-Conversation-Id: a b'c",
    ]
    assert json.loads(body) == BODY


def test_an_exchange_begins_with_what_came_back() -> None:
    exchange = Exchanged(1, 0, REQUEST, 529, (("request-id", "req_1"),), failure="The gateway is busy.")
    assert exchange_text(exchange).splitlines()[:4] == [
        "Status 529",
        "The gateway is busy.",
        "request-id: req_1",
        "",
    ]
    assert exchange_text(Exchanged(1, 0, REQUEST)).startswith("No answer\n")


def test_a_command_sends_the_same_and_takes_the_key_from_a_variable() -> None:
    command = as_curl(REQUEST)
    assert "[key]" not in command
    words = shlex.split(command)
    assert words[:4] == ["curl", "-X", "POST", "https://gateway.invalid/v1/messages"]
    assert "x-api-key: $TURBODESK_KEY" in words
    assert json.loads(words[words.index("--data-raw") + 1]) == BODY


def test_a_shell_puts_the_key_in_and_nothing_else() -> None:
    pytest.importorskip("posix")
    command = as_curl(REQUEST).replace("curl", "printf '%s\\n'", 1)
    said = subprocess.run(
        ["sh", "-c", command], env={"TURBODESK_KEY": "sk-mine"}, capture_output=True, check=True, encoding="utf-8"
    ).stdout.splitlines()
    assert "x-api-key: sk-mine" in said
    assert json.loads(said[-1]) == BODY
