"""The whole house on the real client and a gateway on loopback, which keeps every byte it was sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.gateway_server import Answer, GatewayServer
from turbodesk.app.attachments.pictures import Pictures
from turbodesk.app.live import LiveChat
from turbodesk.app.services import Services, start_services
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Message

PATIENCE_S = 20.0
Event = Mapping[str, object]


def no_report(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@asynccontextmanager
async def wired(
    folder: Path,
    server: GatewayServer,
    new_pictures: Callable[[], Pictures] | None = None,
    report: Callable[[str, BaseException], None] = no_report,
) -> AsyncIterator[Services]:
    """A house whose first gateway is the server, with the right key; `report` hears of defects."""
    async with start_services(folder, report=report, gateway_url=server.url, new_pictures=new_pictures) as services:
        await services.keys.keep(ApiKey("sk-right"), this_run_only=True)
        yield services


async def until(look: Callable[[], object]) -> None:
    """Let everything go on until `look` finds something."""
    async with asyncio.timeout(PATIENCE_S):
        while not look():  # noqa: ASYNC110 - several signals lead to what is waited for
            await asyncio.sleep(0.001)


async def replied(chat: LiveChat) -> Message:
    """Wait for the end of the reply that has begun."""
    await until(lambda: not chat.is_replying)
    reply = chat.last_reply()
    assert reply is not None
    return reply


async def said(chat: LiveChat, text: str) -> Message:
    """Send `text` and wait for the reply."""
    chat.send(text)
    return await replied(chat)


def streamed(
    blocks: Sequence[Event],
    *,
    stop_reason: str = "end_turn",
    details: Mapping[str, object] | None = None,
    **changes: object,
) -> Answer:
    """An answer of these content blocks, each told in pieces as the protocol does (protocol, 2.2)."""
    usage = {"input_tokens": 25, "output_tokens": 1}
    begun = {"id": "msg_bdrk_1", "type": "message", "role": "assistant", "model": "claude-x", "content": []}
    events: list[object] = [{"type": "message_start", "message": {**begun, "stop_reason": None, "usage": usage}}]
    for index, block in enumerate(blocks):
        events += _block(index, block)
    ending = {"stop_reason": stop_reason, "stop_sequence": None, **(details or {})}
    events.append({"type": "message_delta", "delta": ending, "usage": {"output_tokens": 9}})
    return Answer(events=[*events, {"type": "message_stop"}], **changes)  # type: ignore[arg-type]


def _block(index: int, block: Event) -> list[object]:
    """A block's events; what has no deltas of its own comes whole."""
    match block["type"]:
        case "text":
            start: Event = {"type": "text", "text": ""}
            deltas: list[Event] = [{"type": "text_delta", "text": block["text"]}]
            deltas += [{"type": "citations_delta", "citation": one} for one in block.get("citations", ())]  # type: ignore[attr-defined]
        case "thinking":
            start = {"type": "thinking", "thinking": "", "signature": ""}
            deltas = [
                {"type": "thinking_delta", "thinking": block["thinking"]},
                {"type": "signature_delta", "signature": block["signature"]},
            ]
        case "tool_use" if "json" in block:
            start = {**{name: block[name] for name in ("type", "id", "name")}, "input": {}}
            given = str(block["json"])
            deltas = [{"type": "input_json_delta", "partial_json": one} for one in ("", given[:5], given[5:])]
        case _:
            start, deltas = block, []
    events: list[object] = [{"type": "content_block_start", "index": index, "content_block": start}]
    events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
    return [*events, {"type": "content_block_stop", "index": index}]
