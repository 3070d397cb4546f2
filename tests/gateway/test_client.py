"""What goes over the wire and what comes back, against a real server on loopback with every fault it can script."""

from __future__ import annotations

import asyncio
import logging
import traceback
from dataclasses import replace

import httpx
import pytest

from tests.gateway.conftest import MODELS, SONNET, Connect, Naps, asking, hear
from tests.gateway_server import Answer, GatewayServer, interleaved
from tests.gateway_server.script import REPLY, reply_events
from turbodesk.chat.errors import GatewayFailure, Remedy
from turbodesk.chat.events import Finished
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Status
from turbodesk.chat.parameters import Parameters
from turbodesk.gateway import exchange
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.gulps import MOST_BYTES
from turbodesk.network import keep_alive


class TestARequest:
    async def test_has_exactly_the_headers_of_the_protocol(self, server: GatewayServer, gateway: HttpGateway) -> None:
        await hear(gateway)
        headers = server.requests[0].headers
        assert set(headers) == {
            *("host", "connection", "content-length", "accept-encoding"),  # HTTP's own
            *("content-type", "accept", "user-agent", "x-api-key", "anthropic-version"),
        }
        assert headers["content-type"] == headers["accept"] == "application/json"
        assert headers["x-api-key"] == "sk-right"
        assert headers["anthropic-version"] == "2023-06-01"
        assert headers["user-agent"] == "TurboDesk/1.2.3"

    async def test_tells_the_conversation_only_to_a_gateway_that_routes_by_it(self) -> None:
        """llama.cpp's server takes it for the wish to come back, and goes on writing when the connection is closed."""
        told = {}
        for host in ("gateway.theturbo.ai", "theturbo.ai", "nottheturbo.ai", "theturbo.ai.example", "localhost:8080"):
            gateway = HttpGateway(host, ApiKey("sk-x"), version="1")
            names = {name.lower() for name, _ in gateway.preview(asking()).headers}
            told[host] = "x-conversation-id" in names
        assert [host for host, is_told in told.items() if is_told] == ["gateway.theturbo.ai", "theturbo.ai"]

    async def test_has_the_persons_own_headers_and_shows_none_of_their_values(self, server: GatewayServer) -> None:
        own = (
            ("X-Pass", "secret-of-ours"),
            ("X-Conversation-Id", "{chat}"),
            ("anthropic-version", "2026-10-21"),
        )
        server.script(Answer(status=400, body="secret-of-ours is no good"), Answer())
        gateway = HttpGateway(server.url, ApiKey("sk-right"), version="1", own_headers=own)
        told = await hear(gateway)
        assert told.failure is not None
        assert told.failure.detail == "[hidden] is no good"
        await gateway.models()
        await gateway.close()
        posted, listed = (one.headers for one in server.requests)
        assert (posted["x-pass"], posted["x-conversation-id"]) == ("secret-of-ours", "sess_1")
        assert posted["anthropic-version"] == "2026-10-21"
        assert (listed["x-pass"], "x-conversation-id" in listed) == ("secret-of-ours", False)
        assert "secret-of-ours" not in str((gateway.exchanges(), gateway.preview(asking())))

    async def test_goes_to_the_address_whatever_its_form(self, server: GatewayServer, connect: Connect) -> None:
        for url in (server.url, f"{server.url}/", f"{server.url}/v1", f"{server.url}/v1/messages/"):
            await hear(connect(url=url))
        await hear(connect(url=f"{server.url}/anthropic/v1"))
        assert [one.path for one in server.requests] == ["/v1/messages"] * 4 + ["/anthropic/v1/messages"]

    async def test_carries_text_as_utf_8(self, server: GatewayServer, gateway: HttpGateway) -> None:
        await hear(gateway, asking("Grüße, 世界 \ud83d"))
        assert "Grüße, 世界 ?".encode() in server.requests[0].body
        assert server.requests[0].json["messages"][0]["content"] == [{"type": "text", "text": "Grüße, 世界 ?"}]

    async def test_needs_something_to_say(self, server: GatewayServer, gateway: HttpGateway) -> None:
        told = await hear(gateway, asking("  "))
        assert told.failure is not None
        assert told.failure.kind == "request-refused"
        assert server.requests == []

    async def test_needs_a_key(self, server: GatewayServer, connect: Connect) -> None:
        told = await hear(connect(None))
        assert told.failure is not None
        assert told.failure.kind == "key-missing"
        assert server.requests == []

    async def test_keeps_its_connection_alive_while_a_model_is_silent(
        self, server: GatewayServer, gateway: HttpGateway
    ) -> None:
        async with gateway._connections.client().stream("GET", server.url) as response:  # noqa: SLF001 - the socket is inside
            used = response.extensions["network_stream"].get_extra_info("socket")
            for level, option, value in keep_alive.options():
                assert used.getsockopt(level, option) == value

    async def test_uses_the_connection_again(self, server: GatewayServer, gateway: HttpGateway) -> None:
        for _ in range(3):
            assert (await hear(gateway)).message.status is Status.COMPLETE
        assert server.connections_made == 1


