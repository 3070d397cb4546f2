"""What a turn of several requests sends, byte for byte, from the person's word down to the socket."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.app.test_projects import kept
from tests.app.wired import replied, said, streamed, until, wired
from tests.gateway_server import Answer, GatewayServer, Recorded
from tests.ui.pdf.pdf_files import pdf
from turbodesk.app.live import LiveChat
from turbodesk.app.services import Services
from turbodesk.app.tool_loop import DENIED, MOST_IN_VAIN, CallState
from turbodesk.app.tool_loop import ToolDecision as Word
from turbodesk.chat.attachments import PDF
from turbodesk.chat.message import Status
from turbodesk.chat.model import Effort
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Thinking

OPUS_47, SONNET_45 = "claude-opus-4-7", "claude-sonnet-4-5-20250929"
SEAL = "EqQBCgIYAhIkZ+/=\u2028\u00e9"
"""A signature with what careless hands change: base64's signs, a line separator, an accent."""
THOUGHT = {"type": "thinking", "thinking": "Two sums. ‘Hm’ 🧮\n", "signature": SEAL}
HIDDEN = {"type": "redacted_thinking", "data": "b3BhcXVl+/=="}


def call(id_: str, expression: str) -> dict[str, object]:
    given = json.dumps({"expression": expression})
    return {"type": "tool_use", "id": id_, "name": "calculator", "json": given}


def echoed(id_: str, expression: str) -> dict[str, object]:
    return {"type": "tool_use", "id": id_, "name": "calculator", "input": {"expression": expression}}


def unmarked(blocks: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{name: value for name, value in one.items() if name != "cache_control"} for one in blocks]


def posted(server: GatewayServer) -> list[Recorded]:
    return [one for one in server.requests if one.path.endswith("/v1/messages")]


@pytest.fixture
async def server() -> AsyncIterator[GatewayServer]:
    async with GatewayServer() as running:
        yield running


@pytest.fixture
async def services(tmp_path: Path, server: GatewayServer) -> AsyncIterator[Services]:
    async with wired(tmp_path, server) as services:
        yield services


def chat_with(services: Services, model: str = OPUS_47, **parameters: object) -> LiveChat:
    chat = services.workspace.new_chat(demo=False)
    chat.choose_model(model)
    chat.tune(Parameters(**{"tools": ("calculator", "current_time"), **parameters}))  # type: ignore[arg-type]
    return chat


@pytest.mark.parametrize("how", ["stop", "delete", "quit"])
async def test_a_reply_nobody_wants_any_more_leaves_the_server_free(
    tmp_path: Path, server: GatewayServer, how: str
) -> None:
    server.script(Answer(text="word " * 10_000, gap_ms=1))
    async with wired(tmp_path, server) as services:
        chat = services.workspace.new_chat(demo=False)
        chat.send("Count to a million")
        asked = await server.request(0)
        await asked.begun.wait()
        match how:
            case "stop":
                chat.stop()
            case "delete":
                await services.workspace.delete(chat.conversation.id)
        if how != "quit":
            await asked.gone.wait()
    await asked.gone.wait()
    assert "x-conversation-id" not in asked.headers, "which some servers take for the wish to come back"


