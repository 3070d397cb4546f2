"""Servers as a chat has them: asked about, called at once with others, stopped, changed, and dead in mid-call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.app.conftest import AppFixture
from tests.app.gateways import Step, spoken
from tests.app.mcp.conftest import nasty, until
from tests.app.mcp.test_tool_servers import Program, program
from tests.app.test_live import ended
from tests.app.test_tool_runs import seen
from tests.app.test_turns import calling
from turbodesk.app.live import LiveChat
from turbodesk.app.mcp import mended_transport, messages, results
from turbodesk.app.mcp.mending import mend
from turbodesk.app.mcp.runner import ServerState
from turbodesk.app.mcp.server_source import ServerSource
from turbodesk.app.tool_loop import CallState, ToolDecision
from turbodesk.app.tools.tool import ToolCall
from turbodesk.chat.message import Message

__all__ = ["program"]  # a fixture


async def served(services: AppFixture, program: Program, name: str) -> ServerSource:
    """One server whose tools every chat may have."""
    servers = program.start()
    source = await servers.add(nasty(name), {})
    await servers.check(source.id)
    servers.offer_in(services.toolbox)
    return source


async def asked(services: AppFixture, source: ServerSource, *scripts: Sequence[Step]) -> tuple[LiveChat, Message]:
    chat = services.chat()
    chat.tune(replace(chat.conversation.parameters, tools=tuple(tool.name for tool in source.tools())))
    services.gateway.scripts += scripts
    chat.send("Go")
    return chat, await ended(chat)


async def test_a_server_is_asked_about_and_called_several_times_at_once(services: AppFixture, program: Program) -> None:
    source = await served(services, program, "good")
    wanted = calling(*((id_, "good__go", f'{{"x": "{id_}"}}') for id_ in "abc"))
    chat, reply = await asked(services, source, wanted, spoken("Done."))
    calls = await seen(chat, reply, *[CallState.ASKING] * 3)
    assert calls[0].tool is not None
    assert calls[0].tool.source_title == "Good"
    chat.tools.answer_all(is_allowed=True)
    assert chat.is_busy
    await ended(chat)
    assert [call.result for call in chat.calls(reply.id)] == [f'{{"x": "{id_}"}}' for id_ in "abc"]


async def test_stop_reaches_the_server_and_closing_leaves_nothing_running(
    services: AppFixture, program: Program
) -> None:
    source = await served(services, program, "long")
    chat, reply = await asked(services, source, calling(("a", source.tools()[0].name, "{}")))
    await seen(chat, reply, CallState.ASKING)
    chat.answer("a", ToolDecision.ONCE)
    await until(lambda: chat.calls(reply.id)[0].progress is not None)
    chat.stop()
    assert chat.calls(reply.id)[0].state is CallState.HELD
    assert not chat.is_busy
    await program.started[0].close()
    assert source.runner.state is ServerState.OFF


async def test_a_server_that_dies_in_mid_call_is_told_and_the_chat_goes_on(
    services: AppFixture, program: Program
) -> None:
    source = await served(services, program, "dies")
    chat, reply = await asked(services, source, calling(("a", source.tools()[0].name, "{}")), spoken("I see."))
    await seen(chat, reply, CallState.ASKING)
    chat.answer("a", ToolDecision.ONCE)
    assert (await ended(chat)).text == "I see."
    (call,) = chat.calls(reply.id)
    assert call.state is CallState.FAILED
    assert call.result


async def test_a_server_that_changes_what_it_says_asks_again_and_shows_it(
    services: AppFixture, program: Program
) -> None:
    source = await served(services, program, "changes")
    name = source.tools()[0].name
    chat, reply = await asked(services, source, calling(("a", name, "{}")), spoken("One."))
    await seen(chat, reply, CallState.ASKING)
    fingerprint = source.tools()[0].fingerprint
    chat.answer("a", ToolDecision.EVERYWHERE)
    await ended(chat)
    await until(lambda: source.tools()[0].fingerprint != fingerprint)
    services.gateway.scripts.append(calling(("b", name, "{}")))
    chat.send("Again")
    reply = await ended(chat)
    (call,) = await seen(chat, reply, CallState.ASKING)
    assert "has changed what" in call.why
    assert "evil" not in call.before
    assert call.tool is not None
    assert "evil" in call.tool.definition.description


async def test_an_answer_of_many_megabytes_is_worked_through_beside_the_window(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers, threads = program.start(), set[int]()

    def noted(work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            if given[0] != "tools/list":
                threads.add(threading.get_ident())
            return work(*given)

        return run

    source = await servers.add(nasty("large", str(2 * messages.LARGE)), {})
    await servers.check(source.id)
    monkeypatch.setattr(results, "outcome", noted(results.outcome))
    monkeypatch.setattr(mended_transport, "mend", noted(mend))
    monkeypatch.setattr(messages, "read", noted(messages.read))
    outcome = await source.tools()[0].run({}, ToolCall("c", "v"))
    assert len(outcome.shown) == 2 * messages.LARGE
    assert threads
    assert threading.get_ident() not in threads
