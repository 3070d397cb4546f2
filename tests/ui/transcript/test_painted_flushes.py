"""What a flush paints anew is enough: the window then shows what it would show if all of it were painted.

The window's own picture is asked of the screen, where each flush has painted only its part, and compared with the same
widgets painted from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.transcript.plain import PlainSource
from turbodesk.app.text_matcher import TextMatcher
from turbodesk.chat.message import Block, Message, Role, empty_reply
from turbodesk.chat.parts import Text
from turbodesk.ui.document.marks import PageMarks
from turbodesk.ui.message import trailing_dot
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.segment import TextFeed
from turbodesk.ui.message.stack import Stack
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.apply import style_application
from turbodesk.ui.transcript.message_list import MessageList
from turbodesk.ui.transcript.view import TranscriptView

_ALIKE = 3
"""Of 255: where a rounded corner is cut, its pixels may be a shade off."""
REPLIES = {
    "words": "word " * 90 + "supercalifragilistic" * 7 + " *em* and `code`, **st" + "rong** and on it goes " * 9,
    "quote": "# T\n\n> a quote with **bold** and `code` in it, and many more words, to wrap\n>> more\n\nafter\n\n---\n",
    "lists": "1. one `x`\n   ```\n   a\n   ```\n10. ten\n- [ ] to do\n  - within\n- [x] done, and so long it wraps\n",
    "table": "| a | b |\n|---|--:|\n"
    + "| cell with words | `x` and a text that is too long for its column |\n" * 4
    + "\nafter\n",
    "wide": "| a " * 14 + "|\n" + "|---" * 14 + "|\n" + "| some words " * 14 + "|\n\n",
    "code": "```python\n"
    + "".join(f"v{n} = f({n})  # why{' x' * n * 7}\n" for n in range(9))
    + "```\n\n```\nsh\n```\n",
    "rtl": "مرحبا بالعالم، هذا نص طويل بما يكفي ليلتف على أكثر من سطر واحد **جدا** و `code` هنا\n\n- بند hello שלום\n",
    "marks": "Z̷̢̡͔͍̫̩͔a̵̧̡̛̺̱l̵̢͙̝g̷o 👩‍👩‍👧‍👦 世界 " * 9 + "\n\n## A head\n\nand **bo",
}


class Screen:
    """One transcript in a window, whose flushes come when they are asked for."""

    def __init__(self, qapp: QApplication) -> None:
        self._app = qapp
        self.view = TranscriptView(lambda one: MessageView(one, actions=MessageActions(), theme=LIGHT))
        self.view.resize(560, 420)
        question = Message(
            "q",
            "",
            Role.USER,
            (
                Block(
                    0,
                    Text("A question"),
                ),
            ),
        )
        self.reply = empty_reply("a", "q")
        self.view.set_source(PlainSource([question, self.reply]))
        self.view.show()
        self.drain()

    @property
    def row(self) -> MessageView:
        row = self.view.row(self.reply.id)
        assert isinstance(row, MessageView)
        return row

    def drain(self) -> None:
        while True:
            self._app.processEvents()
            feeds = [feed for feed in self.view.findChildren(TextFeed) if feed.is_filling]
            if self.view.is_idle and not feeds:
                break
        self._app.processEvents()

    def show(self, text: str) -> None:
        self.reply = replace(self.reply, blocks=(Block(0, Text(text), closed=False),))
        self.view.message_changed(self.reply)
        self.drain()

    def is_as_painted_whole(self) -> bool:
        shown = self._app.primaryScreen().grabWindow(self.view.winId()).toImage()
        whole = self.view.grab().toImage().convertToFormat(shown.format())
        return shown == whole or _differ_by(shown, whole) <= _ALIKE


def _differ_by(one: QImage, other: QImage) -> int:
    first, second = (bytes(image.convertToFormat(QImage.Format.Format_RGB888).constBits()) for image in (one, other))
    return max(abs(a - b) for a, b in zip(first, second, strict=True) if a != b)


@pytest.fixture
def screen(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    monkeypatch.setattr(trailing_dot, "current_motion_ms", lambda: 0)
    style_application(qapp, LIGHT)
    one = Screen(qapp)
    yield one
    one.view.close()
    one.view.deleteLater()


@pytest.mark.parametrize("name", REPLIES)
def test_a_flush_paints_all_that_looks_another_way(screen: Screen, name: str) -> None:
    text, end = REPLIES[name], 0
    for step in range(10_000):
        end += (1, 4, 19, 7, 60)[step % 5]
        screen.show(text[:end])
        assert screen.is_as_painted_whole(), text[:end][-40:]
        if end >= len(text):
            break


def test_it_does_so_over_a_selection_and_around_marks(screen: Screen) -> None:
    text = "Some words and more of them, such as these, until there are some lines. " * 4
    screen.show(text[:120])
    screen.row.bodies()[0].select_between(5, 90)
    screen.row.set_marks(PageMarks(TextMatcher("word"), 0))
    screen.drain()
    for end in range(123, len(text), 13):
        screen.show(text[:end])
        assert screen.is_as_painted_whole()


def test_it_does_so_in_a_width_that_changes(screen: Screen) -> None:
    for end, width in ((60, 560), (150, 430), (200, 640), (230, 640), (260, 500)):
        screen.view.resize(width, 420)
        screen.show(("Some words, `code` and more of them. " * 9)[:end])
        assert screen.is_as_painted_whole()


def test_letters_in_a_line_that_is_there_place_nothing(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    placed: list[str] = []
    for place in (Stack.place, Stack.height, MessageList.place, MessageList.settle):

        def noted(*given: Any, place: Callable[..., Any] = place, **named: Any) -> Any:
            placed.append(place.__qualname__)
            return place(*given, **named)

        owner = Stack if place.__qualname__.startswith("Stack") else MessageList
        monkeypatch.setattr(owner, place.__name__, noted)
    screen.show("Some words")
    placed.clear()
    for text in ("Some words a", "Some words and **stro", "Some words and **strong**"):
        screen.show(text)
    assert placed == []
    screen.show("Some words and **strong** ones" * 9)
    assert {"Stack.place", "MessageList.place"} <= set(placed)
    assert screen.row.height() == screen.row.heightForWidth(screen.row.column_width)
