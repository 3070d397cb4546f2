"""A model names a chat where that is wanted: once, after its first reply, and never against what a person did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.app.wired import no_report, replied, said, until, wired
from tests.gateway_server import Answer, GatewayServer
from turbodesk.app.live import LiveChat
from turbodesk.app.model_titles import MOST_DOLLARS, request_for, title_from_model
from turbodesk.app.services import Services, start_services
from turbodesk.chat.message import empty_reply, user_message
from turbodesk.chat.parts import Document, ToolResult
from turbodesk.settings import MODEL_TITLES

HAIKU = "claude-haiku-4-5-20251001"


@dataclass
class Desk:
    services: Services
    server: GatewayServer
    chat: LiveChat

    def script(self, *answers: Answer) -> None:
        self.server.script(Answer(text="From Czech robota."), *answers)

    async def named(self) -> str:
        """Wait until nothing is asked any more; returns the title."""
        id_ = self.chat.conversation.id
        await until(lambda: not self.services.scope.is_running(f"title.{id_}"))
        return self.chat.conversation.title

    @property
    def asked(self) -> list[str]:
        """The models that were asked, in order."""
        return [one.json["model"] for one in self.server.requests]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with GatewayServer() as server, wired(tmp_path, server) as services:
        services.preferences.set(MODEL_TITLES, True)
        yield Desk(services, server, services.workspace.new_chat(demo=False))


async def test_the_cheapest_model_names_a_chat_after_its_first_reply_and_only_then(desk: Desk) -> None:
    desk.script(Answer(text='{"title": "Herkunft von „Roboter“."}'), Answer(text="More."))
    await said(desk.chat, "Woher kommt das Wort Roboter?")
    assert await desk.named() == "Herkunft von „Roboter“"
    assert not desk.chat.conversation.titled_by_hand
    await said(desk.chat, "Und Android?")
    assert await desk.named() == "Herkunft von „Roboter“"
    assert desk.asked == [desk.chat.model.id, HAIKU, desk.chat.model.id]
    body = desk.server.requests[1].json
    assert body["output_config"]["format"]["schema"]["required"] == ["title"]
    assert "Woher kommt das Wort Roboter?" in body["messages"][0]["content"][0]["text"]
    assert "x-conversation-id" not in desk.server.requests[1].headers
    await desk.services.database.drain()
    assert desk.services.workspace.conversations()[0].title == "Herkunft von „Roboter“"
    account = await desk.services.workspace.ledger.account(None)
    assert dict(account.models).keys() == {"Sonnet 4.6", "Haiku 4.5"}


async def test_it_is_off_unless_it_was_asked_for(desk: Desk) -> None:
    desk.services.preferences.set(MODEL_TITLES, False)
    await said(desk.chat, "Where does robot come from?")
    assert await desk.named() == "Where does robot come from?"
    assert len(desk.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=400, body={"error": {"type": "invalid_request_error", "message": "no"}}),
        Answer(status=401, body={"error": {"type": "authentication_error", "message": "no"}}),
        Answer(text="I cannot name this."),
        Answer(text='{"title": "  "}'),
        Answer(text='{"title": "```"}'),
        Answer(text='{"title": 7}'),
    ],
)
async def test_whatever_goes_wrong_the_first_words_stay_and_nobody_is_bothered(desk: Desk, answer: Answer) -> None:
    desk.script(answer)
    reply = await said(desk.chat, "Where does robot come from?")
    assert await desk.named() == "Where does robot come from?"
    assert desk.chat.last_reply() == reply


async def test_a_title_by_hand_is_never_touched(desk: Desk) -> None:
    desk.script(Answer(text='{"title": "Robots"}', silence_ms=150))
    await said(desk.chat, "Where does robot come from?")
    await desk.server.request(1)
    desk.chat.rename("Mine")
    assert await desk.named() == "Mine"
    other = desk.services.workspace.new_chat(demo=False)
    other.rename("Mine too")
    await said(other, "Hello")
    assert len(desk.asked) == 3


async def test_a_chat_that_is_deleted_meanwhile_stays_deleted_and_the_request_ends(desk: Desk) -> None:
    desk.script(Answer(text='{"title": "Robots"}', silence_ms=60_000))
    await said(desk.chat, "Where does robot come from?")
    await desk.server.request(1)
    await desk.services.workspace.delete(desk.chat.conversation.id)
    await desk.named()
    await asyncio.wait_for(desk.server.requests[1].gone.wait(), 20)
    assert desk.services.workspace.conversations() == []


async def test_the_end_of_the_program_leaves_nothing_half(tmp_path: Path) -> None:
    async with GatewayServer() as server:
        server.script(Answer(text="Here."), Answer(text='{"title": "Robots"}', silence_ms=60_000))
        async with wired(tmp_path, server) as services:
            services.preferences.set(MODEL_TITLES, True)
            await said(services.workspace.new_chat(demo=False), "Where from?")
            await server.request(1)
        async with wired(tmp_path, server) as services:
            assert [one.title for one in services.workspace.conversations()] == ["Where from?"]


async def test_a_reply_that_was_stopped_names_nothing_and_one_after_it_does(desk: Desk) -> None:
    desk.server.script(
        Answer(text="Slow words", gap_ms=60_000), Answer(text="From Czech."), Answer(text='{"title": "Robots"}')
    )
    desk.chat.send("Where from?")
    await desk.server.request(0)
    desk.chat.stop()
    await replied(desk.chat)
    assert await desk.named() == "Where from?"
    desk.chat.try_again()
    await replied(desk.chat)
    assert await desk.named() == "Robots"


async def test_a_question_that_was_declined_is_not_sent_again(desk: Desk) -> None:
    desk.server.script(Answer(text="I cannot.", stop_reason="refusal"))
    await said(desk.chat, "Something")
    assert await desk.named() == "Something"
    assert len(desk.asked) == 1


async def test_the_demo_is_not_asked(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=no_report, demo_speed=float("inf")) as services:
        services.preferences.set(MODEL_TITLES, True)
        chat = services.workspace.new_chat(demo=True)
        await said(chat, "Hello")
        await until(lambda: not services.scope.is_running(f"title.{chat.conversation.id}"))
        assert chat.conversation.title == "Hello"
        assert len((await services.gateways.of(chat.conversation)).exchanges()) == 1


async def test_what_it_costs_is_what_the_setting_says(desk: Desk) -> None:
    question, reply = user_message("q" * 10_000, None), empty_reply("m", "q")
    request = request_for(question, reply)
    inner = desk.services.workspace.inner_requests
    most = inner.most_dollars(desk.chat.conversation, request)
    assert most is not None
    assert round(most * 100, 1) == 0.1
    assert f"{MOST_DOLLARS * 100:g} ¢ at most" in MODEL_TITLES.help


async def test_where_only_a_dearer_model_is_to_be_had_none_is_asked(desk: Desk) -> None:
    registry = desk.services.model_registry
    for model in registry.models:
        if model.prices is not None:
            dear = replace(model, prices=replace(model.prices, input=900.0, output=900.0))
            assert registry.set_values(dear) == ""
    desk.script()
    await said(desk.chat, "Where from?")
    assert await desk.named() == "Where from?"
    assert len(desk.asked) == 1


def test_what_tools_gave_is_no_second_question_and_files_can_begin_a_chat() -> None:
    from turbodesk.app.model_titles import _is_asked

    assert not _is_asked(user_message("", None, [ToolResult("t", "x")]))
    assert _is_asked(user_message("", None, [Document({"type": "text"}, title="a")]))
    assert _is_asked(user_message("hi", None))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Robots", "Robots"),
        ('"Robots."', "Robots"),
        ("“Robots”", "Robots"),
        ("「ロボット」", "ロボット"),
        ("**Robots** and\nmen", "Robots and men"),
        ("Robots.", "Robots"),
        ("And then...", "And then..."),
        ('"', '"'),
        ("", ""),
        ("\u202eevil", "evil"),
        ("word " * 60, "word " * 10 + "word…"),
    ],
)
def test_marks_around_a_name_are_left_out(text: str, title: str) -> None:
    assert title_from_model(text) == title
