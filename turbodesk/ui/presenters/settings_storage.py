"""Ties the page of the settings with folder, export and deleted chats to the files."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from turbodesk.app.archive import Archive, archive_name
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.app.trash import DeletedChats
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.translation import _, ngettext
from turbodesk.ui.presenters.file_kinds import file_kind
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.settings.storage import StoragePage
from turbodesk.ui.widgets.external import show_file
from turbodesk.ui.widgets.lifetime import is_alive, subscribe

_TASK = "deleted-chats"
_ARCHIVE_TASK = "archive"
_FORM = file_kind(_("TurboDesk export"), "*.zip")


class StorageSettingsPresenter(QObject):
    """Serves one such page."""

    def __init__(
        self,
        page: StoragePage,
        *,
        folder: Path,
        scope: Scope,
        trash: DeletedChats,
        new_archive: Callable[[], Archive],
        listed: Signal[None],
        is_synced: Callable[[], bool],
        tell: Callable[[FailureNote], None],
    ) -> None:
        """`listed` says that the list of chats is another; `tell` is told what must be known of a failure.

        `is_synced` says whether other computers have the chats too.
        """
        super().__init__(page)
        self._page = page
        self._folder = folder
        self._scope = scope
        self._trash = trash
        self._new_archive = new_archive
        self._is_synced, self._tell = is_synced, tell
        page.seen.connect(self._show_folder)  # whether other computers have the chats may be other than before
        page.open_folder_requested.connect(lambda: show_file(folder))
        page.deleted.restored.connect(lambda id_: self._start(trash.restore(id_)))
        page.deleted.removed.connect(lambda ids: self._start(trash.remove(ids)))
        page.export_requested.connect(self._ask_where)
        page.cancel_requested.connect(self._cancel)
        subscribe(self, listed, lambda _: self.refresh() if page.isVisible() else None)

    def refresh(self) -> None:
        """Show the folder and what was deleted as they are now."""
        self._show_folder()
        self._scope.start("look-at-deleted", self._look())

    def _show_folder(self) -> None:
        self._page.set_folder(str(self._folder), _size(self._folder), is_synced=self._is_synced())

    async def _look(self) -> None:
        try:
            found = await self._trash.deleted()
        except StoreFailure as failure:
            self._tell(failure.note)
        else:
            if is_alive(self._page):  # the window may have been closed since
                self._page.deleted.set_deleted(found)

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        self._scope.start(_TASK, self._done(work))

    async def _done(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except StoreFailure as failure:
            self._tell(failure.note)
        self.refresh()

    def _ask_where(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        offered = Path(folder or Path.home()) / archive_name(dt.date.today())
        dialog = QFileDialog(self._page.window(), _("Export everything"), str(offered), _FORM)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        self._open(dialog, self.export)

    def _open(self, dialog: QFileDialog, then: Callable[[Path], None]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()

    def export(self, path: Path) -> None:
        """Write everything into the file `path`."""
        self._page.show_busy(_("Exporting…"))
        self._scope.start(_ARCHIVE_TASK, self._told(lambda: self._export(path)))

    def _cancel(self) -> None:
        self._scope.cancel(_ARCHIVE_TASK)
        self._page.show_outcome(_("Cancelled: everything is as it was."))

    async def _export(self, path: Path) -> None:
        count = await self._new_archive().export(path)
        words = ngettext("{count} chat saved in “{name}”.", "{count} chats saved in “{name}”.", count)
        self._page.show_outcome(words.format(count=number(count), name=path.name))

    async def _told(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do `work`, and say how it ended whatever ends it; who cancels it says so."""
        words = _("This did not work, for a reason inside TurboDesk.")
        try:
            await work()
            words = ""
        except asyncio.CancelledError:
            words = ""
            raise
        except StoreFailure as failure:
            words = sentences(failure.note.sentence, failure.note.advice)
        finally:
            if words:
                self._page.show_outcome(words)


def _size(folder: Path) -> int:
    """Return how many bytes the files in `folder` take."""
    return sum(file.stat().st_size for file in folder.glob("*") if file.is_file())
