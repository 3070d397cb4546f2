"""Takes chats out of the program: onto paper, into PDF and Markdown files, onto the clipboard, several into a folder.

One such work at a time, as a task that can be cancelled; when it takes longer than a moment, a small window says how
far it has come. The window with the chat goes on working meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from turbodesk.app.export import Transcript, file_name, save_markdown, take_transcript
from turbodesk.app.live import LiveChat
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import Failure, FailureNote
from turbodesk.chat.model import Model
from turbodesk.ui.widgets.external import show_file
from turbodesk.ui.widgets.lifetime import is_alive, single_shot
from turbodesk.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PATIENCE_MS = 600
"""How long a work takes before anything is said about it."""
_TASK = "export"
_NO_PRINTER = FailureNote("no-printer", "No printer is set up on this computer.", "Save the chat as PDF instead.")

Work = Callable[[Transcript, Callable[[int, int], None]], Coroutine[Any, Any, None]]


class ExportPresenter(QObject):
    """Print, "Save as PDF", "Save as Markdown" and "Copy chat"."""

    def __init__(
        self,
        window: QWidget,
        *,
        toast: Toast,
        model_of: Callable[[str], Model],
        scope: Scope,
        tell: Callable[[FailureNote], None],
    ) -> None:
        """`toast` says what was done; `tell` says why it could not be."""
        super().__init__(window)
        self._window, self._toast, self._model_of, self._scope, self._tell = window, toast, model_of, scope, tell
        self._saved_at = Path()
        self._work = ""
        """What is under way, as it is told; "" for nothing."""

    def copy_conversation(self, chat: LiveChat) -> None:
        """Put the whole conversation on the clipboard in three forms."""
        self._begin(chat, "Copying the chat", self._copy)

    def save_pdf(self, chat: LiveChat) -> None:
        """Ask for a file, and write the conversation into it."""
        self._ask(chat, "PDF", ".pdf", self.write_pdf)

    def save_markdown(self, chat: LiveChat) -> None:
        """Ask for a file, and write the conversation into it as Markdown."""
        self._ask(chat, "Markdown", ".md", self.write_markdown)

    def _ask(self, chat: LiveChat, form: str, suffix: str, write: Callable[[LiveChat, Path], None]) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        offered = Path(folder or Path.home()) / file_name(chat.conversation.title, suffix)
        dialog = QFileDialog(self._window, f"Save as {form}", str(offered), f"{form} (*{suffix})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix[1:])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: write(chat, Path(name)))
        dialog.open()

    def save_several(self, ids: Sequence[str], opened: Callable[[str], Awaitable[LiveChat | None]]) -> None:
        """Ask for a folder, and write each of these conversations into it as Markdown; `opened` reads one of them.

        For a single one a file is asked for, as for the chat in front.
        """
        if len(ids) == 1:
            self._scope.start("export-one", self._save_one(ids[0], opened))
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, "Export chats", folder or str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.write_several(ids, opened, Path(name)))
        dialog.open()

    async def _save_one(self, id_: str, opened: Callable[[str], Awaitable[LiveChat | None]]) -> None:
        try:
            chat = await opened(id_)
        except Failure as failure:
            self._tell(failure.note)
            return
        if chat is not None:
            self.save_markdown(chat)

    def write_several(
        self, ids: Sequence[str], opened: Callable[[str], Awaitable[LiveChat | None]], folder: Path
    ) -> None:
        """Write conversations into a folder, each into a Markdown file of its own; no file that is there is touched."""

        async def save(progress: Callable[[int, int], None]) -> None:
            for number, id_ in enumerate(ids):
                progress(number, len(ids))
                if (chat := await opened(id_)) is not None:
                    transcript = await take_transcript(chat, self._model_of)
                    path = await asyncio.to_thread(_free, folder / file_name(chat.conversation.title, ".md"))
                    await asyncio.to_thread(save_markdown, transcript, path)
            self._saved_at = folder
            self._toast.tell(f"Saved {len(ids):,} chats in “{folder.name}”", "Open", lambda: show_file(self._saved_at))

        self._start("Saving the chats", save)

    def write_markdown(self, chat: LiveChat, path: Path) -> None:
        """Write the conversation to a Markdown file."""

        async def save(transcript: Transcript, progress: Callable[[int, int], None]) -> None:
            await asyncio.to_thread(save_markdown, transcript, path)
            self._saved_at = path
            self._toast.tell(f"Saved “{path.name}”", "Open", lambda: show_file(self._saved_at))

        self._begin(chat, "Saving the chat", save)

    def write_pdf(self, chat: LiveChat, path: Path) -> None:
        """Write the conversation to a PDF file."""

        async def save(transcript: Transcript, progress: Callable[[int, int], None]) -> None:
            from turbodesk.ui.printing.pages import save_pdf

            await save_pdf(transcript, path, progress)
            self._saved_at = path
            self._toast.tell(f"Saved “{path.name}”", "Open", lambda: show_file(self._saved_at))

        self._begin(chat, "Making the PDF", save)

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

        self._begin(chat, "Printing", send)

    def cancel(self) -> None:
        """End the work under way, if there is one; it leaves nothing half done."""
        self._scope.cancel(_TASK)

    async def _copy(self, transcript: Transcript, progress: Callable[[int, int], None]) -> None:
        from turbodesk.ui.printing.clipboard import conversation_mime

        QGuiApplication.clipboard().setMimeData(await conversation_mime(transcript, progress))
        self._toast.tell("Chat copied")

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

        self._work = words

        def progress(done: int, of: int) -> None:
            self._work = f"{words}, {done:,} of {of:,}"
            if self._toast.is_working:
                self._toast.go_on(f"{self._work}…")

        single_shot(self._toast, PATIENCE_MS, self._show_work)
        try:
            await work(progress)
        except (Failure, PagesFailure) as failure:
            self._tell(failure.note)
        finally:
            self._work = ""
            if is_alive(self._toast) and self._toast.is_working:  # the window may be gone: it ends a work under way
                self._toast.dismiss()

    def _show_work(self) -> None:
        if self._work and not self._toast.is_working:
            self._toast.work(f"{self._work}…", self.cancel)


def _free(path: Path) -> Path:
    """Return `path`, or one like it with a number, where no file is yet."""
    free, number = path, 2
    while free.exists():
        free, number = path.with_name(f"{path.stem} {number}{path.suffix}"), number + 1
    return free