async def test_two_rounds_of_tools_with_two_calls_at_once(services: Services, server: GatewayServer) -> None:
    chat = chat_with(services, thinking=True)
    first: list[Mapping[str, object]] = [
        THOUGHT,
        HIDDEN,
        {"type": "text", "text": "Two sums."},
        call("toolu_1", "6 * 7"),
        call("toolu_2", "1/3"),
    ]
    second: list[Mapping[str, object]] = [{**THOUGHT, "signature": "second"}, call("toolu_3", "42 + 1")]
    server.script(
        streamed(first, stop_reason="tool_use"),
        streamed(second, stop_reason="tool_use"),
        streamed([{"type": "text", "text": "43."}]),
    )
    reply = await said(chat, "What is it?")
    assert len(posted(server)) == 1, "nothing runs before the person is asked"
    chat.answer("toolu_2", Word.ONCE)
    assert len(posted(server)) == 1, "the results travel together"
    chat.answer("toolu_1", Word.ONCE)
    asking = await replied(chat)
    chat.answer("toolu_3", Word.ONCE)
    assert (await replied(chat)).text == "43."

    one, two, three = (request.json for request in posted(server))
    assert [one["name"] for one in one["tools"]] == ["current_time", "calculator"]
    assert one["tools"] == two["tools"] == three["tools"], "another list would spoil the cache, or be refused"
    assert one["thinking"] == two["thinking"] == three["thinking"] == {"type": "adaptive", "display": "summarized"}
    assert [message["role"] for message in three["messages"]] == ["user", "assistant"] * 2 + ["user"]
    _, sent_back, results, again, last = three["messages"]
    assert sent_back["content"] == [
        THOUGHT,
        HIDDEN,
        {"type": "text", "text": "Two sums."},
        echoed("toolu_1", "6 * 7"),
        echoed("toolu_2", "1/3"),
    ]
    assert json.dumps(SEAL, ensure_ascii=False).encode() in posted(server)[2].body, "as it came, not even escaped"
    assert [(one["type"], one["tool_use_id"]) for one in results["content"]] == [
        ("tool_result", "toolu_1"),
        ("tool_result", "toolu_2"),
    ]
    assert results["content"][0]["content"] == "42"
    assert again["content"] == [{**THOUGHT, "signature": "second"}, echoed("toolu_3", "42 + 1")]
    assert unmarked(last["content"]) == [{"type": "tool_result", "tool_use_id": "toolu_3", "content": "43"}]
    for request in (one, two):
        assert unmarked(request["messages"][0]["content"]) == unmarked(three["messages"][0]["content"])
    assert chat.calls(reply.id)[0].state is CallState.DONE
    assert chat.calls(asking.id)[0].result == "43"


async def test_a_denial_travels_as_an_error_and_what_is_said_next_stands_behind_it(
    services: Services, server: GatewayServer
) -> None:
    chat = chat_with(services)
    server.script(
        streamed([call("toolu_1", "6 * 7")], stop_reason="tool_use"),
        streamed([call("toolu_2", "6 * 7")], stop_reason="tool_use"),
        streamed([{"type": "text", "text": "As you like."}]),
    )
    await said(chat, "What is it?")
    chat.answer("toolu_1", Word.DENY)
    await replied(chat)
    denied = {"type": "tool_result", "tool_use_id": "toolu_1", "content": DENIED, "is_error": True}
    assert unmarked(posted(server)[1].json["messages"][2]["content"]) == [denied]
    await said(chat, "Never mind")
    last = unmarked(posted(server)[2].json["messages"][-1]["content"])
    assert last == [denied, {"type": "text", "text": "Never mind"}], (
        "results come first in their message (protocol, 1.2)"
    )
    assert b"toolu_2" not in posted(server)[2].body, "a call nobody answered is none that could be sent"


def searched(answer: Answer, times: int) -> Answer:
    """The same, with so many searches of the web counted at its end."""
    events: list[Any] = [dict(one) for one in answer.events or () if isinstance(one, Mapping)]
    events[-2]["usage"] = {**events[-2]["usage"], "server_tool_use": {"web_search_requests": times}}
    return replace(answer, events=events)


async def test_a_pause_of_the_gateway_is_sent_back_as_it_is(services: Services, server: GatewayServer) -> None:
    """Protocol 2.5: resend with the assistant content appended as it is, with the same tools."""
    chat = chat_with(services, web_search=True)
    search = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "x"}}
    found = {
        "type": "web_search_tool_result",
        "tool_use_id": "srvtoolu_1",
        "content": [{"type": "web_search_result", "url": "https://x.org", "title": "X", "encrypted_content": "a+/="}],
    }
    paused: list[Mapping[str, object]] = [{"type": "text", "text": "Looking."}, search, found]
    server.script(
        searched(streamed(paused, stop_reason="pause_turn"), 2),
        searched(streamed([{"type": "text", "text": "Found."}]), 1),
        streamed([{"type": "text", "text": "Bye."}]),
    )
    reply = await said(chat, "Look it up")
    assert reply.text.endswith("Found.")
    assert reply.usage.web_searches == 3, "of both its halves"
    one, two = (request.json for request in posted(server))
    assert two["messages"][-1] == {"role": "assistant", "content": paused}
    assert one["tools"] == two["tools"]
    assert {"web_search_20260318", "web_fetch_20260318"} <= {tool.get("type") for tool in two["tools"]}
    await said(chat, "Thanks")
    kept = posted(server)[2].json["messages"][1]["content"]
    assert kept == [*paused, {"type": "text", "text": "Found."}], "and so in every later turn"


