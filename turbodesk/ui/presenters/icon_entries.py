"""Offers what can be begun in the menu that the system shows at the program's icon: on Windows and macOS.

On Linux it is the desktop entry that has these. On Windows too they stay while the program does not run.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from turbodesk.app import commands
from turbodesk.app.tasks import Scope
from turbodesk.ui.widgets.plain import button_text

Entries = Sequence[tuple[str, Callable[[], object]]]
"""What each is called, and what it does."""


def offer_at_icon(window: QWidget, scope: Scope, program: Path | None, entries: Callable[[], Entries]) -> None:
    """Offer them; `program` is the file that starts us, None where it is Python, whose icon is everybody's."""
    if sys.platform == "win32" and program is not None:
        scope.start("jump-list", _offer_tasks(program))
    elif sys.platform == "darwin":
        menu: Any = QMenu(window)  # the dock keeps none itself
        for title, do in entries():
            menu.addAction(button_text(title)).triggered.connect(lambda _=False, do=do: do())
        menu.setAsDockMenu()


async def _offer_tasks(program: Path) -> None:
    from turbodesk.ui.desktop.jump_list import JumpTask, offer_tasks

    tasks = (JumpTask(commands.NEW_CHAT.title, "--new-chat"), JumpTask(commands.ASK.title, "--ask"))
    with suppress(OSError, ImportError):  # as before the desktop's program runs: the next start offers them
        await asyncio.to_thread(offer_tasks, str(program), tasks)
