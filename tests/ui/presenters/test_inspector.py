"""The panel of requests in the real window: what would be sent now, what was sent, and why there is nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPlainTextEdit

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat
from tests.ui.seen import first_of, shown_text
from turbodesk.settings import THEME, ThemeChoice
from turbodesk.ui.inspector import InspectorPanel
from turbodesk.ui.theme import DARK

__all__ = ["run"]


async def opened(seat: Seat) -> InspectorPanel:
    seat.key(Qt.Key.Key_I, CTRL | SHIFT)
    await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(InspectorPanel)))
    await seat.until(lambda: not seat.services.scope.is_running("inspect"))
    return first_of(seat.window, InspectorPanel)


def rows(panel: InspectorPanel) -> QListWidget:
    return first_of(panel, QListWidget)


def test_the_next_request_has_the_draft_and_the_last_one_its_answer(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(default=Answer(text="Here I am."))
        await seat.says("Hello")
        seat.type("half a thought")
        panel = await opened(seat)
        page = first_of(panel, QPlainTextEdit)
        assert [rows(panel).item(at).text().splitlines()[0].split()[-1] for at in range(rows(panel).count())] == [
            "request",
            "200",
        ]
        assert "half a thought" in page.toPlainText(), "what is typed a moment ago would be sent"
        assert rows(panel).hasFocus()
        seat.key(Qt.Key.Key_Down)
        assert "Hello" in page.toPlainText()
        assert "half a thought" not in page.toPlainText()
        assert "sk-right" not in page.toPlainText()
        seat.services.preferences.set(THEME, ThemeChoice.DARK)
        image = panel.grab().toImage()
        assert image.pixelColor(image.rect().center()) == DARK.color("sheet-nav")
        seat.key(Qt.Key.Key_Escape)
        assert not panel.isVisible()

    run(scene)


def test_a_second_look_shows_what_is_now(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await seat.says("Hello")
        first = await opened(seat)
        seat.key(Qt.Key.Key_Escape)
        seat.editor().setFocus()
        await seat.says("Again")
        second = await opened(seat)
        assert second is first
        assert rows(second).count() == 3

    run(scene)


def test_without_a_gateway_the_reason_is_told(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chat, profiles = seat.presenter.chat_presenter.chat, seat.services.profiles
        assert chat is not None
        mine = profiles.default_id
        await seat.says("Hello")
        profiles.remove(mine)
        panel = await opened(seat)
        assert rows(panel).count() == 1
        assert "gateway" in shown_text(panel).lower()
        assert first_of(panel, QPlainTextEdit).toPlainText() == ""

    run(scene)
