"""Ties the tools' page of the settings to the chosen folders and to what can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from turbodesk.app.folders import ChosenFolders, FolderRefused
from turbodesk.app.preferences import Preferences
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.app.tools.kept_changes import KeptChange, KeptChanges
from turbodesk.settings import TOOL_FOLDERS
from turbodesk.translation import _
from turbodesk.ui.settings.tool_rows import UndoChoice
from turbodesk.ui.settings.tools import ToolsPage
from turbodesk.ui.widgets.external import show_file
from turbodesk.ui.widgets.lifetime import is_alive, subscribe


class ToolSettingsPresenter(QObject):
    """Serves one such page."""

    def __init__(
        self,
        page: ToolsPage,
        *,
        preferences: Preferences,
        changes: Callable[[], KeptChanges],
        changed: Signal[KeptChange],
        notes: Path,
        scope: Scope,
    ) -> None:
        """`changed` says that a tool has changed something; `notes` is the folder with the notes of models."""
        super().__init__(page)
        self._page, self._changes, self._scope = page, changes, scope
        self._chosen, self._notes = ChosenFolders(preferences), notes
        page.notes.open_requested.connect(self._open_notes)
        page.folders.add_requested.connect(self._ask)
        page.folders.removed.connect(lambda path: self._chosen.remove(Path(path)))
        page.changes.undone.connect(lambda id_: scope.start("undo-change", self._undo(id_)))
        subscribe(self, preferences.changed, lambda one: self._show_folders() if one is TOOL_FOLDERS else None)
        subscribe(self, changed, lambda _: self._look() if page.isVisible() else None)

    def refresh(self) -> None:
        """Show folders and changes as they are now."""
        self._page.folders.tell("")
        self._page.changes.tell("")
        self._show_folders()
        self._look()

    def add(self, folder: Path) -> None:
        """Let tools look into a folder."""
        try:
            self._chosen.add(folder)
        except ValueError as error:
            self._page.folders.tell(str(error))
        else:
            self._page.folders.tell("")

    def _show_folders(self) -> None:
        self._page.folders.set_folders([str(one.path) for one in self._chosen.all])

    def _look(self) -> None:
        self._scope.start("look-at-changes", self._show_changes())

    async def _show_changes(self) -> None:
        found = await asyncio.to_thread(self._changes().all)
        if is_alive(self._page):  # the window may have been closed since
            self._page.changes.set_changes([UndoChoice(one.id, one.title, one.at) for one in found])

    async def _undo(self, change_id: str) -> None:
        try:
            words = await asyncio.to_thread(self._changes().undo, change_id)
        except FolderRefused as refused:
            words = str(refused)
        await self._show_changes()
        if is_alive(self._page):
            self._page.changes.tell(words)

    def _open_notes(self) -> None:
        with suppress(OSError):  # whoever shows it says that it is not there
            self._notes.mkdir(mode=0o700, exist_ok=True)
        show_file(self._notes)

    def _ask(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._page.window(), _("A folder that tools may look into"), folder or str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.add(Path(name)))
        dialog.open()
