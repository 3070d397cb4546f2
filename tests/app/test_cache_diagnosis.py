"""Why a cached beginning was lost, from the person's change down to the bytes, and back as words at the reply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.wired import replied, said, wired
from tests.gateway_server import Answer, GatewayServer
from turbodesk.app.live import LiveChat
from turbodesk.app.services import Services
from turbodesk.chat.cache_loss import cache_words
from turbodesk.chat.parameters import Parameters

LONG = "Chapter one: what happened on the first day of the journey.\n" * 400
KEEPS = Answer(
    text="Yes.", usage={"input_tokens": 4, "cache_creation_input_tokens": 7_000, "cache_read_input_tokens": 0}
)
MISSES = Answer(
    text="No.", usage={"input_tokens": 7_100, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
)
FINDS = Answer(
    text="So.", usage={"input_tokens": 4, "cache_creation_input_tokens": 90, "cache_read_input_tokens": 7_000}
)
ANEW = "The beginning was paid for anew: "


@pytest.fixture
async def server() -> AsyncIterator[GatewayServer]:
    async with GatewayServer() as running:
        yield running


def chat_in(services: Services) -> LiveChat:
    chat = services.workspace.new_chat(demo=False)
    chat.choose_model("claude-opus-4-7")
    chat.tune(Parameters(system="Be brief."))
    return chat


async def opened(services: Services, id_: str) -> LiveChat:
    chat = await services.workspace.open(id_)
    assert chat is not None
    return chat


async def test_changed_instructions_are_named_and_nothing_is_where_all_is_found(
    tmp_path: Path, server: GatewayServer
) -> None:
    server.script(KEEPS, FINDS, MISSES)
    async with wired(tmp_path, server) as services:
        chat = chat_in(services)
        assert cache_words(await said(chat, LONG)).startswith("The first question")
        assert cache_words(await said(chat, "And then?")) == ""
        chat.tune(replace(chat.conversation.parameters, system="Be long."))
        assert cache_words(await said(chat, "And then?")) == f"{ANEW}the instructions were changed."


async def test_it_is_known_after_a_restart(tmp_path: Path, server: GatewayServer) -> None:
    server.script(KEEPS, MISSES)
    async with wired(tmp_path, server) as services:
        chat = chat_in(services)
        await said(chat, LONG)
        id_ = chat.conversation.id
    async with wired(tmp_path, server) as services:
        chat = await opened(services, id_)
        chat.choose_model("claude-opus-4-6")
        reply = await said(chat, "And then?")
    async with wired(tmp_path, server) as services:
        again = await opened(services, id_)
        (kept,) = await again.fetch([reply.id])
        assert cache_words(kept) == f"{ANEW}another model was asked."


async def test_what_another_branch_sent_is_not_compared(tmp_path: Path, server: GatewayServer) -> None:
    server.script(KEEPS, MISSES, FINDS)
    async with wired(tmp_path, server) as services:
        chat = chat_in(services)
        first = await said(chat, LONG)
        chat.tune(replace(chat.conversation.parameters, system="Be long."))
        await said(chat, "And then?")
        chat.tune(replace(chat.conversation.parameters, system="Be brief."))
        question = chat.message(chat.ids()[2])
        assert question is not None
        chat.edit(question, "And what then?")
        reply = await replied(chat)
        assert reply.sent is not None
        assert reply.sent.changed == (), "the request before on this branch had the same instructions"
        assert chat.ids()[1] == first.id
        assert cache_words(reply) == ""


async def test_left_out_turns_and_a_riddle(tmp_path: Path, server: GatewayServer) -> None:
    riddle = {"id": "msg_01here"}
    begun = {"type": "message", "role": "assistant", "model": "m", "content": [{"type": "text", "text": "Hm."}]}
    lost = Answer(body={**riddle, **begun, "stop_reason": "end_turn", "usage": dict(MISSES.usage)})
    server.script(KEEPS, lost, FINDS, MISSES)
    async with wired(tmp_path, server) as services:
        chat = chat_in(services)
        await said(chat, LONG)
        assert "although nothing was changed here" in cache_words(await said(chat, "And then?"))
        await said(chat, "And then?")
        asked = [one.json.get("diagnostics") for one in server.requests if one.path.endswith("/messages")]
        assert asked == [None, None, {"previous_message_id": "msg_01here"}], "the provider is asked after a riddle"
        chat.leave_out_oldest(again=False)
        assert cache_words(await said(chat, "Still?")) == f"{ANEW}the oldest messages are no longer sent as they were."
