"""The whole window on gateways of loopback: in without a key, moving a chat, and what is done about refusals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QMenu, QPushButton

from tests.app.wired import streamed
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_window import Seat, seated
from tests.ui.seen import button, first_of, name_of, press, shown_text
from turbodesk.app.commands import INSTRUCTIONS
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Status
from turbodesk.ui.main_window.gateway_button import GatewayButton
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.usage.meter import ContextMeter

Scene = Callable[[Seat, GatewayServer], Awaitable[None]]


@pytest.fixture
def run(qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Play one scene in the real window, which at first knows no gateway that answers."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()

    async def one(scene: Scene, key: str | None, has_key: bool, counts: bool) -> None:
        async with (
            GatewayServer(key=key, counts_tokens=counts) as server,
            seated(qapp, tmp_path, demo=has_key) as seat,  # the demo shows the window's chats without asking for a key
        ):
            if has_key:
                await keyed(seat, server)
            await scene(seat, server)

    def play(scene: Scene, *, key: str | None = "sk-right", has_key: bool = True, counts: bool = False) -> None:
        qt_loop.run_until_complete(one(scene, key, has_key, counts))

    yield play
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


async def keyed(seat: Seat, server: GatewayServer) -> None:
    """Give the window's chat a gateway of its own, with its key."""
    profiles = seat.services.profiles
    mine = profiles.add("Mine", server.url)
    await profiles.keys(mine.id).keep(ApiKey("sk-right"), this_run_only=True)
    profiles.choose_default(mine.id)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    chat.choose_gateway(mine.id)
    seat.editor().setFocus()


def posted(server: GatewayServer) -> list[dict[str, object]]:
    return [one.json for one in server.requests if one.path.endswith("/v1/messages")]


