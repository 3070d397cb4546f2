"""A chat that began in the demo moves to the person's gateway: asked once, at the next send, by keys alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import posted, shown_reply
from tests.ui.presenters.test_window import CTRL, Seat, seated
from tests.ui.seen import button, name_of, press, shown_text
from turbodesk.app.commands import TRY_AGAIN
from turbodesk.app.gateways import DEMO
from turbodesk.app.profiles import FIRST_NAME
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.profile import FIRST
from turbodesk.ui.composer.demo_question import DemoQuestion
from turbodesk.ui.settings import SettingsSheet

Scene = Callable[[Seat, GatewayServer], Awaitable[None]]
QUESTION = f"This chat began in the demo. Send this to {FIRST_NAME} now?"


@pytest.fixture
def run(
    qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., None]]:
    """Play scenes one after the other, each in a run of its own on the same folder, beside one server."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()

    async def all_of(scenes: dict[str, Scene]) -> None:
        async with GatewayServer() as server:
            server.script(default=Answer(text="From the gateway."))
            for run, scene in scenes.items():
                if "with_key" in run:
                    monkeypatch.setenv("TURBODESK_API_KEY", "sk-right")
                    monkeypatch.setenv("TURBODESK_API_KEY_FOR", server.url)
                async with seated(qapp, tmp_path, demo="demo" in run) as seat:
                    await scene(seat, server)
                    await seat.services.gateways.close()  # a connection kept open would be reported as left behind

    def play(**scenes: Scene) -> None:
        qt_loop.run_until_complete(all_of(scenes))

    yield play
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


async def has_a_key(seat: Seat, server: GatewayServer) -> None:
    """Do what the settings do when the gateway has accepted a key."""
    seat.services.profiles.change_url(FIRST, server.url)
    await seat.services.keys.keep(ApiKey("sk-right"), this_run_only=True)
    seat.presenter._lazy.key_setup.entered.emit()  # noqa: SLF001


async def writes(seat: Seat, text: str) -> None:
    """Write a message and press Return; whatever comes of it."""
    seat.editor().setFocus()
    seat.type(text)
    seat.key(Qt.Key.Key_Return)


def is_asked(seat: Seat) -> bool:
    return any(one.isVisible() for one in seat.window.findChildren(DemoQuestion))


async def is_answered(seat: Seat, messages: int) -> None:
    await seat.until(lambda: len(seat.chat_ids()) == messages and not seat.is_replying())


def badge(seat: Seat) -> QWidget:
    return button(seat.window, "Demo: add your key")


def is_marked(seat: Seat) -> bool:
    return any(one.isVisible() for one in seat.window.findChildren(QAbstractButton) if one.text() == "Demo")