async def test_a_tool_that_does_not_exist_is_tried_a_few_times_and_then_a_person_is_asked(
    services: Services, server: GatewayServer
) -> None:
    chat = chat_with(services)
    unknown = {"type": "tool_use", "id": "toolu_x", "name": "rm_rf", "json": "{}"}
    server.script(default=streamed([unknown], stop_reason="tool_use"))
    chat.send("Go")
    await until(lambda: len(posted(server)) == MOST_IN_VAIN + 1 and not chat.is_replying)
    await until(lambda: chat.calls(chat.ids()[-1])[0].state is CallState.ASKING)
    assert len(posted(server)) == MOST_IN_VAIN + 1
    server.script(default=streamed([{"type": "text", "text": "Sorry."}]))
    chat.answer("toolu_x", Word.ONCE)
    assert (await replied(chat)).text == "Sorry."


async def test_what_a_gateway_refuses_is_left_out_at_once_and_from_then_on(
    services: Services, server: GatewayServer, tmp_path: Path
) -> None:
    refused = {"type": "error", "error": {"type": "invalid_request_error", "message": "top_k: Extra inputs"}}
    server.script(Answer(status=400, body=refused))
    chat = chat_with(services, SONNET_45, tools=(), top_k=5)
    reply = await said(chat, "Hello")
    assert reply.status is Status.COMPLETE
    assert [one.parameter for one in reply.adjusted] == ["top_k"]
    one, two = (request.json for request in posted(server))
    assert one["top_k"] == 5
    assert {**two, "top_k": 5} == one
    default = services.profiles.default_id
    assert services.profiles.facts(default).refused == {SONNET_45: frozenset({"top_k"})}
    await said(chat, "And again")
    assert len(posted(server)) == 3, "nothing is tried that is known to be refused"
    assert "top_k" not in posted(server)[2].json
    assert chat.conversation.parameters.top_k == 5, "the person's wish stays"
    chat.choose_model("claude-haiku-4-5-20251001")
    await said(chat, "Another model")
    assert posted(server)[3].json["top_k"] == 5, "what one model refuses another may take"
    services.profiles.forget_refusals(default)
    chat.choose_model(SONNET_45)
    await said(chat, "Once more")
    assert posted(server)[4].json["top_k"] == 5


async def test_when_thinking_began_and_ended_outlasts_the_run(tmp_path: Path, server: GatewayServer) -> None:
    server.script(streamed([THOUGHT, {"type": "text", "text": "Yes."}], gap_ms=12))
    async with wired(tmp_path, server) as services:
        chat = chat_with(services, thinking=True)
        reply = await said(chat, "Is it?")
    thought = reply.blocks[0]
    assert isinstance(thought.part, Thinking)
    began, ended = thought.began_at, thought.ended_at
    assert began is not None
    assert ended is not None
    assert ended - began >= 10, "three writes of 12 ms lie between them"
    async with wired(tmp_path, server) as services:
        found = await services.workspace.open(chat.conversation.id)
        assert found is not None
        again = found.last_reply()
        assert again is not None
        assert (again.blocks[0].began_at, again.blocks[0].ended_at) == (began, ended), "equality does not look at them"


async def test_a_switch_of_model_strips_the_thinking_of_the_other(services: Services, server: GatewayServer) -> None:
    chat = chat_with(services, thinking=True, tools=())
    server.script(streamed([THOUGHT, {"type": "text", "text": "Yes."}]))
    await said(chat, "Is it?")
    chat.choose_model("claude-opus-4-6")
    await said(chat, "Sure?")
    assert posted(server)[1].json["messages"][1]["content"] == [{"type": "text", "text": "Yes."}]
    chat.choose_model(OPUS_47)
    await said(chat, "Really?")
    assert THOUGHT in posted(server)[2].json["messages"][1]["content"]


async def test_much_effort_goes_out_as_the_model_takes_it(services: Services, server: GatewayServer) -> None:
    chat = chat_with(services, tools=(), effort=Effort.XHIGH)
    await said(chat, "Hard")
    assert posted(server)[0].json["output_config"] == {"effort": "xhigh"}
    assert posted(server)[0].json["max_tokens"] == 64_000
    chat.choose_model("claude-opus-4-6")
    await said(chat, "Harder")
    assert "output_config" not in posted(server)[1].json, "a level it does not know is not sent"


def marked(body: Mapping[str, Any]) -> list[str]:
    """What of a body the provider keeps ready at each mark: all that it reads until there."""
    read, found = "", list[str]()
    blocks = [*body.get("tools", []), *body.get("system", [])]
    for block in [*blocks, *(block for turn in body["messages"] for block in turn["content"])]:
        read += json.dumps({name: value for name, value in block.items() if name != "cache_control"})
        found += [read] if "cache_control" in block else []
    return found


