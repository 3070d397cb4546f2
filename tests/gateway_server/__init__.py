"""A real gateway on loopback for tests, which answers as its script says, faults included.

In a test of asyncio code::

    async with GatewayServer() as server:
        server.script(Answer(status=529, headers={"retry-after": "1"}), Answer(text="# Hello"))
        ...talk to server.url...
        assert server.requests[0].json["model"] == "claude-sonnet-4-6"

As a process of its own, for end-to-end tests::

    python -m tests.gateway_server --port 0 --script FILE.json [--key KEY]

prints one line of JSON, `{"url": "http://127.0.0.1:PORT", "pid": ...}`, and runs until SIGTERM or SIGINT. The path
may have any prefix: `URL/anthropic/v1/messages` is the same. While it runs it takes, without a key::

    PUT URL/_script       a new script; queued answers are replaced, recorded requests kept
    GET URL/_requests     the requests so far: method, path, headers (lower case), body, events_sent, is_gone
    DELETE URL/_requests  forget them

The script is a JSON object; every field may be left out::

    {"key": "sk-right",         the key that is accepted; any other gets 401. null: every key
     "answers": [ANSWER, ...],  given to the next requests for a reply, in this order
     "default": ANSWER}         given when they are used up: a plausible reply in Markdown

An ANSWER is an object with the fields of `Answer`, which documents them; `{}` is a plausible streamed reply. Some::

    {"text": "# Hi", "gap_ms": 20, "chars": 5}                 paced, five characters a delta
    {"text": "Grüße 世界", "chunk": 1, "newline": "\\r\\n"}    every byte by itself, CRLF
    {"status": 429, "headers": {"retry-after": "2"}}           refused, with the protocol's own error
    {"status": 503, "body": "<html>Bad gateway</html>"}        refused by a proxy
    {"stop_after": 6, "then": "drop"}                          the connection drops after six events
    {"stop_after": 6, "error": {"type": "overloaded_error", "message": "Overloaded"}}
    {"silence_ms": 60000}                                      nothing at all for a minute, then the reply
    {"stall_after": 4, "stall_ms": 5000}                       a pause in the middle
    {"events": [{"type": "ping"}, "data: anything\\n\\n"]}     exactly these events, or raw text
    {"as_json": true}                                          one JSON message, though a stream was asked for
    {"then": "hold"}                                           everything sent, the socket kept open
"""

from __future__ import annotations

from tests.gateway_server.script import Answer, interleaved
from tests.gateway_server.server import GatewayServer, Recorded

__all__ = ["Answer", "GatewayServer", "Recorded", "interleaved"]
