"""An answer without an end is given up and told; a packed one is unpacked within bounds, or told as not readable."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterable

import httpx
import pytest

from tests.gateway.conftest import SONNET, Naps, Told, hear
from tests.gateway_server import Answer
from turbodesk.chat.errors import GatewayFailure
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Status
from turbodesk.gateway import exchange, sse
from turbodesk.gateway.client import HttpGateway

SAID = list(Answer(text="Some text").stream(SONNET.id))
BEGUN = b"".join(SAID[:4])
WHOLE = b"".join(SAID)
MESSAGE = json.dumps(Answer(text="Some text").message(SONNET.id)).encode()


class Endless:
    """Chunks that are counted as they are taken."""

    def __init__(self, begun: bytes, chunk: bytes) -> None:
        self.taken = 0
        self._chunks = itertools.chain([begun], itertools.repeat(chunk))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            self.taken += len(chunk)
            assert self.taken < 2_000_000
            await asyncio.sleep(0)  # as a network does
            yield chunk


def gateway_of(answer: Callable[[], httpx.Response], asked: list[httpx.Request]) -> HttpGateway:
    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer()

    transport = httpx.MockTransport(respond)
    return HttpGateway("https://gateway.invalid", ApiKey("sk-x"), version="1", transport=transport, sleep=Naps())


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def told(content: bytes | Endless, encoding: str = "", *, status: int = 200) -> tuple[Told, int]:
    """What a body comes to, and how many times it was asked for."""
    asked: list[httpx.Request] = []
    headers = {"content-encoding": encoding} if encoding else {}

    def answer() -> httpx.Response:
        chunks = _once(content) if isinstance(content, bytes) else aiter(content)
        return httpx.Response(status, headers=headers, stream=_Stream(chunks))

    gateway = gateway_of(answer, asked)
    heard = await hear(gateway)
    await gateway.close()
    return heard, len(asked)


class _Stream(httpx.AsyncByteStream):
    """Bytes as they are: httpx would take note of content it is given."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            yield chunk


class TestAnAnswerWithoutEnd:
    @pytest.mark.parametrize(
        "chunk", [b"x" * 10_000, b"data: x\n" * 1_000, b"data: x\r" * 1_000], ids=["line", "lf", "cr"]
    )
    async def test_in_one_event_is_given_up_and_what_came_is_kept(
        self, monkeypatch: pytest.MonkeyPatch, chunk: bytes
    ) -> None:
        monkeypatch.setattr(sse, "MOST_EVENT_BYTES", 100_000)
        stream = Endless(BEGUN + b"data: ", chunk)
        heard, times = await told(stream)
        assert heard.failure is not None
        assert (heard.failure.kind, heard.message.text, times) == ("too-much", "Some", 1)
        assert stream.taken < 150_000

    async def test_of_many_events_is_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sse, "MOST_EVENT_BYTES", 1_000)
        monkeypatch.setattr(exchange, "_MOST_STREAM_BYTES", 100_000)
        stream = Endless(BEGUN, b": ping\n\n" * 50)
        heard, _ = await told(stream)
        assert heard.failure is not None
        assert (heard.failure.kind, heard.message.text) == ("too-much", "Some")
        assert stream.taken < 110_000

    @pytest.mark.parametrize("chunk", [b" " * 1_000, b"\n" * 1_000])
    async def test_of_blanks_is_given_up_without_being_held(
        self, monkeypatch: pytest.MonkeyPatch, chunk: bytes
    ) -> None:
        monkeypatch.setattr(exchange, "_MOST_STREAM_BYTES", 1_000_000)
        tracemalloc.start()
        heard, times = await told(Endless(b"", chunk))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert heard.failure is not None
        assert (heard.failure.kind, times) == ("too-much", 1)
        assert most < 500_000

    async def test_in_one_message_is_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exchange, "_MOST_MESSAGE_BYTES", 100_000)
        stream = Endless(b'{"type": "message", "content": "', b"x" * 10_000)
        heard, times = await told(stream)
        assert heard.failure is not None
        assert (heard.failure.kind, times) == ("too-much", 1)
        assert stream.taken < 150_000

    async def test_to_a_question_about_the_models_is_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exchange, "_MOST_MESSAGE_BYTES", 100_000)
        gateway = gateway_of(lambda: httpx.Response(200, stream=_Stream(aiter(Endless(b"[", b'"x",' * 1_000)))), [])
        with pytest.raises(GatewayFailure) as raised:
            await gateway.models()
        assert raised.value.note.kind == "too-much"
        await gateway.close()


