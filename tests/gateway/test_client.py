"""What goes over the wire and what comes back, against a real server on loopback with every fault it can script."""

from __future__ import annotations

import asyncio
import logging
import traceback
from contextlib import aclosing

import httpx
import pytest

from tests.gateway.conftest import SONNET, Connect, Naps, asking, hear
from tests.gateway_server import Answer, GatewayServer, interleaved
from tests.gateway_server.script import REPLY, reply_events
from turbodesk.chat.errors import GatewayFailure, Remedy
from turbodesk.chat.events import Finished, TextDelta
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Status
from turbodesk.chat.parameters import Parameters
from turbodesk.gateway.client import HttpGateway


class TestARequest:
    async def test_has_exactly_the_headers_of_the_protocol(self, server: GatewayServer, gateway: HttpGateway) -> None:
        await hear(gateway)
        headers = server.requests[0].headers
        assert set(headers) == {
            *("host", "connection", "content-length", "accept-encoding"),  # HTTP's own
            *("content-type", "accept", "user-agent", "x-api-key", "anthropic-version", "x-conversation-id"),
        }
        assert headers["content-type"] == headers["accept"] == "application/json"
        assert headers["x-api-key"] == "sk-right"
        assert headers["anthropic-version"] == "2023-06-01"
        assert headers["user-agent"] == "TurboDesk/1.2.3"
        assert headers["x-conversation-id"] == "sess_1"

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

    async def test_needs_no_blank_line_at_its_end(self, server: GatewayServer, gateway: HttpGateway) -> None:
        events = [*reply_events(Answer(text="Fine."), SONNET.id)[:-1], 'data: {"type": "message_stop"}']
        for framing in ("chunked", "close"):
            server.script(Answer(events=events, framing=framing))
            assert (await hear(gateway)).message.status is Status.COMPLETE


