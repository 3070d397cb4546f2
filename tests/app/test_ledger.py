"""What replies cost is summed from a real database, and a month's limit warns first and stops then."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from turbodesk.app.ledger import DAYS, Ledger
from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.errors import Remedy, SpendingLimitReached
from turbodesk.chat.ids import new_id
from turbodesk.chat.message import ASKED_FAST, DEMO_ID, Message, Role, Status, Usage
from turbodesk.chat.model import Model, Prices, unknown_model
from turbodesk.chat.spending import Used
from turbodesk.settings import LIMIT_DOLLARS, LIMIT_STOPS
from turbodesk.store.database import Database
from turbodesk.store.history import History
from turbodesk.store.spending import Spending

TODAY = dt.date(2026, 11, 22)
DEAR = Model("dear", "Dear 1", prices=Prices(1.0, 1_000_000.0, 1.0, 2.0, 0.1))
"""A dollar for each token of output."""


@dataclass
class Desk:
    """A ledger on a real database, and a way to put replies into it."""

    ledger: Ledger
    history: History
    preferences: Preferences
    conversation: Conversation
    warned: list[str]

    async def replied(self, dollars: int, day: dt.date = TODAY, *, model: str = "dear", **cells: object) -> Message:
        at = int(dt.datetime.combine(day, dt.time(12)).timestamp() * 1000)
        usage = Usage(0, dollars, extra={"cache_creation": {"ephemeral_1h_input_tokens": 0}})
        reply = Message(new_id(), None, Role.ASSISTANT, (), Status.COMPLETE, model, usage=usage, created_at=at)
        reply = replace(reply, **cells)  # type: ignore[arg-type]  # names are ours
        await self.history.save_message(self.conversation.id, reply)
        return reply


@pytest.fixture
async def presenter(tmp_path: Path) -> AsyncIterator[Desk]:
    def report(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    scope = Scope("test", report)
    opened = await Database.open(tmp_path / "turbodesk.db")
    preferences = Preferences(tmp_path / "settings.json", scope)
    history = History(opened.database)
    conversation = new_conversation()
    await history.save_conversation(conversation)
    ledger = Ledger(
        Spending(opened.database, demo="demo"),
        preferences,
        lambda id_: DEAR if id_ == "dear" else unknown_model(id_),
        demo="demo",
        today=lambda: TODAY,
    )
    warned: list[str] = []
    ledger.warned.connect(warned.append)
    yield Desk(ledger, history, preferences, conversation, warned)
    await scope.close()
    await opened.database.close()


async def test_sums_of_chat_day_and_month(presenter: Desk) -> None:
    await presenter.replied(1)
    await presenter.replied(2, TODAY - dt.timedelta(days=1))
    await presenter.replied(4, TODAY.replace(day=1))
    await presenter.replied(8, TODAY.replace(day=1) - dt.timedelta(days=1))
    await presenter.replied(100, model="unheard-of")
    account = await presenter.ledger.account(presenter.conversation.id)
    assert (account.today.dollars, account.month.dollars, account.chat.dollars) == (1, 7, 15)
    assert account.today.unpriced == 1
    assert len(account.days) == DAYS
    assert account.days[-1] == (TODAY, account.today)
    assert sum(total.dollars for _, total in account.days) == 15
    assert [name for name, _ in account.models] == ["Dear 1", "unheard-of"]
    assert (await presenter.ledger.account(None)).chat.replies == 0


async def test_what_the_month_has_cost_counts_what_ends_now_and_no_earlier_month(presenter: Desk) -> None:
    await presenter.replied(3)
    await presenter.replied(8, TODAY.replace(day=1) - dt.timedelta(days=1))
    assert await presenter.ledger.spent_this_month() == 3.0
    presenter.ledger.add(presenter.conversation, await presenter.replied(4))
    assert await presenter.ledger.spent_this_month() == 7.0


async def test_searches_of_the_web_are_in_the_sums_as_they_are_in_the_reply(presenter: Desk) -> None:
    searched = Usage(0, 2, extra={"server_tool_use": {"web_search_requests": 3}})
    await presenter.ledger.allow(presenter.conversation)
    for usage in (searched, Usage(0, 1, extra={"server_tool_use": "junk"}), searched):
        presenter.ledger.add(presenter.conversation, await presenter.replied(0, usage=usage))
    account = await presenter.ledger.account(presenter.conversation.id)
    assert account.month.dollars == account.chat.dollars == pytest.approx(5.06)


async def test_a_deleted_chat_was_paid_for_and_the_demo_was_not(presenter: Desk) -> None:
    await presenter.replied(3)
    await presenter.history.delete_conversations(presenter.conversation.id)
    demo = new_conversation(gateway_id="demo")
    await presenter.history.save_conversation(demo)
    presenter.conversation = demo
    await presenter.replied(5)
    assert (await presenter.ledger.account(None)).month.dollars == 3


async def test_what_the_demo_said_in_a_chat_that_has_left_it_was_not_paid_for(presenter: Desk) -> None:
    await presenter.replied(5, wire_id=f"{DEMO_ID}0")
    await presenter.replied(3, wire_id="msg_bdrk_0")
    account = await presenter.ledger.account(presenter.conversation.id)
    assert (account.month.dollars, account.chat.dollars, account.chat.replies) == (3, 3, 1)


async def test_a_limit_warns_at_four_fifths_and_stops_when_it_is_reached(presenter: Desk) -> None:
    presenter.preferences.set(LIMIT_DOLLARS, 10)
    await presenter.replied(7)
    await presenter.ledger.allow(presenter.conversation)
    assert presenter.warned == []
    for _ in range(2):
        presenter.ledger.add(presenter.conversation, await presenter.replied(1))
    assert len(presenter.warned) == 1
    assert "$10" in presenter.warned[0]
    await presenter.ledger.allow(presenter.conversation)
    presenter.ledger.add(presenter.conversation, await presenter.replied(1))
    assert len(presenter.warned) == 2
    with pytest.raises(SpendingLimitReached) as caught:
        await presenter.ledger.allow(presenter.conversation)
    assert caught.value.note.remedy is Remedy.OPEN_USAGE
    await presenter.ledger.allow(replace(presenter.conversation, gateway_id="demo"))
    presenter.preferences.set(LIMIT_STOPS, False)
    await presenter.ledger.allow(presenter.conversation)
    presenter.preferences.set(LIMIT_STOPS, True)
    presenter.preferences.set(LIMIT_DOLLARS, 11)
    await presenter.ledger.allow(presenter.conversation)
    presenter.preferences.set(LIMIT_DOLLARS, 0)
    await presenter.ledger.allow(presenter.conversation)


async def test_a_new_month_begins_at_nothing(presenter: Desk) -> None:
    presenter.preferences.set(LIMIT_DOLLARS, 10)
    await presenter.replied(50, TODAY.replace(day=1) - dt.timedelta(days=1))
    await presenter.ledger.allow(presenter.conversation)


async def test_other_prices_count_from_then_on_in_the_month_as_in_the_account(presenter: Desk) -> None:
    prices = {"dear": DEAR}
    ledger = presenter.ledger
    ledger._model = lambda id_: prices.get(id_, unknown_model(id_))  # noqa: SLF001 - as the registry's values change
    told: list[None] = []
    ledger.recounted.connect(told.append)
    await presenter.replied(2)
    assert await ledger.spent_this_month() == 2
    prices["dear"] = replace(DEAR, prices=Prices(1.0, 3_000_000.0, 1.0, 2.0, 0.1))
    ledger.count_anew()
    assert told == [None]
    assert await ledger.spent_this_month() == (await ledger.account(None)).month.dollars == 6


async def test_a_reply_that_ends_while_the_month_is_read_is_in_its_sum(presenter: Desk) -> None:
    ledger, spending = presenter.ledger, presenter.ledger._spending  # noqa: SLF001 - to come in between
    read = spending.since

    async def meanwhile(day: dt.date) -> list[Used]:
        found = await read(day)
        if len(ended) < 2:
            ended.append(await presenter.replied(1))
            ledger.add(presenter.conversation, ended[-1])
        return found

    ended: list[Message] = []
    spending.since = meanwhile  # type: ignore[method-assign]
    assert await ledger.spent_this_month() == 2
    assert len(ended) == 2
    ended.clear()
    await ledger.account(None)  # read before the next reply, and not believed for that
    assert await ledger.spent_this_month() == 3


async def test_what_was_asked_because_of_a_chat_is_in_its_own_sum(presenter: Desk) -> None:
    await presenter.replied(1)
    for chat, dollars in ((presenter.conversation.id, 2), ("gone", 4), ("", 8)):
        presenter.ledger.add_own("dear", Usage(0, dollars), chat)
    account = await presenter.ledger.account(presenter.conversation.id)
    assert (account.chat.dollars, account.chat.replies) == (3, 1)
    assert (account.month.dollars, account.month.replies) == (15, 1)


async def test_long_requests_are_summed_at_their_own_price(presenter: Desk) -> None:
    long = replace(DEAR, id="long", long_price=5.0, prices=replace(DEAR.prices, input=1.0, long=5.0))  # type: ignore[type-var]
    presenter.ledger._model = lambda _: long  # noqa: SLF001 - as the registry knows it
    for sent in (60_000, 60_000, 100_000, 100_001):
        ended = await presenter.replied(1, usage=Usage(sent, 0, cache_read_input_tokens=0))
        presenter.ledger.add(presenter.conversation, ended)
    account = await presenter.ledger.account(presenter.conversation.id)
    assert account.today.dollars == account.chat.dollars == pytest.approx(0.22 + 5 * 0.100001)
    assert account.month.replies == 4
    assert await presenter.ledger.spent_this_month() == pytest.approx(0.22 + 5 * 0.100001)


async def test_fast_replies_are_summed_at_the_fast_price(presenter: Desk) -> None:
    quick = replace(DEAR, id="quick", fast_price=2.0, prices=replace(DEAR.prices, fast=2.0))  # type: ignore[type-var]
    presenter.ledger._model = lambda _: quick  # noqa: SLF001 - as the registry knows it
    await presenter.replied(1)
    for told in ({"speed": "fast"}, {ASKED_FAST: True}, {ASKED_FAST: True, "speed": "standard"}):
        await presenter.replied(1, usage=Usage(0, 1, extra=told))
    account = await presenter.ledger.account(presenter.conversation.id)
    assert account.today.dollars == account.chat.dollars == 1 + 2 + 2 + 1
    assert account.month.replies == 4
