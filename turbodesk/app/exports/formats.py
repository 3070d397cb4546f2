"""The kinds of files that chats are taken out in.

A new kind is one module here with a function that is an `ExportWriter`, a command, and a line in `FORMATS`: menus,
palette and the dialogs for files then offer it. What draws pages needs Qt and is the interface's, so PDF has no writer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from turbodesk.app import commands
from turbodesk.app.commands import Command
from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.app.exports.writer import ExportWriter


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A kind of file that chats are taken out in."""

    name: str
    """As people know it, such as "Markdown"."""
    suffix: str
    """Of its files, such as ".md"."""
    command: Command
    """What saves the chat in front so."""
    load: Callable[[], ExportWriter] | None = None
    """Imports what writes it; None for what the interface writes by itself."""


def _markdown() -> ExportWriter:
    from turbodesk.app.exports.markdown import write

    return write


def _html() -> ExportWriter:
    from turbodesk.app.exports.html import write

    return write


def _excel() -> ExportWriter:
    from turbodesk.app.exports.tables.xlsx import write

    return write


def _csv() -> ExportWriter:
    from turbodesk.app.exports.tables.csv import write

    return write


def _word() -> ExportWriter:
    from turbodesk.app.exports.word import write

    return write


PDF = ExportFormat("PDF", ".pdf", commands.SAVE_PDF)
MARKDOWN = ExportFormat("Markdown", ".md", commands.SAVE_MARKDOWN, _markdown)
HTML = ExportFormat("HTML", ".html", commands.SAVE_HTML, _html)

WORD = ExportFormat("Word", ".docx", commands.SAVE_WORD, _word)

FORMATS: tuple[ExportFormat, ...] = (PDF, WORD, MARKDOWN, HTML)
"""All of them, in the order of the menus."""

TABLE_FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat("Excel", ".xlsx", commands.SAVE_TABLES, _excel),
    ExportFormat("CSV", ".csv", commands.SAVE_TABLES, _csv),
)
"""The kinds of files for the tables of a reply."""


def format_for(command: Command) -> ExportFormat:
    """Return the format a command saves in. Raises `StopIteration` for any other command."""
    return next(one for one in FORMATS if one.command is command)
