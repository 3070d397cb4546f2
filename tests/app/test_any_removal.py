"""Whatever tree of messages, and whatever is removed from it and undone: nothing else is lost, and all can be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.gateways import ScriptedGateway
from tests.app.test_leaving_out import MODEL, TOOLS
from tests.app.test_message_removals import removed, rows
from tests.gateway.conftest import MODELS
from tests.gateway.rules import FACTS, broken
from turbodesk.app.chat_context import ChatContext
from turbodesk.app.live import LiveChat
from turbodesk.app.tasks import Scope
from turbodesk.chat.conversation import Conversation, Node, new_conversation, path
from turbodesk.chat.ids import new_id
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Part, Text, Thinking, ToolResult, ToolUse
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.request import build
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.journal import Journal
from turbodesk.store.memory import MemoryDatabase


def _message(parent: Message | None, role: Role, *parts: Part) -> Message:
    blocks = tuple(Block(at, part) for at, part in enumerate(parts))
    usual = {"model": MODEL, "stop_reason": "end_turn"} if role is Role.ASSISTANT else {}
    return Message(new_id(), parent.id if parent else None, role, blocks, **usual)  # type: ignore[arg-type]


@st.composite
def trees(draw: st.DrawFn) -> list[Message]:
    """A tree of questions, replies, calls of tools and their results, with versions of each."""
    made: list[Message] = []
    for number in range(draw(st.integers(1, 12))):
        above = draw(st.sampled_from([*made[-2:], *made, None])) if made else None
        calls = [part for part in above.parts if isinstance(part, ToolUse)] if above is not None else []
        if above is not None and above.role is Role.USER:
            thought: tuple[Part, ...] = (Thinking("Hm", "seal"),) if draw(st.booleans()) else ()
            calls_it = draw(st.booleans())
            said: Part = ToolUse(f"t{number}", "look", "{}") if calls_it else Text(f"Reply {number}")
            made.append(_message(above, Role.ASSISTANT, *thought, said))
        elif calls and draw(st.sampled_from((True, True, False))):
            made.append(_message(above, Role.USER, ToolResult(calls[0].id, "7")))
        else:
            made.append(_message(above, Role.USER, Text(f"Question {number}")))
    return made


@contextmanager
def kept(messages: list[Message], leaf: Message) -> Iterator[tuple[Database, Conversation, ChatContext]]:
    database = MemoryDatabase()
    history = History(database)
    conversation = replace(new_conversation(), leaf_id=leaf.id, model=MODEL)
    history.save_conversation(conversation)
    for message in messages:
        history.save_message(conversation.id, message)

    async def gateway(_: Conversation) -> ScriptedGateway:
        return ScriptedGateway()

    yield database, conversation, ChatContext(history, Journal(database), gateway, lambda _: MODELS[MODEL])


async def opened(context: ChatContext, scope: Scope, conversation_id: str) -> LiveChat:
    found = await context.history.conversation(conversation_id)
    assert found is not None
    chat = LiveChat(found, context, scope.child(new_id()))
    await chat.open()
    return chat


def nodes_of(chat: LiveChat, messages: list[Message]) -> dict[str, Node]:
    return {one.id: chat.node(one.id) for one in messages if chat.has(one.id)}


async def state(chat: LiveChat, messages: list[Message]) -> object:
    nodes = nodes_of(chat, messages)
    return nodes, chat.conversation, await chat.fetch(sorted(nodes))


async def is_sound(chat: LiveChat, again: LiveChat, all_: list[Message], expected: set[str]) -> None:
    """What is in memory is what is on disk, all that was not removed is within reach, and it can be sent."""
    nodes = nodes_of(chat, all_)
    assert nodes == nodes_of(again, all_)
    assert list(chat.ids()) == list(again.ids())
    assert chat.conversation == again.conversation
    assert set(nodes) == expected
    assert chat.conversation.leaf_id == (chat.ids()[-1] if chat.ids() else None)
    ids = sorted(nodes)
    messages = await chat.fetch(ids)
    assert messages == await again.fetch(ids)
    for one in messages:
        assert (one.parent_id, nodes[path(nodes, one.id)[0]].parent_id) == (nodes[one.id].parent_id, None)
    for end in ids:
        way = tuple(one for id_ in path(nodes, end) for one in messages if one.id == id_)
        try:
            body = build(ReplyRequest(MODELS[MODEL], way, Parameters(), "w", tools=TOOLS))
        except ValueError:
            continue  # nothing of the person's is left
        assert broken(body, FACTS[MODEL]) == []
        if way[0].follows_gap and not any(isinstance(part, ToolResult) for one in way for part in one.parts):
            assert "'thinking'" not in str(body["messages"]), "it was thought of what is gone"


@settings(max_examples=60)
@given(messages=trees(), data=st.data())
def test_whatever_is_removed_and_undone_nothing_else_is_lost(messages: list[Message], data: st.DataObject) -> None:
    async def scene() -> None:
        scope = Scope("root", lambda name, error: pytest.fail(f"{name}: {error!r}"))
        with kept(messages, data.draw(st.sampled_from(messages))) as (database, conversation, context):
            chat = await opened(context, scope, conversation.id)
            expected, last = {one.id for one in messages}, None
            for _ in range(data.draw(st.integers(1, 8))):
                step = data.draw(st.sampled_from(("remove", "remove", "undo", "finish", "show", "star", "reopen")))
                if step == "remove" and chat.ids():
                    before = (
                        nodes_of(chat, messages),
                        chat.conversation,
                        await chat.fetch(sorted(nodes_of(chat, messages))),
                    )
                    if last is not None:
                        await chat.removals.finish(last)
                    last = await removed(chat, data.draw(st.sampled_from(list(chat.ids()))))
                    assert last.ids[-1] not in nodes_of(chat, messages)
                    expected -= set(last.ids)
                    if data.draw(st.booleans()):  # at once: all is as it was
                        assert chat.removals.restore(last)
                        expected |= set(last.ids)
                        last = None
                        assert await state(chat, messages) == before
                elif step == "undo" and last is not None:
                    assert chat.removals.restore(last)
                    expected |= set(last.ids)
                    last = None
                elif step == "finish" and last is not None:
                    await chat.removals.finish(last)
                    assert await rows(database, *last.ids) == []
                    last = None
                elif step in ("show", "star") and expected:
                    at = data.draw(st.sampled_from(sorted(expected)))
                    chat.show(at)
                    if step == "star":
                        chat.marks.star(at, is_starred=True)
                elif step == "reopen":
                    chat = await opened(context, scope, conversation.id)
                await is_sound(chat, await opened(context, scope, conversation.id), messages, expected)
        await scope.close()

    asyncio.run(scene())
