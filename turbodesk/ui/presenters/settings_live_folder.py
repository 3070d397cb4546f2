"""Ties the row of the settings with the Markdown folder to what keeps it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from turbodesk.app.exports.live_folder import FolderState, LiveFolder
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.settings.live_folder import LiveFolderRow
from turbodesk.ui.widgets.external import show_file
from turbodesk.ui.widgets.lifetime import subscribe


class LiveFolderPresenter(QObject):
    """Serves one such row."""

    def __init__(self, row: LiveFolderRow, *, live_folder: Callable[[], LiveFolder], is_chosen: bool) -> None:
        """`live_folder` is what keeps the folder, made at its first use: here, unless one `is_chosen` already."""
        super().__init__(row)
        self._row, self._live_folder = row, live_folder
        self._is_followed = False
        row.choose_requested.connect(self._ask)
        row.open_requested.connect(lambda: show_file(live_folder().state.folder or Path()))
        row.stop_requested.connect(lambda: live_folder().choose(None))
        if is_chosen:
            self._follow()

    def _follow(self) -> LiveFolder:
        made = self._live_folder()
        if not self._is_followed:
            self._is_followed = True
            subscribe(self, made.changed, self._show)
            self._show(made.state)
        return made

    def _ask(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._row.window(), _("Keep chats as Markdown files in"), folder or str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()

    def choose(self, folder: Path) -> None:
        """Keep the chats in this folder from now on."""
        self._follow().choose(folder)

    def _show(self, state: FolderState) -> None:
        self._row.show_state(str(state.folder) if state.folder is not None else "", _words(state))


def _words(state: FolderState) -> str:
    if state.failure is not None:
        return sentences(state.failure.sentence, state.failure.advice)
    if state.waiting:
        every = state.written + state.waiting
        words = ngettext("{done} of {count} chat is written…", "{done} of {count} chats are written…", every)
        return words.format(done=number(state.written), count=number(every))
    words = ngettext("{count} chat, up to date.", "{count} chats, up to date.", state.written)
    return words.format(count=number(state.written))