def test_a_server_on_this_computer_is_entered_without_a_key(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await seat.until(lambda: seat.window.is_onboarding)
        button(seat.window, "Another gateway…").setChecked(True)
        address = next(one for one in seat.window.findChildren(QLineEdit) if name_of(one) == "Gateway address")
        address.setFocus()
        address.selectAll()
        seat.type(server.url)
        box = next(one for one in seat.window.findChildren(QCheckBox) if one.text() == "No key needed")
        assert box.isVisible(), "an address of this computer is offered to be used without a key"
        press(box, Qt.Key.Key_Space)
        press(button(seat.window, "Check and continue"), Qt.Key.Key_Space)
        await seat.until(lambda: not seat.window.is_onboarding)
        await seat.says("Hello")
        assert "A plausible reply" in shown_reply(seat)
        for request in server.requests:
            assert not {"x-api-key", "authorization"} & request.headers.keys()
        assert seat.services.gateways.wants_key(seat.services.profiles.default) is False

    run(scene, key=None, has_key=False)


def shown_reply(seat: Seat) -> str:
    reply = seat.presenter.chat_presenter.chat.last_reply() if seat.presenter.chat_presenter.chat is not None else None
    assert reply is not None
    return reply.text


def test_a_chat_moves_to_another_gateway_by_the_header(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await seat.says("Hello")
        async with GatewayServer(key=None) as other:
            second = seat.services.profiles.add("Workshop", other.url, needs_key=False)
            header = first_of(seat.window, GatewayButton)
            assert name_of(header) == "Gateway: Mine"
            press(header, Qt.Key.Key_Space)
            menu = next(one for one in header.findChildren(QMenu) if one.isVisible())
            next(one for one in menu.actions() if one.text() == "Workshop").trigger()
            menu.close()
            assert name_of(header) == "Gateway: Workshop"
            await seat.says("And there?")
            assert len(posted(server)) == 1
            (body,) = posted(other)
            assert [one["role"] for one in body["messages"]] == ["user", "assistant", "user"]  # type: ignore[attr-defined]
            chat = seat.presenter.chat_presenter.chat
            assert chat is not None
            assert chat.conversation.gateway_id == second.id
            assert other.requests[-1].headers.get("x-api-key") is None, "a key goes to its own gateway only"
            # Before the other server goes: a connection that is kept open would be reported as left behind.
            await seat.services.gateways.close()

    run(scene)


def test_a_model_the_gateway_does_not_have_is_replaced_by_one_press(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        gone = {"type": "error", "error": {"type": "not_found_error", "message": "model: claude-9"}}
        server.script(Answer(status=404, body=gone))
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_model("claude-9")
        await seat.says("Hello")
        reply = chat.last_reply()
        assert reply is not None
        assert reply.status is Status.FAILED
        await seat.until(lambda: "does not offer this model" in shown_text(seat.window))
        press(button(seat.window, "Use Sonnet 4.6"), Qt.Key.Key_Space)
        await seat.until(lambda: len(posted(server)) == 2 and not seat.is_replying())
        assert [one["model"] for one in posted(server)] == ["claude-9", "claude-sonnet-4-6"]
        assert "A plausible reply" in shown_reply(seat)

    run(scene)


def test_a_reply_without_words_has_its_details(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        details = {"stop_details": {"type": "refusal", "category": "bio", "explanation": None}}
        server.script(streamed([], stop_reason="refusal", details=details))
        await seat.says("Hello")
        await seat.until(
            lambda: "The model declined to answer because of a rule about biology" in shown_text(seat.window)
        )
        footer = next(one for one in seat.window.findChildren(Footer) if one.isVisible())
        assert footer.more_button.isVisible()
        menu = footer.menu()
        (details_action,) = [one for one in menu.actions() if one.text() == "Details"]
        assert not [one for one in menu.actions() if "Copy" in one.text() or "Quote" in one.text()]
        details_action.trigger()
        menu.close()
        assert "Ended because: refusal" in shown_text(seat.window)

    run(scene)


def test_the_meter_tells_the_gateways_count_once_typing_has_paused(
    run: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.ui.presenters.usage.UsagePresenter.__init__.__kwdefaults__", {"count_after_s": 0.3})

    async def scene(seat: Seat, server: GatewayServer) -> None:
        seat.services.profiles.learn(seat.services.profiles.default_id, count_tokens=True)
        seat.editor().setFocus()
        seat.type("How long is this?")
        meter = first_of(seat.window, ContextMeter)
        await seat.until(lambda: "counted by the gateway" in meter.accessibleDescription())
        assert meter.accessibleDescription().startswith("8 of 1,000,000 tokens")
        seat.type(" Longer.")
        await seat.until(lambda: meter.accessibleDescription().startswith("About"))
        await seat.until(lambda: "counted by the gateway" in meter.accessibleDescription())
        counted = [one for one in server.requests if one.path.endswith("/count_tokens")]
        assert len(counted) == 2
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len(seat.chat_ids()) == 2 and not seat.is_replying())

    run(scene, counts=True)


def test_what_may_run_always_is_taken_back_again(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        call = {"type": "tool_use", "id": "toolu_1", "name": "calculator", "json": '{"expression": "6 * 7"}'}
        server.script(streamed([call], stop_reason="tool_use"), default=Answer(text="42."))
        chat.tune(replace(chat.conversation.parameters, tools=("calculator",)))
        await seat.says("What is it?")
        await seat.until(lambda: name_of(seat.focused()) == "Allow: Calculator")
        press(button(seat.window, "Always in this chat: Calculator"), Qt.Key.Key_Space)
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
        seat.give(INSTRUCTIONS)
        assert "Calculator runs without asking in this chat." in shown_text(seat.window)
        press(button(seat.window, "Ask before each run"), Qt.Key.Key_Space)
        assert chat.conversation.allowed_tools == ()
        assert "You are asked before each one runs." in shown_text(seat.window)
        assert not [
            one for one in seat.window.findChildren(QPushButton) if "Ask before" in one.text() and one.isVisible()
        ]

    run(scene)
