"""What signed news say of models is in the picker, in costs and in the month's sum of the real window, and told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.app.test_model_news import KEYS, NEXT, PRICES, news_file, signed
from tests.gateway.test_releases import good, served
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import name_of, shown_text
from turbodesk.app import updates
from turbodesk.settings import LIMIT_DOLLARS, NEWS, News
from turbodesk.ui.about import AboutPanel
from turbodesk.ui.sidebar.side_row import SideRow

__all__ = ["run"]

assert PRICES is not None
DEAR = replace(NEXT, prices=replace(PRICES, output=60_000.0, input=0.0))
"""A reply of ten tokens costs 60 cents."""


def test_a_model_of_the_news_is_chosen_counted_and_limited_as_a_shipped_one(
    run: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = news_file(DEAR, made=dt.datetime.now(dt.UTC))
    monkeypatch.setattr(updates, "FIRST_AFTER_S", 0)

    def answer(path: str) -> bytes:
        return good(signed(content) if path.endswith(".sig") else content)

    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(default=Answer(text="One two three four five six seven eight"))
        lazy, services = seat.presenter._lazy, seat.services  # noqa: SLF001
        async with served(answer) as (address, asked):
            monkeypatch.setattr(updates, "source", lambda: updates.NewsSource(address, KEYS))
            lazy.news.start()
            await seat.until(lambda: not services.scope.is_running("news"))
        assert asked == ["/latest.json", "/latest.json.sig"]
        assert NEXT.id not in {one.model.id for one in lazy.models.offering().entries if one.is_new}
        assert lazy.models.offering().name_of(NEXT.id) == NEXT.name
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_model(NEXT.id)
        assert chat.model == DEAR
        await seat.says("Count")
        spent = await services.workspace.ledger.spent_this_month()
        assert spent == pytest.approx(0.6)
        await seat.until(lambda: "$0.60 this month" in [name_of(one) for one in seat.sidebar.findChildren(SideRow)])
        services.preferences.set(LIMIT_DOLLARS, 1)
        await seat.says("Count again")
        await seat.says("And again")
        assert len([one for one in server.requests if one.path == "/v1/messages"]) == 2, (
            "the limit holds the third back"
        )
        seat.presenter.actions.trigger("app.about")
        await seat.until(lambda: not services.scope.is_running("about"))
        (panel,) = seat.window.findChildren(AboutPanel)
        assert "Models’ prices and limits: as in the signed news of" in shown_text(panel)
        seat.key(Qt.Key.Key_Escape)
        services.preferences.set(NEWS, News.OFF)
        await seat.until(lambda: lazy.news.told_of_models == "as shipped with this version")
        assert chat.model.is_inherited, "which leaves what its line tells of it"
        seat.presenter.actions.trigger("app.about")
        assert "Models’ prices and limits: as shipped with this version." in shown_text(panel)

    run(scene)
