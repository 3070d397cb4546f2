"""What breaks on the way is told in plain words, and what had come is kept."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.conftest import SONNET, Connect, Naps, Told, hear
from tests.gateway_server import Answer, GatewayServer
from tests.gateway_server.script import reply_events
from turbodesk.chat import reduce
from turbodesk.chat.errors import CutOff, Garbled, Remedy
from turbodesk.chat.events import Failed
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Status
from turbodesk.chat.reply_status import failure_remedies
from turbodesk.gateway import exchange
from turbodesk.gateway.client import HttpGateway


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
        assert (told.failure.kind, told.failure.detail) == ("garbled", "not JSON: {broken [key]")
        assert told.failure.advice == Garbled.when_kept
        assert told.message.text == "Some tex"
        assert told.waits == []
        assert failure_remedies(reduce.apply(told.message, Failed(told.failure))) == (Remedy.CONTINUE,)

    async def test_before_anything_was_understood_it_is_no_reply(
        self, server: GatewayServer, gateway: HttpGateway
    ) -> None:
        server.script(Answer(events=["data: {broken\n\n"]))
        told = await hear(gateway)
        assert told.failure is not None
        assert (told.failure.kind, told.failure.remedy) == ("not-understood", Remedy.OPEN_GATEWAY_SETTINGS)

    async def test_only_what_arrived_is_said_to_be_kept(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.script(Answer(stop_after=1, times=3), Answer(text="Some text", stop_after=5))
        nothing, some = await hear(gateway), await hear(gateway)
        assert nothing.failure is not None
        assert some.failure is not None
        assert (nothing.failure.kind, nothing.failure.advice) == ("cut-off", CutOff.advice)
        assert (some.failure.kind, some.failure.advice) == ("cut-off", CutOff.when_kept)


class TestAnAnswerThatIsNoReply:
    async def kind(self, server: GatewayServer, gateway: HttpGateway, answer: Answer) -> tuple[str, Remedy]:
        server.script(answer)
        failure = (await hear(gateway)).failure
        assert failure is not None
        return failure.kind, failure.remedy

    async def test_a_web_page(self, server: GatewayServer, gateway: HttpGateway) -> None:
        page = Answer(body="<!doctype html><title>It works</title>")
        assert await self.kind(server, gateway, page) == ("not-understood", Remedy.OPEN_GATEWAY_SETTINGS)

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(status=511, body="<html><title>Network Authentication Required</title>"),
            Answer(body="<!doctype html><title>Hotel guest Wi-Fi: please log in</title>"),
            Answer(status=302, headers={"location": "http://portal.hotel.example/login?back=1"}, body=""),
        ],
        ids=["511", "page", "302"],
    )
    async def test_a_networks_own_page_to_sign_in_at(
        self, server: GatewayServer, gateway: HttpGateway, answer: Answer
    ) -> None:
        server.script(answer)
        told = await hear(gateway)
        assert told.failure is not None
        assert (told.failure.kind, told.waits) == ("network-wants-sign-in", [])
        assert "sign in" in told.failure.sentence
        assert "in a browser" in told.failure.advice

    @pytest.mark.parametrize(
        ("status", "target", "kind"),
        [
            (302, "http://10.0.0.1/", "network-wants-sign-in"),
            (307, "https://portal.example/", "network-wants-sign-in"),
            (302, "https://other.example/v1/messages", "not-understood"),
            (301, "http://10.0.0.1/login", "not-understood"),
            (302, "/login", "not-understood"),
            (302, "http://[::1", "not-understood"),
        ],
    )
    async def test_where_a_redirect_leads_tells_whose_it_is(self, status: int, target: str, kind: str) -> None:
        told = await hear_from(httpx.MockTransport(lambda _: httpx.Response(status, headers={"location": target})))
        assert told.failure is not None
        assert told.failure.kind == kind
        is_named = "in a browser" in told.failure.advice
        assert is_named == (kind != "not-understood" or "other.example" in target)

    async def test_the_page_of_a_filter(self, server: GatewayServer, gateway: HttpGateway) -> None:
        page = Answer(status=403, body="<html><title>Blocked by Example Corp policy</title>")
        assert (await self.kind(server, gateway, page))[0] == "blocked"

    async def test_that_a_key_is_wanted_where_none_is_sent(self, server: GatewayServer) -> None:
        gateway = HttpGateway(server.url, None, version="1", wants_key=False)
        failure = (await hear(gateway)).failure
        await gateway.close()
        assert failure is not None
        assert (failure.kind, failure.sentence) == ("key-missing", "This gateway wants a key, and none is sent.")

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

    async def test_a_redirect_to_a_look_alike_shows_its_foreign_letter(
        self, server: GatewayServer, connect: Connect
    ) -> None:
        target = "https://gateway.theturb\u043e.ai/v1?a=%20".encode().decode("latin-1")  # as the server sends bytes
        server.script(Answer(status=307, headers={"location": target}, body=""))
        told = await hear(connect())
        assert told.failure is not None
        assert told.failure.detail.endswith("to https://gateway.theturb%D0%BE.ai/v1?a=%20")


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

    async def test_to_an_error_that_never_ends(self, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exchange, "_ERROR_BODY_S", 0.05)

        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b'HTTP/1.1 401 No\r\ncontent-length: 99\r\n\r\n{"message": "bad key"}')
            while await reader.read(1000):
                pass
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(refuse, "127.0.0.1", 0) as slow:
            told = await hear(connect(url=f"127.0.0.1:{slow.sockets[0].getsockname()[1]}"))
        assert told.failure is not None
        assert (told.failure.kind, told.failure.detail) == ("key-refused", "bad key")

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

    async def test_to_a_name_nobody_has(self, connect: Connect) -> None:
        told = await hear(connect(url="https://nobody.invalid"))
        assert told.failure is not None
        assert (told.failure.kind, "name" in told.failure.sentence) == ("unreachable", True)

    async def test_through_a_proxy_that_refuses(self, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[bytes] = []

        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
            told = await hear(connect(url="https://gateway.invalid"))
        assert told.failure is not None
        assert (told.failure.kind, told.waits) == ("proxy-wants-login", [])
        assert all(one.startswith(b"CONNECT ") and b"sk-right" not in one for one in seen)

    async def test_to_a_server_with_a_certificate_nobody_vouches_for(self, connect: Connect, tmp_path: Path) -> None:
        async with GatewayServer(tls=self_signed(tmp_path)) as secure:
            told = await hear(connect(url=secure.url))
            assert secure.requests == []
        assert told.failure is not None
        assert told.failure.kind == "certificate-refused"
        assert told.waits == []

    async def test_to_a_server_the_system_vouches_for(
        self, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As in a company whose own certificates the operating system knows."""
        tls = self_signed(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        async with GatewayServer(tls=tls) as secure:
            told = await hear(connect(url=secure.url))
            assert told.message.status is Status.COMPLETE
            wrong_name = await hear(connect(url=secure.url.replace("localhost", "127.0.0.1")))
        assert wrong_name.failure is not None
        assert wrong_name.failure.kind == "certificate-refused"

    @pytest.mark.parametrize(
        ("error", "kind", "retries"),
        [
            (httpx.ConnectTimeout("slow"), "unreachable", 2),
            (httpx.ReadTimeout("slow"), "timed-out", 2),
            (httpx.WriteTimeout("slow"), "timed-out", 2),
            (httpx.PoolTimeout("slow"), "timed-out", 2),
            (httpx.ReadError("gone"), "cut-off", 2),
            (httpx.DecodingError("broken gzip"), "not-understood", 0),
            (httpx.UnsupportedProtocol("odd"), "unreachable", 2),
        ],
        ids=lambda value: type(value).__name__,
    )
    async def test_that_fails_before_an_answer(self, error: httpx.HTTPError, kind: str, retries: int) -> None:
        def fail(request: httpx.Request) -> httpx.Response:
            raise error

        told = await hear_from(httpx.MockTransport(fail))
        assert told.failure is not None
        assert (told.failure.kind, len(told.waits)) == (kind, retries)
        assert str(error) in told.failure.detail

    @pytest.mark.parametrize(("events", "kind"), [(6, "timed-out"), (-1, None)])
    async def test_that_goes_silent_in_the_middle(self, events: int, kind: str | None) -> None:
        sent = list(Answer(text="Some text", chars=4).stream(SONNET.id))[:events]

        async def body() -> AsyncIterator[bytes]:
            for event in sent:
                yield event
            raise httpx.ReadTimeout("slow")

        told = await hear_from(httpx.MockTransport(lambda _: httpx.Response(200, content=body())))
        assert (told.failure and told.failure.kind) == kind
        assert told.message.text == "Some text"


TEXT = "One, zwei, 三, 👋: four.\n\n```\nfive\n```"
WHOLE = b"".join(Answer(text=TEXT, chars=3).stream(SONNET.id))
JSON_MESSAGE = json.dumps(Answer(text=TEXT).message(SONNET.id)).encode()


@given(st.integers(0, len(WHOLE)), st.lists(st.integers(0, len(WHOLE)), max_size=20))
def test_a_stream_that_ends_anywhere_is_whole_or_said_to_be_cut_off(end: int, cuts: list[int]) -> None:
    at = sorted({0, end, *(cut for cut in cuts if cut < end)})
    told = asyncio.run(hear_bytes([WHOLE[a:b] for a, b in itertools.pairwise(at)]))
    assert TEXT.startswith(told.message.text)
    if told.failure is None:
        assert (told.message.status, told.message.text) == (Status.COMPLETE, TEXT)
        assert end >= WHOLE.index(b'"message_delta"')
    else:
        assert told.failure.kind == "cut-off"
        assert told.message.status is Status.REPLYING
    shown = WHOLE.index(b"\n\n", WHOLE.index(b'"content_block_start"'))
    assert bool(told.waits) == (end < shown)  # it is asked for again only while nothing shows


@given(st.integers(0, len(JSON_MESSAGE) - 1))
def test_a_message_that_ends_anywhere_is_said_to_be_cut_off(end: int) -> None:
    told = asyncio.run(hear_bytes([JSON_MESSAGE[:end]]))
    assert told.failure is not None
    assert told.failure.kind in ("cut-off", "not-understood")
    assert told.message.text == ""


async def hear_bytes(chunks: list[bytes]) -> Told:
    """What a body of these bytes comes to."""

    async def body() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return await hear_from(httpx.MockTransport(lambda _: httpx.Response(200, content=body())))


async def hear_from(transport: httpx.MockTransport) -> Told:
    """What a network that answers like this comes to."""
    gateway = HttpGateway("https://gateway.invalid", ApiKey("sk-x"), version="1", transport=transport, sleep=Naps())
    told = await hear(gateway)
    await gateway.close()
    return told


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS with a certificate made for the occasion."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost"
    command += " -addext subjectAltName=DNS:localhost"
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    subprocess.run(
        [*command.split(), "-keyout", "key.pem", "-out", "cert.pem"], cwd=folder, check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