def packed(how: str, pieces: Iterable[bytes]) -> bytes:
    content = b"".join(pieces)
    match how:
        case "deflate":
            return zlib.compress(content)
        case "bare":
            made = zlib.compressobj(wbits=-zlib.MAX_WBITS)
            return made.compress(content) + made.flush()
    return gzip.compress(content)


class TestAPackedAnswer:
    @pytest.mark.parametrize(
        ("how", "said"),
        [
            *(("gzip", "gzip"), ("gzip", "X-GZIP"), ("gzip", "identity, gzip"), ("deflate", "deflate")),
            *(("bare", "deflate"), ("none", "utf-8")),
        ],
    )
    @pytest.mark.parametrize("content", [WHOLE, MESSAGE], ids=["stream", "message"])
    async def test_that_can_be_unpacked_is_read(self, how: str, said: str, content: bytes) -> None:
        heard, _ = await told(content if how == "none" else packed(how, [content]), said)
        assert (heard.failure, heard.message.status, heard.message.text) == (None, Status.COMPLETE, "Some text")

    @pytest.mark.parametrize("said", ["br", "zstd", "gzip, br", "gzip, gzip", "compress"])
    async def test_that_cannot_is_told_as_such_and_not_asked_for_again(self, said: str) -> None:
        heard, times = await told(b"\x0b\x02\x80", said)
        assert heard.failure is not None
        assert (heard.failure.kind, times) == ("not-understood", 1)
        assert "packed" in heard.failure.sentence
        assert said in heard.failure.detail

    async def test_that_is_none_is_told_and_not_asked_for_again(self) -> None:
        heard, times = await told(WHOLE, "gzip")
        assert heard.failure is not None
        assert (heard.failure.kind, times) == ("not-understood", 1)

    async def test_whose_error_cannot_be_unpacked_is_told_by_its_status(self) -> None:
        heard, _ = await told(b"\x0b\x02\x80", "br", status=401)
        assert heard.failure is not None
        assert heard.failure.kind == "key-refused"

    @pytest.mark.parametrize("begun", [b'{"content": "', BEGUN + b"data: "], ids=["message", "stream"])
    async def test_that_unpacks_to_far_more_is_given_up_in_time(
        self, monkeypatch: pytest.MonkeyPatch, begun: bytes
    ) -> None:
        monkeypatch.setattr(sse, "MOST_EVENT_BYTES", 1_000_000)
        monkeypatch.setattr(exchange, "_MOST_MESSAGE_BYTES", 1_000_000)
        bomb = packed("gzip", [begun, b"0" * 60_000_000])
        tracemalloc.start()
        heard, times = await told(bomb, "gzip")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert heard.failure is not None
        assert (heard.failure.kind, times) == ("too-much", 1)
        assert most < 20_000_000

    async def test_of_an_error_is_read_as_far_as_it_says_something(self) -> None:
        bomb = packed("gzip", [b'{"message": "bad key"}', b" " * 20_000_000])
        heard, _ = await told(bomb, "gzip", status=401)
        assert heard.failure is not None
        assert heard.failure.kind == "key-refused"


@pytest.mark.parametrize("content", [WHOLE, MESSAGE], ids=["stream", "message"])
async def test_a_byte_order_mark_before_a_reply_is_no_part_of_it(content: bytes) -> None:
    heard, _ = await told(b"\xef\xbb\xbf" + content)
    assert (heard.failure, heard.message.text) == (None, "Some text")


async def test_a_byte_order_mark_before_an_error_or_a_list_is_no_part_of_it() -> None:
    heard, _ = await told(b'\xef\xbb\xbf{"message": "bad key"}', status=401)
    assert heard.failure is not None
    assert heard.failure.detail == "bad key"
    listed = b'\xef\xbb\xbf{"data": [{"id": "m-1"}]}'
    gateway = gateway_of(lambda: httpx.Response(200, stream=_Stream(_once(listed))), [])
    assert [one.id for one in await gateway.models()] == ["m-1"]
    await gateway.close()


@pytest.mark.parametrize(
    "target", ["//[", "https://a:b:c/", "http://[::1", "https://exam ple/", "http:x", "http://xn--/"]
)
async def test_a_redirect_to_no_address_is_told(target: str) -> None:
    asked: list[httpx.Request] = []
    gateway = gateway_of(lambda: httpx.Response(307, headers={"location": target}), asked)
    heard = await hear(gateway)
    await gateway.close()
    assert heard.failure is not None
    assert (heard.failure.kind, len(asked)) == ("not-understood", 1)