class TestAReplyThatBreaks:
    @pytest.mark.parametrize("then", ["end", "drop", "reset"])
    @pytest.mark.parametrize("framing", ["chunked", "close"])
    async def test_is_cut_off_and_keeps_what_came(
        self, server: GatewayServer, gateway: HttpGateway, then: str, framing: str
    ) -> None:
        server.script(Answer(text="One two three four", stop_after=6, then=then, framing=framing))
        told = await hear(gateway)
        assert told.failure is not None
        assert told.failure.kind == "cut-off"
        assert told.message.text == "One two thre"
        assert told.waits == []

    async def test_is_cut_off_in_the_middle_of_an_event(self, server: GatewayServer, gateway: HttpGateway) -> None:
        events = [*reply_events(Answer(text="Fine."), SONNET.id)[:4], 'data: {"type": "content_bl']
        server.script(Answer(events=events))
        told = await hear(gateway)
        assert told.failure is not None
        assert told.failure.kind == "cut-off"
        assert told.message.text == "Fine"

    @pytest.mark.parametrize(
        "error",
        [
            {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
            'event: error\ndata: {"error": {"type": "overloaded_error", "message": "Overloaded"}}\n\n',
            'data: {"error": {"type": "overloaded_error", "message": "Overloaded"}}\n\n',
            'event: error\ndata: {"message": "Overloaded"}\n\n',
        ],
    )
    async def test_by_an_error_event_in_any_form(
        self, server: GatewayServer, gateway: HttpGateway, error: object
    ) -> None:
        events = [*reply_events(Answer(text="Some text"), SONNET.id)[:5], error]
        server.script(Answer(events=events))
        told = await hear(gateway)
        assert told.failure is not None
        assert (told.failure.kind, told.failure.detail) == ("busy", "Overloaded")
        assert told.failure.request_id == "req_test"
        assert told.message.text == "Some tex"
        assert told.waits == []

    async def test_by_an_event_that_is_no_json(self, server: GatewayServer, gateway: HttpGateway) -> None:
        events = [*reply_events(Answer(text="Some text"), SONNET.id)[:5], "data: {broken sk-right\n\n", "data: x\n\n"]
        server.script(Answer(events=events))
        told = await hear(gateway)
        assert told.failure is not None
        assert (told.failure.kind, told.failure.detail) == ("not-understood", "{broken [key]")
        assert told.message.text == "Some tex"


class TestAnAnswerThatIsNoReply:
    async def kind(self, server: GatewayServer, gateway: HttpGateway, answer: Answer) -> tuple[str, Remedy]:
        server.script(answer)
        failure = (await hear(gateway)).failure
        assert failure is not None
        return failure.kind, failure.remedy

    async def test_a_web_page(self, server: GatewayServer, gateway: HttpGateway) -> None:
        page = Answer(body="<!doctype html><title>Sign in</title>")
        assert await self.kind(server, gateway, page) == ("not-understood", Remedy.OPEN_GATEWAY_SETTINGS)

    async def test_another_protocols_stream(self, server: GatewayServer, gateway: HttpGateway) -> None:
        events = ['data: {"choices": [{"delta": {"content": "Hi"}}]}\n\n', "data: [DONE]\n\n"]
        assert (await self.kind(server, gateway, Answer(events=events)))[0] == "not-understood"

    async def test_another_json(self, server: GatewayServer, gateway: HttpGateway) -> None:
        assert (await self.kind(server, gateway, Answer(body={"ok": True})))[0] == "not-understood"
        assert (await self.kind(server, gateway, Answer(body=[1, 2])))[0] == "not-understood"
        json = {"content-type": "application/json"}
        assert (await self.kind(server, gateway, Answer(body='{"a": }', headers=json)))[0] == "not-understood"

    async def test_an_error_with_status_200(self, server: GatewayServer, gateway: HttpGateway) -> None:
        error = {"error": {"type": "authentication_error", "message": "invalid x-api-key"}}
        assert (await self.kind(server, gateway, Answer(body=error)))[0] == "key-refused"

    async def test_nothing_at_all(self, server: GatewayServer, gateway: HttpGateway, naps: Naps) -> None:
        server.script(Answer(events=[], times=3))
        told = await hear(gateway)
        assert told.failure is not None
        assert told.failure.kind == "cut-off"
        assert len(naps.taken) == 2

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    async def test_a_redirect_which_never_carries_the_key(
        self, server: GatewayServer, connect: Connect, status: int
    ) -> None:
        async with GatewayServer() as elsewhere:
            answer = Answer(status=status, headers={"location": f"{elsewhere.url}/v1/messages"}, body="")
            server.script(answer)
            told = await hear(connect())
            assert elsewhere.requests == []
        assert told.failure is not None
        assert (told.failure.kind, told.failure.status) == ("not-understood", status)
        assert elsewhere.requests == []
        assert told.failure.detail.endswith("/v1/messages")


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


class TestStopping:
    async def test_closes_the_connection_at_once(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(text="word " * 10_000, gap_ms=1))

        async def read() -> None:
            await hear(gateway)

        task = asyncio.create_task(read())
        request = await server.request(0)
        await request.begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await request.gone.wait()

    async def test_closes_the_connection_before_the_first_byte(
        self, server: GatewayServer, gateway: HttpGateway
    ) -> None:
        server.script(Answer(silence_ms=60_000))
        task = asyncio.create_task(hear(gateway))
        request = await server.request(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await request.gone.wait()

    async def test_by_closing_the_iterator(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(text="word " * 10_000, gap_ms=1))
        async with aclosing(gateway.reply(asking())) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    break
        # A generator left to the garbage collector would be closed by a task of its own.
        assert [task for task in asyncio.all_tasks() if "athrow" in repr(task) or "aclose" in repr(task)] == []
        await server.requests[0].gone.wait()

    async def test_during_a_wait(self, server: GatewayServer) -> None:
        server.script(Answer(status=529, headers={"retry-after": "50"}))
        gateway = HttpGateway(server.url, ApiKey("sk-right"), version="1")
        waiting = asyncio.Event()

        async def read() -> None:
            async for _ in gateway.reply(asking()):
                waiting.set()

        task = asyncio.create_task(read())
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await gateway.close()
        assert len(server.requests) == 1

    async def test_by_closing_the_gateway_cuts_replies_off(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(text="word " * 10_000, gap_ms=1))
        failed: list[str] = []

        async def read() -> None:
            try:
                async for _ in gateway.reply(asking()):
                    pass
            except GatewayFailure as failure:
                failed.append(failure.note.kind)

        task = asyncio.create_task(read())
        request = await server.request(0)
        await request.begun.wait()
        await gateway.close()
        await task
        assert failed == ["cut-off"]
        assert (await hear(gateway)).failure is not None


class TestTheWay:
    async def test_to_a_closed_port(self, connect: Connect, naps: Naps) -> None:
        async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as passing:
            port = passing.sockets[0].getsockname()[1]
        told = await hear(connect(url=f"127.0.0.1:{port}"))
        assert told.failure is not None
        assert told.failure.kind == "unreachable"
        assert len(naps.taken) == 2

    async def test_to_a_server_that_speaks_no_tls(self, server: GatewayServer, connect: Connect) -> None:
        told = await hear(connect(url=server.url.replace("http://", "https://")))
        assert told.failure is not None
        assert told.failure.kind == "unreachable"
        assert "secure connection" in told.failure.sentence

    async def test_to_a_server_that_speaks_no_http(self, connect: Connect) -> None:
        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 mail.example ESMTP\r\n\r\n")
            await reader.read(100)
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(greet, "127.0.0.1", 0) as mail:
            told = await hear(connect(url=f"127.0.0.1:{mail.sockets[0].getsockname()[1]}"))
        assert told.failure is not None
        assert told.failure.kind == "not-understood"

    async def test_through_no_proxy_to_this_machine(
        self, gateway: HttpGateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        assert (await hear(gateway)).failure is None

    async def test_through_a_proxy_that_is_none(self, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALL_PROXY", "nonsense://127.0.0.1:1")
        told = await hear(connect(url="https://gateway.invalid"))
        assert told.failure is not None
        assert (told.failure.kind, "proxy" in told.failure.sentence) == ("unreachable", True)


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


class TestCheck:
    async def test_accepts_the_right_key_at_no_cost(self, server: GatewayServer, gateway: HttpGateway) -> None:
        await gateway.check()
        assert [one.method for one in server.requests] == ["GET"]
        assert server.requests[0].headers["authorization"] == "Bearer sk-right"
        assert server.requests[0].headers["x-api-key"] == "sk-right"

    async def test_refuses_a_wrong_key(self, connect: Connect) -> None:
        with pytest.raises(GatewayFailure) as caught:
            await connect("sk-wrong").check()
        assert caught.value.note.kind == "key-refused"


def transport(answers: dict[str, httpx.Response]) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: answers[request.method])


GOOD = httpx.Response(200, json={"type": "message", "content": [{"type": "text", "text": "H"}], "usage": {}})


class TestCheckWithoutAList:
    async def check(self, listed: httpx.Response, posted: httpx.Response = GOOD) -> str:
        answers = transport({"GET": listed, "POST": posted})
        gateway = HttpGateway("https://gateway.invalid", ApiKey("sk-x"), version="1", transport=answers)
        try:
            await gateway.check()
        except GatewayFailure as failure:
            return failure.note.kind
        finally:
            await gateway.close()
        return ""

    @pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
    async def test_asks_for_one_token(self, status: int) -> None:
        assert await self.check(httpx.Response(status, text="no")) == ""
        wrong = httpx.Response(401, json={"error": {"type": "authentication_error", "message": "invalid x-api-key"}})
        assert await self.check(httpx.Response(status, text="no"), wrong) == "key-refused"

    async def test_asks_for_one_token_where_a_page_answers(self) -> None:
        page = httpx.Response(200, html="<html><title>Home</title></html>")
        assert await self.check(page) == ""
        assert await self.check(page, page) == "not-understood"

    async def test_takes_403_as_a_refusal(self) -> None:
        assert await self.check(httpx.Response(404), httpx.Response(403, json={"message": "no"})) == "key-refused"

    async def test_takes_an_objection_to_the_request_as_a_key_accepted(self) -> None:
        error = {"error": {"type": "invalid_request_error", "message": "max_tokens: too small"}}
        assert await self.check(httpx.Response(404), httpx.Response(400, json=error)) == ""
        error = {"error": {"type": "not_found_error", "message": "model: claude-haiku-4-5-20251001"}}
        assert await self.check(httpx.Response(404), httpx.Response(404, json=error)) == ""

    async def test_tells_what_else_is_wrong(self) -> None:
        assert await self.check(httpx.Response(401)) == "key-refused"
        assert await self.check(httpx.Response(503)) == "busy"
        assert await self.check(httpx.Response(402)) == "out-of-credit"
        away = httpx.Response(302, headers={"location": "https://else.invalid"})
        assert await self.check(away, away) == "not-understood"
        assert await self.check(httpx.Response(200, json={"error": {"message": "Invalid API key"}})) == "key-refused"


async def test_finished_comes_once_and_last(gateway: HttpGateway) -> None:
    events = (await hear(gateway)).events
    assert [at for at, event in enumerate(events) if isinstance(event, Finished)] == [len(events) - 1]
