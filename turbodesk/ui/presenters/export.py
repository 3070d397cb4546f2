"""Takes chats out of the program: onto paper, into files of every kind, onto the clipboard, several into a folder.

One such work at a time, as a task that can be cancelled; when it takes longer than a moment, a small window says how
far it has come. The window with the chat goes on working meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from turbodesk.app.attachments import AttachmentService
from turbodesk.app.commands import Command
from turbodesk.app.exports.formats import FORMATS, MARKDOWN, TABLE_FORMATS, WORD, ExportFormat, format_for
from turbodesk.app.exports.saving import save
from turbodesk.app.exports.transcript import Transcript, excerpt, file_name, take_message, take_transcript
from turbodesk.app.live import LiveChat
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import Failure, FailureNote
from turbodesk.chat.model import Model
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.presenters.file_kinds import file_kind
from turbodesk.ui.quantities import number
from turbodesk.ui.widgets.external import show_file
from turbodesk.ui.widgets.lifetime import is_alive, single_shot
from turbodesk.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from turbodesk.app.workspace import Workspace


PATIENCE_MS = 600
"""How long a work takes before anything is said about it."""
_TASK = "export"
_NO_TABLE = FailureNote("no-table", _("This reply has no table."))
_NO_PRINTER = FailureNote("no-printer", _("No printer is set up on this computer."), _("Save the chat as PDF instead."))

Work = Callable[[Transcript, Callable[[int, int], None]], Coroutine[Any, Any, None]]


class ExportPresenter(QObject):
    """Print, "Save as …" and "Copy chat"."""

    def __init__(
        self,
        window: QWidget,
        *,
        toast: Toast,
        model_of: Callable[[str], Model],
        attachment_service: AttachmentService,
        scope: Scope,
        tell: Callable[[FailureNote], None],
        at_icon: Callable[[float | None], object],
    ) -> None:
        """`toast` says what was done; `tell` says why it could not be; `at_icon` shows the share that is done."""
        super().__init__(window)
        self._at_icon = at_icon
        self._window, self._toast, self._model_of, self._scope, self._tell = window, toast, model_of, scope, tell
        self._attachment_service = attachment_service
        self._saved_at = Path()
        self._work = ""
        """What is under way, as it is told; "" for nothing."""

    def copy_conversation(self, chat: LiveChat) -> None:
        """Put the whole conversation on the clipboard in three forms."""
        self._begin(chat, _("Copying the chat"), self._copy)

    def save_as(self, command: Command, chat: LiveChat) -> None:
        """Ask for a file, and write the conversation into it in the format of a command."""
        self._ask_for_chat(chat, (format_for(command),))

    def save_message(self, chat: LiveChat, message_id: str) -> None:
        """Ask for a file, and write one message into it as a Word document."""
        title = chat.conversation.title
        self._ask_for_excerpt(title, lambda: take_message(chat, self._model_of, message_id), (WORD,))

    def save_selected(self, chat: LiveChat, markdown: str) -> None:
        """Ask for a file, and write what is selected into it as a Word document."""
        self._ask_for(excerpt(chat.conversation.title, markdown), (WORD,))

    def save_table(self, chat: LiveChat, markdown: str) -> None:
        """Ask for a file, and write a table into it for a spreadsheet."""
        self._ask_for(excerpt(chat.conversation.title, markdown), TABLE_FORMATS)

    def save_tables(self, chat: LiveChat, message_id: str) -> None:
        """Ask for a file, and write all tables of a message into it; say so where it has none."""
        self._scope.start("export-tables", self._save_tables(chat, message_id))

    async def _save_tables(self, chat: LiveChat, message_id: str) -> None:
        from turbodesk.app.exports.tables.reading import tables_in

        try:
            taken = await take_message(chat, self._model_of, message_id)
        except Failure as failure:
            self._tell(failure.note)
            return
        if await asyncio.to_thread(tables_in, taken):
            self._ask_for(taken, TABLE_FORMATS)
        else:
            self._tell(_NO_TABLE)

    def _ask_for_chat(self, chat: LiveChat, offered: Sequence[ExportFormat]) -> None:
        self._ask(chat.conversation.title, offered, lambda path, format_: self.write(chat, path, format_))

    def _ask_for(self, taken: Transcript, offered: Sequence[ExportFormat]) -> None:
        async def take() -> Transcript:
            return taken

        self._ask_for_excerpt(taken.title, take, offered)

    def _ask_for_excerpt(
        self, title: str, take: Callable[[], Awaitable[Transcript]], offered: Sequence[ExportFormat]
    ) -> None:
        self._ask(title, offered, lambda path, format_: self._write(path, format_, take))

    def _ask(self, title: str, offered: Sequence[ExportFormat], write: Callable[[Path, ExportFormat], None]) -> None:
        """Ask for a file of one of the formats offered, the first one being chosen, and write it."""
        first = offered[0]
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        place = Path(folder or Path.home()) / file_name(title, first.suffix)
        words = (
            _("Save as {format}").format(format=first.name)
            if len(offered) == 1
            else _("Save tables")
            if offered is TABLE_FORMATS
            else _("Export chat")
        )
        dialog = QFileDialog(self._window, words, str(place))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        filters = {file_kind(one.name, f"*{one.suffix}"): one for one in offered}
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix(first.suffix[1:])
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters.get(chosen, first).suffix[1:]))
        dialog.fileSelected.connect(
            lambda name: write(Path(name), _meant(Path(name), filters.get(dialog.selectedNameFilter(), first), offered))
        )
        dialog.open()

    def save_several(
        self,
        ids: Sequence[str],
        workspace: Workspace,
        format_: ExportFormat = MARKDOWN,
    ) -> None:
        """Ask for a folder, and write each of these conversations into it in a format; `workspace` has them.

        For a single one a file is asked for, as for the chat in front.
        """
        if len(ids) == 1:
            self._scope.start("export-one", self._save_one(ids[0], workspace))
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(
            self._window, _("Export chats as {format}").format(format=format_.name), folder or str(Path.home())
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.write_several(ids, workspace, Path(name), format_))
        dialog.open()

    async def _save_one(self, id_: str, workspace: Workspace) -> None:
        try:
            chat = await workspace.open(id_)
        except Failure as failure:
            self._tell(failure.note)
            return
        if chat is not None:
            self._ask_for_chat(chat, (MARKDOWN, *(one for one in FORMATS if one is not MARKDOWN)))

    def write_several(
        self,
        ids: Sequence[str],
        workspace: Workspace,
        folder: Path,
        format_: ExportFormat = MARKDOWN,
    ) -> None:
        """Write conversations into a folder, each into a file of its own; no file that is there is touched."""

        async def save_all(progress: Callable[[int, int], None]) -> None:
            numbers: dict[Path, int] = {}
            for at, id_ in enumerate(ids):
                progress(at, len(ids))
                if (chat := await workspace.open(id_)) is not None:
                    transcript = await take_transcript(chat, self._model_of)
                    workspace.put_back(chat)  # thousands may be saved
                    wanted = folder / file_name(chat.conversation.title, format_.suffix)
                    path = await asyncio.to_thread(_free, wanted, numbers)
                    await self._save(transcript, path, format_, lambda done, of: None)
            words = ngettext("Saved {count} chat in “{folder}”", "Saved {count} chats in “{folder}”", len(ids))
            self._saved(folder, words.format(count=number(len(ids)), folder=folder.name))

        self._start(_("Saving the chats"), save_all)

    def write(self, chat: LiveChat, path: Path, format_: ExportFormat) -> None:
        """Write the conversation to a file."""
        self._write(path, format_, lambda: take_transcript(chat, self._model_of))

    def _write(self, path: Path, format_: ExportFormat, take: Callable[[], Awaitable[Transcript]]) -> None:
        async def save_it(progress: Callable[[int, int], None]) -> None:
            await self._save(await take(), path, format_, progress)
            self._saved(path, _("Saved “{name}”").format(name=path.name))

        self._start(_("Saving as {format}").format(format=format_.name), save_it)

    def _saved(self, at: Path, words: str) -> None:
        self._saved_at = at
        self._toast.tell(words, pgettext("verb", "Open"), lambda: show_file(self._saved_at))

    async def _save(
        self, transcript: Transcript, path: Path, format_: ExportFormat, progress: Callable[[int, int], None]
    ) -> None:
        """Write a file. Raises `StoreFailure` or `PagesFailure` where it cannot be."""
        if format_.load is None:
            from turbodesk.ui.printing.pages import save_pdf

            await save_pdf(transcript, path, progress)
            return
        from turbodesk.ui.attachments.decoding import as_png
        from turbodesk.ui.printing.diagrams import drawn_on_paper

        here = QLocale.system()
        await save(
            format_.load(),
            transcript,
            path,
            content=self._attachment_service.content,
            progress=progress,
            as_png=as_png,
            drawn=drawn_on_paper,
            is_letter=here.measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem,
            is_comma_decimal=here.decimalPoint() == ",",
        )

    def print_chat(self, chat: LiveChat) -> None:
        """Ask for a printer, and print the conversation."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinterInfo

        from turbodesk.ui.printing.pages import new_printer

        if not QPrinterInfo.availablePrinterNames():
            self._tell(_NO_PRINTER)
            return
        printer = new_printer()
        dialog = QPrintDialog(printer, self._window)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.send_to_printer(chat, printer))
        QDialog.open(dialog)  # its own `open` asks for a slot's name

    def send_to_printer(self, chat: LiveChat, printer: QPrinter) -> None:
        """Print the conversation on a printer that is set up."""

        async def send(transcript: Transcript, progress: Callable[[int, int], None]) -> None:
            from turbodesk.ui.printing.pages import send_to_printer

            await send_to_printer(printer, transcript, progress)

        self._begin(chat, _("Printing"), send)

    def cancel(self) -> None:
        """End the work under way, if there is one; it leaves nothing half done."""
        self._scope.cancel(_TASK)

    async def _copy(self, transcript: Transcript, progress: Callable[[int, int], None]) -> None:
        from turbodesk.ui.printing.clipboard import conversation_mime

        QGuiApplication.clipboard().setMimeData(await conversation_mime(transcript, progress))
        self._toast.tell(_("Chat copied"))

    def _begin(self, chat: LiveChat, words: str, work: Work) -> None:
        """Start a work with a chat as it stands now."""

        async def with_transcript(progress: Callable[[int, int], None]) -> None:
            await work(await take_transcript(chat, self._model_of), progress)

        self._start(words, with_transcript)

    def _start(self, words: str, work: Callable[[Callable[[int, int], None]], Coroutine[Any, Any, None]]) -> None:
        """Start a work; a second one while the first is under way shows that instead."""
        if self._scope.is_running(_TASK):
            self._show_work()
        else:
            self._scope.start(_TASK, self._run(words, work))

    async def _run(self, words: str, work: Callable[[Callable[[int, int], None]], Coroutine[Any, Any, None]]) -> None:
        from turbodesk.ui.printing.pages import PagesFailure

        # Translators: {work} is one of "Saving the chats", "Saving as …", "Copying the chat", "Printing"
        self._work = _("{work}…").format(work=words)

        def progress(done: int, of: int) -> None:
            self._work = _("{work}, {done} of {of}…").format(work=words, done=number(done), of=number(of))
            if self._toast.is_working:
                self._toast.go_on(self._work)
            if of:
                self._at_icon(done / of)

        single_shot(self._toast, PATIENCE_MS, self._show_work)
        try:
            await work(progress)
        except (Failure, PagesFailure) as failure:
            self._tell(failure.note)
        finally:
            self._work = ""
            self._at_icon(None)
            if is_alive(self._toast) and self._toast.is_working:  # the window may be gone: it ends a work under way
                self._toast.dismiss()

    def _show_work(self) -> None:
        if self._work and not self._toast.is_working:
            self._toast.work(self._work, self.cancel)


def _meant(path: Path, chosen: ExportFormat, offered: Sequence[ExportFormat]) -> ExportFormat:
    """Return the format a name ends as, where that is one of those offered, else the one that was chosen."""
    return next((one for one in offered if path.suffix.lower() == one.suffix), chosen)


def _free(path: Path, numbers: dict[Path, int]) -> Path:
    """Return `path`, or one like it with a number, where no file is yet; `numbers` knows what was tried before."""
    number = numbers.get(path, 1)
    while (free := path if number == 1 else path.with_name(f"{path.stem} {number}{path.suffix}")).exists():
        number += 1
    numbers[path] = number
    return free
