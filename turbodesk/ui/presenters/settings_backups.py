"""Ties the backups in the settings to what makes them and puts them back."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from turbodesk.app.backups import Backups
from turbodesk.app.tasks import Scope
from turbodesk.chat.backup import Backup
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.translation import _
from turbodesk.ui.quantities import sentences
from turbodesk.ui.settings.backups import BackupsBlock, backup_day, chats
from turbodesk.ui.widgets.lifetime import is_alive, subscribe

Replacing = Callable[[Coroutine[Any, Any, Backup]], Coroutine[Any, Any, Backup]]
"""Does what replaces all chats, with an empty one in front meanwhile."""
_TASK, _LOOK = "backups-by-hand", "look-at-backups"


class BackupsPresenter(QObject):
    """Serves one such block."""

    def __init__(self, block: BackupsBlock, *, backups: Backups, scope: Scope, replacing: Replacing) -> None:
        super().__init__(block)
        self._block, self._backups, self._scope, self._replacing = block, backups, scope, replacing
        self._kept: Path | None = None
        """What was there before the last restore of this run."""
        self._shown: dict[Path, Backup] = {}
        self._told: FailureNote | None = None
        """The failure that is shown, or that something newer was said after."""
        block.make_requested.connect(lambda: self._start(_("Backing up…"), self._make()))
        block.restore_requested.connect(lambda path: self._start(_("Restoring…"), self._restore(path)))
        block.undo_requested.connect(self._undo)
        block.remove_requested.connect(lambda path: self._start("", self._remove(path)))
        subscribe(self, backups.changed, lambda _nothing: self._start_look() if block.isVisible() else None)

    def refresh(self) -> None:
        """Show what there is now, and why the last one could not be made if that is so still."""
        self._told = None
        self._start_look()

    def _start_look(self) -> None:
        if not self._scope.is_closed:
            self._scope.start(_LOOK, self._look())

    async def _look(self) -> None:
        found = await self._backups.all()
        if is_alive(self._block):  # the window may have been closed since
            self._shown = {one.path: one for one in found}
            self._block.set_backups(found)
            failure = self._backups.failure
            if failure is not None and failure is not self._told and not self._scope.is_running(_TASK):
                self._told = failure
                self._block.show_outcome(_words(failure), can_undo=self._kept is not None)

    def _start(self, words: str, work: Coroutine[Any, Any, str]) -> None:
        self._block.show_busy(words)
        self._scope.start(_TASK, self._done(work))

    async def _done(self, work: Coroutine[Any, Any, str]) -> None:
        words = _("This did not work, for a reason inside TurboDesk.")
        try:
            words = await work
        except StoreFailure as failure:
            words = _words(failure.note)
        finally:
            self._told = self._backups.failure
            if is_alive(self._block):
                self._block.show_outcome(words, can_undo=self._kept is not None)
        await self._look()

    async def _make(self) -> str:
        made = await self._backups.make()
        return _("{chats} backed up.").format(chats=chats(made.chats))

    async def _restore(self, path: Path) -> str:
        restored = self._shown.get(path)
        kept = await self._replacing(self._backups.restore(path))
        self._kept = kept.path
        day = "" if restored is None else backup_day(restored)
        return _("Restored the backup of {day}. What was there before is in the list, with {chats}.").format(
            day=day, chats=chats(kept.chats)
        )

    def _undo(self) -> None:
        if self._kept is not None:
            self._start(_("Restoring…"), self._undone(self._kept))

    async def _undone(self, path: Path) -> str:
        await self._replacing(self._backups.restore(path))
        self._kept = None
        return _("Everything is as it was before.")

    async def _remove(self, path: Path) -> str:
        await self._backups.remove(path)
        if path == self._kept:
            self._kept = None
        return ""


def _words(failure: FailureNote) -> str:
    return sentences(failure.sentence, failure.advice)
