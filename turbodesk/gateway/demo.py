"""The demo: a gateway inside the program, for trying TurboDesk without a key and without a network.

It is a transport beneath the same client, so that it speaks the whole protocol: the request is built, the stream is cut
at any byte, split and read, and a failure told exactly as with the real gateway. What it says is in `demo_script`.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence

import httpx

from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import DEMO_ID
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.demo_going_on import interrupted, rest
from turbodesk.gateway.demo_script import DemoReply, answer_to, recovered
from turbodesk.gateway.demo_turns import Wish, results, thought, wish
from turbodesk.quick_dataclasses import dataclass

TOKENS_PER_SECOND = 90.0
"""The pace of a quick model of the day."""
_BEFORE_THE_FIRST = 40
"""Tokens' worth of time before the reply begins: a model reads the question first."""
_SIGNATURE = "demo"
_URL = "https://demo.invalid"
"""A name that by definition leads nowhere (RFC 2606), should anything ever try to."""


def demo_gateway(
    *,
    tokens_per_second: float = TOKENS_PER_SECOND,
    version: str = "demo",
    seed: int | None = None,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> HttpGateway:
    """Make a gateway that answers by itself.

    `tokens_per_second` may be infinite: then nothing waits but what a failure asks for. `seed` makes pace and cuts
    the same each time; `sleep` stands for every wait.
    """
    transport = DemoTransport(tokens_per_second=tokens_per_second, seed=seed, sleep=sleep)
    key = ApiKey("no-key-is-needed-here")
    return HttpGateway(_URL, key, version=version, routes_by_conversation=True, transport=transport, sleep=sleep)


_SHORTEST_S = 0.005
"""Of a sleep: timers are a millisecond late or two, which at a thousand tokens a second would be most of a reply."""


class DemoTransport(httpx.AsyncBaseTransport):
    """Answers every request in process."""

    def __init__(
        self,
        *,
        tokens_per_second: float = TOKENS_PER_SECOND,
        seed: int | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Make a transport; see `demo_gateway`."""
        self._pace = _Pace(1 / tokens_per_second, random.Random(seed), sleep)
        self._failed: dict[tuple[str, str], int] = {}
        """How often in a row the same words of a conversation have been failed on purpose."""
        self._refused: dict[tuple[str, str], str] = {}
        """The model of which they were asked first, where it is the one that does not answer."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of the protocol."""
        if request.method == "GET":
            return _json(200, {"object": "list", "data": []})
        body = json.loads(await request.aread())
        if request.url.path.endswith("/count_tokens"):
            return _json(200, {"input_tokens": _input_tokens(body)})
        answer = self._answer(body, request.headers.get("x-conversation-id", ""))
        await self._pace.wait(_BEFORE_THE_FIRST)
        if answer.status != 200:
            told = {**answer.headers, "request-id": self._pace.new_id().replace("msg", "req")}
            return _json(answer.status, {"type": "error", "error": dict(answer.error)}, told)
        reply = _Reply.to(body, answer, self._pace.new_id())
        if not body.get("stream"):
            await self._pace.wait(len(reply.tokens))
            return _json(200, reply.message()) if not answer.error else _json(200, _fault(answer))
        headers = {"content-type": "text/event-stream; charset=utf-8", "request-id": reply.id.replace("msg", "req")}
        return httpx.Response(200, headers=headers, stream=_PacedStream(reply, self._pace))

    def _answer(self, body: Mapping[str, object], conversation: str) -> DemoReply:
        answer, asked = _answer(body), (conversation, _asked(body))
        if answer.is_of_model:
            model = str(body["model"])
            return answer if self._refused.setdefault(asked, model) == model else recovered(answer)
        if answer.times is None:
            return answer
        failed = self._failed.get(asked, 0)
        if failed < answer.times:
            self._failed[asked] = failed + 1
            return answer
        self._failed.pop(asked, None)
        return recovered(answer)


def _answer(body: Mapping[str, object]) -> DemoReply:
    if (told := results(body)) is not None:
        return DemoReply(told)
    before = interrupted(body)
    return answer_to(_asked(body)) if before is None else rest(before)


def _asked(body: Mapping[str, object]) -> str:
    """What the person wrote last; a begun reply may stand behind it."""
    messages = body["messages"]
    assert isinstance(messages, list)
    last = next(message for message in reversed(messages) if message["role"] == "user")
    return "\n".join(block["text"] for block in last["content"] if block["type"] == "text")


def _input_tokens(body: Mapping[str, object]) -> int:
    given = json.dumps([body["messages"], body.get("system", "")], ensure_ascii=False)
    return max(1, len(_FILES.sub("", given)) // 4 + _TOKENS_A_FILE * len(_FILES.findall(given)))


@dataclass(slots=True)
class _Pace:
    """The speed of replies, as irregular as a real one."""

    seconds: float
    """Of one token."""
    chance: random.Random
    sleep: Callable[[float], Awaitable[object]]
    owed_s: float = 0.0
    """Seconds that were too short to be slept."""

    async def wait(self, tokens: float) -> None:
        """Wait about as long as `tokens` take; without a pace, only let others run."""
        self.owed_s += tokens * self.seconds * self.chance.uniform(0.4, 1.6)
        if self.owed_s >= _SHORTEST_S:
            owed, self.owed_s = self.owed_s, 0.0
            await self.sleep(owed)
        else:
            await asyncio.sleep(0)

    def new_id(self) -> str:
        """Return an id of a message that says whose it is."""
        return f"{DEMO_ID}{self.chance.getrandbits(64):016x}"

    def cut(self, pending: bytes) -> int:
        """Return where to cut what waits to be sent: networks cut anywhere, most often behind what they were given."""
        return len(pending) if self.chance.random() < 0.5 else self.chance.randint(0, len(pending))


_FILES = re.compile(r'"data": "[A-Za-z0-9+/=]{40,}"')
_TOKENS_A_FILE = 1_500
"""A picture costs about that, whatever its bytes (protocol, 5)."""


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply as the protocol tells it."""

    id: str
    model: str
    tokens: Sequence[str]
    stop_reason: str
    input_tokens: int
    answer: DemoReply
    thought: str = ""
    wish: Wish | None = None

    @classmethod
    def to(cls, body: Mapping[str, object], answer: DemoReply, id_: str) -> _Reply:
        """Make the reply to a request's body."""
        calls_nothing = answer.error or answer.is_cut_off or interrupted(body) is not None
        asks = None if calls_nothing else wish(body, _asked(body))
        tokens = _pieces(answer.text if asks is None else asks.words)
        limit = body["max_tokens"]
        assert isinstance(limit, int)
        return cls(
            id=id_,
            model=str(body["model"]),
            tokens=tokens[:limit],
            input_tokens=_input_tokens(body),
            stop_reason="max_tokens" if len(tokens) > limit else "end_turn" if asks is None else "tool_use",
            answer=answer,
            thought=thought(body),
            wish=asks if len(tokens) <= limit else None,
        )

    @property
    def _thoughts(self) -> Sequence[str]:
        return _pieces(self.thought)

    def _written(self) -> dict[str, object]:
        """What was written, thinking included, as the protocol counts it."""
        thinking = len(self._thoughts)
        details = {"output_tokens_details": {"thinking_tokens": thinking}} if thinking else {}
        return {"output_tokens": thinking + len(self.tokens), **details}

    def message(self) -> dict[str, object]:
        """Return the whole reply as one message."""
        return {
            **self._begun(self._written()),
            "content": self._content(),
            "stop_reason": self.stop_reason,
        }

    def events(self) -> Iterator[tuple[float, bytes]]:
        """Yield the stream's events, each after the time of so many tokens."""
        yield 0, _event("message_start", message=self._begun({"output_tokens": 1}))
        at = 0
        if self.thought:
            yield from self._thinking()
            at = 1
        yield 0, _event("content_block_start", index=at, content_block={"type": "text", "text": ""})
        yield 0, _event("ping")
        for token in self.tokens:
            pause = 6 if "\n\n" in token else 1  # a breath between paragraphs
            yield pause, _event("content_block_delta", index=at, delta={"type": "text_delta", "text": token})
        if self.answer.error:
            yield 20, _event("error", error=dict(self.answer.error))
        if self.answer.error or self.answer.is_cut_off:
            return
        yield 0, _event("content_block_stop", index=at)
        if self.wish is not None:
            yield from self._calling(self.wish, at + 1)
        ending = {"stop_reason": self.stop_reason, "stop_sequence": None}
        yield 1, _event("message_delta", delta=ending, usage=self._written())
        yield 0, _event("message_stop")

    def _content(self) -> list[dict[str, object]]:
        """The whole reply's blocks."""
        blocks: list[dict[str, object]] = [{"type": "text", "text": "".join(self.tokens)}]
        if self.thought:
            blocks.insert(0, {"type": "thinking", "thinking": self.thought, "signature": _SIGNATURE})
        if self.wish is not None:
            given = dict(self.wish.given)
            blocks.append({"type": "tool_use", "id": self._call_id, "name": self.wish.name, "input": given})
        return blocks

    @property
    def _call_id(self) -> str:
        return self.id.replace("msg", "toolu")

    def _thinking(self) -> Iterator[tuple[float, bytes]]:
        empty = {"type": "thinking", "thinking": "", "signature": ""}
        yield 0, _event("content_block_start", index=0, content_block=empty)
        for piece in self._thoughts:
            delta = {"type": "thinking_delta", "thinking": piece}
            yield 1, _event("content_block_delta", index=0, delta=delta)
        sealed = {"type": "signature_delta", "signature": _SIGNATURE}
        yield 0, _event("content_block_delta", index=0, delta=sealed)
        yield 0, _event("content_block_stop", index=0)

    def _calling(self, wish: Wish, at: int) -> Iterator[tuple[float, bytes]]:
        call = {"type": "tool_use", "id": self._call_id, "name": wish.name, "input": {}}
        yield 2, _event("content_block_start", index=at, content_block=call)
        if wish.given:
            delta = {"type": "input_json_delta", "partial_json": json.dumps(dict(wish.given), ensure_ascii=False)}
            yield 4, _event("content_block_delta", index=at, delta=delta)
        yield 0, _event("content_block_stop", index=at)

    def _begun(self, written: Mapping[str, object]) -> dict[str, object]:
        usage = {
            "input_tokens": self.input_tokens,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            **written,
        }
        empty: dict[str, object] = {"id": self.id, "type": "message", "role": "assistant", "model": self.model}
        return {**empty, "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}


def _pieces(text: str) -> list[str]:
    """Return a text in the pieces it comes in, which are the demo's tokens."""
    return re.findall(r"\s*\S{1,7}|\s+\Z", text)


class _PacedStream(httpx.AsyncByteStream):
    """A reply's bytes at a natural pace, cut anywhere."""

    def __init__(self, reply: _Reply, pace: _Pace) -> None:
        self._bytes = self._paced(reply, pace)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._bytes

    async def aclose(self) -> None:
        await self._bytes.aclose()

    async def _paced(self, reply: _Reply, pace: _Pace) -> AsyncGenerator[bytes, None]:
        pending = b""
        for tokens, event in reply.events():
            await pace.wait(tokens)
            pending += event
            at = pace.cut(pending)
            if at:
                yield pending[:at]
            pending = pending[at:]
        if pending:
            yield pending


def _event(kind: str, **fields: object) -> bytes:
    data = json.dumps({"type": kind, **fields}, ensure_ascii=False)
    return f"event: {kind}\ndata: {data}\n\n".encode()


def _fault(answer: DemoReply) -> dict[str, object]:
    return {"type": "error", "error": dict(answer.error)}


def _json(status: int, payload: Mapping[str, object], headers: Mapping[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, headers=dict(headers or {}), json=payload)
