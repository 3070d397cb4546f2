"""What is known of this run of the program itself: its log, how the last run ended, the files it was started from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turbodesk import __version__, frozen
from turbodesk.app.installation import Installation
from turbodesk.quick_dataclasses import dataclass
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
    installation: Installation | None = None
    """The files it was started from; None where it runs from its source, which changes all the time."""


@contextmanager
def begun(folder: Path, logbook: Logbook) -> Iterator[Program]:
    """Watch over this run; an error that ends it becomes a report. Its data folder must be locked by then."""
    watch = CrashWatch(logbook.path.parent)
    report = watch.begin(__version__, logbook.tail)
    file = frozen.program()
    installation = Installation(file) if file is not None else None
    well = False
    try:
        yield Program(folder, logbook, report, installation)
        well = True
    except Exception as error:
        watch.record(error)
        raise
    finally:
        watch.end(well=well)