class TestAReply:
    async def test_arrives_whole(self, gateway: HttpGateway) -> None:
        message = (await hear(gateway)).message
        assert message.text == REPLY
        assert (message.status, message.stop_reason) == (Status.COMPLETE, "end_turn")
        assert (message.wire_id, message.reported_model) == ("msg_bdrk_01TestTestTestTestTestTest", SONNET.id)
        assert (message.usage.input_tokens, message.usage.output_tokens) == (25, -(-len(REPLY) // 4))

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, None])
    async def test_may_be_cut_anywhere(
        self, server: GatewayServer, gateway: HttpGateway, newline: str, chunk: int | None
    ) -> None:
        text = 'Grüße, 世界 👩‍👩‍👧\u2028\x85 end\r\n\ttab \\ "'
        server.script(Answer(text=text, newline=newline, chunk=chunk))
        assert (await hear(gateway)).message.text == text

    async def test_may_come_as_one_json_message(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(as_json=True), Answer(as_json=True, headers={"content-type": "text/event-stream"}))
        for _ in range(2):
            message = (await hear(gateway)).message
            assert (message.text, message.status, message.stop_reason) == (REPLY, Status.COMPLETE, "end_turn")
            assert message.usage.output_tokens is not None

    async def test_may_be_asked_for_without_a_stream(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(), Answer(as_stream=True))
        for _ in range(2):
            told = await hear(gateway, asking(parameters=Parameters(stream=False, max_tokens=99_999)))
            assert told.message.text == REPLY
        assert server.requests[0].json["stream"] is False
        assert server.requests[0].json["max_tokens"] == 21_333

    async def test_may_be_labelled_as_anything(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(text="ü", headers={"content-type": "text/plain; charset=latin-1"}))
        assert (await hear(gateway)).message.text == "ü"

    async def test_needs_no_event_lines(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(names=False))
        assert (await hear(gateway)).message.text == REPLY

    async def test_may_interleave_its_blocks(self, server: GatewayServer, gateway: HttpGateway) -> None:
        texts = ["The first block.", "Der zweite Block.", "第三個"]
        server.script(Answer(events=interleaved(*texts), chunk=5))
        message = (await hear(gateway)).message
        assert message.text == "\n\n".join(texts)
        assert all(block.closed for block in message.blocks)

    async def test_is_over_at_message_stop_while_the_socket_stays_open(
        self, server: GatewayServer, gateway: HttpGateway
    ) -> None:
        server.script(Answer(then="hold"))
        assert (await hear(gateway)).message.status is Status.COMPLETE
        await server.requests[0].gone.wait()  # the connection was let go, not waited for

    async def test_may_begin_after_a_silence(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(silence_ms=150, stall_after=5, stall_ms=150))
        assert (await hear(gateway)).message.text == REPLY

    @pytest.mark.parametrize("ending", ["", "data: [DONE]\n\n", ": a comment\n\n", "event: news\ndata: {}\n\n"])
    async def test_tolerates_news(self, server: GatewayServer, gateway: HttpGateway, ending: str) -> None:
        events = reply_events(Answer(text="Fine."), SONNET.id)
        events[2:2] = [
            {"type": "something_new", "x": [1]},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "new_delta"}},
            "\ufeff\n\n: comment\n\nid: 7\nretry: 100\n\n",
            {"type": "ping"},
            ending,
        ]
        server.script(Answer(events=events))
        assert (await hear(gateway)).message.text == "Fine."

    async def test_is_complete_without_message_stop_once_the_reason_is_known(
        self, server: GatewayServer, gateway: HttpGateway
    ) -> None:
        events = reply_events(Answer(text="Fine."), SONNET.id)[:-1]
        for then in ("end", "drop", "reset"):
            server.script(Answer(events=events, then=then))
            told = await hear(gateway)
            assert (told.message.status, told.message.text, told.failure) == (Status.COMPLETE, "Fine.", None)

    async def test_is_complete_soon_after_the_reason_even_if_nothing_more_comes(
        self, server: GatewayServer, gateway: HttpGateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(exchange, "_AFTER_REASON_S", 0.05)
        events = reply_events(Answer(text="Fine."), SONNET.id)[:-1]
        server.script(Answer(events=events, then="hold"))
        assert (await hear(gateway)).message.status is Status.COMPLETE
        await server.requests[0].gone.wait()

    async def test_needs_no_blank_line_at_its_end(self, server: GatewayServer, gateway: HttpGateway) -> None:
        events = [*reply_events(Answer(text="Fine."), SONNET.id)[:-1], 'data: {"type": "message_stop"}']
        for framing in ("chunked", "close"):
            server.script(Answer(events=events, framing=framing))
            assert (await hear(gateway)).message.status is Status.COMPLETE


class TestARetry:
    async def test_waits_and_tells_so(self, server: GatewayServer, gateway: HttpGateway, naps: Naps) -> None:
        server.script(Answer(status=529), Answer(status=503, body="<html>busy</html>"))
        told = await hear(gateway)
        assert told.message.text == REPLY
        assert naps.taken == [0.5, 1.0]
        assert [(wait.attempt, wait.delay_s, wait.reason.kind) for wait in told.waits] == [
            (1, 0.5, "busy"),
            (2, 1.0, "busy"),
        ]
        assert server.requests[0].body == server.requests[2].body

    async def test_waits_as_long_as_asked(self, server: GatewayServer, gateway: HttpGateway, naps: Naps) -> None:
        server.script(
            Answer(status=429, headers={"retry-after": "7"}),
            Answer(status=429, headers={"retry-after-ms": "1500", "retry-after": "9"}),
        )
        assert (await hear(gateway)).message.text == REPLY
        assert naps.taken == [7.0, 1.5]

    async def test_gives_up_after_two(self, server: GatewayServer, gateway: HttpGateway, naps: Naps) -> None:
        server.script(Answer(status=500, times=9))
        told = await hear(gateway)
        assert told.failure is not None
        assert (told.failure.kind, told.failure.status) == ("busy", 500)
        assert len(server.requests) == 3
        assert len(naps.taken) == 2

    async def test_does_not_wait_for_minutes(self, server: GatewayServer, gateway: HttpGateway, naps: Naps) -> None:
        server.script(Answer(status=429, headers={"retry-after": "300"}))
        told = await hear(gateway)
        assert told.failure is not None
        assert told.failure.kind == "too-many-requests"
        assert "5 minutes" in told.failure.advice
        assert naps.taken == []

    @pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
    async def test_is_not_made_where_it_cannot_help(
        self, server: GatewayServer, gateway: HttpGateway, naps: Naps, status: int
    ) -> None:
        server.script(Answer(status=status))
        assert (await hear(gateway)).failure is not None
        assert (len(server.requests), naps.taken) == (1, [])

    async def test_heeds_x_should_retry(self, server: GatewayServer, gateway: HttpGateway, naps: Naps) -> None:
        server.script(Answer(status=500, headers={"x-should-retry": "false"}))
        assert (await hear(gateway)).failure is not None
        assert naps.taken == []
        server.script(Answer(status=400, headers={"x-should-retry": "true"}))
        assert (await hear(gateway)).failure is None
        assert naps.taken == [0.5]

    @pytest.mark.parametrize("then", ["drop", "reset", "end"])
    async def test_follows_a_stream_that_broke_before_its_content(
        self, server: GatewayServer, gateway: HttpGateway, naps: Naps, then: str
    ) -> None:
        server.script(Answer(stop_after=1, then=then), Answer(stop_after=1, error={"type": "overloaded_error"}))
        told = await hear(gateway)
        assert told.message.text == REPLY
        assert len(naps.taken) == 2

    async def test_follows_a_connection_that_closed_without_an_answer(
        self, gateway: HttpGateway, server: GatewayServer, naps: Naps
    ) -> None:
        async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(10)
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as rude:
            port = rude.sockets[0].getsockname()[1]
            other = HttpGateway(f"127.0.0.1:{port}", None, version="1", sleep=naps)
            other._key = gateway._key  # noqa: SLF001 - the same key, never shown
            told = await hear(other)
            await other.close()
        assert told.failure is not None
        assert told.failure.kind == "cut-off"
        assert "without answering" in told.failure.sentence
        assert len(naps.taken) == 2


class TestTheKey:
    async def test_is_in_no_failure_log_or_traceback(
        self, server: GatewayServer, connect: Connect, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        key = "sk-secret-0123456789"
        gateway = connect(key)
        told = await hear(gateway)
        server._key = None  # noqa: SLF001 - from now on, every key
        echoes = [
            Answer(status=400, body={"error": {"message": f"bad key {key}", "type": key}, "request_id": key}),
            Answer(status=403, body=f"<html><title>{key}</title></html>"),
            Answer(status=401, body=f"key {key} is not valid", headers={"request-id": key}),
            Answer(events=[f"data: {{{key}\n\n"]),
            Answer(events=[{"type": "error", "error": {"type": "x", "message": key}}]),
            Answer(status=302, headers={"location": f"https://example.invalid/{key}"}, body=""),
            Answer(body=f"<html><title>{key}</title></html>"),
            Answer(body={"unknown": key}),
        ]
        for echo in echoes:
            server.script(default=echo)
            with pytest.raises(GatewayFailure) as caught:
                await anext(event async for event in gateway.reply(asking()) if isinstance(event, Finished))
            assert key not in repr(caught.value.note)
            assert key not in "".join(traceback.TracebackException.from_exception(caught.value).format())
        assert told.failure is not None
        assert told.failure.kind == "key-refused"
        assert key not in caplog.text
        assert key not in repr(gateway)

    async def test_a_wrong_one_is_refused(self, connect: Connect, naps: Naps) -> None:
        told = await hear(connect("sk-wrong"))
        assert told.failure is not None
        assert (told.failure.kind, told.failure.status) == ("key-refused", 401)
        assert (told.failure.error_type, told.failure.request_id) == ("authentication_error", "req_test")
        assert told.failure.remedy is Remedy.OPEN_GATEWAY_SETTINGS
        assert naps.taken == []


async def test_finished_comes_once_and_last(gateway: HttpGateway) -> None:
    events = (await hear(gateway)).events
    assert [at for at, event in enumerate(events) if isinstance(event, Finished)] == [len(events) - 1]


async def test_a_reply_that_comes_all_at_once_lets_others_run(naps: Naps) -> None:
    events = b"".join(Answer(text="word " * 2_000).stream(SONNET.id))
    everything = httpx.MockTransport(lambda _: httpx.Response(200, content=events))
    gateway = HttpGateway("https://gateway.invalid", ApiKey("sk-x"), version="1", transport=everything)
    turns = 0

    async def live() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    living = asyncio.create_task(live())
    assert (await hear(gateway)).message.status is Status.COMPLETE
    living.cancel()
    await gateway.close()
    assert turns > len(events) // MOST_BYTES


@pytest.mark.parametrize("parameters", [Parameters(), Parameters(fast=True, thinking=True)])
def test_one_version_is_spoken_whatever_is_asked_and_no_beta(gateway: HttpGateway, parameters: Parameters) -> None:
    """The gateway documents this version; newer ones refuse what it takes (protocol, 1.0)."""
    request = asking(model=MODELS["claude-opus-5-5"], parameters=parameters)
    for one in (request, replace(request, schema={"type": "object", "properties": {}})):
        headers = {name.lower(): value for name, value in gateway.preview(one).headers}
        assert headers["anthropic-version"] == "2023-06-01"
        assert "anthropic-beta" not in headers
