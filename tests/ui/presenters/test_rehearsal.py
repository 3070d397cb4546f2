"""The first reply that a person waits for is not the first one that is set."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from turbodesk.ui.application.event_loop import EventLoop
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.presenters.rehearsal import rehearse
from turbodesk.ui.theme import LIGHT

PROGRAM = """
import asyncio, sys
from dataclasses import replace
from PySide6.QtWidgets import QWidget
from turbodesk.app.warm_up import warm_up
from turbodesk.ui.application.application import Application
from turbodesk.ui.presenters.rehearsal import rehearse
from turbodesk.ui.theme import LIGHT

application = Application(["rehearsal"])

async def main():
    await warm_up()
    before = set(sys.modules)
    await rehearse(LIGHT, 100, pause_s=0)
    rehearsed = set(sys.modules)
    from turbodesk.chat.message import Block, Status, empty_reply, user_message
    from turbodesk.chat.parts import Text
    from turbodesk.ui.message.actions import MessageActions
    from turbodesk.ui.message.message import MessageView
    stage = QWidget()
    reply = empty_reply("m", "q")
    text = "# Words\\n\\nAnd `code`\\n\\n- one\\n\\n```python\\nx = 1\\n```\\n\\n|a|\\n|-|\\n|b|\\n"
    for message in (user_message("Why?", None), reply):
        MessageView(message, actions=MessageActions(), theme=LIGHT, parent=stage).heightForWidth(600)
    view = MessageView(reply, actions=MessageActions(), theme=LIGHT, parent=stage)
    for end in range(1, len(text), 3):
        view.set_message(replace(reply, blocks=(Block(0, Text(text[:end]), closed=False),)))
        view.heightForWidth(600)
    view.set_message(replace(reply, blocks=(Block(0, Text(text)),), status=Status.COMPLETE))
    view.heightForWidth(600)
    print("turbodesk.ui.message.message" in rehearsed - before, sorted(set(sys.modules) - rehearsed))
    stage.deleteLater()
    return 0

raise SystemExit(application.run(main))
"""


def views() -> list[MessageView]:
    return [one for one in QApplication.allWidgets() if isinstance(one, MessageView) and isValid(one)]


def test_nothing_is_imported_for_the_first_reply_any_more() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "True []", done.stderr


def test_it_leaves_nothing_behind_also_where_the_window_closes_in_its_middle(qt_loop: EventLoop) -> None:
    async def main() -> None:
        before = views()
        for turns in (3, 20, 10_000):
            task = asyncio.ensure_future(rehearse(LIGHT, 100, pause_s=0))
            for _ in range(turns):
                await asyncio.sleep(0)
                if task.done():
                    break
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled() or task.exception() is None
            await asyncio.sleep(0.01)
            assert [one for one in views() if one not in before] == []

    qt_loop.run_until_complete(main())


def test_a_reply_that_comes_ends_it(qt_loop: EventLoop) -> None:
    asked: list[None] = []

    def goes_on() -> bool:
        asked.append(None)
        return len(asked) < 4

    qt_loop.run_until_complete(rehearse(LIGHT, 100, goes_on=goes_on, pause_s=0))
    assert len(asked) == 4
