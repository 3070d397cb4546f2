"""Ties the sheet for importing chats to the importer: asks for files, looks into them, imports, and tells what came."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.chat.errors import Failure
from turbodesk.chat.moments import local_time
from turbodesk.chat.one_line import beginning
from turbodesk.translation import _, ngettext
from turbodesk.ui.imports import ChatChoice, ImportSheet, PreviewWords, day_words
from turbodesk.ui.presenters.attempts import attempt
from turbodesk.ui.presenters.file_kinds import file_kind, or_all_files
from turbodesk.ui.quantities import joined, listed, number, quoted, short_date, time_of_day

if TYPE_CHECKING:
    from turbodesk.app.imports.importer import Importer, ImportPreview
    from turbodesk.app.imports.report import ImportReport

_TASK = "import"
_FORMS = or_all_files(
    file_kind(_("Exports of chats"), "*.zip", "*.json", "*.jsonl", "*.md", "*.bak", "*.gz", "*.cherrybackup")
)
_INSIDE = _("This did not work, for a reason inside TurboDesk.")
_LONGEST_NAME, _LONGEST = 40, 300
"""Letters of a gateway's name, and of its address, which is to show its host whole."""
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
        at_icon: Callable[[float | None], object],
    ) -> None:
        """`new_importer` is called on a thread; `gateway_id` names the gateway that imported chats go on with.

        `at_icon` shows the share that is done.
        """
        super().__init__(sheet)
        self.sheet = sheet
        self._new_importer, self._workspace, self._scope = new_importer, workspace, scope
        self._made: Importer | None = None
        self._gateway_id = gateway_id
        self._preview: ImportPreview | None = None
        self._reports: list[ImportReport] = []
        self._at_icon = at_icon
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
            self.sheet.show_busy(_looking(paths))
            self._scope.start(_TASK, self._told(lambda: self._look(list(paths))))

    # Asking

    def _ask_for_files(self) -> None:
        dialog = self._dialog(_("Import chats"), QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(_FORMS)
        dialog.filesSelected.connect(lambda names: self.look_into([Path(name) for name in names]))
        dialog.open()

    def _ask_for_folder(self) -> None:
        dialog = self._dialog(_("Import chats from a folder"), QFileDialog.FileMode.Directory)
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
        preview = await (await self._importer()).look(paths, self._show_progress)
        self._preview = preview
        chats = await asyncio.to_thread(_choices, preview)
        projects = [(one.id, one.name) for one in self._workspace.known_projects()]
        self.sheet.show_preview(preview_words(preview), chats, projects)

    def _confirmed(self) -> None:
        if self._preview is not None:
            preview, chosen, project_id = self._preview, self.sheet.chosen(), self.sheet.project_id
            count = preview.count if chosen is None else len(chosen)
            words = ngettext("Importing {count} chat from {program}…", "Importing {count} chats from {program}…", count)
            self.sheet.show_busy(words.format(count=number(count), program=preview.program))
            self._scope.start(_TASK, self._told(lambda: self._bring(preview, chosen, project_id)))

    async def _bring(self, preview: ImportPreview, chosen: list[str] | None, project_id: str | None) -> None:
        from turbodesk.app.imports.making import ImportPlace

        importer = await self._importer()
        place = ImportPlace(self._gateway_id(), project_id, lambda id_: self._workspace.model(id_).is_in_catalogue)
        touched = set[str]()
        try:
            report = await importer.bring(
                preview, place, chosen=chosen, progress=self._show_progress, touched=touched.update
            )
        finally:  # what was taken back somebody may have read meanwhile
            await self._workspace.brought(touched)
        await asyncio.sleep(0)  # the list has been laid out anew: what came is told in a turn of its own
        self._tell(report)

    def _show_progress(self, done: int, whole: int) -> None:
        self.sheet.show_progress(done, whole)
        if whole:
            self._at_icon(done / whole)

    def _cancel(self) -> None:
        self._preview = None
        self._scope.cancel(_TASK)
        self._scope.start(_TASK, self._begin())

    async def _told(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do `work`, and say why where it does not come to its end; who cancels it knows."""
        try:
            await attempt(work, failures=(Failure,), tell=self._tell_failure)
        finally:
            self._at_icon(None)

    def _tell_failure(self, failure: Failure | None) -> None:
        self.sheet.show_failure(*((_INSIDE, "") if failure is None else (failure.note.sentence, failure.note.advice)))

    # Telling

    def _tell(self, report: ImportReport) -> None:
        self.sheet.show_report(
            _("Imported from {program}").format(program=report.program), report.headline(), report.sentences()
        )

    def _tell_again(self, at: int) -> None:
        if 0 <= at < len(self._reports):
            self._tell(self._reports[at])


def _choices(preview: ImportPreview) -> list[ChatChoice]:
    return [ChatChoice(one.id, one.title, one.updated_at) for one in preview.chats]


def preview_words(preview: ImportPreview) -> PreviewWords:
    """Return what is said of files before anything of them is imported."""
    facts = [_counts(preview)]
    if span := _span(preview.first_at, preview.last_at):
        facts.append(span)
    if preview.account:
        facts.append(_("The account of {name}").format(name=preview.account))
    if preview.known:
        before = ngettext(
            "{count} chat came before: only what is new in it comes.",
            "{count} chats came before: only what is new in them comes.",
            preview.known,
        )
        facts.append(before.format(count=number(preview.known)))
    if preview.is_own:
        facts.append(_("Everything in it comes; what is newer here stays."))
    if preview.new_gateways:
        # Each cut by itself: a long name shall not leave out where messages would go.
        named = [(beginning(one.name, _LONGEST_NAME), beginning(one.url, _LONGEST)) for one in preview.new_gateways]
        addresses = [f"{name} ({url})" for name, url in named]  # not for people: nothing to translate
        words = ngettext(
            "Its chats talk to {count} gateway that is not here yet. It comes along, without its key: {names}",
            "Its chats talk to {count} gateways that are not here yet. They come along, without their keys: {names}",
            len(addresses),
        )
        facts.append(words.format(count=number(len(addresses)), names=joined(addresses)))
    warnings = list(preview.findings.troubles)
    if preview.missing:
        missing = ngettext(
            "{count} file is named in it, but is not there.",
            "{count} files are named in it, but are not there.",
            preview.missing,
        )
        warnings.append(missing.format(count=number(preview.missing)))
    title = _("From {program}").format(program=preview.program)
    return PreviewWords(title, tuple(facts), tuple(warnings), can_choose=not preview.is_own)


def _counts(preview: ImportPreview) -> str:
    chats = ngettext("{count} chat", "{count} chats", preview.count).format(count=number(preview.count))
    messages = ngettext("{count} message", "{count} messages", preview.messages).format(count=number(preview.messages))
    files = ngettext("{count} file", "{count} files", preview.files).format(count=number(preview.files))
    return listed((chats, messages, files) if preview.files else (chats, messages))


def _span(first: int, last: int) -> str:
    days = list(dict.fromkeys(day for at in (first, last) if at and (day := day_words(at))))
    if len(days) > 1:
        return _("From {first} to {last}").format(first=days[0], last=days[1])
    return _("From {day}").format(day=days[0]) if days else ""


def _named(report: ImportReport) -> str:
    made = local_time(report.made_at) or dt.datetime.now().astimezone()
    return _("{program}, {day}, {time}").format(
        program=report.program, day=short_date(made.date()), time=time_of_day(made.time())
    )


def _looking(paths: Sequence[Path]) -> str:
    if len(paths) > _SEVERAL:
        words = ngettext("Looking into {count} file…", "Looking into {count} files…", len(paths))
        return words.format(count=number(len(paths)))
    return _("Looking into {names}…").format(names=joined([quoted(path.name) for path in paths]))
