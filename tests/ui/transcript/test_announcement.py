"""What a screen reader is told, and when: once, whether or not it is still listening."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.transcript.conftest import Open
from tests.ui.transcript.plain import PlainSource, grown, message
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.message import Block, Status
from turbodesk.chat.parts import Text
from turbodesk.ui.widgets import announcement as announce
from turbodesk.ui.widgets.announcement import ending


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.COMPLETE, "Reply finished"),
        (Status.STOPPED, "Reply stopped"),
        (Status.INTERRUPTED, "Reply failed."),
    ],
)
def test_an_ending_is_told_by_how_it_ended(status: Status, sentence: str) -> None:
    assert ending(replace(message(1, 20), status=status)) == sentence


def test_a_failure_is_told_with_its_sentence() -> None:
    failed = replace(message(1, 20), status=Status.FAILED, failure=FailureNote("busy", "The gateway is busy."))
    assert ending(failed) == "Reply failed. The gateway is busy."


def test_a_reply_is_announced_at_its_beginning_and_once_at_its_end(
    open_view: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(announce, "announce", lambda _source, sentence: told.append(sentence))
    source = PlainSource([message(0, 20), message(1, 0)])
    view = open_view(source)
    view.reply_began("m0", "m1")
    reply = message(1, 0)
    for _ in range(3):
        reply = grown(reply, 40)
        view.message_changed(reply)
    reply = grown(reply, 40, final=True)
    view.message_changed(reply)
    view.message_changed(reply)
    qtbot.waitUntil(lambda: view.is_idle)
    view.message_changed(reply)
    assert told == ["Replying", "Reply finished"]


def test_announcing_costs_nothing_where_nobody_listens(open_view: Open) -> None:
    announce.announce(open_view(PlainSource([])), "Reply finished")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("No <pre> here, nor `<pre>`.", "Reply finished"),
        ("```\n<pre>\n```", "Reply finished, 1 code block"),
        ("- one\n\n  ```py\n  x\n  ```\n\n~~~\ny\n~~~\n\n```\nunfinished", "Reply finished, 3 code blocks"),
    ],
)
def test_the_end_says_how_much_code_there_is(monkeypatch: pytest.MonkeyPatch, text: str, sentence: str) -> None:
    monkeypatch.setattr(announce, "is_heard", lambda: True)
    assert ending(replace(message(1, 20), blocks=(Block(0, Text(text)),))) == sentence
