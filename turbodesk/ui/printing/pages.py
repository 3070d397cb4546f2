"""Writes a transcript to a printer or a PDF file, in portions, so that the window goes on working meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QIODevice, QLocale, QMarginsF, QSaveFile
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from turbodesk import __version__
from turbodesk.app.exports.transcript import Transcript
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.message import Role
from turbodesk.translation import _
from turbodesk.ui.printing.diagrams import know_diagrams
from turbodesk.ui.printing.mathematics import know_formulas
from turbodesk.ui.printing.paginator import Paginator
from turbodesk.ui.printing.portions import portioned

MARGINS_MM = QMarginsF(14, 20, 18, 14)
"""Left, top, right, bottom; the footer stands above the last. What hangs outside the text takes 8 and 4 mm more."""
_DOTS_PER_INCH = 1200
_LONGEST_NAME = 240
"""Bytes: systems take 255, of which the file needs some while it is written."""

Progress = Callable[[int, int], None]
"""Told how many messages are done, and of how many."""


class PagesFailure(Exception):
    """The pages could not be made; `note` says why in plain words."""

    def __init__(self, note: FailureNote) -> None:
        super().__init__(note.sentence)
        self.note = note


async def save_pdf(transcript: Transcript, path: Path, progress: Progress) -> None:
    """Write a PDF file. The file is there when all of it is; cancelled or failed, what was there before is untouched.

    Raises:
        PagesFailure: the file could not be written.
    """
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise PagesFailure(_unwritable(path, file.errorString()))
    try:
        writer = QPdfWriter(file)
        writer.setResolution(_DOTS_PER_INCH)
        writer.setTitle(transcript.title)
        writer.setCreator(f"TurboDesk {__version__}")  # not for people: a field of the file
        _set_paper(writer)
        await _fill(writer, transcript, progress)
    except BaseException:
        file.cancelWriting()
        raise
    if not file.commit():
        raise PagesFailure(_unwritable(path, file.errorString()))


async def send_to_printer(printer: QPrinter, transcript: Transcript, progress: Progress) -> None:
    """Print on a printer that has been chosen and set up. Cancelled, nothing more is sent to it.

    Raises:
        PagesFailure: the printer takes nothing.
    """
    printer.setDocName(transcript.title)
    try:
        await _fill(printer, transcript, progress)
    except asyncio.CancelledError:
        printer.abort()
        raise
    if printer.printerState() is QPrinter.PrinterState.Error:
        raise PagesFailure(_PRINTER_FAILED)


def new_printer() -> QPrinter:
    """Return the system's usual printer, with our margins."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageMargins(MARGINS_MM, QPageLayout.Unit.Millimeter)
    return printer


async def _fill(device: QPagedPaintDevice, transcript: Transcript, progress: Progress) -> None:
    painter = QPainter()
    if not painter.begin(device):
        raise PagesFailure(_PRINTER_FAILED)
    try:
        press = Paginator(device, painter, transcript)
        for done, turn in enumerate(transcript.turns):
            progress(done, len(transcript.turns))
            await asyncio.sleep(0)
            portions = [] if turn.message.role is Role.USER else await asyncio.to_thread(portioned, turn.message)
            await know_formulas(portions)
            await know_diagrams(portions)
            for _ in press.lay(turn, portions):
                await asyncio.sleep(0)
        press.finish()
    finally:
        painter.end()


def _set_paper(writer: QPdfWriter) -> None:
    is_letter = QLocale.system().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    size = QPageSize(QPageSize.PageSizeId.Letter if is_letter else QPageSize.PageSizeId.A4)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, MARGINS_MM, QPageLayout.Unit.Millimeter)
    writer.setPageLayout(layout)


def _unwritable(path: Path, detail: str) -> FailureNote:
    return FailureNote(
        "pdf-not-saved",
        _("“{name}” could not be saved in {folder}.").format(name=path.name, folder=path.parent),
        _("Choose a shorter name.")
        if len(path.name.encode()) > _LONGEST_NAME
        else _("You may not be allowed to write there, or the disk is full. Choose another folder."),
        detail=detail,
    )


_PRINTER_FAILED = FailureNote(
    "not-printed",
    _("The printer did not take the pages."),
    _("See whether it is switched on and connected, then try again."),
)
