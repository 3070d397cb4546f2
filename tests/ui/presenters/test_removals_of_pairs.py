"""Of two replies side by side one is deleted: the other stands alone, and Undo puts it beside that again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_message_actions import front
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_removals import SAYS, undo
from tests.ui.presenters.test_removals import shown as is_on_the_page
from tests.ui.presenters.test_reply_pairs import COINS, asked_two, pair, shown
from tests.ui.presenters.test_stars import choose, toast
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import first_of
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.pair_view import PairView

__all__ = ["run"]  # fixtures


@pytest.mark.parametrize("at", [0, 1])
def test_one_of_two_is_deleted_and_brought_back(run: Callable[..., None], at: int) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server)
        both = pair(seat)
        gone, other = (both.left, both.right)[at], (both.left, both.right)[1 - at]
        view = next(one for one in shown(seat) if one.message.id == gone)
        choose(first_of(view, Footer), "Delete for good")
        await seat.until(lambda: SAYS in toast(seat))
        assert seat.chat_ids()[1:] == (other,)
        await seat.until(lambda: not any(one.isVisible() for one in seat.window.findChildren(PairView)))
        await seat.until(lambda: is_on_the_page(seat, other))
        assert not is_on_the_page(seat, gone)
        assert not front(seat).has(gone)
        undo(seat)
        await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(PairView)))
        await seat.until(lambda: {one.message.id for one in shown(seat)} == {both.left, both.right})
        assert pair(seat) == both

    run(scene)


def test_of_two_the_one_that_only_failed_is_deleted_from_its_menu(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked_two(seat, server, Answer(text=COINS), Answer(status=400))
        both = pair(seat)
        view = next(one for one in shown(seat) if one.message.failure is not None)
        bar = first_of(view, Footer)
        assert bar.more_button.isVisible()
        words = [one.text() for one in bar.menu().actions() if one.text()]
        assert words[-1] == "Delete for good"
        assert not {"Leave out", "Details"} & set(words), "nothing of it is sent, and its card has the details"
        choose(bar, "Delete for good")
        await seat.until(lambda: SAYS in toast(seat))
        await seat.until(lambda: not is_on_the_page(seat, view.message.id))
        undo(seat)
        await seat.until(lambda: is_on_the_page(seat, view.message.id))
        assert pair(seat) == both

    run(scene)
