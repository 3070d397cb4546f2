"""Chats that get odd streams for answers, and go on; run by hand for many: `python -m tests.app.odd_streams 5000`."""

from __future__ import annotations

import asyncio
import collections
import gc
import json
import sys
import tempfile
import traceback
import warnings
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import httpx

from tests.app.conftest import AppFixture
from tests.app.wired import replied
from tests.gateway.rules import FACTS, broken
from tests.gateway_server.mutated import Mutated, mutated
from turbodesk.app.exports.markdown import to_markdown
from turbodesk.app.exports.transcript import take_transcript
from turbodesk.app.forecast import forecast
from turbodesk.app.inspect import as_curl, exchange_text
from turbodesk.app.live import LiveChat
from turbodesk.app.tasks import Scope
from turbodesk.chat.citations import passages, sources
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.errors import Failure
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Message, Status
from turbodesk.chat.model import Model
from turbodesk.chat.parts import Opaque
from turbodesk.chat.server_tools import found, words
from turbodesk.gateway import catalogue
from turbodesk.gateway.client import HttpGateway
from turbodesk.store.database import Database

MODEL = next(model for model in catalogue.load() if model.id == "claude-sonnet-4-6")
_PLAIN = (
    b'data: {"type":"message_start","message":{"id":"m","model":"m","content":[]}}\n\n'
    b'data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Fine."}}\n\n'
    b'data: {"type":"content_block_stop","index":0}\n\n'
    b'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}\n\ndata: {"type":"message_stop"}\n\n'
)


class _Pieces(httpx.AsyncByteStream):
    def __init__(self, body: bytes) -> None:
        self._body = body
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self._body), 700):
            yield self._body[at : at + 700]

    async def aclose(self) -> None:
        self.is_closed = True


class Wire(httpx.AsyncBaseTransport):
    """A network with a gateway behind it that answers once as it is told and then plainly."""

    def __init__(self) -> None:
        self.next: Mutated | None = None
        self.bodies: list[bytes] = []
        self.streams: list[_Pieces] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(await request.aread())
        answer, self.next = self.next or Mutated(_PLAIN), None
        stream = _Pieces(answer.body)
        self.streams.append(stream)
        headers = [(name.encode(), value.encode("utf-8")) for name, value in answer.headers.items()]
        return httpx.Response(answer.status, headers=headers, stream=stream)


@dataclass
class Rig(AppFixture):
    """The program below its window, on a network of its own."""

    wire: Wire = field(default_factory=Wire)
    http: HttpGateway = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.http = HttpGateway(
            *("https://gateway.example", ApiKey("sk-right")),
            version="1",
            transport=self.wire,
            sleep=_no_wait,
            chance=lambda: 0.0,
        )

    def model_of(self, conversation: Conversation) -> Model:
        return MODEL

    async def gateway_of(self, _: Conversation) -> HttpGateway:
        return self.http


async def _no_wait(_: float) -> None:
    return None


@asynccontextmanager
async def rig(folder: Path) -> AsyncGenerator[Rig, None]:
    """Everything below the interface; what fails in it unhandled is in `reports`."""
    reports: list[tuple[str, BaseException]] = []
    path = folder / "turbodesk.db"
    opened = await Database.open(path)
    made = Rig(path, opened.database, Scope("root", lambda name, error: reports.append((name, error))), reports)
    yield made
    await made.scope.close()
    await made.http.close()
    await opened.database.close()


async def harm(made: Rig, answer: Mutated) -> list[str]:
    """Return what went wrong in a chat that got this answer: there, when looked at, and after a restart."""
    wrong: list[str] = []
    made.wire.next = answer
    chat = made.chat(new_conversation())
    chat.send("Hello")
    reply = await replied(chat)
    if _is_defect(chat):
        wrong.append("ended in a defect")
    wrong += await _looked_at(chat, made)
    again = await made.again(chat.conversation.id)
    again.send("And now?")
    reply = await replied(again)
    if reply.status is not Status.COMPLETE or reply.text != "Fine.":
        wrong.append(f"fails after a restart: {reply.failure.kind if reply.failure else reply.status}")
    else:
        wrong += _judged(made.wire.bodies[-1])
    wrong += [f"{name.split('.')[-1]}: {_where(error)}" for name, error in made.reports]
    wrong += ["a stream left open"] * any(not stream.is_closed for stream in made.wire.streams)
    made.reports.clear()
    made.wire.streams.clear()
    made.wire.bodies.clear()
    await chat.close()
    await again.close()
    return wrong


def _is_defect(chat: LiveChat) -> bool:
    messages = (chat.message(id_) for id_ in chat.ids())
    return any(one is not None and one.failure is not None and one.failure.kind == "defect" for one in messages)


async def _looked_at(chat: LiveChat, made: Rig) -> list[str]:
    """Let all look that read what a reply is made of."""
    wrong: list[str] = []
    try:
        for id_ in chat.ids():
            message = chat.message(id_)
            assert message is not None
            _read(message)
        forecast(chat, "Next")
        transcript = await take_transcript(chat, lambda id_: MODEL)
        to_markdown(transcript)
        for exchange in made.http.exchanges():
            exchange_text(exchange)
            as_curl(exchange.request)
        with suppress(Failure):
            as_curl(made.http.preview(await chat.next_request()))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        wrong.append(f"looked at: {_where(error)}")
    return wrong


def _read(message: Message) -> None:
    sources(message), passages(message)
    for part in message.parts:
        if isinstance(part, Opaque):
            words(part, None, is_live=False), words(None, part, is_live=False), found(part)


def _judged(body: bytes) -> list[str]:
    def no(text: str) -> NoReturn:
        raise ValueError(text)

    try:
        sent = json.loads(body, parse_constant=no)
        return [f"sent: {one}" for one in broken(sent, FACTS[MODEL.id])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [f"sent: {type(error).__name__} {error}"]


def _where(error: BaseException) -> str:
    frames = [one for one in traceback.extract_tb(error.__traceback__) if "turbodesk" in one.filename]
    last = frames[-1] if frames else None
    place = f"{last.filename.rsplit('turbodesk/', 1)[-1]}:{last.lineno}" if last else "?"
    return f"{type(error).__name__} at {place}"


async def _many(count: int, first: int) -> None:
    tally: collections.Counter[str] = collections.Counter()
    seeds: dict[str, list[int]] = collections.defaultdict(list)
    bad = spoiled = 0
    with tempfile.TemporaryDirectory() as folder:
        async with rig(Path(folder)) as made:
            for seed in range(first, first + count):
                try:
                    wrong = await harm(made, mutated(seed))
                except Exception as error:  # noqa: BLE001
                    wrong = [f"outside: {_where(error)}"]
                bad += any("defect" in one for one in wrong)
                spoiled += any(one.startswith(("fails", "sent", "outside")) for one in wrong)
                for one in set(wrong):
                    tally[one] += 1
                    seeds[one].append(seed)
    gc.collect()
    sys.stdout.write(f"{count} streams: {bad} ended in a defect, {spoiled} spoiled their chat\n")
    for one, times in tally.most_common(60):
        sys.stdout.write(f"{times:6} {one}  {seeds[one][:6]}\n")


if __name__ == "__main__":
    warnings.simplefilter("error", ResourceWarning)
    asyncio.run(_many(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
