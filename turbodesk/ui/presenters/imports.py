"""Ties the sheet for importing chats to the importer: asks for files, looks into them, imports, and tells what came."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from turbodesk.app.imports.findings import Unkept, counted
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.chat.errors import Failure
from turbodesk.chat.moments import local_time
from turbodesk.ui.imports import ChatChoice, ImportSheet, PreviewWords, day_words

if TYPE_CHECKING:
    from turbodesk.app.imports.importer import Importer, ImportPreview
    from turbodesk.app.imports.report import ImportReport
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.chat_list import ChatListPresenter

_TASK = "import"
_FORMS = "Exports of chats (*.zip *.json *.jsonl *.md *.bak *.gz *.cherrybackup);;All files (*)"
_CHAT, _MESSAGE, _FILE = Unkept("chat", "chats"), Unkept("message", "messages"), Unkept("file", "files")
_INSIDE = "This did not work, for a reason inside TurboDesk."
_SEVERAL = 3
"""Names of files that are told; more are counted."""


class ImportPresenter(QObject):
    """Serves one sheet, to which it belongs."""

    def __init__(
        self,
        sheet: ImportSheet,
        *,
        new_importer: Callable[[], Importer],
        workspace: Workspace,
        scope: Scope,
        gateway_id: Callable[[], str],
        chat_presenter: ChatPresenter,
        chat_list: ChatListPresenter,
    ) -> None:
        """`new_importer` is called on a thread; `gateway_id` names the gateway that imported chats go on with."""
        super().__init__(sheet)
        self.sheet = sheet
        self._new_importer, self._workspace, self._scope = new_importer, workspace, scope
        self._made: Importer | None = None
        self._gateway_id = gateway_id
        self._chat_presenter, self._chat_list = chat_presenter, chat_list
        self._preview: ImportPreview | None = None
        self._reports: list[ImportReport] = []
        sheet.files_wanted.connect(self._ask_for_files)
        sheet.folder_wanted.connect(self._ask_for_folder)
        sheet.dropped.connect(self.look_into)
        sheet.confirmed.connect(self._confirmed)
        sheet.cancelled.connect(self._cancel)
        sheet.report_wanted.connect(self._tell_again)

    def open(self) -> None:
        """Ask for files, or show how far an import is that goes on."""
        self.sheet.open()
        if not self.sheet.is_busy:
            self._scope.start(_TASK, self._begin())

    def look_into(self, paths: Sequence[Path]) -> None:
        """Show what is in these files."""
        if self.sheet.isHidden():
            self.sheet.open()
        if not self.sheet.is_busy:
            self.sheet.show_busy(f"Looking into {_names(paths)}…")
            self._scope.start(_TASK, self._told(lambda: self._look(list(paths))))

    # Asking

    def _ask_for_files(self) -> None:
        dialog = self._dialog("Import chats", QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(_FORMS)
        dialog.filesSelected.connect(lambda names: self.look_into([Path(name) for name in names]))
        dialog.open()

    def _ask_for_folder(self) -> None:
        dialog = self._dialog("Import chats from a folder", QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.look_into([Path(name)]))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        dialog = QFileDialog(self.sheet.window(), title, folder or str(Path.home()))
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    # Doing

    async def _importer(self) -> Importer:
        """The importer, made on a thread: reading all that it is made of takes longer than the window may wait."""
        if self._made is None:
            self._made = await asyncio.to_thread(self._new_importer)
        return self._made

    async def _begin(self) -> None:
        self._reports = await (await self._importer()).reports()
        self.sheet.show_first([_named(report) for report in self._reports])

    async def _look(self, paths: list[Path]) -> None:
        preview = await (await self._importer()).look(paths, self.sheet.show_progress)
        self._preview = preview
        chats = await asyncio.to_thread(_choices, preview)
        projects = [(one.id, one.name) for one in self._workspace.known_projects()]
        self.sheet.show_preview(_words(preview), chats, projects)

    def _confirmed(self) -> None:
        if self._preview is not None:
            preview, chosen, project_id = self._preview, self.sheet.chosen(), self.sheet.project_id
            count = preview.count if chosen is None else len(chosen)
            self.sheet.show_busy(f"Importing {counted(_CHAT, count)} from {preview.program}…")
            self._scope.start(_TASK, self._told(lambda: self._bring(preview, chosen, project_id)))

    async def _bring(self, preview: ImportPreview, chosen: list[str] | None, project_id: str | None) -> None:
        from turbodesk.app.imports.making import ImportPlace

        importer = await self._importer()
        place = ImportPlace(self._gateway_id(), project_id, lambda id_: self._workspace.model(id_).is_in_catalogue)
        report, changed = await importer.bring(preview, place, chosen=chosen, progress=self.sheet.show_progress)
        await self._workspace.brought(changed)
        front = self._chat_presenter.chat
        if front is not None and front.conversation.id in changed:
            self._chat_list.choose(front.conversation.id)
        await asyncio.sleep(0)  # the list has been laid out anew: what came is told in a turn of its own
        self._tell(report)

    def _cancel(self) -> None:
        self._preview = None
        self._scope.cancel(_TASK)
        self._scope.start(_TASK, self._begin())

    async def _told(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do `work`, and say why where it does not come to its end; who cancels it knows."""
        sentence, advice = _INSIDE, ""
        try:
            await work()
            sentence = ""
        except asyncio.CancelledError:
            sentence = ""
            raise
        except Failure as failure:
            sentence, advice = failure.note.sentence, failure.note.advice
        finally:
            if sentence:
                self.sheet.show_failure(sentence, advice)

    # Telling

    def _tell(self, report: ImportReport) -> None:
        self.sheet.show_report(f"Imported from {report.program}", report.headline(), report.sentences())

    def _tell_again(self, at: int) -> None:
        if 0 <= at < len(self._reports):
            self._tell(self._reports[at])


def _choices(preview: ImportPreview) -> list[ChatChoice]:
    return [ChatChoice(one.id, one.title, one.updated_at) for one in preview.chats]


def _words(preview: ImportPreview) -> PreviewWords:
    facts = [f"{counted(_CHAT, preview.count)}, {counted(_MESSAGE, preview.messages)}"]
    if preview.files:
        facts[0] += f", {counted(_FILE, preview.files)}"
    if span := _span(preview.first_at, preview.last_at):
        facts.append(span)
    if preview.account:
        facts.append(f"The account of {preview.account}")
    if preview.known:
        rest = "what is new in it comes" if preview.known == 1 else "what is new in them comes"
        facts.append(f"{counted(_CHAT, preview.known)} came before: only {rest}.")
    if preview.is_own:
        facts.append("Everything in it comes; what is newer here stays.")
    warnings = list(preview.findings.troubles)
    if preview.missing:
        are = "is" if preview.missing == 1 else "are"
        warnings.append(f"{counted(_FILE, preview.missing)} {are} named in it, but {are} not there.")
    return PreviewWords(f"From {preview.program}", tuple(facts), tuple(warnings), can_choose=not preview.is_own)


def _span(first: int, last: int) -> str:
    days = list(dict.fromkeys(day for at in (first, last) if at and (day := day_words(at))))
    return f"From {days[0]} to {days[1]}" if len(days) > 1 else f"From {days[0]}" if days else ""


def _named(report: ImportReport) -> str:
    made = local_time(report.made_at) or dt.datetime.now().astimezone()
    return f"{report.program}, {made.day} {made:%b %Y, %H:%M}"


def _names(paths: Sequence[Path]) -> str:
    if len(paths) > _SEVERAL:
        return f"{len(paths):,} files"
    return ", ".join(f"“{path.name}”" for path in paths)
