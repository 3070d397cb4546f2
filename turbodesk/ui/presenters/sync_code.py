"""Takes a recovery code out of the program: into a file, and onto paper."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from turbodesk.app.new_file import write_new_file
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import StoreFailure
from turbodesk.translation import _
from turbodesk.ui.presenters.file_kinds import file_kind
from turbodesk.ui.quantities import sentences

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_TASK = "syncing.save-code"
_TITLE = _("TurboDesk recovery code")
_ABOUT = _(
    "With this code another computer of yours joins those that sync their chats, and what lies in your storage is "
    "opened. Keep it where nobody else finds it."
)
_HOW = _("In TurboDesk: Settings, Other computers, “I have a code”.")

Told = Callable[[str], object]
"""Told what came of it, as a sentence."""


class CodeCopies(QObject):
    """Belongs to one window."""

    def __init__(self, window: QWidget, *, scope: Scope) -> None:
        super().__init__(window)
        self._window, self._scope = window, scope

    def save(self, code: str, told: Told, kept: Callable[[], object] = lambda: None) -> None:
        """Ask for a file, and write the code into it; `kept` is called when it is there."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        place = Path(folder or Path.home()) / f"{_TITLE}.txt"
        dialog = QFileDialog(self._window, _("Save the recovery code"), str(place), file_kind(_("Text"), "*.txt"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._scope.start(_TASK, self._save(code, Path(name), told, kept)))
        dialog.open()

    async def _save(self, code: str, path: Path, told: Told, kept: Callable[[], object]) -> None:
        text = "\n\n".join((_TITLE, code, _ABOUT, _HOW)) + "\n"
        try:
            await asyncio.to_thread(write_new_file, path, lambda file: file.write(text.encode()), private=True)
        except StoreFailure as failure:
            told(sentences(failure.note.sentence, failure.note.advice))
        else:
            told(_("Saved as “{name}”.").format(name=path.name))
            kept()

    def print_code(self, code: str, told: Told, kept: Callable[[], object] = lambda: None) -> None:
        """Ask for a printer, and print the code; `kept` is called when the printer has it."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinterInfo

        from turbodesk.ui.printing.pages import new_printer

        if not QPrinterInfo.availablePrinterNames():
            told(_("No printer is set up on this computer. Save the code as a file instead."))
            return
        printer = new_printer()
        dialog = QPrintDialog(printer, self._window)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.send_to_printer(code, printer, told, kept))
        QDialog.open(dialog)  # its own `open` asks for a slot's name

    def send_to_printer(
        self, code: str, printer: QPrinter, told: Told, kept: Callable[[], object] = lambda: None
    ) -> None:
        """Print the code on a printer that is set up."""
        from turbodesk.ui.printing.code_sheet import print_code

        if print_code(printer, _TITLE, code, (_ABOUT, _HOW)):
            told(_("Sent to the printer."))
            kept()
        else:
            told(_("The printer did not take the page."))
