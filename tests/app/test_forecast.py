"""What the next request would take is told from the gateway's own count where there is one."""

from __future__ import annotations

import asyncio

from tests.app.conftest import AppFixture
from tests.app.gateways import Step, spoken
from turbodesk.app.forecast import forecast, portions
from turbodesk.app.live import LiveChat
from turbodesk.chat.events import StopReasonGiven
from turbodesk.chat.model import Model, Prices
from turbodesk.chat.parameters import Parameters


async def said(services: AppFixture, chat: LiveChat, text: str, *script: Step) -> None:
    services.gateway.scripts.append(list(script) or spoken("Well."))
    chat.send(text)
    while chat.is_replying:  # noqa: ASYNC110 - the signal of its end comes before it is over
        await asyncio.sleep(0.001)


async def test_an_empty_chat_takes_what_is_written(services: AppFixture) -> None:
    chat = services.chat()
    assert forecast(chat, "").tokens == 0
    assert 20 < forecast(chat, "word " * 20).tokens < 60
    chat.tune(Parameters(system="word " * 100))
    assert forecast(chat, "").tokens > 100


async def test_the_gateways_count_is_the_base_of_the_next(services: AppFixture) -> None:
    chat = services.chat()
    counted = spoken("Well.")
    counted[-2] = StopReasonGiven("end_turn", usage={"input_tokens": 50_000, "output_tokens": 100})
    await said(services, chat, "A question that looks short", *counted)
    told = forecast(chat, "")
    assert told.tokens == 50_100
    assert 50_100 < forecast(chat, "and more").tokens < 50_120


async def test_it_is_tight_from_four_fifths_on(services: AppFixture) -> None:
    services.models["m-1"] = Model("m-1", "M1", context=1_000, prices=Prices(2.0, 1.0, 1.0, 1.0, 1.0))
    chat = services.chat()
    assert not forecast(chat, "word " * 400).is_tight
    told = forecast(chat, "word " * 700)
    assert told.is_tight
    assert told.dollars == round(told.tokens) * 2.0 / 1_000_000


async def test_what_fills_the_context_adds_up_to_what_is_told(services: AppFixture) -> None:
    services.models["m-1"] = Model("m-1", "M1", context=100_000)
    chat = services.chat()
    chat.tune(Parameters(system="word " * 1_000))
    draft = "word " * 400
    told = forecast(chat, draft).tokens
    taken = portions(chat, draft, tokens=told)
    assert taken.instructions + taken.files + taken.chat + taken.draft == told
    assert taken.files == 0
    assert taken.draft > 400
    assert taken.instructions > taken.draft
    few = portions(chat, draft, tokens=100)  # the gateway counted less than was guessed
    assert few.instructions + few.chat + few.draft == 100
    assert min(few.instructions, few.chat, few.draft) >= 0
