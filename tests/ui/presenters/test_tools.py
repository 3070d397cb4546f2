"""The whole window while tools of a server run: asked, several at once, stopped, told, and a long run of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from tests.app.tool_source import HeldTools
from tests.app.wired import streamed
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import button, name_of, press, shown_text
from turbodesk.app.commands import STOP
from turbodesk.app.live import LiveChat
from turbodesk.app.tools import ToolOutcome
from turbodesk.ui.message.fold_line import FoldLine
from turbodesk.ui.message.tool_card import ToolCard

__all__ = ["run"]  # a fixture

Scene = Callable[[Seat, GatewayServer], Awaitable[None]]


def using(*ids: str) -> Answer:
    """A reply that asks for a file, or for several at once."""
    blocks = [{"type": "tool_use", "id": id_, "name": "files__read", "json": f'{{"path": "{id_}.txt"}}'} for id_ in ids]
    return streamed(blocks, stop_reason="tool_use")


def offered(seat: Seat, tools: HeldTools) -> LiveChat:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    seat.services.toolbox().add(tools)
    chat.tune(replace(chat.conversation.parameters, tools=("files__read",)))
    return chat


def cards(seat: Seat) -> list[str]:
    found = [one for one in seat.window.findChildren(ToolCard) if one.isVisible()]
    return [one.line.text() for one in found if one.line.isVisible()]


def lines(seat: Seat) -> list[str]:
    return [one.text() for one in seat.window.findChildren(FoldLine) if one.isVisible()]


def test_several_run_at_once_and_are_stopped_by_the_key_that_stops(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        tools = HeldTools()
        chat = offered(seat, tools)
        server.script(using("a", "b"), default=Answer(text="I see."))
        await seat.says("What is in them?")
        await seat.until(lambda: name_of(seat.focused()) == "Allow: Read")
        press(button(seat.window, "Allow these 2"), Qt.Key.Key_Space)
        one, two = await tools.until(2)
        await seat.until(lambda: len(cards(seat)) == 2)
        assert seat.presenter.actions[STOP].isEnabled()
        assert seat.focused() is seat.editor()
        one.outcome.set_result(ToolOutcome("Some text."))
        await seat.until(lambda: any("Read a.txt" in line for line in cards(seat)))
        seat.type("And c?")
        seat.key(Qt.Key.Key_Return)
        assert len(chat.queue.waiting) == 1, "while a tool runs, a message waits in line"
        seat.give(STOP)
        await seat.until(lambda: two.is_cancelled)
        assert not chat.is_busy
        assert "You stopped it." in shown_text(seat.window)
        assert sum(one.path.endswith("/messages") for one in server.requests) == 1
        press(button(seat.window, "Tell the model: Read"), Qt.Key.Key_Space)
        await seat.until(lambda: len(seat.chat_ids()) >= 4 and not seat.is_replying())

    run(scene)


def test_a_long_run_of_calls_is_one_line_that_counts_them_and_opens(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        tools = HeldTools()
        chat = offered(seat, tools)
        seat.services.toolbox().approvals.allow(tools.tools()[0])
        server.script(*(using(f"n{at}") for at in range(6)), default=Answer(text="All six read."))
        await seat.says("Read them all")
        for at in range(6):
            (await tools.until(at + 1))[at].outcome.set_result(ToolOutcome(f"text {at}"))
        await seat.until(lambda: len(seat.chat_ids()) == 14 and not seat.is_replying())
        await seat.until(lambda: any(line.startswith("6 calls") for line in lines(seat)))
        assert cards(seat) == []
        line = next(one for one in seat.window.findChildren(FoldLine) if one.text().startswith("6 calls"))
        press(line, Qt.Key.Key_Space)
        await seat.until(lambda: len(cards(seat)) == 6)
        assert line.accessibleDescription() == "Unfolded"
        press(line, Qt.Key.Key_Space)
        await seat.until(lambda: cards(seat) == [])
        assert chat.message(seat.chat_ids()[-1]) is not None

    run(scene)


def test_the_tools_of_another_chat_go_on_and_are_there_when_one_comes_back(
    run: Callable[..., None], tmp_path: Path
) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        tools = HeldTools()
        chat = offered(seat, tools)
        seat.services.toolbox().approvals.allow(tools.tools()[0])
        server.script(using("a"), default=Answer(text="I see."))
        await seat.says("Read it")
        (running,) = await tools.until(1)
        assert seat.services.workspace.replying() == {chat.conversation.id}
        other = seat.services.workspace.new_chat(demo=False)
        seat.presenter.chat_presenter.show_chat(other)
        seat.services.workspace.leave(other)
        running.outcome.set_result(ToolOutcome("Text."))
        await seat.until(lambda: len(chat.ids()) == 4 and not chat.is_busy)
        assert seat.services.workspace.replying() == frozenset()

    run(scene)
