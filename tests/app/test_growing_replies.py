"""What has come of a reply is fetched as often as it is of use, and everything behind it works as often, not more."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.conftest import AppFixture
from tests.app.gateways import PAUSE, spoken
from tests.app.wired import replied, until, wired
from tests.gateway_server import Answer, GatewayServer
from turbodesk.app.chat_context import Attention
from turbodesk.app.growing_replies import UNSEEN_S, Speed
from turbodesk.app.live import LiveChat
from turbodesk.chat.events import Finished, InputDelta, TextDelta, ThinkingDelta
from turbodesk.store.journal import GATHER_S
from turbodesk.store.remembered import Remembered

WORDS = "word " * 320
"""400 pieces; a millisecond apart they take two fifths of a second at least."""


def test_what_nobody_sees_is_on_disk_in_time_too() -> None:
    assert UNSEEN_S + GATHER_S < 0.25


def nothing_remembered() -> Remembered:
    raise AssertionError("nothing of it is asked for")


class TestAttention:
    def test_is_with_the_chat_in_front_while_its_window_is_there(self) -> None:
        attention = Attention(nothing_remembered)
        assert not attention.has("a")
        assert attention.bring("a", is_temporary=False)
        assert not attention.bring("a", is_temporary=False), "that is no news"
        assert (attention.has("a"), attention.has("b")) == (True, False)
        attention.set_window_seen(False)
        assert not attention.has("a")

    def test_is_with_a_temporary_chat_too_of_which_nothing_is_written_down(self) -> None:
        attention = Attention(nothing_remembered)
        attention.bring("a", is_temporary=False)
        assert not attention.bring("t", is_temporary=True)
        assert (attention.front, attention.has("t"), attention.has("a")) == ("", True, False)
        assert attention.bring("a", is_temporary=False)


@pytest.mark.parametrize("kind", [TextDelta, ThinkingDelta])
def test_a_quick_reply_is_worth_more_frames_than_a_slow_one(kind: type[TextDelta] | type[ThinkingDelta]) -> None:
    speed = Speed()
    for at_ms in range(1_000, 3_000, 10):
        speed.note(kind(0, "word"), at_ms)  # 400 characters a second
    assert speed.frame_s == 1 / 30
    for at_ms in range(3_000, 5_000, 10):
        speed.note(kind(0, "words and more words than can be read"), at_ms)
    assert speed.frame_s == 1 / 60
    speed.note(Finished(), 60_000)
    assert speed.frame_s == 1 / 30
    speed.note(InputDelta(0, "x"), 1_000)  # a clock that was set back
    assert speed.frame_s == 1 / 30


async def test_a_reply_is_fetched_seldom_while_another_chat_is_in_front(services: AppFixture) -> None:
    chat = services.chat()
    seen = {chat.conversation.id}
    chat.context = replace(chat.context, is_seen=seen.__contains__)
    services.gateway.scripts = [[*spoken("a")[:3], PAUSE, Finished()]]
    chat.send("Hello")
    await services.gateway.reached_pause.wait()
    every_s = services.gateway.requests[0].every_s
    assert every_s() == 1 / 30
    seen.clear()
    assert every_s() == UNSEEN_S
    services.gateway.go_on()
    await until(lambda: not chat.is_replying)


async def test_five_replies_at_once_grow_and_are_written_by_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = asyncio.get_running_loop().time
    grown: dict[str, int] = {}
    async with GatewayServer() as server, wired(tmp_path, server) as services:
        server.script(default=Answer(text=WORDS, gap_ms=1))
        workspace, flushes = services.workspace, 0
        journal = workspace.context.journal
        flush = journal.flush

        def counted() -> asyncio.Future[None]:
            nonlocal flushes
            flushes += 1
            return flush()

        monkeypatch.setattr(journal, "flush", counted)

        def begun(chat: LiveChat) -> LiveChat:
            grown[chat.conversation.id] = 0

            def note(_: object) -> None:
                grown[chat.conversation.id] += 1

            chat.message_changed.connect(note)
            workspace.remember_front(chat.conversation.id)
            chat.send("Hello")
            return chat

        began = clock()
        *others, front = [begun(workspace.new_chat(demo=False)) for _ in range(5)]
        texts = [(await replied(chat)).text for chat in (*others, front)]
        took_s = clock() - began
    assert texts == [WORDS] * 5
    most = took_s / UNSEEN_S + 16  # its beginning and its end are told apart, and for a moment it was in front
    assert max(grown[chat.conversation.id] for chat in others) <= most
    assert flushes <= took_s / GATHER_S + 2
