"""Small requests of the program itself: to the cheapest model, bounded, counted and cancellable."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.app.gateways import PAUSE, ScriptedGateway, Step, spoken
from tests.app.wired import until
from turbodesk.app.chat_context import ChatContext
from turbodesk.app.inner_requests import MOST_CHARACTERS, InnerRequest, InnerRequests, read_answer
from turbodesk.app.ledger import Ledger
from turbodesk.app.model_choices import ModelChoice
from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.errors import ModelUnavailable, SpendingLimitReached, TimedOut
from turbodesk.chat.events import Adjusted, BlockStarted, Started, TextDelta
from turbodesk.chat.model import Effort, Model, Prices, unknown_model
from turbodesk.chat.parameters import CacheLife
from turbodesk.chat.parts import Text
from turbodesk.gateway.base import Gateway
from turbodesk.settings import LIMIT_DOLLARS
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.journal import Journal
from turbodesk.store.spending import Spending

TODAY = dt.date(2026, 11, 28)
SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
TITLE = InnerRequest("title", "Name the chat.", "What is a robot?", SCHEMA)
CHEAP = Model("cheap", "Cheap 1", prices=Prices(1.0, 1_000_000.0, 1.0, 2.0, 0.1), efforts=(Effort.LOW,))
"""A dollar for each token of output."""
CHEAPER = Model("cheaper", "Cheap 0", prices=Prices(0.5, 500_000.0, 1.0, 2.0, 0.1))
DEAR = Model("dear", "Dear 1", prices=Prices(9.0, 9_000_000.0, 1.0, 2.0, 0.1))


@dataclass
class Desk:
    inner: InnerRequests
    ledger: Ledger
    preferences: Preferences
    gateway: ScriptedGateway
    choices: list[ModelChoice]
    conversation: Conversation = field(default_factory=lambda: new_conversation(gateway_id="default"))
    refused: list[tuple[str, str]] = field(default_factory=list)

    async def ask(self, *script: Step, request: InnerRequest = TITLE) -> dict[str, object] | None:
        self.gateway.scripts.append(list(script))
        return await self.inner.ask(self.conversation, request)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    def report(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    scope = Scope("test", report)
    opened = await Database.open(tmp_path / "turbodesk.db")
    preferences = Preferences(tmp_path / "settings.json", scope)
    models = {one.id: one for one in (CHEAP, CHEAPER, DEAR)}

    def model(id_: str) -> Model:
        return models.get(id_) or unknown_model(id_)

    ledger = Ledger(Spending(opened.database, demo="demo"), preferences, model, demo="demo", today=lambda: TODAY)
    gateway, choices = ScriptedGateway(), [ModelChoice(DEAR), ModelChoice(CHEAP)]
    refused: list[tuple[str, str]] = []

    async def gateway_of(conversation: Conversation) -> Gateway:
        await ledger.allow(conversation)
        return gateway

    context = ChatContext(
        History(opened.database),
        Journal(opened.database),
        gateway_of,
        lambda conversation: model(conversation.model or "dear"),
        refuse=lambda _, id_, parameter: refused.append((id_, parameter)),
    )
    inner = InnerRequests(
        context, lambda: ledger, demo="demo", choices=lambda _: choices, model=model, today=lambda: TODAY
    )
    yield Desk(inner, ledger, preferences, gateway, choices, refused=refused)
    await scope.close()
    await opened.database.close()


async def test_the_cheapest_model_offered_is_asked_briefly_and_without_the_chat(desk: Desk) -> None:
    assert await desk.ask(*spoken('{"title": ', '"Robots"}')) == {"title": "Robots"}
    (request,) = desk.gateway.requests
    assert (request.model, request.schema, request.wire_id) == (CHEAP, SCHEMA, "")
    assert [one.text for one in request.messages] == ["What is a robot?"]
    sent = request.parameters
    assert (sent.system, sent.max_tokens, sent.effort) == ("Name the chat.", 400, Effort.LOW)
    assert (sent.cache, sent.tools, sent.web_search, sent.thinking) == (CacheLife.OFF, (), False, False)


@pytest.mark.parametrize(
    "changes",
    [{"is_aside": True}, {"is_unlisted": True}, {"model": replace(CHEAPER, retires=TODAY)}],
)
async def test_what_is_not_there_is_not_chosen(desk: Desk, changes: dict[str, object]) -> None:
    desk.choices.append(replace(ModelChoice(CHEAPER), **changes))  # type: ignore[arg-type]
    assert desk.inner.model_for(desk.conversation) == CHEAP


async def test_where_no_price_is_known_the_chats_own_model_is_asked(desk: Desk) -> None:
    desk.choices[:] = [ModelChoice(unknown_model("here")), ModelChoice(unknown_model("there"))]
    desk.conversation = replace(desk.conversation, model="there")
    assert desk.inner.model_for(desk.conversation).id == "there"
    assert desk.inner.most_dollars(desk.conversation, TITLE) is None


async def test_a_model_can_be_wished_for(desk: Desk) -> None:
    wished = replace(TITLE, model="dear")
    await desk.ask(*spoken('{"title": "x"}'), request=wished)
    assert desk.gateway.requests[0].model == DEAR


async def test_the_most_it_can_cost_is_known_before(desk: Desk) -> None:
    assert desk.inner.most_dollars(desk.conversation, TITLE) == pytest.approx(400, rel=0.01)


async def test_what_it_used_counts_for_the_day_the_month_and_the_limit(desk: Desk) -> None:
    desk.preferences.set(LIMIT_DOLLARS, 3)
    await desk.ledger.spent_this_month()
    await desk.ask(*spoken('{"title": ', '"x"', "}"))  # three tokens
    assert await desk.ledger.spent_this_month() == pytest.approx(3, rel=0.01)
    account = await desk.ledger.account(None)
    assert account.today.dollars == account.month.dollars == pytest.approx(3, rel=0.01)
    assert account.today.replies == 0
    assert [name for name, _ in account.models] == ["Cheap 1"]
    with pytest.raises(SpendingLimitReached):
        await desk.ask()
    assert len(desk.gateway.requests) == 1


async def test_the_demo_is_never_asked(desk: Desk) -> None:
    desk.conversation = replace(desk.conversation, gateway_id="demo")
    assert await desk.ask() is None
    assert desk.gateway.requests == []


async def test_one_that_is_cancelled_ends_at_once_and_counts_what_came(desk: Desk) -> None:
    script = [Started("msg_1", "m", {"input_tokens": 3}), BlockStarted(0, Text()), TextDelta(0, '{"ti'), PAUSE]
    task = asyncio.ensure_future(desk.ask(*script))
    await until(desk.gateway.reached_pause.is_set)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert desk.gateway.closed_early == 1
    assert await desk.ledger.spent_this_month() >= 1


async def test_a_gateway_that_does_not_answer_is_given_up(desk: Desk) -> None:
    with pytest.raises(TimedOut):
        await desk.ask(PAUSE, request=replace(TITLE, patience_s=0.01))
    assert await desk.ledger.spent_this_month() == 0


async def test_a_refused_parameter_is_remembered(desk: Desk) -> None:
    await desk.ask(Adjusted("output_config.format", "no"), *spoken('{"title": "x"}'))
    assert desk.refused == [("cheap", "output_config.format")]


async def test_a_model_that_is_not_there_gives_way_to_the_next_for_good(desk: Desk) -> None:
    desk.choices.append(ModelChoice(CHEAPER))
    desk.gateway.scripts.append([ModelUnavailable()])
    assert await desk.ask(*spoken('{"title": "x"}')) == {"title": "x"}
    assert await desk.ask(*spoken('{"title": "y"}')) == {"title": "y"}
    assert [one.model.id for one in desk.gateway.requests] == ["cheaper", "cheap", "cheap"]


async def test_where_there_is_no_other_model_that_is_told(desk: Desk) -> None:
    with pytest.raises(ModelUnavailable):
        await desk.ask(ModelUnavailable(), request=replace(TITLE, model="dear"))


async def test_an_answer_without_end_is_cut(desk: Desk) -> None:
    pieces = ["x" * (MOST_CHARACTERS // 2 + 1)] * 9
    assert await desk.ask(*spoken(*pieces)) is None
    assert desk.gateway.closed_early == 1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('{"title": "Robots"}', {"title": "Robots"}),
        ('```json\n{"title": "Robots"}\n```', {"title": "Robots"}),
        ('Sure. {"title": "A {b}"} I hope', {"title": "A {b}"}),
        ('{"note": 1} then {"title": "x", "more": 2}', {"title": "x"}),
        ('{"title": "\\ud83d\\ude42 \\ud800"}', {"title": "🙂 \ufffd"}),
        ("Robots", None),
        ("", None),
        ('{"title": 3}', None),
        ('{"title": true}', None),
        ('{"title": "x"', None),
        ('["title"]', None),
        ('{"title": ' + "[" * 100_000, None),
        ("{" * 100_000, None),
    ],
)
def test_answers_are_read_with_tolerance_and_judged(text: str, answer: dict[str, object] | None) -> None:
    assert read_answer(text, SCHEMA) == answer


def test_kinds_are_judged_within_lists_too() -> None:
    schema = {
        "properties": {
            "topics": {"type": "array", "items": {"type": "string"}},
            "count": {"type": "integer"},
            "any": {},
        },
        "required": ["topics"],
    }
    assert read_answer('{"topics": ["a", "b"], "count": 2, "any": null}', schema) == {
        "topics": ["a", "b"],
        "count": 2,
        "any": None,
    }
    assert read_answer('{"topics": ["a", 1]}', schema) is None
    assert read_answer('{"topics": [], "count": true}', schema) == {"topics": []}
