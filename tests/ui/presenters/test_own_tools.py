"""Our own tools the whole way: a gateway's model asks, the window asks the person, and what came goes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from tests.app.wired import streamed
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import button, everything_told, press, shown_text
from tests.web_server import HttpAnswer, WebServer
from turbodesk.app.folders import ChosenFolders
from turbodesk.settings import OWN_NETWORK
from turbodesk.ui.widgets.toast import Toast

__all__ = ["run"]


def asks(server: GatewayServer, name: str, **given: object) -> None:
    """Let the model ask for a tool, and then be done."""
    call = {"type": "tool_use", "id": f"toolu_{name}", "name": name, "json": json.dumps(given)}
    server.script(streamed([call], stop_reason="tool_use"), default=Answer(text="Done."))


def with_tools(seat: Seat, *names: str) -> None:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    chat.tune(replace(chat.conversation.parameters, tools=names))


def given_back(server: GatewayServer) -> str:
    """What the model was told of its last call."""
    block = server.requests[-1].json["messages"][-1]["content"][0]
    assert block["type"] == "tool_result"
    return json.dumps(block["content"], ensure_ascii=False)


def test_a_file_is_shown_before_it_is_written_and_can_be_had_back(run: Callable[..., None], tmp_path: Path) -> None:
    folder = tmp_path / "Letters"
    folder.mkdir()
    (folder / "plan.md").write_text("by train\n", encoding="utf-8")

    async def scene(seat: Seat, server: GatewayServer) -> None:
        ChosenFolders(seat.services.preferences).add(folder)
        asks(server, "write_file", path="Letters/plan.md", text="by boat\n")
        with_tools(seat, "write_file")
        await seat.says("Change the plan")
        await seat.until(lambda: "by train" in everything_told(seat.window))
        assert "by boat" in everything_told(seat.window), "the change is seen before it is allowed"
        assert "Always" not in shown_text(seat.window)
        assert (folder / "plan.md").read_text(encoding="utf-8") == "by train\n"
        press(button(seat.window, "Allow this change: Write into my folders"), Qt.Key.Key_Space)
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
        assert (folder / "plan.md").read_text(encoding="utf-8") == "by boat\n"
        assert "“Letters/plan.md” was written." in given_back(server)
        toast = seat.window.findChild(Toast)
        assert toast is not None
        press(button(toast, "Undo: “plan.md” was changed"), Qt.Key.Key_Space)
        await seat.until(lambda: (folder / "plan.md").read_text(encoding="utf-8") == "by train\n")

    run(scene)


def test_a_page_is_asked_about_with_its_site_and_told_as_a_strangers(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        seat.services.preferences.set(OWN_NETWORK, True)
        async with WebServer({"/a": HttpAnswer(b"<title>News</title><p>The bridge is open.")}) as web:
            asks(server, "read_page", url=f"{web.url}/a")
            with_tools(seat, "read_page")
            await seat.says("What is new?")
            await seat.until(lambda: f"{web.url}/a" in everything_told(seat.window))
            assert not web.asked
            press(button(seat.window, "Allow: Read a page"), Qt.Key.Key_Space)
            await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
            assert [path for path, _ in web.asked] == ["/a"]
        assert "The bridge is open." in given_back(server)
        assert "written by strangers" in given_back(server)

    run(scene)


def test_notes_go_out_as_the_providers_tool_and_come_back_in_another_chat(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        asks(server, "memory", command="create", path="/memories/trip.md", file_text="by train")
        with_tools(seat, "memory")
        await seat.says("Remember that we go by train")
        await seat.until(
            lambda: "/memories" not in shown_text(seat.window) and "trip.md" in everything_told(seat.window)
        )
        press(button(seat.window, "Allow: Notes"), Qt.Key.Key_Space)
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
        assert server.requests[-1].json["tools"] == [{"type": "memory_20250818", "name": "memory"}]
        assert [one.read_text(encoding="utf-8") for one in seat.services.notes_folder.rglob("*.md")] == ["by train"]

    run(scene)


def test_a_picture_in_a_folder_is_handed_on_as_one(run: Callable[..., None], tmp_path: Path) -> None:
    folder = tmp_path / "Letters"
    folder.mkdir()
    picture = QImage(QSize(8, 4), QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    assert picture.save(str(folder / "dot.png"))

    async def scene(seat: Seat, server: GatewayServer) -> None:
        ChosenFolders(seat.services.preferences).add(folder)
        asks(server, "look_into_folders", action="read", path="Letters/dot.png")
        with_tools(seat, "look_into_folders")
        await seat.says("What is in the picture?")
        await seat.until(lambda: "Letters/dot.png" in everything_told(seat.window))
        press(button(seat.window, "Allow: Look into my folders"), Qt.Key.Key_Space)
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
        content = server.requests[-1].json["messages"][-1]["content"][0]["content"]
        assert [block["type"] for block in content] == ["text", "image"]
        assert content[1]["source"]["media_type"] == "image/png"

    run(scene)