def test_from_the_badge_to_the_first_real_reply(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        seat.services.profiles.change_url(FIRST, server.url)
        await seat.says("Hello")
        press(badge(seat), Qt.Key.Key_Space)
        await seat.until(lambda: bool(seat.window.findChildren(SettingsSheet)))
        (dialog,) = seat.window.findChildren(SettingsSheet)
        await seat.until(lambda: name_of(seat.focused()) == "Your key")
        seat.type("sk-right")
        boxes = dialog.findChildren(QCheckBox)
        press(
            next(one for one in boxes if one.text() == "Forget it when TurboDesk closes" and one.isVisible()),
            Qt.Key.Key_Space,
        )
        press(button(dialog, "Check and save"), Qt.Key.Key_Space)
        await seat.until(lambda: "The gateway accepts" in shown_text(dialog))
        dialog.dismiss()
        seat.window.activateWindow()
        await seat.until(seat.window.isActiveWindow)
        del server.requests[:]

        await writes(seat, "Are you real?")
        await seat.until(lambda: is_asked(seat))
        assert QUESTION in shown_text(seat.window)
        assert server.requests == [], "nothing is sent before the answer"
        assert seat.written() == "Are you real?"
        assert name_of(seat.focused()) == f"Send to {FIRST_NAME}"
        seat.key(Qt.Key.Key_Return)
        await is_answered(seat, 4)
        assert shown_reply(seat) == "From the gateway."
        (body,) = posted(server)
        assert [one["role"] for one in body["messages"]] == ["user", "assistant", "user"]  # type: ignore[attr-defined]
        assert not is_marked(seat)
        assert seat.editor().hasFocus()
        await writes(seat, "Again")
        await is_answered(seat, 6)
        assert not is_asked(seat)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        used = await seat.services.workspace.ledger.account(chat.conversation.id)
        assert used.chat.replies == 2, "the demo's reply cost nothing, and does not begin to"

    run(demo=scene)


def test_who_stays_is_not_asked_again(run: Callable[..., None]) -> None:
    async def first(seat: Seat, server: GatewayServer) -> None:
        await seat.says("Hello")
        await has_a_key(seat, server)
        await writes(seat, "And now?")
        await seat.until(lambda: is_asked(seat))
        press(button(seat.window, "Stay in the demo"), Qt.Key.Key_Space)
        await is_answered(seat, 4)
        await writes(seat, "Still here")
        await is_answered(seat, 6)
        assert not is_asked(seat)
        assert server.requests == []
        seat.key(Qt.Key.Key_N, CTRL)
        await writes(seat, "A new one")
        await is_answered(seat, 2)
        assert shown_reply(seat) == "From the gateway.", "new chats are the gateway's"
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: len(seat.chat_ids()) == 6)

    async def second(seat: Seat, server: GatewayServer) -> None:
        assert len(seat.chat_ids()) == 6
        await writes(seat, "The next day")
        await is_answered(seat, 8)
        assert not is_asked(seat)
        press(badge(seat), Qt.Key.Key_Space)  # the way out stays open
        await seat.until(lambda: is_asked(seat))
        assert f"Let {FIRST_NAME} answer from now on?" in shown_text(seat.window)
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: not is_asked(seat))
        await writes(seat, "At last")
        await is_answered(seat, 10)
        assert shown_reply(seat) == "From the gateway."

    run(demo=first, then_with_key=second)


def test_the_question_comes_after_a_restart_too(run: Callable[..., None]) -> None:
    async def first(seat: Seat, server: GatewayServer) -> None:
        await seat.says("Hello")
        await has_a_key(seat, server)

    async def second(seat: Seat, server: GatewayServer) -> None:
        await writes(seat, "Good morning")
        await seat.until(lambda: is_asked(seat))
        seat.key(Qt.Key.Key_Return)
        await is_answered(seat, 4)
        assert shown_reply(seat) == "From the gateway."

    run(demo=first, then_with_key=second)


def test_escape_leaves_everything_as_it_was(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await seat.says("Hello")
        await has_a_key(seat, server)
        await writes(seat, "Wait")
        await seat.until(lambda: is_asked(seat))
        seat.key(Qt.Key.Key_Escape)
        assert not is_asked(seat)
        assert seat.editor().hasFocus()
        assert (seat.written(), len(seat.chat_ids()), server.requests) == ("Wait", 2, [])
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: is_asked(seat))
        seat.key(Qt.Key.Key_N, CTRL)
        assert not is_asked(seat), "it is about the other chat"

    run(demo=scene)


def test_trying_again_asks_as_well(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await seat.says("Hello")
        await has_a_key(seat, server)
        seat.give(TRY_AGAIN)
        await seat.until(lambda: is_asked(seat))
        seat.key(Qt.Key.Key_Return)
        await is_answered(seat, 2)
        await seat.until(lambda: shown_reply(seat) == "From the gateway.")

    run(demo=scene)


def test_a_chat_without_words_goes_along_with_its_draft(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        seat.editor().setFocus()
        seat.type("Half a thought")
        await has_a_key(seat, server)
        assert seat.written() == "Half a thought"
        assert not is_marked(seat)
        seat.key(Qt.Key.Key_Return)
        await is_answered(seat, 2)
        assert shown_reply(seat) == "From the gateway."

    run(demo=scene)


def test_without_a_gateway_the_demo_goes_on_unasked(run: Callable[..., None]) -> None:
    async def first(seat: Seat, server: GatewayServer) -> None:
        await seat.says("Hello")

    async def second(seat: Seat, server: GatewayServer) -> None:
        assert seat.presenter.chat_presenter.chat is not None
        assert seat.presenter.chat_presenter.chat.conversation.gateway_id == DEMO
        await writes(seat, "Anybody?")
        await is_answered(seat, 4)
        assert not is_asked(seat)

    run(demo=first, then=second)
