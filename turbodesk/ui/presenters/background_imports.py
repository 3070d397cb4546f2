"""Imports what the window needs next in such a way that it answers to keys and clicks meanwhile.

What chats are made of takes longer to import than all that the first window is made of: 50 ms for an empty one, 150 ms
more with messages. The window is painted before that; were it imported at once, the first letter typed would stand in
line behind it. What knows nothing of Qt is imported on a thread, as Python lets another one go on after 5 ms; the rest
on the window's own, a module at a time, with its events in between. PySide makes classes and enumerations while such a
module is imported, and two threads that do so at once end the program now and then (a segmentation fault, PySide 6.11).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turbodesk.app.services import Services
    from turbodesk.ui.presenters.spelling import SpellingPresenter

CHATS = tuple(
    f"turbodesk.{name}"
    for name in (
        "app.attachments.limits",
        "app.favourites",
        "app.forecast",
        "app.installation",
        "app.ledger",
        "app.program",
        "chat.encodings",
        "chat.parameter_rules",
        "chat.spending",
        "chat.web_sites",
        "store.crash_report",
        "store.logbook",
        "ui.widgets.exposure",
        "ui.widgets.window_watch",
        "ui.main_window.scroll_edge",
        "ui.presenters.attach_setup",
        "ui.presenters.attachments_out",
        "app.live",
        "app.tools.of_program",
        "app.tools.context",
        "app.tools_context",
        "app.tools.kept_changes",
        "app.folders.confined",
        "ui.presenters.models",
        "ui.presenters.web_setup",
        "ui.presenters.thinking",
        "ui.main_window.composer_shadow",
        "ui.presenters.side_panels",
        "ui.presenters.api_key",
        "ui.widgets.raising",
        "ui.presenters.application",
        "ui.presenters.empty_page",
        "ui.main_window.empty_state",
        "gateway.listing",
        "ui.theme.contrast",
        "ui.theme.motion",
        "app.exact",
        "ui.presenters.usage",
        "ui.usage.meter",
        "ui.presenters.outline",
        "ui.outline.ticks",
        "ui.presenters.month",
        "ui.widgets.composition",
        "ui.widgets.note_label",
        "app.model_choices",
        "gateway.catalogue",
        "app.branching",
        "app.warm_up",
        "ui.presenters.rehearsal",
        "app.trash",
        "ui.widgets.caret_rest",
    )
)
"""What every chat needs, in the order in which it is needed."""
MESSAGES = tuple(
    f"turbodesk.{name}"
    for name in (
        "app.remedies",
        "app.text_matcher",
        "rendering.highlight",
        "rendering.stream",
        "ui.document.typography",
        "ui.document.builder",
        "ui.document.document",
        "ui.message.selection",
        "ui.message.tool_card",
        "ui.message.part_widgets",
        "ui.message.head",
        "ui.message.message",
        "ui.transcript.text_selection",
    )
)
"""What a chat with messages needs besides, in portions of 16 ms at most."""
SPELLING = (
    "turbodesk.app.spelling.spelling",
    "turbodesk.ui.widgets.spelling_marks",
    "turbodesk.ui.widgets.spelling_menu",
    "turbodesk.ui.presenters.spelling",
)
"""What marks mistakes, which nobody waits for."""


SYNCING = ("turbodesk.app.syncing.making",)
"""What keeps chats in step with other computers, with the network and the sealing; nobody waits for it."""
SYNC_AFTER_S = 3.0
"""How long after the window is there; it is looked at and used before."""


async def imported(modules: Sequence[str]) -> None:
    """Return when these modules are imported. Cancelling leaves the rest to whoever needs them."""
    missing = [name for name in modules if name not in sys.modules]
    if beside := [name for name in missing if not _may_need_qt(name)]:
        await asyncio.to_thread(lambda: [import_module(name) for name in beside])
    for name in filter(_may_need_qt, missing):
        import_module(name)
        await asyncio.sleep(0)


async def begin_spelling(spelling: Callable[[], SpellingPresenter]) -> None:
    """Have mistakes marked from now on; `spelling` is made here."""
    await imported(SPELLING)
    spelling().begin()


async def begin_syncing(services: Services, begin: Callable[[], object]) -> None:
    """Keep chats in step with other computers from now on, where that was set up: `begin` makes what does."""
    await asyncio.sleep(SYNC_AFTER_S)
    if services.has_other_computers:
        await imported(SYNCING)
        begin()


def _may_need_qt(name: str) -> bool:
    return name.startswith("turbodesk.ui.")  # not for people: modules
