"""What is known of this run of the program itself, apart from conversations: its log, and how the last run ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from turbodesk import __version__
from turbodesk.store.crash_report import CrashWatch
from turbodesk.store.logbook import Logbook


@dataclass(frozen=True, slots=True)
class Program:
    """This run."""

    folder: Path
    """The data folder, which tells one running TurboDesk from another."""
    logbook: Logbook
    report: Path | None = None
    """What the last run left when it crashed."""


@contextmanager
def begun(folder: Path, logbook: Logbook) -> Iterator[Program]:
    """Watch over this run; an error that ends it becomes a report. Its data folder must be locked by then."""
    watch = CrashWatch(logbook.path.parent)
    report = watch.begin(__version__, logbook.tail)
    well = False
    try:
        yield Program(folder, logbook, report)
        well = True
    except Exception as error:
        watch.record(error)
        raise
    finally:
        watch.end(well=well)
