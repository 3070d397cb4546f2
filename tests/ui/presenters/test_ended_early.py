"""A reply that ends early costs what had come of it: in its foot, the month, the limit, Usage; for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import keyed
from tests.ui.presenters.test_window import CTRL, SHIFT, Scene, Seat, seated
from tests.ui.seen import name_of, shown_text
from turbodesk.app.commands import USAGE
from turbodesk.chat.cost import cost, cost_line, dollars
from turbodesk.chat.message import Message, Status
from turbodesk.settings import LIMIT_DOLLARS
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.sidebar.side_row import SideRow

MODEL = "claude-sonnet-4-6"
LONG = Answer(text="A few words, and a few more. " * 40, stop_after=60, then="hold")
ENDINGS = {
    "stopped": (LONG, Status.STOPPED),
    # At a pace: some systems drop what they hold of a connection that is reset, and we read thirty times a second.
    "cut off": (replace(LONG, then="reset", pace=800), Status.FAILED),
    "failed": (replace(LONG, then="end", error={"type": "api_error", "message": "no"}), Status.FAILED),
}


def make_dear(seat: Seat) -> None:
    """Let a token of output cost two cents, and one of input nothing."""
    registry = seat.services.model_registry
    model = registry.model(MODEL)
    assert model.prices is not None
    assert registry.set_values(replace(model, prices=replace(model.prices, input=0.0, output=20_000.0))) == ""


async def ended_early(seat: Seat, *, stops: bool) -> Message:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    seat.editor().setFocus()
    seat.type("Tell me")
    seat.key(Qt.Key.Key_Return)
    await seat.until(lambda: (reply := chat.last_reply()) is not None and len(reply.text) > 200)
    if stops:
        seat.key(Qt.Key.Key_Escape)
    await seat.until(lambda: not seat.is_replying())
    reply = chat.last_reply()
    assert reply is not None
    return reply


async def shows_sum(seat: Seat, spent: float) -> None:
    """The foot of the sidebar, the ledger and Usage name the same sum, the last as one with an estimate in it."""
    await seat.until(
        lambda: f"{dollars(spent)} this month" in [name_of(one) for one in seat.sidebar.findChildren(SideRow)]
    )
    assert await seat.services.workspace.ledger.spent_this_month() == pytest.approx(spent)
    seat.give(USAGE)
    await seat.until(lambda: f"This month\n{dollars(spent)}\n1 reply" in shown_text(seat.window))
    assert "One reply of this month ended early. What it wrote is estimated, and is in the sums." in shown_text(
        seat.window
    )
    assert f"This chat so far: {dollars(spent)} in 1 reply." in shown_text(seat.window)
    seat.key(Qt.Key.Key_Escape)


def foot(seat: Seat) -> str:
    return next(one.cost_button.text() for one in seat.window.findChildren(Footer) if one.cost_button.text())


@pytest.fixture
def runs(qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path) -> Callable[..., None]:
    """Play scenes one after the other on the same folder, each in a run of its own; the first has a dear gateway."""

    async def all_(answer: Answer, first: Scene, then: Scene) -> None:
        async with GatewayServer(key="sk-right", counts_tokens=False) as server:
            server.script(default=answer)
            async with seated(qapp, tmp_path) as seat:
                await keyed(seat, server)
                make_dear(seat)
                await first(seat)
            async with seated(qapp, tmp_path) as seat:
                await then(seat)

    return lambda *given: qt_loop.run_until_complete(all_(*given))


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_had_come_is_in_every_sum_and_in_the_limit_and_stays_there(runs: Callable[..., None], ending: str) -> None:
    answer, status = ENDINGS[ending]
    spent: list[float] = []

    async def first(seat: Seat) -> None:
        reply = await ended_early(seat, stops=ending == "stopped")
        assert reply.status is status
        assert reply.usage.is_output_estimated
        assert (reply.usage.output_tokens or 0) > 40, "and never one"
        prices = seat.services.model_registry.model(MODEL).prices
        spent.append(cost(reply.usage, prices) or 0.0)
        assert foot(seat) == cost_line(reply.usage, prices) == f"about {dollars(spent[0])}"
        await shows_sum(seat, spent[0])
        seat.services.preferences.set(LIMIT_DOLLARS, 1)  # less than it has cost by now
        if spent[0] < 1:
            raise AssertionError("the reply is not dear enough for this test")
        await seat.says("And more?")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        held = chat.last_reply()
        assert held is not None
        assert held.failure is not None
        assert held.failure.kind == "spending-limit-reached"

    async def then(seat: Seat) -> None:
        (conversation,) = seat.services.workspace.conversations()
        seat.presenter._chat_list.choose(conversation.id)  # noqa: SLF001 - as a press on its row does
        await seat.until(lambda: seat.chat_ids() and [one for one in seat.window.findChildren(Footer)])
        await shows_sum(seat, spent[0])
        await seat.until(lambda: foot(seat) == f"about {dollars(spent[0])}")

    runs(answer, first, then)


def test_a_chat_deleted_while_its_reply_grew_has_cost_what_had_come(runs: Callable[..., None]) -> None:
    spent: list[float] = []

    async def first(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        ledger = seat.services.workspace.ledger
        assert await ledger.spent_this_month() == 0
        seat.editor().setFocus()
        seat.type("Tell me")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: (reply := chat.last_reply()) is not None and len(reply.text) > 200)
        seat.key(Qt.Key.Key_Backspace, CTRL | SHIFT)
        await seat.until(lambda: not seat.services.workspace.conversations())
        await seat.until(lambda: [one for one in seat.sidebar.findChildren(SideRow) if "this month" in name_of(one)])
        spent.append(await ledger.spent_this_month())
        assert spent[0] > 0.8

    async def then(seat: Seat) -> None:
        assert await seat.services.workspace.ledger.spent_this_month() == pytest.approx(spent[0])

    runs(LONG, first, then)


def test_a_window_closed_while_its_reply_grew_has_cost_what_had_come(runs: Callable[..., None]) -> None:
    async def first(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        seat.editor().setFocus()
        seat.type("Tell me")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: (reply := chat.last_reply()) is not None and len(reply.text) > 200)

    async def then(seat: Seat) -> None:
        (conversation,) = seat.services.workspace.conversations()
        seat.presenter._chat_list.choose(conversation.id)  # noqa: SLF001 - as a press on its row does
        await shows_sum(seat, (await seat.services.workspace.ledger.account(None)).month.dollars)
        assert foot(seat).startswith("about $")

    runs(LONG, first, then)
