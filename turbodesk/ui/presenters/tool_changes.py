"""Tells of each change a tool made, with a way to undo it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from turbodesk.app.folders import FolderRefused
from turbodesk.app.tasks import Scope
from turbodesk.app.tools.kept_changes import KeptChange, KeptChanges
from turbodesk.translation import _
from turbodesk.ui.widgets.lifetime import is_alive
from turbodesk.ui.widgets.toast import Toast


def tell_change(change: KeptChange, *, toast: Toast, changes: Callable[[], KeptChanges], scope: Scope) -> None:
    """Tell of a change, and undo it when the person says so."""

    async def undo() -> None:
        refusal = words = ""
        try:
            words = await asyncio.to_thread(changes().undo, change.id)
        except FolderRefused as refused:
            refusal = str(refused)
        if is_alive(toast):  # the window may have been closed since
            (toast.inform if refusal else toast.tell)(refusal or words)

    toast.tell(change.title, _("Undo"), lambda: scope.start("undo-change", undo()))