async def test_all_chats_of_a_project_send_one_marked_beginning(services: Services, server: GatewayServer) -> None:
    server.script(default=streamed([{"type": "text", "text": "Well."}]))
    doors = services.new_project_chats()
    knowledge = kept(services, b"The ferry goes at noon. " * 900, "ferries.txt")
    project = await doors.create("Norway", instructions="Answer briefly.", files=[knowledge])
    first, second = (services.workspace.new_chat(demo=False, project_id=project.id) for _ in range(2))
    assert first is second, "nothing was said in it yet"
    await said(first, "When does the ferry go?")
    second = services.workspace.new_chat(demo=False, project_id=project.id)
    second.tune(Parameters(system="In French.", thinking=True))
    await said(second, "What must we pack?")
    await said(second, "And for rain?")
    one, two, three = posted(server)
    bodies = [json.loads(request.body) for request in (one, two, three)]
    beginning = marked(bodies[0])[0]
    assert beginning.startswith(json.dumps({"type": "text", "text": "Answer briefly."}))
    assert "The ferry goes at noon." in beginning
    assert [marked(body)[0] for body in bodies] == [beginning] * 3
    assert all(len(marked(body)) <= 4 for body in bodies)
    assert bodies[1]["system"][-1]["text"] == "In French."
    assert first.conversation.wire_id != second.conversation.wire_id


async def test_what_is_sent_follows_the_project_at_once(services: Services, server: GatewayServer) -> None:
    server.script(default=streamed([{"type": "text", "text": "Well."}]))
    doors = services.new_project_chats()
    project = await doors.create("Norway", instructions="Old words.")
    chat = services.workspace.new_chat(demo=False, project_id=project.id)
    await said(chat, "One")
    services.workspace.projects.put(replace(project, instructions="New words."))
    await said(chat, "Two")
    await services.database.drain()
    await doors.move([chat.conversation.id], None)
    await said(chat, "Three")
    await doors.move([chat.conversation.id], project.id)
    deleted = await doors.delete(project.id, with_chats=False)
    assert deleted is not None
    await said(chat, "Four")
    said_first = [json.loads(request.body).get("system", [{"text": ""}])[0]["text"] for request in posted(server)]
    assert said_first == ["Old words.", "New words.", "", ""]


def said_before(request: Recorded) -> bytes:
    """The bytes of all that a request says up to its end, without the marks of the cache and what ends the list."""
    body = re.sub(rb',"cache_control":\{[^}]*\}', b"", request.body.replace(b'": ', b'":').replace(b', "', b',"'))
    at = body.index(b'"messages":[') + len(b'"messages":[')
    _, end = json.JSONDecoder().raw_decode(body.decode(), at - 1)
    return body.decode()[at : end - 1].encode()


@pytest.mark.parametrize("in_project", [False, True])
async def test_turns_that_cite_documents_share_their_beginning_to_the_byte(
    services: Services, server: GatewayServer, *, in_project: bool
) -> None:
    place = {"document_index": 0, "document_title": "lease.pdf", "start_page_number": 1, "end_page_number": 2}
    cited = {"type": "page_location", "cited_text": "due 🦊 on\u2028the first", **place, "file_id": None}
    claims: list[Mapping[str, object]] = [
        {"type": "text", "text": "It is "},
        {"type": "text", "text": "due", "citations": [cited, cited]},
    ]
    server.script(default=streamed(claims))
    lease = replace(kept(services, pdf(["The rent is due on the first."]), "lease.pdf"), media_type=PDF, pages=1)
    doors = services.new_project_chats()
    project = await doors.create("Rent", files=[lease])
    chat = services.workspace.new_chat(demo=False, project_id=project.id if in_project else None)
    chat.send("When is it due?", () if in_project else [lease.part])
    await until(lambda: chat.ids() and not chat.is_replying)
    for question in ("And the deposit?", "And then?"):
        await said(chat, question)
    one, two, three = posted(server)
    assert b'"citations":{"enabled":true}' in said_before(one)
    # A project's files go before all, and a citation tells by a number which is meant: there it does not go back.
    assert (b'"page_location"' in said_before(two)) is not in_project
    assert said_before(two).startswith(said_before(one))
    assert said_before(three).startswith(said_before(two))
    # What stands before the messages is the same, too: nothing in it depends on what was cited.
    heads = [{**json.loads(request.body), "messages": [], "diagnostics": None} for request in (one, two, three)]
    assert heads[0] == heads[1] == heads[2]
