"""Sets one small reply out of sight in idle time, so that the first one that a person waits for meets nothing new.

A first reply imports what shows it, compiles its dataclasses, finds and shapes the fonts of text, headings and code,
and makes each kind of piece for the first time: in an empty window one turn of the event loop took 64 to 70 ms when it
was asked for, and takes 15 to 17 now. Here all that is done in portions of at most 10 ms with rests between, after the
window stands, and thrown away. What stays, 4 MB, the first reply would have brought.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module

from PySide6.QtWidgets import QWidget

from turbodesk.app.services import Services
from turbodesk.app.warm_up import warm_up as load
from turbodesk.settings import TEXT_PERCENT
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.theme.theme import Theme

AFTER_S = 1.0
"""From when everything is loaded: the window is looked at and used before it is idle."""
PAUSE_S = 0.05
"""Between two portions: keys and frames come first."""
_MODULES = (
    "turbodesk.rendering.links",
    "turbodesk.rendering.tex",
    "turbodesk.ui.document.builder",
    "turbodesk.ui.document.mathematics",
    "turbodesk.ui.document.tables",
    "turbodesk.ui.document.document",
    "turbodesk.ui.document.copying",
    "turbodesk.ui.message.stack",
    "turbodesk.ui.message.part_widgets",
    "turbodesk.ui.message.ending",
    "turbodesk.ui.message.message",
    "turbodesk.app.remedies",
    "turbodesk.ui.main_window.ribbon",
    "turbodesk.ui.transcript.text_selection",
)
"""What shows a message, each with what it needs and none before it has: portions of at most 10 ms."""
_WIDTH = 600
# It is shown to nobody, and so not for people
_REPLY = (
    "# A",
    " heading\n\nA **paragraph** with `code`,",
    " and *more*.\n\n- one\n- two\n\n1. three\n\n",
    "> four\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n",
    "```python\nx = 1",
    "\n```\n\nThat is all.",
)
"""A reply in the pieces in which it comes."""


async def warm_up(views: MainWindowViews, services: Services) -> None:
    """Load in idle time what a first reply needs, and rehearse one until a real one comes."""
    await load()
    await asyncio.sleep(AFTER_S)
    percent = services.preferences.get(TEXT_PERCENT)
    await rehearse(views.theme, percent, goes_on=lambda: not services.workspace.replying())


async def rehearse(
    theme: Theme, percent: int, *, goes_on: Callable[[], bool] = lambda: True, pause_s: float = PAUSE_S
) -> None:
    """Show a reply in this theme and text size, out of sight; cancelling leaves nothing behind."""
    stage = QWidget()
    try:
        for _ in _portions(stage, theme, percent):
            await asyncio.sleep(pause_s)
            if not goes_on():
                break
    finally:
        stage.deleteLater()


def _portions(stage: QWidget, theme: Theme, percent: int) -> Iterator[None]:
    for name in _MODULES:
        import_module(name)
        yield
    from turbodesk.chat.message import Block, Message, Status, empty_reply, user_message
    from turbodesk.chat.parts import Text
    from turbodesk.ui.message.actions import MessageActions
    from turbodesk.ui.message.message import MessageView

    actions = MessageActions(stage)

    def shown(message: Message) -> MessageView:
        view = MessageView(message, actions=actions, theme=theme, text_percent=percent, parent=stage)
        view.resize(_WIDTH, view.heightForWidth(_WIDTH))
        return view

    shown(user_message("A question", None))
    yield
    reply, text = empty_reply("", "question"), ""
    view = shown(reply)
    yield
    for piece in _REPLY:
        text += piece
        view.set_message(replace(reply, blocks=(Block(0, Text(text), closed=False),)))
        view.resize(_WIDTH, view.heightForWidth(_WIDTH))
        yield
    view.set_message(replace(reply, blocks=(Block(0, Text(text)),), status=Status.COMPLETE))
    view.resize(_WIDTH, view.heightForWidth(_WIDTH))
    yield
    view.grab()
